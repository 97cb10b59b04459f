"""core.view.related_view: which related events are shown."""

from __future__ import annotations

import pytest

from core.story.event_kinds import Group
from core.view.related_view import EVENTS_A_STEP, EVERYTHING, RelatedView, Shown
from tests.core.story.events import SECOND, event, found
from tests.gui.table_rows import row

EVENTS = (
    event(3, seconds=-5, by=1, DestinationIp="203.0.113.24", DestinationPort="443"),
    event(11, seconds=0, by=0, TargetFilename="C:\\Temp\\A.EXE"),
    event(13, seconds=2, by=1, TargetObject="HKU\\x", Details="secret"),
    event(13, seconds=9, by=2, TargetObject="HKU\\y"),
)
NAMES = ("cmd.exe", "EXCEL.EXE")


def view(*events: object) -> RelatedView:
    """Make a view of the events of a row."""
    return RelatedView(row(1), NAMES, found(*(events or EVENTS)))  # type: ignore[arg-type]


def chosen(one: RelatedView, shown: Shown) -> list[int]:
    """Filter to the end."""
    steps = one.filtering(shown)
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            numbers: list[int] = ended.value
            return numbers


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (EVERYTHING, [0, 1, 2, 3]),
        (Shown(groups=frozenset({Group.REGISTRY})), [2, 3]),
        (Shown(groups=frozenset({Group.NETWORK, Group.FILE})), [0, 1]),
        (Shown(groups=frozenset({Group.DNS})), []),
        (Shown(processes=frozenset({1})), [0, 2]),
        (Shown(processes=frozenset({0, 2})), [1, 3]),
        (Shown(frozenset({Group.REGISTRY}), frozenset({1})), [2]),
        (Shown(text="a.exe"), [1]),
        (Shown(text="CONNECTED to"), [0]),
        (Shown(text="excel"), [0, 2]),
        (Shown(text="SECRET"), [2]),
        (Shown(text="sysmon 13"), [2, 3]),
        (Shown(text="nothing of it"), []),
        (Shown(frozenset({Group.REGISTRY}), text="hku\\y"), [3]),
    ],
)
def test_what_is_shown(shown: Shown, expected: list[int]) -> None:
    """By kind, by process, and by a text in the sentence, the process's name, the source or any field."""
    assert expected == chosen(view(), shown)


def test_what_there_is() -> None:
    """Counts in the order of the groups and of the processes, names, and the time after the start."""
    one = view()

    assert one.group_counts() == [(Group.NETWORK, 1), (Group.FILE, 1), (Group.REGISTRY, 2)]
    assert one.process_counts() == [(0, 1), (1, 2), (2, 1)]
    assert [one.name(number) for number in range(3)] == ["cmd.exe", "EXCEL.EXE", "?"]
    assert one.offsets == [-5 * SECOND, 0, 2 * SECOND, 9 * SECOND]
    assert one.sentence(1) == "created the file C:\\Temp\\A.EXE"
    assert one.group(2) is Group.REGISTRY


def test_a_filter_is_worked_off_in_steps() -> None:
    """Between them a window lives on."""
    steps = view(*(EVENTS * EVENTS_A_STEP)).filtering(EVERYTHING)

    assert sum(1 for _ in steps) == 4
