"""The main views of a real window into PNG files: `python -m tests.gui.make_screenshots FOLDER [VIEW...]`.

Needs a display, for which Xvfb will do (`make screenshots`). Each view is drawn at 1280x800 and at 2560x1440.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from core.filter.language import parse
from gui.looks.colours import Theme
from gui.window.main_window import MainWindow
from gui.window.settings import Setting, Settings
from tests.evtx_writer.damage import destroy_record, garble_record
from tests.make_sample import SAMPLE

SIZES = ((1280, 800), (2560, 1440))
_LONGEST = 60_000
"""Milliseconds that anything may take."""
_SETTLING = 400

View = Callable[[MainWindow, Path], QWidget | None]
"""Brings a window into a state, with a folder for logs; gives what is drawn where that is not the window itself."""


def wait_until(holds: Callable[[], bool]) -> None:
    """Let the window live until something holds."""
    loop, asking, ending = QEventLoop(), QTimer(), QTimer()
    asking.timeout.connect(lambda: loop.quit() if holds() else None)
    ending.timeout.connect(loop.quit)
    asking.start(20)
    ending.start(_LONGEST)
    loop.exec()
    if not holds():
        raise TimeoutError("the window did not come to rest")


def settle(milliseconds: int = _SETTLING) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _open(window: MainWindow, *paths: Path) -> None:
    window.open_paths([os.path.relpath(path) for path in paths])  # no picture tells whose machine made it
    wait_until(lambda: window.reading is not None and not window.reading.is_running)
    settle()


def start(window: MainWindow, _folder: Path) -> None:
    """Before a log is open."""
    window.start_page.show_recent(
        [["/cases/17/FIN-WS07"], ["/cases/16/Security.evtx", "/cases/16/Sysmon.evtx"]]
    )


INVOICE = 8812
"""PID of the process that the mailed invoice starts in the sample."""


def flagged(window: MainWindow, _folder: Path) -> None:
    """What Excel spawned, and the story of one row."""
    _open(window, SAMPLE)
    page = window.page
    assert page is not None
    page.go_to(next(row.place for row in page.case.flagged.rows if row.process.pid == INVOICE))
    settle(2_000)


def creations(window: MainWindow, folder: Path) -> None:
    """All process creations."""
    flagged(window, folder)
    window.commands.by_name["tab_creations"].trigger()
    settle()


def filtered(window: MainWindow, folder: Path) -> None:
    """Filtered by user and integrity level, another filter being typed."""
    flagged(window, folder)
    _filter(window, "user:m.keller integrity>=medium -child:splwow64.exe")
    window.commands.by_name["filter"].trigger()
    settle()


def _filter(window: MainWindow, text: str) -> None:
    assert window.page is not None
    for term in parse(text):
        window.page.filter_bar.add_term(term)


def _tab(name: str) -> View:
    def view(window: MainWindow, folder: Path) -> None:
        flagged(window, folder)
        window.commands.by_name[f"detail_{name}"].trigger()
        settle(1_500)

    return view


def _table(name: str) -> View:
    def view(window: MainWindow, folder: Path) -> None:
        flagged(window, folder)
        window.commands.by_name[f"tab_{name}"].trigger()
        settle(1_500)

    return view


def hosts(window: MainWindow, folder: Path) -> QWidget:
    """What could be seen of each host."""
    flagged(window, folder)
    window.commands.by_name["verdict"].trigger()
    window.verdict_panel.tabs.setCurrentIndex(1)
    settle()
    return window.verdict_panel


def _in(theme: Theme) -> View:
    def view(window: MainWindow, folder: Path) -> None:
        window.appearance.choose_theme(theme.value)
        flagged(window, folder)

    return view


def verdict(window: MainWindow, folder: Path) -> QWidget:
    """A damaged log, an empty one, a sound one."""
    sample = SAMPLE.read_bytes()
    (folder / "Damaged.evtx").write_bytes(destroy_record(garble_record(sample, 3), 9))
    (folder / "Empty.evtx").write_bytes(b"")
    (folder / "Sound.evtx").write_bytes(sample)
    _open(window, folder)
    window.commands.by_name["verdict"].trigger()
    settle()
    return window.verdict_panel


def nothing(window: MainWindow, folder: Path) -> None:
    """A filter that hides every row."""
    flagged(window, folder)
    _filter(window, "user:nobody")
    settle()


def large_text(window: MainWindow, folder: Path) -> None:
    """The same as `flagged` in large text."""
    for _ in range(5):
        window.commands.by_name["larger"].trigger()
    flagged(window, folder)


VIEWS: Mapping[str, View] = {
    "start": start,
    "flagged": flagged,
    "creations": creations,
    "filtered": filtered,
    "nothing": nothing,
    "descendants": _table("descendants"),
    "case_tree": _table("tree"),
    "tree": _tab("tree"),
    "related": _tab("related"),
    "decoded": _tab("decoded"),
    "fields": _tab("fields"),
    "xml": _tab("xml"),
    "hex": _tab("hex"),
    "source": _tab("source"),
    "verdict": verdict,
    "hosts": hosts,
    "dark": _in(Theme.DARK),
    "contrast": _in(Theme.CONTRAST),
    "large_text": large_text,
}


def draw(name: str, size: tuple[int, int], target: Path) -> None:
    """Draw one view in a window of its own."""
    app = QApplication.instance()
    usual = QApplication.font()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        settings.put(Setting.THEME, Theme.LIGHT.value)
        window = MainWindow(settings, Path(folder) / "cellspawn.log")
        window.resize(*size)
        window.show()
        logs = Path(folder) / "logs"
        logs.mkdir()
        drawn = VIEWS[name](window, logs) or window
        settle()
        drawn.grab().save(str(target))
        window.close()
    if isinstance(app, QApplication):
        app.setFont(usual)


def main(folder: str, *names: str) -> None:
    """Draw all views, or those that are named."""
    if unknown := set(names) - set(VIEWS):
        raise SystemExit(f"there is no view {', '.join(sorted(unknown))}; there are: {', '.join(VIEWS)}")
    app = QApplication([])
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name in names or VIEWS:
        for width, height in SIZES:
            draw(name, (width, height), target / f"{name}-{width}.png")
    app.quit()


if __name__ == "__main__":
    main(*sys.argv[1:])
