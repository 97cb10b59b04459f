"""The tree of a case into a tab of its page: drawn once it is looked at, each process with its row."""

from __future__ import annotations

from PySide6.QtCore import Signal

from core.rows.row import Row
from core.view.case import Case
from gui.detail.pane import NO_TREE, Tree
from gui.tree.process_tree import ProcessTree


class CaseTree(ProcessTree):
    """Shows all processes of a case."""

    row_chosen = Signal(object)
    """The Row of the process that the user stands on; `None` where no log holds its start."""

    def __init__(self, case: Case) -> None:
        super().__init__(has_panel=False)  # the detail tells of the process
        self._case = case
        self._tree: Tree | None = None
        self._is_drawn = False
        self.view.current_changed.connect(lambda _: self.row_chosen.emit(self.chosen_row()))
        self.say(NO_TREE[1])

    @property
    def is_made(self) -> bool:
        """Whether the tree of the case is there."""
        return self._tree is not None

    def show_tree(self, tree: Tree) -> None:
        """Show the processes of the case in this tree from now on."""
        self._tree, self._is_drawn = tree, False
        if self.isVisible():
            self.draw()

    def draw(self) -> None:
        """Draw the tree, where there is one and it has changed: it is about to be looked at."""
        if self._tree is not None and not self._is_drawn:
            self._is_drawn = True
            self.show_family(self._tree.family, self._tree.findings, zone=self._zone)

    def chosen_row(self) -> Row | None:
        """Give the row of the process that the user stands on."""
        id = self.view.current_id()
        process = None if self._tree is None or id is None else self._tree.family.process(id)
        rows = [] if process is None else self._case.rows_of([process.place])
        return rows[0] if rows else None

    def go_to_flag(self, step: int) -> None:
        """Go to the next finding (1) or the one before (-1), in the order of their rows, round and round."""
        ids = [] if self._tree is None else sorted(self._tree.findings)
        if not ids:
            return
        now = self.view.current_id() or 0
        later = [id for id in ids if (id > now if step > 0 else id < now)]
        self.reveal((later[0] if step > 0 else later[-1]) if later else ids[0 if step > 0 else -1])
