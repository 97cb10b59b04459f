"""The command, run for real: what it prints, writes and returns."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pytest

from core import __version__
from core.__main__ import main, parser
from core.command import run_scan
from core.exit_status import ExitStatus
from core.output.export import guarded, unguarded
from core.output.formats import FORMATS
from core.output.known_good_file import save_own
from core.output.xlsx import XLSX_COLUMNS
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.rows.column import as_text
from core.rows.columns import EXPORTED
from gui.__main__ import main as whole_command
from tests.core.output.html_reading import Report
from tests.evtx_writer import (
    Event,
    filetime,
    security_4688,
    security_4689,
    sysmon_1,
    write_log,
)
from tests.evtx_writer.damage import (
    break_record_chain,
    contradict_size_copy,
    cut_last_chunk,
    cyclic_string_table,
    cyclic_template_table,
    destroy_record,
    drop_file_header,
    garble_record,
    hide_record,
    lfs_pointer,
    record_offsets,
    stale_header,
    trailing_bytes,
    zero_chunk,
    zero_chunk_magic,
    zero_file_header,
)
from tests.evtx_writer.hostile import amplified_by_nesting

ROOT = Path(__file__).parent.parent.parent
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals, pipes and names")
EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
NOON = filetime("2026-03-02T12:00:00")
SPLWOW = r"C:\Windows\splwow64.exe"
SECOND = 10_000_000
PID = 0x1398
NO_MORE: Mapping[str, str] = {}
DAY = 86_400 * SECOND

OK, WRONG_USE, INCOMPLETE, INTERRUPTED = ExitStatus
FLAG = "A flag means an Excel child process; DDE is one possible cause.\n"

HOSTILE = "\x1b[2J\x1b]0;title\x07\u202egpj.exe\u200b[red]a\r\nb\tc\x9b31m\u2066"
NOT_RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")

KEYS_OF_A_ROW = {
    *("rule", "matched", "severity", "reason", "source", "event_record_id", "record_number", "channel"),
    *("file", "file_sha256", "file_offset", "record_sha256", "chunk_sha256", "parent_link", "verified"),
    *("document", "image_path", "parent_image_path", "command_line", "parent_command_line", "user"),
    *("integrity_level", "pid", "ppid", "guid", "parent_guid", "hostname", "utc_time"),
}
"""Those that are promised to whoever reads the JSON Lines; there are more."""
KEYS_OF_A_REPORT = {
    *("file", "size", "sha256", "dirty", "chunks_declared", "chunks_present", "records_present"),
    *("records_read", "records_failed", "failures", "missing_record_numbers", "process_creations"),
    *("parents_unknown", "verdict"),
}


# ---------------------------------------------------------------- builders
def written(path: Path, *events: Event, chunk_fill: int | None = None) -> str:
    """Write a log and give its path."""
    write_log(path, events or children(3), chunk_fill=chunk_fill)
    return str(path)


def head(shown: int, total: int, files: str = "1 file") -> str:
    """Give the headline of a scan that read everything, as it stands on standard error beside other rows."""
    creations = "1 process creation" if total == 1 else f"{total:,} process creations"
    return f"{shown:,} flagged of {creations} in {files} · read complete\n"


def children(count: int, **fields: Any) -> list[Event]:
    """Describe processes that Excel spawned, a second apart."""
    return [
        sysmon_1(time=NOON + number * SECOND, command_line=f"cmd /c echo {number}", **fields)
        for number in range(count)
    ]


def started(
    *arguments: str | bytes | os.PathLike[str],
    module: str = "core",
    env: Mapping[str, str] = NO_MORE,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start the command as a user would, from whatever folder."""
    clean = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return subprocess.Popen(
        [sys.executable, "-m", module, "scan", *arguments],
        env={**clean, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **env},
        **options,
    )


def ran(*arguments: str | bytes | os.PathLike[str], **options: Any) -> tuple[int, str, str]:
    """Run the command to its end: exit status, standard output, standard error."""
    with started(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options) as process:
        out, errors = process.communicate(timeout=60)
    return process.returncode, out.decode(), errors.decode()


Scan = Callable[..., tuple[int, str, str]]


@pytest.fixture
def scan(capsys: pytest.CaptureFixture[str]) -> Scan:
    """Run the command in this process (its workers are others): exit status, output, messages."""

    def run(*arguments: str | os.PathLike[str]) -> tuple[int, str, str]:
        status = main(["scan", "--jobs", "1", *(os.fspath(argument) for argument in arguments)])
        return status, *capsys.readouterr()

    return run


def objects(text: str) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in text.splitlines()]


def command_lines(text: str) -> list[str]:
    """Give the command lines of JSON Lines."""
    return [row["command_line"] for row in objects(text)]


# ---------------------------------------------------------------- formats
@pytest.mark.parametrize("module", ["core", "gui"])
def test_the_table_is_printed(tmp_path: Path, module: str) -> None:
    """By both entries, from another folder: the rows to standard output, what they mean to standard error."""
    written(tmp_path / "a.evtx")

    status, out, errors = ran("a.evtx", module=module, cwd=tmp_path)

    assert (status, errors) == (OK, FLAG)
    assert out.startswith("3 flagged of 3 process creations in 1 file · read complete\n\nSeverity")
    assert len(re.findall("excel.exe → cmd.exe", out)) == 3


@pytest.mark.parametrize("module", ["core", "gui"])
def test_json_lines_are_ascii_objects_with_all_documented_keys(tmp_path: Path, module: str) -> None:
    """An object a line; every key in every row, in one order; any text comes back as it was."""
    hostile = HOSTILE + "ä🗎\u2028\u2029\x85"
    written(tmp_path / "a.evtx", *children(2), sysmon_1(command_line=hostile))

    status, out, errors = ran("a.evtx", "--format", "jsonl", module=module, cwd=tmp_path)

    assert (status, errors) == (OK, f"{head(3, 3)}{FLAG}")
    assert out.isascii()
    assert (out.count("\n"), out.endswith("}\n")) == (3, True)
    assert [list(EXPORTED)] * 3 == [list(row) for row in objects(out)]
    assert set(EXPORTED) >= KEYS_OF_A_ROW
    assert ["cmd /c echo 0", "cmd /c echo 1", hostile] == command_lines(out)


