"""A record's bytes into the Hex tab: the bytes, what the ones in its header mean, and a line to find others."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from core.view.times import UTC_ZONE, Zone, text_in
from core.work.record_read import RecordRead
from gui.clipboard import put
from gui.detail.find_line import Finder, FindLine
from gui.detail.flow import Flow
from gui.detail.framed import Framed
from gui.detail.hex_plan import Mark, tint
from gui.detail.hex_view import HexView
from gui.looks.compound import Compound
from gui.looks.plain_text import label
from gui.looks.theme import SPACE, colours

HEADER_SIZE = 24
SIZE_COPY = 4

_MEANINGS: Mapping[str, str] = {
    "Signature": "begins every record",
    "Size": "of the whole record",
    "Record number": "in the log file; Event Viewer shows EventRecordID instead",
    "Time written": "when the log's service took the event",
    "Binary XML": "a template of the event, and its values",
    "Size copy": "stands at the end; where it is not the size, the record was damaged or edited",
}
"""libevtx, "Windows XML Event Log (EVTX) format", section 4.2 (event record)."""

_BYTES = re.compile(r"(?:0x)?[0-9a-f]{2}(?: ?[0-9a-f]{2})*", re.IGNORECASE)


class HexTab(Compound):
    """Shows the bytes of one record."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: RecordRead | None = None
        self._content = b""
        self._zone = UTC_ZONE
        self._finder = Finder()
        self._lengths: dict[int, int] = {}
        self.find_line = FindLine("Find text, or bytes such as 4D 5A")
        self.view = HexView("Bytes of the record")
        self.view.explain = self.explain
        self.view.moved.connect(self._say_where)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self._legend = QWidget()
        self._swatches = Flow(self._legend, SPACE // 2)
        self._where = label("", "muted")
        self._where.setWordWrap(True)
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.find_line.changed.connect(self._find)
        self.find_line.step_asked.connect(self.step)
        self._lay_out()

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QVBoxLayout()
        for margins in (top, bottom):
            margins.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        top.addWidget(self.find_line)
        bottom.setSpacing(SPACE // 2)
        bottom.addWidget(self._legend)
        bottom.addWidget(self._where)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(Framed(self.view), 1)
        layout.addLayout(bottom)
        self.give_focus_to(self.view)

    # ------------------------------------------------------------ what is shown

    def show_record(self, record: RecordRead, zone: Zone = UTC_ZONE) -> None:
        """Show the bytes of a record, from their beginning where they are new, with times in this zone."""
        is_same, self._zone = record is self._record, zone
        if is_same:
            self._say_where(self.view.selection[0])
            return
        self._record, self._content = record, record.record
        marks = _marks(self._content)
        self._fill_legend(marks)
        self.view.show_bytes(self._content, record.file_offset, marks)
        self._find(self.find_line.text)

    def explain(self, at: int) -> str:
        """Say where a byte stands and what it is."""
        if self._record is None or not self._content:
            return ""
        where = f"0x{self._record.file_offset + at:08X} · byte {at:,} of {len(self._content):,}"
        name = _name_at(self._content, at)
        value = _value_of(name, self._content, self._zone)
        return f"{where} · {name}{f' {value}' if value else ''}: {_MEANINGS[name]}"

    def _say_where(self, at: int) -> None:
        first, end = self.view.selection
        chosen = f" · {end - first:,} bytes selected" if end - first > 1 else ""
        said = self.explain(at) + chosen
        self._where.setText(said)
        self.view.setAccessibleDescription(said)

    def _fill_legend(self, marks: tuple[Mark, ...]) -> None:
        self._swatches.clear()
        for mark in marks:
            self._swatches.add(_Swatch(mark, self.view.select))

    # ------------------------------------------------------------ finding

    def start_finding(self) -> None:
        """Let the user type what to find."""
        self.find_line.take_focus()

    def step(self, by: int) -> None:
        """Go to the next or the previous place that was found."""
        self._show_found(self._finder.step(by))

    def _find(self, text: str) -> None:
        self._lengths = places_of(text, self._content)
        first = self._finder.start(sorted(self._lengths), self.view.selection[0])
        if text.strip():
            self._show_found(first)
        else:
            self.find_line.say_count(None, 0)

    def _show_found(self, at: int | None) -> None:
        self.find_line.say_count(self._finder.number, len(self._finder.found))
        if at is not None:
            self.view.select(at, self._lengths[at])

    # ------------------------------------------------------------ copying

    def _open_menu(self, point: QPoint) -> None:
        menu = self.menu()
        menu.exec(self.view.viewport().mapToGlobal(point))
        menu.deleteLater()

    def menu(self) -> QMenu:
        """Offer what can be done with the selected bytes."""
        menu = QMenu(self)
        for words, act in (
            ("&Copy as hexadecimal", self.view.copy),
            ("Copy as &text (UTF-16)", lambda: put(_as_text(self.view.selected()))),
            ("Copy &offset", lambda: put(self._offset())),
            ("Select &all", self.view.select_all),
        ):
            action = QAction(words, menu)
            action.triggered.connect(act)
            menu.addAction(action)
        return menu

    def _offset(self) -> str:
        start = 0 if self._record is None else self._record.file_offset
        return f"0x{start + self.view.selection[0]:08X}"


class _Swatch(QAbstractButton):
    """A named part of the header in its colour; a click selects its bytes."""

    def __init__(self, mark: Mark, select: Callable[[int, int], None]) -> None:
        super().__init__()
        self._mark = mark
        self.setText(mark.name)
        self.setAccessibleName(f"Select {mark.name}")
        self.clicked.connect(lambda: select(mark.start, mark.length))

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 3 * SPACE // 2, metrics.height() + SPACE // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tint(self._mark.shade))
        has_frame = self.hasFocus() or self.underMouse()
        painter.setPen(QColor(colours().accent) if has_frame else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), SPACE // 2, SPACE // 2)
        painter.setPen(QColor(colours().text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


def places_of(text: str, content: bytes) -> dict[int, int]:
    """Find a text as UTF-16 and as ASCII, in any case, or bytes written as hexadecimal: lengths by place."""
    wanted = text.strip()
    if not wanted:
        return {}
    found: dict[int, int] = {}
    for encoding in ("utf-16-le", "utf-8"):
        pattern = re.compile(re.escape(text.encode(encoding, "surrogatepass")), re.IGNORECASE)
        found |= {match.start(): match.end() - match.start() for match in pattern.finditer(content)}
    if _BYTES.fullmatch(wanted):
        sought = bytes.fromhex(wanted.removeprefix("0x").removeprefix("0X"))
        found |= {match.start(): len(sought) for match in re.finditer(re.escape(sought), content)}
    return found


def _marks(content: bytes) -> tuple[Mark, ...]:
    """Name the parts of a record around its event; none where it is too short to have them."""
    if len(content) < HEADER_SIZE + SIZE_COPY:
        return ()
    return (
        Mark(0, 4, "Signature", "muted"),
        Mark(4, 4, "Size", "accent"),
        Mark(8, 8, "Record number", "good"),
        Mark(16, 8, "Time written", "muted"),
        Mark(len(content) - SIZE_COPY, SIZE_COPY, "Size copy", "accent"),
    )


def _name_at(content: bytes, at: int) -> str:
    return next((mark.name for mark in _marks(content) if mark.start <= at < mark.end), "Binary XML")


def _value_of(name: str, content: bytes, zone: Zone) -> str:
    if name in ("Size", "Size copy"):
        start = 4 if name == "Size" else len(content) - SIZE_COPY
        (size,) = struct.unpack_from("<I", content, start)
        return f"{size:,} bytes"
    if name == "Record number":
        return f"{struct.unpack_from('<Q', content, 8)[0]}"
    if name == "Time written":
        return f"{text_in(struct.unpack_from('<Q', content, 16)[0], zone)} {zone.name}"
    return ""


def _as_text(content: bytes) -> str:
    """Read bytes as UTF-16, or as ASCII where every other byte is no zero."""
    if len(content) >= 2 and len(content) % 2 == 0 and not any(content[1::2]):
        return content.decode("utf-16-le")
    try:
        return content.decode("ascii")
    except UnicodeDecodeError:
        return content.decode("utf-16-le", "replace")
