"""A row and the family of its case into the Tree tab: who started it, and what it started."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.detection.detections import Detection
from core.processes.family import Family
from core.rows.row import Row
from core.view.times import Zone
from gui.looks.compound import Compound
from gui.tree.process_tree import ProcessTree

BUILDING = "The process tree is made when all logs have been read…"
NOT_IN_THE_TREE = "This row is not in the process tree yet."


class TreeTab(Compound):
    """Shows the line of one row's process."""

    process_chosen = Signal(object)
    """A Place: its row is to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = ProcessTree()
        self.tree.process_chosen.connect(self.process_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tree)
        self.give_focus_to(self.tree)

    def show_row(
        self, row: Row, family: Family | None, findings: Mapping[int, Detection], zone: Zone
    ) -> None:
        """Show a row's process between ancestors and descendants; `None`: the family is still being built."""
        id = None if family is None else family.id_of(row.place)
        if family is None or id is None:
            self.tree.say(BUILDING if family is None else NOT_IN_THE_TREE)
            return
        self.tree.show_family(family, findings, id, zone)

    def start_finding(self) -> None:
        """Let the user type what to search for."""
        self.tree.start_finding()

    def step(self, by: int) -> None:
        """Go to the next process that was found (1), or to the one before (-1)."""
        self.tree.step(by)
