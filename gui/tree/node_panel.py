"""A node of a process tree into what is said of it in full, below the tree."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from core.notation.visible import visible
from core.words import node_words
from gui.looks.plain_text import label
from gui.looks.theme import SPACE, mono_font
from gui.tree.tree_model import Column, TreeModel

_LEAST_LINES = 2
"""Of the command line that are seen without scrolling."""
_LINES = 12
"""Lines of the interface's font whose height it asks for."""
_LONGEST = 33_000
"""Characters; Windows' own limit of a command line is 32,767."""
_ON_TOP = (Column.PID, Column.TIME, Column.USER, Column.INTEGRITY)


class NodePanel(QWidget):
    """Says what the logs hold of one process."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = label("", "heading")
        self.facts = label("", "muted")
        self.words = label()
        self.command_line = QPlainTextEdit()
        self.command_line.setReadOnly(True)
        self.command_line.setFrameShape(QFrame.Shape.NoFrame)
        self.command_line.setTabChangesFocus(True)
        self.command_line.setAccessibleName("Command line of the process")
        for words in (self.name, self.facts, self.words):
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE // 2)
        for part in (self.name, self.facts, self.words, self.command_line):
            layout.addWidget(part)
        layout.setStretchFactor(self.command_line, 1)
        layout.addStretch(0)
        self._take_font()

    def show_node(self, model: TreeModel | None, id: int | None) -> None:
        """Say this of a process; hidden without one."""
        self.setVisible(model is not None and id is not None)
        if model is None or id is None:
            return
        node = model.node(id)
        self.name.setText(visible(node.image_path or node_words.UNNAMED))
        pid, *facts = (model.text(id, column) for column in _ON_TOP)
        said = (pid and f"PID {pid}", *facts, node_words.host(node))
        self.facts.setText(" · ".join(fact for fact in said if fact))
        self.words.setText("\n".join(node_words.sentences(node, model.finding(id))))
        line = None if node.process is None else node.process.command_line
        self.command_line.setPlainText(visible((line or node_words.NO_COMMAND_LINE)[:_LONGEST]))
        self.command_line.setVisible(node.process is not None)

    def sizeHint(self) -> QSize:
        return QSize(420, _LINES * self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        # Words that wrap would ask for the height that they have at their narrowest.
        return QSize(80, self.sizeHint().height() // 2)

    def _take_font(self) -> None:
        self.command_line.setFont(mono_font())
        height = self.command_line.fontMetrics().lineSpacing()
        self.command_line.setMinimumHeight(_LEAST_LINES * height + SPACE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "command_line"):
            self._take_font()
