"""core.detection.detections: what is flagged, and that a flag can always answer for itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given

from core.detection.detections import Detection, detect, is_flagged_by, is_matched, renamed_excels, with_proof
from core.detection.document import NO_DOCUMENT, RELATIVE, document_of
from core.detection.proof import Proof
from core.detection.rules import RENAMED
from core.detection.severity import Severity, assess
from core.detection.verification import Agreement, Verification
from core.notation.filetime import TICKS_PER_SECOND
from core.processes.process import ParentLink, Place, ProcessCreation
from tests.core.builders import EXCEL, SYSTEM32, process, started
from tests.core.log_reading import read_bytes, steady
from tests.core.strategies import any_process
from tests.evtx_writer import Markup, Text, filetime, sysmon_1, write_log

NOTEPAD = rf"{SYSTEM32}notepad.exe"
WORD = r"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE"
RENAMED_IMAGE = r"C:\Users\jdoe\invoice.exe"
FOLDER = r"C:\excel.exe\foo.exe"
SPLWOW64 = r"C:\Windows\splwow64.exe"
GUID, OTHER_GUID = (f"5B6B6A3A-0C1D-6769-A10{digit}-000000001200" for digit in (1, 2))
WHOLE = Proof("00" * 32, "11" * 32, holds_literal=True)
JOINED = Proof("00" * 32, "11" * 32, holds_literal=False)
ALL = ("seed", "published", "strict")
STARTED = filetime("2026-03-02T12:00:00")


def _detect(
    creation: ProcessCreation,
    others: Iterable[ProcessCreation] = (),
    proof: Proof | None = None,
) -> Detection:
    """Detect one creation in the company of others."""
    proofs = {} if proof is None else {creation.place: proof}
    (found,) = detect([creation], renamed_excels(others), proofs)
    return found


def _inferred(*images: str, **fields: object) -> ProcessCreation:
    """Build a 4688 whose parent is one of these images, the newest first; it started two minutes before."""
    row = {
        "source": "security-4688",
        "guid": None,
        "parent_guid": None,
        "parent_image_path": images[0],
        "parent_candidates": images,
        "utc_time": None,
        "time_created": STARTED,
        "parent_started": STARTED - 120 * TICKS_PER_SECOND,
        "parent_link": ParentLink.INFERRED if len(images) == 1 else ParentLink.AMBIGUOUS,
    }
    return process(**(row | fields))


def _renamed_excel(**fields: object) -> ProcessCreation:
    row = {"image_path": RENAMED_IMAGE, "original_file_name": "Excel.exe", "guid": GUID}
    return process(**(row | fields))


def _under_renamed(**fields: object) -> ProcessCreation:
    return process(**({"parent_image_path": RENAMED_IMAGE, "parent_guid": GUID} | fields))


@pytest.mark.parametrize(
    ("creation", "expected"),
    [
        pytest.param(process(), ALL, id="excel"),
        pytest.param(process(parent_image_path=WORD), ("published",), id="word"),
        pytest.param(process(parent_image_path=FOLDER), ("seed",), id="folder"),
        pytest.param(process(image_path=r"C:\x.scr"), ("strict",), id="child-without-exe"),
        pytest.param(process(image_path=None), ("strict",), id="child-without-image"),
        pytest.param(process(image_path=EXCEL), ALL, id="excel-under-excel"),
        pytest.param(process(parent_image_path=NOTEPAD), (), id="other-parent"),
        pytest.param(
            process(parent_image_path=None, parent_link=ParentLink.UNKNOWN), (), id="parent-unknown"
        ),
        pytest.param(process(parent_image_path=NOTEPAD, image_path=EXCEL), (), id="excel-as-child"),
        pytest.param(_inferred(EXCEL), ALL, id="inferred"),
        pytest.param(_inferred(NOTEPAD), (), id="inferred-other-parent"),
        pytest.param(_inferred(EXCEL, NOTEPAD), ALL, id="newest-candidate"),
        pytest.param(_inferred(NOTEPAD, EXCEL), ALL, id="older-candidate"),
        pytest.param(_inferred(NOTEPAD, WORD, FOLDER), ("seed", "published"), id="each-candidate-counts"),
        pytest.param(_inferred(NOTEPAD, ""), (), id="candidate-without-image"),
    ],
)
def test_a_flag_says_which_rules_match(creation: ProcessCreation, expected: tuple[str, ...]) -> None:
    """In their order; what none flags is no detection."""
    found = [detection.matched for detection in detect([creation])]

    assert ([expected] if expected else []) == found
    assert bool(expected) is is_matched(creation)


def test_detections_come_in_the_order_of_the_creations() -> None:
    """Each with its own process, and the proof of its own place."""
    rows = [
        process(pid=number, place=Place("a.evtx", 0, number, 1, number), parent_image_path=parent)
        for number, parent in enumerate([EXCEL, NOTEPAD, WORD, EXCEL])
    ]
    proof = Proof("22" * 32, "11" * 32, holds_literal=True)
    expected = [(0, WHOLE), (2, None), (3, proof)]
    found = detect(rows, proofs={rows[3].place: proof, rows[0].place: WHOLE})

    assert expected == [(detection.process.pid, detection.proof) for detection in found]


@pytest.mark.parametrize(
    ("creation", "rule", "expected"),
    [
        pytest.param(process(), "strict", True, id="strict"),
        pytest.param(process(parent_image_path=WORD), "strict", False, id="published-only-under-strict"),
        pytest.param(process(parent_image_path=WORD), "published", True, id="published"),
        pytest.param(process(image_path=r"C:\x.scr"), "seed", False, id="strict-only-under-seed"),
    ],
)
def test_a_rule_in_force_takes_its_own_flags(creation: ProcessCreation, rule: str, expected: bool) -> None:
    """The others are counted elsewhere, never lost."""
    assert expected is is_flagged_by(rule, _detect(creation))


def test_a_plain_flag_rests_on_the_row_alone() -> None:
    """Severity, kind, reasons and document are those of the row; nothing is claimed to be inferred."""
    creation = process()
    assessment = assess(creation)
    expected = Detection(
        process=creation,
        matched=ALL,
        severity=assessment.severity,
        kind=assessment.kind,
        reasons=assessment.reasons,
        document=document_of(creation.parent_command_line),
        proof=WHOLE,
    )

    assert expected == _detect(creation, proof=WHOLE)


def test_reasons_are_told_in_one_line() -> None:
    """Separated, in their order."""
    found = replace(_detect(process()), reasons=("one", "two"))

    assert found.reason == "one; two"


def test_an_inferred_parent_is_said_to_be_found_by_pid() -> None:
    """The flag names the PID, how long ago the parent started, and what it rests on."""
    expected = (
        "the parent is inferred: the last process that the logs show with PID 4096 started 2 minutes earlier, "
        "and they show no end of it and no boot since"
    )

    assert _detect(_inferred(EXCEL)).reasons[-1] == expected


@pytest.mark.parametrize(
    ("seconds", "age"),
    [
        pytest.param(0, "0 seconds earlier", id="at-once"),
        pytest.param(0.9999999, "0 seconds earlier", id="parts-of-seconds-are-cut"),
        pytest.param(1, "1 second earlier", id="one-second"),
        pytest.param(119, "119 seconds earlier", id="less-than-two-minutes"),
        pytest.param(120, "2 minutes earlier", id="two-minutes"),
        pytest.param(2 * 3_600 - 1, "119 minutes earlier", id="less-than-two-hours"),
        pytest.param(2 * 3_600, "2 hours earlier", id="two-hours"),
        pytest.param(2 * 86_400 - 1, "47 hours earlier", id="less-than-two-days"),
        pytest.param(2 * 86_400, "2 days earlier", id="two-days"),
        pytest.param(1_234 * 86_400, "1,234 days earlier", id="years"),
    ],
)
def test_an_inferred_parents_age_is_told(seconds: float, age: str) -> None:
    """The longer ago it started, the likelier the log misses its end."""
    ticks = round(seconds * TICKS_PER_SECOND)
    found = _detect(_inferred(EXCEL, parent_started=STARTED - ticks))

    assert f"with PID 4096 started {age}, and they show" in found.reasons[-1]


@pytest.mark.parametrize(
    "absent",
    [
        pytest.param({"parent_started": None}, id="parents-start"),
        pytest.param({"time_created": None}, id="childs-start"),
    ],
)
def test_an_age_that_is_not_known_is_left_out(absent: dict[str, object]) -> None:
    """Without either start there is no age, and none is made up."""
    assert "with PID 4096 started, and they show" in _detect(_inferred(EXCEL, **absent)).reasons[-1]


def test_an_age_counts_from_sysmons_own_time() -> None:
    """Sysmon may write its event minutes after the start."""
    late = {"utc_time": STARTED - 60 * TICKS_PER_SECOND}

    assert "started 60 seconds earlier" in _detect(_inferred(EXCEL, **late)).reasons[-1]


def test_an_inferred_parent_is_said_to_be_found_by_guid() -> None:
    """The flag names the GUID."""
    expected = f"the parent is inferred: its own record bears the ProcessGuid {GUID}"

    assert _detect(_inferred(EXCEL, parent_guid=GUID)).reasons[-1] == expected


def test_an_inferred_parent_leaves_the_severity() -> None:
    """One process fits, so it is as good as recorded."""
    assert _detect(process()).severity is _detect(_inferred(EXCEL)).severity


@pytest.mark.parametrize(
    ("guid", "found_by"),
    [pytest.param(None, "PID 4096", id="pid"), pytest.param(GUID, f"ProcessGuid {GUID}", id="guid")],
)
def test_a_parents_line_from_its_own_record_is_said_to_be(guid: str | None, found_by: str) -> None:
    """The parent is recorded, its command line is not."""
    creation = process(parent_command_line_inferred=True, parent_guid=guid)
    expected = f"the parent's command line is from its own record, found by {found_by}"

    assert _detect(creation).reasons[-1] == expected


@pytest.mark.parametrize(
    ("guid", "found_by"), [pytest.param(None, "PID", id="pid"), pytest.param(GUID, "ProcessGuid", id="guid")]
)
@pytest.mark.parametrize(
    ("line", "own_note"),
    [
        pytest.param(rf'"{EXCEL}" C:\a.xlsx', "", id="document"),
        pytest.param(rf'"{EXCEL}" a.xlsx', f"{RELATIVE}; ", id="document-with-a-note"),
        pytest.param(f'"{EXCEL}"', f"{NO_DOCUMENT}; ", id="no-document"),
    ],
)
@pytest.mark.parametrize("link", [ParentLink.RECORDED, ParentLink.INFERRED])
def test_a_document_of_an_inferred_line_says_where_the_line_is_from(
    guid: str | None, found_by: str, line: str, own_note: str, link: ParentLink
) -> None:
    """After what else there is to say; the path stays as it is."""
    recorded = process(parent_guid=guid, parent_command_line=line)
    inferred = msgspec.structs.replace(recorded, parent_command_line_inferred=True, parent_link=link)
    plain = document_of(line)
    expected = [plain, replace(plain, note=f"{own_note}by the parent's own record, found by {found_by}")]

    assert expected == [_detect(creation).document for creation in (recorded, inferred)]


@pytest.mark.parametrize("images", [(EXCEL, NOTEPAD), (NOTEPAD, EXCEL)], ids=["excel-first", "another-first"])
def test_records_of_one_guid_that_differ_raise_the_flag(images: tuple[str, ...]) -> None:
    """They tell of one process, so one was altered; that the other image sorts first may not lower anything."""
    found = _detect(_inferred(*images, parent_guid=GUID))
    expected = (
        f"raised to high: the parent is ambiguous: the records of ProcessGuid {GUID} name different images "
        f"({images[0]}, {images[1]}), so one of them was altered"
    )

    assert (Severity.HIGH, expected) == (found.severity, found.reasons[-1])


@pytest.mark.parametrize(
    ("creation", "expected"),
    [
        pytest.param(
            _inferred(EXCEL, parent_guid=GUID, parent_link=ParentLink.AMBIGUOUS),
            f"the parent is ambiguous: the records of ProcessGuid {GUID} differ though they name one image "
            f"({EXCEL}), so one of them was altered",
            id="inferred",
        ),
        pytest.param(
            process(parent_guid=GUID, parent_candidates=(EXCEL,), parent_command_line=None),
            f"records that differ bear the parent's ProcessGuid {GUID}: one of them was crafted, so the parent's "
            "command line is taken from none",
            id="recorded",
        ),
    ],
)
def test_records_of_one_guid_that_differ_beside_their_image_raise_the_flag(
    creation: ProcessCreation, expected: str
) -> None:
    """One was crafted, perhaps to name another document or user."""
    found = _detect(creation)

    assert (Severity.HIGH, f"raised to high: {expected}") == (found.severity, found.reasons[-1])


def test_an_ambiguous_row_of_little_severity_is_not_said_to_be_lowered() -> None:
    """It says that the likely parent is another, and stays where it is."""
    creation = started(
        SPLWOW64,
        "8192",
        parent_guid=None,
        parent_image_path=WORD,
        parent_candidates=(WORD, EXCEL),
        parent_link=ParentLink.AMBIGUOUS,
    )
    found = _detect(creation)
    expected = (Severity.INFO, "the newest of them, the likely parent, is not Excel")

    assert expected == (found.severity, found.reasons[-1])


def test_a_candidate_without_an_image_is_named_as_such() -> None:
    """An empty place in a list would be overlooked."""
    expected = (
        "the parent is ambiguous: more than one earlier process fits PID 4096 "
        f"(images, newest first: {EXCEL}, (no image))"
    )

    assert _detect(_inferred(EXCEL, "")).reasons[-1] == expected


def test_a_child_of_a_renamed_excel_is_flagged_through_its_parents_record() -> None:
    """Its own record shows only the other name; under every rule it counts, and it ranks high."""
    found = _detect(_under_renamed(image_path=SPLWOW64), [_renamed_excel()])
    reason = (
        "raised to high: the parent calls itself Excel.exe inside (OriginalFileName) and goes by another name"
    )
    expected = ((RENAMED,), Severity.HIGH, reason, [True] * 3)

    assert expected == (
        found.matched,
        found.severity,
        found.reasons[-1],
        [is_flagged_by(rule, found) for rule in ALL],
    )


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        pytest.param(_renamed_excel(guid=OTHER_GUID), _under_renamed(), id="other-guid"),
        pytest.param(_renamed_excel(fqdn="WS02.corp.example"), _under_renamed(), id="other-host"),
        pytest.param(_renamed_excel(guid=None), _under_renamed(parent_guid=None), id="guids-absent"),
        pytest.param(_renamed_excel(original_file_name="Cmd.Exe"), _under_renamed(), id="other-original"),
        pytest.param(_renamed_excel(original_file_name=None), _under_renamed(), id="original-absent"),
        pytest.param(
            _renamed_excel(image_path=r"C:\x\excelcnv.exe"),
            _under_renamed(parent_image_path=r"C:\x\excelcnv.exe"),
            id="converter",
        ),
    ],
)
def test_a_process_under_another_parent_is_no_child_of_a_renamed_excel(
    parent: ProcessCreation, child: ProcessCreation
) -> None:
    """Only the very process counts, and only one that hides its name."""
    assert not list(detect([child], renamed_excels([parent])))


def test_a_renamed_excel_is_known_on_a_host_in_any_case() -> None:
    """Two sources may spell the host's name differently."""
    found = _detect(_under_renamed(), [_renamed_excel(fqdn="ws01.CORP.example")])

    assert found.matched == (RENAMED,)


