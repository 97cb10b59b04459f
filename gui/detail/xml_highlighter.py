"""XML into colours: markup steps back, names of fields and their values come forward."""

from __future__ import annotations

import re
from enum import IntEnum

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from gui.looks.theme import colours


class _In(IntEnum):
    """Where a line ends: the next one begins there."""

    TEXT = 0
    TAG = 1
    DOUBLE = 2
    SINGLE = 3


_TOKENS: dict[_In, re.Pattern[str]] = {
    _In.TEXT: re.compile(r"<|&[#\w]{1,10};"),
    _In.TAG: re.compile(r"[\"'>]|[^\s\"'>]+"),
    _In.DOUBLE: re.compile('"'),
    _In.SINGLE: re.compile("'"),
}


class XmlHighlighter(QSyntaxHighlighter):
    """Colours XML as it is shown; knows enough of it for what the readers write."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.is_on = True
        self._take_colours()

    def recolour(self) -> None:
        """Take the colours of the theme that is applied now."""
        self._take_colours()
        self.rehighlight()

    def _take_colours(self) -> None:
        shades = colours()
        self._markup = _ink(shades.muted)
        self._element = _ink(shades.accent)
        self._value = _ink(shades.good)

    def highlightBlock(self, text: str) -> None:
        if not self.is_on:
            return
        state, at = _In(max(self.previousBlockState(), 0)), 0
        while True:
            token = _TOKENS[state].search(text, at)
            end = len(text) if token is None else token.start()
            if state in (_In.DOUBLE, _In.SINGLE):
                self._paint(text, at, end, self._value)
            if token is None:
                break
            state, at = self._take(text, token, state)
        self.setCurrentBlockState(state)

    def _take(self, text: str, token: re.Match[str], state: _In) -> tuple[_In, int]:
        found, start, end = token[0], token.start(), token.end()
        if state is _In.TEXT and found == "<":
            name = re.compile(r"<[/?!]?[^\s>/]*").match(text, start)
            end = name.end() if name else end
            self._paint(text, start, start + 1, self._markup)
            self._paint(text, start + 1, end, self._element)
            return _In.TAG, end
        self._paint(text, start, end, self._markup)
        if state is _In.TAG:
            following = {">": _In.TEXT, '"': _In.DOUBLE, "'": _In.SINGLE}.get(found, _In.TAG)
            return following, end
        return (_In.TAG if state in (_In.DOUBLE, _In.SINGLE) else _In.TEXT), end

    def _paint(self, text: str, start: int, end: int, ink: QTextCharFormat) -> None:
        if not text.isascii():  # Qt counts UTF-16 units
            start, end = (len(text[:at].encode("utf-16-le", "surrogatepass")) // 2 for at in (start, end))
        self.setFormat(start, end - start, ink)


def _ink(colour: str) -> QTextCharFormat:
    ink = QTextCharFormat()
    ink.setForeground(QColor(colour))
    return ink
