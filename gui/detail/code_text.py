"""Hostile text into a read-only page of fixed-width letters: shows every character, copies the text as it was.

What is shown is not what is there: `visible` writes a sign for each control character, and blanks that push what
follows out of sight are drawn as dots, since Qt hangs blanks over the edge. So each block of the page remembers
which part of the text it shows, and what is selected is copied from the text itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QFont, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from core.notation.visible import visible
from gui.clipboard import put
from gui.detail.own_keys import are_taken
from gui.looks.theme import SPACE, mono_font

LONGEST_PIECE = 2_000
"""Characters in one block: Qt takes a block's whole text at once, and minutes for one of megabytes."""
MOST_LINES = 100_000
"""Beyond it line ends are shown as signs, since a block costs Qt more than the text in it."""
MOST_FOUND = 10_000

_PADDING = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]{8,}")
_INDENT = re.compile(" *")

Wrap = QTextOption.WrapMode


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of the text that one block shows."""

    start: int
    end: int


class CodeText(QPlainTextEdit):
    """A page of text that cannot be changed."""

    def __init__(self, name: str, wrap: Wrap = Wrap.WrapAnywhere, parent: QWidget | None = None) -> None:
        """`name` is read by screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(wrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(SPACE - 1)  # the frame around it has one more
        self._take_font()
        self._text = ""
        self._pieces = [_Piece(0, 0)]

    @property
    def text(self) -> str:
        """The text as it is, not as it is shown."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show a text from its beginning."""
        self._text = text
        self._pieces = list(_pieces(text)) or [_Piece(0, 0)]
        self.setPlainText("\n".join(map(self._shown, self._pieces)))

    def selected(self) -> str:
        """Give the selected part of the text as it is."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return ""
        return self._text[
            self._offset(cursor.selectionStart()) : self._offset(cursor.selectionEnd(), is_end=True)
        ]

    def places_of(self, wanted: str) -> list[int]:
        """Find a text in any case; gives where each begins, the first `MOST_FOUND` of them."""
        found: list[int] = []
        if wanted:
            for match in re.finditer(re.escape(wanted), self._text, re.IGNORECASE):
                found.append(match.start())
                if len(found) == MOST_FOUND:
                    break
        return found

    def select(self, start: int, length: int) -> None:
        """Select a part of the text and bring it into view."""
        cursor = self.textCursor()
        cursor.setPosition(self._position(start))
        cursor.setPosition(self._position(start + length), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.centerCursor() if not self.rect().contains(self.cursorRect()) else self.ensureCursorVisible()

    def copy_all(self) -> None:
        """Put the whole text on the clipboard, as it is."""
        put(self._text)

    def createMimeDataFromSelection(self) -> QMimeData:
        copied = QMimeData()
        copied.setText(self.selected())
        return copied

    def event(self, event: QEvent) -> bool:
        return are_taken(event) or super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.StyleChange:  # what a change of the application's font comes with
            self._take_font()
        super().changeEvent(event)

    def _shown(self, piece: _Piece) -> str:
        """Write a part of the text; every dot stands for one blank, so that places stay the same."""
        shown = visible(self._text[piece.start : piece.end])
        indent = 0
        if self.wordWrapMode() is not Wrap.WrapAnywhere and self._begins_a_line(piece):
            indent = len(_INDENT.match(shown)[0])  # type: ignore[index]  # it fits every text
        return shown[:indent] + _PADDING.sub(lambda blanks: "·" * len(blanks[0]), shown[indent:])

    def _begins_a_line(self, piece: _Piece) -> bool:
        return piece.start == 0 or self._text[piece.start - 1] == "\n"

    def wanted_font(self) -> QFont:
        """Give the font of the page in the current size of text."""
        return mono_font()

    def _take_font(self) -> None:
        wanted = self.wanted_font()
        if (self.font().family(), self.font().pointSizeF()) != (wanted.family(), wanted.pointSizeF()):
            self.setFont(wanted)

    def _position(self, offset: int) -> int:
        """Turn a place in the text into one on the page, which counts UTF-16 units and signs."""
        number = bisect_right(self._pieces, offset, key=lambda piece: piece.start) - 1
        piece = self._pieces[number]
        shown = visible(self._text[piece.start : min(offset, piece.end)])
        return self.document().findBlockByNumber(number).position() + _units(shown)

    def _offset(self, position: int, is_end: bool = False) -> int:
        """Turn a place on the page into one in the text; within a sign: before it, or behind it at an end."""
        block = self.document().findBlock(position)
        piece, left = self._pieces[block.blockNumber()], position - block.position()
        for offset in range(piece.start, piece.end):
            if left <= 0:
                return offset
            left -= _units(visible(self._text[offset]))
            if left < 0 and not is_end:
                return offset
        return piece.end


def _pieces(text: str) -> Iterator[_Piece]:
    """Cut a text at its line ends, and where a line is longer than a block should be."""
    start, has_lines = 0, text.count("\n") <= MOST_LINES
    while start <= len(text):
        line_end = text.find("\n", start) if has_lines else -1
        stop = len(text) if line_end < 0 else line_end
        for at in range(start, max(stop, start + 1), LONGEST_PIECE):
            yield _Piece(at, min(at + LONGEST_PIECE, stop))
        if line_end < 0:
            return
        start = line_end + 1


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
