"""A family tree into lines of text: each process below its parent, with time, PID, link, name and command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from core.detection.detections import Detection
from core.detection.severity import Severity
from core.notation import filetime
from core.notation.visible import one_line
from core.output.tree_choice import Branch, TreeChoice
from core.processes.family import Family, LinkKind, Node
from core.processes.living import host_of, start_of
from core.words.node_words import NOT_IN_THESE_LOGS, command_line, host, kind, link, name

_BEFORE = len("2024-01-31 23:59:58  1234567  recorded  ")
_BLANK = "   "


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
        for branch in choice.branches():
            if branch.left_out:
                words = f"{self.signs.ellipsis} {branch.left_out:,} more that it started, not shown"
                yield self._cut(Text(f"{'':{_BEFORE}}{self._guides(branch)}{words}", "dim"))
                continue
            node = self.family.node(branch.id)
            if branch.depth == 0 and host_of(node.fqdn) != above:
                yield from self._heading(node, is_first=above is None)
                above = host_of(node.fqdn)
            yield self._cut(self._process(branch, node))
            if node.link is LinkKind.INFERRED:
                yield self._cut(self._reason(branch, node))

    def _heading(self, node: Node, is_first: bool) -> Iterator[Text]:
        if not is_first:
            yield Text()
        yield self._cut(Text(host(node), "bold"))

    def _process(self, branch: Branch, node: Node) -> Text:
        found = self.findings.get(branch.id)
        line = Text()
        line.append(f"{_time(node):<19}  {_pid(node):>7}  {link(node):<8}  {self._guides(branch)}", "dim")
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
        guides = f"{self._guides(branch, is_process=False)}{through}"
        return Text(f"{'':{_BEFORE}}{guides}inferred {one_line(node.how)}", "dim")

    def _guides(self, branch: Branch, is_process: bool = True) -> str:
        """Draw the lines that lead to a process."""
        if not branch.depth:
            return ""
        hidden = branch.depth - len(branch.ends)
        *above, ends = branch.ends
        before = f"{self.signs.ellipsis}{hidden:,} " if hidden else ""
        before += "".join(_BLANK if over else self.signs.through for over in above)
        if is_process:
            return before + (self.signs.last if ends else self.signs.branch)
        return before + (_BLANK if ends else self.signs.through)

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
