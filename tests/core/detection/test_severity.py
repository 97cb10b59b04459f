"""core.detection.severity: every rank, every modifier, and what a missing value does."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.severity import (
    ARGUMENTS_UNKNOWN,
    HIGH,
    LOW,
    MEDIUM,
    MODIFIERS,
    RANKS,
    Assessment,
    Severity,
    assess,
)
from core.notation.windows import IntegrityLevel
from tests.core.builders import EXCEL, SYSTEM32, process, started

PROGRAMS = "C:\\Program Files\\"
PROGRAMS_X86 = "C:\\Program Files (x86)\\"
PROFILE = "C:\\Users\\jdoe\\"
OFFICE = rf"{PROGRAMS}Microsoft Office\root\Office16"
WEBVIEW = rf"{PROGRAMS_X86}Microsoft\EdgeWebView\Application\131.0.2903.70\msedgewebview2.exe"
CLICK_TO_RUN = rf"{PROGRAMS}Common Files\Microsoft Shared\ClickToRun"
TEAMS = rf"{PROFILE}AppData\Local\Microsoft\Teams\current\Teams.exe"
RUNDLL32 = rf"{SYSTEM32}rundll32.exe"
REGSVR32 = rf"{SYSTEM32}regsvr32.exe"
CYRILLIC_CMD = "\u0441md.exe"
FROM_DOWNLOADS = rf'"{EXCEL}" "{PROFILE}Downloads\prices.xlsx"'

RANK_ROWS: list[tuple[str, str, str, Severity, str]] = [
    ("helper-in-profile", rf"{PROFILE}Windows\splwow64.exe", "8192", HIGH, "masquerade"),
    ("helper-without-arguments", r"C:\Windows\splwow64.exe", "", HIGH, "masquerade"),
    ("werfault-without-arguments", rf"{SYSTEM32}WerFault.exe", "", HIGH, "masquerade"),
    ("dots", r"C:\Windows\..\Tools\x.exe", "", HIGH, "odd-path"),
    ("one-dot", r"C:\Program Files\.\x.exe", "", HIGH, "odd-path"),
    ("stream", r"C:\Windows\notes.txt:x.exe", "", HIGH, "odd-path"),
    ("trailing-blank", rf"{PROGRAMS}App\app.exe ", "", HIGH, "odd-path"),
    ("trailing-dot", rf"{PROGRAMS}App\app.exe.", "", HIGH, "odd-path"),
    ("profile", rf"{PROFILE}tool.exe", "", HIGH, "writable-path"),
    ("profile-on-another-drive", r"D:\users\jdoe\tool.exe", "", HIGH, "writable-path"),
    ("profile-long-path", rf"\\?\{PROFILE}tool.exe", "", HIGH, "writable-path"),
    ("profile-8.3", r"C:\Users\JDOE~1\APPDATA\x.exe", "", HIGH, "writable-path"),
    ("profile-slashes", "C:/Users/jdoe/tool.exe", "", HIGH, "writable-path"),
    ("old-profile", r"C:\DOCUME~1\jdoe\x.exe", "", HIGH, "writable-path"),
    ("program-data", r"C:\ProgramData\x\x.exe", "", HIGH, "writable-path"),
    ("program-data-8.3", r"C:\PROGRA~3\x\x.exe", "", HIGH, "writable-path"),
    ("windows-temp", r"C:\Windows\Temp\x.exe", "", HIGH, "writable-path"),
    ("windows-tasks", r"C:\Windows\Tasks\x.exe", "", HIGH, "writable-path"),
    ("system32-tasks", rf"{SYSTEM32}Tasks\x.exe", "", HIGH, "writable-path"),
    ("desktop", r"D:\Desktop\x.exe", "", HIGH, "writable-path"),
    ("downloads", r"D:\Downloads\x.exe", "", HIGH, "writable-path"),
    ("recycle-bin", r"D:\$Recycle.Bin\S-1-5-21\x.exe", "", HIGH, "writable-path"),
    ("interpreter-in-profile", rf"{PROFILE}cmd.exe", "/c dir", HIGH, "writable-path"),
    ("unc", r"\\server\share\x.exe", "", HIGH, "remote-path"),
    ("unc-long-path", r"\\?\UNC\server\share\x.exe", "", HIGH, "remote-path"),
    ("tsclient", r"\\tsclient\c\temp\stack\a.exe", "", HIGH, "remote-path"),
    ("device", r"\Device\HarddiskVolume3\Tools\a.exe", "", HIGH, "device-path"),
    ("shadow-copy", r"\Device\HarddiskVolumeShadowCopy7\Tools\a.exe", "", HIGH, "device-path"),
    ("global-root", r"\\?\GLOBALROOT\Device\CdRom0\Tools\a.exe", "", HIGH, "device-path"),
    ("dos-device", r"\\.\C:\Tools\a.exe", "", HIGH, "device-path"),
    ("volume-guid", r"\\?\Volume{5f3e}\a.exe", "", HIGH, "device-path"),
    ("browser-launcher", rf"{PROGRAMS}Edge\msedge.exe", '--gpu-launcher="x.exe"', HIGH, "lolbin"),
    ("application-in-other-case", r"c:\PROGRAM FILES\Vendor\APP.EXE", "", LOW, "application"),
    ("application", rf"{PROGRAMS}Vendor\app.exe", "", LOW, "application"),
    ("application-8.3-folder", r"C:\PROGRA~1\Vendor\app.exe", "", LOW, "application"),
    ("application-long-path", r"\\?\C:\Program Files\Vendor\app.exe", "", LOW, "application"),
    ("application-8.3-name", rf"{PROGRAMS}Vendor\POWERS~1.EXE", "", MEDIUM, "unknown"),
    ("application-short-x86", r"C:\PROGRA~2\Vendor\app.exe", "", MEDIUM, "unknown"),
    ("application-on-another-drive", r"E:\Program Files\Vendor\app.exe", "", MEDIUM, "unknown"),
    ("look-alike-program-files", r"C:\Program Files.evil\app.exe", "", MEDIUM, "unknown"),
    ("look-alike-x86", r"C:\Program Files (x86) \app.exe", "", MEDIUM, "unknown"),
    ("program-files-deeper", r"C:\Tools\Program Files\app.exe", "", MEDIUM, "unknown"),
    ("excel-itself", EXCEL, "", LOW, "application"),
    ("office-updater", rf"{CLICK_TO_RUN}\OfficeClickToRun.exe", "", LOW, "application"),
    ("excel-elsewhere", r"C:\Tools\EXCEL.EXE", "", MEDIUM, "unknown"),
    ("browser", rf"{PROGRAMS}Mozilla\firefox.exe", "https://example.org", LOW, "application"),
    ("browser-elsewhere", r"C:\Tools\firefox.exe", "https://example.org", MEDIUM, "download"),
    ("application-with-url", rf"{PROGRAMS}Vendor\app.exe", "HTTP://example.org/a", MEDIUM, "download"),
    ("shell", rf"{SYSTEM32}WindowsPowerShell\v1.0\PowerShell.EXE", "-nop", HIGH, "interpreter"),
    ("interpreter-system-root", r"\SystemRoot\System32\cmd.exe", "/c dir", HIGH, "interpreter"),
    ("interpreter-name-alone", "cmd.exe", "/c dir", HIGH, "interpreter"),
    ("interpreter-in-program-files", rf"{PROGRAMS}PowerShell\7\pwsh.exe", "", HIGH, "interpreter"),
    ("lolbin", rf"{SYSTEM32}certutil.exe", "-urlcache -f http://x/a a", HIGH, "lolbin"),
    ("dcom", rf"{OFFICE}\WINPROJ.EXE", "", HIGH, "dcom"),
    ("com", rf"{SYSTEM32}tree.com", "", HIGH, "not-exe"),
    ("scr-in-program-files", rf"{PROGRAMS}Vendor\show.scr", "/s", HIGH, "not-exe"),
    ("tmp", r"C:\Windows\Installer\MSI4FFD.tmp", "", HIGH, "not-exe"),
    ("no-extension", r"C:\Tools\run", "", HIGH, "not-exe"),
    ("explorer-script", r"C:\Windows\explorer.exe", r'"C:\a b\run.VBS"', HIGH, "script"),
    ("explorer-script-blank", r"C:\Windows\explorer.exe", r'"C:\run.hta. "', HIGH, "script"),
    ("explorer-script-host-file", r"C:\Windows\explorer.exe", r"C:\run.wsf", HIGH, "script"),
    ("explorer-script-settings", r"C:\Windows\explorer.exe", r"C:\run.WSH", HIGH, "script"),
    ("explorer-url", r"C:\Windows\explorer.exe", "https://example.org", MEDIUM, "download"),
    ("explorer-folder", r"C:\Windows\explorer.exe", r"C:\Reports", MEDIUM, "unknown"),
    ("clear-log", rf"{SYSTEM32}wevtutil.exe", "cl Security", HIGH, "tampering"),
    ("delete-shadows", rf"{SYSTEM32}VSSADMIN.EXE", "delete shadows /all /quiet", HIGH, "tampering"),
    ("tampering-without-arguments", rf"{SYSTEM32}bcdedit.exe", "", HIGH, "tampering"),
    ("tampering-in-profile", rf"{PROFILE}wbadmin.exe", "delete catalog", HIGH, "writable-path"),
    ("script-host-in-program-files", rf"{PROGRAMS}nodejs\node.exe", "a.js", HIGH, "interpreter"),
    ("java", rf"{PROGRAMS}Java\jre\bin\java.exe", "-jar a.jar", HIGH, "interpreter"),
    ("python", rf"{PROGRAMS}Python311\PYTHONW.exe", "a.py", HIGH, "interpreter"),
    ("discovery", rf"{SYSTEM32}whoami.exe", "/all", MEDIUM, "discovery"),
    ("system-tool", rf"{SYSTEM32}calc.exe", "", MEDIUM, "unknown"),
    ("exotic-case", "C:\\Tools\\tas\u212alist.exe", "", HIGH, "unknown"),
    ("homoglyph", f"{SYSTEM32}{CYRILLIC_CMD}", "/c dir", HIGH, "unknown"),
]


@pytest.mark.parametrize(
    ("image", "arguments", "severity", "kind"), [pytest.param(*row[1:], id=row[0]) for row in RANK_ROWS]
)
def test_the_first_rank_that_holds_decides(image: str, arguments: str, severity: Severity, kind: str) -> None:
    """Image and arguments of a child of a plainly started Excel give the rank."""
    assessment = assess(started(image, arguments))

    assert (severity, kind) == (assessment.severity, assessment.kind)


@pytest.mark.parametrize(
    ("image", "severity", "kind"),
    [
        pytest.param(r"C:\Windows\splwow64.exe", LOW, "known-helper", id="helper"),
        pytest.param(WEBVIEW, LOW, "known-helper", id="helper-of-any-arguments"),
        pytest.param(rf"{OFFICE}\ADDINS\Mashup.exe", LOW, "add-in", id="add-in"),
        pytest.param(rf"{PROFILE}Windows\splwow64.exe", HIGH, "masquerade", id="helper-elsewhere"),
        pytest.param(RUNDLL32, HIGH, "lolbin", id="lolbin"),
        pytest.param(rf"{SYSTEM32}cmd.exe", HIGH, "interpreter", id="interpreter"),
        pytest.param(rf"{PROGRAMS}Vendor\app.exe", LOW, "application", id="application"),
        pytest.param(TEAMS, HIGH, "writable-path", id="teams"),
    ],
)
def test_without_a_command_line_the_rank_stays_and_says_so(image: str, severity: Severity, kind: str) -> None:
    """A 4688 without command lines keeps its rank, except that a helper cannot be info."""
    found = assess(process(source="security-4688", image_path=image, command_line=None))

    assert (severity, kind) == (found.severity, found.kind)
    assert ARGUMENTS_UNKNOWN in found.reasons


def test_a_record_without_an_image_is_medium() -> None:
    """What the log does not name is unknown, not harmless."""
    found = assess(process(image_path=None))

    assert (found.severity, found.kind) == (MEDIUM, "unknown")
    assert found.reasons[0] == "the log does not name the image"


@pytest.mark.parametrize("image", [rf"{SYSTEM32}calc.exe", r"C:\Tools\a.exe", r"E:\Program Files\a\a.exe"])
def test_the_last_rank_claims_no_more_than_it_knows(image: str) -> None:
    """A tool of Windows is known well, and still no rank is about it."""
    assert assess(started(image)).reasons == (f"no rank covers this program in this place: {image}",)


def test_a_program_of_office_is_called_so() -> None:
    """It has the severity of any application, in its own words."""
    assert assess(started(EXCEL)).reasons == (f"a program of Office: {EXCEL}",)


def test_an_add_in_under_another_parent_is_an_application() -> None:
    """Only Excel is known to start Excel's add-ins."""
    word = EXCEL.replace("EXCEL", "WINWORD")
    found = assess(started(rf"{OFFICE}\ADDINS\Mashup.exe", "1 2", parent_image_path=word))

    assert (found.severity, found.kind) == (LOW, "application")


