"""Read reports and hosts into a window: how far each log could be read, what could be seen of each host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QSplitter, QTabWidget, QVBoxLayout, QWidget

from core.notation.visible import one_line
from core.reading.read_report import Failure, ReadReport, Verdict
from core.story.visibility import HostVisibility
from core.view.times import Zone
from core.words.read_words import account, notes, what_is_missing
from gui.looks.plain_text import label
from gui.looks.theme import SPACE, colours
from gui.window.hosts_page import HostsPage
from gui.window.thing_table import Column, Sign, ThingModel, ThingTable

VERDICT_ICONS: Mapping[Verdict, str] = {
    Verdict.COMPLETE: "check-circle-fill",
    Verdict.TRIAGE: "lightning-fill",
    Verdict.PARTIAL: "warning-fill",
    Verdict.UNREADABLE: "x-circle-fill",
}

LOGS_TITLE, HOSTS_TITLE = "Logs", "Hosts"
NO_LOG = "No log has been read yet."
NO_FAILURE = "Every record could be read."
BEING_LOOKED_AT = "What could be seen of each host is being looked at."


def verdict_colour(verdict: Verdict) -> str:
    """Give the colour of a verdict in the current theme."""
    shades = colours()
    return {
        Verdict.COMPLETE: shades.good,
        Verdict.TRIAGE: shades.warn,
        Verdict.PARTIAL: shades.warn,
        Verdict.UNREADABLE: shades.bad,
    }[verdict]


def _verdict_sign(report: ReadReport) -> Sign:
    return VERDICT_ICONS[report.verdict], verdict_colour(report.verdict)


_FILE_COLUMNS: tuple[Column[ReadReport], ...] = (
    Column("Verdict", 12, lambda report: report.verdict.value, sign=_verdict_sign),
    Column("Log", 40, lambda report: one_line(report.file)),
    Column("Read", 9, lambda report: f"{report.records_read:,}", is_number=True),
    Column("Present", 9, lambda report: f"{report.records_present:,}", is_number=True),
    Column(
        "Failed",
        9,
        lambda report: f"{report.records_failed:,}" if report.records_failed else "",
        is_number=True,
    ),
    Column("Process creations", 9, lambda report: f"{report.process_creations:,}", is_number=True),
    Column("What to know", 40, lambda report: "; ".join(notes(report))),
)

_FAILURE_COLUMNS: tuple[Column[Failure], ...] = (
    Column("Offset", 13, lambda failure: f"0x{failure.file_offset:08X}"),
    Column("Chunk", 9, lambda failure: "" if failure.chunk is None else f"{failure.chunk:,}", is_number=True),
    Column("Bytes", 11, lambda failure: f"{failure.size:,}", is_number=True),
    Column("Records", 10, lambda failure: f"{failure.records:,}", is_number=True),
    Column(
        "Record number",
        17,
        lambda failure: "" if failure.record_number is None else f"{failure.record_number}",
        is_number=True,
    ),
    Column("Reason", 40, lambda failure: one_line(failure.reason)),
)


class VerdictPanel(QDialog):
    """Stays open beside the main window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Read verdict")
        self.resize(1_264, 680)
        self._words = label("", "heading")
        self._missing = label("", "muted")
        self._missing.setWordWrap(True)
        self._missing.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._files, self._failures = ThingModel(_FILE_COLUMNS), ThingModel(_FAILURE_COLUMNS)
        self.files = ThingTable(self._files, "Logs and how far each could be read")
        self.failures = ThingTable(self._failures, "What could not be read in the chosen log")
        self.hosts = HostsPage()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self._logs_page(), LOGS_TITLE)
        self.tabs.addTab(self.hosts, HOSTS_TITLE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.addWidget(self.tabs)
        self.files.selectionModel().currentRowChanged.connect(lambda now, _: self._show_log(now.row()))

    def _logs_page(self) -> QWidget:
        lower = QWidget()
        inner = QVBoxLayout(lower)
        inner.setContentsMargins(0, SPACE, 0, 0)
        inner.setSpacing(SPACE // 2)
        self._of = label("", "heading")
        self._none_failed = label(NO_FAILURE)
        inner.addWidget(self._of)
        inner.addWidget(self._missing)
        inner.addWidget(self._none_failed)
        inner.addWidget(self.failures, 1)
        inner.addStretch(0)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.files)
        halves.addWidget(lower)
        halves.setChildrenCollapsible(False)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(SPACE, 2 * SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._words)
        layout.addWidget(halves)
        return page

    def show_reports(self, reports: Sequence[ReadReport], words: str = "") -> None:
        """Show these reports, those first that were read least; `words` say what there is to say without them.

        What was shown of hosts is of other reports and goes.
        """
        worst_first = sorted(reports, key=lambda report: (-list(Verdict).index(report.verdict), report.file))
        self._files.show(worst_first)
        self._words.setText(words or account(reports))
        self._show_log(-1)
        if worst_first:
            self.files.selectRow(0)
        self.show_hosts((), words or (BEING_LOOKED_AT if reports else NO_LOG))

    def show_hosts(self, hosts: Sequence[HostVisibility], words: str = "") -> None:
        """Show what is known of these hosts, in their order; `words` say why there is none."""
        self.hosts.show_hosts(hosts, words)
        blind = sum(host.is_blind for host in hosts)
        self.tabs.setTabText(1, f"{HOSTS_TITLE} · {blind:,} blind" if blind else HOSTS_TITLE)

    def set_zone(self, zone: Zone) -> None:
        """Write times in a zone."""
        self.hosts.set_zone(zone)

    def _show_log(self, row: int) -> None:
        report = self._files.things[row] if 0 <= row < len(self._files.things) else None
        if report is None:
            self._failures.show([])
            self._of.setText("")
            self._missing.setText("")
            self._none_failed.hide()
            return
        failures = sorted(report.failures, key=lambda failure: failure.file_offset)
        self._failures.show(failures)
        self.failures.setVisible(bool(failures))
        self._none_failed.setVisible(report.verdict is Verdict.COMPLETE and not failures)
        self._of.setText(f"{report.verdict.value}: {one_line(report.file)}")
        self._missing.setText(what_is_missing(report))
