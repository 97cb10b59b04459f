"""Who did what: of related events what followed, what was done to the row's process, and what is doubtful."""

from __future__ import annotations

import pytest

from core.processes.process_fields import SECURITY
from core.story.followed import Followed, Part, Sought, followed
from core.work.related_event import BY_LOGON, BY_PID, RelatedEvent, Wanted
from tests.core.story.events import SECOND, STARTED, dated, event, found, of_other

HOST = "WS01.corp.example"
GUIDS = [f"5B6B6A3A-0C1D-6769-A1{number:02d}-000000001200" for number in range(3)]
DAY = 24 * 3600


def sought(*, ended: int | None = None) -> tuple[Sought, ...]:
    """The row's process, its Excel, and what it started a second later."""
    parts = ((Part.SELF, "cmd.exe", 0), (Part.EXCEL, "excel.exe", -20), (Part.BELOW, "powershell.exe", 1))
    return tuple(
        Sought(
            part,
            name,
            Wanted(HOST, GUIDS[number], 100 + number, STARTED + seconds * SECOND, ended),
            is_exact=True,
            ended=ended,
        )
        for number, (part, name, seconds) in enumerate(parts)
    )


def parts(*events: RelatedEvent, ended: int | None = None) -> Followed:
    """Part events."""
    return followed(sought(ended=ended), found(*events))


def target(event_id: int, by: int, source: str) -> RelatedEvent:
    """Build an event in which a process is the target."""
    return of_other(event(event_id, seconds=2, by=by, SourceProcessGUID=source), as_field="TargetProcessGUID")


@pytest.mark.parametrize(
    ("one", "part"),
    [
        pytest.param(event(3, seconds=2, by=0), "done", id="by it"),
        pytest.param(event(3, seconds=2, by=2), "done", id="by what it started"),
        pytest.param(of_other(event(1, seconds=2, by=0), as_field="ParentProcessGuid"), "done", id="started"),
        pytest.param(event(1, seconds=0, by=0), "done", id="its own start"),
        pytest.param(event(3, seconds=2, by=1), None, id="by Excel"),
        pytest.param(
            target(10, 0, "5B6B6A3A-0C1D-6769-A199-000000001200"), "suffered", id="opened by another"
        ),
        pytest.param(target(10, 0, GUIDS[1]), "suffered", id="opened by Excel"),
        pytest.param(target(10, 0, GUIDS[2]), "done", id="opened by what it started"),
        pytest.param(target(10, 1, GUIDS[0]), "done", id="it opened Excel"),
        pytest.param(event(25, seconds=2, by=0), "suffered", id="tampered with"),
        pytest.param(
            of_other(event(7, seconds=2, by=0), provider="Other"), "suffered", id="another provider"
        ),
        pytest.param(of_other(event(7, seconds=2, by=0), as_field="Text"), "suffered", id="named in a text"),
        pytest.param(
            of_other(event(4624, seconds=-9000, by=0), provider=SECURITY, found_by=BY_LOGON),
            "logons",
            id="logon",
        ),
        pytest.param(dated(event(3, seconds=-0.5, by=0)), "earlier", id="before its start, by its own time"),
        pytest.param(event(3, seconds=-1.5, by=0), "done", id="perhaps before its start"),
        pytest.param(event(3, seconds=-30, by=0), "earlier", id="before its start"),
        pytest.param(dated(event(3, seconds=0.5, by=2)), "earlier", id="before the start of what it started"),
        pytest.param(of_other(event(3, by=0), time=None), "done", id="without a time"),
    ],
)
def test_each_event_has_its_part(one: RelatedEvent, part: str | None) -> None:
    """Only what the process and its descendants did followed."""
    found_parts = parts(one)
    names = [name for name in ("done", "suffered", "doubtful", "logons") if getattr(found_parts, name)]
    assert ([part] if part else []) == names + ["earlier"] * found_parts.earlier


def test_the_doer_is_named() -> None:
    """Not the process that something was done to."""
    (deed,) = parts(target(10, 0, GUIDS[2])).done
    assert (deed.who.name, deed.event.as_field) == ("powershell.exe", "SourceProcessGUID")


@pytest.mark.parametrize(
    ("seconds", "ended", "sign", "is_doubtful"),
    [
        pytest.param(DAY - 1, None, None, False, id="within a day"),
        pytest.param(DAY + 1, None, None, True, id="after a day"),
        pytest.param(DAY + 1, None, 5, False, id="a day after a sure sign of it"),
        pytest.param(2 * DAY, None, 5, True, id="long after a sure sign of it"),
        pytest.param(2 * DAY, STARTED + 3 * DAY * SECOND, None, False, id="before its end"),
    ],
)
def test_a_pid_long_after(seconds: float, ended: int | None, sign: int | None, is_doubtful: bool) -> None:
    """It may be another process's by then, where no log shows an end."""
    late = of_other(event(3, seconds=seconds, by=0), found_by=BY_PID)
    sure = [] if sign is None else [event(3, seconds=sign, by=0)]
    found_parts = parts(*sure, late, ended=ended)
    assert [late] * is_doubtful == [deed.event for deed in found_parts.doubtful]
    assert len(sure) + (not is_doubtful) == len(found_parts.done)


def test_a_guid_is_never_doubtful() -> None:
    """However late."""
    assert parts(event(3, seconds=90 * DAY, by=0)).doubtful == ()


def test_not_looked_for() -> None:
    """Then nothing is told."""
    assert Followed() == followed(sought(), None)
