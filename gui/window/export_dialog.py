"""A wish to export into a file: which rows, which format, where; written in a thread of its own."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import CellspawnError, UsageError, writing_sentence
from core.output.evidence import refuse_evidence
from core.output.formats import FORMATS, Export
from core.output.safe_file import write_whole
from gui.looks.plain_text import label
from gui.looks.theme import SPACE
from gui.work.background import GIVING_WAY

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user chose."""

    scope: str
    format: str
    target: Path


class ExportDialog(QDialog):
    """Asks which rows go into which file."""

    def __init__(
        self,
        counts: Mapping[str, int],
        folder: str,
        evidence: Sequence[str],
        parent: QWidget | None = None,
        preferred: str = "flagged",
        shown: str = "",
    ) -> None:
        """`counts` says how many rows each scope has; `evidence` are the logs, never written to.

        `preferred` is the scope that is chosen at first; `shown` names the table in front.
        """
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setMinimumWidth(560)
        self._evidence = evidence
        self.scopes, self.formats = QButtonGroup(self), QButtonGroup(self)
        self.target = QLineEdit()
        self.target.setAccessibleName("File to write")
        self._folder = folder
        self._suggested = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(label("Rows", "heading"))
        for name, count in counts.items():
            self._add(
                layout,
                self.scopes,
                name,
                f"{_title(name, shown)} ({count:,})",
                is_allowed=bool(count) or name != "selected",
            )
        layout.addSpacing(SPACE)
        layout.addWidget(label("Format", "heading"))
        for one in FORMATS.values():
            self._add(layout, self.formats, one.key, one.title, is_allowed=True)
        layout.addSpacing(SPACE)
        layout.addWidget(label("File", "heading"))
        line = QHBoxLayout()
        line.addWidget(self.target, 1)
        browse = QPushButton("Browse…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        line.addWidget(browse)
        layout.addLayout(line)
        self.problem = label("")
        self.problem.setProperty("rank", "problem")
        self.problem.setWordWrap(True)
        layout.addWidget(self.problem)
        layout.addSpacing(SPACE)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        for button in buttons.buttons():
            button.setIcon(QIcon())  # the platform's red cross
        self.write = buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        self.write.setDefault(True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        for group in (self.scopes, self.formats):
            group.buttonClicked.connect(self._suggest)
        for button in self.scopes.buttons():
            button.setChecked(button.objectName() == preferred)
        self.formats.buttons()[0].setChecked(True)
        self._suggest()

    def _add(self, layout: QVBoxLayout, group: QButtonGroup, name: str, words: str, is_allowed: bool) -> None:
        button = QRadioButton(words)
        button.setObjectName(name)
        button.setEnabled(is_allowed)
        group.addButton(button)
        layout.addWidget(button)

    def _suggest(self) -> None:
        """Name a file as long as the user has not named one."""
        if self.target.text() not in ("", self._suggested):
            text = self.target.text()
            # The longest first: one ending is the end of another.
            known = sorted((one.ending for one in FORMATS.values()), key=len, reverse=True)
            ending = next((ending for ending in known if text.endswith(ending)), "")
            if ending:
                self.target.setText(f"{text.removesuffix(ending)}{self._ending()}")
            return
        self._suggested = os.path.join(self._folder, f"excel-children-{self._scope()}{self._ending()}")
        self.target.setText(self._suggested)

    def _scope(self) -> str:
        checked = self.scopes.checkedButton()
        return checked.objectName() if checked else ""

    def _format(self) -> str:
        checked = self.formats.checkedButton()
        return checked.objectName() if checked else ""

    def _ending(self) -> str:
        return FORMATS[self._format()].ending

    def _browse(self) -> None:
        kinds = ";;".join(f"{one.title} (*{one.suffix})" for one in FORMATS.values())
        name, _ = QFileDialog.getSaveFileName(
            self, "Export", self.target.text(), kinds, options=QFileDialog.Option.DontConfirmOverwrite
        )
        if name:
            self.target.setText(name)

    def _accept(self) -> None:
        name = self.target.text().strip()
        problem = self._why_not(name)
        self.problem.setText(problem)
        if problem:
            return
        if os.path.exists(name) and not self._may_replace(name):
            return
        self.accept()

    def _why_not(self, name: str) -> str:
        if not name:
            return "Name a file to write."
        if os.path.isdir(name):
            return "This is a folder. Name a file in it."
        try:
            refuse_evidence(name, self._evidence)
        except UsageError as error:
            return str(error)
        return ""

    def _may_replace(self, name: str) -> bool:
        answer = QMessageBox.question(self, "Export", f"{Path(name).name} exists. Replace it?")
        return answer is QMessageBox.StandardButton.Yes

    def wish(self) -> Wish:
        """Give what was chosen."""
        return Wish(self._scope(), self._format(), Path(self.target.text().strip()))


def _title(scope: str, shown: str) -> str:
    """Name a scope; of what is shown also which table that is."""
    return f"Shown: {shown}" if scope == "shown" and shown else scope.capitalize()


class ExportJob(QThread):
    """Writes one file while the window stays alive."""

    written = Signal(str, str)
    """What was written, and why it could not be, as a sentence: one of them is empty."""

    def __init__(self, wish: Wish, export: Export, parent: QObject) -> None:
        super().__init__(parent)
        self._wish, self._export = wish, export

    def run(self) -> None:
        """Write the file whole or not at all."""
        target, one = self._wish.target, FORMATS[self._wish.format]
        try:
            with GIVING_WAY:
                write_whole(target, lambda stream: one.write(stream, self._export))
        except CellspawnError as error:
            self.written.emit("", str(error))
        except OSError as error:
            self.written.emit("", f"{target} could not be written: {writing_sentence(error)}.")
        except Exception:  # noqa: BLE001  # the edge of a thread: a fault of ours must be told, not lost
            _log.exception("an export failed")
            self.written.emit(
                "", f"{target} was not written: this is a fault of Cellspawn; the log file says more."
            )
        else:
            rows = len(self._export.rows)
            self.written.emit(f"{rows:,} row{'s' * (rows != 1)} written to {target}", "")