def test_a_renamed_excel_is_named_beside_the_rules() -> None:
    """A renamed Excel in a folder called excel.exe matches the seed as well."""
    parent = _renamed_excel(image_path=FOLDER)
    found = _detect(_under_renamed(parent_image_path=FOLDER), [parent])

    assert found.matched == ("seed", RENAMED)


def test_a_record_that_repeats_names_is_raised() -> None:
    """Windows never writes it."""
    found = _detect(started(SPLWOW64, "8192", repeated_names=("Image", "User")))
    expected = (
        Severity.HIGH,
        "raised to high: the record holds Image, User more than once, as Windows never writes it",
    )

    assert expected == (found.severity, found.reasons[-1])


def test_an_event_with_other_values_elsewhere_is_raised() -> None:
    """One of the two was altered; each file is named once."""
    places = tuple(
        Place(file, 0, offset, 1, 1) for file, offset in (("b.evtx", 1), ("b.evtx", 2), ("c.evtx", 1))
    )
    found = _detect(started(SPLWOW64, "8192", altered_in=places))
    expected = (
        Severity.HIGH,
        "raised to high: the same event has other values in b.evtx, c.evtx: one of them was altered",
    )

    assert expected == (found.severity, found.reasons[-1])


def test_a_record_that_repeats_names_stays_high_under_an_ambiguous_parent() -> None:
    """That it was crafted weighs more than that its parent is not sure."""
    found = _detect(_inferred(NOTEPAD, EXCEL, repeated_names=("Image",)))

    assert found.severity is Severity.HIGH


