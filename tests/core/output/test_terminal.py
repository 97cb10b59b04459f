"""core.output.terminal: the lines around the table, and the progress bar; no log rules the terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.detection.detections import Detection
from core.detection.verification import Agreement, Verification
from core.output.terminal import MOST_FILES_NAMED, closing_lines, progress
from core.processes.process import Place
from core.reading.read_report import Failure, ReadReport
from core.words.read_words import headline, sentence
from core.work.chunk_range import Effort
from core.work.scan import Batch, ScanOptions, ScanResult
from tests.core.builders import process
from tests.core.output.terminals import Terminal, detection, plain, result

FLAG = "A flag means an Excel child process; DDE is one possible cause."
TRIAGE = (
    "Triage: only records whose bytes hold the parent's name were read. Other rules, inferred parents, "
    "renamed Excels, blind spans of hosts and the account of what could not be read need the full read "
    "(without --flagged-only)."
)
NOISE = Failure(chunk=0, file_offset=0x1200, size=8, records=0, reason="noise")
NO_CREATIONS = (
    "There are no process creations in these logs (Sysmon 1, Security 4688), so nothing could be flagged. "
    "Was process auditing on, and is this the right log?"
)


# ---------------------------------------------------------------- the lines around it
@pytest.mark.parametrize(
    ("shown", "given", "expected"),
    [
        (0, result(creations=0), "0 flagged of 0 process creations in 1 file · read complete"),
        (1, result(process()), "1 flagged of 1 process creation in 1 file · read complete"),
        (0, result(process()), "0 shown of 1 flagged of 1 process creation in 1 file · read complete"),
        (
            0,
            result(creations=1_234, reports=(ReadReport("a", 1), ReadReport("b", 0, error="it is empty"))),
            "0 flagged of 1,234 process creations in 2 files · 1 of them not read completely",
        ),
        (
            0,
            result(reports=(ReadReport("a", 1, failures=[NOISE]),)),
            "0 flagged of 1 process creation in 1 file · not read completely",
        ),
        (
            1,
            result(
                process(), reports=(ReadReport("a", 1, is_triage=True), ReadReport("b", 1, is_triage=True))
            ),
            "1 flagged in 2 files · triage: most records were not read",
        ),
        (
            0,
            result(process(), reports=(ReadReport("a", 1, is_triage=True, failures=[NOISE]),)),
            "0 shown of 1 flagged in 1 file · triage: most records were not read",
        ),
    ],
)
def test_the_headline(shown: int, given: ScanResult, expected: str) -> None:
    """How many rows, of how many, from how many files, and whether all was read."""
    assert expected == headline(shown, given)


@pytest.mark.parametrize(
    ("shown", "given", "effort", "expected"),
    [
        pytest.param(1, result(process()), Effort.FULL, [FLAG], id="a flag"),
        pytest.param(0, result(process()), Effort.FULL, [FLAG], id="a flag that is not shown"),
        pytest.param(0, result(), Effort.FULL, [], id="no flag"),
        pytest.param(0, result(), Effort.HOT, [TRIAGE], id="triage"),
        pytest.param(0, result(creations=0), Effort.FULL, [NO_CREATIONS], id="no process creation"),
        pytest.param(0, result(creations=0), Effort.HOT, [TRIAGE], id="triage knows no others"),
        pytest.param(
            0,
            result(creations=0, reports=(ReadReport("a", 0, error="it is empty"),)),
            Effort.FULL,
            ["a: not read: it is empty."],
            id="no file that could hold a process creation",
        ),
        pytest.param(
            0,
            result(creations=0, reports=(ReadReport("a", 0, error="it is empty"), ReadReport("b", 1))),
            Effort.FULL,
            [NO_CREATIONS, "a: not read: it is empty."],
            id="no process creation in the file that could be read",
        ),
        pytest.param(
            0, result(reports=(ReadReport("a", 1, is_triage=True),)), Effort.HOT, [TRIAGE], id="hot"
        ),
        pytest.param(
            0,
            result(reports=(ReadReport("a", 1, slack_records=1),)),
            Effort.FULL,
            ["Not read: 1 whole record behind the live ones of their chunks (older or deleted)."],
            id="one record in slack",
        ),
        pytest.param(
            0,
            result(reports=(ReadReport("a", 1, slack_records=999), ReadReport("b", 1, slack_records=2))),
            Effort.FULL,
            ["Not read: 1,001 whole records behind the live ones of their chunks (older or deleted)."],
            id="records in slack of several files",
        ),
        pytest.param(
            0,
            result(reports=(ReadReport("a", 1, bad_header_checksum=[7], bad_data_checksum=[7]),)),
            Effort.FULL,
            ["Checksums do not agree in 1 chunk of 1 file; --report names them."],
            id="both checksums of one chunk",
        ),
        pytest.param(
            0,
            result(
                reports=(
                    ReadReport("a", 1, bad_header_checksum=[7], bad_data_checksum=[7, 8]),
                    ReadReport("b", 1),
                    ReadReport("c", 1, bad_data_checksum=[0]),
                )
            ),
            Effort.FULL,
            ["Checksums do not agree in 3 chunks of 2 files; --report names them."],
            id="checksums",
        ),
        pytest.param(
            0,
            result(reports=(ReadReport("a", 1, has_checksums=False, bad_data_checksum=[0]),)),
            Effort.FULL,
            [],
            id="a log that says it has no checksums",
        ),
        pytest.param(
            0,
            result(seed=2, published=1_000),
            Effort.FULL,
            [
                "Flagged by other rules only: 2 by the rule seed, 1,000 by the rule published "
                "(see them with --rule)."
            ],
            id="looser rules",
        ),
        pytest.param(0, result(seed=0, published=0), Effort.FULL, [], id="no looser match"),
        pytest.param(
            0,
            result(reports=(ReadReport("a", 1, parents_unknown=1), ReadReport("b", 1, parents_unknown=2))),
            Effort.FULL,
            ["Parent unknown: 3 process creations; whether Excel spawned them, the logs do not say."],
            id="unknown parents",
        ),
        pytest.param(
            0,
            result(reports=(ReadReport("a\x1b[31m\u202e\nb.evtx", 0, error="it is empty (0 bytes)"),)),
            Effort.FULL,
            ["a␛[31m‹U+202E› b.evtx: not read: it is empty (0 bytes)."],
            id="a hostile file name",
        ),
    ],
)
def test_the_closing_lines(shown: int, given: ScanResult, effort: Effort, expected: list[str]) -> None:
    """What a flag means, what else matched, what is unknown, what was not read."""
    assert expected == list(closing_lines(given, ScanOptions(effort=effort), shown))


def witnessed(number: int, agreement: Agreement | None, *details: str) -> Detection:
    """Flag a row that the second reader read as well; `None` where it was not asked."""
    place = Place("a\x1b[31m.evtx", 0, 0x1200 + number, 900, number)
    said = None if agreement is None else Verification(agreement, details)
    return replace(detection(process(place=place)), verification=said)


@pytest.mark.parametrize(
    ("flagged", "expected"),
    [
        pytest.param([], ["Second reader: 0 agree, 0 differ, 0 failed."], id="no flag"),
        pytest.param(
            [witnessed(0, Agreement.AGREE)] * 1_234,
            [FLAG, "Second reader: 1,234 agree, 0 differ, 0 failed."],
            id="all agree",
        ),
        pytest.param(
            [witnessed(0, None)], [FLAG, "Second reader: 0 agree, 0 differ, 0 failed."], id="not asked"
        ),
        pytest.param(
            [
                witnessed(0, Agreement.AGREE),
                witnessed(1, Agreement.DIFFER, "command_line", "user"),
                witnessed(2, Agreement.FAILED, "it hung\n\x1b[2J"),
            ],
            [
                FLAG,
                "Second reader: 1 agree, 1 differ, 1 failed.",
                "  a␛[31m.evtx, offset 0x00001201: differ: command_line, user",
                "  a␛[31m.evtx, offset 0x00001202: failed: it hung ␛[2J",
            ],
            id="doubted rows are named",
        ),
        pytest.param(
            [witnessed(number, Agreement.DIFFER, "user") for number in range(MOST_FILES_NAMED + 3)],
            [
                FLAG,
                f"Second reader: 0 agree, {MOST_FILES_NAMED + 3} differ, 0 failed.",
                *(
                    f"  a␛[31m.evtx, offset 0x{0x1200 + number:08X}: differ: user"
                    for number in range(MOST_FILES_NAMED)
                ),
                "  … and 3 more; see `verified` in --format jsonl.",
            ],
            id="many doubted rows are counted",
        ),
    ],
)
def test_the_second_readers_word(flagged: list[Detection], expected: list[str]) -> None:
    """How often it agrees, and the first rows that it doubts; only where it was asked."""
    given = ScanResult([process()], flagged, {}, (ReadReport("a", 1),))

    assert expected == list(closing_lines(given, ScanOptions(with_second_reader=True), len(flagged)))
    assert expected[:-1][:1] == list(closing_lines(given, ScanOptions(), len(flagged)))


def test_many_unread_files_are_counted() -> None:
    """The first are named; the report has them all."""
    reports = tuple(ReadReport(f"{number}.evtx", 0, error="it is empty") for number in range(1_234))

    *named, last = closing_lines(result(reports=reports), ScanOptions(), 0)

    assert [f"{number}.evtx: not read: it is empty." for number in range(MOST_FILES_NAMED)] == named
    assert last == "… and 1,224 more files not read completely; --report FILE names them all."


def failure(offset: int, reason: str = "it is damaged") -> Failure:
    """Build the loss of one record."""
    return Failure(chunk=0, file_offset=offset, size=28, records=1, reason=reason)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (
            ReadReport("a", 1, records_present=1_000, records_read=999, failures=[failure(0x1200)]),
            "partial: 999 of 1,000 records read; offset 0x00001200: it is damaged.",
        ),
        (
            ReadReport("a", 1, records_present=3, records_read=1, failures=[failure(9), failure(8, "first")]),
            "partial: 1 of 3 records read; offset 0x00000008: first, and 1 more place.",
        ),
        (
            ReadReport("a", 1, records_present=3, failures=[failure(number) for number in range(3)]),
            "unreadable: 0 of 3 records read; offset 0x00000000: it is damaged, and 2 more places.",
        ),
        (
            ReadReport("a", 1, records_present=2, records_read=2, numbers=[(1, 1), (3, 3)]),
            "partial: 2 of 2 records read; 1 record number missing between those present.",
        ),
        (
            ReadReport("a", 1, records_present=1, records_read=1, changed="it grew"),
            "partial: 1 of 1 record read; it grew: copy the log and scan the copy.",
        ),
        (
            ReadReport("a", 1, records_present=2, records_read=1, failures=[failure(1, "\x1b[2J\nx")]),
            "partial: 1 of 2 records read; offset 0x00000001: ␛[2J x.",
        ),
    ],
)
def test_the_sentence_about_a_file_that_was_not_read_whole(report: ReadReport, expected: str) -> None:
    """How much was read, where the first loss is and why, what is missing, what next."""
    assert expected == sentence(report)


# ---------------------------------------------------------------- progress
def test_the_progress_bar_shows_file_and_flags_and_goes_away(terminal: Terminal) -> None:
    """Drawn at once with the first batch, taken away at the end, and a hostile name is made visible."""
    flagged = [detection(process())]

    with progress(terminal.stream) as show:
        show(Batch("case/[red]\x1b[2J\u202e.evtx", [], flagged * 3, 1_000_000, 4_000_000))
    drawn = terminal.close()

    assert "case/[red]␛[2J‹U+202E›.evtx" in plain(drawn)
    assert "1.0/4.0 MB" in plain(drawn)
    assert "3 flagged" in plain(drawn)
    assert "\x1b[2J" not in drawn
    assert drawn.rstrip().endswith("\x1b[2K")


def test_the_progress_bar_is_not_drawn_for_every_batch(terminal: Terminal) -> None:
    """A thousand batches in no time cost a few drawings; the flags of all are counted."""
    with progress(terminal.stream) as show:
        for number in range(1_000):
            show(Batch("a.evtx", [], [], number, 1_000))

    assert plain(terminal.close()).count("a.evtx") < 100
