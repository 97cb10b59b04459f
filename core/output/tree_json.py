"""A family tree into JSON: one flat list of processes in the order of the tree, each with its parent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from core.detection.descendants import DESCENDANT
from core.detection.detections import Detection
from core.notation import filetime
from core.output.tree_choice import Branch, TreeChoice
from core.processes.family import Family


def tree_json(
    family: Family,
    findings: Mapping[int, Detection],
    choice: TreeChoice,
    rule: str,
    made_by: Mapping[str, object],
) -> Iterator[str]:
    """Write the tree in parts; the keys are documented in docs/formats.md."""
    head = json.dumps({"made_by": made_by, "rule": rule}, indent=1)
    yield f'{head.removesuffix("}").rstrip()},\n "processes": ['
    separator = "\n  "
    for branch in choice.branches():
        if not branch.left_out:
            yield f"{separator}{json.dumps(_process(family, findings.get(branch.id), branch))}"
            separator = ",\n  "
    yield "\n ]\n}\n"


def _process(family: Family, found: Detection | None, branch: Branch) -> dict[str, object]:
    node, (started, ended) = family.node(branch.id), family.lifetime(branch.id)
    process = node.process
    place = None if process is None else process.place
    return {
        "id": node.id,
        "parent": family.parent(branch.id),
        "depth": branch.depth,
        "host": node.fqdn,
        "started": _time(started),
        "ended": _time(ended),
        "pid": node.pid,
        "guid": node.guid,
        "image_path": node.image_path,
        "command_line": None if process is None else process.command_line,
        "user": None if process is None else process.user,
        "integrity_level": None if process is None else process.integrity_level,
        "is_in_the_logs": process is not None,
        "link": node.link,
        "how": node.how,
        "is_flagged": found is not None and DESCENDANT not in found.matched,
        "is_descendant": found is not None and DESCENDANT in found.matched,
        "severity": None if found is None else found.severity,
        "matched": [] if found is None else found.matched,
        "reason": None if found is None else found.reason,
        "file": None if place is None else place.file,
        "file_offset": None if place is None else place.file_offset,
        "record_number": None if place is None else place.record_number,
        "children": family.count_children(branch.id),
    }


def _time(ticks: int | None) -> str | None:
    return None if ticks is None else filetime.to_text(ticks)
