"""A row, or an entry, into a form of a known-good entry, which says at once what would be wrong with it."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.detection.known_good import Entry, KnownGood, doubt, fitting_arguments
from core.detection.known_good_entry import suggested_shape
from core.errors import CellspawnError, UsageError
from core.notation.visible import visible
from core.rows.row import Row
from core.view.known_good_rows import today
from gui.looks.plain_text import label
from gui.looks.switch import Switch
from gui.looks.theme import SPACE, mono_font
from gui.window.greying import Greying

DAYS = 180
"""For which a new entry fits, where it is to expire: what is harmless changes."""

_IMAGE_HINT = "The whole path. * is any text within one name; | stands between several paths."
_ARGUMENTS_HINT = "A regular expression that fits all of them, from the first to the last character."
UNKNOWN = (
    "The log holds no command line of this row: its arguments are not known, and no entry will fit it. "
    "Without arguments an entry fits a start that has none."
)
_NO_ROW = "Stand on a flagged row to see whether the entry fits it."


class KnownGoodForm(QDialog):
    """Keeps the entry where it can be kept; otherwise it stays open and says why."""

    def __init__(
        self,
        greying: Greying,
        row: Row | None = None,
        entry: Entry | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`row` is what the entry is to fit; `entry` the one that is changed, where one is."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Known-good child" if entry is None else f"Known-good child: {entry.name}")
        self.setMinimumWidth(84 * SPACE)
        self._greying, self._row, self._entry = greying, row, entry
        self.name, self.reason, self.source = (_line(words) for words in ("Name", "Reason", "Who says so"))
        self.image, self.arguments, self.parent_image = (
            _line(words, is_fixed=True) for words in ("Image", "Arguments", "Parent")
        )
        self.unknown = label(UNKNOWN)
        self.unknown.setWordWrap(True)
        self.unknown.setVisible(entry is None and row is not None and row.process.command_line is None)
        self.expires = Switch("Fits until")
        self.day = QDateEdit()
        self.problem = label("", "problem")
        self.verdict = label("", "muted")
        self._lay_out()
        self._fill(entry, row)
        for line in self._lines():
            line.textChanged.connect(self._check)
        self.expires.toggled.connect(self.day.setEnabled)
        self.expires.toggled.connect(self._check)
        self.day.dateChanged.connect(self._check)
        self._check()
        (self.reason if self.name.text() else self.name).setFocus()

    def _lines(self) -> tuple[QLineEdit, ...]:
        return self.name, self.image, self.arguments, self.parent_image, self.reason, self.source

    def _lay_out(self) -> None:
        self.image.setPlaceholderText(r"C:\Program Files\Vendor\program.exe")
        self.arguments.setPlaceholderText("none")
        self.parent_image.setPlaceholderText("Excel where Office is installed")
        self.reason.setPlaceholderText("needed: why is this child harmless?")
        self.source.setPlaceholderText("ticket, vendor's page, owner of the add-in")
        form = QFormLayout()
        form.setHorizontalSpacing(2 * SPACE)
        form.setVerticalSpacing(SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Name", self.name)
        form.addRow(_caption("&Image", self.image), _hinted(self.image, _IMAGE_HINT))
        form.addRow(_caption("&Arguments", self.arguments), _hinted(self.arguments, _ARGUMENTS_HINT))
        form.addRow("&Parent", self.parent_image)
        form.addRow("&Reason", self.reason)
        form.addRow("&Source", self.source)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setAccessibleName("Last day on which the entry fits")
        expiry = QHBoxLayout()
        expiry.addWidget(self.expires)
        expiry.addWidget(self.day)
        expiry.addStretch(1)
        form.addRow("Expiry", expiry)
        self.problem.setWordWrap(True)
        self.verdict.setWordWrap(True)
        kind = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kind.Save | kind.Cancel)
        self.save = buttons.button(kind.Save)
        for button in buttons.buttons():
            button.setIcon(QIcon())
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(form)
        layout.addWidget(self.unknown)
        layout.addWidget(self.problem)
        layout.addWidget(self.verdict)
        layout.addStretch(1)
        layout.addWidget(buttons)

    def _fill(self, entry: Entry | None, row: Row | None) -> None:
        last = today() + timedelta(DAYS)
        if entry is not None:
            texts = (entry.name, entry.image, entry.arguments, entry.parent, entry.reason, entry.source)
            for line, text in zip(self._lines(), texts, strict=True):
                line.setText(text)
            last = entry.expires or last
        elif row is not None:
            process = row.process
            image = process.image_path or ""
            self.name.setText(self._free_name(visible(image.rpartition("\\")[2].rpartition(".")[0])))
            self.image.setText(visible(image))
            self.arguments.setText(visible(suggested_shape(fitting_arguments(process) or "")))
        for line in (self.image, self.arguments):
            line.setCursorPosition(0)
        self.expires.setChecked(entry is None or entry.expires is not None)
        self.day.setDate(QDate(last.year, last.month, last.day))
        self.day.setEnabled(self.expires.isChecked())

    def _free_name(self, name: str) -> str:
        taken = {one.name.casefold() for one in self._greying.entries}
        names = (name, *(f"{name} {number}" for number in range(2, 100)))
        return next((one for one in names if one.casefold() not in taken), name)

    # ------------------------------------------------------------ what would be wrong
    def entry(self) -> Entry:
        """Give the entry that the form describes. Raises UsageError for one without sense."""
        name, image, arguments, parent, reason, source = (line.text().strip() for line in self._lines())
        day = self.day.date().toPython() if self.expires.isChecked() else None
        return Entry(name, image, arguments, reason, source, parent, day, is_own=True)  # type: ignore[arg-type]  # a date

    def _check(self) -> None:
        reason = self.reason.text().strip()
        try:
            found = self.entry() if reason else None
        except UsageError as error:
            self.problem.setText(visible(str(error)))
            self.problem.show()
            self.verdict.setText("")
            self._may_save(False)
            return
        self.problem.hide()
        self._may_save(found is not None)
        self.verdict.setText(self._fits(found) if found is not None else "An entry needs a reason.")

    def _may_save(self, is_sound: bool) -> None:
        self.save.setEnabled(is_sound)
        self.save.setDefault(is_sound)

    def _fits(self, entry: Entry) -> str:
        """Say whether the entry fits the row that it is made for."""
        row = self._row
        if row is None or row.detection is None:
            return _NO_ROW
        if why := doubt(row.detection):
            return f"It will not fit the row: {why}."
        if entry.is_expired(today()):
            return "It will not fit the row: it has expired."
        if KnownGood([entry]).of(row.detection, today()) is not None:
            return "It fits the row."
        return "It will not fit the row: its image, its arguments or its parent differ."

    def accept(self) -> None:
        try:
            self._greying.put(self.entry(), self._entry)
        except CellspawnError as error:
            self.problem.setText(visible(str(error)))
            self.problem.show()
            return
        super().accept()


def _line(name: str, is_fixed: bool = False) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    if is_fixed:
        line.setFont(mono_font())
    return line


def _caption(words: str, buddy: QWidget) -> QLabel:
    """Make the caption of a line that stands higher than the middle of its row."""
    caption = label(words)
    caption.setBuddy(buddy)
    caption.setContentsMargins(0, SPACE // 2, 0, 0)
    return caption


def _hinted(line: QWidget, words: str) -> QVBoxLayout:
    box = QVBoxLayout()
    box.setSpacing(SPACE // 2)
    box.addWidget(line)
    box.addWidget(label(words, "muted"))
    return box
