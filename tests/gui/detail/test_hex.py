"""gui.detail.hex: a record's bytes, what those of its header mean, and finding others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from core.view.times import Zone
from core.work.record_read import RecordRead
from gui.detail.hex import HexTab, places_of
from tests.core.log_reading import steady
from tests.gui.detail.evidence import record_of, sample_row


@pytest.fixture
def tab(qtbot: QtBot) -> HexTab:
    """The record of cmd.exe in the sample, shown."""
    made = HexTab()
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    made.show_record(record_of(sample_row("cmd.exe")))
    return made


@pytest.mark.parametrize(
    ("at", "explained"),
    [
        (0, "0x{offset:08X} · byte 0 of 1,912 · Signature: begins every record"),
        (7, "0x{seventh:08X} · byte 7 of 1,912 · Size 1,912 bytes: of the whole record"),
        (
            8,
            "byte 8 of 1,912 · Record number {number}: in the log file; Event Viewer shows EventRecordID instead",
        ),
        (23, "Time written 2026-03-12 09:14:21.667 UTC: when the log's service took the event"),
        (24, "Binary XML: a template of the event, and its values"),
        (1_911, "Size copy 1,912 bytes: stands at the end; where it is not the size, the record was damaged"),
    ],
)
def test_each_byte_of_the_header_is_explained(tab: HexTab, at: int, explained: str) -> None:
    """With its value."""
    place = sample_row("cmd.exe").place
    words = explained.format(
        offset=place.file_offset, seventh=place.file_offset + 7, number=place.record_number
    )

    assert words in tab.explain(at)


def test_the_time_is_written_in_the_zone(tab: HexTab) -> None:
    """The bytes stay where they are."""
    record = record_of(sample_row("cmd.exe"))
    tab.show_record(record)
    tab.view.select(16, 8)

    tab.show_record(record, Zone("Asia/Tokyo"))

    assert "2026-03-12 18:14:21.667 Asia/Tokyo" in tab.view.accessibleDescription()
    assert tab.view.selection == (16, 24)


def test_the_legend_selects(tab: HexTab) -> None:
    """A click on a name, or Space, marks its bytes."""
    swatch = next(button for button in tab.findChildren(QAbstractButton) if button.text() == "Record number")

    swatch.setFocus()
    QTest.keyClick(swatch, Qt.Key.Key_Space)

    assert tab.view.selected() == sample_row("cmd.exe").place.record_number.to_bytes(8, "little")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("  ", {}),
        ("CMD", {0: 6, 20: 3}),
        ("0d 00", {10: 2}),
        ("0x0d00", {10: 2}),
        ("64", {4: 1, 22: 1}),
        ("absent", {}),
    ],
)
def test_text_and_bytes_are_found(text: str, found: dict[int, int]) -> None:
    """Text as UTF-16 and as ASCII in any case; what is written in hexadecimal also as bytes."""
    content = "cmd".encode("utf-16-le") + b"\x01\x02\x03\x04\x0d\x00" + bytes(8) + b"cmD"
    if text == "64":
        content = content.replace(b"D", b"d")

    assert found == places_of(text, content)


@given(text=st.text(max_size=20), content=st.binary(max_size=100))
@steady
def test_whatever_is_typed_what_is_found_is_there(text: str, content: bytes) -> None:
    """No input is an error, and each place lies within the bytes."""
    for at, length in places_of(text, content).items():
        assert 0 <= at < at + length <= len(content)


def test_finding_goes_from_place_to_place(tab: HexTab) -> None:
    """As one types, then with Enter; the count is said."""
    tab.find_line.line.setText("powershell")

    first = tab.view.selection[0]
    assert tab.view.selected().decode("utf-16-le").lower() == "powershell"
    assert tab.find_line.line.accessibleDescription() == "1 of 1"
    tab.step(1)
    assert tab.view.selection[0] == first
    tab.find_line.line.setText("no such text")
    assert tab.find_line.line.accessibleDescription() == "not found"


@pytest.mark.parametrize(
    ("words", "copied"),
    [
        ("&Copy as hexadecimal", "63 00 6D 00 64 00"),
        ("Copy as &text (UTF-16)", "cmd"),
        ("Copy &offset", "0x{offset:08X}"),
    ],
)
def test_the_menu_copies(tab: HexTab, words: str, copied: str) -> None:
    """The selection in three ways."""
    tab.find_line.line.setText("cmd /C")
    start = tab.view.selection[0]
    tab.view.select(start, 6)
    if words == "Copy &offset":
        tab.view.select(0, 1)

    menu = tab.menu()
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.deleteLater()

    offset = sample_row("cmd.exe").place.file_offset
    assert QApplication.clipboard().text() == copied.format(offset=offset)


def test_a_record_that_is_not_there_has_no_legend(tab: HexTab) -> None:
    """Nothing is said of bytes that are absent."""
    tab.show_record(RecordRead(file_offset=0x1200, problem="Sysmon.evtx: the file now ends before it"))

    assert tab.view.selected() == b""
    assert tab.explain(0) == ""
