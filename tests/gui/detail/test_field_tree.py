"""gui.detail.field_tree: field nodes as a tree of one-line cells."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.reading.field_nodes import FieldNode
from gui.detail.field_tree import LONGEST_CELL, MEANING, NAME, VALUE, FieldTree, path_of
from tests.gui.pixels import pixels_of

NODES = (
    FieldNode("System", None, "System", children=(FieldNode("Level", "4", "Level"),)),
    FieldNode(
        "EventData",
        None,
        "EventData",
        children=(
            FieldNode("Image", "C:\\a\u202eb.exe\n\x00", "Data", column="image_path"),
            FieldNode(
                "LogonId", "0x3e7", "Data", decoded="the logon of SYSTEM", attributes=(FieldNode("x", "1"),)
            ),
            FieldNode("<b>Long</b>", "<img src=x>" * 3_000, "Data"),
        ),
    ),
)


def _tree(qtbot: QtBot, width: int = 900) -> FieldTree:
    tree = FieldTree()
    qtbot.addWidget(tree)
    tree.resize(width, 400)
    tree.show()
    tree.fill(NODES, {"System"})
    return tree


def test_every_field_has_an_item(qtbot: QtBot) -> None:
    """Attributes stand before the children; the folded group is closed, all else open."""
    tree = _tree(qtbot)

    assert [path_of(item) for item in tree.items()] == [
        ("System",),
        ("System", "Level"),
        ("EventData",),
        ("EventData", "Image"),
        ("EventData", "LogonId"),
        ("EventData", "LogonId", "x"),
        ("EventData", "<b>Long</b>"),
    ]
    assert [item.isExpanded() for item in tree.items() if item.childCount()] == [False, True, True]


def test_values_are_one_line_and_show_all_characters(qtbot: QtBot) -> None:
    """A long one is cut in its cell; a tooltip takes no markup."""
    tree = _tree(qtbot)
    image, long = (item for item in tree.items() if path_of(item)[-1] in ("Image", "<b>Long</b>"))

    assert image.text(VALUE) == "C:\\a‹U+202E›b.exe ␀"
    assert len(long.text(VALUE)) == LONGEST_CELL + 1
    assert long.text(NAME) == "<b>Long</b>"
    assert "<img" not in long.toolTip(VALUE)
    assert "&lt;img" in long.toolTip(VALUE)


def test_meanings_need_room(qtbot: QtBot) -> None:
    """In a narrow pane they are in the box under the tree alone."""
    tree = _tree(qtbot)

    assert not tree.isColumnHidden(MEANING)
    tree.resize(400, 400)
    assert tree.isColumnHidden(MEANING)


def test_a_value_without_a_meaning_has_its_room(qtbot: QtBot) -> None:
    """The long one is drawn across both columns."""
    tree = _tree(qtbot)
    tree.expandAll()
    long = next(item for item in tree.items() if path_of(item)[-1] == "<b>Long</b>")
    place = tree.visualItemRect(long)
    left = tree.header().sectionPosition(MEANING)
    middle = place.center().y() + tree.header().height()

    assert not long.text(MEANING)
    assert tree.columnWidth(MEANING) > 40
    drawn: set[str] = set()
    for y in range(middle - 5, middle + 5):
        drawn |= pixels_of(tree, y, left + 4, left + tree.columnWidth(MEANING) - 12)
    assert len(drawn) > 1


def test_control_c_copies_the_value_as_it_is(qtbot: QtBot) -> None:
    """Not as it is shown."""
    tree = _tree(qtbot)
    tree.setCurrentItem(next(item for item in tree.items() if path_of(item)[-1] == "Image"))
    tree.setFocus()

    QTest.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QApplication.clipboard().text() == "C:\\a\u202eb.exe\n\x00"


def test_a_deep_tree_is_shown(qtbot: QtBot) -> None:
    """The deepest that the core gives."""
    node = FieldNode("a", "x", "a")
    for _ in range(63):
        node = FieldNode("a", None, "a", children=(node,))
    tree = FieldTree()
    qtbot.addWidget(tree)
    tree.show()

    tree.fill((node,), set())

    assert len(list(tree.items())) == 64