def test_a_row_tells_where_it_comes_from(tmp_path: Path, scan: Scan) -> None:
    """Some values of a JSON row, by their types: what a script relies on."""
    log = written(tmp_path / "a.evtx", sysmon_1(time=NOON + 1_234_567, record_id=4711))

    _, out, _ = scan(log, "--format", "jsonl")

    (row,) = objects(out)
    expected = {
        "rule": "strict",
        "matched": ["seed", "published", "strict"],
        "technique": "T1559.002",
        "time_created": "2026-03-02T12:00:00.1234567Z",
        "hostname": "WS-0417",
        "user": r"EXAMPLE\j.doe",
        "integrity_level": "medium",
        "image_path": r"C:\Windows\System32\cmd.exe",
        "parent_image_path": EXCEL,
        "parent_link": "recorded",
        "source": "sysmon-1",
        "event_record_id": 4711,
        "record_number": 1,
        "channel": "Microsoft-Windows-Sysmon/Operational",
        "file": log,
        "file_offset": 0x1200,
        "verified": None,
        "also_in": [],
    }
    assert expected == {key: row[key] for key in expected}
    assert row["document"]["path"] == r"C:\Users\j.doe\Downloads\offer.xlsx"
    assert [len(row[key]) for key in ("file_sha256", "record_sha256", "chunk_sha256")] == [64] * 3


def test_csv_is_quoted_and_guarded(tmp_path: Path, scan: Scan) -> None:
    """Read by the csv module it has a heading and a row a flag, and no cell that a spreadsheet would run."""
    lines = [
        "=cmd|' /c calc'!A0",
        " +1",
        "\t@x",
        "＝1",
        "'quoted",
        'say "hi", twice',
        "two\r\nlines",
        "plain",
    ]
    log = written(tmp_path / "a.evtx", *(sysmon_1(command_line=line) for line in lines))

    status, out, _ = scan(log, "--format", "csv")

    heading, *rows = csv.reader(io.StringIO(out, newline=""))
    assert status == OK
    assert list(EXPORTED) == heading
    assert [guarded(line) for line in lines] == [row[heading.index("command_line")] for row in rows]
    assert out.startswith('"rule","matched",')
    assert out.endswith('"\r\n')


Cells = list[dict[str, str]]


