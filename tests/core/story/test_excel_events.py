"""Which events may bear on why Excel started something."""

from __future__ import annotations

import pytest

from core.story.excel_events import ExcelTime, before_the_start, excel_time
from core.work.related_event import RelatedEvent
from tests.core.builders import process
from tests.core.story.events import SECOND, STARTED, dated, event, found, of_other

BEGAN = STARTED - 60 * SECOND
TIME = ExcelTime(number=1, began=BEGAN, is_exact=True, until=STARTED)


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        pytest.param(event(7), True, id="before the start"),
        pytest.param(dated(event(7)), True, id="before the start, by its own time"),
        pytest.param(event(7, seconds=1.5), True, id="written late"),
        pytest.param(dated(event(7, seconds=0)), True, id="at the start"),
        pytest.param(dated(event(7, seconds=0.1)), False, id="later by its own time"),
        pytest.param(event(7, seconds=3), False, id="later"),
        pytest.param(dated(event(7, seconds=-60)), True, id="as Excel started"),
        pytest.param(dated(event(7, seconds=-60.1)), False, id="before Excel started, by its own time"),
        pytest.param(event(7, seconds=-61), True, id="perhaps before Excel started"),
        pytest.param(event(7, seconds=-600), False, id="before Excel started"),
        pytest.param(event(7, by=0), False, id="by the child"),
        pytest.param(of_other(event(7), provider="Other"), False, id="of another provider"),
        pytest.param(of_other(event(7), as_field="TargetProcessGuid"), False, id="done to Excel, not by it"),
        pytest.param(of_other(event(7), time=None), False, id="without a time"),
    ],
)
def test_what_counts(one: RelatedEvent, counts: bool) -> None:
    """Only what Excel itself did while it ran and before the start."""
    assert [one] * counts == before_the_start(found(one), TIME)


def test_where_little_is_known() -> None:
    """Excel's own start may be unknown, or only when its record was written; without the child's nothing counts."""
    early = dated(event(7, seconds=-61))
    assert before_the_start(found(early), ExcelTime(1, None, is_exact=False, until=STARTED)) == [early]
    assert before_the_start(found(early), ExcelTime(1, BEGAN, is_exact=False, until=STARTED)) == [early]
    assert before_the_start(found(early), ExcelTime(1, None, is_exact=False, until=None)) == []
    assert before_the_start(None, TIME) == before_the_start(found(early), None) == []


def test_the_time_of_a_record() -> None:
    """Sysmon's own is exact."""
    assert excel_time(1, process(), process(), BEGAN) == TIME
    assert not excel_time(1, process(utc_time=None), process(), BEGAN).is_exact
    assert not excel_time(1, None, process(), BEGAN).is_exact
