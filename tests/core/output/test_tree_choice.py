"""core.output.tree_choice: which part of the tree is shown, and how it is drawn."""

from __future__ import annotations

from core.output.tree_choice import MOST_BELOW, MOST_GUIDES, TreeChoice
from core.processes.family import Family
from tests.core.builders import EXCEL
from tests.core.output.trees import CASE, CMD, NOTEPAD, findings_of, started


def shown(choice: TreeChoice) -> list[tuple[int, int, int]]:
    """Id, depth and how many are left out."""
    return [(branch.id, branch.depth, branch.left_out) for branch in choice.branches()]


def test_ancestors_the_flagged_and_their_descendants_are_shown() -> None:
    """And how many others those ancestors started."""
    family, flagged, _ = findings_of()
    explorer = len(CASE)

    assert shown(TreeChoice(family, flagged)) == [
        (explorer, 0, 0), (0, 1, 0), (2, 2, 0), (3, 3, 0), (4, 2, 0), (explorer, 1, 1),
    ]  # fmt: skip


def test_all_shows_all() -> None:
    """Also families in which nothing is flagged."""
    family, flagged, _ = findings_of()

    ids = [branch.id for branch in TreeChoice(family, flagged, shows_all=True).branches()]

    assert sorted(ids) == list(range(len(family)))


def test_nothing_flagged_shows_nothing() -> None:
    """Nor does an empty case."""
    family, _, _ = findings_of()

    assert (shown(TreeChoice(family, ())), shown(TreeChoice(Family.built([]), (), shows_all=True))) == (
        [],
        [],
    )


def test_it_is_known_which_branch_ends_where() -> None:
    """The line of what is left out is then the last."""
    family, flagged, _ = findings_of()

    ends = [branch.ends for branch in TreeChoice(family, flagged).branches()]

    assert ends == [(), (False,), (False, False), (False, False, True), (False, True), (True,)]


def test_more_descendants_than_anybody_reads_are_counted() -> None:
    """A flagged process with thousands below it."""
    family = Family.built(
        [started(1, 0, CMD, EXCEL), *(started(2 + row, 1, NOTEPAD, CMD) for row in range(MOST_BELOW + 7))]
    )

    branches = list(TreeChoice(family, [0]).branches())

    assert (len(branches), branches[-1].left_out) == (MOST_BELOW + 3, 7)


def test_a_deep_chain_keeps_the_nearest_levels() -> None:
    """A crafted one: the memory for a line is bounded."""
    family = Family.built([started(1 + row, row, CMD, CMD) for row in range(100)])

    *_, deepest = TreeChoice(family, (), shows_all=True).branches()

    assert (deepest.depth, len(deepest.ends)) == (100, MOST_GUIDES)
