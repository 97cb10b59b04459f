"""Which cause a row's signs speak for, and that no more is said than they carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.document import document_of
from core.processes.process import ProcessCreation
from core.story.cause import NO_EVENTS, NO_LOADS, NOT_LOOKED_FOR, Cause, cause_found
from core.work.related_event import RelatedEvent, RelatedFound
from tests.core.builders import EXCEL, process, started
from tests.core.story.events import event, found, of_other

VBE7 = "C:\\Program Files\\Common Files\\Microsoft Shared\\VBA\\VBA7.1\\VBE7.DLL"
SECURITY = "HKU\\S-1-5-21-1\\Software\\Microsoft\\Office\\16.0\\Excel\\Security\\"
POLICY = "HKU\\S-1-5-21-1\\Software\\Policies\\Microsoft\\Office\\16.0\\Excel\\Security\\External Content\\"

VBA = event(7, ImageLoaded=VBE7)
OTHER_IMAGE = event(7, ImageLoaded="C:\\Windows\\System32\\mscoree.dll")
XLL = event(7, ImageLoaded="C:\\Users\\j\\Downloads\\prices.xll")
DDE_ON = event(13, TargetObject=f"{SECURITY}DisableDDEServerLaunch", Details="DWORD (0x00000000)")
DDE_OFF = event(13, TargetObject=f"{SECURITY}DisableDDEServerLaunch", Details="DWORD (0x00000001)")
BY_POLICY = event(13, TargetObject=f"{POLICY}disableddeserverlookup", Details="DWORD (0x00000000)")
MACROS_ON = event(13, TargetObject=f"{SECURITY}VBAWarnings", Details="DWORD (0x00000001)")
MACROS_ASK = event(13, TargetObject=f"{SECURITY}VBAWarnings", Details="DWORD (0x00000002)")


def line(arguments: str) -> ProcessCreation:
    """Build a row whose Excel was started with these arguments."""
    return process(parent_command_line=f'"{EXCEL}" {arguments}')


def judged(row: ProcessCreation, related: RelatedFound | None) -> Cause:
    """Judge a row."""
    return cause_found(row, document_of(row.parent_command_line), related).cause


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([], Cause.UNKNOWN, id="no event"),
        pytest.param([OTHER_IMAGE], Cause.UNKNOWN, id="another image"),
        pytest.param([VBA], Cause.MACRO, id="VBA engine"),
        pytest.param([VBA, OTHER_IMAGE, VBA], Cause.MACRO, id="VBA engine, twice"),
        pytest.param([MACROS_ON], Cause.MACRO, id="macros let through"),
        pytest.param([MACROS_ASK], Cause.UNKNOWN, id="macros ask: the default"),
        pytest.param([XLL], Cause.ADD_IN, id="XLL"),
        pytest.param([DDE_ON], Cause.DDE, id="DDE let through"),
        pytest.param([DDE_OFF], Cause.UNKNOWN, id="DDE forbidden"),
        pytest.param([BY_POLICY], Cause.DDE, id="DDE let through by a policy"),
        pytest.param([VBA, DDE_ON], Cause.UNDECIDED, id="macro and DDE"),
        pytest.param([XLL, VBA], Cause.UNDECIDED, id="add-in and macro"),
    ],
)
def test_cause_by_events(events: list[RelatedEvent], expected: Cause) -> None:
    """What Excel did before the start decides, and signs of two causes decide nothing."""
    assert judged(line("/dde"), found(*events)) is expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(line("/dde"), Cause.UNKNOWN, id="/dde is how Explorer opens any document"),
        pytest.param(line("/automation -Embedding"), Cause.COM, id="COM"),
        pytest.param(line('"C:\\Users\\j\\prices.xll"'), Cause.ADD_IN, id="an add-in is opened"),
        pytest.param(line('"C:\\Users\\j\\prices.xlsx"'), Cause.UNKNOWN, id="a document is opened"),
        pytest.param(
            started(
                "C:\\Windows\\System32\\cmd.exe",
                "\\..\\..\\..\\Windows\\System32\\cmd.exe",
                parent_command_line=f'"{EXCEL}" /dde',
            ),
            Cause.DDE,
            id="the path climbs",
        ),
    ],
)
def test_cause_by_the_row(row: ProcessCreation, expected: Cause) -> None:
    """The row and its parent's command line carry signs of their own."""
    assert judged(row, found()) is expected


@pytest.mark.parametrize(
    "not_of_it",
    [
        pytest.param(event(7, seconds=60, ImageLoaded=VBE7), id="later"),
        pytest.param(event(7, by=0, ImageLoaded=VBE7), id="by the child"),
        pytest.param(of_other(VBA, provider="Other"), id="of another provider"),
        pytest.param(of_other(VBA, as_field="TargetProcessGuid"), id="done to Excel, not by it"),
    ],
)
def test_events_that_are_no_sign(not_of_it: RelatedEvent) -> None:
    """Only what Excel itself did before the start counts."""
    assert judged(line("/dde"), found(not_of_it)) is Cause.UNKNOWN


@pytest.mark.parametrize(
    ("related", "expected"),
    [
        (None, (NOT_LOOKED_FOR,)),
        (found(), (NO_EVENTS,)),
        (found(DDE_ON), (NO_LOADS,)),
        (found(VBA), ()),
    ],
)
def test_limits(related: RelatedFound | None, expected: tuple[str, ...]) -> None:
    """It is said what could not be known."""
    row = line("/dde")
    assert cause_found(row, document_of(row.parent_command_line), related).limits == expected


def test_each_clue_has_its_record() -> None:
    """A sign from an event names that event."""
    row = line("/dde")
    clues = cause_found(row, document_of(row.parent_command_line), found(DDE_ON)).clues
    assert clues[0][0] is Cause.DDE
    assert clues[0][1].event is DDE_ON


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_value_can_be_judged(target: str, details: str) -> None:
    """A hostile value is no sign and no error."""
    hostile = event(13, TargetObject=f"{SECURITY}{target}", Details=details)
    assert judged(line("/dde"), found(hostile)) in Cause
