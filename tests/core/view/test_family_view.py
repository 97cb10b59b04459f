"""core.view.family_view: which part of a tree is shown, and what a search finds in it."""

from __future__ import annotations

import pytest

from core.processes.family import Family
from core.view.family_view import A_STEP, Asked, FamilyView, findings_by_id
from tests.core.builders import EXCEL
from tests.core.output.trees import CASE, CMD, EXPLORER, NOTEPAD, findings_of, guid, started

EXPLORER_ID, OTHER_HOSTS_ROOT = len(CASE), len(CASE) + 1


@pytest.fixture
def view() -> FamilyView:
    """The case of `tests.core.output.trees`: explorer > (Excel > (cmd > PowerShell, notepad), notepad)."""
    family, _, findings = findings_of()
    return FamilyView(family, findings)


def chosen(view: FamilyView, asked: Asked) -> list[int]:
    """Choose, and give the ids that are shown, as a tree is read."""
    for _ in view.choosing(asked):
        pass
    shown, waiting = [], list(reversed(view.roots))
    while waiting:
        id = waiting.pop()
        shown.append(id)
        waiting += reversed(view.children(id))
    return shown


def test_everything_is_shown_at_first(view: FamilyView) -> None:
    """Nothing was asked for yet."""
    assert chosen(view, Asked()) == [EXPLORER_ID, 0, 2, 3, 4, 1, OTHER_HOSTS_ROOT, 5]
    assert (view.count, view.count_left_out(EXPLORER_ID)) == (8, 0)


def test_only_the_lines_of_flagged_processes(view: FamilyView) -> None:
    """Their ancestors and all below them; what is left out is counted where it would be."""
    assert chosen(view, Asked(only_flagged=True)) == [EXPLORER_ID, 0, 2, 3, 4]
    assert [view.count_left_out(id) for id in (EXPLORER_ID, 0)] == [1, 0]
    assert [view.is_shown(id) for id in (0, 1, 5)] == [True, False, False]
    assert [view.has_children(id) for id in (EXPLORER_ID, 2, 3)] == [True, True, False]


def test_the_line_of_one_process(view: FamilyView) -> None:
    """Flagged or not."""
    assert chosen(view, Asked(focus=2)) == [EXPLORER_ID, 0, 2, 3]
    assert chosen(view, Asked(focus=5)) == [OTHER_HOSTS_ROOT, 5]


def test_siblings_are_shown_for_comparison(view: FamilyView) -> None:
    """And told apart."""
    assert chosen(view, Asked(focus=2, with_siblings=True)) == [EXPLORER_ID, 0, 2, 3, 4]
    assert [id for id in range(8) if view.is_aside(id)] == [4]


@pytest.mark.parametrize(
    ("wanted", "hits", "shown"),
    [
        ("POWERSHELL", [3], [EXPLORER_ID, 0, 2, 3]),
        ("notepad", [4, 1], [EXPLORER_ID, 0, 4, 1]),
        ("explorer", [EXPLORER_ID, OTHER_HOSTS_ROOT], [EXPLORER_ID, 0, 2, 3, 4, 1, OTHER_HOSTS_ROOT, 5]),
        ("1003", [2], [EXPLORER_ID, 0, 2, 3]),
        ("100", [], []),
        (guid(5), [4], [EXPLORER_ID, 0, 4]),
        ("nowhere", [], []),
    ],
)
def test_a_search_keeps_parents_and_children(
    view: FamilyView, wanted: str, hits: list[int], shown: list[int]
) -> None:
    """In image, command line, user and GUID; a PID as a whole."""
    assert chosen(view, Asked(wanted=wanted)) == shown
    assert list(view.hits) == hits
    assert {id for id in range(8) if view.is_hit(id)} == set(hits)


def test_a_user_is_found() -> None:
    """In any case of the letters."""
    family, _, findings = findings_of((started(1, 0, EXCEL, EXPLORER, user=r"CORP\ADMIN"), *CASE[1:]))
    view = FamilyView(family, findings)
    chosen(view, Asked(wanted="corp\\admin"))

    assert list(view.hits) == [0]


def test_a_search_looks_only_among_what_is_asked_for(view: FamilyView) -> None:
    """Notepad under explorer is in no flagged line."""
    assert chosen(view, Asked(only_flagged=True, wanted="notepad")) == [EXPLORER_ID, 0, 4]
    assert chosen(view, Asked(focus=2, wanted="notepad")) == []


def test_until_the_choice_is_made_all_stays(view: FamilyView) -> None:
    """A window can go on showing it."""
    choosing = view.choosing(Asked(wanted="powershell"))
    next(choosing)

    assert (view.count, view.hits, view.asked) == (8, (), Asked())


def test_the_ways_down_to_some_processes(view: FamilyView) -> None:
    """Each process above them once."""
    assert list(view.lines_to([3, 4])) == [2, 0, EXPLORER_ID]


def test_choosing_pauses_often() -> None:
    """Many rows are looked through in many steps."""
    creations = tuple(started(1 + row, row % 7, NOTEPAD, CMD) for row in range(5 * A_STEP))
    view = FamilyView(Family.built(creations), {})

    steps = sum(1 for _ in view.choosing(Asked(wanted="notepad")))

    assert steps >= 10
    assert len(view.hits) == len(creations)


def test_an_empty_family_shows_nothing() -> None:
    """Whatever is asked for."""
    view = FamilyView(Family.built([]), {})

    assert [chosen(view, one) for one in (Asked(), Asked(only_flagged=True), Asked(wanted="x"))] == [
        [],
        [],
        [],
    ]


def test_findings_go_by_their_ids() -> None:
    """One that is in no record of the family is left out."""
    family, flagged, _ = findings_of()
    elsewhere = Family.built(CASE[:2])

    assert findings_by_id(family, flagged.values()) == flagged
    assert findings_by_id(elsewhere, flagged.values()) == {}
