"""Flagged processes into what they started in turn: each process below them a finding with its chain from Excel."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.detection.detections import Detection, weighed_alone
from core.detection.severity import OWN_MODIFIERS, assess
from core.notation.windows import base_name, normal_path
from core.processes.family import Family, LinkKind
from core.processes.guid_bearers import fits
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.living import host_of
from core.processes.process import ProcessCreation

DESCENDANT = "descendant"
"""Stands in `Detection.matched` where no rule flags the process itself."""

BELOW_A_FLAG = "Descendant of an Excel child process"
"""What is said of one, in the place of what a flag says."""

BELOW = "below a child of Excel: "
"""Begins the reason that names the chain."""

MOST_IN_A_CHAIN = 24
"""Of a longer chain, which only a crafted log holds, both halves of so many are given, `LEFT_OUT` between them."""
LEFT_OUT = "…"
_HALF = MOST_IN_A_CHAIN // 2
_CUT = -1
_WALKED_A_STEP, _FOUND_A_STEP = 5_000, 200
"""Processes between two pauses."""


def descendants_of(
    flagged: Sequence[Detection],
    creations: Iterable[ProcessCreation],
    ends: Iterable[ProcessEnd] = (),
    boots: Iterable[Boot] = (),
) -> list[Detection]:
    """Find every process below a flagged one that is not flagged itself, in the order of the creations.

    Only hosts with flagged processes are looked at.
    """
    hosts = {host_of(one.process.fqdn) for one in flagged}
    if not hosts:
        return []
    family = Family.built(
        [creation for creation in creations if host_of(creation.fqdn) in hosts],
        (end for end in ends if host_of(end.fqdn) in hosts),
        (boot for boot in boots if host_of(boot.fqdn) in hosts),
    )
    return [found for step in finding_descendants(flagged, family) for found in step]


def finding_descendants(flagged: Iterable[Detection], family: Family) -> Iterator[list[Detection]]:
    """Find the same in a tree that is there already, in the same order, some at a time."""
    tops = {id: one for one in flagged if (id := family.id_of(one.process.place)) is not None}
    lines: dict[int, tuple[int, ...]] = {}
    reached = _Reached(set(), set())
    for top in tops:
        for line in _lines_below(top, family, tops, reached):
            lines[line[-1]] = line
            if len(lines) % _WALKED_A_STEP == 0:
                yield []
    order = sorted(lines)
    for begin in range(0, len(order), _FOUND_A_STEP):
        yield [
            _detection(line, tops[line[0]], family)
            for line in (lines[id] for id in order[begin : begin + _FOUND_A_STEP])
        ]


@dataclass(frozen=True, slots=True)
class _Reached:
    """What need not be walked again."""

    ids: set[int]
    alike: set[tuple[int, int | None, str]]
    """Records with one ProcessGuid, PID and image: what fits one of them fits all."""


def _lines_below(
    top: int, family: Family, flagged: Container[int], reached: _Reached
) -> Iterator[tuple[int, ...]]:
    """Walk down from a flagged process, not into others that are flagged: the ids from it to each that is below.

    In a line that is too long `_CUT` stands for its middle. What was reached once is not walked again.
    """
    line, levels = [top], [_children(top, family, reached)]
    while levels:
        child = next(levels[-1], None)
        if child is None:
            levels.pop()
            line.pop()
        elif child not in flagged and child not in reached.ids:
            reached.ids.add(child)
            line.append(child)
            levels.append(_children(child, family, reached))
            yield (*line[:_HALF], _CUT, *line[-_HALF:]) if len(line) > MOST_IN_A_CHAIN else tuple(line)


def _children(id: int, family: Family, reached: _Reached) -> Iterator[int]:
    """Give what a process started, also where a crafted record with its ProcessGuid has taken it away."""
    yield from family.children(id)
    bearers, parent = family.bearers(id), family.process(id)
    if not bearers or parent is None:
        return
    alike = bearers[0], parent.pid, normal_path(parent.image_path or "")
    if alike in reached.alike:
        return
    reached.alike.add(alike)
    for other in bearers:
        for child in family.children(other) if other != id else ():
            process = family.process(child)
            if process is not None and process.parent_guid == parent.guid and fits(parent, process):
                yield child


def _detection(line: Sequence[int], flagged: Detection, family: Family) -> Detection:
    nodes = [family.node(id) for id in line if id != _CUT]
    process = nodes[-1].process
    assert process is not None, "below a process there are only such that a record shows"
    assessment = weighed_alone(process, assess(process, OWN_MODIFIERS))
    images = [node.image_path or "" for node in nodes]
    if _CUT in line:
        images.insert(_HALF, LEFT_OUT)
    chain = (_excel_of(flagged), *images)
    inferred = (
        f"the parent of {_name(node.image_path)} is inferred: {node.how}"
        for node in nodes[1:]
        if node.link is LinkKind.INFERRED
    )
    return Detection(
        process=process,
        matched=(DESCENDANT,),
        severity=assessment.severity,
        kind=assessment.kind,
        reasons=(*assessment.reasons, f"{BELOW}{chain_words(chain)}", *inferred),
        document=flagged.document,
        chain=chain,
        top=flagged.process.place,
    )


def _excel_of(flagged: Detection) -> str:
    process = flagged.process
    return process.parent_image_path or next(iter(process.parent_candidates), "")


def chain_words(chain: Iterable[str]) -> str:
    """Write a chain by its file names: `excel.exe → cmd.exe → powershell.exe`. Hostile text."""
    return " → ".join(_name(path) for path in chain)


def _name(path: str | None) -> str:
    return base_name(path) or "(no image)"
