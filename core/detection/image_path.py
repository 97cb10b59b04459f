"""The path of an image into the form it is compared in: its volume, its directory and its name.

A path decides whether a known program is believed, so it is compared anchored and whole: a directory that
merely ends or begins like `C:\\Windows` is another directory. Nothing here changes the logged value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from core.notation.windows import base_name, normal_path


class Volume(Enum):
    """What a path starts from."""

    SYSTEM_DRIVE = auto()
    """`C:` or `\\SystemRoot`: the only one whose Windows and Program Files are taken to be protected."""
    DRIVE = auto()
    """Another letter, which may be a memory stick, a mounted image or a user's own folder."""
    DISK = auto()
    """`\\Device\\HarddiskVolumeN`: a disk, but which drive it is cannot be told from one record."""
    DEVICE = auto()
    """Any other device, such as a shadow copy."""
    SHARE = auto()
    NONE = auto()
    """A relative path, or a name alone."""


_VOLUMES: tuple[tuple[Volume, re.Pattern[str]], ...] = (
    (Volume.SYSTEM_DRIVE, re.compile(r"c:(?=\\)")),
    (Volume.DRIVE, re.compile(r"[a-z]:(?=\\)")),
    (Volume.DISK, re.compile(r"(?:globalroot)?\\device\\harddiskvolume[0-9]++(?=\\)")),
    (Volume.DEVICE, re.compile(r"(?:globalroot|\\device|\\\\\.|volume\{)[^\\]*+(?:\\[^\\]*+(?=\\))?")),
    (Volume.SHARE, re.compile(r"(?:\\\\|unc\\)[^\\]*+(?:\\[^\\]*+(?=\\))?")),
    (Volume.NONE, re.compile("")),
)
_SYSTEM_ROOT = "\\systemroot\\"
_SHORT_NAMES: Mapping[str, str] = {
    "progra~1": "program files",
    "progra~3": "programdata",
    "docume~1": "documents and settings",
}
"""8.3 names that Windows gives at installation. `PROGRA~2` is not here: ProgramData on 32-bit Windows."""

_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters without a shape of their own, and those that turn the direction of a text."""

_LOOK_ALIKES: Mapping[int, str] = (
    {0xFF01 + place: chr(0x21 + place) for place in range(94)}
    | {0x0430: "a", 0x0435: "e", 0x043E: "o", 0x0440: "p", 0x0441: "c", 0x0443: "y", 0x0445: "x", 0x0456: "i"}
    | {0x0458: "j", 0x0455: "s", 0x04BB: "h", 0x0501: "d", 0x051B: "q", 0x051D: "w", 0x043A: "k", 0x043C: "m"}
    | {0x0442: "t", 0x0410: "a", 0x0412: "b", 0x0415: "e", 0x041A: "k", 0x041C: "m", 0x041D: "h", 0x041E: "o"}
    | {0x0420: "p", 0x0421: "c", 0x0422: "t", 0x0423: "y", 0x0425: "x", 0x0406: "i", 0x0408: "j", 0x0405: "s"}
    | {0x03B1: "a", 0x03BF: "o", 0x03C1: "p", 0x03B9: "i", 0x03C5: "u", 0x03BD: "v", 0x03BA: "k", 0x0391: "a"}
    | {0x0392: "b", 0x0395: "e", 0x0397: "h", 0x0399: "i", 0x039A: "k", 0x039C: "m", 0x039D: "n", 0x039F: "o"}
    | {0x03A1: "p", 0x03A4: "t", 0x03A5: "y", 0x03A7: "x", 0x0396: "z"}
    | {0x0131: "i", 0x0261: "g", 0x017F: "s", 0x212A: "k"}
)
"""Full-width, Cyrillic, Greek and other letters that look Latin (Unicode TR 39, confusables)."""


@dataclass(frozen=True, slots=True)
class Location:
    """A path in the form it is compared in; the path itself keeps the log's spelling."""

    volume: Volume
    directory: str
    """Below the volume, lower case, `\\` at both ends: `\\windows\\system32\\`."""
    name: str
    """The file name that Windows would open, lower case."""
    is_plain: bool
    """False for `..`, `.`, an alternate stream, a trailing dot or blank: the path is not what it seems."""

    @property
    def is_name_alone(self) -> bool:
        """Whether the log gives no directory at all."""
        return self.volume is Volume.NONE and self.directory == "\\"

    def is_in(self, directory: re.Pattern[str]) -> bool:
        """Whether the path is plainly in a protected directory of the system drive."""
        return self.volume is Volume.SYSTEM_DRIVE and self.is_plain and self.has_form_of(directory)

    def has_form_of(self, directory: re.Pattern[str]) -> bool:
        """Whether the directory reads like this one, on whichever volume."""
        return directory.fullmatch(self.directory) is not None


@lru_cache(maxsize=1024)
def location(path: str) -> Location:
    """Take a path apart; any text has a location."""
    normal = normal_path(path)
    if normal.startswith(_SYSTEM_ROOT):
        normal = f"c:\\windows\\{normal[len(_SYSTEM_ROOT) :]}"
    volume, root = next((volume, found) for volume, start in _VOLUMES if (found := start.match(normal)))
    rest = normal[root.end() :]
    folders = [folder for folder in rest.split("\\")[:-1] if folder]
    if folders:
        folders[0] = _SHORT_NAMES.get(folders[0], folders[0])
    last = path.strip('"\0')[-1:]
    return Location(
        volume=volume,
        directory="\\".join(("", *folders, "")) if folders else "\\",
        name=base_name(path) or "",
        is_plain=":" not in rest and not {"..", "."} & set(folders) and last not in (" ", "."),
    )


def disguised_characters(name: str) -> str | None:
    """Give a name with its deceiving characters written as codes; `None` when it has none.

    A name deceives when it holds an unseen character, or would be plain ASCII but for look-alike letters;
    a name in Russian or Greek that no ASCII name resembles does not.
    """
    if name.isascii():
        return None
    if not _UNSEEN.search(name) and not name.translate(_LOOK_ALIKES).isascii():
        return None
    return name.encode("ascii", "backslashreplace").decode("ascii")
