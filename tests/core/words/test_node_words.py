"""core.words.node_words: what is said of a process in a tree."""

from __future__ import annotations

import pytest

from core.processes.process import ParentLink
from core.words import node_words
from tests.core.builders import EXCEL
from tests.core.output.trees import CASE, CMD, findings_of, started

HOSTILE = "\x1b[2J\u202egpj.exe\nb"


def test_a_process_has_its_name_command_line_link_and_host() -> None:
    """As the log has them."""
    family, _, findings = findings_of()
    node = family.node(2)

    assert [
        node_words.name(node), node_words.command_line(node), node_words.link(node), node_words.host(node),
    ] == ["cmd.exe", "cmd.exe", "recorded", "WS01.corp.example"]  # fmt: skip
    assert list(node_words.sentences(node, findings[2])) == [
        "Parent recorded: by ProcessGuid.",
        rf"High, flagged: a shell or script host: {CMD}.",
    ]


def test_a_descendant_says_how_it_is_one() -> None:
    """Its chain, and what was inferred of it."""
    family, _, findings = findings_of()
    sentences = list(node_words.sentences(family.node(3), findings[3]))

    assert sentences[0].startswith("Parent inferred: by PID 1003 and time: started 1 second earlier")
    assert sentences[1].startswith("High, descendant: ")
    assert sentences[1].endswith("below a child of Excel: excel.exe → cmd.exe → powershell.exe.")


def test_a_missing_parent_says_so() -> None:
    """It has no command line to be shown."""
    family, _, _ = findings_of()
    node = family.node(len(CASE))

    assert [node_words.name(node), node_words.command_line(node), node_words.link(node)] == [
        "explorer.exe",
        "",
        "",
    ]
    assert list(node_words.sentences(node, None)) == [
        "Not in these logs: its own start is not in the logs that were read."
    ]


def test_a_root_says_why_it_is_one() -> None:
    """Its record names no other process as its parent, by image or otherwise."""
    unnamed = started(1, 1, CMD, EXCEL, parent_image_path=None, parent_link=ParentLink.UNKNOWN)
    family, _, _ = findings_of((unnamed,))

    assert list(node_words.sentences(family.node(0), None)) == [
        "No parent: the record names the process as its own parent; the chain ends here."
    ]


@pytest.mark.parametrize(
    ("fields", "name", "line", "host"),
    [
        ({"image_path": None, "command_line": None, "fqdn": None}, node_words.UNNAMED, node_words.NO_COMMAND_LINE,
         node_words.NO_HOST),
        ({"image_path": "C:/a/b.exe", "command_line": "", "fqdn": ""}, "b.exe", "", node_words.NO_HOST),
        ({"image_path": "C:\\a\\", "command_line": " x  y ", "fqdn": "h"}, "C:\\a\\", "x y", "h"),
        ({"image_path": f"C:\\{HOSTILE}", "command_line": HOSTILE, "fqdn": HOSTILE},
         *["␛[2J‹U+202E›gpj.exe b"] * 3),
    ],
)  # fmt: skip
def test_what_is_absent_or_hostile_is_shown_as_such(
    fields: dict[str, object], name: str, line: str, host: str
) -> None:
    """Words instead of nothing, signs instead of controls."""
    family, _, _ = findings_of((started(3, 1, CMD, EXCEL, **fields),))
    node = family.node(0)

    assert [node_words.name(node), node_words.command_line(node), node_words.host(node)] == [name, line, host]
