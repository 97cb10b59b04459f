"""A row and the tree of its host into the Excel at the head of its chain, and the line from there to the row.

A flagged row is Excel's child itself. A descendant has others between: what made Excel start the first of them
stands in that Excel's events, not in those of the descendant's own parent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.detection.descendants import LEFT_OUT
from core.detection.detections import Detection
from core.notation.windows import base_name
from core.processes.family import Family, LinkKind, Node
from core.processes.living import start_of
from core.processes.process import ParentLink, ProcessCreation
from core.rows.row import Row

EXCEL = "excel.exe"


@dataclass(frozen=True, slots=True)
class Step:
    """One process on the line from Excel's child down to the row. Its texts are hostile."""

    name: str | None
    """File name of its image, lower case."""
    process: ProcessCreation | None
    """`None` while the tree is not built."""
    node: Node | None
    candidates: tuple[str, ...] = ()
    """Images that may have started it, where its parent is ambiguous."""

    @property
    def is_inferred(self) -> bool:
        """Whether it is only by PID and time the child of the one above."""
        return self.node is not None and self.node.link is LinkKind.INFERRED


@dataclass(frozen=True, slots=True)
class ExcelFound:
    """The process at the head: Excel, or the parent of a row that is not flagged. Its texts are hostile."""

    name: str | None
    """File name of its image, lower case."""
    candidates: tuple[str, ...]
    """Images of all that may be the parent, where it is ambiguous: then nothing is told of one of them."""
    has_twins: bool
    """Whether several records bear its ProcessGuid, so that its own start is not known."""
    node: Node | None
    above: tuple[Node, ...]
    """What is above it in the tree, the root first."""
    line: tuple[Step, ...]
    """From its child to the row's process, which is the last."""

    @property
    def is_ambiguous(self) -> bool:
        return bool(self.candidates)

    @property
    def process(self) -> ProcessCreation | None:
        """The record of its own start, where a log holds it and it is sure."""
        if self.node is None or self.is_ambiguous or self.has_twins:
            return None
        return self.node.process

    @property
    def child(self) -> ProcessCreation | None:
        """The process that it started; of a descendant `None` while the tree is not built."""
        return self.line[0].process

    @property
    def began(self) -> int | None:
        """When it started (FILETIME)."""
        if self.process is not None:
            return start_of(self.process)
        if self.child is None or self.is_ambiguous or self.has_twins:
            return None
        return self.child.parent_started

    @property
    def user(self) -> str | None:
        """Who it ran as: by its own record, else by its child's; no one's where neither says."""
        if self.process is not None and self.process.user is not None:
            return self.process.user
        return None if self.child is None or self.is_ambiguous else self.child.parent_user


def excel_found(row: Row, family: Family | None, id: int | None) -> ExcelFound:
    """Find it: in the tree where that is built, else by what the row alone says."""
    above = [] if family is None or id is None else family.ancestors(id)
    length = _length(row.detection, family, above)
    if row.detection is not None and row.detection.chain and (length is None or family is None or id is None):
        return _by_chain(row, row.detection.chain)
    if family is None or id is None:
        return _found(row.process, None, (), (_step(row.process, None),))
    steps = [*above, id][len(above) - (length or 0) :]
    line = tuple(_step(node.process, node) for node in map(family.node, steps))
    before = [family.node(one) for one in above[: len(above) - (length or 0)]]
    found = _found(line[0].process, before[-1] if before else None, tuple(before[:-1]), line)
    if found.node is not None and family.bearers(found.node.id):
        return replace(found, has_twins=True)
    return found


def _length(detection: Detection | None, family: Family | None, above: Sequence[int]) -> int | None:
    """Count the processes between Excel and the row; `None` where the flagged one of them is not found."""
    if detection is None or not detection.chain:
        return 0
    if family is None:
        return None
    if detection.top is not None:
        top = family.id_of(detection.top)
        return len(above) - above.index(top) if top is not None and top in above else None
    length = len(detection.chain) - 2
    if LEFT_OUT in detection.chain or not 0 < length <= len(above):
        return None
    return length if (family.node(above[-length]).image_path or "") == detection.chain[1] else None


def _found(
    child: ProcessCreation | None, node: Node | None, above: tuple[Node, ...], line: tuple[Step, ...]
) -> ExcelFound:
    is_ambiguous = child is not None and child.parent_link is ParentLink.AMBIGUOUS
    candidates = child.parent_candidates if child is not None else ()
    name = None if child is None else child.parent_exe
    if is_ambiguous and EXCEL in (names := [base_name(path) for path in candidates]):
        name = names[names.index(EXCEL)]
    return ExcelFound(
        name=name,
        candidates=candidates if is_ambiguous else (),
        has_twins=bool(candidates) and child is not None and child.parent_link is ParentLink.RECORDED,
        node=node,
        above=above,
        line=line,
    )


def _by_chain(row: Row, chain: Iterable[str]) -> ExcelFound:
    """Tell by the images of a descendant's chain alone."""
    excel, *between, _ = chain
    line = (*(Step(base_name(image), None, None) for image in between), _step(row.process, None))
    return ExcelFound(base_name(excel), (), has_twins=False, node=None, above=(), line=line)


def _step(process: ProcessCreation | None, node: Node | None) -> Step:
    if process is None:
        return Step(None if node is None else base_name(node.image_path), None, node)
    candidates = process.parent_candidates if process.parent_link is ParentLink.AMBIGUOUS else ()
    return Step(process.exe, process, node, candidates)
