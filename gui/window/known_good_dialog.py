"""All known-good entries into a window: what each is, why and until when, how many rows it greys, and which."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.detection.known_good import Entry
from core.errors import CellspawnError
from core.notation.visible import visible
from core.rows.row import Row
from core.view.known_good_rows import today
from core.words.known_good_words import expiry_words
from gui.looks.plain_text import label
from gui.looks.switch import Switch
from gui.looks.theme import SPACE, mono_font
from gui.window.greying import Greying
from gui.window.known_good_form import KnownGoodForm
from gui.window.thing_table import Column, ThingModel, ThingTable

OFF = "Off: no row is greyed."
NONE = "On: no flagged row is known-good."


@dataclass(frozen=True, slots=True)
class _Line:
    """An entry and what it greys."""

    entry: Entry
    hits: int
    expiry: str


_COLUMNS: tuple[Column[_Line], ...] = (
    Column("Entry", 17, lambda line: line.entry.name),
    Column("Greys", 5, lambda line: f"{line.hits:,}" if line.hits else "–", is_number=True),
    Column("Reason", 43, lambda line: line.entry.reason),
    Column("Expires", 13, lambda line: line.expiry),
    Column("From", 7, lambda line: "you" if line.entry.is_own else "shipped"),
    Column("Image", 40, lambda line: line.entry.image.replace("|", " | ")),
)


class KnownGoodDialog(QDialog):
    """Stays open beside the main window."""

    def __init__(self, greying: Greying, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Known-good children")
        self.resize(1_160, 620)
        self._greying = greying
        self.switch = Switch("Grey known-good children")
        self.words = label("", "muted")
        self.problem = label("", "problem")
        self.problem.setWordWrap(True)
        self._model = ThingModel(_COLUMNS)
        self.table = ThingTable(self._model, "Known-good entries")
        self.detail = {name: _value(name in _FIXED) for name in _DETAIL}
        self.add = QPushButton("&Add from the current row…")
        self.edit, self.remove = QPushButton("&Edit…"), QPushButton("&Remove")
        self.show_hidden = QPushButton("&Show what it greys")
        self.close_button = QPushButton("Close")
        for button in self._buttons():
            button.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self.refresh()

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.add, self.edit, self.remove, self.show_hidden, self.close_button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.switch)
        head.addSpacing(2 * SPACE)
        head.addWidget(self.words, 1)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * SPACE)
        form.setVerticalSpacing(SPACE // 2)
        for name, value in self.detail.items():
            form.addRow(label(name, "muted"), value)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        for button in (self.add, self.edit, self.remove):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.show_hidden)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(head)
        layout.addWidget(self.problem)
        layout.addWidget(self.table, 1)
        layout.addLayout(form)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.switch.toggled.connect(self._greying.set_on)
        self._greying.changed.connect(self.refresh)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_entry())
        self.table.doubleClicked.connect(lambda _: self.do_edit())
        self.add.clicked.connect(lambda: self.do_add(self._greying.current_row()))
        self.edit.clicked.connect(self.do_edit)
        self.remove.clicked.connect(self.do_remove)
        self.show_hidden.clicked.connect(self.do_show_hidden)
        self.close_button.clicked.connect(self.close)

    # ------------------------------------------------------------ what is shown
    def refresh(self) -> None:
        """Show the entries as they are now; the chosen one stays chosen."""
        chosen, on = self.current(), today()
        hits = self._greying.hits()
        lines = [_Line(one, hits.get(one.title, 0), expiry_words(one, on)) for one in self._greying.entries]
        if lines != list(self._model.things):
            self._model.show(lines)
            names = [line.entry.name for line in lines]
            self.table.selectRow(names.index(chosen.name) if chosen and chosen.name in names else 0)
        self.switch.setChecked(self._greying.is_on)
        self.words.setText((self._greying.words() or NONE) if self._greying.is_on else OFF)
        self.problem.setText(visible(self._greying.problem))
        self.problem.setVisible(bool(self._greying.problem))
        self._show_entry()

    def current(self) -> Entry | None:
        """Give the chosen entry."""
        line = self.table.currentIndex().row()
        return self._model.things[line].entry if 0 <= line < len(self._model.things) else None

    def _show_entry(self) -> None:
        entry = self.current()
        values = ("", "", "", "", "")
        if entry is not None:
            parent = entry.parent or "Excel where Office is installed"
            values = (
                entry.image.replace("|", " | "),
                entry.arguments or "none",
                parent,
                entry.reason,
                entry.source or "–",
            )
        for value, text in zip(self.detail.values(), values, strict=True):
            value.setText(visible(text))
        is_own = entry is not None and entry.is_own
        self.edit.setEnabled(is_own)
        self.remove.setEnabled(is_own)
        self.show_hidden.setEnabled(entry is not None and bool(self._greying.hits().get(entry.title)))
        self.add.setEnabled(not self._greying.problem)

    # ------------------------------------------------------------ what is done
    def do_add(self, row: Row | None) -> None:
        """Make an entry, of a row where there is one."""
        self._open(KnownGoodForm(self._greying, row, parent=self))

    def do_edit(self) -> None:
        """Change the chosen entry, where it is the user's own."""
        entry = self.current()
        if entry is not None and entry.is_own:
            self._open(KnownGoodForm(self._greying, self._greying.current_row(), entry, parent=self))

    def _open(self, form: KnownGoodForm) -> None:
        form.setWindowModality(Qt.WindowModality.WindowModal)
        form.show()

    def do_remove(self) -> None:
        """Take the chosen entry away, where it is the user's own; what it greyed is as it was."""
        entry = self.current()
        if entry is None or not entry.is_own:
            return
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, "Known-good children", f'Remove the entry "{entry.name}"?', parent=self
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes = box.addButton("Remove", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        yes.clicked.connect(lambda: self._remove(entry))
        box.open()

    def _remove(self, entry: Entry) -> None:
        try:
            self._greying.remove(entry)
        except CellspawnError as error:
            self.problem.setText(visible(str(error)))
            self.problem.show()

    def do_show_hidden(self) -> None:
        """Filter the table in front by what the chosen entry greys."""
        entry = self.current()
        if entry is not None:
            self._greying.show_hidden(entry)


_DETAIL = ("Image", "Arguments", "Parent", "Reason", "Source")
_FIXED = frozenset({"Image", "Arguments"})


def _value(is_fixed: bool) -> QLabel:
    value = label("")
    value.setWordWrap(True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if is_fixed:
        value.setFont(mono_font())
    return value
