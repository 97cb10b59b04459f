"""core.detection.known_good: an entry fits a path and arguments together, and nothing that only looks like them."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.detections import Detection, detect
from core.detection.known_good import KnownGood, doubt, doubt_of_record
from core.detection.known_good_entry import Entry
from core.detection.known_good_list import starter_entries
from core.detection.proof import Proof
from core.detection.rules import RENAMED
from core.detection.verification import Agreement, Verification
from core.notation.windows import IntegrityLevel
from core.processes.process import OtherRecord, ParentLink, Place, ProcessCreation
from tests.core.builders import EXCEL, SYSTEM32, other_record, process, started
from tests.core.strategies import any_process

TODAY = date(2026, 5, 1)
SYSWOW64 = "C:\\Windows\\SysWOW64\\"
SPLWOW64 = r"C:\Windows\splwow64.exe"
WEBVIEW = r"C:\Program Files (x86)\Microsoft\EdgeWebView\Application\115.0.1901.200\msedgewebview2.exe"
ADD_INS = r"C:\Program Files\Microsoft Office\root\Office16\ADDINS"
ELSEWHERE = Place("b.evtx", 0, 0x1200, 64, 1)
STARTER = KnownGood(starter_entries())


def fitting(creation: ProcessCreation, known_good: KnownGood = STARTER) -> str | None:
    """Give the name of the entry that fits."""
    entry = known_good.fits(creation, TODAY)
    return None if entry is None else entry.name


def line(image: str, command_line: str | None, **fields: object) -> ProcessCreation:
    """Build a process creation with this whole command line."""
    return process(**{"image_path": image, "command_line": command_line, **fields})


# ---------------------------------------------------------------- what is shipped
@pytest.mark.parametrize(
    ("image", "arguments", "name"),
    [
        (SPLWOW64, "8192", "splwow64"),
        (SPLWOW64, "12288", "splwow64"),
        (SPLWOW64.upper(), "8192", "splwow64"),
        (f"{SYSTEM32}WerFault.exe", "-u -p 4242 -s 1234", "WerFault"),
        (f"{SYSWOW64}WerFault.exe", "-u -p 4242", "WerFault"),
        (f"{SYSWOW64}DWWIN.EXE", "-x -s 1324", "DWWIN"),
        (f"{SYSTEM32}conhost.exe", "0xffffffff -ForceV1", "conhost"),
        (f"{SYSTEM32}conhost.exe", "0x4", "conhost"),
        (
            WEBVIEW,
            "--embedded-browser-webview=1 --webview-exe-name=EXCEL.EXE --webview-exe-version=16.0.17126 "
            r'--user-data-dir="C:\Users\a\AppData\Local\Microsoft\Office\16.0\Wef\webview2\EBWebView" '
            "--noerrdialogs --embedded-browser-webview-dpi-awareness=2 --enable-features=MojoIpcz --lang=en-US "
            "--mojo-named-platform-channel-pipe=1524.5636.14",
            "WebView2",
        ),
        (rf"{ADD_INS}\tool.exe", "", "Office add-ins"),
        (
            rf"{ADD_INS}\Microsoft Power Query for Excel Integrated\bin\Microsoft.Mashup.Container.NetFX45.exe",
            "4012 3868 60fd0ddb-5b36-4ab1-bfb2-c07ba0b73d21 1",
            "Office add-ins",
        ),
        (f"{SYSTEM32}rundll32.exe", 'printui.dll,PrintUIEntry /p /n "HP 4"', "Printer settings"),
        (f"{SYSTEM32}rundll32.exe", "shwebsvc.dll,AddNetPlaceRunDll", "Network place"),
        (
            f"{SYSTEM32}schtasks.exe",
            r'/change /tn "Microsoft\Office\Office Serviceability Manager" /disable',
            "Office maintenance",
        ),
        (r"C:\Windows\hh.exe", r'-mapid 1001 "C:\Program Files\Vendor Inc\help.chm"', "Help file"),
        (f"{SYSTEM32}sc.exe", "queryex ClickToRunSvc", "Service query"),
    ],
)
def test_an_entry_fits_its_child(image: str, arguments: str, name: str) -> None:
    """Under Excel where Office is installed."""
    assert name == fitting(started(image, arguments))


def test_every_entry_that_is_shipped_rests_on_a_source() -> None:
    """And on a reason, and none on a word of ours."""
    expected = [
        one for one in starter_entries() if one.source and one.reason and not one.is_own and not one.expires
    ]

    assert expected == list(starter_entries())
    assert len(expected) == len({one.name for one in expected})


@pytest.mark.parametrize(
    ("command_line", "name"),
    [
        (f"{SPLWOW64} 8192", "splwow64"),
        (f'"{SPLWOW64}" 8192', "splwow64"),
        ("splwow64.exe 8192", "splwow64"),
        ("splwow64 8192", "splwow64"),
        (rf"\??\{SPLWOW64} 8192", "splwow64"),
        (f'  "{SPLWOW64}"   8192  ', "splwow64"),
        (f"{SPLWOW64}   8192  ", "splwow64"),
        (f"{SPLWOW64}\t8192", "splwow64"),
        (f"{SPLWOW64}8192", None),
        (f'"{SPLWOW64}"8192', None),
        (r"C:\Users\a\splwow64.exe 8192", None),
        (r'"C:\Users\a\evil.exe" 8192', None),
        ("evil.exe splwow64.exe 8192", None),
        ("8192", None),
        ("", None),
        (None, None),
    ],
)
def test_the_line_must_begin_with_the_image(command_line: str | None, name: str | None) -> None:
    """In one of the ways in which Windows writes it."""
    assert name == fitting(line(SPLWOW64, command_line))


# ---------------------------------------------------------------- what only looks like it
@pytest.mark.parametrize(
    "image",
    [
        r"C:\Users\a\splwow64.exe",
        r"C:\Users\a\Windows\splwow64.exe",
        r"C:\ProgramData\splwow64.exe",
        r"C:\Windows\Temp\splwow64.exe",
        r"C:\Windows\Tasks\splwow64.exe",
        r"C:\Windows\System32\splwow64.exe",
        r"C:\Windows \splwow64.exe",
        r"C:\Windows\.\splwow64.exe",
        r"C:\Windows\..\Windows\splwow64.exe",
        r"C:\Windows\System32\..\splwow64.exe",
        r"C:\Users\a\..\..\Windows\splwow64.exe",
        r"C:\Windows\\splwow64.exe",
        r"C:\WINDOW~1\splwow64.exe",
        r"C:\Windows\SPLWOW~1.EXE",
        r"C:/Windows/splwow64.exe",
        r"\\?\C:\Windows\splwow64.exe",
        r"\??\C:\Windows\splwow64.exe",
        r"\\.\C:\Windows\splwow64.exe",
        r"\\?\GLOBALROOT\Device\HarddiskVolume3\Windows\splwow64.exe",
        r"\Device\HarddiskVolume3\Windows\splwow64.exe",
        r"\Device\HarddiskVolumeShadowCopy1\Windows\splwow64.exe",
        r"\\server\C$\Windows\splwow64.exe",
        r"\\?\UNC\server\C$\Windows\splwow64.exe",
        r"\\tsclient\C\Windows\splwow64.exe",
        r"\SystemRoot\splwow64.exe",
        r"%SystemRoot%\splwow64.exe",
        r"D:\Windows\splwow64.exe",
        r"\Windows\splwow64.exe",
        r"Windows\splwow64.exe",
        r"C:splwow64.exe",
        r"C:\splwow64.exe",
        "splwow64.exe",
        r"C:\Windows\splwow64.exe ",
        r"C:\Windows\splwow64.exe.",
        r" C:\Windows\splwow64.exe",
        "C:\\Windows\\splwow64.exe\0",
        "C:\\Windows\\splwow64.exe\n",
        '"C:\\Windows\\splwow64.exe"',
        r"C:\Windows\splwow64.exe:stream",
        r"C:\Windows:x\splwow64.exe",
        r"C:\Windows\splwow64.exe\evil.exe",
        r"C:\Windows\splwow64.com",
        r"C:\Windows\splwow64.exe.exe",
        r"C:\Windows\splw0w64.exe",
        "C:\\Windows\\\u0455plwow64.exe",
        "C:\\Windows\\splwow64\u200b.exe",
        "C:\\Windows\\splwow64\u202eexe.exe",
        "C:\\W\u0131ndows\\splwow64.exe",
        "C:\\Window\u017f\\splwow64.exe",
        "\ud800C:\\Windows\\splwow64.exe",
        "",
        None,
    ],
)
@pytest.mark.parametrize("command_line", ["splwow64.exe 8192", f"{SPLWOW64} 8192"])
def test_no_other_path_fits(image: str | None, command_line: str) -> None:
    """However the line is written, and however Windows would read the path."""
    assert (
        fitting(line(image or "", command_line) if image else line("x", command_line, image_path=image))
        is None
    )


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "8192 8192",
        "8192 C:\\Users\\a\\evil.exe",
        "8192&calc",
        "8192 & calc",
        "8192 | calc",
        "8192\ncalc",
        "8192\r",
        "8192\0calc",
        "8192\u2028",
        "8192\u200b",
        "8192.",
        "08192",
        "8193",
        "0x2000",
        "-8192",
        '"8192"',
        '"8192',
        "8192 \\",
        "\uff18192",
        "8192 ..\\..\\evil",
        "81 92",
        "%x%",
        "\ud8008192",
        "8192" * 10_000,
    ],
)
def test_no_other_arguments_fit(arguments: str) -> None:
    """Not even with something behind them."""
    assert fitting(line(SPLWOW64, f"{SPLWOW64} {arguments}")) is None


@pytest.mark.parametrize(
    ("image", "arguments"),
    [
        pytest.param(f"{SYSTEM32}WerFault.exe", "", id="werfault-alone"),
        pytest.param(f"{SYSTEM32}WerFault.exe", "-u -p 12 -s 3 -x", id="werfault-more"),
        pytest.param(f"{SYSTEM32}WerFault.exe", "-pr Global\\x", id="werfault-reflect"),
        pytest.param(f"{SYSTEM32}WerFaultSecure.exe", "-u -p 12", id="another-name"),
        pytest.param(r"C:\Users\a\WerFault.exe", "-u -p 12", id="werfault-elsewhere"),
        pytest.param(f"{SYSTEM32}conhost.exe", "calc.exe", id="conhost-starts-a-program"),
        pytest.param(f"{SYSTEM32}conhost.exe", "0x4 calc.exe", id="conhost-starts-one-behind"),
        pytest.param(f"{SYSTEM32}conhost.exe", "--headless cmd /c calc", id="conhost-headless"),
        pytest.param(WEBVIEW, "", id="webview-alone"),
        pytest.param(WEBVIEW, "--embedded-browser-webview=1", id="webview-of-nobody"),
        pytest.param(
            WEBVIEW,
            "--embedded-browser-webview=1 --webview-exe-name=EXCEL.EXE --gpu-launcher=C:\\Windows\\x.exe",
            id="webview-launches",
        ),
        pytest.param(
            WEBVIEW,
            "--embedded-browser-webview=1 --webview-exe-name=EXCEL.EXE --no-sandbox",
            id="webview-without-sandbox",
        ),
        pytest.param(
            WEBVIEW,
            "--embedded-browser-webview=1 --webview-exe-name=EXCEL.EXE --load-extension=C:\\Users\\a",
            id="webview-extension",
        ),
        pytest.param(
            WEBVIEW,
            "--embedded-browser-webview=1 --webview-exe-name=EXCEL.EXE https://evil.example",
            id="webview-address",
        ),
        pytest.param(
            r"C:\Users\a\AppData\Local\Microsoft\EdgeWebView\Application\1\msedgewebview2.exe",
            "--embedded-browser-webview=1 --webview-exe-name=EXCEL.EXE",
            id="webview-of-the-profile",
        ),
        pytest.param(rf"{ADD_INS}\tool.exe", r"C:\Users\a\x.dll", id="add-in-with-a-path"),
        pytest.param(rf"{ADD_INS}\tool.exe", "http://evil.example/x", id="add-in-with-an-address"),
        pytest.param(rf"{ADD_INS}\tool.exe", r"\\server\x", id="add-in-with-a-share"),
        pytest.param(rf"{ADD_INS}\tool.exe", "../x", id="add-in-that-climbs"),
        pytest.param(rf"{ADD_INS}\a\b\c\tool.exe", "", id="add-in-too-deep"),
        pytest.param(rf"{ADD_INS}\..\..\..\tool.exe", "", id="add-in-above"),
        pytest.param(
            r"C:\Program Files\Microsoft Office\root\Office16\ADDINS.exe", "", id="add-ins-are-a-folder"
        ),
        pytest.param(
            r"C:\Program Files (x86)\Microsoft Office\root\Office16\ADDINS\x.exe", "", id="not-in-the-source"
        ),
        pytest.param(f"{SYSTEM32}rundll32.exe", "", id="rundll32-alone"),
        pytest.param(
            f"{SYSTEM32}rundll32.exe",
            r"C:\Windows\System32\spool\drivers\x64\3\evil.dll,Start",
            id="driver-that-printnightmare-put-there",
        ),
        pytest.param(
            f"{SYSTEM32}rundll32.exe",
            "-localserver 22d8c27b-47a1-48d1-ad08-7da7abd79617",
            id="class-that-a-user-can-register-anew",
        ),
        pytest.param(
            f"{SYSTEM32}rundll32.exe",
            r"C:\Windows\System32\spool\drivers\color\x.dll,Main",
            id="driver-where-users-write",
        ),
        pytest.param(
            f"{SYSTEM32}rundll32.exe",
            r"C:\Windows\System32\spool\drivers\x64\3\..\..\color\x.dll,Main",
            id="driver-that-climbs",
        ),
        pytest.param(
            f"{SYSTEM32}rundll32.exe",
            r"C:\Windows\System32\spool\drivers\x64\3\x.dll,Main C:\Users\a\y",
            id="driver-with-more",
        ),
        pytest.param(
            f"{SYSTEM32}rundll32.exe",
            r"C:\Users\a\spool\drivers\x64\3\x.dll,Main",
            id="driver-elsewhere",
        ),
        pytest.param(
            f"{SYSTEM32}rundll32.exe", r'printui.dll,PrintUIEntry /p /n "\\srv\p"', id="printer-shared"
        ),
        pytest.param(
            f"{SYSTEM32}rundll32.exe", r'printui.dll,PrintUIEntry /ia /f "C:\x.inf"', id="printer-installed"
        ),
        pytest.param(
            f"{SYSTEM32}rundll32.exe",
            'C:\\Users\\a\\printui.dll,PrintUIEntry /p /n "x"',
            id="printui-elsewhere",
        ),
        pytest.param(
            f"{SYSTEM32}rundll32.exe", "-localserver 00000000-47a1-48d1-ad08-7da7abd79617", id="another-class"
        ),
        pytest.param(f"{SYSTEM32}rundll32.exe", "url.dll,FileProtocolHandler http://x.example", id="a-link"),
        pytest.param(
            f"{SYSTEM32}schtasks.exe",
            r'/change /tn "Microsoft\Office\Office Serviceability Manager" /tr calc.exe',
            id="task-changed",
        ),
        pytest.param(f"{SYSTEM32}schtasks.exe", "/create /tn x /tr calc", id="task-made"),
        pytest.param(r"C:\Windows\hh.exe", r"C:\Users\a\x.chm", id="help-of-a-user"),
        pytest.param(
            r"C:\Windows\hh.exe", r"C:\Program Files\x \\server\share\evil.chm", id="help-of-a-share"
        ),
        pytest.param(r"C:\Windows\hh.exe", "http://evil.example/x.chm", id="help-of-the-web"),
        pytest.param(r"C:\Windows\hh.exe", r"C:\Program Files\..\Users\a\x.chm", id="help-that-climbs"),
        pytest.param(f"{SYSTEM32}sc.exe", r"\\server queryex x", id="service-elsewhere"),
        pytest.param(f"{SYSTEM32}sc.exe", "queryex", id="all-services"),
        pytest.param(f"{SYSTEM32}sc.exe", "create x binPath= calc", id="service-made"),
        pytest.param(f"{SYSTEM32}cmd.exe", "/c 8192", id="cmd"),
        pytest.param(
            r"C:\Program Files\Google\Chrome\Application\chrome.exe", "https://x.example", id="browser"
        ),
    ],
)
def test_nothing_else_of_the_same_name_fits(image: str, arguments: str) -> None:
    """What runs other code, opens what another chose, or stands where users write."""
    assert fitting(started(image, arguments)) is None


@pytest.mark.parametrize(
    ("parent", "fits"),
    [
        (EXCEL, True),
        (r"C:\Program Files (x86)\Microsoft Office\Office14\EXCEL.EXE", True),
        (r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop.Excel_16051_x86\Office16\EXCEL.EXE", True),
        (r"C:\Users\a\AppData\Local\Temp\EXCEL.EXE", False),
        (r"C:\Users\a\Microsoft Office\root\Office16\EXCEL.EXE", False),
        (r"D:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE", False),
        (r"\\?\C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE", False),
        (r"C:\Program Files\Microsoft Office\..\..\Users\a\EXCEL.EXE", False),
        (r"C:\PROGRA~1\MICROS~1\Office16\EXCEL.EXE", False),
        (r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE ", False),
        (r"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE", False),
        (r"C:\Program Files\Microsoft Office\root\Office16\notexcel.exe", False),
        (f"{SYSTEM32}cmd.exe", False),
        ("EXCEL.EXE", False),
        (None, False),
    ],
)
def test_the_parent_must_be_excel_where_office_is(parent: str | None, fits: bool) -> None:
    """A harmless child of a false Excel is the only sign of it."""
    assert fits == (fitting(started(SPLWOW64, "8192", parent_image_path=parent)) is not None)


# ---------------------------------------------------------------- records that are not to be believed
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"altered_in": (ELSEWHERE,)}, id="altered"),
        pytest.param({"repeated_names": ("Image",)}, id="crafted"),
        pytest.param({"parent_link": ParentLink.AMBIGUOUS}, id="ambiguous-parent"),
        pytest.param({"parent_link": ParentLink.UNKNOWN}, id="unknown-parent"),
        pytest.param({"original_file_name": "evil.exe"}, id="built-under-another-name"),
        pytest.param(
            {
                "other_record": OtherRecord(
                    source="security-4688",
                    place=ELSEWHERE,
                    event_record_id=1,
                    channel=None,
                    time_created=1,
                    differs=(("image_path", r"C:\Users\a\evil.exe"),),
                )
            },
            id="two-logs-disagree",
        ),
        pytest.param(
            {"other_record": other_record(differs=(("integrity_level", "system"),))}, id="other-integrity"
        ),
        pytest.param({"other_record": other_record(differs=(("user", "CORP\\eve"),))}, id="other-user"),
        pytest.param({"other_record": other_record(filled=("command_line",))}, id="line-of-the-other-record"),
        pytest.param({"other_record": other_record(filled=("image_path",))}, id="image-of-the-other-record"),
    ],
)
def test_a_record_in_doubt_fits_nothing(fields: dict[str, object]) -> None:
    """Whatever its path and arguments are; without the doubt it would."""
    doubted, sound = started(SPLWOW64, "8192", **fields), started(SPLWOW64, "8192")

    assert fitting(doubted) is None
    assert doubt_of_record(doubted)
    assert (fitting(sound), doubt_of_record(sound)) == ("splwow64", None)


def test_an_inferred_parent_is_good_enough() -> None:
    """That Excel is the parent is what made the row suspicious at all."""
    assert fitting(started(SPLWOW64, "8192", parent_link=ParentLink.INFERRED)) == "splwow64"


@pytest.mark.parametrize(
    "record",
    [
        other_record(),
        other_record(filled=("logon_guid", "original_file_name")),
        other_record(differs=(("logon_id", "5"),)),
    ],
)
def test_two_records_that_agree_are_no_doubt(record: OtherRecord) -> None:
    """One may know what the other never holds."""
    assert fitting(started(SPLWOW64, "8192", other_record=record)) == "splwow64"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"integrity_level": IntegrityLevel.SYSTEM}, id="system"),
        pytest.param({"integrity_level": IntegrityLevel.HIGH}, id="high"),
        pytest.param({"parent_command_line": rf'"{EXCEL}" -Embedding'}, id="through-com"),
        pytest.param(
            {"parent_command_line": rf'"{EXCEL}" "C:\Users\a\Downloads\bill.xlsm"'}, id="downloaded-document"
        ),
        pytest.param(
            {"parent_command_line": rf'"{EXCEL}" http://evil.example/b.xlsm'}, id="document-of-the-web"
        ),
    ],
)
def test_what_raises_the_severity_greys_nothing(fields: dict[str, object]) -> None:
    """Not even a helper as Windows starts it."""
    (flag,) = detect([started(SPLWOW64, "8192", **fields)])

    assert "raised from info to low" in flag.reason
    assert STARTER.of(flag, TODAY) is None
    assert doubt(flag) == "its severity was raised by what is unusual about it"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"reasons": ("a helper", "raised to high: for any reason")}, id="raised-by-the-case"),
        pytest.param({"matched": (RENAMED,)}, id="renamed-parent"),
        pytest.param({"kind": "masquerade"}, id="masquerade"),
        pytest.param({"kind": "odd-path"}, id="odd-path"),
        pytest.param({"proof": Proof("00" * 32, "11" * 32, holds_literal=False)}, id="joined-from-pieces"),
        pytest.param({"verification": Verification(Agreement.DIFFER, ("user",))}, id="second-reader-differs"),
    ],
)
def test_a_detection_in_doubt_fits_nothing(changes: dict[str, object]) -> None:
    """Its record alone would fit."""
    (flag,) = detect([started(SPLWOW64, "8192")])
    values = {name: getattr(flag, name) for name in Detection.__slots__} | changes
    doubted = Detection(**values)

    assert STARTER.of(doubted, TODAY) is None
    assert doubt(doubted)
    assert STARTER.fits(doubted.process, TODAY) is not None
    assert (STARTER.of(flag, TODAY), doubt(flag)) == (STARTER.entries[0], None)


def test_the_child_of_a_child_is_not_known_good() -> None:
    """What Excel's cmd.exe starts is a chain of its own."""
    grandchild = started(
        f"{SYSTEM32}conhost.exe", "0xffffffff -ForceV1", parent_image_path=f"{SYSTEM32}cmd.exe"
    )

    assert fitting(grandchild) is None


