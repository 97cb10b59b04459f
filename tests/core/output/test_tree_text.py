"""core.output.tree_text: families as lines, for terminals of any width and encoding."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from core.notation.filetime import TICKS_PER_SECOND
from core.output.tree_choice import TreeChoice
from core.output.tree_text import ASCII, DRAWN, Signs, TreeText, signs_for
from core.processes.process import ProcessCreation
from tests.core.builders import EXCEL
from tests.core.output.trees import (
    CASE,
    CMD,
    EXPLORER,
    NOON,
    NOTEPAD,
    POWERSHELL,
    findings_of,
    started,
)

HOSTILE = "\x1b[2J\u202egpj.exe [red]a\r\nb\x9b31m"


def drawn(
    creations: tuple[ProcessCreation, ...] = CASE,
    signs: Signs = DRAWN,
    width: int | None = None,
    shows_all: bool = False,
) -> list[str]:
    """Draw a case."""
    family, flagged, findings = findings_of(creations)
    choice = TreeChoice(family, flagged, shows_all)
    return [line.plain for line in TreeText(family, findings, signs, width).lines(choice)]


def test_a_family_is_drawn_from_its_root() -> None:
    """Time, PID, link, and the tree with marks in words."""
    assert drawn() == [
        "WS01.corp.example",
        "                        1000            explorer.exe (not in these logs)",
        "2026-03-02 12:00:01     1001  recorded  ├─ EXCEL.EXE  EXCEL.EXE",
        "2026-03-02 12:00:03     1003  recorded  │  ├─ ▲ high flagged  cmd.exe  cmd.exe",
        "2026-03-02 12:00:04     1004  inferred  │  │  └─ ▲ high descendant  powershell.exe  powershell.exe",
        f"{'':40}│  │        inferred by PID 1003 and time: started 1 second earlier, no end, no boot since",
        "2026-03-02 12:00:05     1005  recorded  │  └─ ◆ medium flagged  notepad.exe  notepad.exe",
        "                                        └─ … 1 more that it started, not shown",
    ]


def test_hosts_are_headings() -> None:
    """With --all also those without a flag."""
    lines = drawn(shows_all=True)

    assert [line for line in lines if line.endswith(".example")] == ["WS01.corp.example", "WS02.corp.example"]
    assert lines[lines.index("WS02.corp.example") - 1] == ""


def test_a_terminal_without_such_signs_gets_ascii() -> None:
    """The words alone say how severe."""
    lines = drawn(signs=ASCII)

    assert lines[3] == "2026-03-02 12:00:03     1003  recorded  |  |- high flagged  cmd.exe  cmd.exe"
    assert all(line.isascii() for line in lines)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", DRAWN),
        ("ascii", ASCII),
        ("cp1252", ASCII),
        ("latin-1", ASCII),
        (None, ASCII),
        ("nonsense", ASCII),
    ],
)
def test_the_encoding_decides(encoding: str | None, expected: Signs) -> None:
    """An unknown one is taken for ASCII."""
    assert signs_for(encoding) is expected


@pytest.mark.parametrize("width", [20, 50, 80])
@pytest.mark.parametrize("signs", [DRAWN, ASCII], ids=["drawn", "ascii"])
def test_lines_are_cut_to_the_width(signs: Signs, width: int) -> None:
    """Wide letters count as two cells; a cut line says so."""
    creations = (started(3, 1, CMD, EXCEL, command_line="値" * 200),)

    lines = drawn(creations, signs, width)

    assert all(cell_len(line) <= width for line in lines)
    assert lines[-1].endswith(signs.ellipsis)


def test_hostile_text_is_shown_and_obeyed_nowhere() -> None:
    """Escapes, turned letters, markup and line ends: in names, command lines and hosts."""
    creations = (
        started(1, 0, EXCEL, f"C:\\{HOSTILE}", fqdn=f"WS{HOSTILE}"),
        started(3, 1, f"C:\\{HOSTILE}", EXCEL, command_line=HOSTILE, fqdn=f"WS{HOSTILE}"),
    )

    text = "\n".join(drawn(creations))

    assert not any(letter in text for letter in "\x1b\u202e\x9b\r")
    assert text.count("␛[2J‹U+202E›gpj.exe [red]a b‹U+009B›31m") == 4
    assert len(text.splitlines()) == 4


def test_a_record_without_a_command_line_or_name_says_so() -> None:
    """Nothing is left blank."""
    creations = (
        started(
            3, 1, CMD, EXCEL, command_line=None, image_path=None, fqdn=None, utc_time=None, time_created=None
        ),
    )

    assert drawn(creations) == [
        "(the log does not name the host)",
        "                        1001            EXCEL.EXE (not in these logs)",
        f"{'':24}1003  recorded  └─ ◆ medium flagged  unnamed process  (the log has no command line)",
    ]


def test_levels_beyond_what_is_drawn_are_counted() -> None:
    """A crafted chain does not push its names out of sight."""
    creations = tuple(started(1 + row, row, CMD, EXPLORER) for row in range(60))

    assert drawn(creations, shows_all=True)[-1].endswith(f"  recorded  …36 {'   ' * 23}└─ cmd.exe  cmd.exe")


# ---------------------------------------------------------------- narrow terminals
def test_a_narrow_terminal_has_no_date_and_no_link() -> None:
    """A line names each day, within the tree; how a parent was inferred is said below the process as ever."""
    creations = (
        *CASE[:4],
        started(5, 1, NOTEPAD, EXCEL, utc_time=NOON + 13 * 3_600 * TICKS_PER_SECOND),
    )

    assert drawn(creations, width=80) == [
        "WS01.corp.example",
        "             1000  explorer.exe (not in these logs)",
        "2026-03-02         │",
        "12:00:01     1001  ├─ EXCEL.EXE  EXCEL.EXE",
        "12:00:03     1003  │  ├─ ▲ high flagged  cmd.exe  cmd.exe",
        "12:00:04     1004  │  │  └─ ▲ high descendant  powershell.exe  powershell.exe",
        f"{'':19}│  │        inferred by PID 1003 and time: started 1 second …",
        "2026-03-03         │  │",
        "01:00:00     1005  │  └─ ◆ medium flagged  notepad.exe  notepad.exe",
        "                   └─ … 1 more that it started, not shown",
    ]


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_no_name_is_lost_to_the_width(width: int) -> None:
    """However deep: of the outer levels their number is left."""
    deep = tuple(started(2 + row, 1 + row, CMD, EXCEL if row == 0 else CMD) for row in range(40))
    creations = (*deep, started(50, 41, POWERSHELL, CMD, command_line="x" * 200))

    lines = drawn(creations, width=width)

    processes = [line for line in lines if "flagged" in line or "descendant" in line]
    assert len(processes) == 41
    assert all("cmd.exe" in line for line in processes[:-1])
    assert "powershell.exe" in processes[-1]
    assert all(cell_len(line) <= width for line in lines)
