"""gui.filter.facet_model: which values of a facet are shown, and what is chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.view.facets import FacetValue
from gui.filter.facet_model import MOST_AT_FIRST, NONE, SHARE_ROLE, FacetModel

Role = Qt.ItemDataRole


def counted(*texts: str, chosen: str = "") -> list[FacetValue]:
    """Count values, each less often than the one before."""
    return [FacetValue(text, 100 - n, text in chosen) for n, text in enumerate(texts)]


def shown(model: FacetModel) -> list[str]:
    """Give the rows; a checked one with a star."""
    rows = [model.index(row) for row in range(model.rowCount())]
    return [
        f"{row.data()}{'*' if row.data(Role.CheckStateRole) == Qt.CheckState.Checked else ''}" for row in rows
    ]


def told_by(model: FacetModel) -> list[tuple[str, ...]]:
    """Write down what the model tells of."""
    told: list[tuple[str, ...]] = []
    model.chosen.connect(told.append)
    return told


def test_qt_finds_no_fault(qtmodeltester: ModelTester) -> None:
    """While rows come, change and go."""
    model = FacetModel()
    model.refresh(counted(*"abcdefghijklm"))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
    model.show_all(True)
    model.refresh(counted("a", "x"))
    model.search("q")
    model.refresh([])


@pytest.mark.parametrize(
    ("texts", "chosen", "sought", "is_all", "expected"),
    [
        ("abc", "", "", False, ["a", "b", "c"]),
        ("abcdefghij", "", "", False, list("abcdefgh")),
        ("abcdefghij", "j", "", False, [*"abcdefgh", "j*"]),
        ("abcdefghij", "", "", True, list("abcdefghij")),
        ("abcdefghij", "", "J", False, ["j"]),
        ("abcdefghij", "a", "j", False, ["j"]),
        ("abc", "", "x", True, []),
    ],
)
def test_the_first_the_chosen_and_the_found_are_shown(
    texts: str, chosen: str, sought: str, is_all: bool, expected: list[str]
) -> None:
    """Most frequent first, as they were counted."""
    model = FacetModel()
    model.refresh(counted(*texts, chosen=chosen))
    model.show_all(is_all)
    model.search(sought)

    assert expected == shown(model)
    assert MOST_AT_FIRST == 8


def test_checking_chooses_several_and_tells_once_each() -> None:
    """All that are chosen, in their order."""
    model = FacetModel()
    told = told_by(model)
    model.refresh(counted(*"abc"))

    model.toggle("c")
    model.setData(model.index(0), Qt.CheckState.Checked, Role.CheckStateRole)
    model.choose("b")
    model.choose("b")
    model.choose()

    assert told == [("c",), ("a", "c"), ("b",), ()]


def test_a_refresh_tells_nothing_and_the_same_changes_nothing() -> None:
    """What is chosen comes from the filter."""
    model = FacetModel()
    told = told_by(model)

    changed = [
        model.refresh(counted(*"ab")),
        model.refresh(counted(*"ab")),
        model.refresh(counted(*"ab", chosen="b")),
    ]

    assert changed == [True, False, True]
    assert shown(model) == ["a", "b*"]
    assert told == []


def test_a_row_keeps_its_place_when_others_come() -> None:
    """No reset: selection, focus and scrolling stay."""
    model = FacetModel()
    model.refresh(counted(*"ab"))
    kept = QPersistentModelIndex(model.index(1))

    model.refresh(counted(*"xabc"))

    assert kept.isValid()
    assert kept.row() == 1
    assert model.row_of("b") == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", NONE),
        ("a\u202eb\x1b\n", "a‹U+202E›b␛"),
        ("<b>x</b>", "<b>x</b>"),
        ("\ud800", "‹U+D800›"),
    ],
)
def test_a_value_is_shown_harmless_and_chosen_as_it_is(value: str, text: str) -> None:
    """What stands in the log is what is asked for."""
    model = FacetModel()
    told = told_by(model)
    model.refresh([FacetValue(value, 1_234, False)])
    row = model.index(0)

    model.setData(row, True, Role.CheckStateRole)

    assert told == [(value,)]
    assert (text, f"{text}, 1,234") == (row.data(), row.data(Role.AccessibleTextRole))
    assert "<b>" not in row.data(Role.ToolTipRole)


def test_the_share_is_of_all_rows(qtbot: QtBot) -> None:
    """Also of those whose values are not shown."""
    model = FacetModel()
    model.refresh([FacetValue("a", 3, False), FacetValue("b", 1, False)])
    model.search("a")

    assert model.index(0).data(SHARE_ROLE) == 0.75
