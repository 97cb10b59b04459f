"""gui.detail.xml_highlighter: which letters of XML get which colour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from gui.detail.xml_highlighter import XmlHighlighter
from gui.looks.colours import Theme
from gui.looks.ink import LEAST_FOR_TEXT, contrast
from gui.looks.theme import apply_theme, colours
from tests.core.log_reading import steady


def _coloured(text: str) -> str:
    """Colour a text and name each letter's colour: Markup, Element, Value, or a dot for plain text."""
    document = QTextDocument()
    highlighter = XmlHighlighter(document)
    document.setPlainText(text)
    highlighter.rehighlight()  # the first time Qt waits for its event loop
    shades = colours()
    signs = {shades.muted.lower(): "M", shades.accent.lower(): "E", shades.good.lower(): "V"}
    lines = []
    block = document.begin()
    while block.isValid():
        line = ["."] * (block.length() - 1)
        for part in block.layout().formats():
            for at in range(part.start, part.start + part.length):
                line[at] = signs[part.format.foreground().color().name()]
        lines.append("".join(line))
        block = block.next()
    highlighter.setDocument(None)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "colouring"),
    [
        ("<a>x</a>", "MEM.MEEM"),
        ('<a b="c d">x', "ME.MMMVVVMM."),
        ("<a b='\"'/>", "ME.MMMVMMM"),
        ("a &lt; b", "..MMMM.."),
        ('<a b="c\nd">x', "ME.MMMV\nVMM."),
        ("<a\nb='1'>", "ME\nMMMVMM"),
        ("\U0001f600<a>", "..MEM"),
        ("a > b = 'c'", "..........."),
        ("", ""),
    ],
)
def test_markup_and_values_are_told_apart(qapp: QApplication, text: str, colouring: str) -> None:
    """Also over line ends, behind characters of two units, and where quotes stand in text."""
    assert colouring == _coloured(text)


@given(text=st.text(st.sampled_from("<>\"'/=& ;ab\n\U0001f600"), max_size=40))
@steady
def test_no_text_is_too_broken(qapp: QApplication, text: str) -> None:
    """Whatever a crafted record makes of its XML, each letter has a colour or none."""
    assert len(text.encode("utf-16-le")) // 2 == len(_coloured(text))


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK, Theme.CONTRAST])
def test_every_colour_can_be_read(qapp: QApplication, theme: Theme) -> None:
    """On the page's own ground."""
    apply_theme(qapp, theme)
    shades = colours()

    for colour in (shades.muted, shades.accent, shades.good, shades.text):
        assert contrast(colour, shades.base) >= LEAST_FOR_TEXT