def csv_cells(path: Path) -> Cells:
    """Read CSV: the values of each row by the keys of their columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key: unguarded(cell) for key, cell in row.items()} for row in csv.DictReader(file)]


def xlsx_cells(path: Path) -> Cells:
    """Read the first sheet of XLSX in the same way."""
    rows = openpyxl.load_workbook(path)["Flagged"].iter_rows(min_row=2, values_only=True)
    return [{key: str(cell or "") for key, cell in zip(XLSX_COLUMNS, row, strict=True)} for row in rows]


def html_cells(path: Path) -> Cells:
    """Read the details of the rows of a report in the same way; what has no value has no line there."""
    titles = {key: column.title for key, column in EXPORTED.items()}
    rows = Report(path.read_text(encoding="utf-8")).rows
    return [{key: row.values.get(title, "") for key, title in titles.items()} for row in rows]


@pytest.mark.parametrize(
    ("kind", "cells", "differing"),
    [
        pytest.param("csv", csv_cells, set(), id="csv"),
        pytest.param("xlsx", xlsx_cells, set(), id="xlsx"),
        # There the offset is hexadecimal, the document and other places are told with more words.
        pytest.param(
            "html",
            html_cells,
            {"file_offset", "document", "also_in", "altered_in", "other_record"},
            id="html",
        ),
    ],
)
def test_every_format_holds_the_rows_of_the_json_lines(
    tmp_path: Path, scan: Scan, kind: str, cells: Callable[[Path], Cells], differing: set[str]
) -> None:
    """All rows of the sample and all their values, read back by programs that are not ours."""
    sample = ROOT / "resources" / "sample.evtx"
    _, lines, said = scan(sample, "--verify", "--format", "jsonl")

    status, out, errors = scan(sample, "--verify", "--format", kind, "--output", tmp_path / f"out.{kind}")

    expected = [{key: as_text(value) for key, value in row.items()} for row in objects(lines)]
    found = cells(tmp_path / f"out.{kind}")
    if kind == "html":
        found.sort(key=lambda row: int(row["file_offset"], 16))
    assert (status, out, errors) == (OK, "", said)
    assert [_without(differing, row) for row in expected] == [_without(differing, row) for row in found]
    for wanted, row in zip(expected, found, strict=True):
        assert row["document"].startswith(wanted["document"])


def _without(keys: set[str], row: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in row.items() if key not in keys}


def test_the_report_begins_with_the_most_urgent_rows(tmp_path: Path, scan: Scan) -> None:
    """As the table does: the newest first within a severity."""
    printer = r"C:\Windows\splwow64.exe"
    log = written(
        tmp_path / "a.evtx",
        sysmon_1(time=NOON, image=printer, command_line=f"{printer} 8192", original_file_name="splwow64.exe"),
        *children(2),
    )

    status, out, _ = scan(log, "--format", "html")

    rows = Report(out).rows
    assert status == OK
    assert [row.cells[0] for row in rows] == ["▲ high", "▲ high", "● low"]
    assert [row.values["Command line"] for row in rows[:2]] == ["cmd /c echo 1", "cmd /c echo 0"]


def test_a_report_says_by_which_filter_its_rows_were_chosen(tmp_path: Path, scan: Scan) -> None:
    """As the options can be typed again; what they leave out is counted."""
    log = written(tmp_path / "a.evtx", *children(3))
    options = ["--user", r"EXAMPLE\j*", "--filter", "command:*1", "--since", "2026-03-01", "--filter", ""]

    _, out, _ = scan(log, "--format", "html", *options)

    report = Report(out)
    assert report.texts["h1"] == ["1 shown of 3 flagged of 3 process creations in 1 file · read complete"]
    assert r"--user='EXAMPLE\j*' --since=2026-03-01 --filter='command:*1'" in report.texts["dd"]


def test_xlsx_may_go_into_a_pipe(tmp_path: Path) -> None:
    """It is the same file that --output gives."""
    log = written(tmp_path / "a.evtx")

    with started(log, "--format", "xlsx", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        out, _ = process.communicate(timeout=60)

    (tmp_path / "out.xlsx").write_bytes(out)
    assert process.returncode == OK
    assert len(xlsx_cells(tmp_path / "out.xlsx")) == 3


# ---------------------------------------------------------------- --output and --report
@pytest.mark.parametrize(("kind", "mark"), [("table", b""), ("csv", b"\xef\xbb\xbf"), ("jsonl", b"")])
def test_output_goes_to_a_file_whole(tmp_path: Path, kind: str, mark: bytes) -> None:
    """The same bytes as standard output would get; CSV with the mark by which Excel knows UTF-8."""
    written(tmp_path / "a.evtx", sysmon_1(user="Zoë"))
    (tmp_path / "out").write_text("from before, and longer than it will be" * 1000, encoding="utf-8")

    printed = ran("a.evtx", "--format", kind, cwd=tmp_path)
    status, out, errors = ran("a.evtx", "--format", kind, "--output", "out", cwd=tmp_path)

    assert (status, out, errors) == (OK, "", f"{head(1, 1)}{FLAG}")
    assert mark + printed[1].encode() == (tmp_path / "out").read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["a.evtx", "out"]


def test_the_report_lists_every_file_with_all_promised_keys(tmp_path: Path, scan: Scan) -> None:
    """Also those that are none, in their order, and what made it; it is written beside the rows."""
    good = written(tmp_path / "a.evtx", *children(4), security_4688(1), chunk_fill=2)
    bad = tmp_path / "b.evtx"
    bad.write_bytes(destroy_record(stale_header(write_log(None, children(6)), 1), 2))
    (tmp_path / "c.evtx").touch()

    status, _, _ = scan(tmp_path, "--report", tmp_path / "read.json")

    reports = json.loads((tmp_path / "read.json").read_text(encoding="ascii"))
    assert status == INCOMPLETE
    assert [good, str(bad), str(tmp_path / "c.evtx")] == [report["file"] for report in reports]
    assert all(set(report) >= KEYS_OF_A_REPORT for report in reports)
    assert [report["verdict"] for report in reports] == ["complete", "partial", "unreadable"]
    assert [
        (report["records_present"], report["records_read"], report["records_failed"]) for report in reports
    ] == [(5, 5, 0), (6, 5, 1), (0, 0, 0)]
    assert [report["dirty"] for report in reports] == [False, True, None]
    assert [(report["process_creations"], report["parents_unknown"]) for report in reports] == [
        (5, 1),
        (5, 0),
        (0, 0),
    ]
    assert [failure["record_number"] for failure in reports[1]["failures"]] == [3]
    assert [report["first_chunk_offset"] for report in reports] == [FILE_HEADER_SIZE, FILE_HEADER_SIZE, None]
    assert [report["made_by"]["cellspawn"] for report in reports] == [__version__] * 3


@pytest.mark.parametrize("option", ["--output", "--report"])
@pytest.mark.parametrize("name", ["a.evtx", "./a.evtx", "soft", "hard", "none.evtx"])
def test_evidence_is_never_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scan: Scan, option: str, name: str
) -> None:
    """By no name that leads to one of the logs; files that are only called a log count too."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "a.evtx")
    (tmp_path / "none.evtx").write_bytes(b"no log, and still evidence")
    os.link("a.evtx", "hard")
    with suppress(OSError):  # Windows may not allow links
        os.symlink("a.evtx", "soft")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    status, out, errors = scan(tmp_path, option, name)

    assert (status, out) == (WRONG_USE, "")
    assert (
        f"cellspawn: {name} is an event log; evidence is never written to, so name another file\n" == errors
    )
    assert before == {path: path.read_bytes() for path in tmp_path.iterdir()}


@pytest.mark.parametrize("option", ["--output", "--report"])
@pytest.mark.parametrize(
    ("name", "content", "is_kept"),
    [
        pytest.param("other", write_log(None, children(1)), True, id="log-by-its-signature"),
        pytest.param("carved", drop_file_header(write_log(None, children(1))), True, id="carved"),
        pytest.param("other.evtx", b"no log, and still evidence", True, id="evtx"),
        pytest.param("OTHER.EVTX", b"\0", True, id="evtx-in-capitals"),
        pytest.param("other.evt", b"LfLe", True, id="evt"),
        pytest.param("other.evtx", b"", False, id="empty-evtx"),
        pytest.param("flagged.csv", b"from before", False, id="rows-from-before"),
        pytest.param("evtx", b"from before", False, id="no-suffix"),
    ],
)
def test_a_log_that_is_not_scanned_is_not_written_to_either(
    tmp_path: Path, scan: Scan, option: str, name: str, content: bytes, is_kept: bool
) -> None:
    """A slip of the hand must not cost another log: what holds bytes and is a log or is called one stays."""
    log, other = written(tmp_path / "a.evtx"), tmp_path / "out" / name
    other.parent.mkdir()
    other.write_bytes(content)

    status, _, errors = scan(log, option, other)

    assert (WRONG_USE if is_kept else OK) == status
    assert (content == other.read_bytes()) is is_kept
    assert ("evidence is never written to" in errors) is is_kept


if sys.platform != "win32":

    @pytest.mark.parametrize("option", ["--output", "--report"])
    def test_a_log_that_may_not_be_read_is_not_replaced(
        without_privilege: Path, capsys: pytest.CaptureFixture[str], option: str
    ) -> None:
        """Its folder may be written to, so nothing else would keep it."""
        log, other = written(without_privilege / "a.evtx"), without_privilege / "other.evtx"
        other.write_bytes(b"evidence")
        other.chmod(0)

        status = run_scan(parser().parse_args(["scan", log, option, str(other)]))

        assert (status, os.path.getsize(other)) == (WRONG_USE, len(b"evidence"))
        assert "evidence is never written to" in capsys.readouterr().err


