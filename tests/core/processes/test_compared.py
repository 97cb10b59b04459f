"""core.processes.compared: what two honest logs write differently is the same, and nothing else is."""

from __future__ import annotations

import pytest

from core.notation.windows import IntegrityLevel
from core.processes.compared import differing, is_one_account, is_one_file
from core.processes.process import ProcessCreation
from tests.core.builders import EXCEL, process

SYSTEM_LOGON = 0x3E7
SHORT = r"C:\PROGRA~1\MICROS~1\EXCEL.EXE"


def _security(**fields: object) -> ProcessCreation:
    return process(**{"source": "security-4688", "sid": "S-1-5-21-1", "parent_user": None, **fields})


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (r"C:\a\B.exe", r"c:\A\b.EXE", True),
        (r"C:\a\b.exe", r"\\?\C:\a\b.exe", True),
        (r"C:\a\b.exe", "C:/a/b.exe", True),
        (r"C:\a\b.exe", r"\Device\HarddiskVolume3\a\b.exe", True),
        (r"\\srv\share\b.exe", r"\Device\Mup\srv\share\b.exe", True),
        (r"\\srv\share\b.exe", r"\\?\UNC\srv\share\b.exe", True),
        (r"\Device\HarddiskVolume3\b.exe", r"\Device\HarddiskVolume3\b.exe", True),
        (r"C:\b.exe", r"D:\b.exe", False),
        (r"C:\a\b.exe", r"C:\b.exe", False),
        (r"\Device\HarddiskVolume3\b.exe", r"\Device\HarddiskVolume4\b.exe", False),
        (r"C:\b.exe", r"\Device\HarddiskVolumeShadowCopy7\b.exe", False),
        (r"\\srv\share\b.exe", r"\\other\share\b.exe", False),
        (EXCEL, SHORT, False),
        ("b.exe", "B.EXE", True),
        ("b.exe", r"C:\b.exe", False),
        ("", "", True),
    ],
)
def test_which_paths_lead_to_one_file(first: str, second: str, expected: bool) -> None:
    """A device stands for any letter, for no log says which; two letters or two devices are two volumes."""
    assert expected is is_one_file(first, second) is is_one_file(second, first)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (r"CORP\jdoe", r"corp\JDoe", True),
        (r"CORP\jdoe", r"corp.example\jdoe", True),
        (r"CORP.EXAMPLE\jdoe", r"corp.example\jdoe", True),
        (r"CORP\jdoe", r"WS01\jdoe", False),
        (r"CORP\jdoe", r"CORP\jroe", False),
        (r"CORP\jdoe", "jdoe", False),
        ("jdoe", "JDOE", True),
        (r"CORP\K", "CORP\\\u212a", False),
    ],
)
def test_which_names_are_of_one_account(first: str, second: str, expected: bool) -> None:
    """The domain by its NetBIOS name or by the DNS name that begins with it; no exotic letter is an ASCII one."""
    assert expected is is_one_account(first, second) is is_one_account(second, first)


