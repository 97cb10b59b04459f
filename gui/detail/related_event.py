"""One related event into what it says: its kind, where it stands, and all its fields."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.notation.decoded import decoded
from core.notation.visible import visible
from core.reading.field_nodes import FieldNode
from core.words import related_words as words
from core.words.related_words import Clock
from core.work.related_event import RelatedEvent
from gui.clipboard import put
from gui.detail.code_text import CodeText
from gui.detail.field_tree import FieldTree, node_of
from gui.detail.framed import Framed
from gui.looks.icon_button import IconButton
from gui.looks.plain_text import label
from gui.looks.theme import SPACE

LONG_VALUE = 60
"""Characters from which a value is shown in full below the fields."""
_BOX_LINES = 5
_LEAST_LINES = 14
"""Lines of the interface's font that the whole is high where an event's place is said above its fields."""


class EventDetail(QWidget):
    """Shows the selected event."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._event: RelatedEvent | None = None
        self.heading = label("", "heading")
        self.facts = _sentence()
        self.place = _sentence()
        self.warning = label()
        self.warning.setWordWrap(True)
        self.fields = FieldTree()
        self.fields.setAccessibleName("Fields of the event")
        self.fields.setRootIsDecorated(False)
        self.fields.currentItemChanged.connect(lambda *_: self._show_value())
        self.value = CodeText("Value of the field")
        self.value.setFixedHeight(_BOX_LINES * self.value.fontMetrics().lineSpacing() + 2 * SPACE)
        self._box = Framed(self.value)
        self._copy = IconButton("copy", "Copy all fields of the event", self.copy)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self.heading, 1)
        head.addWidget(self._copy)
        about = QVBoxLayout()
        about.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        about.setSpacing(SPACE // 4)
        about.addLayout(head)
        for one in (self.facts, self.place, self.warning):
            about.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(about)
        layout.addWidget(Framed(self.fields), 1)
        layout.addWidget(self._box)
        self.show_event(None, "", str)

    def show_event(self, event: RelatedEvent | None, name: str, clock: Clock) -> None:
        """Show an event about the process of this name; `None`: that none is selected."""
        self._event = event
        for text in (self.facts, self.warning, self._copy):
            text.setVisible(event is not None)
        self._show_place()
        if event is None:
            self.heading.setText("No event selected")
            self.fields.fill((), set())
        else:
            self.heading.setText(visible(words.heading(event)))
            self.facts.setText(visible(words.facts(event, name, clock)))
            self.place.setText("\n".join(map(visible, words.place_words(event).split("\n"))))
            self.warning.setText(words.warnings(event))
            self.warning.setVisible(bool(self.warning.text()))
            self.fields.fill(tuple(_node(name, text) for name, text in event.fields), set())
        self._show_value()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_place()

    def _show_place(self) -> None:
        """Leave the fields their room where there is little; the copied event names its place too."""
        has_room = self.height() >= _LEAST_LINES * self.fontMetrics().lineSpacing()
        self.place.setVisible(self._event is not None and has_room)

    def copy(self) -> None:
        """Copy all fields, as they are."""
        if self._event is not None:
            put(words.as_text(self._event))

    def _show_value(self) -> None:
        node = node_of(self.fields.currentItem())
        text = "" if node is None or node.text is None else node.text
        is_long = len(text) > LONG_VALUE or "\n" in text
        self.value.show_text(text if is_long else "")
        self._box.setVisible(is_long)


def _sentence() -> QLabel:
    made = label("", "muted")
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _node(name: str, text: str) -> FieldNode:
    return FieldNode(name, text, "Data", decoded=decoded(name, text[:200]))
