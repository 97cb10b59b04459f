"""A row into the Summary tab: what happened, how severe it is, and why, on one page that can be copied."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QResizeEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QTextBrowser, QVBoxLayout, QWidget

from core.detection.verification import Verification
from core.rows.row import Row
from core.story.story import Story
from core.view.times import UTC_ZONE, Zone
from core.words.explanation import Explanation, as_text, explain
from core.words.story_text import as_markdown
from gui.clipboard import put
from gui.detail.badge import Badge
from gui.detail.framed import Framed
from gui.detail.own_keys import are_taken
from gui.detail.page_writer import MARGIN, plain
from gui.detail.summary_text import COPY_COMMAND, LOOK, SHOW_COMMAND, SummaryText
from gui.looks.compound import Compound
from gui.looks.icon_button import IconButton
from gui.looks.theme import SPACE

WIDE = 96
"""Letters of width from which the evidence stands beside the story, where the page is not tall as well."""


class SummaryTab(Compound):
    """Shows what can be said of one row."""

    related_wanted = Signal()
    """The user wants to know what followed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.badge = Badge()
        self.page = _StoryPage()
        self.copy_button = IconButton("copy", "Copy summary", self.page.copy_summary, shows_name=True)
        self.markdown_button = IconButton(
            "clipboard-text", "Copy Markdown", self.page.copy_markdown, shows_name=True
        )
        self.page.look_wanted.connect(self.related_wanted)
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, SPACE + SPACE // 2, SPACE, SPACE // 2)
        top.addWidget(self.badge)
        top.addStretch(1)
        top.addWidget(self.markdown_button)
        top.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(Framed(self.page), 1)
        self.give_focus_to(self.page)

    def show_row(
        self,
        row: Row,
        zone: Zone = UTC_ZONE,
        verification: Verification | None = None,
        story: Story | None = None,
    ) -> None:
        """Show this row, its times in this zone; with what the second reader and the whole case say by now."""
        self.badge.show_severity(None if row.detection is None else row.detection.severity)
        self.markdown_button.setEnabled(story is not None)
        self.page.show_row(row, explain(row, verification, story), zone, story)


class _StoryPage(QTextBrowser):
    """The story and its reasons; its links copy the command line, show all of it, or ask for what followed."""

    look_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text: SummaryText | None = None
        self._story: Story | None = None
        self._row: Row | None = None
        self._explanation: Explanation | None = None
        self._is_wide = False
        self.setAccessibleName("Summary of the row")
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

    def show_row(self, row: Row, explanation: Explanation, zone: Zone, story: Story | None = None) -> None:
        """Tell of a row; where it is the one that is shown, the place on the page is kept."""
        is_same = self._row is not None and self._row.place == row.place
        place, shows_all = self.verticalScrollBar().value(), self._text is not None and self._text.shows_all
        self._row, self._explanation, self._story = row, explanation, story
        self._text = SummaryText(
            self.document(),
            row,
            explanation,
            zone,
            self.devicePixelRatioF(),
            is_same and shows_all,
            can_look=story is not None and story.related is None,
        )
        self._write()
        self.verticalScrollBar().setValue(place if is_same else 0)

    def follow(self, link: QUrl) -> None:
        """Do what a link of the page stands for."""
        if link.toString() == COPY_COMMAND and self._row is not None:
            put(self._row.process.command_line or "")
        elif link.toString() == SHOW_COMMAND and self._text is not None:
            self._text.shows_all = not self._text.shows_all
            self._write()
        elif link.toString() == LOOK:
            self.look_wanted.emit()

    def copy_summary(self) -> None:
        """Put the whole summary on the clipboard, as plain text."""
        if self._explanation is not None:
            put(as_text(self._explanation))

    def copy_markdown(self) -> None:
        """Put the story on the clipboard as Markdown, for a ticket."""
        if self._story is not None:
            put(as_markdown(self._story))

    def _write(self) -> None:
        if self._text is not None:
            self._is_wide = self._wants_wide()
            self._text.write(self._is_wide)
            self.moveCursor(QTextCursor.MoveOperation.Start)

    def _wants_wide(self) -> bool:
        width, height = self.viewport().width(), self.viewport().height()
        return width > height and width >= WIDE * self.fontMetrics().averageCharWidth()

    def createMimeDataFromSelection(self) -> QMimeData:
        copied = QMimeData()
        copied.setText(plain(self.textCursor().selection().toPlainText()))
        return copied

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def menu(self) -> QMenu:
        """Offer what can be copied."""
        menu = QMenu(self)
        copy = menu.addAction("&Copy")
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setEnabled(self.textCursor().hasSelection())
        copy.triggered.connect(self.copy)
        menu.addAction("Copy command &line").triggered.connect(lambda: self.follow(QUrl(COPY_COMMAND)))
        menu.addAction("Copy &summary").triggered.connect(self.copy_summary)
        markdown = menu.addAction("Copy as &Markdown")
        markdown.setEnabled(self._story is not None)
        markdown.triggered.connect(self.copy_markdown)
        menu.addSeparator()
        menu.addAction("Select &all").triggered.connect(self.selectAll)
        return menu

    def event(self, event: QEvent) -> bool:
        return are_taken(event) or super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._text is not None and self._wants_wide() is not self._is_wide:
            self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._write()
