"""A record's XML into the XML tab: what either reader wrote, in its own layout, and what it left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from core.notation.visible import visible
from core.work.record_read import RecordRead
from gui.detail.code_text import CodeText, Wrap
from gui.detail.find_line import Finder, FindLine
from gui.detail.framed import Framed
from gui.detail.reader_words import FIRST, SECOND, left_out
from gui.detail.xml_highlighter import XmlHighlighter
from gui.looks.compound import Compound
from gui.looks.icon_button import IconButton
from gui.looks.plain_text import label
from gui.looks.theme import SPACE

LONGEST_COLOURED = 256 * 1024
"""Characters of XML that are coloured; colouring more would hold up the window."""
BROAD = 90
"""Letters of width from which what is said of the XML stands beside the switch, and not under it."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """One of the two, and where its words stand in a RecordRead."""

    title: str
    name: str
    xml: Callable[[RecordRead], str | None]
    problem: Callable[[RecordRead], str]


_SECOND = _Reader("Second reader", SECOND, lambda record: record.xml, lambda record: record.xml_problem)
_FIRST = _Reader("First reader", FIRST, lambda record: record.first_xml, lambda record: record.first_problem)
READERS = (_SECOND, _FIRST)


class XmlTab(Compound):
    """Shows the XML of one record."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: RecordRead | None = None
        self._reader = self._chosen = _SECOND
        self._is_broad = False
        self._finder = Finder()
        self.page = CodeText("XML of the record", Wrap.WrapAtWordBoundaryOrAnywhere)
        self._colours = XmlHighlighter(self.page.document())
        self.find_line = FindLine("Find in the XML")
        self.find_line.hide()
        self.find_line.changed.connect(self._find)
        self.find_line.step_asked.connect(self.step)
        self.find_line.closed.connect(self._close_find)
        self.note = label("", "muted")
        self.note.setWordWrap(True)
        self.choice = QTabBar()
        self.choice.setDrawBase(False)
        self.choice.setExpanding(False)
        self.choice.setAccessibleName("Reader that wrote the XML")
        for number, reader in enumerate(READERS):
            self.choice.addTab(reader.title)
            self.choice.setTabToolTip(number, reader.name)
        self.choice.currentChanged.connect(self._choose)
        self._top, self._head = QHBoxLayout(), QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        top = self._top
        top.setSpacing(SPACE // 2)
        top.addWidget(self.choice)
        top.addStretch(1)
        top.addWidget(IconButton("magnifying-glass", "Find in the XML (Ctrl+F)", self.start_finding))
        top.addWidget(IconButton("copy", "Copy the XML as the reader wrote it", self.page.copy_all))
        head = self._head
        head.setContentsMargins(SPACE, SPACE // 2, SPACE, 0)
        head.setSpacing(SPACE // 2)
        head.addLayout(top)
        head.addWidget(self.note)
        head.addWidget(self.find_line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(Framed(self.page), 1)
        self.give_focus_to(self.page)

    def show_record(self, record: RecordRead) -> None:
        """Show the chosen reader's XML, or the other one's where that has none."""
        self._record = record
        other = next(reader for reader in READERS if reader is not self._chosen)
        reader = self._chosen if self._chosen.xml(record) is not None or other.xml(record) is None else other
        self.choice.blockSignals(True)
        self.choice.setCurrentIndex(READERS.index(reader))
        self.choice.blockSignals(False)
        self._show_reader(reader)

    def _choose(self, number: int) -> None:
        self._chosen = READERS[number]
        self._show_reader(self._chosen)

    def _show_reader(self, reader: _Reader) -> None:
        self._reader, record = reader, self._record
        if record is None:
            return
        text = self._reader.xml(record) or ""
        self._colours.is_on = len(text) <= LONGEST_COLOURED
        self.page.show_text(text)
        self.note.setText(visible(_note(self._reader, record, is_coloured=self._colours.is_on)))
        self._find(self.find_line.text)

    # ------------------------------------------------------------ finding

    def start_finding(self) -> None:
        """Let the user type what to find."""
        self.find_line.show()
        self.find_line.take_focus()

    def step(self, by: int) -> None:
        """Go to the next or the previous place that was found."""
        self._show_found(self._finder.step(by))

    def _find(self, text: str) -> None:
        first = self._finder.start(self.page.places_of(text))
        if text:
            self._show_found(first)
        else:
            self.find_line.say_count(None, 0)

    def _show_found(self, at: int | None) -> None:
        self.find_line.say_count(self._finder.number, len(self._finder.found))
        if at is not None:
            self.page.select(at, len(self.find_line.text))

    def _close_find(self) -> None:
        self.find_line.hide()
        self.page.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_broad = self.width() >= BROAD * self.fontMetrics().averageCharWidth()
        if is_broad is not self._is_broad:
            self._is_broad = is_broad
            self._head.removeWidget(self.note)
            self._top.removeWidget(self.note)
            if is_broad:
                self._top.insertWidget(1, self.note, 100)
            else:
                self._head.insertWidget(1, self.note)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._colours.recolour()
        super().changeEvent(event)


def _note(reader: _Reader, record: RecordRead, *, is_coloured: bool) -> str:
    """Say who wrote the XML, what it lacks, and why the other one's is not shown."""
    text, problem = reader.xml(record), reader.problem(record)
    if text is None:
        return f"{reader.name} wrote no XML of this record: {problem or 'it was not asked'}"
    said = [f"Written by {reader.name}."]
    if problem:
        said.append(f"{problem}.")
    if reader is _FIRST and record.xml is None:
        said.append(f"The second reader has none: {record.xml_problem}.")
    if reader is _SECOND and record.removed:
        said.append(f"{left_out(record)}.")
    if not is_coloured:
        said.append(f"{len(text):,} characters: too long to be coloured.")
    return " ".join(said)