@given(any_process())
def test_any_process_has_an_answer(creation: ProcessCreation) -> None:
    """And what fits has a plain path and a command line."""
    entry = STARTER.fits(creation, TODAY)

    assert entry is None or (creation.image_path is not None and creation.command_line is not None)


@given(st.text(), st.text())
def test_no_text_around_the_arguments_is_overlooked(before: str, behind: str) -> None:
    """But for blanks."""
    creation = line(SPLWOW64, f"{SPLWOW64} {before}8192{behind}")
    expected = not before.strip(" \t") and not behind.strip(" \t")

    assert expected == (fitting(creation) is not None)


# ---------------------------------------------------------------- an analyst's own
def own(**changes: object) -> Entry:
    """Build an entry of an analyst's own."""
    values: dict[str, object] = {
        "name": "Ledger",
        "image": r"C:\Program Files\Ledger\ledger.exe",
        "arguments": r"--post [0-9]+",
        "reason": "Posts to the ledger",
        "is_own": True,
    }
    return msgspec.convert(values | changes, Entry)


LEDGER = started(r"C:\Program Files\Ledger\ledger.exe", "--post 17")


@pytest.mark.parametrize(
    ("changes", "creation", "fits"),
    [
        pytest.param({}, LEDGER, True, id="as-it-is"),
        pytest.param({"expires": TODAY}, LEDGER, True, id="its-last-day"),
        pytest.param({"expires": TODAY - timedelta(1)}, LEDGER, False, id="expired"),
        pytest.param({"parent": EXCEL}, LEDGER, True, id="its-parent"),
        pytest.param({"parent": r"C:\Program Files\Other\excel.exe"}, LEDGER, False, id="another-parent"),
        pytest.param({"image": r"C:\Program Files\Ledger\*.exe"}, LEDGER, True, id="any-name"),
        pytest.param(
            {"image": r"C:\Program Files\A\a.exe|C:\Program Files\Ledger\ledger.exe"},
            LEDGER,
            True,
            id="two-paths",
        ),
        pytest.param(
            {"image": r"C:\Program Files\Ledger\*.exe"},
            started(r"C:\Program Files\Ledger\plug\x.exe", "--post 1"),
            False,
            id="star-stays-in-its-folder",
        ),
        pytest.param(
            {"arguments": ".*post.*"},
            started(r"C:\Program Files\Ledger\ledger.exe", "--post 1 & calc"),
            False,
            id="a-second-command",
        ),
        pytest.param(
            {"arguments": r"--post [0-9]+ \& exit"},
            started(r"C:\Program Files\Ledger\ledger.exe", "--post 1 & exit"),
            True,
            id="a-second-command-that-is-named",
        ),
        pytest.param(
            {"arguments": ".*post.*"},
            started(r"C:\Program Files\Ledger\ledger.exe", r"--post ..\..\x"),
            False,
            id="climbs",
        ),
        pytest.param(
            {"arguments": "--post k"},
            started(r"C:\Program Files\Ledger\ledger.exe", "--post \u212a"),
            False,
            id="another-letter",
        ),
        pytest.param(
            {"arguments": ""}, started(r"C:\Program Files\Ledger\ledger.exe"), True, id="no-arguments"
        ),
        pytest.param({"arguments": ""}, LEDGER, False, id="no-arguments-wanted"),
    ],
)
def test_an_own_entry_fits_what_it_says(
    changes: dict[str, object], creation: ProcessCreation, fits: bool
) -> None:
    """No less and no more."""
    assert fits == (fitting(creation, KnownGood([own(**changes)])) is not None)


def test_a_star_below_program_files_leads_to_no_folder_that_users_write_to() -> None:
    """Some vendors have one; by its name."""
    entry = own(image=r"C:\Program Files\Ledger\*\ledger.exe")
    creation = started(r"C:\Program Files\Ledger\Downloads\ledger.exe", "--post 17")

    assert fitting(creation, KnownGood([entry])) is None


def test_the_first_entry_that_fits_is_the_answer() -> None:
    """So that each row counts once."""
    entries = [own(name="old", expires=TODAY - timedelta(1)), own(name="first"), own(name="second")]

    assert fitting(LEDGER, KnownGood(entries)) == "first"