@pytest.mark.parametrize(
    ("creation", "proof", "severity"),
    [
        pytest.param(started(SPLWOW64, "8192"), WHOLE, Severity.INFO, id="whole"),
        pytest.param(started(SPLWOW64, "8192"), None, Severity.INFO, id="not-looked-at"),
        pytest.param(started(SPLWOW64, "8192"), JOINED, Severity.HIGH, id="joined"),
        pytest.param(
            started(
                SPLWOW64,
                "8192",
                parent_link=ParentLink.INFERRED,
                parent_candidates=(EXCEL,),
            ),
            JOINED,
            Severity.INFO,
            id="inferred",
        ),
    ],
)
def test_a_parents_name_that_was_joined_from_pieces_is_raised(
    creation: ProcessCreation, proof: Proof | None, severity: Severity
) -> None:
    """Only where the record itself names the parent: an inferred one stands in another record."""
    assert severity is _detect(creation, proof=proof).severity


def test_a_joined_name_is_told_in_words() -> None:
    """So that the reader of the report knows why triage did not find it."""
    expected = (
        "raised to high: the record's bytes never hold the parent's name in one piece: it was joined from "
        "pieces, as Windows never writes it, and only the full read finds it"
    )

    assert _detect(process(), proof=JOINED).reasons[-1] == expected


