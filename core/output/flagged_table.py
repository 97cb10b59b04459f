"""Rows into the table that a terminal shows: flagged ones and descendants, the most severe first.

Colour, width and the width of letters are left to `rich`; every text from a log is made visible before. Where there
is no terminal each row is one line, so that lines can be searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from core.detection.descendants import DESCENDANT, chain_words
from core.detection.severity import Severity
from core.notation import filetime
from core.notation.visible import one_line
from core.processes.process import ParentLink
from core.words.read_words import headline

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from core.detection.detections import Detection
    from core.rows.row import Row
    from core.work.scan import ScanResult

NARROWEST_TABLE = 150
"""Columns that a table needs; in a narrower terminal each row is a block of lines."""
WIDEST_ALIGNED = 60
"""Columns up to which the cells of a line are aligned where there is no terminal; longer ones push the rest on."""
WIDEST_UNSHARED = 24
"""Columns that a cell without a share of the width may take, such as a host's name; it is folded beyond."""
_SIGNS = {Severity.HIGH: "▲", Severity.MEDIUM: "◆", Severity.LOW: "●", Severity.INFO: "○"}
_STYLES = {
    Severity.HIGH: "bold #D55E00",
    Severity.MEDIUM: "#E69F00",
    Severity.LOW: "#56B4E9",
    Severity.INFO: "dim",
}
_HEADINGS = (
    ("Severity", 0),
    ("Time (UTC)", 0),
    ("Host", 0),
    ("User", 3),
    ("Integrity", 0),
    ("Parent → child", 4),
    ("Command line", 9),
    ("Document", 5),
)
"""Heading, and its share of the width; 0 is as wide as its content."""


def table(rows: Sequence[Row], result: ScanResult, stream: TextIO | None) -> str:
    """Draw flagged rows and descendants under a headline, the most severe first and within that the newest.

    `stream` is where it will be shown; only a terminal's width and colours are asked for.
    """
    found = [(row.detection, row.mark.known_good) for row in rows if row.detection is not None]
    found.sort(key=lambda one: most_urgent_first(one[0]))
    said = headline(sum(DESCENDANT not in detection.matched for detection, _ in found), result)
    lines = [_Line(detection, known_good) for detection, known_good in found]
    if stream is None or not stream.isatty():
        return "".join(f"{line}\n" for line in (said, *_unwrapped(lines)))
    return _drawn(said, lines, stream)


class _Line:
    """A row as it is shown: what its severity is, and the text of each other cell."""

    def __init__(self, detection: Detection, known_good: str) -> None:
        self.severity = detection.severity
        self.cells = tuple(map(one_line, _cells(detection)))
        self.known_good = f"known-good: {one_line(known_good)}" if known_good else ""

    @property
    def severity_words(self) -> str:
        """Name it with its sign."""
        return f"{_SIGNS[self.severity]} {self.severity}"


def _headings(lines: Sequence[_Line]) -> list[str]:
    headings = [heading for heading, _ in _HEADINGS]
    if any(line.known_good for line in lines):
        headings[-1] += ", known-good"
    return headings


def _unwrapped(lines: Sequence[_Line]) -> Iterator[str]:
    """Write each row in one line, whatever its length."""
    from rich.cells import cell_len

    if not lines:
        return
    table = [_headings(lines)]
    for line in lines:
        *cells, document = line.cells
        last = "; ".join(text for text in (document, line.known_good) if text)
        table.append([line.severity_words, *cells, last])
    widths = [min(max(map(cell_len, column)), WIDEST_ALIGNED) for column in zip(*table, strict=True)]
    yield ""
    for cells in table:
        padded = (
            f"{text}{' ' * (width - cell_len(text))}" for text, width in zip(cells, widths, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _drawn(said: str, lines: Sequence[_Line], stream: TextIO) -> str:
    """Draw for a terminal: its width, its colours."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    with console.capture() as drawn:
        console.print(Text(said, "bold"), soft_wrap=True)
        if lines:
            console.print()
            console.print(_grid(lines) if console.width >= NARROWEST_TABLE else _blocks(lines))
    return drawn.get()


def _grid(lines: Sequence[_Line]) -> Table:
    """Draw a row of cells for each."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for heading, (_, share) in zip(_headings(lines), _HEADINGS, strict=True):
        widest = None if share else WIDEST_UNSHARED
        grid.add_column(heading, ratio=share or None, max_width=widest, overflow="fold")
    for line in lines:
        *cells, document = map(Text, line.cells)
        grid.add_row(_severity(line), *cells, _under(document, line.known_good))
    return grid


def _blocks(lines: Iterable[_Line]) -> Table:
    """Draw three lines or more for each row: what and when, the command line, the document."""
    from rich.table import Table
    from rich.text import Text

    blocks = Table.grid(padding=(0, 2, 1, 0))
    blocks.add_column()
    blocks.add_column(overflow="fold")
    for line in lines:
        *head, command_line, document = line.cells
        first = Text("  ".join(text for text in head if text), "bold")
        last = _under(Text(document, "dim"), line.known_good)
        blocks.add_row(_severity(line), Text("\n").join((first, Text(command_line), last)))
    return blocks


def _under(document: Text, known_good: str) -> Text:
    """Put below a document that the row is known-good, where it is."""
    from rich.text import Text

    parts = (document, Text(known_good, "italic"))
    return Text("\n").join(part for part in parts if part.plain)


def _severity(line: _Line) -> Text:
    from rich.text import Text

    return Text(line.severity_words, _STYLES[line.severity])


def most_urgent_first(detection: Detection) -> tuple[int, int]:
    """Give what rows that are read from the top are put in order by."""
    return detection.severity.rank, -(detection.process.time_created or 0)


def _cells(detection: Detection) -> tuple[str, ...]:
    process, document = detection.process, detection.document
    moment = filetime.to_datetime(process.time_created or 0)
    return (
        f"{moment:%Y-%m-%d %H:%M:%S}" if process.time_created and moment else "",
        process.hostname or "",
        process.user or "",
        process.integrity_level or "",
        _chain(detection),
        process.command_line or "(the log has no command line)",
        " ".join(text for text in (document.path, document.note and f"({document.note})") if text),
    )


def _chain(detection: Detection) -> str:
    """Name parent and child; of a descendant, which is told from a flag by that word, all from Excel down."""
    process = detection.process
    is_recorded = process.parent_link is ParentLink.RECORDED
    if DESCENDANT in detection.matched and detection.chain:
        # Whatever the record alone tells of its parent: the tree found it, or there was no chain.
        link = "" if is_recorded else f" ({ParentLink.INFERRED})"
        return (
            f"{DESCENDANT}: {chain_words(detection.chain[:-1])}{link} → {chain_words(detection.chain[-1:])}"
        )
    link = "" if is_recorded else f" ({process.parent_link})"
    return f"{process.parent_exe or '?'}{link} → {process.exe or '?'}"
