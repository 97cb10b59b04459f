"""The table's font into the fonts of its cells, and texts into texts that fit a width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from gui.table.cell_parts import CellParts, Cut, Piece, Rank

ELLIPSIS = "…"
_FOLDER_SHARE = 0.5
"""Of the width that the program's whole path may take before its folder gives way to what it was told to do."""


def icon_size() -> int:
    """Give the pixels of an icon that suits the font of the application."""
    return max(14, round(0.95 * QFontMetricsF(QApplication.font()).height()))


class CellFonts:
    """The fonts of one table and their measures."""

    def __init__(self, font: QFont, fixed: QFont) -> None:
        self.plain = QFont(font)
        self.plain.setFeature(
            QFont.Tag("tnum"), 1
        )  # figures of one width, so that they stand below each other
        fixed = QFont(fixed)
        fixed.setPointSizeF(font.pointSizeF())
        self._fonts = {False: (self.plain, _strong(self.plain)), True: (fixed, _strong(fixed))}
        self._metrics = {
            is_fixed: tuple(QFontMetricsF(font) for font in fonts) for is_fixed, fonts in self._fonts.items()
        }
        self.height = max(metrics.height() for pair in self._metrics.values() for metrics in pair)

    def font(self, is_fixed: bool, is_strong: bool = False) -> QFont:
        """Give the font of a piece."""
        return self._fonts[is_fixed][is_strong]

    def width(self, pieces: Iterable[Piece], is_fixed: bool) -> float:
        """Measure pieces side by side, in pixels."""
        return sum(self._of(rank, is_fixed).horizontalAdvance(text) for text, rank in pieces)

    def fitted(self, parts: CellParts, width: float) -> Sequence[Piece]:
        """Cut what is too long; `…` stands for what was left out."""
        if self.width(parts.pieces, parts.is_fixed) <= width:
            return parts.pieces
        if parts.cut is Cut.FOLDER:
            return self._command(parts, width)
        if parts.cut is Cut.PARENT:
            return self._chain(parts.pieces, parts.is_fixed, width)
        if parts.cut is Cut.CHAIN:
            return self._long_chain(parts, width)
        mode = Qt.TextElideMode.ElideMiddle if parts.cut is Cut.MIDDLE else Qt.TextElideMode.ElideRight
        return self._from_left(parts.pieces, parts.is_fixed, width, mode)

    def _command(self, parts: CellParts, width: float) -> Sequence[Piece]:
        (before, _), program, after = parts.pieces
        path = self.width(parts.pieces[:2], parts.is_fixed)
        if before and path > width * _FOLDER_SHARE:
            before = ELLIPSIS + before.rstrip('"')[-1:]
        pieces = ((before, Rank.PLAIN), program, after)
        return self._from_left(pieces, parts.is_fixed, width, Qt.TextElideMode.ElideMiddle)

    def _chain(self, pieces: Sequence[Piece], is_fixed: bool, width: float) -> Sequence[Piece]:
        end = Qt.TextElideMode.ElideRight
        arrow_and_child = pieces[-2:]
        room = width - self.width(arrow_and_child, is_fixed)
        if room < self.width([(ELLIPSIS, Rank.MUTED)], is_fixed):
            return self._from_left(pieces, is_fixed, width, end)
        return *self._from_left(pieces[:-2], is_fixed, room, end), *arrow_and_child

    def _long_chain(self, parts: CellParts, width: float) -> Sequence[Piece]:
        """Leave out links behind the first, as few as will do; then the first too."""
        first, arrow, *_ = parts.pieces
        links: list[list[Piece]] = []
        for piece in parts.pieces[1:]:
            if piece == arrow:
                links.append([])
            links[-1].append(piece)
        kept = links.pop()
        dots = (ELLIPSIS, Rank.MUTED)
        room = width - self.width((first, arrow, dots, *kept), parts.is_fixed)
        if room < 0:
            return self._chain((dots, *kept), parts.is_fixed, width)
        for link in reversed(links):
            room -= self.width(link, parts.is_fixed)
            if room < 0:
                break
            kept = [*link, *kept]
        return first, arrow, dots, *kept

    def _from_left(
        self, pieces: Iterable[Piece], is_fixed: bool, width: float, mode: Qt.TextElideMode
    ) -> Sequence[Piece]:
        """Take pieces, which together are too wide, until one leaves no room for the dots; that one is cut."""
        fitting: list[Piece] = []
        wanted = [piece for piece in pieces if piece[0]]
        for place, (text, rank) in enumerate(wanted, 1):
            metrics, is_last = self._of(rank, is_fixed), place == len(wanted)
            advance = metrics.horizontalAdvance(text)
            dots = 0.0 if is_last else metrics.horizontalAdvance(ELLIPSIS)
            if advance + dots > width:
                cut, where = (text, mode) if is_last else (text + ELLIPSIS, Qt.TextElideMode.ElideRight)
                fitting.append((metrics.elidedText(cut, where, width) or ELLIPSIS, rank))
                break
            fitting.append((text, rank))
            width -= advance
        return fitting

    def _of(self, rank: Rank, is_fixed: bool) -> QFontMetricsF:
        return self._metrics[is_fixed][rank is Rank.STRONG]


def _strong(font: QFont) -> QFont:
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong
