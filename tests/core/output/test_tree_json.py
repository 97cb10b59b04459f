"""core.output.tree_json: the tree as a flat list that names each parent."""

from __future__ import annotations

import json
from typing import Any

from core.output.tree_choice import TreeChoice
from core.output.tree_json import tree_json
from core.processes.family import Family
from tests.core.builders import EXCEL
from tests.core.output.trees import CASE, findings_of, guid


def written(shows_all: bool = False) -> Any:
    """Write the case, and read it again."""
    family, flagged, findings = findings_of()
    choice = TreeChoice(family, flagged, shows_all)
    return json.loads("".join(tree_json(family, findings, choice, "strict", {"cellspawn": "1"})))


def test_processes_come_in_the_order_of_the_tree_with_their_parents() -> None:
    """Flat, for a chain may be of any depth."""
    tree = written()

    assert (tree["rule"], tree["made_by"]) == ("strict", {"cellspawn": "1"})
    assert [(one["id"], one["parent"], one["depth"]) for one in tree["processes"]] == [
        (6, None, 0), (0, 6, 1), (2, 0, 2), (3, 2, 3), (4, 0, 2),
    ]  # fmt: skip


def test_a_process_has_its_values_and_what_is_said_of_it() -> None:
    """By the names of JSON Lines."""
    missing, excel, cmd, powershell, _ = written()["processes"]

    assert (missing["is_in_the_logs"], missing["pid"], missing["guid"]) == (False, 1000, guid(0))
    assert (excel["image_path"], excel["link"], excel["how"].split(";")[0]) == (
        EXCEL, "recorded", f"the record names its parent (ProcessGuid {guid(0)})",
    )  # fmt: skip
    assert (cmd["is_flagged"], cmd["is_descendant"], cmd["severity"], cmd["matched"]) == (
        True, False, "high", ["seed", "published", "strict"],
    )  # fmt: skip
    assert (powershell["is_flagged"], powershell["is_descendant"], powershell["link"]) == (
        False,
        True,
        "inferred",
    )
    assert (powershell["started"], powershell["ended"]) == ("2026-03-02T12:00:04.0000000Z", None)
    assert powershell["file_offset"] == CASE[3].place.file_offset


def test_all_writes_all_and_nothing_is_an_empty_list() -> None:
    """Both are whole JSON."""
    nothing = "".join(tree_json(Family.built([]), {}, TreeChoice(Family.built([]), ()), "strict", {}))

    assert len(written(shows_all=True)["processes"]) == 8
    assert json.loads(nothing) == {"made_by": {}, "rule": "strict", "processes": []}
