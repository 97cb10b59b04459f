"""A family on the screen: the case of `tests.core.output.trees` in a model or a whole widget."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from core.processes.process import ProcessCreation
from core.view.family_view import Asked, FamilyView
from core.view.times import UTC_ZONE
from gui.tree.process_tree import ProcessTree
from gui.tree.tree_model import Column, TreeModel
from tests.core.output.trees import CASE, findings_of

EXPLORER, OTHER_HOSTS_ROOT = len(CASE), len(CASE) + 1
"""Ids of the missing parents."""
EXCEL_ID, LONE_NOTEPAD, CMD_ID, POWERSHELL_ID, NOTEPAD_ID, OTHER_HOSTS_CMD = range(6)


def view_of(creations: tuple[ProcessCreation, ...] = CASE, asked: Asked | None = None) -> FamilyView:
    """Choose at once."""
    family, _, findings = findings_of(creations)
    view = FamilyView(family, findings)
    for _ in view.choosing(asked or Asked()):
        pass
    return view


def model_of(creations: tuple[ProcessCreation, ...] = CASE, asked: Asked | None = None) -> TreeModel:
    """Make a model of a case."""
    return TreeModel(view_of(creations, asked))


def tree_of(
    qtbot: QtBot, focus: int | None = None, creations: tuple[ProcessCreation, ...] = CASE
) -> ProcessTree:
    """Show a case, or the line of one process, and wait until it is there."""
    family, _, findings = findings_of(creations)
    tree = ProcessTree()
    qtbot.addWidget(tree)
    tree.resize(1280, 700)
    tree.show()
    tree.show_family(family, findings, focus, UTC_ZONE)
    settle(qtbot, tree)
    return tree


def settle(qtbot: QtBot, tree: ProcessTree) -> None:
    """Wait until what was asked for is shown."""
    qtbot.waitUntil(lambda: tree.is_settled)


def shown(tree: ProcessTree) -> list[str]:
    """Names in the rows that are unfolded, indented by their depth."""
    model, lines = tree.view.tree_model(), []
    if model is None or tree.stack.currentIndex() != 0:
        return []
    index = model.index(0, 0)
    while index.isValid():
        depth, above = 0, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        lines.append("  " * depth + model.text(index.internalId(), Column.PROCESS))
        index = tree.view.indexBelow(index)
    return lines
