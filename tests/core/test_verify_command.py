"""`cellspawn verify`, run for real: what it prints and returns."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core import verify_command
from core.exit_status import ExitStatus
from core.verify_arguments import add_verify_parser
from core.verify_command import run_verify
from tests.core.output.verifying import READ_BACK, Case, case_of, child
from tests.evtx_writer import write_log

OK, WRONG_USE, INCOMPLETE, _ = ExitStatus
NO_VALUES = " Values were not compared (--values compares them)."


def parser() -> argparse.ArgumentParser:
    """Describe a command that has this subcommand."""
    command = argparse.ArgumentParser(prog="cellspawn")
    add_verify_parser(command.add_subparsers(dest="subcommand"), int)
    return command


def verify(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run the subcommand; give status, output and errors."""
    status = run_verify(parser().parse_args(["verify", *map(str, arguments)]))
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A log of five flagged rows in three chunks."""
    return case_of(tmp_path, chunk_fill=2)


@pytest.mark.parametrize("options", [[], ["--values"], ["--values", "--jobs", "2"]])
@pytest.mark.parametrize("kind", READ_BACK)
def test_an_untouched_export_is_confirmed(
    capsys: pytest.CaptureFixture[str], case: Case, kind: str, options: list[str]
) -> None:
    """Status 0, a table of logs and a sentence."""
    status, out, errors = verify(capsys, case.exported(kind), case.log.parent, *options)
    said = "5 of 5 rows confirmed against 1 log, bytes and recorded values.\n"
    if not options:
        said = f"5 of 5 records confirmed against 1 log.{NO_VALUES}\n"

    assert (status, errors) == (OK, "")
    assert out.endswith(f"\n\n{said}")
    assert ("\nNot compared, for they are conclusions" in out) == bool(options)


def test_a_tampered_log_is_told(capsys: pytest.CaptureFixture[str], case: Case) -> None:
    """Status 3, and the row, its line, its log and its offset."""
    made = case.exported("csv")
    log = bytearray(case.log.read_bytes())
    place = case.rows[4].place
    log[place.file_offset + 40] ^= 1
    case.log.write_bytes(log)
    status, out, _ = verify(capsys, made, case.log)

    assert status == INCOMPLETE
    assert (
        f"row 5, line 6: changed (record_sha256): {case.log}, offset 0x{place.file_offset:X}: the bytes"
        in out
    )
    assert out.endswith(f"4 of 5 records confirmed against 1 log: 4 confirmed, 1 changed.{NO_VALUES}\n")


def test_rows_of_two_logs_are_confirmed_against_both(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, case: Case
) -> None:
    """As a folder with both is named."""
    other = case_of(tmp_path, child(7, computer="WS09"), name="Forwarded.evtx")
    made = case.exported("jsonl", [*case.rows, *other.rows])
    status, out, _ = verify(capsys, made, case.log.parent, "--values")

    assert (status, out.splitlines()[-1]) == (
        OK,
        "6 of 6 rows confirmed against 2 logs, bytes and recorded values.",
    )


def test_json_has_all_and_the_sentence_goes_to_standard_error(
    capsys: pytest.CaptureFixture[str], case: Case
) -> None:
    """So that it can be piped on."""
    made = case.exported("jsonl")
    status, out, errors = verify(capsys, made, case.log, "--format", "json")
    found = json.loads(out)

    assert (status, errors) == (OK, f"5 of 5 records confirmed against 1 log.{NO_VALUES}\n")
    assert (str(made), "jsonl", False, [str(case.log)]) == tuple(
        found[key] for key in ("export", "format", "values", "logs")
    )
    assert [case.rows[number].place.file_offset for number in range(5)] == [
        row["file_offset"] for row in found["rows"]
    ]
    assert (found["counts"]["confirmed"], found["is_confirmed"]) == (5, True)
    assert (found["compared"], {"command_line", "severity", "note"} <= set(found["not_compared"])) == (
        [],
        True,
    )


def test_an_export_without_rows_confirms_nothing(capsys: pytest.CaptureFixture[str], case: Case) -> None:
    """It may have been cut to its heading."""
    assert verify(capsys, case.exported("csv", []), case.log) == (
        INCOMPLETE,
        "The export holds no row, so there is nothing to confirm.\n",
        "",
    )


@pytest.mark.parametrize("options", [[], ["--values"]])
def test_rows_are_taken_together_up_to_a_limit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, case: Case, options: list[str]
) -> None:
    """Of their number and of their bytes; none is lost between."""
    made = case.exported("csv")
    for limit, value in (("MOST_AT_ONCE", 2), ("MOST_BYTES_AT_ONCE", 1)):
        monkeypatch.setattr(verify_command, limit, value)
        status, out, _ = verify(capsys, made, case.log, *options)
        assert (status, "5 of 5 r" in out) == (OK, True)


def test_a_file_among_the_logs_that_is_none_is_named(capsys: pytest.CaptureFixture[str], case: Case) -> None:
    """It may be the one that is looked for."""
    (case.log.parent / "empty.evtx").touch()
    status, _, errors = verify(capsys, case.exported("jsonl"), case.log.parent)

    assert status == OK
    assert errors == f"{case.log.parent / 'empty.evtx'}: it is empty (0 bytes); copy the log again\n"


@pytest.mark.parametrize(
    ("export", "path", "sentence"),
    [
        ("gone.csv", "logs", "gone.csv could not be read: the file is no longer there"),
        ("logs/Sysmon.evtx", "logs", "is an event log, not an export"),
        ("flagged.jsonl", "gone", "gone: there is no such file or folder"),
        ("flagged.jsonl", "flagged.jsonl", "it is no EVTX log"),
        ("flagged.jsonl", "nothing", "logs"),
    ],
)
def test_wrong_use_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, case: Case, export: str, path: str, sentence: str
) -> None:
    """Status 2, and nothing on standard output."""
    case.exported("jsonl")
    (tmp_path / "nothing").mkdir()
    status, out, errors = verify(capsys, tmp_path / export, tmp_path / path)

    assert (status, out, errors.count("\n")) == (WRONG_USE, "", 1)
    assert sentence in errors


def test_a_name_with_control_characters_is_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Of a log, and in what an export says."""
    log = tmp_path / "a\x1b[2J.evtx"
    write_log(log, [child(1)])
    made = tmp_path / "made.jsonl"
    made.write_text(
        json.dumps({"file": "b\x1b[2J", "file_offset": 4608, "record_size": 99, "record_number": 1})
    )
    status, out, errors = verify(capsys, made, log)

    assert (status, "\x1b" in out + errors) == (INCOMPLETE, False)
    assert "looked for b␛[2J; no log that was named has this name" in out


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that Linux has")
def test_a_full_disk_behind_standard_output_is_one_sentence(case: Case) -> None:
    """No traceback."""
    code = (
        "import sys; from tests.core.test_verify_command import parser; "
        "from core.verify_command import run_verify; "
        "sys.exit(run_verify(parser().parse_args(['verify', *sys.argv[1:]])))"
    )
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [sys.executable, "-c", code, str(case.exported("csv")), str(case.log), "--format", "json"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (ran.returncode, b"could not be written: the disk is full" in ran.stderr) == (WRONG_USE, True)
    assert b"Traceback" not in ran.stderr
