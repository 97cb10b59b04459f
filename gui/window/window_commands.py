"""Commands about the window and its cases into what it does, by the names in `gui/window/actions.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from core.rows.row import Row
from gui.window.help_window import HelpWindow, show_about
from gui.window.known_good_dialog import KnownGoodDialog
from gui.window.opening import ask_files, ask_folder, sample
from gui.window.settings import Settings

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow  # which makes this


class WindowCommands:
    """What can be asked of the window whether a case is open or not."""

    def __init__(self, window: MainWindow, settings: Settings, log_path: Path) -> None:
        self._window, self._settings, self._log_path = window, settings, log_path
        self._help: HelpWindow | None = None
        self._known_good: KnownGoodDialog | None = None

    # ------------------------------------------------------------ cases
    def open_files(self) -> None:
        """Ask for logs or a case, and open them."""
        if paths := ask_files(self._window, self._settings):
            self._window.open_paths(paths)

    def open_folder(self) -> None:
        if paths := ask_folder(self._window, self._settings):
            self._window.open_paths(paths)

    def open_sample(self) -> None:
        self._window.open_paths(sample())

    def add_files(self) -> None:
        """Open more logs beside those that are open."""
        reading = self._window.reading
        if reading is not None and (paths := ask_files(self._window, self._settings)):
            self._window.open_paths([*reading.paths, *paths])

    def save(self) -> None:
        self._window.saving.save()

    def save_as(self) -> None:
        self._window.saving.save_as()

    def export(self) -> None:
        if self._window.page is not None and self._window.reading is not None:
            self._window.exporting.ask(self._window.page, self._window.reading)

    def close_case(self) -> None:
        self._window.close_case()

    def quit(self) -> None:
        self._window.close()

    # ------------------------------------------------------------ reading
    def stop(self) -> None:
        reading = self._window.reading
        if reading is not None and reading.is_running:
            self._window.say("Stopping")
            reading.stop()

    def read_again(self) -> None:
        if self._window.reading is not None:
            self._window.open_paths(self._window.reading.paths)

    def verify(self) -> None:
        if self._window.reading is not None:
            self._window.open_paths(self._window.reading.paths, with_second_reader=True)

    def verdict(self) -> None:
        self._window.verdict_panel.show()
        self._window.verdict_panel.raise_()

    # ------------------------------------------------------------ what an analyst says
    def tag_rows(self) -> None:
        if self._window.marking is not None:
            self._window.marking.do_tag()

    def note_rows(self) -> None:
        if self._window.marking is not None:
            self._window.marking.do_note()

    def clear_marks(self) -> None:
        if self._window.marking is not None:
            self._window.marking.do_clear()

    def known_good(self) -> None:
        """Grey known-good children, or none."""
        self._window.greying.set_on(not self._window.greying.is_on)

    def known_good_list(self) -> None:
        self._known_good = self._known_good or KnownGoodDialog(self._window.greying, self._window)
        self._known_good.refresh()
        self._known_good.show()
        self._known_good.raise_()

    def call_known_good(self, row: Row) -> None:
        """Let the user say why this row is harmless."""
        self.known_good_list()
        if self._known_good is not None:
            self._known_good.do_add(row)

    # ------------------------------------------------------------ looks and help
    def larger(self) -> None:
        self._window.appearance.change_size(1)

    def smaller(self) -> None:
        self._window.appearance.change_size(-1)

    def usual_size(self) -> None:
        self._window.appearance.change_size(0)

    def help(self) -> None:
        self._help = self._help or HelpWindow(self._window)
        self._help.show()
        self._help.raise_()

    def log_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_path)))

    def about(self) -> None:
        show_about(self._window)
