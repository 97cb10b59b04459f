"""The subcommand `tree`, run for real: what it prints, writes and returns."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.exit_status import ExitStatus
from core.tree_arguments import add_tree_parser
from core.tree_command import run_tree
from tests.evtx_writer import Event, filetime, process_guid, security_4688, security_4689, sysmon_1, write_log
from tests.evtx_writer.damage import cut_last_chunk

ROOT = Path(__file__).parent.parent.parent
NOON = filetime("2026-03-02T12:00:00")
SECOND = 10_000_000
EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
CMD, POWERSHELL = r"C:\Windows\System32\cmd.exe", r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
EXPLORER = r"C:\Windows\explorer.exe"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own")

OK, WRONG_USE, INCOMPLETE = ExitStatus.OK, ExitStatus.WRONG_USE, ExitStatus.INCOMPLETE


def started(number: int, parent: int, image: str, parents_image: str, computer: str = "WS01") -> Event:
    """Sysmon 1 of process `number`, as many seconds after noon."""
    return sysmon_1(
        time=NOON + number * SECOND,
        computer=computer,
        process_guid=process_guid(NOON + number * SECOND, number),
        process_id=1000 + number,
        parent_process_guid=process_guid(NOON + parent * SECOND, parent),
        parent_process_id=1000 + parent,
        image=image,
        parent_image=parents_image,
        command_line=image.rpartition("\\")[2],
    )


CHAIN = (
    started(1, 0, EXCEL, EXPLORER),
    started(2, 1, CMD, EXCEL),
    started(3, 2, POWERSHELL, CMD),
    started(7, 6, CMD, EXPLORER, "WS02"),
)
TREE = """\
WS01
                        1000            explorer.exe (not in these logs)
2026-03-02 12:00:01     1001  recorded  └─ EXCEL.EXE  EXCEL.EXE
2026-03-02 12:00:02     1002  recorded     └─ ▲ high flagged  cmd.exe  cmd.exe
2026-03-02 12:00:03     1003  recorded        └─ ▲ high descendant  powershell.exe  powershell.exe
"""
_STYLE = re.compile(r"\x1b\[[0-9;]*m")
FLAG = "A flag means an Excel child process; DDE is one possible cause.\n"


def tree(*arguments: object) -> int:
    """Run the subcommand with these arguments."""
    command = argparse.ArgumentParser()
    add_tree_parser(command.add_subparsers())
    given = ["tree", *map(str, arguments)]
    return run_tree(argparse.Namespace(**vars(command.parse_args(given)), given=given))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log with a chain below Excel, and another host."""
    write_log(tmp_path / "Sysmon.evtx", CHAIN)
    return tmp_path / "Sysmon.evtx"


