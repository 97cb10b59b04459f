"""A row into the Decoded tab: what its command line hides, where it points to, and how it was read."""

from __future__ import annotations

from collections.abc import Generator
from time import perf_counter

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QTextBrowser, QVBoxLayout, QWidget

from core.decoding.ladder import decoding
from core.decoding.step import Ladder
from core.processes.process import Place
from core.rows.row import Row
from core.words.decoding_words import as_text, decoded_text, urls_text
from gui.clipboard import put
from gui.detail.decoded_text import COPY, COPY_URLS, SHOW, DecodedText
from gui.detail.framed import Framed
from gui.detail.own_keys import are_taken
from gui.detail.page_writer import plain
from gui.looks.compound import Compound
from gui.looks.icon_button import IconButton
from gui.looks.plain_text import label
from gui.looks.theme import SPACE

AT_ONCE = 0.02
"""Seconds of decoding before the window is let go on; what is left is done in between."""


class DecodedTab(Compound):
    """Shows what the command line of one row says in the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ladder: Ladder | None = None
        """What is shown; `None` while it is still being decoded."""
        self._place: Place | None = None
        self._decoding: Generator[None, None, Ladder] | None = None
        self._pause = QTimer(self)
        self._pause.setInterval(0)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._go_on)
        self.page = DecodedPage()
        self._note = label("Read, never run", "muted")
        self._note.setWordWrap(True)
        self.copy_button = IconButton("copy", "Copy decoded", self.copy_decoded, shows_name=True)
        self.copy_steps_button = IconButton("list-numbers", "Copy steps", self.copy_steps, shows_name=True)
        top = QHBoxLayout()
        top.setContentsMargins(2 * SPACE, SPACE // 2, SPACE, SPACE // 2)
        top.setSpacing(SPACE // 2)
        top.addWidget(self._note, 1)
        top.addWidget(self.copy_steps_button)
        top.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(Framed(self.page), 1)
        self.give_focus_to(self.page)

    def show_row(self, row: Row) -> None:
        """Show what this row's command line says; the same row again keeps the place on the page."""
        line = row.process.command_line or ""
        if self._place == row.place and self.ladder is not None and self.ladder.command_line == line:
            return
        self._place, self.ladder = row.place, None
        self._decoding = decoding(line)
        self.copy_button.setEnabled(False)
        self.copy_steps_button.setEnabled(False)
        self._go_on()

    def copy_decoded(self) -> None:
        """Put on the clipboard what was decoded in the end, as it is."""
        if self.ladder is not None:
            put(decoded_text(self.ladder))

    def copy_steps(self) -> None:
        """Put all steps on the clipboard, in words."""
        if self.ladder is not None:
            put(as_text(self.ladder))

    def _go_on(self) -> None:
        """Decode for a moment, and show what came of it or go on a little later."""
        until = perf_counter() + AT_ONCE
        while self._decoding is not None:
            try:
                next(self._decoding)
            except StopIteration as ended:
                self._decoding = None
                self._show(ended.value)
                return
            if perf_counter() > until:
                self.page.clear()
                self._pause.start()
                return

    def _show(self, ladder: Ladder) -> None:
        self.ladder = ladder
        self.copy_button.setEnabled(bool(ladder.steps))
        self.copy_steps_button.setEnabled(bool(ladder.steps))
        self.page.show_ladder(ladder)


class DecodedPage(QTextBrowser):
    """The ladder on a page; its links copy a text or show all of it, none leads anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self._ladder: Ladder | None = None
        self._asked: set[str] = set()
        self.setAccessibleName("Decoded command line")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.anchorClicked.connect(self.follow)

    def show_ladder(self, ladder: Ladder) -> None:
        """Show a ladder from its beginning."""
        self._ladder = ladder
        self._asked.clear()
        self._write()
        self.verticalScrollBar().setValue(0)

    def follow(self, link: QUrl) -> None:
        """Do what a link of the page stands for."""
        target, ladder = link.toString(), self._ladder
        if ladder is None:
            return
        if target == COPY_URLS:
            put(urls_text(ladder))
        elif target.startswith(COPY):
            put(ladder.text_of(int(target.removeprefix(COPY))))
        elif target.startswith(SHOW):
            self._asked ^= {target.removeprefix(SHOW)}
            self._write()

    def menu(self) -> QMenu:
        """Offer what can be copied."""
        menu = QMenu(self)
        copy = menu.addAction("&Copy")
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setEnabled(self.textCursor().hasSelection())
        copy.triggered.connect(self.copy)
        ladder = self._ladder
        if ladder is not None and ladder.steps:
            menu.addAction("Copy &decoded").triggered.connect(lambda: put(decoded_text(ladder)))
            menu.addAction("Copy &steps").triggered.connect(lambda: put(as_text(ladder)))
        if ladder is not None and ladder.urls:
            menu.addAction("Copy &URLs").triggered.connect(lambda: put(urls_text(ladder)))
        menu.addSeparator()
        menu.addAction("Select &all").triggered.connect(self.selectAll)
        return menu

    def _write(self) -> None:
        if self._ladder is None:
            return
        place = self.verticalScrollBar().value()
        DecodedText(self.document(), self._ladder, self.devicePixelRatioF(), frozenset(self._asked)).write()
        self.verticalScrollBar().setValue(place)

    def createMimeDataFromSelection(self) -> QMimeData:
        copied = QMimeData()
        copied.setText(plain(self.textCursor().selection().toPlainText()))
        return copied

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def event(self, event: QEvent) -> bool:
        return are_taken(event) or super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._write()
