"""A family tree into lines of text: each process below its parent, with time, PID, link, name and command line.

A name is never lost to the width: in a narrow terminal first the link and the date go, which other lines say then,
and of deep families the lines of the outer levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from rich.cells import cell_len
from rich.text import Text

from core.detection.detections import Detection
from core.detection.severity import Severity
from core.notation import filetime
from core.notation.visible import one_line
from core.output.tree_choice import MOST_GUIDES, Branch, TreeChoice
from core.processes.family import Family, LinkKind, Node
from core.processes.living import host_of, start_of
from core.words.node_words import NOT_IN_THESE_LOGS, command_line, host, kind, link, name

_BLANK = "   "
_FOR_A_NAME = len("▲ medium descendant  powershell.exe  ")
"""Columns that are kept for what is said of a process before its command line,"""
_FOR_LEVELS = len("…999 ")
"""and for how many levels above it are not drawn."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """What stands before the tree."""

    has_date: bool
    """Else a line of its own names each day."""
    has_time: bool
    has_link: bool

    @property
    def width(self) -> int:
        """Cells until the tree begins."""
        return len(self.text("", "", ""))

    def text(self, time: str, pid: str, link: str) -> str:
        """Write what stands before a process; `time` is as the widest one writes it."""
        parts = []
        if self.has_time:
            parts += [f"{time if self.has_date else time[11:]:<{19 if self.has_date else 8}}", f"{pid:>7}"]
        if self.has_link:
            parts.append(f"{link:<8}")
        return "".join(f"{part}  " for part in parts)


_BY_WIDTH = (
    (110, _Columns(has_date=True, has_time=True, has_link=True)),
    (72, _Columns(has_date=False, has_time=True, has_link=False)),
    (0, _Columns(has_date=False, has_time=False, has_link=False)),
)
"""From how many columns of a terminal on each is taken."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the tree is drawn with."""

    last: str
    branch: str
    through: str
    ellipsis: str
    severity: Mapping[Severity, str]


DRAWN = Signs(
    last="└─ ",
    branch="├─ ",
    through="│  ",
    ellipsis="…",
    severity={Severity.HIGH: "▲ ", Severity.MEDIUM: "◆ ", Severity.LOW: "● ", Severity.INFO: "○ "},
)
ASCII = Signs("`- ", "|- ", "|  ", "...", dict.fromkeys(Severity, ""))

STYLES: Mapping[Severity, str] = {
    Severity.HIGH: "bold #D55E00",
    Severity.MEDIUM: "#E69F00",
    Severity.LOW: "#56B4E9",
    Severity.INFO: "dim",
}


def signs_for(encoding: str | None) -> Signs:
    """Choose signs that this encoding has."""
    needed = (DRAWN.last, DRAWN.branch, DRAWN.through, DRAWN.ellipsis, *DRAWN.severity.values())
    try:
        "".join(needed).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return DRAWN


class _Part(Enum):
    """Which line of a process the guides are for."""

    ABOVE = auto()
    PROCESS = auto()
    BELOW = auto()


@dataclass(frozen=True, slots=True)
class TreeText:
    """Draws the chosen part of a family; styles are for terminals, plain text drops them."""

    family: Family
    findings: Mapping[int, Detection]
    """Flagged processes and their descendants, by id."""
    signs: Signs = DRAWN
    width: int | None = None
    """Cells of a line; what is longer is cut. `None`: nothing is."""

    def lines(self, choice: TreeChoice) -> Iterator[Text]:
        """Draw host by host: a heading, then its families, each from its root."""
        above: str | None = None
        day = ""
        for branch in choice.branches():
            if branch.left_out:
                words = f"{self.signs.ellipsis} {branch.left_out:,} more that it started, not shown"
                yield self._cut(Text(f"{'':{self._before}}{self._guides(branch)}{words}", "dim"))
                continue
            node = self.family.node(branch.id)
            if branch.depth == 0 and host_of(node.fqdn) != above:
                yield from self._heading(node, is_first=above is None)
                above, day = host_of(node.fqdn), ""
            if (found := _time(node)[:10]) and found != day:
                day = found
                yield from self._day(branch, day)
            yield self._cut(self._process(branch, node))
            if node.link is LinkKind.INFERRED:
                yield self._cut(self._reason(branch, node))

    @property
    def _columns(self) -> _Columns:
        return next(columns for least, columns in _BY_WIDTH if self.width is None or self.width >= least)

    @property
    def _before(self) -> int:
        return self._columns.width

    def _heading(self, node: Node, is_first: bool) -> Iterator[Text]:
        if not is_first:
            yield Text()
        yield self._cut(Text(host(node), "bold"))

    def _day(self, branch: Branch, day: str) -> Iterator[Text]:
        """Name the day above the first process of it, where the lines have no date."""
        if self._columns.has_time and not self._columns.has_date:
            yield self._cut(Text(f"{day:<{self._before}}{self._guides(branch, _Part.ABOVE)}", "dim"))

    def _process(self, branch: Branch, node: Node) -> Text:
        found = self.findings.get(branch.id)
        line = Text()
        line.append(self._columns.text(_time(node), _pid(node), link(node)), "dim")
        line.append(self._guides(branch), "dim")
        if found is not None:
            sign, severity = self.signs.severity[found.severity], found.severity
            line.append(f"{sign}{severity} {kind(found)}  ", STYLES[severity])
        line.append(name(node), "bold" if found is not None else "" if node.process else "italic dim")
        if node.process is None:
            return line.append(f" {NOT_IN_THESE_LOGS}", "italic dim")
        return line.append(f"  {command_line(node)}", "" if node.process.command_line else "dim")

    def _reason(self, branch: Branch, node: Node) -> Text:
        """Say below a process how its parent was inferred."""
        through = self.signs.through if branch.has_children else _BLANK
        guides = f"{self._guides(branch, _Part.BELOW)}{through}"
        return Text(f"{'':{self._before}}{guides}inferred {one_line(node.how)}", "dim")

    def _guides(self, branch: Branch, part: _Part = _Part.PROCESS) -> str:
        """Draw the lines that lead to a process, those of its outer levels as their number where room is short."""
        if not branch.depth:
            return ""
        levels = branch.ends[-self._most_guides(branch.depth) :]
        hidden = branch.depth - len(levels)
        *above, ends = levels
        before = f"{self.signs.ellipsis}{hidden:,} " if hidden else ""
        before += "".join(_BLANK if over else self.signs.through for over in above)
        return before + self._own_guide(part, ends)

    def _own_guide(self, part: _Part, is_last: bool) -> str:
        if part is _Part.PROCESS:
            return self.signs.last if is_last else self.signs.branch
        return _BLANK if is_last and part is _Part.BELOW else self.signs.through

    def _most_guides(self, depth: int) -> int:
        if self.width is None:
            return MOST_GUIDES
        room = self.width - self._before - _FOR_A_NAME
        if depth * len(_BLANK) > room:
            room -= _FOR_LEVELS
        return min(MOST_GUIDES, max(1, room // len(_BLANK)))

    def _cut(self, line: Text) -> Text:
        line.rstrip()
        if self.width is not None and cell_len(line.plain) > self.width:
            line.truncate(self.width - cell_len(self.signs.ellipsis))
            line.append(self.signs.ellipsis)
        return line


def _time(node: Node) -> str:
    start = None if node.process is None else start_of(node.process)
    moment = None if start is None else filetime.to_datetime(start)
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"


def _pid(node: Node) -> str:
    return "" if node.pid is None else str(node.pid)
