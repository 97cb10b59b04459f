"""gui.window.tag_popup: tags found, added and taken away by keys and by mouse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.rows.row import Row
from core.view.marks import Marks
from gui.window.tag_model import COUNT_ROLE
from gui.window.tag_popup import TagPopup
from tests.gui.table_rows import row

Key = Qt.Key
IN_USE = {"bad": 2, "to check": 1, "abc": 0}


@pytest.fixture
def tagged() -> list[Row]:
    """Two rows: both are bad, one is to be checked."""
    made = [row(1), row(2)]
    marks = Marks()
    marks.tag(made, ["bad"])
    marks.tag(made[:1], ["to check"])
    return made


@pytest.fixture
def popup(qtbot: QtBot, tagged: list[Row]) -> Iterator[TagPopup]:
    """The popup of these rows."""
    parent = QWidget()
    qtbot.addWidget(parent)
    made = TagPopup(parent)
    made.open_for(tagged, IN_USE, QPoint(10, 10))
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def asked(popup: TagPopup) -> list[tuple[str, bool]]:
    """What is asked for: a tag, and whether rows are to have it."""
    heard: list[tuple[str, bool]] = []
    popup.tag_asked.connect(lambda tag: heard.append((tag, True)))
    popup.untag_asked.connect(lambda tag: heard.append((tag, False)))
    return heard


def lines(popup: TagPopup) -> list[tuple[str, str, Qt.CheckState]]:
    """Give what the list shows: tag, count and check."""
    model = popup.tags
    indices = [model.index(line) for line in range(model.rowCount())]
    return [
        (str(one.data()), str(one.data(COUNT_ROLE)), Qt.CheckState(one.data(Qt.ItemDataRole.CheckStateRole)))
        for one in indices
    ]


ON, SOME, OFF = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked


def test_all_tags_are_listed(popup: TagPopup) -> None:
    """With how many rows of the case have them, and whether all, some or none of these do."""
    assert lines(popup) == [("bad", "2", ON), ("to check", "1", SOME), ("abc", "", OFF)]
    assert popup.heading.text() == "Tags of 2 rows"
    assert popup.tags.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "to check, on some of the rows"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("b", [("b", "new"), ("bad", "2"), ("abc", "")]),
        ("BAD", [("bad", "2")]),
        ("check", [("check", "new"), ("to check", "1")]),
        ("  Follow  up ", [("Follow up", "new")]),
        ("x" * 41, []),
        (" ", [("bad", "2"), ("to check", "1"), ("abc", "")]),
    ],
)
def test_typing_narrows_the_list(popup: TagPopup, typed: str, expected: list[tuple[str, str]]) -> None:
    """What is new stands first; those that begin so before those that hold it."""
    popup.line.setText(typed)

    assert expected == [(tag, count) for tag, count, _ in lines(popup)]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([Key.Key_Return], [("bad", False)]),
        ([Key.Key_Down, Key.Key_Enter], [("to check", True)]),
        ([Key.Key_PageDown, Key.Key_Return], [("abc", True)]),
        ([Key.Key_PageDown, Key.Key_Up, Key.Key_Up, Key.Key_Up, Key.Key_Return], [("bad", False)]),
        (["n", "e", "w", Key.Key_Return], [("new", True)]),
        (["a", "b", "c", Key.Key_Return], [("abc", True)]),
    ],
)
def test_keys_do_all(
    popup: TagPopup,
    asked: list[tuple[str, bool]],
    keys: Sequence[Key | str],
    expected: list[tuple[str, bool]],
) -> None:
    """Enter gives the tag to all rows, or takes it from all that have it."""
    for key in keys:
        QTest.keyClick(popup.line, key)  # type: ignore[arg-type]  # Qt takes a letter as well

    assert expected == asked
    assert popup.line.text() == ""
    assert popup.isVisible()


def test_a_click_does_the_same(popup: TagPopup, asked: list[tuple[str, bool]]) -> None:
    """Anywhere in the line."""
    at = popup.list.visualRect(popup.tags.index(1)).center()
    QTest.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=at)

    assert asked == [("to check", True)]


def test_what_is_no_tag_is_said(popup: TagPopup, asked: list[tuple[str, bool]]) -> None:
    """Until something else is typed."""
    popup.line.setText("a,b")
    QTest.keyClick(popup.line, Key.Key_Return)
    said = popup.problem.text()
    popup.line.setText("a")

    assert said == "A tag has no comma or semicolon: they stand between tags."
    assert (asked, popup.problem.text()) == ([], "")


def test_escape_closes_it(popup: TagPopup) -> None:
    """As every popup."""
    QTest.keyClick(popup.line, Key.Key_Escape)

    assert not popup.isVisible()


def test_it_stays_on_the_screen(popup: TagPopup, tagged: list[Row]) -> None:
    """Also where the row is at its lower right corner."""
    room = popup.screen().availableGeometry()
    popup.open_for(tagged, IN_USE, room.bottomRight())

    assert room.contains(popup.geometry())
