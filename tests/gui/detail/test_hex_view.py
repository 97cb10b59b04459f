"""gui.detail.hex_view: bytes in lines, a cursor, a selection, and what of it is copied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.detail.hex_plan import COLUMNS, HexPlan, Mark, tint
from gui.detail.hex_view import HexView
from gui.looks.colours import COLOURS, Theme
from gui.looks.ink import LEAST_FOR_TEXT, contrast
from gui.looks.theme import apply_theme, colours
from tests.core.log_reading import steady

CONTENT = bytes(range(256)) * 256
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_NONE = Qt.KeyboardModifier.NoModifier
_KEYS = Qt.Key


@pytest.fixture
def view(qtbot: QtBot) -> HexView:
    """64 KiB in a view of 16 columns."""
    made = HexView("Bytes")
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.setFocus()
    made.show_bytes(CONTENT, 0x1200)
    return made


@pytest.mark.parametrize(
    ("keys", "selection"),
    [
        ([], (0, 1)),
        ([(_KEYS.Key_Right, _NONE)], (1, 2)),
        ([(_KEYS.Key_Left, _NONE)], (0, 1)),
        ([(_KEYS.Key_Down, _NONE), (_KEYS.Key_End, _NONE)], (31, 32)),
        ([(_KEYS.Key_End, _NONE), (_KEYS.Key_Home, _NONE)], (0, 1)),
        ([(_KEYS.Key_Right, _SHIFT), (_KEYS.Key_Down, _SHIFT)], (0, 18)),
        ([(_KEYS.Key_End, _CONTROL)], (65_535, 65_536)),
        ([(_KEYS.Key_End, _CONTROL), (_KEYS.Key_Up, _SHIFT)], (65_519, 65_536)),
        ([(_KEYS.Key_A, _CONTROL)], (0, 65_536)),
        ([(_KEYS.Key_A, _CONTROL), (_KEYS.Key_Home, _CONTROL)], (0, 1)),
    ],
)
def test_keys_move_and_select(
    view: HexView, keys: list[tuple[Qt.Key, Qt.KeyboardModifier]], selection: tuple[int, int]
) -> None:
    """As in a text."""
    for key, modifier in keys:
        QTest.keyClick(view, key, modifier)

    assert selection == view.selection


def test_the_cursor_stays_in_view(view: HexView) -> None:
    """The page follows it down and up."""
    QTest.keyClick(view, _KEYS.Key_End, _CONTROL)
    bar = view.verticalScrollBar()

    assert bar.value() == bar.maximum() > 0
    QTest.keyClick(view, _KEYS.Key_Home, _CONTROL)
    assert bar.value() == 0


@pytest.mark.parametrize(
    ("start", "length", "copied"), [(0, 1, "00"), (0x4D, 4, "4D 4E 4F 50"), (254, 3, "FE FF 00")]
)
def test_the_selection_is_copied_as_hexadecimal(view: HexView, start: int, length: int, copied: str) -> None:
    """Two digits for each byte, blanks between."""
    view.select(start, length)

    QTest.keyClick(view, _KEYS.Key_C, _CONTROL)

    assert QApplication.clipboard().text() == copied


def test_the_mouse_selects_in_both_parts(view: HexView) -> None:
    """From a byte's digits to the same byte's letter it is one byte; dragging takes all between."""
    moved: list[int] = []
    view.moved.connect(moved.append)
    plan = view._plan
    first = QPoint(plan.byte_at(2) + 2, plan.height)
    last = QPoint(plan.text_at + 5 * plan.letter + 2, 2 * plan.height)

    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, _NONE, first)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, _SHIFT, last)

    assert moved == [2, 21]
    assert view.selection == (2, 22)


@pytest.mark.parametrize(("width", "columns"), [(900, 16), (420, 8), (260, 4), (120, 4)])
def test_a_line_has_as_many_bytes_as_fit(view: HexView, width: int, columns: int) -> None:
    """Where not even the fewest fit, the page scrolls to the side."""
    view.resize(width, 400)

    assert columns == view.columns
    assert (view.horizontalScrollBar().maximum() > 0) is (width == 120)


@given(x=st.integers(-50, 2_000), columns=st.sampled_from(COLUMNS))
@steady
def test_every_place_belongs_to_a_byte(qapp: QApplication, x: int, columns: int) -> None:
    """And the middle of a byte's digits, and of its letter, to that byte."""
    plan = HexPlan(letter=7, height=18, columns=columns, digits=8)

    assert 0 <= plan.column_of(x) < columns
    for column in range(columns):
        assert column == plan.column_of(plan.byte_at(column) + plan.letter)
        assert column == plan.column_of(plan.text_at + column * plan.letter + 3)


def test_nothing_is_no_trouble(qtbot: QtBot) -> None:
    """A file that ends before the record leaves no bytes."""
    view = HexView("Bytes")
    qtbot.addWidget(view)
    view.show()
    view.show_bytes(b"")

    for key in (_KEYS.Key_Down, _KEYS.Key_End, _KEYS.Key_PageDown):
        QTest.keyClick(view, key)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton)
    view.copy()

    assert view.selected() == b""
    assert not view.grab().isNull()


def test_a_double_click_selects_what_has_a_name(view: HexView) -> None:
    """All bytes of it."""
    view.show_bytes(CONTENT, 0, [Mark(4, 4, "Size", "accent")])

    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, _NONE, QPoint(view._plan.byte_at(5) + 2, 8))

    assert view.selection == (4, 8)


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK, Theme.CONTRAST])
@pytest.mark.parametrize("shade", ["accent", "good", "muted"])
def test_bytes_can_be_read_on_every_tint(qapp: QApplication, theme: Theme, shade: str) -> None:
    """Text on a named part of the header has the contrast of all text."""
    apply_theme(qapp, theme)

    ground = tint(shade).name()

    assert contrast(colours().text, ground) >= LEAST_FOR_TEXT
    assert COLOURS[theme] is colours()
