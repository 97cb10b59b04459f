"""What the window shows before a log is open: where to drop one, what was opened last, the sample, the rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PureWindowsPath

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.notation.visible import one_line
from gui.looks.plain_text import label, tooltip
from gui.looks.theme import SPACE, colours, icon

WIDTH = 720
MOST_SHOWN = 6

ABOUT = (
    "A flag means that Excel started another process: the trace of Dynamic Data Exchange (ATT&CK T1559.002), of a "
    "macro or of an add-in. The rule is MITRE's analytic CAR-2020-12-004, published as CAR-2021-01-006."
)
PROMISE = "Logs are opened read-only and parsed in processes of their own. Nothing leaves this machine."


class StartPage(QScrollArea):
    """Asks for logs."""

    files_wanted = Signal()
    folder_wanted = Signal()
    sample_wanted = Signal()
    recent_chosen = Signal(list)
    """The paths of a recent case."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget()
        page.setObjectName("start")
        column = QWidget()
        column.setMaximumWidth(WIDTH)
        outer = QHBoxLayout(page)
        outer.addStretch(1)
        outer.addWidget(column, 8)
        outer.addStretch(1)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(2 * SPACE, 6 * SPACE, 2 * SPACE, 4 * SPACE)
        inner.setSpacing(2 * SPACE)
        inner.addWidget(label("See what Excel spawned", "title"))
        inner.addWidget(_wrapped(ABOUT))
        self._drop = _DropZone()
        self._drop.files.clicked.connect(self.files_wanted)
        self._drop.folder.clicked.connect(self.folder_wanted)
        inner.addWidget(self._drop)
        inner.addLayout(self._sample())
        self._recent = QVBoxLayout()
        self._recent.setSpacing(SPACE // 2)
        inner.addLayout(self._recent)
        inner.addStretch(1)
        inner.addWidget(_wrapped(PROMISE))
        self.setWidget(page)

    def _sample(self) -> QHBoxLayout:
        line = QHBoxLayout()
        button = QPushButton("Open the sample case")
        button.setAccessibleDescription("A made-up incident on three hosts, to look around")
        button.clicked.connect(self.sample_wanted)
        self.sample_button = button
        line.addWidget(button)
        line.addWidget(label("a made-up incident on three hosts, to look around", "muted"))
        line.addStretch(1)
        return line

    def show_recent(self, cases: Sequence[list[str]]) -> None:
        """List what was opened last."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if cases:
            self._recent.addWidget(label("Recent", "heading"))
        for paths in cases[:MOST_SHOWN]:
            self._recent.addWidget(self._recent_button(paths))

    def _recent_button(self, paths: list[str]) -> QPushButton:
        button = QPushButton(recent_title(paths).replace("&", "&&"))
        button.setFlat(True)
        button.setProperty("rank", "link")
        button.setToolTip(tooltip("\n".join(paths[:20])))
        button.clicked.connect(lambda: self.recent_chosen.emit(paths))
        return button


class _DropZone(QFrame):
    """The place that says what can be dropped here."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(176)
        inner = QVBoxLayout(self)
        inner.setSpacing(SPACE)
        inner.addStretch(1)
        self._sign = label()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(self._sign)
        words = label("Drop event logs, folders or a case here", "heading")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(words)
        line = QHBoxLayout()
        line.addStretch(1)
        self.files = QPushButton("Open files…")
        self.files.setDefault(True)
        self.folder = QPushButton("Open folder…")
        line.addWidget(self.files)
        line.addSpacing(SPACE)
        line.addWidget(self.folder)
        line.addStretch(1)
        inner.addSpacing(SPACE)
        inner.addLayout(line)
        inner.addStretch(1)
        self._draw_sign()

    def _draw_sign(self) -> None:
        self._sign.setPixmap(icon("folder-open-light", colours().accent).pixmap(QSize(40, 40)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_sign()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(colours().base))
        painter.setPen(QPen(QColor(colours().muted), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), SPACE, SPACE)


def recent_title(paths: Sequence[str]) -> str:
    """Name a recent case: its first path, by its last two parts, and how many more."""
    shown = (
        "\\".join(PureWindowsPath(paths[0]).parts[-2:])
        if "\\" in paths[0]
        else "/".join(paths[0].split("/")[-2:])
    )
    more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
    return f"{one_line(shown)}{more}"


def _wrapped(text: str) -> QWidget:
    made = label(text, "muted")
    made.setWordWrap(True)
    return made
