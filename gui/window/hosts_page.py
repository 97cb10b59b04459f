"""Hosts into a page: what recorded each, from when to when and how densely, and its limits one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QSplitter,
    QStackedWidget,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.story.limit import Grade, Limit
from core.story.visibility import HostVisibility
from core.view.times import UTC_ZONE, Zone, text_in
from core.words.visibility_words import NOT_KNOWN, facts, recorded, records, share, sources, state, when
from gui.looks.plain_text import label
from gui.looks.theme import SPACE, colours
from gui.window.thing_table import Column, Sign, SignDelegate, ThingModel, ThingTable

NO_HOST = "The logs name no host with process creations or with events that limit what can be seen."
MEANING = f"Where a host was blind, a child of Excel is not recorded. {NOT_KNOWN}"
NO_LIMIT = "Nothing that was read limits what can be seen of this host."

_MEANING_COLUMN, _MEANINGS_SHARE = 2, 0.4
_LONG_WORD, _CUT = re.compile(r"(\S{24})\S{13,}(\S{12})"), "…"
_SHARES = 3
"""Facts about command lines, parents and integrity levels: there is one of each, or none of all."""
_TO_THE_SECOND, _TO_THE_MILLISECOND = len("2026-03-12 14:20:35"), len("2026-03-12 14:20:35.123")

_ICONS: Mapping[Grade | None, str] = {
    Grade.BLIND: "eye-slash-fill",
    Grade.DOUBT: "warning-fill",
    Grade.NOTED: "info-fill",
    None: "check-circle-fill",
}


def _sign(grade: Grade | None) -> Sign:
    shades = colours()
    shade = {Grade.BLIND: shades.bad, Grade.DOUBT: shades.warn, Grade.NOTED: shades.muted, None: shades.good}
    return _ICONS[grade], shade[grade]


def _host_sign(host: HostVisibility) -> Sign:
    """Green only where there are records enough for a gap to be seen."""
    if host.worst not in (None, Grade.NOTED):
        return _sign(host.worst)
    return _sign(Grade.NOTED if host.has_few else None)


class HostsPage(QWidget):
    """The hosts above, and below the limits of the one that is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = UTC_ZONE
        self._hosts = ThingModel(self._host_columns())
        self._limits = ThingModel(self._limit_columns())
        self.table = ThingTable(self._hosts, "Hosts and what could be seen of them")
        self.limits = _WrappedTable(self._limits, "What limits the chosen host's logs")
        self._of = label("", "heading")
        self._recorded, self._facts = label(""), label("", "muted")
        for words in (self._recorded, self._facts):
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._nothing = label("", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._parts = QStackedWidget()
        self._parts.addWidget(self._nothing)
        self._parts.addWidget(self._halves())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, 2 * SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._parts)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _: self._show_host(now.row()))
        self.show_hosts(())

    def _halves(self) -> QWidget:
        lower = QWidget()
        inner = QVBoxLayout(lower)
        inner.setContentsMargins(0, SPACE, 0, 0)
        inner.setSpacing(SPACE // 2)
        for part in (self._of, self._recorded, self._facts):
            inner.addWidget(part)
        inner.addSpacing(SPACE // 2)
        inner.addWidget(self.limits, 1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.table)
        halves.addWidget(lower)
        halves.setChildrenCollapsible(False)
        halves.setSizes([220, 380])
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        meaning = label(MEANING, "muted")
        meaning.setWordWrap(True)
        layout.addWidget(meaning)
        layout.addWidget(halves, 1)
        return whole

    def _host_columns(self) -> tuple[Column[HostVisibility], ...]:
        return (
            Column("State", 14, state, sign=_host_sign),
            Column("Host", 20, lambda host: host.name),
            Column("Recorded by", 20, sources),
            Column("First", 17, lambda host: self._clock(host.first)),
            Column("Last", 17, lambda host: self._clock(host.last)),
            Column("Process creations", 9, lambda host: f"{host.creations:,}", is_number=True),
            Column(
                "Command lines",
                6,
                lambda host: share(host.with_command_line, host.creations),
                is_number=True,
            ),
            Column("Parents", 6, lambda host: share(host.parents_named, host.creations), is_number=True),
            Column("Limits", 3, lambda host: f"{len(host.limits):,}" if host.limits else "", is_number=True),
        )

    def _limit_columns(self) -> tuple[Column[Limit], ...]:
        return (
            Column("Grade", 10, lambda limit: limit.grade.value, sign=lambda limit: _sign(limit.grade)),
            Column("When", 43, lambda limit: when(limit, self._clock) or "throughout"),
            Column("What it means", 60, lambda limit: _short(limit.words), tip=lambda limit: limit.words),
            Column("Record", 27, records),
        )

    def _clock(self, ticks: int | None) -> str:
        """Write a time to the second."""
        text = "" if ticks is None else text_in(ticks, self._zone)
        return text[:_TO_THE_SECOND] if len(text) == _TO_THE_MILLISECOND else text

    def show_hosts(self, hosts: Sequence[HostVisibility], words: str = "") -> None:
        """Show these hosts, the first of them chosen; `words` say why there is none."""
        self._hosts.show(hosts)
        self._nothing.setText(words or NO_HOST)
        self._parts.setCurrentIndex(1 if hosts else 0)
        self._show_host(-1)
        if hosts:
            self.table.selectRow(0)

    def set_zone(self, zone: Zone) -> None:
        """Write times in a zone."""
        self._zone = zone
        row = self.table.currentIndex().row()
        self._hosts.show(self._hosts.things)
        if row >= 0:
            self.table.selectRow(row)

    def _show_host(self, row: int) -> None:
        host = self._hosts.things[row] if 0 <= row < len(self._hosts.things) else None
        self._limits.show(() if host is None else host.limits)
        self.limits.setVisible(host is not None and bool(host.limits))
        self._of.setText("" if host is None else host.name)
        self._recorded.setText("" if host is None else f"{recorded(host, self._clock)}.")
        said = "" if host is None else self._said_of(host)
        self._facts.setText(said)
        self._facts.setVisible(bool(said))

    def _said_of(self, host: HostVisibility) -> str:
        """Say the facts: a line for each source, one for the shares, and the rest."""
        said = [f"{title}: {text}" for title, text in facts(host, self._clock)]
        shares = slice(len(host.seen), len(host.seen) + _SHARES)
        lines = [*said[: len(host.seen)], " · ".join(said[shares]), *said[shares.stop :]]
        if not host.limits:
            lines.append(NO_LIMIT)
        return "\n".join(line for line in lines if line)


class _WrappedDelegate(SignDelegate):
    """Asks for the lines that a text has between the paddings of its cell, which Qt leaves out of account."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        narrower = QStyleOptionViewItem(option)
        narrower.rect.setWidth(max(1, narrower.rect.width() - 2 * SPACE))
        return super().sizeHint(narrower, index)


class _WrappedTable(ThingTable):
    """Its texts take as many lines as they need; only where rows are few."""

    def __init__(self, model: ThingModel[Limit], name: str) -> None:
        super().__init__(model, name)
        self.setItemDelegate(_WrappedDelegate(self))
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setStyleSheet(f"QTableView::item {{ padding: {SPACE // 2}px {SPACE // 2 + 1}px; }}")
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.horizontalHeader().setStretchLastSection(False)
        self.horizontalHeader().setSectionResizeMode(_MEANING_COLUMN, QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def take_sizes(self) -> None:
        """Leave what a record means a part of the width, where the letters are large."""
        super().take_sizes()
        grade, *others = [one for one in range(self.model().columnCount()) if one != _MEANING_COLUMN]
        wanted = sum(self.columnWidth(one) for one in others)
        room = max(1, round(self.viewport().width() * (1 - _MEANINGS_SHARE)) - self.columnWidth(grade))
        for one in others if wanted > room else ():
            self.setColumnWidth(one, self.columnWidth(one) * room // wanted)
        self.resizeRowsToContents()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.take_sizes()


def _short(text: str) -> str:
    """Cut words in their middle that no line would hold, such as hashes."""
    return _LONG_WORD.sub(rf"\1{_CUT}\2", text)
