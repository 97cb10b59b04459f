"""Paragraphs into a page that takes no markup: text, links, icons and frames, written with a cursor.

No text ever passes through HTML, so nothing that comes from a log can be taken for it.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QApplication

from gui.looks.theme import SPACE, colours, icon, mono_font

MARGIN = 2 * SPACE
INDENT = 3 * SPACE
FIXED_BLANK = "\u00a0"

_PICTURE = "\ufffc"
_JOINER = "\u2060"
"""Keeps a line from breaking behind the letter of a drive and within the backslashes of a share.

`visible` wrote any other one as a sign.
"""
_IN_A_PATH = re.compile(r"(?<=\b[A-Za-z]:)(?=[\\/])|(?<=\\)(?=\\)")


class PageWriter:
    """Writes on a page from its beginning."""

    def __init__(self, document: QTextDocument, ratio: float) -> None:
        """`ratio` is the pixels of the screen in one of the page."""
        self._document, self._ratio = document, ratio
        document.clear()
        document.setDocumentMargin(0)
        self._cursor = QTextCursor(document)
        self._is_fresh = True
        self._table: QTextTable | None = None

    def open_one_column(self) -> None:
        """Write over the whole width."""
        root = self._document.rootFrame().frameFormat()
        root.setTopMargin(SPACE)
        root.setLeftMargin(MARGIN)
        root.setRightMargin(MARGIN)
        root.setBottomMargin(MARGIN)
        self._document.rootFrame().setFrameFormat(root)

    def open_two_columns(self) -> None:
        """Write into the left half of the page."""
        form = QTextTableFormat()
        form.setBorder(0)
        form.setCellSpacing(0)
        form.setCellPadding(0)
        form.setTopMargin(SPACE)
        form.setLeftMargin(MARGIN)
        form.setRightMargin(MARGIN)
        form.setBottomMargin(MARGIN)
        half = QTextLength(QTextLength.Type.PercentageLength, 50)
        form.setColumnWidthConstraints([half, half])
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table = self._cursor.insertTable(1, 2, form)
        for column, (left, right) in enumerate(((0, 2 * SPACE), (2 * SPACE, 0))):
            cell = table.cellAt(0, column)
            shape = cell.format().toTableCellFormat()
            shape.setLeftPadding(left)
            shape.setRightPadding(right)
            cell.setFormat(shape)
        self._table = table
        self._go_to(0)

    def go_to_the_right(self) -> None:
        """Go on in the right half."""
        self._go_to(1)

    def _go_to(self, column: int) -> None:
        if self._table is not None:
            self._cursor = self._table.cellAt(0, column).firstCursorPosition()
            self._is_fresh = True

    def paragraph(self, above: int, indent: int = 0) -> None:
        """Begin a paragraph, so many pixels below the one before."""
        shape = QTextBlockFormat()
        shape.setTopMargin(above)
        shape.setLeftMargin(indent)
        shape.setLineHeight(112, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if self._is_fresh:
            self._cursor.setBlockFormat(shape)
        else:
            self._cursor.insertBlock(shape)
        self._is_fresh = False

    def text(self, text: str, shape: QTextCharFormat) -> None:
        """Write a text of which every character can be shown."""
        first, *others = _IN_A_PATH.split(text)
        self._cursor.insertText(first, shape)
        for part in others:
            self._cursor.insertText(_JOINER, _tiny(shape))
            self._cursor.insertText(part, shape)

    def link(self, words: str, to: str) -> None:
        """Write words that can be clicked."""
        made = ink(colours().accent)
        made.setAnchor(True)
        made.setAnchorHref(to)
        self._cursor.insertText(words, made)

    def sign(self, name: str, colour: str, meaning: str) -> None:
        """Hang an icon into the margin of the paragraph."""
        shape = self._cursor.blockFormat()
        shape.setLeftMargin(INDENT)
        shape.setTextIndent(-INDENT)
        shape.setTabPositions([_tab(INDENT)])
        self._cursor.setBlockFormat(shape)
        self.picture(name, colour, meaning)
        self.text("\t", ink(colours().text))

    def picture(self, name: str, colour: str, meaning: str) -> None:
        """Put an icon into the line; what it means is its tooltip."""
        size = QFontMetrics(QApplication.font()).height()
        url = QUrl(f"icon:{name}{colour}")
        image = icon(name, colour).pixmap(QSize(size, size), self._ratio).toImage()
        self._document.addResource(QTextDocument.ResourceType.ImageResource.value, url, image)
        sign = QTextImageFormat()
        sign.setName(url.toString())
        sign.setWidth(size)
        sign.setHeight(size)
        sign.setToolTip(meaning)
        sign.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
        self._cursor.insertImage(sign)

    def open_frame(self) -> None:
        """Begin a box."""
        shape = QTextFrameFormat()
        shape.setBackground(QColor(colours().stripe))
        shape.setBorder(1)
        shape.setBorderBrush(QBrush(QColor(colours().line)))
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setPadding(SPACE)
        shape.setTopMargin(SPACE // 2)
        shape.setBottomMargin(2 * SPACE)
        self._cursor.insertFrame(shape)
        self._is_fresh = True
        self.paragraph(above=0)

    def close_frame(self) -> None:
        """End the box."""
        self._cursor = self._cursor.currentFrame().lastCursorPosition()
        self._cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        self._is_fresh = True


def plain(text: str) -> str:
    """Take away from copied text what stands on the page for the eye alone."""
    return (
        text.replace(_PICTURE + "\t", "").replace(_PICTURE, "").replace(_JOINER, "").replace(FIXED_BLANK, " ")
    )


def _tab(position: int) -> QTextOption.Tab:
    tab = QTextOption.Tab()
    tab.position = position
    return tab


def ink(colour: str) -> QTextCharFormat:
    """Write in a colour."""
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made


def bold(colour: str, larger: float = 1) -> QTextCharFormat:
    """Write in a colour and bold, so many times as large as the other text."""
    made = ink(colour)
    made.setFontWeight(QFont.Weight.DemiBold)
    made.setFontPointSize(larger * QApplication.font().pointSizeF())
    return made


def _tiny(like: QTextCharFormat) -> QTextCharFormat:
    """Give an ink for a character that is not seen: its font would else decide how high the line is."""
    tiny = QTextCharFormat(like)
    tiny.setFontPointSize(1)
    return tiny


def code(colour: str) -> QTextCharFormat:
    """Write in a colour and the fixed-width font."""
    made = ink(colour)
    made.setFont(mono_font(), QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly)
    return made