def test_a_joined_name_in_a_real_record_is_raised() -> None:
    """A value of two pieces is one text to every reader, and no run of bytes."""
    pieces = Markup((Text(r"C:\Office\EXC"), Text("EL.EXE")))
    log = write_log(None, [sysmon_1(parent_image=pieces, parent_command_line="-"), sysmon_1()])
    read = read_bytes(log).result
    found = [_detect(creation, proof=read.proofs[creation.place.file_offset]) for creation in read.creations]
    expected = [(r"C:\Office\EXCEL.EXE", True), (EXCEL, False)]

    assert expected == [
        (flag.process.parent_image_path, "never hold the parent's name in one piece" in flag.reason)
        for flag in found
    ]


def test_what_is_found_later_is_added_to_a_flag() -> None:
    """Proof and verification come when the record is read again; what is there already stays."""
    verification = Verification(Agreement.AGREE)
    creation = started(SPLWOW64, "8192")
    bare = _detect(creation)
    proved = with_proof(bare, JOINED, None)
    verified = with_proof(proved, None, verification)

    assert _detect(creation, proof=JOINED) == proved
    assert replace(proved, verification=verification) == verified
    assert verified == with_proof(verified, None, None)


def test_a_flag_made_early_is_given_again_where_nothing_changed() -> None:
    """The same object, so that it is judged once."""
    creation = process()
    early = _detect(creation)

    (again,) = detect([creation], early={creation.place: early})

    assert early is again


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(process(also_in=(Place("b.evtx", 0, 1, 1, 1),)), id="row"),
        pytest.param(process(parent_guid=GUID), id="rule"),
    ],
)
def test_a_flag_made_early_is_made_anew_where_something_changed(changed: ProcessCreation) -> None:
    """A copy, an inferred line, or a parent that turned out to be renamed."""
    early = _detect(process())
    renamed = renamed_excels([_renamed_excel()])

    (again,) = detect([changed], renamed, early={changed.place: early})

    assert next(detect([changed], renamed)) == again


@given(any_process())
@steady
def test_a_flag_can_always_answer_for_itself(creation: ProcessCreation) -> None:
    """Which rule matched, on which values it rests, and what was inferred, for any child of Excel."""
    (found,) = detect([creation])

    assert set(found.matched) <= {*ALL, RENAMED}
    assert "strict" in found.matched
    assert found.reasons
    assert all(found.reasons)
    assert creation is found.process
    if creation.parent_link is ParentLink.INFERRED:
        key = creation.ppid if creation.parent_guid is None else creation.parent_guid
        assert f"{key}" in found.reason.partition("the parent is inferred: ")[2]
    if creation.parent_link is ParentLink.AMBIGUOUS:
        assert all((path or "(no image)") in found.reason for path in creation.parent_candidates)
    assert all(name in found.reason for name in creation.repeated_names)