def test_rows_and_report_cannot_share_a_file(tmp_path: Path, scan: Scan) -> None:
    """The second would take the place of the first."""
    log = written(tmp_path / "a.evtx")
    out = tmp_path / "out"

    status, _, errors = scan(log, "--output", out, "--report", tmp_path / "." / "out")

    assert status == WRONG_USE
    assert f"cellspawn: {out} is named for the rows and for the report; name two files\n" == errors
    assert not out.exists()


@pytest.mark.parametrize("option", ["--output", "--report"])
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("absent/out", "its folder does not exist; make it first, or name another"),
        ("folder", "it is a folder; name a file in it"),
        ("a.evtx/out", "its folder is a file; name another folder"),
        ("o" * 300, "the system says: File name too long"),
    ],
)
@POSIX
def test_a_target_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scan: Scan, option: str, name: str, why: str
) -> None:
    """What, where, what next; no half file stays behind."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "a.evtx")
    (tmp_path / "folder").mkdir()

    status, _, errors = scan("a.evtx", option, name)

    assert (WRONG_USE, f"cellspawn: {name} could not be written: {why}\n") == (status, errors)
    assert sorted(os.listdir(tmp_path)) == ["a.evtx", "folder"]
    assert os.listdir(tmp_path / "folder") == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that Linux has")
@pytest.mark.parametrize("kind", ["table", *FORMATS])
def test_a_full_disk_behind_standard_output_is_one_sentence(tmp_path: Path, kind: str) -> None:
    """No traceback, and no second complaint when Python ends."""
    log = written(tmp_path / "a.evtx")
    options: dict[str, Any] = {"stderr": subprocess.PIPE}

    with open("/dev/full", "wb") as full, started(log, "--format", kind, stdout=full, **options) as process:
        _, errors = process.communicate(timeout=60)

    assert process.returncode == WRONG_USE
    assert errors.decode() == (
        "cellspawn: standard output could not be written: "
        "the disk is full; make room, or name a file on another disk\n"
    )


# ---------------------------------------------------------------- which rows
USERS_AND_LEVELS = [
    sysmon_1(time=NOON, command_line="0", user=r"CORP\jdoe", integrity_level="Medium"),
    sysmon_1(time=NOON + DAY, command_line="1", user=r"CORP\Admin", integrity_level="High"),
    sysmon_1(time=NOON + 2 * DAY, command_line="2", user=r"NT AUTHORITY\SYSTEM", integrity_level="System"),
    sysmon_1(time=NOON + 3 * DAY, command_line="3", user="-", integrity_level="-"),
]


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ([], "0123"),
        (["--user", r"corp\JDOE"], "0"),
        (["--user", "jdoe"], "0"),
        (["--user", r"corp\*", "--user", "system"], "012"),
        (["--user", "j"], ""),
        (["--integrity", "high"], "1"),
        (["--integrity", ">=high"], "12"),
        (["--integrity", "medium", "--integrity", "SYSTEM"], "02"),
        (["--integrity", ">=untrusted"], "012"),
        (["--integrity", ">= high"], "12"),
        (["--integrity", "medium", "--integrity", ">=system"], "02"),
        (["--since", "2026-03-03"], "123"),
        (["--since", "2026-03-03T12:00:00Z"], "123"),
        (["--since", "2026-03-03T12:00:00.0000001Z"], "23"),
        (["--until", "2026-03-03"], "01"),
        (["--until", "2026-03-03T12:00:00"], "01"),
        (["--until", "2026-03-03T12:00"], "01"),
        (["--until", "2026-03-03 11:59"], "0"),
        (["--since", "2026-03-03T12:00:00", "--until", "2026-03-03T12:00:00"], "1"),
        (["--since", "2026-03-03", "--until", "2026-03-03"], "1"),
        (["--since", "2026-03-03", "--until", "2026-03-04", "--user", "*a*", "--integrity", ">=high"], "12"),
        (["--filter=user:corp\\* integrity>=high"], "1"),
        (["--filter=-user:jdoe", "--filter", 'command:1,2,3 -user:""'], "12"),
        (["--filter", "time>2026-03-03", "--integrity", "system"], "2"),
        (["--filter", ""], "0123"),
    ],
)
def test_rows_are_filtered(tmp_path: Path, scan: Scan, options: list[str], kept: str) -> None:
    """By user, level and time, all of which must fit; what is hidden is still counted as flagged."""
    log = written(tmp_path / "a.evtx", *USERS_AND_LEVELS)

    status, out, errors = scan(log, "--format", "jsonl", *options)

    shown = "4 flagged" if kept == "0123" else f"{len(kept)} shown of 4 flagged"
    assert (status, errors) == (OK, f"{shown} of 4 process creations in 1 file · read complete\n{FLAG}")
    assert kept == "".join(command_lines(out))


def test_the_headline_says_what_a_filter_hides(tmp_path: Path, scan: Scan) -> None:
    """A short table does not look like a quiet log."""
    log = written(tmp_path / "a.evtx", *USERS_AND_LEVELS)

    _, out, _ = scan(log, "--user", "jdoe")

    assert out.startswith("1 shown of 4 flagged of 4 process creations in 1 file · read complete\n")


@pytest.mark.parametrize(
    ("rule", "flagged", "others"),
    [
        ("strict", [EXCEL], "2 by the rule seed, 2 by the rule published"),
        ("seed", [EXCEL, r"C:\o\my-excel.exe", r"C:\excel.exe\a.exe"], "1 by the rule published"),
        ("published", [EXCEL, r"C:\o\WINWORD.EXE", r"C:\o\my-excel.exe"], "1 by the rule seed"),
    ],
)
def test_the_rule_decides_which_rows_and_the_others_are_counted(
    tmp_path: Path, scan: Scan, rule: str, flagged: list[str], others: str
) -> None:
    """Each reading of the analytic, with a hint at what the others would show."""
    parents = [EXCEL, r"C:\o\WINWORD.EXE", r"C:\o\my-excel.exe", r"C:\excel.exe\a.exe", r"C:\a.exe"]
    log = written(tmp_path / "a.evtx", *(sysmon_1(parent_image=parent) for parent in parents))

    status, out, errors = scan(log, "--format", "jsonl", "--rule", rule)

    assert status == OK
    assert flagged == [row["parent_image_path"] for row in objects(out)]
    assert {rule} == {row["rule"] for row in objects(out)}
    assert f"{FLAG}Flagged by other rules only: {others} (see them with --rule).\n" == (
        errors.removeprefix(head(len(flagged), 5))
    )


def test_triage_prints_the_same_rows_without_the_files_hash(tmp_path: Path, scan: Scan) -> None:
    """And says what it does not know."""
    log = written(tmp_path / "a.evtx", *children(3))

    _, full, _ = scan(log, "--format", "jsonl")
    status, out, errors = scan(log, "--format", "jsonl", "--flagged-only")

    assert status == OK
    assert errors.startswith("3 flagged in 1 file · triage: most records were not read\n")
    assert [row | {"file_sha256": None} for row in objects(full)] == objects(out)
    assert "Triage: only records whose bytes hold the parent's name were read." in errors
    assert "need the full read (without --flagged-only)." in errors


@pytest.mark.parametrize(
    ("options", "rows", "end"),
    [
        (
            [],
            1,
            "1 of 1 flagged is known-good, and listed all the same (leave out with --filter=-known:*).\n",
        ),
        (["--filter=-known:*"], 0, "1 of 1 flagged is known-good; not listed, by the filter.\n"),
    ],
)
def test_known_good_is_counted_before_a_filter_leaves_it_out(
    tmp_path: Path, scan: Scan, options: list[str], rows: int, end: str
) -> None:
    """Else nothing would seem to have been flagged."""
    made = sysmon_1(
        image=SPLWOW,
        original_file_name="splwow64.exe",
        command_line=f"{SPLWOW} 12288",
        parent_command_line=f'"{EXCEL}"',
        integrity_level="Medium",
    )
    log = written(tmp_path / "a.evtx", made)
    own = tmp_path / "own.json"
    save_own(own, ())

    _, out, errors = scan(log, "--format", "jsonl", "--known-good", own, *options)

    assert len(objects(out)) == rows
    assert errors.endswith(end)


def test_inferred_parents_are_flagged_and_unknown_ones_counted(tmp_path: Path, scan: Scan) -> None:
    """The row says that its parent is inferred; the closing line says how many parents are not known."""
    excel = security_4688(1, time=NOON, NewProcessId=PID, NewProcessName=EXCEL, ProcessId=4)
    child = security_4688(1, time=NOON + SECOND, ProcessId=PID)
    log = written(tmp_path / "a.evtx", excel, child, security_4689(time=NOON + DAY))

    status, out, errors = scan(log, "--format", "jsonl")

    assert status == OK
    assert [row["parent_link"] for row in objects(out)] == ["inferred"]
    assert "Parent unknown: 1 process creation; whether Excel spawned them, the logs do not say.\n" in errors


def test_verify_asks_the_second_reader(tmp_path: Path, scan: Scan) -> None:
    """Each flagged row agrees; without the option it was not asked."""
    log = written(tmp_path / "a.evtx", *children(3))

    _, asked, said = scan(log, "--format", "jsonl", "--verify")
    _, not_asked, not_said = scan(log, "--format", "jsonl")

    assert [(row["verified"], row["verified_details"]) for row in objects(asked)] == [("agree", [])] * 3
    assert [(row["verified"], row["verified_details"]) for row in objects(not_asked)] == [(None, [])] * 3
    assert (head(3, 3) + FLAG, "Second reader: 3 agree, 0 differ, 0 failed.\n") == (
        not_said,
        said.removeprefix(not_said),
    )


@pytest.mark.parametrize("jobs", ["1", "2", "7"])
def test_any_number_of_jobs_prints_the_same(tmp_path: Path, jobs: str) -> None:
    """More workers than there is work, and one alone."""
    for number in range(3):
        written(tmp_path / f"{number}.evtx", *children(5, computer=f"WS{number}"), chunk_fill=2)

    alone = ran("--format", "jsonl", ".", cwd=tmp_path)

    assert alone == ran("--format", "jsonl", "--jobs", jobs, ".", cwd=tmp_path)


# ---------------------------------------------------------------- wrong use
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent.evtx"], "cellspawn: absent.evtx: there is no such file or folder; check the path\n"),
        (["*.absent"], "cellspawn: *.absent: there is no such file or folder; check the path\n"),
        (["a.evtx", "absent"], "cellspawn: absent: there is no such file or folder; check the path\n"),
        (
            ["empty"],
            "cellspawn: there is no event log in what was named; logs are known by .evtx or",
        ),
        (
            ["a.evtx", "--integrity", "hgh"],
            'cellspawn: --integrity: "hgh" is no integrity level; the levels are unknown, untrusted, low, '
            "appcontainer, medium, medium-plus, high, system, protected\n",
        ),
        (
            ["a.evtx", "--since", "yesterday"],
            'cellspawn: --since: "yesterday" is no time; write 2024-01-31 or 2024-01-31T23:59:58Z',
        ),
        (
            ["a.evtx", "--until", "2026-02-30"],
            'cellspawn: --until: "2026-02-30" is no time; write 2024-01-31 or 2024-01-31T23:59:58Z',
        ),
        (
            ["a.evtx", "--since", "2026-03-04", "--until", "2026-03-03"],
            "cellspawn: --since 2026-03-04 is later than --until 2026-03-03; no row can be between\n",
        ),
        (
            ["a.evtx", "--since", "2026-03-03T12:00:01", "--until", "2026-03-03 12:00:00"],
            "cellspawn: --since 2026-03-03T12:00:01 is later than --until 2026-03-03 12:00:00; no row can be",
        ),
        (
            ["a.evtx", "--integrity", ">=hgh"],
            'cellspawn: --integrity: "hgh" is no integrity level; the levels are unknown, untrusted, low, ',
        ),
        (["a.evtx", "--integrity", ">high"], 'cellspawn: --integrity: ">high" is no integrity level; '),
        (
            ["a.evtx", "--filter", "user:x", "--filter", "a usr:x"],
            'cellspawn: --filter: there is no field "usr"; did you mean user?\n  a usr:x\n    ^^^\n',
        ),
        (
            ["a.evtx", "--flagged-only", "--descendants"],
            "cellspawn: --descendants needs the full read: leave out --flagged-only, which reads no other "
            "processes\n",
        ),
        ([], "error: the following arguments are required: PATH\n"),
        (["a.evtx", "--jobs", "0"], "argument --jobs: 0 is no number of processes; give 1 or more\n"),
        (
            ["a.evtx", "--jobs", "two"],
            "argument --jobs: two is no number of processes; give 1 or more\n",
        ),
        (["a.evtx", "--jobs=-1"], "argument --jobs: -1 is no number of processes; give 1 or more\n"),
        (["a.evtx", "--format", "xml"], "argument --format: invalid choice: 'xml'"),
        (["a.evtx", "--rule", "loose"], "argument --rule: invalid choice: 'loose'"),
    ],
)
def test_wrong_use_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    """What is wrong and what would be right; nothing is printed or written."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "a.evtx")
    (tmp_path / "empty").mkdir()

    status = main(["scan", *arguments])

    out, errors = capsys.readouterr()
    assert (status, out) == (WRONG_USE, "")
    assert message in errors
    assert errors.startswith(("cellspawn: ", "usage: cellspawn scan"))


