"""gui.detail.page_writer: hostile text on a page, and what is copied from it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from core.notation.visible import visible
from gui.detail.page_writer import PageWriter, ink, plain
from tests.core.log_reading import steady
from tests.core.strategies import any_text


@given(text=any_text | st.text(st.sampled_from("<>&;\\/C: \u00a0'\"#x"), max_size=40))
@steady
def test_what_is_written_is_what_is_copied(qapp: QApplication, text: str) -> None:
    """Markup, entities and paths as they are; a fixed blank is copied as a blank."""
    document, shown = QTextDocument(), visible(text)
    page = PageWriter(document, 1.0)

    page.open_one_column()
    page.paragraph(above=0)
    page.text(shown, ink("#000000"))

    assert shown.replace("\u00a0", " ") == plain(document.toPlainText())


def test_boxes_and_icons_leave_no_trace_in_a_copy(qapp: QApplication) -> None:
    """Only the words of the paragraphs."""
    document = QTextDocument()
    page = PageWriter(document, 2.0)
    page.open_two_columns()
    page.paragraph(above=0)
    page.sign("info", "#000000", "To be known")
    page.text("one", ink("#000000"))
    page.open_frame()
    page.text("two", ink("#000000"))
    page.close_frame()
    page.paragraph(above=4)
    page.link("three", "copy:it")
    page.go_to_the_right()
    page.paragraph(above=0)
    page.text("C:\\four", ink("#000000"))

    lines = plain(document.toPlainText()).split("\n")

    assert [line for line in lines if line] == ["one", "two", "three", "C:\\four"]
