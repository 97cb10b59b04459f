"""core.filter.scan_command: the command that finds a row again."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.__main__ import main
from core.detection.detections import detect
from core.exit_status import ExitStatus
from core.filter.scan_command import scan_command
from core.notation.visible import visible
from core.processes.process import Place
from core.rows.row import Row
from tests.core.builders import process

SAMPLE = Path(__file__).parents[3] / "resources" / "sample.evtx"
CREATION = process()
FLAGGED = Row(CREATION, next(detect([CREATION])), "strict")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (r"C:\Cases\17\Sysmon.evtx", r"'C:\Cases\17\Sysmon.evtx'"),
        ('a b $x `y` "z".evtx', "'a b $x `y` \"z\".evtx'"),
        ("it's.evtx", '"it\'s.evtx"'),
        ("it’s.evtx", '"it’s.evtx"'),
        ("-x.evtx", "'./-x.evtx'"),
    ],
)
def test_a_path_is_quoted_for_both_shells(path: str, expected: str) -> None:
    """Alike wherever it can be."""
    commands = {scan_command(FLAGGED, path, is_powershell) for is_powershell in (False, True)}

    assert {f"cellspawn scan {expected} --filter 'offset:4608'"} == commands


@pytest.mark.parametrize(
    ("is_powershell", "expected"), [(False, r"'C:\it'\''s.evtx'"), (True, r"'C:\it''s.evtx'")]
)
def test_a_path_that_no_form_fits_is_quoted_for_one_shell(is_powershell: bool, expected: str) -> None:
    """An apostrophe and a backslash."""
    command = scan_command(FLAGGED, r"C:\it's.evtx", is_powershell)

    assert f"cellspawn scan {expected} --filter 'offset:4608'" == command


@pytest.mark.parametrize(
    ("row", "path"),
    [
        (Row(process(), None, "strict"), "a.evtx"),
        (FLAGGED, "a\nb.evtx"),
        (FLAGGED, "a\x1b[31m.evtx"),
        (FLAGGED, "a\u202eb.evtx"),
    ],
)
def test_there_is_no_command_that_would_not_find_it_or_hide_something(row: Row, path: str) -> None:
    """For rows that `scan` does not write, and paths that a terminal would obey."""
    assert scan_command(row, path) is None


def test_another_rule_is_named() -> None:
    """The default need not be."""
    rows = [Row(FLAGGED.process, FLAGGED.detection, rule) for rule in ("strict", "seed")]

    assert [" --rule seed " in str(scan_command(row, "a")) for row in rows] == [False, True]


@given(path=st.text(min_size=1).filter(lambda text: visible(text) == text))
def test_a_posix_shell_reads_the_path_that_was_meant(path: str) -> None:
    """Whatever is in it."""
    command = scan_command(FLAGGED, path, is_powershell=False)

    given_path = f"./{path}" if path.startswith("-") else path
    assert ["cellspawn", "scan", given_path, "--filter", "offset:4608"] == shlex.split(str(command))


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="there is no bash")
@pytest.mark.parametrize("path", ["it's.evtx", 'a $HOME `id` !x \\ "q".evtx', "it's $HOME.evtx", "’‘“”.evtx"])
def test_bash_reads_the_path_that_was_meant(path: str) -> None:
    """The real shell, history and all."""
    command = str(scan_command(FLAGGED, path, is_powershell=False)).replace("cellspawn", "printf '%s\\n'", 1)

    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)

    assert [path, "--filter", "offset:4608"] == ran.stdout.splitlines()[1:]


def test_the_row_is_found_again_in_the_sample(capsys: pytest.CaptureFixture[str]) -> None:
    """By running it."""
    found = scanned(["scan", str(SAMPLE)], capsys)
    commands = [str(scan_command(flagged_at(int(str(one["file_offset"]))), str(SAMPLE))) for one in found]

    again = [scanned(shlex.split(command)[1:], capsys) for command in commands[:2]]

    assert [[one] for one in found[:2]] == again


def flagged_at(offset: int) -> Row:
    """Make a flagged row whose record stands there."""
    creation = process(place=Place(str(SAMPLE), 0, offset, 64, 1))
    return Row(creation, next(detect([creation])), "strict")


def scanned(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Run the command and give the rows that it writes."""
    assert main([*arguments, "--format", "jsonl", "--jobs", "1"]) == ExitStatus.OK
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]
