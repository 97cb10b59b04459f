"""What was counted of a host, and its logs' read reports, into the limits that the absence of something says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from core.notation.visible import one_line
from core.processes.process import ParentLink
from core.reading.read_report import ReadReport, Verdict
from core.story.host_tally import HostTally
from core.story.limit import SOURCE_TITLES, Grade, Limit, LimitKind

MOST_FILES_NAMED = 3


def limits_of_values(counted: HostTally) -> Iterator[Limit]:
    """Say which values a source's records lack."""
    if not any(one.records for one in counted.sources.values()):
        words = "no process creation of this host was read, neither of Sysmon 1 nor of Security 4688"
        yield Limit(LimitKind.NO_CREATIONS, Grade.BLIND, None, None, words)
    for source, one in counted.sources.items():
        for kind, lacking, grade_of_all, grade, what, meaning in (
            (
                LimitKind.NO_PARENTS,
                one.links[ParentLink.UNKNOWN],
                Grade.BLIND,
                Grade.DOUBT,
                "has a parent that the logs name",
                "whether Excel started them cannot be told",
            ),
            (
                LimitKind.NO_COMMAND_LINES,
                one.without_line,
                Grade.DOUBT,
                Grade.NOTED,
                "has a command line",
                "what was run is not recorded",
            ),
            (
                LimitKind.NO_INTEGRITY_LEVELS,
                one.without_level,
                Grade.NOTED,
                Grade.NOTED,
                "has an integrity level",
                "with which rights it ran is not recorded",
            ),
        ):
            if lacking and lacking == one.rows:
                words = f"none of {one.rows:,} {creations_of(source, one.rows)} {what}: {meaning}"
                yield Limit(kind, grade_of_all, None, None, words, source=source)
            elif lacking:
                of_what = creations_of(source, one.rows)
                share = max(1, 100 * lacking // one.rows)
                words = f"{lacking:,} of {one.rows:,} {of_what} ({share} %): {_NONE[kind]}"
                yield Limit(kind, grade, None, None, words, source=source)


_NONE: Mapping[LimitKind, str] = {
    LimitKind.NO_PARENTS: "no log names the parent",
    LimitKind.NO_COMMAND_LINES: "no command line",
    LimitKind.NO_INTEGRITY_LEVELS: "no integrity level",
}


def creations_of(source: str, number: int) -> str:
    """Name process creations by what recorded them."""
    noun = "process creation" if number == 1 else "process creations"
    return f"{noun} of {SOURCE_TITLES.get(source, source)}"


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def lost(reports: Iterable[ReadReport]) -> Iterator[tuple[str, str]]:
    """Say of each log that was not read completely what it lacks."""
    for report in reports:
        if report.verdict not in (Verdict.PARTIAL, Verdict.UNREADABLE):
            continue
        missing = sum(last - first + 1 for first, last in report.missing_record_numbers)
        said = (
            "not read to its end" if report.is_stopped else "",
            f"{_number(report.records_failed, 'record')} unread" if report.records_failed else "",
            f"{_number(missing, 'record number')} missing" if missing else "",
            "changed while it was read" if report.changed else "",
        )
        yield report.file, ", ".join(part for part in said if part) or "not read completely"


def limits_of_files(files: Iterable[str], lost: Mapping[str, str]) -> Iterator[Limit]:
    """Name the logs with this host's records that were not read completely: what they lack may be of it."""
    lacking = [file for file in files if file in lost]
    if lacking:
        named = "; ".join(f"{_name(file)}: {lost[file]}" for file in lacking[:MOST_FILES_NAMED])
        more = f"; and {len(lacking) - MOST_FILES_NAMED:,} more" if len(lacking) > MOST_FILES_NAMED else ""
        words = f"logs that hold this host's records were not read completely ({named}{more})"
        yield Limit(LimitKind.RECORDS_LOST, Grade.DOUBT, None, None, words, count=len(lacking))


def _name(file: str) -> str:
    return one_line(file.replace("\\", "/").rpartition("/")[2])
