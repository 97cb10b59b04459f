"""core.detection.disagreement: what speaks of altered evidence, and what honest logs do as well."""

from __future__ import annotations

import pytest

from core.detection.detections import Detection, detect
from core.detection.disagreement import FIELDS, SHORTEST_CUT, disagreements, in_words, parents_in_words
from core.detection.severity import Severity
from core.notation.windows import IntegrityLevel
from core.processes.compared import differing
from core.processes.process import OtherParent, ParentLink, ProcessCreation
from tests.core.builders import EXCEL, SYSTEM32, other_record, process, started

EXPLORER, CMD = r"C:\Windows\explorer.exe", rf"{SYSTEM32}cmd.exe"
LONG = "powershell " + "a" * SHORTEST_CUT


def _both(*differs: tuple[str, str], **fields: object) -> ProcessCreation:
    """A start that both logs record, Security's with these other values."""
    source = fields.get("source", "sysmon-1")
    other = other_record(source="security-4688" if source == "sysmon-1" else "sysmon-1", differs=differs)
    return process(**fields, other_record=other)


@pytest.mark.parametrize(
    ("creation", "is_serious"),
    [
        pytest.param(_both(("command_line", "b"), command_line="a"), True, id="command-line"),
        pytest.param(_both(("command_line", "A"), command_line="a"), True, id="command-line-in-capitals"),
        pytest.param(_both(("command_line", 'a "b"'), command_line=" a  b"), False, id="quotes-and-blanks"),
        pytest.param(_both(("command_line", LONG + "bc"), command_line=LONG), False, id="cut-by-sysmon"),
        pytest.param(_both(("command_line", LONG), command_line=LONG + "bc"), True, id="cut-in-security"),
        pytest.param(
            _both(("command_line", LONG), command_line=LONG + "bc", source="security-4688"),
            False,
            id="cut-by-sysmon-where-security-leads",
        ),
        pytest.param(_both(("command_line", "cmd /c b"), command_line="cmd"), True, id="cut-too-short"),
        pytest.param(_both(("user", r"CORP\b"), user=r"CORP\a"), True, id="user"),
        pytest.param(_both(("user", r"WS01\a"), user=r"CORP\a"), True, id="user-of-another-domain"),
        pytest.param(
            _both(("user", r"sub.dom.example\A"), user=r"CORP\a"), False, id="domain-by-its-dns-name"
        ),
        pytest.param(_both(("user", r"AzureAD\a@b.example"), user=r"AzureAD\AB"), False, id="mail-address"),
        pytest.param(_both(("integrity_level", "high")), True, id="level"),
        pytest.param(_both(("integrity_level", "unknown")), False, id="level-off-the-scale"),
        pytest.param(
            _both(("integrity_level", "high"), integrity_level=IntegrityLevel.UNKNOWN),
            False,
            id="own-level-off",
        ),
        pytest.param(_both(("parent_image_path", r"C:\Windows\explorer.exe")), True, id="parent"),
        pytest.param(_both(("parent_image_path", r"D:\EXCEL.EXE")), True, id="parent-elsewhere"),
        pytest.param(
            _both(("parent_image_path", r"C:\PROGRA~1\EXCEL.EXE")), False, id="parent-by-a-short-name"
        ),
        pytest.param(
            _both(("parent_image_path", r"C:\A~1\cmd.exe")), True, id="another-parent-by-a-short-name"
        ),
        pytest.param(_both(("ppid", "1")), False, id="parent-pid"),
        pytest.param(_both(("logon_id", "1")), False, id="logon"),
        pytest.param(_both(("parent_user", "x")), False, id="creator"),
        pytest.param(_both(("field of another day", "x")), False, id="unknown-field"),
    ],
)
def test_what_is_serious(creation: ProcessCreation, is_serious: bool) -> None:
    """Only what no honest pair of records does."""
    assert creation.other_record is not None
    ((field, _),) = creation.other_record.differs

    assert (((field,), ()) if is_serious else ((), (field,))) == disagreements(creation)


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        pytest.param(
            {
                "source": "security-4688",
                "parent_link": ParentLink.INFERRED,
                "ppid": 5016,
                "parent_guid": None,
            },
            {"image_paths": (EXPLORER,), "is_recorded": True},
            "Sysmon names explorer.exe, the 4688's PID 5016 leads to EXCEL.EXE",
            id="sysmon-names-another",
        ),
        pytest.param(
            {},
            {"image_paths": (EXPLORER, "", CMD, CMD)},
            "Sysmon names EXCEL.EXE, the 4688's PID 8 leads to explorer.exe or (no image) or cmd.exe or others",
            id="several-fit",
        ),
        pytest.param(
            {"parent_link": ParentLink.AMBIGUOUS, "parent_candidates": (CMD, EXCEL), "parent_guid": "A"},
            {},
            "Sysmon's ProcessGuid A leads to cmd.exe or EXCEL.EXE, the 4688's PID 8 leads to no process in these "
            "logs",
            id="none-fits",
        ),
    ],
)
def test_a_parent_that_decides_the_flag_is_serious_and_says_which_record_says_what(
    own: dict[str, object], others: dict[str, object], expected: str
) -> None:
    """Also where only the PIDs differ, which otherwise is noted: it hides a flag, or makes one."""
    parent = OtherParent(**{"image_paths": (), "is_recorded": False, "ppid": 8, "guid": None, **others})  # type: ignore[arg-type]
    creation = process(**own, other_record=other_record(differs=(("ppid", "8"),), parent=parent))

    assert disagreements(creation) == (("ppid",), ())
    assert expected == parents_in_words(creation, parent)
    found = _detection(creation)
    assert found.severity is Severity.HIGH
    reason = f"Sysmon and Security disagree on the parent: {expected}: one of the records was altered"
    assert [f"raised to high: {reason}"] == [one for one in found.reasons if "Sysmon and Security" in one]


