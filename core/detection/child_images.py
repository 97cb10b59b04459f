"""An Excel child's name, path and arguments into what public sources know of them.

Names are facts that published rules agree on; no rule text is used. The letters of the sets stand for
S: Sigma, proc_creation_win_office_susp_child_processes (438025f9); E: Elastic detection-rules,
suspicious_ms_office_child_process (a624863f); P: Elastic protections-artifacts, "Suspicious Microsoft Office
Child Process"; K: Splunk security_content, the "Office Product Spawned ..." searches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from core.detection.image_path import Location, Volume
from core.notation.windows import ascii_lower, base_name


def _exe(names: str) -> frozenset[str]:
    return frozenset(f"{name}.exe" for name in names.split())


_ALL_FOUR = _exe("bitsadmin certutil cscript mshta msdt regsvr32 rundll32 wmic wscript")
_S_E_K = _exe("cmd control powershell pwsh")
_S_E_P = _exe("cmstp ieexec installutil microsoft.workflow.compiler msxsl odbcconf regasm regsvcs schtasks")
_S_E = _exe("forfiles hh")
_S_P = _exe("certoc curl javaw msiexec pcalua scriptrunner workfolders")
_S_ONLY = _exe("appvlp bash mftrace msbuild msidb scrcons sh svchost verclsid")
_E_P = _exe("explorer sc")
_P_ONLY = _exe("extrac32 expand")

INTERPRETERS = _exe(
    "cmd powershell powershell_ise pwsh sqlps sqltoolsps wscript cscript mshta bash sh wsl javaw"
    " java node perl php py python pythonw ruby autohotkey wt"
)
"""Shells and script hosts. In S, E, P or K; powershell_ise, sqlps and sqltoolsps in K's PowerShell macro;
wsl.exe is bash.exe's successor. The second line is general knowledge: they run whatever they are given."""

LOLBINS = (
    (_ALL_FOUR | _S_E_K | _S_E_P | _S_E | _S_P | _S_ONLY | _E_P | _P_ONLY) | _exe("conhost msedgewebview2")
) - (INTERPRETERS | {"explorer.exe"})
"""Windows' own tools that run or fetch other code: S, P and what E or K share with them. conhost and
msedgewebview2, here for arguments that are not their known ones: LOLBAS project, pages of these names."""

DISCOVERY = _exe(
    "arp atbroker bginfo cdb csi dnx dsget dsquery fsi ftp gpresult hostname iexpress ipconfig"
    " nbtstat net net1 netsh netstat nltest ping qprocess quser qwinsta rcsi reg systeminfo tasklist tracert"
    " whoami xwizard"
)
"""In E only: mostly tools that list users, hosts and settings."""

TAMPERING = _exe("bcdedit vssadmin wbadmin wevtutil")
"""Tools that remove logs, backups or recovery (ATT&CK T1070.001, T1490)."""

DCOM_CHILDREN = _exe("foxprow schdplus winproj")
"""What `Application.ActivateMicrosoftApp` starts. Sigma 551d9c1f rates it high, Splunk ee54241e low."""

BROWSERS = _exe("firefox chrome iexplore msedge brave opera vivaldi")
"""The first four: Splunk, office_document_spawned_child_process_to_download; the rest by analogy."""

SCRIPT_ENDINGS = (
    ".hta",
    ".vb",
    ".vbs",
    ".vbe",
    ".js",
    ".jse",
    ".ps",
    ".ps1",
    ".scr",
    ".pif",
    ".bat",
    ".cmd",
    ".wsf",
    ".wsh",
)
"""Scripts that explorer.exe passes on to their host (Sigma c27515df; full extensions and .wsf, .wsh besides)."""

_OTHER_ORIGINAL_NAMES: Mapping[str, str] = {
    "excelcnv.exe": "excel",
    "systeminfo.exe": "sysinfo",
    "nbtstat.exe": "nbtinfo",
    "eventcreate.exe": "evcreate",
}
"""Files whose `OriginalFileName` differs by nature: excelcnv (SigmaHQ/sigma#4566) and three of Windows."""

LAUNCHER_SWITCH = re.compile(
    r"--(?:gpu-launcher|browser-subprocess-path|renderer-cmd-prefix|utility-cmd-prefix)\b",
    re.ASCII | re.IGNORECASE,
)
"""Chromium switches that start a program of the caller's choice (LOLBAS, Msedge and Msedgewebview2)."""

# Directories are patterns of a whole `Location.directory`: anchored, in ASCII lower case.
_IN_PROGRAM_FILES = r"\\program files(?: \(x86\))?\\"
_WINDOWS = r"\\windows\\"
_SYSTEM = r"\\windows\\(?:system32|syswow64)\\"

