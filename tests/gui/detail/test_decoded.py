"""gui.detail.decoded: what a command line hides, as text that can be copied and leads nowhere."""

from __future__ import annotations

import base64
import gzip

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.decoding.ladder import decode
from core.words.decoding_words import as_text
from gui.detail.decoded import DecodedTab
from gui.looks.colours import Theme
from gui.looks.theme import apply_theme
from tests.core.decoding.encoding import HELLO, base64_of, utf16
from tests.gui.table_rows import entries, row

LINE = f"cmd /c p^owershell -enc {utf16(HELLO + '; curl http://a.example/x')}"
SCRIPT = "".join(f"Write-Host 'line {number}'\r\n" for number in range(500))
LONG = f"powershell FromBase64String('{base64.b64encode(gzip.compress(SCRIPT.encode())).decode()}')"
HOSTILE = "cmd /c d^ir <img src=http://b.example/> <a href='x'>\x1b[31m\u202e" + " " * 300 + "hidden"


@pytest.fixture
def tab(qtbot: QtBot) -> DecodedTab:
    """A tab that shows nothing yet."""
    made = DecodedTab()
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show()
    return made


def _show(qtbot: QtBot, tab: DecodedTab, line: str | None) -> str:
    """Show a row with this command line; gives what stands on the page."""
    tab.show_row(row(len(line or ""), command_line=line))
    qtbot.waitUntil(lambda: tab.ladder is not None)
    return tab.page.toPlainText()


def test_what_comes_out_stands_first(qtbot: QtBot, tab: DecodedTab) -> None:
    """Then where it points to, the line as logged, and each step with its words."""
    text = _show(qtbot, tab, LINE)

    wanted = [
        "Decoded in 2 steps",
        HELLO,
        "Points to",
        "http://a.example/x",
        "URL in step 2",
        "As logged",
        "p^owershell",
        "1  Carets",
        "1 caret taken out",
        "2  Encoded command",
        "From characters",
        HELLO,
    ]
    at = 0
    for words in wanted:
        at = text.find(words, at)
        assert at >= 0, words
        at += len(words)


def test_the_piece_that_was_decoded_is_marked(qtbot: QtBot, tab: DecodedTab) -> None:
    """In the text before, letter by letter."""
    _show(qtbot, tab, LINE)

    marked = _marked(tab)

    assert ["^", utf16(HELLO + "; curl http://a.example/x")] == marked


def _marked(tab: DecodedTab) -> list[str]:
    found = []
    block = tab.page.document().begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            fragment = at.fragment()
            if fragment.charFormat().hasProperty(fragment.charFormat().Property.BackgroundBrush):
                found.append(fragment.text())
            at += 1
        block = block.next()
    return found


def test_the_buttons_copy_the_texts_as_they_are(qtbot: QtBot, tab: DecodedTab) -> None:
    """The last text; all steps in words; each text by its link; the URLs."""
    _show(qtbot, tab, LINE)
    clipboard = QApplication.clipboard()

    tab.copy_button.click()
    assert clipboard.text() == HELLO + "; curl http://a.example/x"
    tab.copy_steps_button.click()
    assert clipboard.text() == as_text(decode(LINE))
    tab.page.follow(QUrl("copy:0"))
    assert clipboard.text() == LINE
    tab.page.follow(QUrl("copy:1"))
    assert clipboard.text() == LINE.replace("^", "")
    tab.page.follow(QUrl("copy:urls"))
    assert clipboard.text() == "http://a.example/x"


def test_the_menu_offers_the_same(qtbot: QtBot, tab: DecodedTab) -> None:
    """What there is to copy."""
    _show(qtbot, tab, LINE)
    assert entries(tab.page.menu()) == ["Copy", "Copy decoded", "Copy steps", "Copy URLs", "", "Select all"]

    _show(qtbot, tab, "cmd /c dir")
    assert entries(tab.page.menu()) == ["Copy", "", "Select all"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cmd /c dir", ["Nothing in this command line is encoded", "Looked for Base64", "cmd /c dir"]),
        ("ping 192.0.2.1", ["Nothing in this command line is encoded", "Points to", "192.0.2.1"]),
        (None, ["No command line", "policy"]),
        ("", ["No command line"]),
    ],
)
def test_where_there_is_nothing_the_page_says_why(
    qtbot: QtBot, tab: DecodedTab, line: str | None, expected: list[str]
) -> None:
    """And there is nothing to copy."""
    text = _show(qtbot, tab, line)

    for words in expected:
        assert words in text
    assert "Step by step" not in text
    assert not tab.copy_button.isEnabled()
    assert not tab.copy_steps_button.isEnabled()


def test_a_ladder_that_was_cut_says_so(qtbot: QtBot, tab: DecodedTab) -> None:
    """With the bound."""
    text = _show(qtbot, tab, "cmd /c p^owershell " + "x" * 40_000)

    assert "only the first 32,768 were looked at" in text