@pytest.mark.parametrize(
    ("arguments", "status", "beginning"),
    [
        (["--version"], OK, f"cellspawn {__version__}\n"),
        (["--help"], OK, "usage: cellspawn [-h] [--version] COMMAND ...\n"),
        (["-h"], OK, "usage: cellspawn [-h] [--version] COMMAND ...\n"),
        (["scan", "--help"], OK, "usage: cellspawn scan [-h]"),
    ],
)
@pytest.mark.parametrize("entry", [main, whole_command], ids=["core", "cellspawn"])
def test_help_and_version(
    capsys: pytest.CaptureFixture[str],
    entry: Callable[[Sequence[str]], int],
    arguments: list[str],
    status: int,
    beginning: str,
) -> None:
    """They go to standard output and start no work."""
    assert status == entry(arguments)
    assert capsys.readouterr().out.startswith(beginning)


def test_the_help_names_the_commands_and_every_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    """So that a script can be written by it."""
    main(["--help"])
    overview = capsys.readouterr().out
    main(["scan", "--help"])
    of_scan = " ".join(capsys.readouterr().out.split())

    assert re.search(r"^commands:\n  COMMAND\n    scan +find the processes", overview, re.MULTILINE)
    _, _, statuses = of_scan.partition("exit status: ")
    assert [f"{status.value} " in f" {statuses}" for status in ExitStatus] == [True] * 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scna", "a.evtx"], "there is no file, folder or command scna; see cellspawn --help"),
        (["SCAN"], "there is no file, folder or command SCAN; see cellspawn --help"),
        (["--jobs", "2"], "there is no option --jobs; see cellspawn --help"),
        (["\x1b[2J\u202e"], "there is no file, folder or command ␛[2J‹U+202E›; see cellspawn --help"),
    ],
)
def test_an_unknown_command_is_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """What is wrong and what would be right."""
    status = whole_command(arguments)

    assert (WRONG_USE, ("", f"cellspawn: {message}\n")) == (status, capsys.readouterr())


