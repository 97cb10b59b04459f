"""gui.detail.summary and its story: what is said of a row, how it reads in any width, and what is copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.detection.verification import Agreement, Verification
from core.view.times import Zone
from core.words.explanation import as_text, explain
from gui.detail.summary import SummaryTab
from gui.detail.summary_text import COPY_COMMAND, LONGEST_EVIDENCE, LONGEST_LINE, SHOW_COMMAND
from gui.looks.colours import Theme
from gui.looks.ink import LEAST_FOR_TEXT, contrast
from gui.looks.theme import apply_theme, colours
from tests.evtx_writer import sysmon_1
from tests.gui.detail.evidence import EXCEL, HOSTILE_LINE, LONG_LINE, inferred_row, sample_row, written


@pytest.fixture
def tab(qtbot: QtBot) -> SummaryTab:
    """A tab as wide as beside the table."""
    made = SummaryTab()
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show()
    return made


def _lines(tab: SummaryTab) -> list[str]:
    """Give the paragraphs as they are copied."""
    tab.page.selectAll()
    tab.page.copy()
    return [line for line in QApplication.clipboard().text().split("\n") if line]


def test_the_story_comes_first(tab: SummaryTab) -> None:
    """What happened, what that means, when and where; then the command line and the document."""
    tab.show_row(sample_row("cmd.exe"))

    lines = _lines(tab)

    assert lines[:4] == [
        "Excel started cmd.exe",
        "Excel child process (DDE is one possible cause)",
        "2026-03-12 09:14:21.667 UTC · FIN-WS07 · CORP\\m.keller · medium integrity",
        "Command line   Copy",
    ]
    assert lines[4].startswith("cmd /C powershell -NoProfile")
    assert lines[5].strip() == "Document"
    assert lines[6].startswith("C:\\Users\\m.keller\\AppData")
    assert tab.badge.words == "High severity"


def test_every_statement_is_there_with_its_evidence(tab: SummaryTab) -> None:
    """Each value once: as `field = value`, in the sentence itself, or as the command line above."""
    row = sample_row("cmd.exe")
    tab.show_row(row)

    page = "\n".join(_lines(tab))

    for statement in explain(row).statements:
        assert statement.text in page
        for key, value in statement.evidence:
            assert f"{key} = {value}" in page or value in page
    assert page.count("parent_command_line = ") == 1
    assert "ppid = 7716" in page


def test_a_row_that_is_not_flagged_says_why(tab: SummaryTab) -> None:
    """In the badge and in the second line."""
    row = sample_row("svchost.exe")
    tab.show_row(row)

    assert tab.badge.words == "Not flagged"
    assert _lines(tab)[:2] == [explain(row).headline, explain(row).finding]


def test_what_is_inferred_is_marked(tab: SummaryTab) -> None:
    """In the evidence as well as in the words."""
    tab.show_row(inferred_row())

    lines = _lines(tab)

    assert lines[0] == "Excel started cmd.exe (parent inferred)"
    assert f"parent_image_path = {EXCEL} (inferred)" in lines
    assert any(line.startswith("parent_command_line = ") and line.endswith("(inferred)") for line in lines)


def test_times_are_in_the_zone(tab: SummaryTab) -> None:
    """And name it."""
    tab.show_row(sample_row("cmd.exe"), Zone("Asia/Tokyo"))

    assert _lines(tab)[2].startswith("2026-03-12 18:14:21.667 Asia/Tokyo · ")


def test_the_second_readers_later_word_is_told(tab: SummaryTab) -> None:
    """Once the record was read again."""
    row, verification = sample_row("cmd.exe"), Verification(Agreement.AGREE)
    told = explain(row, verification).statements[-1]
    tab.show_row(row)
    before = _lines(tab)

    tab.show_row(row, verification=verification)

    assert [line for line in _lines(tab) if line not in before] == [f"{told.label}   {told.text}"]


def test_markup_is_letters(tab: SummaryTab, tmp_path: Path) -> None:
    """Nothing of a log becomes a picture, a link or bold; unseen characters and padding are written out."""
    (row,) = written(tmp_path, sysmon_1(parent_image=EXCEL, command_line=HOSTILE_LINE))

    tab.show_row(row)

    page = "\n".join(_lines(tab))
    assert '<img src=x onerror=alert(1)> & "<b>x</b>" ␛[31m‹U+202E›‹U+200B› ‹300 blanks› calc␇' in page
    assert _links(tab) == {COPY_COMMAND}
    assert all(url.startswith("icon:") for url in _pictures(tab))


def _links(tab: SummaryTab) -> set[str]:
    formats = [form.toCharFormat() for form in tab.page.document().allFormats() if form.isCharFormat()]
    return {form.anchorHref() for form in formats if form.isAnchor()}


def _pictures(tab: SummaryTab) -> set[str]:
    formats = [form.toImageFormat() for form in tab.page.document().allFormats() if form.isImageFormat()]
    return {form.name() for form in formats}


def test_a_long_command_line_is_cut_until_asked_for(tab: SummaryTab, tmp_path: Path) -> None:
    """Copied it is whole in any case."""
    (row,) = written(tmp_path, sysmon_1(parent_image=EXCEL, command_line=LONG_LINE))
    tab.show_row(row)

    lines = _lines(tab)
    assert LONG_LINE[:LONGEST_LINE] + "…" in lines
    assert "Show all 30,000 characters" in lines

    tab.page.follow(QUrl(SHOW_COMMAND))
    assert LONG_LINE in _lines(tab)
    assert "Show less" in _lines(tab)

    tab.page.follow(QUrl(COPY_COMMAND))
    assert QApplication.clipboard().text() == LONG_LINE

    tab.show_row(sample_row("cmd.exe"))
    tab.show_row(row)
    assert "Show all 30,000 characters" in _lines(tab)


def test_long_evidence_says_how_much_more(tab: SummaryTab, tmp_path: Path) -> None:
    """The Fields tab has all of it."""
    line = f'"{EXCEL}" "C:\\{"x" * 1_000}.xlsx"'
    (row,) = written(tmp_path, sysmon_1(parent_image=EXCEL, parent_command_line=line))

    tab.show_row(row)

    more = len(line) - LONGEST_EVIDENCE
    assert f"parent_command_line = {line[:LONGEST_EVIDENCE]}… {more:,} more" in _lines(tab)


def test_copy_summary_copies_the_explanation(tab: SummaryTab) -> None:
    """As plain text, by the button."""
    row = sample_row("cmd.exe")
    tab.show_row(row)

    tab.copy_button.click()

    assert as_text(explain(row)) == QApplication.clipboard().text()


def test_a_selection_is_copied_as_plain_text(tab: SummaryTab) -> None:
    """No markup goes with it, and nothing that stands there for the eye alone."""
    tab.show_row(sample_row("cmd.exe"))

    tab.page.selectAll()
    QTest.keyClick(tab.page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert not QApplication.clipboard().mimeData().hasHtml()
    assert not set("\ufffc\u2060\u00a0") & set(QApplication.clipboard().text())


def test_the_menu_offers_what_can_be_copied(tab: SummaryTab) -> None:
    """The command line is copied as it is."""
    row = sample_row("cmd.exe")
    tab.show_row(row)
    menu = tab.page.menu()

    next(action for action in menu.actions() if action.text() == "Copy command &line").trigger()
    menu.deleteLater()

    assert QApplication.clipboard().text() == row.process.command_line


def test_keys_reach_the_links(tab: SummaryTab, qtbot: QtBot) -> None:
    """Tab goes to the next link, Enter follows it."""
    row = sample_row("cmd.exe")
    tab.show_row(row)
    tab.page.setFocus()

    QTest.keyClick(tab.page, Qt.Key.Key_Tab)
    QTest.keyClick(tab.page, Qt.Key.Key_Return)

    assert QApplication.clipboard().text() == row.process.command_line


@pytest.mark.parametrize(("size", "is_wide"), [((420, 700), False), ((900, 300), True), ((700, 1300), False)])
def test_the_evidence_stands_where_there_is_room(
    tab: SummaryTab, size: tuple[int, int], is_wide: bool
) -> None:
    """Beside the story in a low, broad pane; under it else. Nothing is wider than the page."""
    tab.show_row(sample_row("cmd.exe"))
    tab.resize(*size)

    document: QTextDocument = tab.page.document()
    frames = [type(frame).__name__ for frame in document.rootFrame().childFrames()]

    assert ("QTextTable" in frames) is is_wide
    assert document.size().width() <= tab.page.viewport().width()
    assert tab.page.horizontalScrollBar().maximum() == 0
    assert tab.page.verticalScrollBar().value() == 0


def test_the_same_row_known_better_keeps_the_place(tab: SummaryTab) -> None:
    """Another row begins at its top."""
    row = sample_row("cmd.exe")
    tab.resize(420, 300)
    tab.show_row(row)
    tab.page.verticalScrollBar().setValue(150)

    tab.show_row(row, verification=Verification(Agreement.AGREE))
    assert tab.page.verticalScrollBar().value() == 150

    tab.show_row(sample_row("mshta.exe"))
    assert tab.page.verticalScrollBar().value() == 0


def test_a_theme_recolours(tab: SummaryTab, qapp: QApplication) -> None:
    """What is written already as well."""
    tab.show_row(sample_row("cmd.exe"))

    def inks() -> set[str]:
        formats = [form for form in tab.page.document().allFormats() if form.isCharFormat()]
        return {form.foreground().color().name().upper() for form in formats}

    apply_theme(qapp, Theme.DARK)

    assert colours().text in inks()
    assert colours().muted in inks()


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK, Theme.CONTRAST])
def test_the_badge_can_be_read(tab: SummaryTab, qapp: QApplication, theme: Theme) -> None:
    """Its word on its tint, for each severity and for none."""
    apply_theme(qapp, theme)

    for severity in (None, *colours().severity):
        tab.badge.show_severity(severity)
        ink, ground = tab.badge.colours()
        assert contrast(ink, ground) >= LEAST_FOR_TEXT


def test_each_tone_has_a_word(tab: SummaryTab) -> None:
    """Over its icon, for who cannot tell the shapes."""
    tab.show_row(sample_row("cmd.exe"))

    tips = {
        form.toImageFormat().toolTip() for form in tab.page.document().allFormats() if form.isImageFormat()
    }

    assert "A strong sign of an attack, or of altered evidence" in tips
    assert "" not in tips
