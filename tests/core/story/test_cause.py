"""Which cause a row's signs speak for, and that no more is said than they carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.document import document_of
from core.processes.process import ProcessCreation
from core.story.cause import NO_EVENTS, NO_LOADS, NOT_JUDGED, NOT_LOOKED_FOR, Cause, CauseFound, cause_found
from core.work.related_event import RelatedEvent
from tests.core.builders import EXCEL, SYSTEM32, process, started
from tests.core.story.events import event

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


def judged(row: ProcessCreation, *events: RelatedEvent) -> CauseFound:
    """Judge a row whose Excel did this before it started it."""
    return cause_found(row, document_of(row.parent_command_line), list(events))


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
    assert judged(line("/dde"), *events).cause is expected


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
            Cause.UNKNOWN,
            id="the path climbs: too little alone",
        ),
    ],
)
def test_cause_by_the_row(row: ProcessCreation, expected: Cause) -> None:
    """The row and its parent's command line carry signs of their own."""
    assert judged(row).cause is expected


COMMON = "C:\\Program Files\\Common Files\\Microsoft Shared\\VBA\\"
CLICK_TO_RUN = (
    "C:\\Program Files\\Microsoft Office\\root\\vfs\\ProgramFilesCommonX64\\Microsoft Shared\\VBA\\VBA7.1\\"
)


@pytest.mark.parametrize(
    ("image", "cause"),
    [
        (f"{COMMON}VBA7.1\\VBE7.DLL", Cause.MACRO),
        (f"{CLICK_TO_RUN}1033\\VBE7INTL.DLL", Cause.MACRO),
        ("c:\\program files (x86)\\common files\\microsoft shared\\vba\\vba6\\vbe6.dll", Cause.MACRO),
        (f"\\Device\\HarddiskVolume3{COMMON[2:]}VBA7.1\\VBE7.DLL", Cause.MACRO),
        ("C:\\Users\\Public\\vbe7.dll", Cause.UNKNOWN),
        ("C:\\Program Files\\Other\\vbe7.dll", Cause.UNKNOWN),
        (f"{COMMON}..\\..\\..\\..\\Users\\Public\\vbe7.dll", Cause.UNKNOWN),
        (f"\\\\host\\share{COMMON[2:]}vbe7.dll", Cause.UNKNOWN),
        ("vbe7.dll", Cause.UNKNOWN),
    ],
)
def test_the_engine_counts_from_its_own_place(image: str, cause: Cause) -> None:
    """Elsewhere it is odd, and no sign."""
    found = judged(line("/dde"), event(7, ImageLoaded=image))
    assert found.cause is cause
    assert len(found.odd) == (cause is Cause.UNKNOWN)


CURL = "C:\\Program Files\\Office16\\..\\..\\..\\Windows\\System32\\curl.exe"


@pytest.mark.parametrize(
    ("image", "command_line", "is_sign"),
    [
        (f"{SYSTEM32}cmd.exe", f'"{SYSTEM32}cmd.exe" /c type C:\\a\\..\\..\\b.txt', False),
        (f"{SYSTEM32}cmd.exe", "cmd /c C:\\a\\..\\..\\b.exe", False),
        (f"{SYSTEM32}cmd.exe", f"{SYSTEM32}cmd /c C:\\a\\..\\..\\cmd.exe", False),
        (f"{SYSTEM32}cmd.exe", None, False),
        (f"{SYSTEM32}cmd.exe", "", False),
        (f"{SYSTEM32}cmd.exe", "\\..\\..\\..\\Windows\\System32\\cmd.exe /c calc", True),
        (f"{SYSTEM32}curl.exe", f"{CURL} -s https://files.example.net", True),
        (f"{SYSTEM32}curl.exe", f'"{CURL}" -s', True),
        (CURL, "curl -s", True),
    ],
)
def test_only_the_programs_path_is_a_weak_sign(image: str, command_line: str | None, is_sign: bool) -> None:
    """Never an argument; and alone it decides nothing."""
    found = judged(process(image_path=image, command_line=command_line))
    assert (Cause.UNKNOWN, [Cause.DDE] * is_sign) == (found.cause, [cause for cause, _ in found.clues])
    assert all(clue.is_weak for _, clue in found.clues)


def test_a_weak_sign_does_not_undo_others() -> None:
    """It is named beside what decides."""
    row = process(command_line="\\..\\..\\..\\Windows\\System32\\cmd.exe")
    found = judged(row, VBA)
    assert (found.cause, [cause for cause, _ in found.clues]) == (Cause.MACRO, [Cause.MACRO, Cause.DDE])


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (None, (NOT_LOOKED_FOR,)),
        ([], (NO_EVENTS,)),
        ([DDE_ON], (NO_LOADS,)),
        ([VBA], ()),
    ],
)
def test_limits(events: list[RelatedEvent] | None, expected: tuple[str, ...]) -> None:
    """It is said what could not be known."""
    row = line("/dde")
    assert cause_found(row, document_of(row.parent_command_line), events).limits == expected


def test_an_ambiguous_parent_is_not_judged() -> None:
    """Nobody can tell which events are Excel's own."""
    row = line("/dde")
    assert cause_found(row, document_of(None), None, can_judge=False).limits == (NOT_JUDGED,)


def test_each_clue_has_its_record() -> None:
    """A sign from an event names that event."""
    clues = judged(line("/dde"), DDE_ON).clues
    assert clues[0][0] is Cause.DDE
    assert clues[0][1].event is DDE_ON


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_value_can_be_judged(target: str, details: str) -> None:
    """A hostile value is no sign and no error."""
    hostile = event(13, TargetObject=f"{SECURITY}{target}", Details=details)
    assert judged(line("/dde"), hostile).cause in Cause