def test_the_core_alone_knows_no_other_command_either(capsys: pytest.CaptureFixture[str]) -> None:
    """It has no window to name."""
    assert main(["scna"]) == WRONG_USE
    assert "argument COMMAND: invalid choice: 'scna'" in capsys.readouterr().err


# ---------------------------------------------------------------- bad files
SOUND = write_log(None, children(9), chunk_fill=3)
ONE_LOST = "partial: 8 of 9 records read; offset 0x"


@pytest.mark.parametrize(
    ("content", "rows", "message"),
    [
        pytest.param(b"", 0, "not read: it is empty (0 bytes); copy the log again.", id="empty"),
        pytest.param(b"hello", 0, "not read: it is no EVTX log: it has neither the signature", id="text"),
        pytest.param(lfs_pointer(SOUND), 0, "not read: it is a Git LFS pointer", id="pointer"),
        pytest.param(bytes(99_999), 0, "not read: it begins with zeros and holds no chunk", id="zeros"),
        pytest.param(cut_last_chunk(SOUND, 0x1800), 8, "records read; offset 0x000", id="cut"),
        pytest.param(
            SOUND[: FILE_HEADER_SIZE + CHUNK_SIZE], 3, "ends after 1 of the 3 chunks", id="cut between"
        ),
        pytest.param(SOUND[:2000], 0, "unreadable: offset 0x000007D0: the file ends", id="cut in the header"),
        pytest.param(zero_chunk_magic(SOUND, 1), 9, "partial: 9 of 9 records read", id="no magic"),
        pytest.param(garble_record(SOUND, 4), 8, ONE_LOST, id="garbage"),
        pytest.param(destroy_record(SOUND, 4), 8, ONE_LOST, id="destroyed"),
        pytest.param(contradict_size_copy(SOUND, 4), 8, ONE_LOST, id="sizes"),
        pytest.param(stale_header(SOUND, 1), 9, "", id="dirty"),
        pytest.param(break_record_chain(SOUND, 4), 9, "", id="zero size"),
        pytest.param(cyclic_string_table(SOUND, 1), 9, "", id="cyclic names"),
        pytest.param(cyclic_template_table(SOUND, 1), 9, "", id="cyclic templates"),
        pytest.param(hide_record(SOUND, 4), 8, ONE_LOST, id="hidden"),
        pytest.param(
            hide_record(SOUND, 4, count=2),
            7,
            "the log may have been edited, and 1 more place.",
            id="two hidden",
        ),
        pytest.param(zero_chunk(SOUND, 2), 6, "6 of 6 records read; 3 record numbers missing", id="no end"),
        pytest.param(stale_header(zero_chunk(SOUND, 2), 3), 6, "", id="no end, and dirty"),
        pytest.param(
            zero_chunk_magic(zero_file_header(SOUND), 0),
            9,
            "partial: 9 of 9 records read.",
            id="no magic at all",
        ),
        pytest.param(
            zero_chunk_magic(b"\xaa" * FILE_HEADER_SIZE + SOUND[FILE_HEADER_SIZE:], 0),
            9,
            "partial: 9 of 9 records read.",
            id="noise over both magics",
        ),
        pytest.param(
            SOUND[record_offsets(SOUND)[0] + 9 :],
            6,
            "partial: 6 of 8 records read; offset 0x00000000: the bytes before the first chunk are no chunk",
            id="cut in front",
        ),
        pytest.param(drop_file_header(SOUND), 9, "", id="carved"),
        pytest.param(trailing_bytes(SOUND), 9, "", id="trailing"),
    ],
)
def test_a_bad_file_is_told_and_costs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scan: Scan, content: bytes, rows: int, message: str
) -> None:
    """What could not be read, where and why; the rest of it and the sound log beside it are printed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.evtx").write_bytes(content)
    written(tmp_path / "sound.evtx", *children(2, computer="OTHER"))

    status, out, errors = scan(".", "--format", "jsonl", "--verify")

    found = [row for row in objects(out) if row["hostname"] == "WS-0417"]
    assert (rows, 2) == (len(found), len(objects(out)) - len(found))
    assert (INCOMPLETE if message else OK) == status
    assert (f"{os.path.join('.', 'bad.evtx')}: " if message else FLAG) in errors
    assert message in errors
    assert {"agree"} == {row["verified"] for row in objects(out)}


def test_many_bad_files_are_counted_and_all_in_the_report(tmp_path: Path, scan: Scan) -> None:
    """Standard error names ten."""
    for number in range(14):
        (tmp_path / f"{number:02}.evtx").touch()
    log = written(tmp_path / "sound.evtx")

    status, out, errors = scan(tmp_path, "--report", tmp_path / "read.json")

    assert status == INCOMPLETE
    assert out.startswith("3 flagged of 3 process creations in 15 files · 14 of them not read completely\n")
    assert errors.count("not read: it is empty") == 10
    assert errors.endswith("… and 4 more files not read completely; --report FILE names them all.\n")
    assert len(json.loads((tmp_path / "read.json").read_text(encoding="ascii"))) == 15
    assert scan(log)[0] == OK


def test_a_log_without_process_creations_says_why_nothing_is_flagged(tmp_path: Path, scan: Scan) -> None:
    """No row is not the same as nothing to find."""
    log = written(tmp_path / "a.evtx", security_4689())

    status, out, errors = scan(log)

    assert (status, out) == (OK, "0 flagged of 0 process creations in 1 file · read complete\n")
    assert errors.startswith("There are no process creations in these logs")


if sys.platform != "win32":

    def test_more_chunks_than_the_header_can_count(tmp_path: Path) -> None:
        """The count in the header has 16 bits; the rows of chunk 65,536 are found."""
        chunks = 65_536
        one = write_log(None, children(1))
        path = tmp_path / "a.evtx"
        with path.open("wb") as file:
            file.write(one)
            file.seek(FILE_HEADER_SIZE + chunks * CHUNK_SIZE)
            file.write(write_log(None, children(1, computer="LAST"), first_record=2)[FILE_HEADER_SIZE:])
        if path.stat().st_blocks * 512 > 100 * CHUNK_SIZE:
            path.unlink()
            pytest.skip("the file system keeps no holes")

        status, out, _ = ran(str(path), "--format", "jsonl", "--flagged-only")
        path.unlink()

        assert status == OK
        assert [0, chunks] == [row["chunk"] for row in objects(out)]


# ---------------------------------------------------------------- names and hostile text
@POSIX
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"with spaces, 'quotes' and \"more\".evtx", "with spaces, 'quotes' and \"more\".evtx"),
        ("Prüfung 監査.evtx".encode(), "Prüfung 監査.evtx"),
        (b"two\nlines\x1b[31m.evtx", "two\nlines\x1b[31m.evtx"),
        (b"caf\xe9.evtx", r"caf\udce9.evtx"),
    ],
)
def test_any_file_name_is_read_and_given(tmp_path: Path, name: bytes, shown: str) -> None:
    """Named, in a folder, and where its bytes are no text: then what is no text is escaped."""
    with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:
        file.write(write_log(None, children(1)))

    for named in (name, b"."):
        status, out, errors = ran(named, "--format", "jsonl", "--report", "read.json", cwd=tmp_path)

        assert (status, errors) == (OK, f"{head(1, 1)}{FLAG}")
        assert shown == objects(out)[0]["file"].removeprefix("./")
        (report,) = json.loads((tmp_path / "read.json").read_text(encoding="ascii"))
        assert shown == report["file"].removeprefix("./")


@POSIX
def test_hostile_text_never_reaches_the_terminal_raw(tmp_path: Path) -> None:
    """From records, from file names, from arguments; in the table and in every message."""
    event = sysmon_1(
        user=HOSTILE,
        computer=HOSTILE,
        image=rf"C:\{HOSTILE}.exe",
        command_line=HOSTILE,
        parent_command_line=rf'"{EXCEL}" "C:\{HOSTILE}.xlsx"',
    )
    folder = tmp_path / HOSTILE.replace("/", "")
    folder.mkdir()
    written(folder / "a.evtx", event)
    (folder / f"{HOSTILE}.evtx").touch()
    (folder / f"{HOSTILE}2.evtx").write_bytes(garble_record(SOUND, 4))
    runs = [
        ran(folder),
        ran(folder, "--format", "jsonl"),
        ran(folder, "--output", folder / "absent" / HOSTILE),
        ran(folder, "--output", folder / "a.evtx"),
        ran(folder / "absent"),
        ran(folder, "--since", HOSTILE),
        ran(folder, "--integrity", HOSTILE),
        ran(folder, "--filter", f'user:"{HOSTILE}'),
    ]

    assert [INCOMPLETE, INCOMPLETE, *[WRONG_USE] * 6] == [status for status, _, _ in runs]
    for _, out, errors in runs:
        assert NOT_RAW.findall(out + errors) == []
    assert "␛[2J" in runs[0][1]
    assert all("␛[2J" in errors for _, _, errors in runs)


# ---------------------------------------------------------------- pipes, terminals, Ctrl+C
@POSIX
@pytest.mark.parametrize("kind", ["table", *FORMATS])
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path, kind: str) -> None:
    """As with `| head -1`: no traceback, no complaint about a broken pipe."""
    log = written(tmp_path / "a.evtx", *children(400))

    with started(log, "--format", kind, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read().decode()

    assert (process.returncode, errors) == (OK, FLAG if kind == "table" else f"{head(400, 400)}{FLAG}")


@pytest.mark.parametrize("kind", ["jsonl", "csv", "table"])
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_a_pipe_gets_utf_8_whatever_the_system_writes(tmp_path: Path, kind: str, encoding: str) -> None:
    """A file that is made by `>` can be read on another machine; messages are the terminal's."""
    written(tmp_path / "a.evtx", sysmon_1(user="Zoë 監査"))
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": f"{encoding}:strict"}
    options: dict[str, Any] = {"cwd": tmp_path, "env": env, "stderr": subprocess.DEVNULL}

    _, by_default, _ = ran("a.evtx", "--format", kind, cwd=tmp_path)
    with started("a.evtx", "--format", kind, stdout=subprocess.PIPE, **options) as process:
        out, _ = process.communicate(timeout=60)

    assert (process.returncode, out.decode()) == (OK, by_default)
    assert ("Zoë 監査" in by_default) is (kind != "jsonl")


