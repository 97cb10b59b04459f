"""The window's commands as one table: their menu, words, keys and icon."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from gui.looks.theme import icon


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a user can ask for."""

    name: str
    """What the window calls it."""
    words: str
    keys: tuple[str, ...] = ()
    """The first is shown in the menu."""
    icon: str = ""
    needs_case: bool = False
    """Whether it makes sense only when logs are open."""
    is_checkable: bool = False
    submenu: str = ""
    """Name of a menu that the window fills: the command itself does nothing."""


SEPARATOR = Command("", "")

MENUS: Mapping[str, tuple[Command, ...]] = {
    "&File": (
        Command("open_files", "&Open files…", ("Ctrl+O",), "file-text"),
        Command("open_folder", "Open &folder…", ("Ctrl+Shift+O",), "folder-open"),
        Command("add_files", "&Add files to these…", ("Ctrl+Alt+O",), "plus", needs_case=True),
        Command("recent", "Open &recent", submenu="recent"),
        Command("open_sample", "Open the &sample case", icon="play"),
        SEPARATOR,
        Command("save", "Sa&ve the case", ("Ctrl+S",), "floppy-disk", needs_case=True),
        Command("save_as", "Save &the case as…", ("Ctrl+Shift+S",), needs_case=True),
        Command("export", "&Export…", ("Ctrl+E",), "export", needs_case=True),
        SEPARATOR,
        Command("close_case", "&Close these logs", ("Ctrl+W",), "x", needs_case=True),
        Command("quit", "&Quit", ("Ctrl+Q",), "sign-out"),
    ),
    "&Edit": (
        Command("copy_rows", "Copy &rows", ("Ctrl+C",), "copy", needs_case=True),
        Command("copy_cell", "Copy &cell", ("Ctrl+Shift+C",), needs_case=True),
        SEPARATOR,
        Command("find", "&Find…", ("Ctrl+F",), "magnifying-glass", needs_case=True),
        Command("find_next", "Find &next", ("F3",), needs_case=True),
        Command("find_previous", "Find &previous", ("Shift+F3",), needs_case=True),
        SEPARATOR,
        Command("filter", "Fi&lter…", ("Ctrl+L", "/"), "funnel", needs_case=True),
        Command(
            "filters_off", "&Show all: filters off, not lost", ("Ctrl+H",), needs_case=True, is_checkable=True
        ),
        Command("clear_filter", "Clear the f&ilter", ("Ctrl+K",), needs_case=True),
        SEPARATOR,
        Command("tag_rows", "&Tags…", ("M",), "tag", needs_case=True),
        Command("note_rows", "N&ote…", ("Shift+M",), "note-pencil", needs_case=True),
        Command("clear_marks", "Remove tags an&d note", needs_case=True),
    ),
    "&View": (
        Command("tab_flagged", "&Flagged", ("Ctrl+1",), needs_case=True),
        Command("tab_descendants", "Descendants of flagged processes", ("Ctrl+2",), needs_case=True),
        Command("tab_creations", "&All process creations", ("Ctrl+3",), needs_case=True),
        Command("tab_tree", "Process t&ree", ("Ctrl+4",), needs_case=True),
        SEPARATOR,
        Command("detail_summary", "&Summary of the row", ("Alt+1",), needs_case=True),
        Command("detail_tree", "Ancestors and descenda&nts of the row", ("Alt+2",), needs_case=True),
        Command("detail_related", "Related e&vents of the row", ("Alt+3",), needs_case=True),
        Command("detail_decoded", "Decoded command line of the row", ("Alt+4",), needs_case=True),
        Command("detail_fields", "F&ields of the row", ("Alt+5",), needs_case=True),
        Command("detail_xml", "XM&L of the row", ("Alt+6",), needs_case=True),
        Command("detail_hex", "He&x of the row", ("Alt+7",), needs_case=True),
        Command("detail_source", "S&ource of the row", ("Alt+8",), needs_case=True),
        SEPARATOR,
        Command("facets", "Fac&ets", ("Ctrl+B",), "list-bullets", needs_case=True, is_checkable=True),
        Command("detail_below", "&Detail below the table", ("Ctrl+D",), needs_case=True, is_checkable=True),
        Command("columns", "&Columns…", ("Ctrl+Shift+L",), "columns", needs_case=True),
        Command("zone", "&Time zone", icon="clock", submenu="zone"),
        Command("theme", "T&heme", icon="palette", submenu="theme"),
        Command("larger", "Lar&ger text", ("Ctrl++", "Ctrl+=")),
        Command("smaller", "S&maller text", ("Ctrl+-",)),
        Command("usual_size", "Usual text si&ze", ("Ctrl+0",)),
        SEPARATOR,
        Command("next_pane", "Next &pane", ("F6",), needs_case=True),
    ),
    "&Detect": (
        Command("rule", "&Rule", icon="funnel-simple", submenu="rule"),
        Command("read_again", "Read a&gain", ("F5",), "arrow-clockwise", needs_case=True),
        Command("verify", "Read again, &verify with the second reader", icon="shield-check", needs_case=True),
        Command("stop", "&Stop reading", ("Ctrl+.",), "x-circle"),
        SEPARATOR,
        Command("next_flag", "&Next flagged row", ("N",), needs_case=True),
        Command("previous_flag", "&Previous flagged row", ("P",), needs_case=True),
        Command("known_good", "Gre&y known-good children", is_checkable=True),
        Command("known_good_list", "&Known-good children…"),
        Command("verdict", "Read ver&dict…", ("Ctrl+Shift+R",), "clipboard-text", needs_case=True),
    ),
    "&Help": (
        Command("help", "&Filters and keys", ("F1",), "question"),
        Command("log_file", "Show the &log file"),
        Command("about", "&About Cellspawn"),
    ),
}

