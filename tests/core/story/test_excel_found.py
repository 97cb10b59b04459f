"""The Excel at the head of a row's chain, with and without the tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.detection.descendants import LEFT_OUT, MOST_IN_A_CHAIN, descendants_of
from core.detection.detections import detect, is_flagged_by
from core.processes.family import Family
from core.processes.process import ParentLink, ProcessCreation
from core.rows.row import Row
from core.story.excel_found import ExcelFound, excel_found
from tests.core.builders import EXCEL, SYSTEM32
from tests.core.story.starts import BOOK, CMD, MAIL, OUTLOOK, SHELL, at, creation

TOOL = creation(5, 2, f"{SYSTEM32}whoami.exe", 4, parent_image_path=f"{SYSTEM32}powershell.exe")
ALL = (MAIL, BOOK, CMD, SHELL, TOOL)


def row_of(creations: Sequence[ProcessCreation], which: int) -> Row:
    """Give the row of one of them, with its detection."""
    flagged = [one for one in detect(creations) if is_flagged_by("strict", one)]
    found = {one.process.place: one for one in (*flagged, *descendants_of(flagged, creations))}
    return Row(creations[which], found.get(creations[which].place), "strict")


def head(row: Row, creations: Sequence[ProcessCreation] | None) -> ExcelFound:
    """Find its Excel."""
    family = None if creations is None else Family.built(creations)
    return excel_found(row, family, None if family is None else family.id_of(row.place))


@pytest.mark.parametrize(
    ("which", "line"),
    [
        (2, ["cmd.exe"]),
        (3, ["cmd.exe", "powershell.exe"]),
        (4, ["cmd.exe", "powershell.exe", "whoami.exe"]),
    ],
)
@pytest.mark.parametrize("has_top", [True, False])
def test_descendants_have_the_excel_of_their_chain(which: int, line: list[str], has_top: bool) -> None:
    """Not their own parent; whether or not the detection says where the flagged process stands."""
    row = row_of(ALL, which)
    assert row.detection is not None
    if not has_top:
        row = Row(row.process, replace(row.detection, top=None), "strict")

    found = head(row, ALL)

    assert found.process == BOOK
    assert found.child == CMD
    assert [step.name for step in found.line] == line
    assert [node.process for node in found.above] == [MAIL]


@pytest.mark.parametrize(
    ("which", "line"), [(2, ["cmd.exe"]), (4, ["cmd.exe", "powershell.exe", "whoami.exe"])]
)
def test_before_the_tree_is_built(which: int, line: list[str]) -> None:
    """The chain names all, and says nothing of Excel's own record."""
    found = head(row_of(ALL, which), None)

    assert (found.name, found.process, found.node) == ("excel.exe", None, None)
    assert [step.name for step in found.line] == line


def test_a_row_that_is_not_flagged_has_its_parent() -> None:
    """Whatever that is."""
    found = head(row_of(ALL, 1), ALL)

    assert (found.name, found.process) == ("outlook.exe", MAIL)


def test_a_chain_that_the_tree_does_not_hold() -> None:
    """It is told by its names."""
    row = row_of(ALL, 4)

    assert head(row, (TOOL,)).process is None
    assert head(row, (TOOL,)).name == "excel.exe"
    assert head(row, None).child is None


def test_a_long_chain() -> None:
    """Both halves of it are in the detection, and the tree has all."""
    many = [
        creation(6 + n, n, f"{SYSTEM32}cmd.exe", 5 + n, parent_image_path=f"{SYSTEM32}cmd.exe")
        for n in range(40)
    ]
    creations = (*ALL, *many)
    row = row_of(creations, len(creations) - 1)
    assert row.detection is not None
    assert LEFT_OUT in row.detection.chain
    assert len(row.detection.chain) < len(creations)

    assert head(row, creations).process == BOOK
    assert len(head(row, creations).line) == 43
    assert len(head(row, None).line) == MOST_IN_A_CHAIN + 1


def test_the_users_of_excel() -> None:
    """By its own record, else by its child's, else no one's."""
    alone = creation(3, 0, f"{SYSTEM32}cmd.exe", 2, user="CORP\\admin", parent_user=None)
    told = creation(3, 0, f"{SYSTEM32}cmd.exe", 2, user="CORP\\admin", parent_user="CORP\\alice")

    assert head(row_of((MAIL, BOOK, alone), 2), (MAIL, BOOK, alone)).user == "CORP\\jdoe"
    assert head(row_of((told,), 0), (told,)).user == "CORP\\alice"
    assert head(row_of((alone,), 0), (alone,)).user is None


def test_an_ambiguous_parent() -> None:
    """All that it may be are named; nothing is told of one of them."""
    other = creation(7, -19, f"{SYSTEM32}x.exe", 1, pid=102, guid=None)
    unsure = creation(
        3,
        0,
        f"{SYSTEM32}cmd.exe",
        2,
        guid=None,
        parent_guid=None,
        parent_user=None,
        parent_image_path=other.image_path,
        parent_link=ParentLink.AMBIGUOUS,
        parent_candidates=(other.image_path, EXCEL),
    )
    found = head(row_of((MAIL, BOOK, other, unsure), 3), (MAIL, BOOK, other, unsure))

    assert found.is_ambiguous
    assert (found.name, found.process, found.began, found.user) == ("excel.exe", None, None, None)


def test_several_records_of_excel() -> None:
    """None is taken for its own: one was crafted."""
    twin = creation(2, -25, EXCEL, 1, parent_image_path=OUTLOOK, user="CORP\\victim", place=at(99))
    creations = (MAIL, BOOK, twin, CMD)

    found = head(row_of(creations, 3), creations)

    assert found.has_twins
    assert (found.process, found.began) == (None, None)