@pytest.mark.parametrize(
    ("sysmon", "security", "expected"),
    [
        pytest.param({}, {}, (), id="nothing"),
        pytest.param({}, {"integrity_recorded": "S-1-16-8192", "time_created": 5}, (), id="of-the-record"),
        pytest.param({"guid": "A"}, {"guid": None}, (), id="one-has-none"),
        # ---------------------------------------------------------------- command line
        pytest.param({"command_line": "a"}, {"command_line": "a "}, ("command_line",), id="a-blank-more"),
        pytest.param({"command_line": "a"}, {"command_line": None}, (), id="no-command-lines-in-security"),
        # ---------------------------------------------------------------- user
        pytest.param({"user": r"CORP\a"}, {"user": r"CORP\b"}, ("user",), id="user"),
        pytest.param({"user": r"CORP\a"}, {"user": r"corp.example\A"}, (), id="domain-by-its-other-name"),
        pytest.param({"user": "S-1-5-21-1"}, {"user": r"CORP\a"}, (), id="sysmon-knows-the-sid-alone"),
        pytest.param({"user": "S-1-5-21-2"}, {"user": r"CORP\a"}, ("user",), id="sysmon-knows-another-sid"),
        pytest.param(
            {"user": r"NT AUTHORITY\SYSTEM", "logon_id": SYSTEM_LOGON},
            {"user": r"WORKGROUP\WS01$", "logon_id": SYSTEM_LOGON, "sid": "S-1-5-18"},
            (),
            id="system",
        ),
        pytest.param(
            {"user": r"NT-AUTORITÄT\SYSTEM", "logon_id": None},
            {"user": r"CORP\WS01$", "logon_id": SYSTEM_LOGON, "sid": None},
            (),
            id="system-in-german",
        ),
        pytest.param(
            {"user": r"AUTORITE NT\SERVICE LOCAL", "logon_id": 0x3E5},
            {"user": r"NT AUTHORITY\LOCAL SERVICE", "logon_id": 0x3E5, "sid": "S-1-5-19"},
            (),
            id="service-in-french",
        ),
        pytest.param(
            {"user": r"CORP\a", "logon_id": 77},
            {"user": r"CORP\WS01$", "logon_id": SYSTEM_LOGON, "sid": "S-1-5-18"},
            ("user", "logon_id"),
            id="system-in-one-alone",
        ),
        pytest.param(
            {"user": r"NT AUTHORITY\NETWORK SERVICE", "logon_id": 0x3E4},
            {"user": r"CORP\admin", "logon_id": None},
            (),
            id="before-version-2-the-creators-user",
        ),
        pytest.param(
            {"user": r"CORP\a"},
            {"user": r"CORP\b", "logon_id": None, "parent_user": r"CORP\c", "parent_logon_id": 7},
            ("user", "parent_user"),
            id="a-target",
        ),
        # ---------------------------------------------------------------- integrity level
        pytest.param({}, {"integrity_level": IntegrityLevel.HIGH}, ("integrity_level",), id="level"),
        pytest.param({"integrity_level": None}, {}, (), id="no-level"),
        pytest.param(
            {"integrity_level": IntegrityLevel.APPCONTAINER},
            {"integrity_level": IntegrityLevel.LOW},
            (),
            id="an-app-container-has-the-label-low",
        ),
        pytest.param({}, {"integrity_level": IntegrityLevel.MEDIUM_PLUS}, (), id="medium-plus"),
        pytest.param(
            {"integrity_level": IntegrityLevel.SYSTEM},
            {"integrity_level": IntegrityLevel.PROTECTED},
            (),
            id="protected",
        ),
        pytest.param(
            {"integrity_level": IntegrityLevel.UNKNOWN}, {}, ("integrity_level",), id="a-level-off-the-scale"
        ),
        # ---------------------------------------------------------------- logon and parent
        pytest.param({"logon_id": 1}, {"logon_id": 2}, ("logon_id",), id="logon"),
        pytest.param({"ppid": 4}, {"ppid": 8}, ("ppid",), id="ppid"),
        pytest.param({}, {"parent_image_path": EXCEL.lower()}, (), id="parent-in-lower-case"),
        pytest.param({}, {"parent_image_path": SHORT}, ("parent_image_path",), id="parent-by-its-short-name"),
        pytest.param({"parent_image_path": None}, {}, (), id="one-names-no-parent"),
        pytest.param(
            {"parent_user": r"NT AUTHORITY\SYSTEM"},
            {"parent_user": r"WORKGROUP\WS01$", "parent_logon_id": SYSTEM_LOGON},
            (),
            id="the-parent-is-system",
        ),
        pytest.param(
            {"parent_user": r"CORP\a"},
            {"parent_user": r"CORP\WS01$", "parent_logon_id": SYSTEM_LOGON},
            (),
            id="the-system-creates-in-the-name-of-a",
        ),
        pytest.param(
            {"parent_user": r"CORP\a"},
            {"parent_user": r"CORP\b", "parent_logon_id": 7},
            ("parent_user",),
            id="another-creator",
        ),
    ],
)
def test_what_differs(
    sysmon: dict[str, object], security: dict[str, object], expected: tuple[str, ...]
) -> None:
    """Only what both records have, and no honest log writes in two ways."""
    assert expected == differing(process(**sysmon), _security(**security))