PROGRAM_FILES = re.compile(rf"{_IN_PROGRAM_FILES}.*", re.DOTALL)
OFFICE = re.compile(
    rf"{_IN_PROGRAM_FILES}(?:microsoft office[^\\]*|windowsapps\\microsoft\.office\.[^\\]*"
    r"|common files\\microsoft shared\\clicktorun)\\.*",
    re.DOTALL,
)
OFFICE_ADD_INS = re.compile(
    rf"{_IN_PROGRAM_FILES}microsoft office\\root\\office[^\\]*\\addins\\.*", re.DOTALL
)
"""Excel's own add-ins: exception of Elastic's Office call trace rule, for a parent EXCEL.EXE only."""

_OFFICE_PARENT = re.compile(
    r"\\(?:program files(?: \(x86\))?|progra~[12])\\"
    r"(?:microsoft office[^\\]*|micros~[0-9]|windowsapps\\microsoft\.office\.[^\\]*)\\.*",
    re.DOTALL,
)
"""Where Excel is installed, 8.3 names included: good enough not to raise, never used to lower."""

_PER_USER_OFFICE: Mapping[str, re.Pattern[str]] = {
    "teams.exe": re.compile(r"\\users\\[^\\]+\\appdata\\local\\microsoft\\teams\\current\\"),
    "filecoauth.exe": re.compile(r"\\users\\[^\\]+\\appdata\\local\\microsoft\\onedrive\\[^\\]+\\"),
}
"""Office programs in the user's profile, started with `-Embedding` (Sigma aa3a6f94 and c27515df)."""

WRITABLE = re.compile(
    r"\A\\(?:users|documents and settings)\\|\\(?:appdata|users\\public|programdata|downloads|desktop)\\"
    r"|\\windows\\(?:tasks|temp|system32\\tasks)\\|\\\$recycle\.bin\\"
)
"""Places that users can write to, found anywhere in a directory (Sigma 438025f9 and aa3a6f94)."""


@dataclass(frozen=True, slots=True)
class Helper:
    """A program that Excel starts in normal work."""

    directory: re.Pattern[str]
    arguments: re.Pattern[str] | None = None
    """Shape of its arguments, lower case, one per line; `None` where the sources give none."""
    needs_arguments: bool = False
    """Without any, the program is a known disguise (Elastic protections-artifacts)."""


HELPERS: Mapping[str, Helper] = {
    "splwow64.exe": Helper(re.compile(_WINDOWS), re.compile("8192|12288"), needs_arguments=True),
    "werfault.exe": Helper(
        re.compile(_SYSTEM), re.compile(r"-u\n-p\n[0-9]+(?:\n-s\n[0-9]+)?"), needs_arguments=True
    ),
    "dwwin.exe": Helper(re.compile(_SYSTEM)),
    "conhost.exe": Helper(re.compile(r"\\windows\\system32\\"), re.compile(r"0x[0-9a-f]+(?:\n-forcev1)?")),
    "msedgewebview2.exe": Helper(
        re.compile(
            rf"{_IN_PROGRAM_FILES}microsoft\\edge(?:webview\\application|core)\\[^\\]+\\"
            r"|\\windows\\system32\\microsoft-edge-webview\\"
        )
    ),
    "acrobat.exe": Helper(re.compile(rf"{_IN_PROGRAM_FILES}adobe\\acrobat[^\\]*\\acrobat\\")),
}
"""Printing, error reports, consoles, web and PDF views.

Paths: exceptions of Elastic's Office call trace and XSL rules (maintainers in elastic/detection-rules#928:
by path, never by name alone). Arguments: Elastic protections-artifacts and, for splwow64,
spender-sandbox/community-modified#26. From general knowledge: conhost's arguments, EdgeCore, Windows' own
WebView and other editions of Acrobat.
"""

_SYSTEM_FILE = r"(?:c:\\windows\\(?:system32|syswow64)\\)?"
_PROGRAM_FILE = r"c:\\program files(?: \(x86\))?\\[^\n:]+"
_REST = r"(?:\n[^\n]*)*"