if sys.platform != "win32":

    def on_a_terminal(*arguments: str, **options: Any) -> tuple[int, bytes, str]:
        """Run the command with a terminal for its rows: exit status, what the terminal got, messages."""
        import pty

        ours, theirs = pty.openpty()
        seen = bytearray()

        def read() -> None:
            with suppress(OSError):  # how Linux says that the other end is closed
                while part := os.read(ours, 65_536):
                    seen.extend(part)

        reader = threading.Thread(target=read)
        with started(*arguments, stdout=theirs, stderr=subprocess.PIPE, **options) as process:
            os.close(theirs)
            reader.start()
            _, errors = process.communicate(timeout=60)
            reader.join()
        os.close(ours)
        return process.returncode, bytes(seen).replace(b"\r\n", b"\n"), errors.decode(errors="replace")

    def test_xlsx_does_not_go_to_a_terminal(tmp_path: Path) -> None:
        """It is refused before the scan, with what to do instead."""
        log = written(tmp_path / "a.evtx")

        assert on_a_terminal(log, "--format", "xlsx") == (
            WRONG_USE,
            b"",
            "cellspawn: --format xlsx is no text that a terminal could show; name a file with --output\n",
        )
        assert on_a_terminal(log, "--format", "xlsx", "--output", str(tmp_path / "out"))[0] == OK

    @pytest.mark.parametrize(
        ("encoding", "shown"),
        [
            ("utf-8", "Zoë 監査".encode()),
            ("latin-1", b"Zo\xeb \\u76e3\\u67fb"),
            ("ascii", b"Zo\\xeb \\u76e3"),
        ],
    )
    @pytest.mark.parametrize("kind", ["csv", "html", "table"])
    def test_a_terminal_gets_its_own_encoding(tmp_path: Path, kind: str, encoding: str, shown: bytes) -> None:
        """What it cannot show is escaped."""
        log = written(tmp_path / "a.evtx", sysmon_1(user="Zoë 監査"))
        env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding, "TERM": "dumb", "COLUMNS": "300"}

        status, out, _ = on_a_terminal(log, "--format", kind, env=env)

        assert status == OK
        assert shown in out

    def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
        """On standard error, and taken away before the closing lines; a pipe gets the closing lines alone."""
        import pty

        log = written(tmp_path / "a.evtx")
        ours, theirs = pty.openpty()
        seen = bytearray()

        def read() -> None:
            with suppress(OSError):  # how Linux says that the other end is closed
                while part := os.read(ours, 65_536):
                    seen.extend(part)

        reader = threading.Thread(target=read)
        with started(log, stdout=subprocess.PIPE, stderr=theirs, env={"TERM": "xterm"}) as process:
            os.close(theirs)
            reader.start()
            out, _ = process.communicate(timeout=60)
            reader.join()
        os.close(ours)

        drawn = seen.decode().replace("\r\n", "\n")
        assert process.returncode == OK
        assert "3 flagged" in drawn
        assert drawn.endswith(FLAG)
        assert "\x1b[2K" in drawn.removesuffix(FLAG)
        assert out.decode().startswith("3 flagged of 3 process creations")
        assert b"\x1b" not in out