WHOAMI: dict[str, object] = {"image_path": rf"{SYSTEM32}whoami.exe", "command_line": "whoami.exe /all"}

MODIFIER_ROWS: list[tuple[str, dict[str, object], str]] = [
    ("parent-path", {"parent_image_path": r"C:\Users\jdoe\AppData\Roaming\EXCEL.EXE"}, "AppData"),
    ("parent-path", {"parent_image_path": r"C:\Program Files.evil\Microsoft Office\EXCEL.EXE"}, "evil"),
    ("parent-path", {"parent_image_path": r"\\server\Program Files\Microsoft Office\EXCEL.EXE"}, "server"),
    (
        "parent-path",
        {"parent_image_path": r"C:\Program Files\Microsoft Office\..\EXCEL.EXE"},
        "Office\\..\\EXCEL",
    ),
    ("parent-name", {"parent_image_path": f"{EXCEL} "}, '"EXCEL.EXE "'),
    ("parent-name", {"parent_image_path": f"{EXCEL}."}, '"EXCEL.EXE."'),
    ("parent-url", {"parent_command_line": f'"{EXCEL}" https://example.org/a.xlsx'}, "https://example.org"),
    ("document", {"parent_command_line": FROM_DOWNLOADS}, r"download, C:\Users\jdoe\Downloads\prices.xlsx"),
    ("document", {"parent_command_line": rf'"{EXCEL}" {PROFILE}AppData\Local\Temp\a.xls'}, "temp, "),
    ("document", {"parent_command_line": rf'"{EXCEL}" {PROFILE}AppData\Local\Temp\7zO1\a.xls'}, "archive, "),
    ("document", {"parent_command_line": rf'"{EXCEL}" {PROFILE}INetCache\Content.Outlook\X\a.xls'}, "mail, "),
    ("document", {"parent_command_line": rf'"{EXCEL}" {PROFILE}INetCache\IE\X\a.xls'}, "download, "),
    ("embedding", {"parent_command_line": f'"{EXCEL}" /automation -Embedding'}, "-Embedding"),
    ("elevated", {"integrity_level": IntegrityLevel.HIGH}, "high"),
    ("elevated", {"integrity_level": IntegrityLevel.SYSTEM}, "system"),
    ("traversal", {"command_line": r"whoami.exe \..\..\..\Windows\x"}, "\\..\\..\\"),
    ("traversal", {"command_line": r"whoami.exe a/../../b"}, "/../../"),
    ("disguised-name", {"image_path": f"C:\\Tools\\{CYRILLIC_CMD}"}, r"\u0441md.exe"),
    ("disguised-name", {"image_path": "C:\\Tools\\a\u202efdp.exe"}, r"a\u202efdp.exe"),
    ("disguised-name", {"image_path": "C:\\Tools\\\uff43md.exe"}, r"\uff43md.exe"),
]