_KNOWN_PATTERNS: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "rundll32.exe": (
        re.compile(_SYSTEM),
        re.compile(
            rf"c:\\windows\\system32\\spool\\drivers\\(?:x64|w32x86|arm64)\\[^\n:,]+\.dll,[^\n]+{_REST}"
            rf"|{_SYSTEM_FILE}printui\.dll,printuientry(?:\n(?![^\n]*(?:/i|/f|/ga|@))[^\n]*)*"
            rf"|{_SYSTEM_FILE}url\.dll,fileprotocolhandler\n(?:https?|mailto):[^\n]*"
            rf"|{_SYSTEM_FILE}inetcpl\.cpl,clearmytracksbyprocess\n(?:flags:)?[0-9]+{_REST}"
            rf"|{_SYSTEM_FILE}(?:hotplug|shwebsvc)\.dll,[a-z0-9_]+{_REST}"
            r"|-localserver\n22d8c27b-47a1-48d1-ad08-7da7abd79617"
        ),
    ),
    "regsvr32.exe": (
        re.compile(_SYSTEM),
        re.compile(
            rf"(?:[/-][suc]\n)*(?:{_PROGRAM_FILE}|c:\\windows\\(?:system32|syswow64)\\[^\n:\\]+)"
            r"\.(?:dll|ocx)(?:\n[/-][suc])*"
        ),
    ),
    "schtasks.exe": (
        re.compile(_SYSTEM),
        re.compile(
            r"/change\n/tn\n\\?microsoft\\office\\office serviceability manager(?:\n/(?:enable|disable))*"
        ),
    ),
    "hh.exe": (
        re.compile(_WINDOWS),
        re.compile(rf"(?:-mapid\n[0-9]+\n)?{_PROGRAM_FILE}\.chm(?:::[^\n:]*)?"),
    ),
    "sc.exe": (re.compile(_SYSTEM), re.compile(rf"queryex{_REST}")),
}
"""LOLBins with a directory and arguments that Office is known to use (Elastic protections-artifacts).

Narrower than the sources where they leave a way to run other code: print drivers only in their own folders
(users can write to `spool\\drivers\\color`), no printer installation, `url.dll` for links only, one exact
class for `-localserver` (Sigma 1723e720), no new action for the task, help files in Program Files only.
"""


class HelperUse(Enum):
    """How a program with the name of a known helper was started."""

    ELSEWHERE = auto()
    """From another path than its own."""
    NO_ARGUMENTS = auto()
    """From its own path, without the arguments that it always has."""
    AS_KNOWN = auto()
    UNCHECKED = auto()
    """From its own path; the log has no command line."""
    OTHERWISE = auto()
    """With other arguments, or from a path that is its own on another volume, or from no known path."""


def helper_use(place: Location, arguments: tuple[str, ...] | None) -> HelperUse | None:
    """Tell how a known helper was started; `None` for every other name."""
    helper = HELPERS.get(place.name)
    if helper is None:
        return None
    if not (place.is_plain and place.has_form_of(helper.directory)):
        return HelperUse.OTHERWISE if place.is_name_alone else HelperUse.ELSEWHERE
    if arguments == () and helper.needs_arguments:
        return HelperUse.NO_ARGUMENTS
    if not place.is_in(helper.directory):
        return HelperUse.OTHERWISE
    if arguments is None:
        return HelperUse.UNCHECKED
    fits = helper.arguments is None or _fit(helper.arguments, arguments)
    return HelperUse.AS_KNOWN if fits else HelperUse.OTHERWISE


def is_known_pattern(place: Location, arguments: tuple[str, ...] | None) -> bool:
    """Tell whether one of `LOLBINS` runs from its own directory, with arguments that Office uses it with."""
    if arguments is None or place.name not in _KNOWN_PATTERNS:
        return False
    directory, shape = _KNOWN_PATTERNS[place.name]
    return place.is_in(directory) and _fit(shape, arguments)


def is_per_user_office(place: Location, arguments: tuple[str, ...] | None) -> bool:
    """Tell whether an Office program of the user's own profile was started through COM."""
    directory = _PER_USER_OFFICE.get(place.name)
    return directory is not None and place.is_in(directory) and has_embedding(arguments)


def is_office_parent(place: Location) -> bool:
    """Tell whether a parent's image lies where Office is installed, on a disk of any letter."""
    on_disk = place.volume in (Volume.SYSTEM_DRIVE, Volume.DRIVE, Volume.DISK)
    return on_disk and place.is_plain and place.has_form_of(_OFFICE_PARENT)


def has_embedding(arguments: tuple[str, ...] | None) -> bool:
    """Tell whether COM started the program."""
    return any(ascii_lower(argument) in ("-embedding", "/embedding") for argument in arguments or ())


def is_renamed(name: str, original_file_name: str | None) -> bool:
    """Tell whether a program's name is not the `OriginalFileName` in it.

    An original name that is no program's (`msedgeupdate.dll`, `psexec.c`) says nothing; nor does `.mui`.
    """
    original = (base_name(original_file_name) or "").removesuffix(".mui")
    if not name or not original.endswith((".exe", ".com", ".scr")):
        return False
    return _stem(original) not in (_stem(name), _OTHER_ORIGINAL_NAMES.get(name))


def _stem(name: str) -> str:
    return name.removesuffix(".mui").removesuffix(".exe").removesuffix(".dll")


def _fit(shape: re.Pattern[str], arguments: Iterable[str]) -> bool:
    """Compare the arguments, in lower case and one per line; none may climb with `..`."""
    lines = [ascii_lower(argument) for argument in arguments]
    if any("\n" in line or ".." in line for line in lines):
        return False
    return shape.fullmatch("\n".join(lines)) is not None