def test_a_long_text_is_shown_in_part_until_one_asks(qtbot: QtBot, tab: DecodedTab) -> None:
    """So that the URLs and steps stay in sight."""
    text = _show(qtbot, tab, LONG)
    assert "line 15'" in text
    assert "line 16'" not in text
    assert f"Show all {len(SCRIPT):,} characters" in text

    tab.page.follow(QUrl("show:end:1"))
    assert "line 499'" in tab.page.toPlainText()
    assert "Show less" in tab.page.toPlainText()

    tab.page.follow(QUrl("show:end:1"))
    assert "line 16'" not in tab.page.toPlainText()


def test_many_steps_are_shown_in_part_until_one_asks(qtbot: QtBot, tab: DecodedTab) -> None:
    """And of the texts that came out the first few."""
    pieces = " ".join(base64_of(f"{HELLO} number {number}") for number in range(30))
    text = _show(qtbot, tab, f"tool {pieces}")
    assert "and 26 more texts, below" in text
    assert "12  Base64" in text
    assert "13  Base64" not in text

    tab.page.follow(QUrl("show:steps"))
    assert "30  Base64" in tab.page.toPlainText()


def test_hostile_texts_are_shown_and_obeyed_by_nothing(qtbot: QtBot, tab: DecodedTab) -> None:
    """No markup, no links to elsewhere, no letters out of sight."""
    text = _show(qtbot, tab, HOSTILE)

    assert "<img src=http://b.example/> <a href='x'>␛[31m‹U+202E›" in text
    assert "·" * 300 + "hidden" in text
    links = {target.partition(":")[0] for target in _links(tab)}
    assert links == {"copy"}
    tab.page.follow(QUrl("http://b.example/"))
    tab.page.follow(QUrl("file:///etc/passwd"))
    assert text == tab.page.toPlainText()


def _links(tab: DecodedTab) -> set[str]:
    found = set()
    block = tab.page.document().begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            found.add(at.fragment().charFormat().anchorHref())
            at += 1
        block = block.next()
    return found - {""}


def test_a_line_that_takes_long_is_decoded_in_between(qtbot: QtBot, tab: DecodedTab) -> None:
    """The last row that was asked for is the one that is shown."""
    slow = "cmd /c powershell " + "'a'+'b' [char]65+'c' 'x'.replace('x','y') " * 700
    tab.show_row(row(1, command_line=slow))
    tab.show_row(row(2, command_line=LINE))
    qtbot.waitUntil(lambda: tab.ladder is not None)

    assert tab.ladder is not None
    assert tab.ladder.command_line == LINE


def test_the_same_row_again_changes_nothing(qtbot: QtBot, tab: DecodedTab) -> None:
    """What was opened stays open; another row begins anew."""
    shown = row(1, command_line=LONG)
    tab.show_row(shown)
    qtbot.waitUntil(lambda: tab.ladder is not None)
    tab.page.follow(QUrl("show:end:1"))

    tab.show_row(shown)
    assert "Show less" in tab.page.toPlainText()

    tab.show_row(row(2, command_line=LONG))
    qtbot.waitUntil(lambda: tab.ladder is not None)
    assert "Show less" not in tab.page.toPlainText()


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK, Theme.CONTRAST])
def test_another_theme_draws_the_page_anew(
    qapp: QApplication, qtbot: QtBot, tab: DecodedTab, theme: Theme
) -> None:
    """With the same words."""
    text = _show(qtbot, tab, LINE)

    apply_theme(qapp, theme)

    assert text == tab.page.toPlainText()


def test_what_runs_stands_before_the_pieces_of_it(qtbot: QtBot, tab: DecodedTab) -> None:
    """A harmless text in a comment is not what the line does; it is marked in its place, and can be copied."""
    line = f'powershell -c "iex $evil # -enc {utf16(HELLO)}"'
    text = _show(qtbot, tab, line)
    runs = f'powershell -c "iex $evil # -enc «{HELLO}»"'

    assert text.index("What runs") < text.index(runs) < text.index("From step 1") < text.index("As logged")
    assert [f"«{HELLO}»", utf16(HELLO)] == _marked(tab)
    tab.copy_button.click()
    assert QApplication.clipboard().text() == runs
    tab.page.follow(QUrl("copy:1"))
    assert QApplication.clipboard().text() == HELLO


def test_what_did_not_become_text_is_said(qtbot: QtBot, tab: DecodedTab) -> None:
    """Not that nothing is encoded."""
    text = _show(qtbot, tab, f"powershell -enc {base64.b64encode(bytes(range(200, 255))).decode()}")

    assert "What is encoded here did not become readable text" in text
    assert "Base64 of 55 bytes" in text
    assert "Nothing in this command line" not in text
