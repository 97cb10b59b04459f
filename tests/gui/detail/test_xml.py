"""gui.detail.xml: what either reader wrote of a record, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from core.work.record_read import RecordRead
from gui.detail.xml import LONGEST_COLOURED, XmlTab
from gui.looks.colours import Theme
from gui.looks.theme import apply_theme
from tests.evtx_writer import sysmon_1
from tests.gui.detail.evidence import EXCEL, HOSTILE_LINE, record_of, sample_row, written

FIRST = 1
"""Place of the first reader in the switch."""


@pytest.fixture
def tab(qtbot: QtBot) -> XmlTab:
    """An empty tab."""
    made = XmlTab()
    qtbot.addWidget(made)
    made.resize(420, 500)
    made.show()
    return made


def _colours_used(tab: XmlTab) -> int:
    document, count = tab.page.document(), 0
    block = document.begin()
    while block.isValid():
        count += len(block.layout().formats())
        block = block.next()
    return count


def test_the_second_readers_words_are_shown_as_they_are(tab: XmlTab) -> None:
    """And the first reader's one click away, in its own layout."""
    record = record_of(sample_row("cmd.exe"))

    tab.show_record(record)

    assert record.xml == tab.page.text
    assert tab.note.text() == "Written by python-evtx."
    tab.choice.setCurrentIndex(FIRST)
    assert record.first_xml == tab.page.text
    assert tab.note.text() == "Written by evtx."
    assert _colours_used(tab) > 50


def test_what_the_second_reader_left_out_is_named(tab: XmlTab, tmp_path: Path) -> None:
    """By sign, number and count; the first reader's XML is copied with them."""
    (row,) = written(tmp_path, sysmon_1(parent_image=EXCEL, command_line=HOSTILE_LINE))

    tab.show_record(record_of(row))

    assert tab.note.text() == (
        "Written by python-evtx. python-evtx left out ␇ U+0007 × 1, ␛ U+001B × 1; the table and exports keep them."
    )
    tab.choice.setCurrentIndex(FIRST)
    next(button for button in tab.findChildren(QToolButton) if "Copy" in button.accessibleName()).click()
    assert "\x1b[31m\u202e" in QApplication.clipboard().text()
    assert "␛[31m‹U+202E›" in tab.page.toPlainText()


def test_the_first_reader_steps_in(tab: XmlTab) -> None:
    """Where the second wrote nothing, with the reason."""
    tab.show_record(RecordRead(file_offset=0, first_xml="<Event/>", xml_problem="python-evtx: KeyError: 7"))

    assert tab.page.text == "<Event/>"
    assert tab.choice.currentIndex() == FIRST
    assert tab.note.text() == "Written by evtx. The second reader has none: python-evtx: KeyError: 7."
    tab.choice.setCurrentIndex(0)
    assert tab.note.text() == "python-evtx wrote no XML of this record: python-evtx: KeyError: 7"
    assert tab.page.text == ""


def test_the_chosen_reader_stays(tab: XmlTab) -> None:
    """From row to row, but for a record of which it has no XML."""
    record = record_of(sample_row("cmd.exe"))
    tab.show_record(record)
    tab.choice.setCurrentIndex(FIRST)

    tab.show_record(RecordRead(file_offset=0, xml="<Event/>", first_problem="evtx: no"))
    assert (tab.choice.currentIndex(), tab.page.text) == (0, "<Event/>")

    tab.show_record(record)
    assert (tab.choice.currentIndex(), tab.page.text) == (FIRST, record.first_xml)


@pytest.mark.parametrize(("width", "is_beside"), [(900, True), (420, False)])
def test_the_note_stands_where_there_is_room(tab: XmlTab, qtbot: QtBot, width: int, is_beside: bool) -> None:
    """A low, broad pane has few lines to spare."""
    tab.show_record(record_of(sample_row("cmd.exe")))

    tab.resize(width, 300)

    qtbot.waitUntil(lambda: (tab.note.geometry().top() < tab.choice.geometry().bottom()) is is_beside)


def test_what_is_wrong_with_the_xml_is_said(tab: XmlTab) -> None:
    """It is shown all the same."""
    problem = "python-evtx: it misreads a CDATA section and loses what follows"

    tab.show_record(RecordRead(file_offset=0, xml="<Event>", first_xml="<Event/>", xml_problem=problem))

    assert tab.note.text() == f"Written by python-evtx. {problem}."
    assert tab.page.text == "<Event>"


@pytest.mark.parametrize(("length", "is_coloured"), [(LONGEST_COLOURED, True), (4 * 1024 * 1024, False)])
def test_long_xml_is_not_coloured(tab: XmlTab, length: int, is_coloured: bool) -> None:
    """It is shown at once, and that is said."""
    text = "<a>" + "b" * (length - 7) + "</a>"

    tab.show_record(RecordRead(file_offset=0, xml=text))

    assert text == tab.page.text
    assert (_colours_used(tab) > 0) is is_coloured
    assert ("too long to be coloured" in tab.note.text()) is not is_coloured


def test_finding_opens_counts_and_closes(tab: XmlTab) -> None:
    """Ctrl+F comes from the pane; Escape gives the focus back to the page."""
    tab.show_record(record_of(sample_row("cmd.exe")))
    assert tab.find_line.isHidden()

    tab.start_finding()
    tab.find_line.line.setText("parentimage")

    assert not tab.find_line.isHidden()
    assert tab.page.selected() == "ParentImage"
    assert tab.find_line.line.accessibleDescription() == "1 of 1"
    tab.find_line.closed.emit()
    assert tab.find_line.isHidden()


def test_a_theme_recolours(tab: XmlTab, qapp: QApplication) -> None:
    """What is shown already as well."""
    tab.show_record(record_of(sample_row("cmd.exe")))
    tab._colours.rehighlight()  # the first time Qt waits for its event loop
    first = tab.page.document().begin()

    def ink() -> str:
        parts = first.layout().formats()
        return str(parts[1].format.foreground().color().name())

    light = ink()
    apply_theme(qapp, Theme.DARK)

    assert ink() != light