def test_a_start_in_one_log_alone_has_no_disagreement() -> None:
    """There is nothing to compare."""
    assert disagreements(process()) == ((), ())


def test_every_field_that_is_compared_has_words() -> None:
    """And none has words for nothing."""
    one = process(parent_user="a", parent_logon_id=1)
    other = process(
        source="security-4688",
        command_line="x",
        user="x",
        integrity_level=IntegrityLevel.HIGH,
        logon_id=1,
        parent_image_path="x",
        ppid=1,
        parent_user="x",
    )

    assert sorted(FIELDS) == sorted(differing(one, other))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("user",), "the user"),
        (("user", "ppid"), "the user and the parent's PID"),
        (("user", "ppid", "logon_id"), "the user, the parent's PID and the logon ID"),
    ],
)
def test_fields_are_a_part_of_a_sentence(fields: tuple[str, ...], expected: str) -> None:
    """Joined as English does."""
    assert expected == in_words(fields)


def _detection(creation: ProcessCreation) -> Detection:
    (found,) = detect([creation])
    return found


def test_a_serious_disagreement_raises_the_flag() -> None:
    """What else differs is noted behind it."""
    helper = started(r"C:\Windows\splwow64.exe", "8192")
    creation = _both(("command_line", "x"), ("ppid", "1"), **_fields(helper))
    found = _detection(creation)

    assert (_detection(helper).severity, found.severity) == (Severity.INFO, Severity.HIGH)
    assert found.reasons[-2:] == (
        "raised to high: Sysmon and Security disagree on the command line: one of the records was altered, or "
        "deceived as the process started",
        "Sysmon and Security differ in the parent's PID, as honest records may",
    )


def test_what_honest_records_do_is_noted() -> None:
    """The severity stays what it is."""
    helper = started(r"C:\Windows\splwow64.exe", "8192")

    assert _detection(_both(("ppid", "1"), **_fields(helper))).severity is Severity.INFO


def test_which_record_repeats_names_is_not_claimed() -> None:
    """Where there are two."""
    assert (
        "one of the two records holds Image more than once"
        in _detection(_both(repeated_names=("Image",))).reason
    )


def _fields(creation: ProcessCreation) -> dict[str, object]:
    return {name: getattr(creation, name) for name in ("image_path", "command_line", "original_file_name")}
