"""gui.table.process_model: what Qt is told of a view, and when."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.filter.language import parse
from core.rows.row import Row
from core.view.table_columns import TABLE_COLUMNS
from core.view.times import Zone
from core.view.view import Order
from gui.table.process_model import ProcessModel
from gui.table.table_header import SECTIONS
from tests.gui.table_rows import model_of, row, rows, shown_numbers

Role = Qt.ItemDataRole


def at(model: ProcessModel, position: int, key: str, role: int = Role.DisplayRole) -> object:
    """Ask for a cell."""
    return model.data(model.index(position, SECTIONS[key]), role)


def test_qt_finds_no_fault(qtmodeltester: ModelTester) -> None:
    """Through every change."""
    model = model_of(rows(60))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.sort_by((Order("user"), Order("pid", is_descending=True)))
    model.add(rows(80)[60:])
    model.filter_by(parse("user:user1"))
    model.add(rows(120)[80:])
    model.set_zone(Zone("Europe/Berlin"))
    model.replace(rows(150))
    model.filter_by(())
    model.sort_by(())

    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_a_cell_is_shown_explained_and_read_out() -> None:
    """By its roles; for others there is nothing."""
    model = model_of([row(7, command_line="a\u202eb")])

    assert at(model, 0, "command_line") == "a‹U+202E›b"
    assert at(model, 0, "command_line", Role.AccessibleTextRole) == "a‹U+202E›b"
    assert at(model, 0, "command_line", Role.ToolTipRole) == "<p style='white-space:pre-wrap'>a‹U+202E›b</p>"
    assert [at(model, 0, "pid", role) for role in (Role.DecorationRole, Role.FontRole, Role.UserRole)] == [
        None
    ] * 3


def test_numbers_stand_to_the_right() -> None:
    """And so do their headings."""
    model = model_of([row()])
    right, left = (
        side | Qt.AlignmentFlag.AlignVCenter
        for side in (Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft)
    )

    asked = [at(model, 0, key, Role.TextAlignmentRole) for key in ("pid", "file_offset", "user")]

    assert [right, right, left] == asked
    assert right == model.headerData(SECTIONS["pid"], Qt.Orientation.Horizontal, Role.TextAlignmentRole)


def test_a_tree_s_questions_are_answered_with_nothing() -> None:
    """A row has no rows."""
    model = model_of(rows(3))
    parent = model.index(0, 0)

    assert (3, len(TABLE_COLUMNS)) == (model.rowCount(), model.columnCount())
    assert (model.rowCount(parent), model.columnCount(parent)) == (0, 0)
    assert model.data(QModelIndex()) is None


def test_added_rows_are_announced_as_inserted(qtbot: QtBot) -> None:
    """Those that meet the filter, behind the others."""
    model = model_of(rows(3))
    model.filter_by(parse("-user:user1"))
    with qtbot.waitSignal(model.rowsInserted) as inserted:
        model.add(rows(6)[3:])

    assert inserted.args[1:] == [2, 3]
    assert shown_numbers(model) == [2, 3, 5, 6]


def test_rows_that_the_filter_hides_are_added_silently(qtbot: QtBot) -> None:
    """Qt has nothing to do."""
    model = model_of(rows(3))
    model.filter_by(parse("user:nobody"))
    with qtbot.assertNotEmitted(model.rowsInserted):
        model.add(rows(6)[3:])


def test_sorting_moves_indexes_with_their_rows() -> None:
    """Each index that Qt keeps stays on its record."""
    model = model_of(rows(9))
    kept = [QPersistentModelIndex(model.index(position, 2)) for position in (0, 4, 8)]

    model.sort_by((Order("user"), Order("pid", is_descending=True)))

    assert [model.row_at(index.row()).place.record_number for index in kept] == [1, 5, 9]
    assert [index.column() for index in kept] == [2, 2, 2]


def test_records_are_found_among_those_shown() -> None:
    """Few and many."""
    model = model_of(rows(40), Order("pid", is_descending=True))
    model.filter_by(parse("pid<=30"))
    places = [one.place for one in rows(40)]

    assert model.positions_of([places[0], places[29], places[35]]) == [0, 29]
    assert list(range(30)) == model.positions_of(places)


def many() -> list[Row]:
    """More rows than are filtered at once: the same few over and over."""
    return rows(300) * 1_000


def test_many_rows_are_filtered_while_the_window_lives(qtbot: QtBot) -> None:
    """300,000 rows: the call returns at once, the event loop turns meanwhile, and then it has taken effect."""
    model = model_of(many())
    turns = 0

    def turn() -> None:
        nonlocal turns
        turns += 1

    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(turn)
    timer.start()
    with qtbot.waitSignal(model.filtered, timeout=30_000):
        model.filter_by(parse("user:user1 command:dir*"))
        was_filtering, before = model.is_filtering, model.rowCount()
    timer.stop()

    assert (was_filtering, before) == (True, 300_000)
    assert turns >= 300_000 // 25_000
    assert model.rowCount() == 0


def test_a_new_filter_drops_the_one_that_still_runs(qtbot: QtBot) -> None:
    """It alone takes effect."""
    model = model_of(many())
    effects: list[int] = []
    model.filtered.connect(lambda: effects.append(model.rowCount()))
    with qtbot.waitSignal(model.filtered, timeout=30_000):
        model.filter_by(parse("user:user1"))
        model.filter_by(parse("pid<=30"))
    qtbot.waitUntil(lambda: not model.is_filtering)

    assert effects == [30_000]


def test_rows_that_come_while_a_filter_runs_are_filtered_too(qtbot: QtBot) -> None:
    """Sorted rows as well."""
    model = model_of(many())
    with qtbot.waitSignal(model.filtered, timeout=30_000):
        model.filter_by(parse("pid>=300"))
        model.add([row(300), row(301), row(1)])
        model.sort_by((Order("pid", is_descending=True),))

    assert model.rowCount() == 1_002
    assert model.row_at(0).process.pid == 301


def test_a_filter_can_be_stopped() -> None:
    """The rows stay as they were."""
    model = model_of(many())
    model.filter_by(parse("user:user1"))
    was_filtering = model.is_filtering
    model.stop_filtering()

    assert (was_filtering, model.is_filtering, model.rowCount()) == (True, False, 300_000)


def test_many_rows_are_sorted_while_the_window_lives(qtbot: QtBot) -> None:
    """The call returns at once; until the end all stays as it was, and then each index is on its record."""
    model = model_of(many())
    kept = QPersistentModelIndex(model.index(4, 2))
    record = model.row_at(4)
    order = (Order("pid", is_descending=True),)
    with qtbot.waitSignal(model.orders_changed, timeout=30_000):
        model.sort_by(order)
        meanwhile = (model.is_sorting, model.orders, model.view.orders, model.row_at(0).process.pid)

    assert meanwhile == (True, order, (), 1)
    assert (model.is_sorting, model.view.orders, model.row_at(0).process.pid) == (False, order, 300)
    assert model.number_at(0) < model.number_at(1)
    assert model.row_at(kept.row()) is record


def test_a_filter_that_is_stopped_leaves_the_order_to_come(qtbot: QtBot) -> None:
    """Each is asked for alone."""
    model = model_of(many())
    with qtbot.waitSignal(model.orders_changed, timeout=30_000), qtbot.assertNotEmitted(model.filtered):
        model.filter_by(parse("user:user1"))
        model.sort_by((Order("pid", is_descending=True),))
        model.stop_filtering()

    assert (model.rowCount(), model.row_at(0).process.pid) == (300_000, 300)


def test_another_zone_is_told_to_qt(qtbot: QtBot) -> None:
    """Headings and cells."""
    model = model_of(rows(2))
    with qtbot.waitSignals([model.headerDataChanged, model.dataChanged]):
        model.set_zone(Zone("Europe/Berlin"))

    section = SECTIONS["time_created"]
    assert model.headerData(section, Qt.Orientation.Horizontal) == "Time (Europe/Berlin)"
    assert at(model, 0, "time_created") == "2025-01-05 04:50:45.234"
    assert "Time (Europe/Berlin): System/TimeCreated, 100 ns" in str(
        model.headerData(section, Qt.Orientation.Horizontal, Role.ToolTipRole)
    )
