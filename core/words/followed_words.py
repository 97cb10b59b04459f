"""What followed of a Story into sentences, and into lines for a text: who did what, and what was done to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from core.notation.filetime import to_text
from core.story.event_kinds import Group, group_of, sentence
from core.story.followed import Deed, Part, Sought
from core.story.story import Story
from core.words.clue_words import BY_PID_IN_WORDS
from core.words.limit_words import search_limits
from core.words.moments import moment, span
from core.words.read_words import count
from core.words.statement import shown

MOST_FOLLOWED = 3
"""Events of one kind that the summary tells of."""
OTHER_CREDENTIALS = 4648
"""A Security event that may be of any process of the logon."""
LATER_PROCESS = "may be of a later process with this PID"

_WHAT: Mapping[Group, tuple[str, str]] = {
    Group.NETWORK: ("network connection", "network connections"),
    Group.DNS: ("name looked up", "names looked up"),
    Group.FILE: ("file event", "file events"),
    Group.REGISTRY: ("registry event", "registry events"),
    Group.ACCESS: ("access to another process", "accesses to other processes"),
    Group.SCRIPT: ("script block or command", "script blocks or commands"),
    Group.PIPE: ("pipe event", "pipe events"),
}
"""Groups that tell what followed, in this order; with one and with several."""

_OTHERS = frozenset(Group) - {*_WHAT, Group.PROCESS}

Line = tuple[str, str, str]
"""Time, process and words of one event."""


# ---------------------------------------------------------------- sentences
def followed_sentences(story: Story) -> Iterator[str]:
    """Tell what followed, what was done to it, what is doubtful, and the logon it ran in, a paragraph for each."""
    if story.related is None:
        return
    yield _followed(story)
    found = story.followed
    if found.suffered:
        told = _some(_subject(deed, story.sought) for deed in found.suffered)
        yield f"Done to it, and not by it: {told}."
    if found.doubtful:
        yield _doubtful(story)
    if found.earlier:
        were = "is" if found.earlier == 1 else "are"
        yield (
            f"{count(found.earlier, 'event')} about it {were} dated before its start and left out: a clock may "
            "have been set, or the PID was another's."
        )
    if found.logons:
        yield f"The logon: {_some(_logon(deed, story.sought) for deed in found.logons)}."


def _followed(story: Story) -> str:
    told = list(_groups(story))
    limits = "; ".join(search_limits(story))
    if told:
        return f"What followed: {'; '.join(told)}.{f' There may be more: {limits}.' if limits else ''}"
    but = f"; but {limits}" if limits else ""
    nothing = "the logs hold no event by it or by what it started, but starts and ends"
    return f"What followed: {nothing}{but}."


def _groups(story: Story) -> Iterator[str]:
    by_group: dict[Group, list[str]] = {}
    for deed in story.followed.done:
        by_group.setdefault(group_of(deed.event), []).append(_did(deed, story.sought))
    for group, (one, many) in _WHAT.items():
        if sentences := by_group.get(group):
            number = len(sentences)
            yield f"{number:,} {one if number == 1 else many} ({_some(sentences, ', ')})"
    others = [one for group, sentences in by_group.items() if group in _OTHERS for one in sentences]
    if others:
        yield f"{count(len(others), 'other event')} ({_some(others, ', ')})"


def _some(sentences: Iterable[str], between: str = "; ") -> str:
    different = list(Counter(sentences))
    more = f" and {len(different) - MOST_FOLLOWED:,} more" if len(different) > MOST_FOLLOWED else ""
    return f"{between.join(different[:MOST_FOLLOWED])}{more}"


def _did(deed: Deed, sought: tuple[Sought, ...]) -> str:
    who = "" if deed.who.part is Part.SELF else f"{_name(deed.who, sought)} "
    return f"{who}{sentence(deed.event)}{_by_pid(deed)}"


def _subject(deed: Deed, sought: tuple[Sought, ...]) -> str:
    """Say what was done to a process, or that an event names it; some sentences have a subject of their own."""
    who, words = "it" if deed.who.part is Part.SELF else _name(deed.who, sought), sentence(deed.event)
    if words.startswith("was "):
        return f"{who} {words}{_by_pid(deed)}"
    return f"{'' if deed.who.part is Part.SELF else f'{who}: '}{words}{_by_pid(deed)}"


def _doubtful(story: Story) -> str:
    deeds = story.followed.doubtful
    told = _some(_did(deed, story.sought) for deed in deeds)
    first = deeds[0]
    later = ""
    if first.event.time is not None and first.who.wanted.started is not None:
        later = f", the first {span(first.event.time - first.who.wanted.started)} after its start"
    why = f"{LATER_PROCESS}, for no log shows its end and only the PID fits"
    return f"{count(len(deeds), 'event')}{later}, {why}: {told}."


def _logon(deed: Deed, sought: tuple[Sought, ...]) -> str:
    words, at = sentence(deed.event), deed.event.time
    user = "" if deed.event.event_id != OTHER_CREDENTIALS else "a process of it "
    whose = "" if deed.who.part is Part.SELF else f" (that of {_name(deed.who, sought)})"
    return f"{user}{words}{whose}{'' if at is None else f', {moment(at)}'}"


def _by_pid(deed: Deed) -> str:
    return f" ({BY_PID_IN_WORDS})" if deed.is_by_pid else ""


def _name(one: Sought, sought: tuple[Sought, ...]) -> str:
    """Name a process, with its PID where others have its name."""
    is_one = sum(other.is_own and other.name == one.name for other in sought) == 1
    return shown(one.name) if is_one else _with_pid(one)


def _with_pid(one: Sought) -> str:
    pid = one.wanted.pid
    return shown(one.name) if pid is None else f"{shown(one.name)} (PID {pid})"


# ---------------------------------------------------------------- lines
def done_lines(story: Story) -> list[Line]:
    """List what the process and its descendants did, from its start on."""
    return [_line(deed) for deed in story.followed.done]


def suffered_lines(story: Story) -> list[Line]:
    """List what was done to them."""
    return [_line(deed) for deed in story.followed.suffered]


def doubtful_lines(story: Story) -> list[Line]:
    """List what may be of a later process."""
    return [_line(deed) for deed in story.followed.doubtful]


def logon_lines(story: Story) -> list[Line]:
    """List the events of the logon."""
    return [_line(deed) for deed in story.followed.logons]


def _line(deed: Deed) -> Line:
    time = "" if deed.event.time is None else to_text(deed.event.time)
    return time, _with_pid(deed.who), f"{sentence(deed.event)}{_by_pid(deed)}"
