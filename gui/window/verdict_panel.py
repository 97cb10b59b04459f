"""Read reports into a window of their own: how far each log could be read, and what could not be, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.notation.visible import one_line
from core.reading.read_report import Failure, ReadReport, Verdict
from core.words.read_words import account, notes, what_is_missing
from gui.looks.plain_text import label, tooltip
from gui.looks.theme import SPACE, colours, icon

_Index = QModelIndex | QPersistentModelIndex

VERDICT_ICONS: Mapping[Verdict, str] = {
    Verdict.COMPLETE: "check-circle-fill",
    Verdict.TRIAGE: "lightning-fill",
    Verdict.PARTIAL: "warning-fill",
    Verdict.UNREADABLE: "x-circle-fill",
}


def verdict_colour(verdict: Verdict) -> str:
    """Give the colour of a verdict in the current theme."""
    shades = colours()
    return {
        Verdict.COMPLETE: shades.good,
        Verdict.TRIAGE: shades.warn,
        Verdict.PARTIAL: shades.warn,
        Verdict.UNREADABLE: shades.bad,
    }[verdict]


_FILE_COLUMNS: tuple[tuple[str, int, Callable[[ReadReport], str]], ...] = (
    ("Verdict", 14, lambda report: report.verdict.value),
    ("Log", 36, lambda report: one_line(report.file)),
    ("Read", 9, lambda report: f"{report.records_read:,}"),
    ("Present", 9, lambda report: f"{report.records_present:,}"),
    ("Failed", 9, lambda report: f"{report.records_failed:,}" if report.records_failed else ""),
    ("Process creations", 18, lambda report: f"{report.process_creations:,}"),
    ("What to know", 40, lambda report: "; ".join(notes(report))),
)
"""Heading, width in characters, and text of each column."""

_NUMBERS = frozenset(
    {
        "Read",
        "Present",
        "Failed",
        "Process creations",
        "Parent unknown",
        "Chunk",
        "Bytes",
        "Records",
        "Record number",
    }
)

_FAILURE_COLUMNS: tuple[tuple[str, int, Callable[[Failure], str]], ...] = (
    ("Offset", 13, lambda failure: f"0x{failure.file_offset:08X}"),
    ("Chunk", 9, lambda failure: "" if failure.chunk is None else f"{failure.chunk:,}"),
    ("Bytes", 11, lambda failure: f"{failure.size:,}"),
    ("Records", 10, lambda failure: f"{failure.records:,}"),
    (
        "Record number",
        17,
        lambda failure: "" if failure.record_number is None else f"{failure.record_number}",
    ),
    ("Reason", 40, lambda failure: one_line(failure.reason)),
)


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Table(QAbstractTableModel):
    """Things of one kind, a row each."""

    def __init__(self, columns: Sequence[tuple[str, int, Callable[..., str]]]) -> None:
        super().__init__()
        self.columns = columns
        self.things: list[ReadReport] | list[Failure] = []

    def show(self, things: list[ReadReport] | list[Failure]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.things = things
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.things)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self.columns[section][0]
        if role == Qt.ItemDataRole.TextAlignmentRole and self.columns[section][0] in _NUMBERS:
            return _RIGHT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        title, _, text = self.columns[index.column()]
        thing = self.things[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text(thing)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(text(thing))
        if role == Qt.ItemDataRole.TextAlignmentRole and title in _NUMBERS:
            return _RIGHT
        if role == Qt.ItemDataRole.DecorationRole and title == "Verdict" and isinstance(thing, ReadReport):
            return icon(VERDICT_ICONS[thing.verdict], verdict_colour(thing.verdict))
        return None


class VerdictPanel(QDialog):
    """Stays open beside the main window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Read verdict")
        self.resize(1_120, 600)
        self._words = label("", "heading")
        self._missing = label("", "muted")
        self._missing.setWordWrap(True)
        self._missing.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._files, self._failures = _Table(_FILE_COLUMNS), _Table(_FAILURE_COLUMNS)
        self.files = _table_view(self._files, "Logs and how far each could be read")
        self.failures = _table_view(self._failures, "What could not be read in the chosen log")
        lower = QWidget()
        inner = QVBoxLayout(lower)
        inner.setContentsMargins(0, SPACE, 0, 0)
        self._of = label("", "heading")
        inner.addWidget(self._of)
        inner.addWidget(self._missing)
        inner.addWidget(self.failures)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.files)
        halves.addWidget(lower)
        halves.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._words)
        layout.addWidget(halves)
        self.files.selectionModel().currentRowChanged.connect(lambda now, _: self._show_log(now.row()))

    def show_reports(self, reports: Sequence[ReadReport], words: str = "") -> None:
        """Show these reports, those first that were read least; `words` say what there is to say without them."""
        worst_first = sorted(reports, key=lambda report: (-list(Verdict).index(report.verdict), report.file))
        self._files.show(worst_first)
        self._words.setText(words or account(reports))
        self._show_log(-1)
        if worst_first:
            self.files.selectRow(0)

    def _show_log(self, row: int) -> None:
        things = self._files.things
        report = things[row] if 0 <= row < len(things) else None
        if not isinstance(report, ReadReport):
            self._failures.show([])
            self._of.setText("")
            self._missing.setText("")
            return
        failures = sorted(report.failures, key=lambda failure: failure.file_offset)
        self._failures.show(failures)
        self._of.setText(f"{report.verdict.value}: {one_line(report.file)}")
        self._missing.setText(what_is_missing(report))


def _table_view(model: _Table, name: str) -> QTableView:
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(name)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(26)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.horizontalHeader().setStretchLastSection(True)
    for section, (_, width, _text) in enumerate(model.columns):
        view.setColumnWidth(section, width * view.fontMetrics().horizontalAdvance("0"))
    view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    return view