def test_the_family_of_what_is_flagged_is_printed(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the root down, below the headline; the other host has no flag."""
    status = tree(log)

    out, err = capsys.readouterr()
    assert out == f"1 flagged of 4 process creations in 1 file · read complete\n\n{TREE}"
    assert err.startswith(FLAG)
    assert status == OK


def test_all_prints_every_host(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also families in which nothing is flagged."""
    tree(log, "--all")

    assert "\nWS02\n" in capsys.readouterr().out


def test_a_filter_chooses_flagged_processes(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As scan's does; the headline says how many are left."""
    status = tree(log, "--filter", "host:WS99")

    assert capsys.readouterr().out == (
        "0 shown of 1 flagged of 4 process creations in 1 file · read complete\n\n"
    )
    assert status == OK


def test_a_wrong_filter_is_pointed_at(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, and the place."""
    status = tree(log, "--filter", "nonsense:1")

    assert "cellspawn: --filter: " in capsys.readouterr().err
    assert status == WRONG_USE


def test_without_guids_links_are_inferred_across_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Parent and child stand in two logs; an end between them would part them."""
    excel = security_4688(1, time=NOON, new_process_id=0x500, process_id=0x400, new_process_name=EXCEL)
    child = security_4688(
        1, time=NOON + 5 * SECOND, new_process_id=0x600, process_id=0x500, new_process_name=CMD
    )
    write_log(tmp_path / "a.evtx", [child])
    write_log(tmp_path / "b.evtx", [excel])
    tree(tmp_path)
    inferred = capsys.readouterr().out
    write_log(tmp_path / "c.evtx", [security_4689(time=NOON + SECOND, process_id=0x500)])
    tree(tmp_path, "--all")
    parted = capsys.readouterr().out

    assert "inferred by PID 1280 and time: started 5 seconds earlier, no end, no boot since" in inferred
    assert "inferred" not in parted


def test_json_names_each_parent(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The headline goes to standard error."""
    status = tree(log, "--format", "json")

    out, err = capsys.readouterr()
    written = json.loads(out)
    assert [(one["depth"], one["pid"], one["is_flagged"]) for one in written["processes"]] == [
        (0, 1000, False), (1, 1001, False), (2, 1002, True), (3, 1003, False),
    ]  # fmt: skip
    assert written["made_by"]["arguments"][:2] == ["tree", str(log)]
    assert err.startswith("1 flagged of 4 process creations")
    assert status == OK


def test_a_file_gets_the_tree_alone(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """UTF-8, whole lines; the headline is said beside it."""
    status = tree(log, "--output", tmp_path / "tree.txt")

    out, err = capsys.readouterr()
    assert (tmp_path / "tree.txt").read_text(encoding="utf-8") == TREE
    assert (out, err.startswith("1 flagged of 4")) == ("", True)
    assert status == OK


def test_evidence_is_never_written_to(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Refused before anything is read."""
    before = log.read_bytes()
    status = tree(log, "--output", log)

    assert "evidence is never written to" in capsys.readouterr().err
    assert (status, log.read_bytes()) == (WRONG_USE, before)


def test_nothing_named_that_is_a_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence."""
    status = tree(tmp_path)

    assert "there is no event log" in capsys.readouterr().err
    assert status == WRONG_USE


def test_a_log_that_is_not_read_whole_says_so(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was read is drawn."""
    log.write_bytes(cut_last_chunk(log.read_bytes()))
    status = tree(log)

    out, err = capsys.readouterr()
    assert TREE in out
    assert "Sysmon.evtx: " in err
    assert status == INCOMPLETE


@POSIX
@pytest.mark.parametrize(
    ("columns", "encoding", "option", "expected"),
    [
        (110, "utf-8", "", "2026-03-02 12:00:02     1002  recorded     └─ ▲ high flagged  cmd.exe  cmd.exe"),
        (80, "utf-8", "", "12:00:02     1002     └─ ▲ high flagged  cmd.exe  cmd.exe"),
        (60, "ascii", "", "   `- high flagged  cmd.exe  cmd.exe"),
        (30, "utf-8", "", "…1 └─ ▲ high flagged  cmd.exe…"),
        (
            60,
            "utf-8",
            "--wide",
            "2026-03-02 12:00:02     1002  recorded     └─ ▲ high flagged  cmd.exe  cmd.exe",
        ),
    ],
)
def test_a_terminal_gets_lines_of_its_width_in_its_encoding(
    log: Path, columns: int, encoding: str, option: str, expected: str
) -> None:
    """Cut where they are longer, unless asked for whole."""
    import pty

    main, side = pty.openpty()  # type: ignore[attr-defined, unused-ignore]  # Windows has none
    program = (
        "import argparse, sys; from core.tree_arguments import add_tree_parser; "
        "from core.tree_command import run_tree; command = argparse.ArgumentParser(); "
        "add_tree_parser(command.add_subparsers()); raise SystemExit(run_tree(command.parse_args()))"
    )
    environment = {
        **os.environ, "COLUMNS": str(columns), "PYTHONIOENCODING": encoding, "TERM": "xterm",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", program, "tree", str(log), *filter(None, [option])],
        cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=side, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        os.close(side)
        shown = _all_of(main)

    assert running.returncode == OK
    assert expected in _STYLE.sub("", shown.decode(encoding)).splitlines()


def _all_of(terminal: int) -> bytes:
    """Read what was written to a terminal until its writer is gone."""
    parts = []
    while True:
        try:
            part = os.read(terminal, 65_536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(terminal)
    return b"".join(parts)