TOOLBAR = ("open_files", "open_folder", "", "export", "", "filter", "find", "verdict")


class Actions:
    """The commands as actions of a window, by name."""

    def __init__(self, window: QWidget, act: Callable[[str], None]) -> None:
        """`act` is called with a command's name when the user asks for it."""
        self._commands = {one.name: one for commands in MENUS.values() for one in commands if one.name}
        self.by_name: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        for name, command in self._commands.items():
            if not command.submenu:
                self.by_name[name] = self._action(window, command, act)

    def _action(self, window: QWidget, command: Command, act: Callable[[str], None]) -> QAction:
        made = QAction(command.words, window)
        made.setObjectName(command.name)
        made.setShortcuts([QKeySequence(keys) for keys in command.keys])
        made.setCheckable(command.is_checkable)
        made.triggered.connect(lambda: act(command.name))
        window.addAction(made)
        return made

    def fill(self, bar: QMenuBar) -> None:
        """Put all commands into menus."""
        for title, commands in MENUS.items():
            menu = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            for command in commands:
                self._add(menu, command)

    def _add(self, menu: QMenu, command: Command) -> None:
        if not command.name:
            menu.addSeparator()
        elif command.submenu:
            self.menus[command.submenu] = menu.addMenu(command.words)
        else:
            menu.addAction(self.by_name[command.name])

    def draw_icons(self) -> None:
        """Draw the icons in the current theme's text colour."""
        for name, command in self._commands.items():
            if command.icon:
                target = self.menus.get(command.submenu) or self.by_name.get(name)
                if target is not None:
                    target.setIcon(icon(command.icon))

    def check(self, name: str, is_on: bool) -> None:
        """Show whether what a command switches is on."""
        self.by_name[name].setChecked(is_on)

    def allow(self, has_case: bool, off: Iterable[str] = ()) -> None:
        """Let only those be asked for that make sense."""
        refused = set(off)
        for name, action in self.by_name.items():
            needs = self._commands[name].needs_case
            action.setEnabled((has_case or not needs) and name not in refused)
