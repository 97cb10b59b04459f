"""What could be seen of each host into the cells and lines of reports; times are UTC to the second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.output.report_words import Mark
from core.story.limit import Grade, Limit
from core.story.visibility import HostVisibility
from core.words.visibility_words import limit_sentence, outline, recorded, share, sources, utc, when

MOST_HOSTS = 200
"""Hosts that the HTML report names; `--report` names them all."""
MOST_LIMITS = 12
"""Limits of one host that it names."""
MOST_LIMIT_ROWS = 100_000
"""Limits that a sheet of XLSX names."""

GRADE_SIGNS: Mapping[Grade, str] = {Grade.BLIND: "✕", Grade.DOUBT: "!", Grade.NOTED: "·"}
_COLOURS: Mapping[Grade, str] = {Grade.BLIND: "bad", Grade.DOUBT: "warn", Grade.NOTED: "muted"}

HOST_TITLES = (
    *("Host", "Recorded by", "First process creation", "Last process creation", "Process creations"),
    *("Command lines", "Parents named", "Integrity levels", "What could be seen"),
)
HOST_WIDTHS = (30, 24, 26, 26, 18, 16, 16, 16, 110)
LIMIT_TITLES = ("Host", "Grade", "Limit", "When", "Times", "What it means")


def host_cells(host: HostVisibility) -> tuple[str, ...]:
    """Give a line of the sheet of hosts."""
    return (
        host.name,
        sources(host),
        "" if host.first is None else utc(host.first),
        "" if host.last is None else utc(host.last),
        str(host.creations),
        share(host.with_command_line, host.creations),
        share(host.parents_named, host.creations),
        share(host.with_integrity_level, host.creations),
        outline(host),
    )


def limit_lines(hosts: Sequence[HostVisibility]) -> Iterator[tuple[str, ...]]:
    """Give a heading and a line for each limit of each host; nothing where there is none."""
    found = [(host, limit) for host in hosts for limit in host.limits]
    if found:
        yield LIMIT_TITLES
    for host, limit in found[:MOST_LIMIT_ROWS]:
        # The count has a cell of its own; said twice it would read as a second number.
        yield host.name, limit.grade, limit.kind, when(limit) or "throughout", str(limit.count), limit.words
    if len(found) > MOST_LIMIT_ROWS:
        yield (
            "",
            "",
            f"… and {len(found) - MOST_LIMIT_ROWS:,} more; the read report (--report) names them all",
        )


class LimitWords:
    """A limit as the template shows it."""

    def __init__(self, limit: Limit) -> None:
        self.grade = limit.grade.value
        self.mark = Mark(_COLOURS[limit.grade], GRADE_SIGNS[limit.grade])
        self.text = limit_sentence(limit)


class HostWords:
    """What is known of one host, as the template shows it."""

    def __init__(self, host: HostVisibility) -> None:
        self.name, self.sources, first, last, *_ = host_cells(host)
        self.span = (first, last) if first and first != last else (first,)
        self.numbers = (
            f"{host.creations:,}",
            share(host.with_command_line, host.creations),
            share(host.parents_named, host.creations),
            share(host.with_integrity_level, host.creations),
        )
        self.recorded = recorded(host)
        self.limits = [LimitWords(limit) for limit in host.limits[:MOST_LIMITS]]
        more = len(host.limits) - MOST_LIMITS
        self.more = f"… and {more:,} more; --report names them all" if more > 0 else ""
