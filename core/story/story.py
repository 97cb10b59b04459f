"""A row, the tree of its host and its related events into its Story: what was before it, and what followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.detection.document import Document, document_of
from core.notation.windows import base_name
from core.processes.family import Family, Node
from core.processes.living import start_of
from core.processes.process import ProcessCreation
from core.reading.read_report import ReadReport
from core.rows.row import Row
from core.story.cause import CauseFound, cause_found
from core.story.document_found import DocumentFound, document_found
from core.story.excel_events import before_the_start, excel_time
from core.story.excel_found import ExcelFound, Step, excel_found
from core.story.followed import Followed, Part, Sought, followed
from core.work.related_event import RelatedFound, Wanted

MOST_WANTED = 64
"""Processes of one story whose events are looked for."""
MOST_BETWEEN = 8
"""Of those, processes between Excel and the row."""
_LONGEST_NAME = 512
"""Characters of a user or SID that are compared: the longest that Windows knows is shorter."""

AMBIGUOUS = "the parent is ambiguous"


@dataclass(frozen=True, slots=True)
class Story:
    """All that a case holds about one row."""

    row: Row
    has_tree: bool
    """Whether the tree is built, and holds the row; else what it started is not known yet."""
    excel: ExcelFound
    """The Excel at the head of the chain; of a row that is not flagged its parent."""
    ancestors: tuple[Node, ...]
    """Root first; the last is the row's parent. Empty where no log shows any, or while the tree is not built."""
    descendants: tuple[tuple[int, Node], ...]
    """With how far below the row each is, from 1, in the order of the tree."""
    ended: int | None
    """When the process ended (FILETIME); `None` where no log says."""
    sought: tuple[Sought, ...]
    """Whose events are looked for: the row's process first, then Excel, then what is between, then descendants."""
    related: RelatedFound | None
    """`None` until they were looked for."""
    reports: tuple[ReadReport, ...]
    """How far the logs could be read."""
    document: DocumentFound
    cause: CauseFound
    followed: Followed

    @property
    def parent(self) -> ProcessCreation | None:
        """The record of the start of the row's own parent, where a log holds it and it is sure."""
        if len(self.excel.line) > 1:
            return self.excel.line[-2].process
        return self.excel.process

    @property
    def is_of_excel(self) -> bool:
        """Whether Excel is at the head of the chain."""
        return self.row.detection is not None

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """What `find_related` is asked for; events name these by their numbers."""
        return tuple(one.wanted for one in self.sought)

    @property
    def names(self) -> tuple[str, ...]:
        """File names of the same processes. Hostile."""
        return tuple(one.name for one in self.sought)


def tell(
    row: Row, family: Family | None, related: RelatedFound | None, reports: Sequence[ReadReport] = ()
) -> Story:
    """Put together what is known by now; each part may come later.

    `related` must be what was found for the `wanted` of a story of the same row and tree.
    """
    id = None if family is None else family.id_of(row.place)
    ancestors: tuple[Node, ...] = ()
    descendants: tuple[tuple[int, Node], ...] = ()
    ended = None
    if family is not None and id is not None:
        ancestors = tuple(family.node(one) for one in family.ancestors(id))
        descendants = tuple((depth, family.node(one)) for depth, one in family.descendants(id))
        ended = family.lifetime(id)[1]
    excel = excel_found(row, family, id)
    sought = tuple(_sought(row, family, id, excel, [node for _, node in descendants]))
    number = next((number for number, one in enumerate(sought) if one.part is Part.EXCEL), None)
    time = None
    if number is not None and not excel.is_ambiguous:
        time = excel_time(number, excel.process, excel.child, excel.began)
    events = None if related is None or time is None else before_the_start(related, time)
    by_line = _by_line(row, excel)
    return Story(
        row=row,
        has_tree=id is not None,
        excel=excel,
        ancestors=ancestors,
        descendants=descendants,
        ended=ended,
        sought=sought,
        related=related,
        reports=tuple(reports),
        document=document_found(by_line, events or []),
        cause=cause_found(excel.child, by_line, events, can_judge=not excel.is_ambiguous),
        followed=followed(sought, related),
    )


def _by_line(row: Row, excel: ExcelFound) -> Document:
    if excel.is_ambiguous:
        return Document(None, None, AMBIGUOUS)
    return document_of(row.process.parent_command_line) if row.detection is None else row.detection.document


def _sought(
    row: Row, family: Family | None, id: int | None, excel: ExcelFound, below: Sequence[Node]
) -> Iterator[Sought]:
    """Say whose events are to be looked for, in the order of their numbers."""
    yield _one(Part.SELF, row.process, family, id)
    if excel.child is not None:
        yield _excel(excel, excel.child, family)
    between = _nearest(excel.line[:-1])
    for step in between:
        if step.process is not None:
            yield _one(Part.BETWEEN, step.process, family, None if step.node is None else step.node.id)
    for node in below[: MOST_WANTED - 2 - len(between)]:
        if node.process is not None:
            yield _one(Part.BELOW, node.process, family, node.id)


def _nearest(steps: Sequence[Step]) -> Sequence[Step]:
    return steps[-MOST_BETWEEN:]


def _excel(excel: ExcelFound, child: ProcessCreation, family: Family | None) -> Sought:
    """Look for Excel by what its own record says of it, else by what its child's does."""
    if excel.process is not None:
        return _one(Part.EXCEL, excel.process, family, None if excel.node is None else excel.node.id)
    wanted = Wanted(child.fqdn, child.parent_guid, child.ppid, excel.began, ended=None)
    return Sought(Part.EXCEL, excel.name or "?", wanted)


def _one(part: Part, process: ProcessCreation, family: Family | None, id: int | None) -> Sought:
    over = end = booted = None
    if family is not None and id is not None:
        over, end, booted = family.over_by(id), family.lifetime(id)[1], family.booted_before(id)
    wanted = Wanted(
        process.fqdn,
        process.guid,
        process.pid,
        start_of(process),
        over,
        process.logon_id,
        booted,
        _bounded(process.sid),
        _bounded(process.user),
    )
    return Sought(part, base_name(process.image_path) or "?", wanted, process.utc_time is not None, end)


def _bounded(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONGEST_NAME else None
