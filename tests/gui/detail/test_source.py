"""gui.detail.source: the lines as a form, each value copied by a click."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.rows.row import Row
from gui.detail.source import SourceTab
from gui.detail.source_lines import as_text
from gui.looks.colours import Theme
from gui.looks.theme import apply_theme
from tests.gui.detail.evidence import record_of, sample_row

NAME = "C:\\logs\\<img src=x>\u202e" + "very long " * 30


@pytest.fixture
def tab(qtbot: QtBot) -> SourceTab:
    """A tab that shows cmd.exe of the sample."""
    made = SourceTab()
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show()
    row = sample_row("cmd.exe")
    made.show_record(row, record_of(row))
    return made


def _named_hostile(row: Row) -> Row:
    place = msgspec.structs.replace(row.place, file=NAME)
    return msgspec.structs.replace(row, process=msgspec.structs.replace(row.process, place=place))


def test_every_line_has_its_value_and_a_button(tab: SourceTab) -> None:
    """The button says what it copies."""
    for number, line in enumerate(tab.lines):
        form = tab.form_of(number)
        assert line.text == form.value.text
        assert form.copy_button.accessibleName() == f"Copy {line.name}"
        form.copy_button.click()
        assert line.text == QApplication.clipboard().text()


def test_keys_reach_the_buttons(tab: SourceTab) -> None:
    """Tab goes from button to button, Space copies."""
    tab.copy_all_button.setFocus()
    QTest.keyClick(tab.copy_all_button, Qt.Key.Key_Tab)
    button = tab.window().focusWidget()
    assert button is tab.form_of(0).copy_button

    QTest.keyClick(button, Qt.Key.Key_Space)

    assert tab.lines[0].text == QApplication.clipboard().text()


def test_a_hostile_name_is_shown_and_copied(tab: SourceTab) -> None:
    """Every character seen, in as many lines as it takes; copied as it is."""
    tab.show_record(_named_hostile(sample_row("cmd.exe")), None)
    form = tab.form_of(0)

    assert "<img src=x>‹U+202E›" in form.value.toPlainText()
    assert form.value.height() > 5 * form.value.fontMetrics().height()
    form.copy_button.click()
    assert QApplication.clipboard().text() == NAME


def test_fewer_lines_leave_no_old_ones(tab: SourceTab) -> None:
    """What is not known of another row is not shown of it."""
    row = sample_row("cmd.exe")

    tab.show_record(row, None)

    count = len(tab.lines)
    assert not tab.form_of(count - 1).isHidden()
    assert tab.form_of(count).isHidden()


def test_copy_all_copies_all(tab: SourceTab) -> None:
    """As text in groups."""
    tab.copy_all_button.click()

    assert as_text(tab.lines) == QApplication.clipboard().text()
    assert str(Path(tab.lines[0].text)) in QApplication.clipboard().text()


@pytest.mark.parametrize(("width", "is_above"), [(200, True), (600, False)])
def test_names_stand_where_there_is_room(tab: SourceTab, qtbot: QtBot, width: int, is_above: bool) -> None:
    """Beside the values, or above them in a narrow pane; nothing is cut off at the side."""
    tab.resize(width, 700)
    form = tab.form_of(1)
    name = form._name

    qtbot.waitUntil(lambda: (form.value.geometry().top() > name.geometry().bottom()) is is_above)
    qtbot.waitUntil(lambda: form.width() <= tab.area.viewport().width())


def test_a_theme_recolours(tab: SourceTab, qapp: QApplication) -> None:
    """The marks are drawn anew."""
    number = next(number for number, line in enumerate(tab.lines) if line.mark.value)
    before = tab.form_of(number)._sign.pixmap().toImage()

    apply_theme(qapp, Theme.DARK)

    assert tab.form_of(number)._sign.pixmap().toImage() != before
