"""Rows and a table that shows them, for the tests of the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from core.detection.detections import detect
from core.processes.process import Place
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.view.view import Order
from gui.table.process_model import ProcessModel
from gui.table.process_table import ProcessTable
from gui.table.table_header import SECTIONS
from tests.core.builders import process

EXPLORER = r"C:\Windows\explorer.exe"


def row(number: int = 1, **fields: object) -> Row:
    """Build the row of a record with this number; a child of Excel is flagged."""
    creation = process(**{"place": Place("a.evtx", 0, 0x1000 * number, 64, number), "pid": number, **fields})
    return Row(creation, next(detect([creation]), None), "strict")


def rows(count: int, **fields: object) -> list[Row]:
    """Build rows numbered from 1; every other one is flagged, and users take turns."""
    return [
        row(
            number,
            **{
                "user": f"CORP\\user{number % 3}",
                **({} if number % 2 else {"parent_image_path": EXPLORER}),
                **fields,
            },
        )
        for number in range(1, count + 1)
    ]


def model_of(made: Iterable[Row], *orders: Order) -> ProcessModel:
    """Make a model that holds rows."""
    model = ProcessModel()
    model.sort_by(orders)
    model.replace(made)
    return model


def table_of(qtbot: QtBot, made: Iterable[Row], *orders: Order, marks_flags: bool = True) -> ProcessTable:
    """Show a table."""
    table = ProcessTable(model_of(made, *orders), marks_flags)
    qtbot.addWidget(table)
    table.resize(1500, 600)
    table.show()
    qtbot.waitExposed(table)
    return table


def cell(table: ProcessTable, position: int, key: str) -> QModelIndex:
    """Give the index of a cell."""
    return table.rows.index(position, SECTIONS[key])


def stand_on(table: ProcessTable, number: int, key: str = "severity") -> None:
    """Go to the row of a record, and there to a column."""
    place = next(one.place for one in table.rows.view.rows if one.place.record_number == number)
    position = table.rows.view.locate(place)
    assert position is not None
    table.setCurrentIndex(cell(table, position, key))


def numbers(made: Iterable[Row]) -> list[int]:
    """Give the rows' numbers."""
    return [one.place.record_number for one in made]


def shown_numbers(model: ProcessModel) -> list[int]:
    """Give the numbers of the rows shown, in their order."""
    return numbers(model.row_at(position) for position in range(model.rowCount()))


def selected_numbers(table: ProcessTable) -> list[int]:
    """Give the numbers of the selected rows, ascending."""
    return sorted(numbers(table.selected_rows()))


def entries(menu: QMenu) -> list[str]:
    """Give what a menu says, without the marks of its keys."""
    return [
        action.text().replace("&&", "\0").replace("&", "").replace("\0", "&") for action in menu.actions()
    ]


def choose(menu: QMenu, *path: str) -> None:
    """Choose an entry of a menu, through its submenus; each is named by how it begins."""
    for words in path:
        found = [
            action
            for action, entry in zip(menu.actions(), entries(menu), strict=True)
            if entry.startswith(words)
        ]
        assert len(found) == 1, (words, entries(menu))
        submenu = found[0].menu()
        if isinstance(submenu, QMenu):
            menu = submenu
        else:
            assert found[0].isEnabled(), words
            found[0].trigger()


def colours_in_line(widget: QWidget, y: int) -> set[str]:
    """Give the colours in a line of pixels, as `#rrggbb`, but for the last ones, where a scroll bar may be."""
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width() - 20)}


def titles(keys: Sequence[str]) -> list[str]:
    """Give the titles of columns."""
    return [COLUMNS[key].title for key in keys]