@pytest.mark.parametrize(
    ("kind", "fields", "value"),
    [pytest.param(*row, id=f"{row[0]}-{place}") for place, row in enumerate(MODIFIER_ROWS)],
)
def test_a_modifier_raises_by_one_step_and_names_its_value(
    kind: str, fields: dict[str, object], value: str
) -> None:
    """whoami.exe is medium; each circumstance makes it high, and the reason says from where to where."""
    found = assess(process(**{**WHOAMI, **fields}))
    reason = next(modifier.reason for modifier in MODIFIERS if modifier.kind == kind).partition("{}")[0]

    assert HIGH is found.severity
    assert any(text.startswith(reason) and value in text for text in found.reasons[1:])
    assert sum(text.endswith("; raised from medium to high") for text in found.reasons) == 1


UNREMARKABLE: list[dict[str, object]] = [
    {"parent_image_path": r"C:\PROGRA~1\MICROS~1\Office16\EXCEL.EXE"},
    {"parent_image_path": r"C:\PROGRA~2\MICROS~2\Office14\EXCEL.EXE"},
    {"parent_image_path": r"D:\Program Files (x86)\Microsoft Office\Office14\EXCEL.EXE"},
    {"parent_image_path": r"\Device\HarddiskVolume3\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"},
    {"parent_image_path": r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop.Excel_1\EXCEL.EXE"},
    {"parent_image_path": r"\\?\C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"},
    {"parent_image_path": None},
    {"parent_command_line": None},
    {"parent_command_line": rf'"{EXCEL}" "C:\Reports\a.xlsx"'},
    {"parent_command_line": rf'"{EXCEL}" "\\server\share\a.xlsx"'},
    {"integrity_level": IntegrityLevel.MEDIUM_PLUS},
    {"integrity_level": IntegrityLevel.UNKNOWN},
    {"integrity_level": None},
    {"command_line": r"whoami.exe ..\a \..\b"},
]


@pytest.mark.parametrize("fields", UNREMARKABLE, ids=[str(place) for place in range(len(UNREMARKABLE))])
def test_what_is_normal_or_absent_raises_nothing(fields: dict[str, object]) -> None:
    """Neither an Office folder in another notation nor a missing value is a circumstance."""
    found = assess(process(**{**WHOAMI, **fields}))

    assert (found.severity, len(found.reasons)) == (MEDIUM, 1)


def test_several_modifiers_raise_by_one_step_in_all() -> None:
    """A helper under an elevated Excel with a downloaded workbook is low, with both reasons."""
    circumstances = {"parent_command_line": FROM_DOWNLOADS, "integrity_level": IntegrityLevel.HIGH}
    found = assess(started(r"C:\Windows\splwow64.exe", "8192", **circumstances))

    expected = Assessment(
        LOW,
        "known-helper",
        (
            r'a helper that Excel starts: "C:\Windows\splwow64.exe" 8192',
            r"the parent opened a document from download, C:\Users\jdoe\Downloads\prices.xlsx"
            "; raised from info to low",
            "the integrity level, which is rare for Excel: high",
        ),
    )
    assert expected == found


@pytest.mark.parametrize(
    ("is_inferred", "how"),
    [
        pytest.param(True, " (by the parent's own record)", id="inferred"),
        pytest.param(False, "", id="recorded"),
    ],
)
def test_a_document_of_an_inferred_line_is_said_to_be(is_inferred: bool, how: str) -> None:
    """The record does not name it: it rests on the parent's record being the right one."""
    found = assess(
        process(**WHOAMI, parent_command_line=FROM_DOWNLOADS, parent_command_line_inferred=is_inferred)
    )
    expected = (
        rf"the parent opened a document from download, {PROFILE}Downloads\prices.xlsx{how}"
        "; raised from medium to high"
    )

    assert expected == found.reasons[1]


def test_high_is_not_raised_but_keeps_its_circumstances() -> None:
    """The reasons of a high finding are complete."""
    found = assess(process(integrity_level=IntegrityLevel.SYSTEM))

    assert HIGH is found.severity
    assert found.reasons[1:] == ("the integrity level, which is rare for Excel: system",)


def test_a_foreign_extension_is_a_circumstance_where_it_does_not_decide() -> None:
    """It is named once: by the rank or by the modifier."""
    in_profile = assess(started(rf"{PROFILE}show.scr"))
    in_tools = assess(started(r"C:\Tools\show.scr"))

    assert in_profile.reasons[1] == "the image is not an .exe: show.scr"
    assert in_tools.reasons == ("the image is not an .exe: show.scr",)


def test_long_evidence_is_cut() -> None:
    """A reason stays a line, whatever the log holds."""
    found = assess(started("C:\\Tools\\" + "a" * 32_000 + ".exe"))

    assert len(found.reasons[0]) < 300
    assert found.reasons[0].endswith("…")


def test_severities_sort_the_most_urgent_first() -> None:
    """Rank 0 is high."""
    assert list(Severity) == sorted(Severity, key=lambda severity: severity.rank)


def test_no_reason_claims_dde() -> None:
    """The log shows a child of Excel; what made Excel start it is not in the record."""
    reasons = [rank.reason for rank in RANKS] + [modifier.reason for modifier in MODIFIERS]
    assert not [reason for reason in reasons if "dde" in reason.lower()]


texts = st.none() | st.text() | st.text(alphabet='\\/.:"~ ?cCexwindosplow64\u0441\u202e\n\0', max_size=60)


@given(texts, texts, texts, texts, texts)
def test_any_text_has_an_assessment(
    image: str | None, line: str | None, parent: str | None, parent_line: str | None, original: str | None
) -> None:
    """Nothing in a log raises, and the deciding reason is always there."""
    names = ("image_path", "command_line", "parent_image_path", "parent_command_line", "original_file_name")
    values = (image, line, parent, parent_line, original)
    found = assess(process(**dict(zip(names, values, strict=True))))

    assert found.reasons
    assert found.kind in {rank.kind for rank in RANKS}


@pytest.mark.parametrize(
    "unit", ["\\", '"', '\\"', " a", "/..", "http://", "-u ", "\\temp\\7z", "--gpu-launcher"]
)
def test_a_hostile_record_is_assessed_in_linear_time(unit: str) -> None:
    """32,000 characters in every field take well under a second."""
    text = unit * (32_000 // len(unit))
    hostile = process(image_path=text, command_line=text, parent_image_path=text, parent_command_line=text)

    began = time.perf_counter()
    assess(hostile)
    assess(started(RUNDLL32, text))
    assess(started(REGSVR32, "C:\\program files\\" + text))

    assert time.perf_counter() - began < 3
