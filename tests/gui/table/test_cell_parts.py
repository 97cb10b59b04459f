"""gui.table.cell_parts: icons and ranks of what stands in a cell."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given

from core.detection.detections import detect
from core.detection.severity import Severity
from core.processes.process import ParentLink, ProcessCreation
from core.rows.columns import COLUMNS
from core.rows.mark import Mark
from core.rows.row import Row
from core.view.cell_text import shown
from core.view.times import UTC_ZONE
from gui.looks.theme import SEVERITY_ICONS
from gui.table.cell_parts import HOLLOW, LONGEST, CellParts, Cut, Rank, parts_of
from tests.core.builders import EXCEL
from tests.core.strategies import any_process
from tests.gui.table_rows import EXPLORER, row


def parts(key: str, one: Row) -> CellParts:
    """Take a cell apart."""
    return parts_of(COLUMNS[key], one, shown(COLUMNS[key], one, UTC_ZONE))


@pytest.mark.parametrize(
    ("key", "fields", "expected"),
    [
        ("severity", {}, CellParts((("high", Rank.HIGH),), "warning-fill", Severity.HIGH)),
        ("severity", {"parent_image_path": EXPLORER}, CellParts(())),
        (
            "chain",
            {},
            CellParts(
                (("excel.exe", Rank.MUTED), (" → ", Rank.MUTED), ("cmd.exe", Rank.STRONG)), cut=Cut.PARENT
            ),
        ),
        (
            "chain",
            {"parent_link": ParentLink.INFERRED},
            CellParts(
                (
                    ("excel.exe", Rank.MUTED),
                    (" (inferred)", Rank.PLAIN),
                    (" → ", Rank.MUTED),
                    ("cmd.exe", Rank.STRONG),
                ),
                cut=Cut.PARENT,
            ),
        ),
        (
            "command_line",
            {"command_line": r"C:\cmd.exe /c dir"},
            CellParts(
                (("C:\\", Rank.PLAIN), ("cmd.exe", Rank.STRONG), (" /c dir", Rank.PLAIN)),
                is_fixed=True,
                cut=Cut.FOLDER,
            ),
        ),
        (
            "command_line",
            {"command_line": None},
            CellParts((("(the log has no command line)", Rank.MUTED),)),
        ),
        (
            "document",
            {"parent_command_line": f'"{EXCEL}" "C:\\Users\\a\\Downloads\\x.xlsx"'},
            CellParts((("x.xlsx", Rank.PLAIN), ("", Rank.MUTED)), "download-simple"),
        ),
        ("parent_link", {}, CellParts((("recorded", Rank.MUTED),))),
        ("parent_link", {"parent_link": ParentLink.AMBIGUOUS}, CellParts((("ambiguous", Rank.PLAIN),))),
        ("user", {}, CellParts((("CORP\\jdoe", Rank.PLAIN),), cut=Cut.MIDDLE)),
        (
            "image_path",
            {"image_path": r"C:\x.exe"},
            CellParts((("C:\\x.exe", Rank.PLAIN),), is_fixed=True, cut=Cut.MIDDLE),
        ),
    ],
)
def test_a_cell_is_taken_apart(key: str, fields: dict[str, object], expected: CellParts) -> None:
    """By its column."""
    assert expected == parts(key, row(1, **fields))


def test_of_a_chain_the_last_is_strong() -> None:
    """And what is between may be left out."""
    one = row(1, parent_link=ParentLink.INFERRED)
    assert one.detection is not None
    chain = (EXCEL, r"C:\cmd.exe", r"C:\mshta.exe", r"C:\x.exe")
    one.detection = dataclasses.replace(one.detection, chain=chain)
    arrow = (" → ", Rank.MUTED)

    assert parts("chain", one) == CellParts(
        (
            *(("excel.exe", Rank.MUTED), arrow, ("cmd.exe", Rank.MUTED), arrow, ("mshta.exe", Rank.MUTED)),
            *((" (inferred)", Rank.PLAIN), arrow, ("x.exe", Rank.STRONG)),
        ),
        cut=Cut.CHAIN,
    )


@given(creation=any_process())
def test_the_parts_are_what_is_shown(creation: ProcessCreation) -> None:
    """For every column and whatever a log holds."""
    one = Row(creation, next(detect([creation]), None), "strict")
    drawn = {key: "".join(text for text, _ in parts(key, one).pieces) for key in COLUMNS}

    assert drawn == {key: shown(column, one, UTC_ZONE) for key, column in COLUMNS.items()}


@pytest.mark.parametrize("line", ["a" * 32_000, '"' + "b" * 32_000, "c " + "d" * 32_000])
def test_of_an_endless_text_no_more_is_measured_than_a_cell_can_hold(line: str) -> None:
    """Its beginning and its end."""
    texts = [text for text, _ in parts("command_line", row(1, command_line=line)).pieces]

    assert max(map(len, texts)) <= LONGEST + 1
    assert len("".join(text for text, _ in parts("user", row(1, user=line)).pieces)) == LONGEST


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (Mark(), CellParts(())),
        (
            Mark(("a", "b c")),
            CellParts(
                (
                    ("\u2005a\u2005", Rank.CHIP),
                    (" ", Rank.PLAIN),
                    ("\u2005b c\u2005", Rank.CHIP),
                    (" ", Rank.PLAIN),
                )
            ),
        ),
        (Mark(note="x\ny\u202e"), CellParts((("x y‹U+202E›", Rank.MUTED),), "note-pencil")),
        (
            Mark(("a",), "n"),
            CellParts(
                (("\u2005a\u2005", Rank.CHIP), (" ", Rank.PLAIN), ("\u2005n", Rank.MUTED)), "note-pencil"
            ),
        ),
    ],
)
def test_tags_are_chips_before_the_note(mark: Mark, expected: CellParts) -> None:
    """Whose beginning is shown."""
    one = row()
    one.mark = mark

    assert expected == parts("tags", one)


@pytest.mark.parametrize("severity", Severity)
def test_what_is_known_good_is_of_second_rank(severity: Severity) -> None:
    """With a hollow icon of the same shape; chips stay."""
    one = row()
    one.mark = Mark(("a",), known_good="because")
    found = {key: parts(key, one) for key in COLUMNS}

    assert found["severity"] == CellParts((("high", Rank.MUTED),), "warning")
    assert {rank for one_cell in found.values() for _, rank in one_cell.pieces} == {Rank.MUTED, Rank.CHIP}
    assert {one_cell.severity for one_cell in found.values()} == {None}
    assert HOLLOW[SEVERITY_ICONS[severity]] == SEVERITY_ICONS[severity].removesuffix("-fill")
