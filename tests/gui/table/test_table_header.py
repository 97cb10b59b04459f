"""gui.table.table_header: columns that are shown, moved and widened, and the width that none needs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.view.table_columns import DEFAULT
from core.view.view import Order
from gui.table.column_state import ColumnState, ColumnWidth
from gui.table.process_table import ProcessTable
from gui.table.table_header import SECTIONS
from tests.gui.table_rows import rows, table_of


def width(table: ProcessTable, key: str) -> int:
    """Give a column's width."""
    return table.columnWidth(SECTIONS[key])


def keys_of(table: ProcessTable) -> list[str]:
    """Give the keys of the columns shown."""
    return [column.key for column in table.shown_columns()]


def picture(widget: QWidget) -> bytes:
    """Draw a widget; in a format whose lines have no padding, which would differ by chance."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return bytes(image.constBits())


def length(table: ProcessTable) -> int:
    """Give the width of all columns."""
    return sum(width(table, key) for key in keys_of(table))


@pytest.mark.parametrize("wide", [1_280, 2_560])
def test_the_command_line_takes_the_spare_width(qtbot: QtBot, wide: int) -> None:
    """But never less than it needs."""
    table = table_of(qtbot, rows(3))
    table.resize(wide, 400)

    has_room = wide > 2_000
    assert has_room == (length(table) == table.viewport().width())
    assert width(table, "command_line") >= table.header.default_width(table.shown_columns()[6])


def test_what_the_user_takes_from_another_column_goes_to_the_command_line(qtbot: QtBot) -> None:
    """And back."""
    table = table_of(qtbot, rows(3))
    table.resize(2_400, 400)
    before = width(table, "command_line")
    table.header.resizeSection(SECTIONS["user"], width(table, "user") + 50)
    taken = width(table, "command_line")
    table.header.show_column("source", is_shown=False)

    assert before - 50 == taken
    assert width(table, "command_line") > taken
    assert length(table) == table.viewport().width()


def test_a_width_that_the_user_gave_stays(qtbot: QtBot) -> None:
    """Also of the command line, until the columns are reset."""
    table = table_of(qtbot, rows(3))
    table.resize(2_400, 400)
    table.header.resizeSection(SECTIONS["command_line"], 400)
    table.resize(2_500, 400)
    given = width(table, "command_line")
    table.reset_columns()

    assert given == 400
    assert length(table) == table.viewport().width()


def test_a_column_is_shown_behind_all_others_and_hidden(qtbot: QtBot) -> None:
    """The last one stays."""
    table = table_of(qtbot, rows(3))
    table.header.show_column("sid", is_shown=True)
    with_sid = keys_of(table)
    for key in with_sid:
        table.header.show_column(key, is_shown=False)

    assert [*DEFAULT, "sid"] == with_sid
    assert keys_of(table) == ["sid"]


def test_columns_stand_as_a_state_says(qtbot: QtBot) -> None:
    """Whatever stood there before."""
    table = table_of(qtbot, rows(3))
    table.header.moveSection(3, 9)
    state = ColumnState(columns=(ColumnWidth("pid"), ColumnWidth("sid", 20.0), ColumnWidth("severity")))
    table.header.set_column_state(state)
    kept = table.header.column_state()

    assert keys_of(table) == ["pid", "sid", "severity"]
    assert [column.key for column in kept.columns] == ["pid", "sid", "severity"]
    assert kept.columns[1].width == 20.0


def test_every_heading_can_be_read(qtbot: QtBot) -> None:
    """In the width that its column has at first, with room for the mark of its order."""
    table = table_of(qtbot, rows(1))
    for key in SECTIONS:
        table.header.show_column(key, is_shown=True)

    narrow = [
        key
        for key, section in SECTIONS.items()
        if table.columnWidth(section) < table.header.sectionSizeFromContents(section).width()
    ]
    assert narrow == []


def test_the_orders_are_seen_in_the_headings(qtbot: QtBot) -> None:
    """One, its direction, and several with their figures: each looks different."""
    table = table_of(qtbot, rows(1))
    pictures = []
    for orders in (
        (),
        (Order("user"),),
        (Order("user", True),),
        (Order("user"), Order("pid")),
        (Order("pid"), Order("user")),
    ):
        table.rows.sort_by(orders)
        pictures.append(picture(table.header.viewport()))

    assert len(set(pictures)) == 5


def test_the_heading_that_is_pointed_at_looks_different(qtbot: QtBot) -> None:
    """Until the mouse leaves."""
    table = table_of(qtbot, rows(1))
    viewport = table.header.viewport()
    at = QPointF(20, 10)
    no, none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    before = picture(viewport)
    QApplication.sendEvent(
        viewport, QMouseEvent(QEvent.Type.MouseMove, at, viewport.mapToGlobal(at), no, no, none)
    )
    pointed_at = picture(viewport)
    QApplication.sendEvent(table.header, QEvent(QEvent.Type.Leave))
    after = picture(viewport)

    assert (before != pointed_at, before == after) == (True, True)


def test_a_double_click_on_an_edge_fits_the_column(qtbot: QtBot) -> None:
    """To what is visible."""
    table = table_of(qtbot, rows(3, user="x" * 50))
    before = width(table, "user")
    table.header.sectionHandleDoubleClicked.emit(SECTIONS["user"])

    assert width(table, "user") > before
    assert QPoint(0, 0) == table.header.pos()
