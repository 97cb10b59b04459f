"""A row, the tree of its host and its related events into its Story: what was before it, and what followed."""

from __future__ import annotations

from dataclasses import dataclass

from core.detection.document import document_of
from core.notation.windows import base_name
from core.processes.family import Family, Node
from core.processes.parents import start_of
from core.processes.process import ProcessCreation
from core.rows.row import Row
from core.story.cause import CauseFound, cause_found
from core.story.document_found import DocumentFound, document_found
from core.work.related_event import RelatedEvent, RelatedFound, Wanted

MOST_WANTED = 64
"""Processes of one story whose events are looked for."""


@dataclass(frozen=True, slots=True)
class Story:
    """All that a case holds about one row."""

    row: Row
    ancestors: tuple[Node, ...]
    """Root first; the last is the row's parent. Empty where no log shows any, or while the tree is not built."""
    descendants: tuple[tuple[int, Node], ...]
    """With how far below the row each is, from 1, in the order of the tree."""
    ended: int | None
    """When the process ended (FILETIME); `None` where no log says."""
    wanted: tuple[Wanted, ...]
    """Whose events are looked for: the row's process, its parent, then its descendants."""
    names: tuple[str, ...]
    """Of those processes, as they stand in the tree. Hostile."""
    related: RelatedFound | None
    """`None` until they were looked for."""
    document: DocumentFound
    cause: CauseFound

    @property
    def parent(self) -> ProcessCreation | None:
        """The record of the parent's own start, where a log holds it."""
        return self.ancestors[-1].process if self.ancestors else None

    @property
    def own_events(self) -> list[RelatedEvent]:
        """Related events of the row's process and its descendants: what followed."""
        return [] if self.related is None else [event for event in self.related.events if event.process != 1]


def tell(row: Row, family: Family | None, related: RelatedFound | None) -> Story:
    """Put together what is known by now; each part may come later."""
    process = row.process
    id = None if family is None else family.id_of(row.place)
    ancestors: tuple[Node, ...] = ()
    descendants: tuple[tuple[int, Node], ...] = ()
    wanted = [_wanted(process, None)]
    names = [process.exe or "?"]
    ended = None
    if family is not None and id is not None:
        ancestors = tuple(family.node(one) for one in family.ancestors(id))
        descendants = tuple((depth, family.node(one)) for depth, one in family.descendants(id))
        ended = family.lifetime(id)[1]
        wanted[0] = _wanted(process, family.over_by(id))
    wanted.append(_wanted_parent(process, family, ancestors[-1] if ancestors else None))
    names.append(process.parent_exe or "?")
    for _, node in descendants[: MOST_WANTED - len(wanted)]:
        if family is not None and node.process is not None:
            wanted.append(_wanted(node.process, family.over_by(node.id)))
            names.append(base_name(node.image_path) or "?")
    by_line = document_of(process.parent_command_line) if row.detection is None else row.detection.document
    return Story(
        row=row,
        ancestors=ancestors,
        descendants=descendants,
        ended=ended,
        wanted=tuple(wanted),
        names=tuple(names),
        related=related,
        document=document_found(process, by_line, related),
        cause=cause_found(process, by_line, related),
    )


def _wanted(process: ProcessCreation, ended: int | None) -> Wanted:
    return Wanted(process.fqdn, process.guid, process.pid, start_of(process), ended, process.logon_id)


def _wanted_parent(process: ProcessCreation, family: Family | None, parent: Node | None) -> Wanted:
    """Look for the parent by what its own record says of it, else by what the row's record does."""
    if parent is None or parent.process is None or family is None:
        return Wanted(process.fqdn, process.parent_guid, process.ppid, process.parent_started, ended=None)
    return _wanted(parent.process, family.over_by(parent.id))
