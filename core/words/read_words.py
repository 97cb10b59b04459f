"""What was read of a case into words: how much, how far, and why nothing may be flagged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.notation.visible import one_line
from core.reading.read_report import ReadReport, Verdict
from core.story.visibility import HostVisibility
from core.words.visibility_words import Clock, utc, what_none_means
from core.work.scan import ScanResult

NO_CREATIONS = (
    "There are no process creations in these logs (Sysmon 1, Security 4688), so nothing could be flagged. "
    "Was process auditing on, and is this the right log?"
)

_MOST_NUMBERS = 20
_MOST_REASONS = 3


def headline(shown: int, result: ScanResult) -> str:
    """Say the outcome in one line."""
    flagged = f"{shown:,} flagged"
    if shown != len(result.flagged):
        flagged = f"{shown:,} shown of {len(result.flagged):,} flagged"
    if any(report.is_triage for report in result.reports):
        return f"{flagged} in {count(len(result.reports), 'file')} · triage: most records were not read"
    creations = count(len(result.creations), "process creation")
    return f"{flagged} of {creations} in {count(len(result.reports), 'file')} · {how_far(result.reports)}"


def how_far(reports: Sequence[ReadReport]) -> str:
    """Say whether all was read, else of how many logs it was not, and whether the user stopped it."""
    if stopped := sum(report.is_stopped for report in reports):
        return f"stopped: {count(stopped, 'file')} not read to the end"
    lacking = sum(not report.is_all_read for report in reports)
    if not lacking:
        return "read complete"
    return "not read completely" if len(reports) == 1 else f"{lacking:,} of them not read completely"


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def descendants_line(number: int) -> str:
    """Say that flagged processes started others in turn, and how to see them."""
    if number == 1:
        return "1 process was started below a flagged one; --descendants lists it too."
    return f"{number:,} processes were started below flagged ones; --descendants lists them too."


def sentence(report: ReadReport) -> str:
    """Say of a file that is not complete what could not be read, where, and what next."""
    if report.error is not None:
        return f"not read: {one_line(report.error)}."
    parts = []
    if report.records_present:
        parts.append(f"{report.records_read:,} of {count(report.records_present, 'record')} read")
    if report.failures:
        first = min(report.failures, key=lambda failure: failure.file_offset)
        more = f", and {count(len(report.failures) - 1, 'more place')}" if len(report.failures) > 1 else ""
        parts.append(f"offset 0x{first.file_offset:08X}: {one_line(first.reason)}{more}")
    missing = sum(last - first + 1 for first, last in report.missing_record_numbers)
    if missing:
        parts.append(f"{count(missing, 'record number')} missing between those present")
    if report.changed:
        parts.append(f"{report.changed}: copy the log and scan the copy")
    return f"{report.verdict}: {'; '.join(parts)}."


def verdict_of(reports: Sequence[ReadReport]) -> Verdict:
    """Give the verdict of a whole case: the worst of its logs', but unreadable only where all of them are."""
    found = {report.verdict for report in reports}
    if found == {Verdict.UNREADABLE}:
        return Verdict.UNREADABLE
    if found & {Verdict.PARTIAL, Verdict.UNREADABLE}:
        return Verdict.PARTIAL
    return Verdict.TRIAGE if Verdict.TRIAGE in found else Verdict.COMPLETE


def verdict_in_words(reports: Sequence[ReadReport]) -> str:
    """Say the verdict of a whole case, and of how many of its logs it is true."""
    lacking = sum(not report.is_all_read for report in reports)
    files = f" · {lacking:,} of {len(reports):,} files" if lacking and len(reports) > 1 else ""
    return f"{verdict_of(reports)}{files}"


def why_none(result: ScanResult, hosts: Sequence[HostVisibility] = (), clock: Clock = utc) -> Iterator[str]:
    """Say of a case in which nothing is flagged what was looked at, and why a flag may be missing.

    `hosts` are what `visibility` gives, or nothing while that is not known; `clock` writes their times.
    """
    reports = result.reports
    if verdict_of(reports) is Verdict.UNREADABLE:
        yield "None of these logs could be read, so nothing could be flagged."
        for report in reports[:_MOST_REASONS]:
            yield f"{one_line(report.file)}: {sentence(report)}"
        return
    if not result.creations:
        yield NO_CREATIONS
    else:
        were = "was" if len(result.creations) == 1 else "were"
        looked_at = f"{count(len(result.creations), 'process creation')} in {count(len(reports), 'file')}"
        yield f"{looked_at} {were} looked at; the rule in force flags none."
    unknown = sum(report.parents_unknown for report in reports)
    if unknown:
        creations = count(unknown, "process creation")
        yield f"Of {creations} the parent is unknown: whether Excel spawned them, the logs do not say."
    lacking = sum(not report.is_all_read for report in reports)
    if lacking:
        yield f"{count(lacking, 'file')} could not be read completely: a flag may be in what is missing."
    looser = [f"{number:,} by the rule {name}" for name, number in result.looser.items() if number]
    if looser:
        yield f"Other rules flag some: {', '.join(looser)}."
    yield from what_none_means(hosts, clock)


def notes(report: ReadReport) -> list[str]:
    """Say in words what is to be known of one log, whether it was read completely or not."""
    found = [] if report.is_all_read else [sentence(report).rstrip(".")]
    if not report.has_file_header and report.error is None:
        found.append("no file header: a carved log, or one that was overwritten in front")
    if report.trailing_bytes:
        found.append(f"{count(report.trailing_bytes, 'byte')} behind the last chunk are no chunk")
    if report.bad_magic:
        found.append(f"{count(len(report.bad_magic), 'chunk')} without the signature ElfChnk")
    if report.dirty:
        found.append("dirty: copied while it was in use, as logs of a running system are")
    if report.bad_checksums:
        found.append(f"checksums do not agree in {count(report.bad_checksums, 'chunk')}")
    if report.slack_records:
        were = "was" if report.slack_records == 1 else "were"
        found.append(f"{count(report.slack_records, 'older record')} behind live ones {were} not read")
    return found


def what_is_missing(report: ReadReport) -> str:
    """Say all that is to be known of one log, a line for each thing."""
    parts = notes(report)
    numbers = report.missing_record_numbers
    if numbers:
        shown = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in numbers[:_MOST_NUMBERS])
        more = (
            f" and {count(len(numbers) - _MOST_NUMBERS, 'more range')}"
            if len(numbers) > _MOST_NUMBERS
            else ""
        )
        parts.append(f"missing record numbers: {shown}{more}")
    if report.parents_unknown:
        parts.append(f"parent unknown of {count(report.parents_unknown, 'process creation')}")
    if report.sha256:
        parts.append(f"SHA-256 {report.sha256}")
    return "\n".join(parts)


def account(reports: Sequence[ReadReport]) -> str:
    """Say how many of the records present were read."""
    if not reports:
        return "No log has been read yet."
    if stopped := sum(report.is_stopped for report in reports):
        records = count(sum(report.records_read for report in reports), "record")
        files = f"{stopped:,} of {count(len(reports), 'file')}"
        return f"Stopped: {records} read; what else {files} may hold is not known."
    read = sum(report.records_read for report in reports)
    present = sum(report.records_present for report in reports)
    if verdict_of(reports) is Verdict.TRIAGE:
        return "Triage: only records that hold the parent's name were read."
    return f"{read:,} of {present:,} records present were read: {verdict_of(reports).value}"