if sys.platform != "win32":

    @pytest.mark.parametrize("workers", [1, 2])
    def test_ctrl_c_ends_quietly_and_leaves_nothing(tmp_path: Path, workers: int) -> None:
        """As soon as workers are being started, and when they are all at work on records without end."""
        for number in range(2):
            written(tmp_path / f"{number}.evtx", sysmon_1(command_line=amplified_by_nesting(9)))
        options: dict[str, Any] = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "start_new_session": True,
        }

        with started(".", "--jobs", "2", "--output", "out", cwd=tmp_path, **options) as process:
            family = _wait_for_workers(process, workers)
            os.killpg(process.pid, signal.SIGINT)
            out, errors = process.communicate(timeout=20)

        assert (
            process.returncode,
            out,
            errors.decode(),
        ) == (INTERRUPTED, b"", "\ncellspawn: stopped\n")
        assert sorted(os.listdir(tmp_path)) == ["0.evtx", "1.evtx"]
        _, alive = psutil.wait_procs(family, 2)
        assert alive == []


def _wait_for_workers(process: subprocess.Popen[bytes], count: int) -> Sequence[psutil.Process]:
    """Wait until so many worker processes are there; what they do at that moment is chance."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        children = psutil.Process(process.pid).children(recursive=True)
        with suppress(psutil.Error):
            workers = [child for child in children if "spawn_main" in " ".join(child.cmdline())]
            if len(workers) >= count:
                return children
        time.sleep(0.002)
    raise AssertionError("no worker was started")
