"""What could be seen of each host into sentences; times are written by the caller's clock, else in UTC."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from core.notation import filetime
from core.notation.duration import in_words
from core.notation.filetime import TICKS_PER_SECOND
from core.notation.visible import one_line
from core.story.limit import SOURCE_TITLES, Grade, Limit, LimitKind
from core.story.visibility import HostVisibility, Recorded, Seen

Clock = Callable[[int], str]
"""FILETIME into text."""

MOST_HOSTS_NAMED = 3
MOST_SPANS_NAMED = 3
MOST_KINDS_NAMED = 4

NOT_KNOWN = (
    "What Sysmon's configuration leaves out cannot be seen, nor every record that was left out of an export."
)
"""Said once, wherever it is said what was recorded."""
NOT_LOOKED_FOR = "Blind spans of hosts were not looked for: most records were not read."


def utc(ticks: int) -> str:
    """Write a time to the second, for lines that are read and not compared."""
    moment = filetime.to_datetime(ticks)
    return filetime.to_text(ticks) if moment is None else f"{moment:%Y-%m-%d %H:%M:%S} UTC"


# ---------------------------------------------------------------- a limit
def when(limit: Limit, clock: Clock = utc) -> str:
    """Say from when to when; nothing where it is true of all times."""
    since, until = limit.since, limit.until
    if since is None and until is None:
        return ""
    if limit.kind is LimitKind.CLOCK_CHANGED and since is not None and until is not None and limit.count == 1:
        return f"{clock(since)} → {clock(until)}" if since != until else f"at {clock(since)}"
    if since is not None and since == until:
        return f"at {clock(since)}" if limit.count == 1 else f"{limit.count:,} times at {clock(since)}"
    if since is None:
        span = f"before {clock(until or 0)}"
    else:
        span = f"from {clock(since)} on" if until is None else f"from {clock(since)} to {clock(until)}"
    return span if limit.count == 1 else f"{limit.count:,} times {span}"


def limit_sentence(limit: Limit, clock: Clock = utc) -> str:
    """Say all that is known of a limit."""
    span = when(limit, clock)
    return f"{span}: {limit.words}" if span else limit.words


def records(limit: Limit) -> str:
    """Name the record that says so, by its log and its number in it, and count the others."""
    if not limit.places:
        return ""
    first = limit.places[0]
    more = f", {limit.count - 1:,} more" if limit.count > 1 else ""
    return f"{one_line(file_name(first.file))}, record {first.record_number}{more}"


def file_name(path: str) -> str:
    """Give the last part of a log's path, of whatever system."""
    return path.replace("\\", "/").rpartition("/")[2]


# ---------------------------------------------------------------- a host
def sources(host: HostVisibility) -> str:
    """Name what recorded process creations."""
    return ", ".join(SOURCE_TITLES.get(seen.source, seen.source) for seen in host.seen) or "none"


def state(host: HostVisibility) -> str:
    """Say in two words what is to be thought of a host."""
    if not host.is_looked_at:
        return "not looked for"
    if host.is_blind:
        return "blind at times" if host.recorded else "blind"
    if host.worst is Grade.DOUBT:
        return "in doubt"
    return "few records" if host.has_few else "no gap seen"


def share(part: int, whole: int) -> str:
    """Write a share that is never 0 % or 100 % unless it is none or all."""
    if not whole:
        return ""
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "<1 %"
    return ">99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def facts(host: HostVisibility, clock: Clock = utc) -> Iterator[tuple[str, str]]:
    """Say what was recorded, under headings."""
    for seen in host.seen:
        yield SOURCE_TITLES.get(seen.source, seen.source), _seen(seen, clock)
    if host.creations:
        yield "Command line", _of(host.with_command_line, host.creations)
        parents = f"{host.parents_recorded:,} recorded, {host.parents_inferred:,} inferred"
        yield "Parent", f"{parents}, {host.parents_unknown:,} unknown"
        yield "Integrity level", _of(host.with_integrity_level, host.creations)
    if host.longest_gap is not None and host.longest_gap[1] - host.longest_gap[0] >= TICKS_PER_SECOND:
        since, until = host.longest_gap
        length = in_words(until - since)
        yield "Longest silence", f"{length}, from {clock(since)} to {clock(until)}"


def _seen(seen: Seen, clock: Clock) -> str:
    number = f"{seen.creations:,} process creation{'' if seen.creations == 1 else 's'}"
    if seen.first is None or seen.last is None:
        return f"{number}, without a time"
    return f"{number}, from {clock(seen.first)} to {clock(seen.last)}"


