"""gui.table.cell_fonts: what gives way where a cell is too narrow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from gui.looks.theme import mono_font
from gui.table.cell_fonts import CellFonts
from gui.table.cell_parts import CellParts, Cut, Rank

COMMAND = CellParts(
    (('"C:\\Windows\\System32\\', Rank.PLAIN), ("cmd.exe", Rank.STRONG), ('" /c dir', Rank.PLAIN)),
    is_fixed=True,
    cut=Cut.FOLDER,
)
CHAIN = CellParts(
    (
        ("excel.exe", Rank.MUTED),
        (" (inferred)", Rank.PLAIN),
        (" → ", Rank.MUTED),
        ("powershell.exe", Rank.STRONG),
    ),
    cut=Cut.PARENT,
)
LONG_CHAIN = CellParts(
    (
        *(("excel.exe", Rank.MUTED), (" → ", Rank.MUTED), ("cmd.exe", Rank.MUTED), (" → ", Rank.MUTED)),
        *(("mshta.exe", Rank.MUTED), (" (inferred)", Rank.PLAIN), (" → ", Rank.MUTED)),
        ("powershell.exe", Rank.STRONG),
    ),
    cut=Cut.CHAIN,
)
PATH = CellParts((("C:\\Windows\\System32\\cmd.exe", Rank.PLAIN),), is_fixed=True, cut=Cut.MIDDLE)
WORDS = CellParts((("Quarterly report.xlsx", Rank.PLAIN), (" (guess)", Rank.MUTED)))


@pytest.fixture
def fonts(qapp: QApplication) -> CellFonts:
    """Make the fonts of a table."""
    return CellFonts(QApplication.font(), mono_font())


def texts(fonts: CellFonts, parts: CellParts, width: float) -> list[str]:
    """Give the pieces that are drawn in a width."""
    return [text for text, _ in fonts.fitted(parts, width)]


@pytest.mark.parametrize(
    "parts",
    [COMMAND, CHAIN, LONG_CHAIN, PATH, WORDS],
    ids=["command", "chain", "long-chain", "path", "words"],
)
def test_what_fits_is_not_cut(fonts: CellFonts, parts: CellParts) -> None:
    """To the pixel."""
    assert parts.pieces == fonts.fitted(parts, fonts.width(parts.pieces, parts.is_fixed))


@given(width=st.integers(12, 600))
def test_nothing_is_wider_than_its_cell(width: int) -> None:
    """However narrow it is."""
    made = CellFonts(QApplication.font(), mono_font())
    widths = [
        made.width(made.fitted(parts, width), parts.is_fixed)
        for parts in (COMMAND, CHAIN, LONG_CHAIN, PATH, WORDS)
    ]

    assert max(widths) <= width + 1  # Qt rounds to the pixel


def test_of_a_command_line_the_folder_gives_way_first(fonts: CellFonts) -> None:
    """Then the middle of its arguments; the program's name is the last to stay."""
    figure = fonts.width([("0", Rank.PLAIN)], is_fixed=True)
    whole = "".join(text for text, _ in COMMAND.pieces)

    short, shorter = (texts(fonts, COMMAND, figure * letters + 2) for letters in (20, 5))

    assert short == ["…\\", "cmd.exe", '" /c dir']
    assert "…" in shorter[-1]
    assert len(whole) > len("".join(short)) > len("".join(shorter))


def test_a_folder_stays_where_it_takes_less_than_half(fonts: CellFonts) -> None:
    """And the middle of the arguments gives way."""
    long = CellParts((*COMMAND.pieces[:2], ('" /c ' + "x" * 200, Rank.PLAIN)), is_fixed=True, cut=Cut.FOLDER)
    width = 2 * fonts.width(COMMAND.pieces, is_fixed=True)

    before, program, after = texts(fonts, long, width)

    assert (before, program) == ('"C:\\Windows\\System32\\', "cmd.exe")
    assert after.startswith('" /c ')
    assert "x…x" in after


def test_of_a_chain_the_parent_gives_way(fonts: CellFonts) -> None:
    """The child stays whole as long as it fits."""
    child = fonts.width(CHAIN.pieces[-2:], is_fixed=False)

    drawn = texts(fonts, CHAIN, child + 40)

    assert drawn[-2:] == [" → ", "powershell.exe"]
    assert drawn[-3].endswith("…")


def test_of_a_long_chain_what_is_between_gives_way(fonts: CellFonts) -> None:
    """Excel and the process itself stay, and of what stands between as much as fits of its end."""
    whole = "".join(text for text, _ in LONG_CHAIN.pieces)
    wanted = [
        "excel.exe → … → mshta.exe (inferred) → powershell.exe",
        "excel.exe → … → powershell.exe",
        "… → powershell.exe",
    ]
    widths = [fonts.width([(text, Rank.STRONG)], is_fixed=False) for text in (whole, *wanted)]

    drawn = ["".join(texts(fonts, LONG_CHAIN, width)) for width in widths]

    assert drawn == [whole, *wanted]


def test_of_a_path_the_middle_gives_way(fonts: CellFonts) -> None:
    """Its drive and its file name say most."""
    (text,) = texts(fonts, PATH, fonts.width(PATH.pieces, is_fixed=True) / 2)

    assert (text[:2], text[-3:]) == ("C:", "exe")


def test_figures_are_of_one_width(fonts: CellFonts) -> None:
    """So that times and numbers stand below each other."""
    assert len({fonts.width([(figure, Rank.PLAIN)], is_fixed=False) for figure in "0123456789"}) == 1
