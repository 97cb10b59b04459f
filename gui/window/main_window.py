"""Menus, tool bar, start page or open case, and status line into one window; it composes and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QProgressBar,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from core.case_file.schema import is_case_file
from core.detection.rules import DEFAULT_RULE, RULES
from core.output.known_good_file import KNOWN_GOOD_FILE
from core.story.visibility import HostVisibility
from core.view.marks import Marks
from core.view.times import Zone
from core.words.read_words import count
from core.work.scan_result import ScanOptions
from core.work.sources import GONE, leads_somewhere, printable
from gui.window import page_memory
from gui.window.actions import TOOLBAR, Actions
from gui.window.appearance import Appearance
from gui.window.case_commands import CaseCommands
from gui.window.case_opening import CaseOpening, conclude
from gui.window.case_page import CasePage
from gui.window.case_saving import CaseSaving, OpenedCase
from gui.window.choices import Choices
from gui.window.exporting import Exporting
from gui.window.greying import Greying
from gui.window.marking import MARK_COLUMNS, Marking
from gui.window.message import may_lose_notes, warn
from gui.window.opening import dropped
from gui.window.reading import Reading
from gui.window.recent_menu import RecentMenu
from gui.window.record_reading import RecordReading
from gui.window.settings import Setting, Settings
from gui.window.start_page import StartPage, recent_title
from gui.window.status_line import StatusLine
from gui.window.story_reading import StoryReading
from gui.window.verdict_panel import VerdictPanel
from gui.window.window_commands import WindowCommands
from gui.work.jobs import Ending
from gui.work.seeing import Seeing


class MainWindow(QMainWindow):
    """Shows one case at a time, or the start page."""

    def __init__(self, settings: Settings, log_path: Path) -> None:
        super().__init__()
        self._settings, self._log_path = settings, log_path
        self.reading: Reading | None = None
        self.page: CasePage | None = None
        self._opened: OpenedCase | None = None
        """The case file that the open logs are of, as it was when they were opened."""
        self._seeing: Seeing | None = None
        self.marking: Marking | None = None
        """Of the open case."""
        self.greying = Greying(
            settings.text(Setting.KNOWN_GOOD) == "yes", self, settings.path.parent / KNOWN_GOOD_FILE
        )
        self._records = RecordReading(self)
        self._stories = StoryReading(self)
        self.setWindowTitle("Cellspawn")
        self.setAcceptDrops(True)
        self.resize(1_280, 800)
        self.do = WindowCommands(self, settings, log_path)
        self.commands = Actions(self, self._act)
        self.commands.fill(self.menuBar())
        self._make_tool_bar()
        self._make_middle()
        self._make_status_line()
        self.exporting = Exporting(self, settings, self.say)
        self.saving = CaseSaving(self, settings, self.say)
        self.saving.renamed.connect(self._show_title)
        self.saving.named.connect(self._add_recent)
        self._opening = CaseOpening(self, self.say)
        self._opening.opened.connect(self._open_found)
        self.greying.switched.connect(self._show_greying)
        self.greying.noticed.connect(self.say)
        self.verdict_panel = VerdictPanel(self)
        rules = ((rule.name, f"{rule.name}: {rule.title}") for rule in RULES.values())
        self._rules = Choices(self.commands.menus["rule"], rules, self._choose_rule)
        self._rule = settings.text(Setting.RULE, DEFAULT_RULE)
        self._rule = self._rule if self._rule in RULES else DEFAULT_RULE
        self.appearance = Appearance(self, settings, self.commands, self._show_zone)
        self.appearance.restore()
        self._show_rule()
        self._recent = RecentMenu(self.commands.menus["recent"], self.start_page, settings, self.open_paths)
        self.commands.check("known_good", self.greying.is_on)
        self.commands.allow(has_case=False, off=("stop",))
        self.restoreGeometry(QByteArray.fromBase64(settings.text(Setting.GEOMETRY).encode()))

    # ------------------------------------------------------------ parts
    def _make_tool_bar(self) -> None:
        bar = QToolBar("Tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(18, 18))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for name in TOOLBAR:
            if name:
                bar.addAction(self.commands.by_name[name])
            else:
                bar.addSeparator()
        self.addToolBar(bar)

    def _make_middle(self) -> None:
        self.start_page = StartPage()
        self.start_page.files_wanted.connect(self.do.open_files)
        self.start_page.folder_wanted.connect(self.do.open_folder)
        self.start_page.sample_wanted.connect(self.do.open_sample)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start_page)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("How much of the logs was read")
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._progress)
        layout.addWidget(self._stack, 1)
        self._progress.hide()
        self.setCentralWidget(middle)

    def _make_status_line(self) -> None:
        self.status = StatusLine(self)
        self.status.stop_wanted.connect(self.do.stop)
        self.status.verdict_wanted.connect(self.do.verdict)
        self.status.zone_wanted.connect(lambda: self.appearance.show_zones())
        self.status.rule_wanted.connect(lambda: self.commands.menus["rule"].popup(self.cursor().pos()))
        self.setStatusBar(self.status)
        self.status.say("Ready")

    def _act(self, name: str) -> None:
        if hasattr(WindowCommands, name):
            getattr(self.do, name)()
        elif self.page is not None:
            CaseCommands(self.page, self._settings).do(name)

    def say(self, words: str) -> None:
        """Say one thing in the status line."""
        self.status.say(words)

    # ------------------------------------------------------------ opening
    def open_paths(self, paths: Sequence[str], with_second_reader: bool = False) -> None:
        """Open logs and folders as a new case, or one case file, in place of what is open."""
        if len(paths) == 1 and is_case_file(paths[0]):
            self._opening.open(Path(paths[0]))
            return
        if self.page is not None and not any(map(leads_somewhere, paths)):
            self.status.say(f"{printable(paths[0])}: {GONE}; what was open stays open")
            return
        before = self.reading
        if before is not None and set(before.paths) <= set(paths):
            self._open(paths, with_second_reader, self.saving.take(), before.case.marks)
        else:
            self._open(paths, with_second_reader)

    def _open_found(self, paths: list[str], opened: OpenedCase) -> None:
        """Open the logs of a case file, wherever they are now."""
        rule = opened.saved.state.get("rule", self._rule)
        self._rule = rule if rule in RULES else self._rule
        self._show_rule()
        self._open(paths, opened=opened)

    def _open(
        self,
        paths: Sequence[str],
        with_second_reader: bool = False,
        opened: OpenedCase | None = None,
        marks: Marks | None = None,
    ) -> None:
        """Open logs; `opened` is their case file, `marks` what was said where they are read again."""
        state = (
            self.page.filter_bar.state() if self.page and self.reading and paths == self.reading.paths else ""
        )
        self._end_case()
        options = ScanOptions(rule=self._rule, hot_first=True, with_second_reader=with_second_reader)
        reading = Reading(paths, options, self, marks)
        page = CasePage(reading.case)
        self.reading, self.page = reading, page
        self._opened = opened if marks is None else None
        self._records.serve(page, reading)
        self._stories.serve(page, reading)
        page.changed.connect(self._say_what_is_shown)
        page.selection_count_changed.connect(lambda _: self._say_counts())
        page.noticed.connect(self.say)
        reading.rows_read.connect(page.add)
        reading.concluded.connect(page.conclude)
        reading.said.connect(self._say_progress)
        reading.ended.connect(self._end_reading)
        page_memory.restore(page, self._settings, self.width())
        page.filter_bar.restore(state)
        self.saving.serve(page, reading, opened)
        self.marking = Marking(page)
        self.marking.known_good_asked.connect(self.do.call_known_good)
        self.greying.serve(page)
        page.set_zone(self.appearance.zone)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.sheet.table.setFocus()
        self.commands.allow(has_case=True, off=("read_again", "verify", "export"))
        self.status.stop.show()
        self.status.show_verdict([], is_reading=True)
        self.verdict_panel.show_reports(
            [], "The logs are being read; what could not be read is listed at the end."
        )
        reading.start()

    def _end_case(self) -> None:
        if self.reading is not None:
            self.reading.close()
            self.reading.deleteLater()
        self.saving.forget()
        self.greying.forget()
        self.marking = None
        if self.page is not None:
            page_memory.remember(self.page, self._settings)
            self._stack.removeWidget(self.page)
            self.page.deleteLater()
        self.reading = self.page = self._opened = None
        if self._seeing is not None:
            self._seeing.close()
            self._seeing.deleteLater()
            self._seeing = None
        self._records.forget()
        self._stories.forget()
        self._progress.hide()
        self.status.stop.hide()
        self.status.counts.setText("")
        self.status.show_verdict([], is_reading=False)
        self.verdict_panel.show_reports([])
        self.setWindowTitle("Cellspawn")

    def _show_title(self) -> None:
        name = "" if self.reading is None else recent_title(self.reading.paths)
        if self.saving.has_name and self.saving.path is not None:
            name = self.saving.path.name
        self.setWindowTitle(f"{name} – Cellspawn" if name else "Cellspawn")

    def _say_progress(self, words: str, share: float) -> None:
        self.status.say(words)
        self._progress.setRange(0, 1_000 if share >= 0 else 0)
        self._progress.setValue(int(share * 1_000))
        self._progress.show()

    def _end_reading(self, ending: Ending, words: str) -> None:
        assert self.reading is not None
        assert self.page is not None
        self._progress.hide()
        self.status.stop.hide()
        if ending is Ending.FAILED:
            self.commands.allow(has_case=True, off=("stop", "export"))
        else:
            self.commands.allow(has_case=True, off=("stop",))
            self._add_recent()
        reports = list(self.reading.case.reports)
        paths = {name: log.path for name, log in self.reading.sources.items()}
        for sheet in self.page.sheets:
            sheet.table.set_paths(paths)
        self.status.show_verdict(reports, is_reading=False)
        self.verdict_panel.show_reports(reports, words if ending is Ending.FAILED else "")
        self.status.say(words)
        self.page.select_first()
        self._say_what_is_shown()
        self._look_at_hosts(self.reading)
        self._compare_with_saved(self.reading)

    def _add_recent(self) -> None:
        """Remember what is open, by its case file where it has one."""
        if self.reading is not None:
            path = self.saving.path if self.saving.has_name else None
            self._recent.add(self.reading.paths if path is None else [str(path)])

    def _look_at_hosts(self, reading: Reading) -> None:
        if reading.case.result is not None:
            self._seeing = Seeing(reading.case.result, self)
            self._seeing.seen.connect(self._show_hosts)
            self._seeing.start()

    def _show_hosts(self, hosts: Sequence[HostVisibility]) -> None:
        if self.reading is not None:
            self.reading.hosts = hosts
            self.verdict_panel.show_hosts(hosts)
            self._say_what_is_shown()

    def _compare_with_saved(self, reading: Reading) -> None:
        """Show what was said of the rows, and say what is not as it was when the case was saved."""
        told = conclude(self._opened, reading)
        if self.page is not None:
            self.page.refresh(MARK_COLUMNS)
        if reading.ending is Ending.DONE:
            self.saving.keep_logs()
        if told:
            warn(self, "Not as it was when the case was saved", told)

    def _say_what_is_shown(self) -> None:
        if self.page is None or self.reading is None:
            return
        page, sheet = self.page, self.page.sheet
        told = (self.reading.headline(len(page.flagged.model.view.shown)), self.greying.words())
        page.headline.setText(" · ".join(filter(None, told)))
        hidden = len(sheet.model.view.rows) - len(sheet.model.view.shown)
        is_below = sheet is page.descendants
        sheet.table.set_empty_text(self.reading.why_empty(hidden, is_below))
        self.commands.check("filters_off", page.filter_bar.is_all_off())
        self.commands.check("facets", page.shows_facets)
        self.commands.check("detail_below", page.inner.orientation() is Qt.Orientation.Vertical)
        self._say_counts()

    def _say_counts(self) -> None:
        if self.page is not None:
            shown, selected = len(self.page.sheet.model.view.shown), self.page.sheet.table.selection_count()
            rows = f"{count(shown, 'row')} shown · {selected:,} selected"
            self.status.counts.setText("" if self.page.is_tree_in_front else rows)

    def close_case(self) -> None:
        """Close the open case and show the start page."""
        if not self.may_close():
            return
        self._end_case()
        self.commands.allow(has_case=False, off=("stop",))
        self._stack.setCurrentWidget(self.start_page)
        self.status.say("Ready")

    def may_close(self) -> bool:
        """Tell whether the case may go: the user is asked where a note was begun and not saved."""
        unsaved = [] if self.marking is None else list(self.marking.unsaved)
        return not unsaved or may_lose_notes(self, len(unsaved))

    # ------------------------------------------------------------ what was chosen
    def _choose_rule(self, name: str) -> None:
        self._rule = name
        self._settings.put(Setting.RULE, name)
        self._show_rule()
        self.do.read_again()

    def _show_rule(self) -> None:
        self._rules.check(self._rule)
        self.status.rule.setText(f"rule {self._rule}")

    def _show_greying(self, is_on: bool) -> None:
        self._settings.put(Setting.KNOWN_GOOD, "yes" if is_on else "no")
        self.commands.check("known_good", is_on)
        self._say_what_is_shown()

    def _show_zone(self, zone: Zone) -> None:
        self.status.zone.setText(zone.name)
        self.verdict_panel.set_zone(zone)
        if self.page is not None:
            self.page.set_zone(zone)

    # ------------------------------------------------------------ what Qt tells
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        if paths := dropped(event):
            self.open_paths(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End all that runs: no process and no thread outlives the window."""
        if not self.may_close():
            event.ignore()
            return
        self._settings.put(Setting.GEOMETRY, bytes(self.saveGeometry().toBase64().data()).decode())
        self._end_case()
        self._records.close()
        self._stories.close()
        self._opening.close()
        self.exporting.wait()
        self._settings.save()
        super().closeEvent(event)