def _of(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({share(part, whole)})"


def outline(host: HostVisibility, clock: Clock = utc) -> str:
    """Say what was recorded of a host and when, what is in doubt, and where it was blind."""
    blind = host.limits_of(Grade.BLIND)
    if not blind:
        return recorded(host, clock)
    more = f" (and {len(blind) - 1:,} more)" if len(blind) > 1 else ""
    return f"{recorded(host, clock)}; blind {when(blind[0], clock) or 'throughout'}{more}: {blind[0].words}"


def recorded(host: HostVisibility, clock: Clock = utc) -> str:
    """Say from when to when process creations were recorded, how many and how densely, and what is in doubt."""
    if not host.is_looked_at:
        return "Blind spans were not looked for"
    if not host.recorded:
        return "Nothing can be said of any time"
    return f"Recorded {_how(host, clock)}"


def _how(host: HostVisibility, clock: Clock) -> str:
    doubts = host.limits_of(Grade.DOUBT)
    said = [_creations(host)]
    if host.has_few:
        said.append("too few to tell a gap")
    elif not doubts and not host.is_blind:
        said.append("no sign of a gap")
    parts = [f"{_spans(host.recorded, clock)}: {', '.join(said)}"]
    if silence := _silence(host):
        parts.append(f"longest silence {silence}")
    if doubts:
        parts.append(f"in doubt: {_kinds(doubts, host)}")
    return "; ".join(parts)


def _creations(host: HostVisibility) -> str:
    return f"{host.creations:,} process creation{'' if host.creations == 1 else 's'}"


def _silence(host: HostVisibility) -> str:
    if host.longest_gap is None:
        return ""
    length = host.longest_gap[1] - host.longest_gap[0]
    return in_words(length) if length >= TICKS_PER_SECOND else ""


def _spans(spans: Sequence[Recorded], clock: Clock) -> str:
    named = [_span(one, clock) for one in spans[:MOST_SPANS_NAMED]]
    more = [f"in {len(spans) - MOST_SPANS_NAMED:,} more spans"] if len(spans) > MOST_SPANS_NAMED else []
    return ", ".join((*named, *more))


def _span(one: Recorded, clock: Clock) -> str:
    since, until, by = clock(one.since), clock(one.until), " and ".join(map(_title, one.sources))
    return f"at {since} ({by})" if since == until else f"from {since} to {until} ({by})"


def _title(source: str) -> str:
    return SOURCE_TITLES.get(source, source)


def _kinds(limits: Sequence[Limit], host: HostVisibility) -> str:
    """Name the kinds of limits, and with how many records or rows where that is known."""
    kinds = [_kind(kind, limits, host) for kind in dict.fromkeys(limit.kind for limit in limits)]
    more = [f"{len(kinds) - MOST_KINDS_NAMED} more"] if len(kinds) > MOST_KINDS_NAMED else []
    return ", ".join((*kinds[:MOST_KINDS_NAMED], *more))


def _kind(kind: LimitKind, limits: Sequence[Limit], host: HostVisibility) -> str:
    if kind is LimitKind.NO_PARENTS:
        return f"{host.parents_unknown:,} of {host.creations:,} {kind}"
    missing = sum(limit.records for limit in limits if limit.kind is kind)
    return f"{missing:,} {kind}" if missing > 1 else kind.value


# ---------------------------------------------------------------- all hosts
def blind_line(hosts: Sequence[HostVisibility], clock: Clock = utc) -> str:
    """Name the first hosts with blind spans in one line; nothing where there is none."""
    blind = [host for host in hosts if host.is_blind]
    if not blind:
        return ""
    have = "1 host has" if len(blind) == 1 else f"{len(blind):,} hosts have"
    named = [_blind_in_short(host, clock) for host in blind[:MOST_HOSTS_NAMED]]
    more = [f"and {len(blind) - MOST_HOSTS_NAMED:,} more"] if len(blind) > MOST_HOSTS_NAMED else []
    return f"{have} blind spans: {'; '.join((*named, *more))}"


def blind_lines(hosts: Sequence[HostVisibility]) -> Iterator[str]:
    """Name the same for a terminal: below a heading a line for each host, where there are several."""
    blind = [host for host in hosts if host.is_blind]
    if len(blind) < 2:
        if line := blind_line(blind):
            yield f"{line}; --report says more."
        return
    yield f"{len(blind):,} hosts have blind spans (times are UTC; --report names them all):"
    for host in blind[:MOST_HOSTS_NAMED]:
        yield f"  {_blind_in_short(host, _without_zone)}"
    if len(blind) > MOST_HOSTS_NAMED:
        yield f"  … and {len(blind) - MOST_HOSTS_NAMED:,} more"


def _without_zone(ticks: int) -> str:
    return utc(ticks).removesuffix(" UTC")


def _blind_in_short(host: HostVisibility, clock: Clock) -> str:
    first, *others = host.limits_of(Grade.BLIND)
    more = f", and {len(others):,} more" if others else ""
    return f"{host.name} {when(first, clock) or 'throughout'} ({first.kind}{more})"


def what_none_means(hosts: Sequence[HostVisibility], clock: Clock = utc) -> Iterator[str]:
    """Say what was recorded where nothing is flagged, and where nothing was; a few hosts by name."""
    looked_at = [host for host in hosts if host.is_looked_at]
    if hosts and not looked_at:
        yield NOT_LOOKED_FOR
    seen = [host for host in looked_at if host.recorded]
    for host in seen[:MOST_HOSTS_NAMED]:
        yield f"{host.name} was recorded {_how(host, clock)}."
    if len(seen) > MOST_HOSTS_NAMED:
        were = "was" if len(seen) == MOST_HOSTS_NAMED + 1 else "were"
        yield f"{_hosts(len(seen) - MOST_HOSTS_NAMED)} {were} recorded at times as well."
    blind = [host for host in looked_at if host.is_blind]
    for host in blind[:MOST_HOSTS_NAMED]:
        first, *others = host.limits_of(Grade.BLIND)
        more = f" ({len(others):,} more such spans)" if others else ""
        yield f"{host.name} was blind {when(first, clock) or 'throughout'}: {first.words}{more}."
    if len(blind) > MOST_HOSTS_NAMED:
        yield f"{_hosts(len(blind) - MOST_HOSTS_NAMED)} had blind spans as well."
    if seen:
        yield NOT_KNOWN


def _hosts(number: int) -> str:
    return "1 more host" if number == 1 else f"{number:,} more hosts"
