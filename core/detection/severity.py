"""A flagged process creation into a severity, with its reason in words.

The finding itself is always "an Excel child; DDE is one possible cause": a severity says how unusual the
child is, from its own record alone, and never takes the flag away. `RANKS` is walked from the top and the
first rank that holds decides; then `MODIFIERS` may raise the severity, by one step in all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from core.detection import child_images as known
from core.detection.child_images import HelperUse
from core.detection.document import Origin, arguments_of, document_of
from core.detection.image_path import Location, Volume, disguised_characters, location
from core.notation.windows import IntegrityLevel, base_name
from core.processes.process import ProcessCreation


class Severity(StrEnum):
    """How urgently a flagged process should be looked at."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Place in a list that shows the most urgent first: 0 for `HIGH`, 3 for `INFO`."""
        return _RANK_OF[self]


HIGH, MEDIUM, LOW, INFO = Severity

_RANK_OF: Mapping[Severity, int] = {severity: rank for rank, severity in enumerate(Severity)}
_NEXT_HIGHER: Mapping[Severity, Severity] = {INFO: LOW, LOW: MEDIUM, MEDIUM: HIGH}

ARGUMENTS_UNKNOWN = "arguments unknown (the log has no command lines)"
_LONGEST_EVIDENCE = 200
_URL = re.compile(r"https?://[^\s\"]*+", re.ASCII | re.IGNORECASE)
_TRAVERSAL = re.compile(r"[\\/]\.\.[\\/]++\.\.[\\/]")
_RISKY_ORIGINS = frozenset({Origin.MAIL, Origin.ARCHIVE, Origin.DOWNLOAD, Origin.TEMP})


@dataclass(frozen=True, slots=True)
class Assessment:
    """A severity and what it rests on."""

    severity: Severity
    kind: str
    """Short key of the rank that decided."""
    reasons: tuple[str, ...]
    """First the rank that decided, then the modifiers; each names the value it rests on."""


@dataclass(frozen=True, slots=True)
class Child:
    """A flagged process with its image and command line taken apart once."""

    process: ProcessCreation
    image: str
    """Path of the image as logged; empty where the log has none."""
    place: Location
    arguments: tuple[str, ...] | None
    """`None` where the log has no command line."""


Test = Callable[[Child], bool]
Evidence = Callable[[Child], str | None]
"""Gives the value that a rank or a modifier rests on, or `None` where it does not hold."""


@dataclass(frozen=True, slots=True)
class Rank:
    """One line of the severity model."""

    kind: str
    severity: Severity
    evidence: Evidence
    reason: str
    """With `{}` for the evidence."""


@dataclass(frozen=True, slots=True)
class Modifier:
    """A circumstance that makes any child more unusual."""

    kind: str
    evidence: Evidence
    reason: str


_Line = TypeVar("_Line", Rank, Modifier)


def assess(process: ProcessCreation, modifiers: Iterable[Modifier] | None = None) -> Assessment:
    """Judge a flagged process by its own record; every process gets an assessment.

    `OWN_MODIFIERS` are for what a child of Excel started in turn; all are for the child itself.
    """
    image, line = process.image_path or "", process.command_line
    child = Child(process, image, location(image), None if line is None else arguments_of(line))
    rank, reason = next(_that_hold(child, RANKS if modifiers is not OWN_MODIFIERS else _RANKS_BELOW))
    holding = _that_hold(child, MODIFIERS if modifiers is None else modifiers)
    raising = [text for modifier, text in holding if modifier.kind != rank.kind]
    severity = rank.severity
    if raising and severity in _NEXT_HIGHER:
        severity = _NEXT_HIGHER[severity]
        raising[0] += f"; raised from {rank.severity} to {severity}"
    unknown = () if child.arguments is not None else (ARGUMENTS_UNKNOWN,)
    return Assessment(severity, rank.kind, (reason, *unknown, *raising))


def _that_hold(child: Child, table: Iterable[_Line]) -> Iterator[tuple[_Line, str]]:
    for line in table:
        if (evidence := line.evidence(child)) is not None:
            shown = evidence[:_LONGEST_EVIDENCE]
            yield line, line.reason.format(shown if shown == evidence else f"{shown}…")


def _image(test: Test) -> Evidence:
    return lambda child: child.image if test(child) else None


def _command(test: Test) -> Evidence:
    return lambda child: (child.process.command_line or child.image) if test(child) else None


def _name(names: frozenset[str]) -> Evidence:
    return _image(lambda child: child.place.name in names)


def _volume(*volumes: Volume) -> Evidence:
    return _image(lambda child: child.place.volume in volumes)


def _helper(use: HelperUse) -> Test:
    return lambda child: known.helper_use(child.place, child.arguments) is use


def _in(directory: re.Pattern[str]) -> Test:
    """Test for a directory; an 8.3 name (`POWERS~1.EXE`) hides which program it is, and fails."""
    return lambda child: child.place.is_in(directory) and "~" not in child.place.name


def _is_unnamed(child: Child) -> bool:
    return not child.image


def _is_disguised_path(child: Child) -> bool:
    return not child.place.is_plain


def _is_in_writable_folder(child: Child) -> bool:
    return known.WRITABLE.search(child.place.directory) is not None


def _is_known_pattern(child: Child) -> bool:
    return known.is_known_pattern(child.place, child.arguments)


def _is_per_user_office(child: Child) -> bool:
    return known.is_per_user_office(child.place, child.arguments)


def _is_add_in(child: Child) -> bool:
    return child.process.parent_exe == "excel.exe" and _in(known.OFFICE_ADD_INS)(child)


def _is_add_in_unchecked(child: Child) -> bool:
    return child.arguments is None and _is_add_in(child)


def _is_browser(child: Child) -> bool:
    return child.place.name in known.BROWSERS and _in(known.PROGRAM_FILES)(child)


def _original_name(child: Child) -> str | None:
    original = child.process.original_file_name
    return f"{original}, here {child.image}" if known.is_renamed(child.place.name, original) else None


def _other_extension(child: Child) -> str | None:
    return None if child.place.name.endswith(".exe") else child.place.name or None


def _script(child: Child) -> str | None:
    words = (child.arguments or ()) if child.place.name == "explorer.exe" else ()
    return next((word for word in words if (base_name(word) or "").endswith(known.SCRIPT_ENDINGS)), None)


def _command_holds(pattern: re.Pattern[str]) -> Evidence:
    return lambda child: _search(pattern, child.process.command_line)


def _parent_command_holds(pattern: re.Pattern[str]) -> Evidence:
    return lambda child: _search(pattern, child.process.parent_command_line)


def _search(pattern: re.Pattern[str], text: str | None) -> str | None:
    found = pattern.search(text or "")
    return found[0] if found else None


def _any_image(child: Child) -> str | None:
    return child.image


def _odd_parent_path(child: Child) -> str | None:
    parent = child.process.parent_image_path
    return None if parent is None or known.is_office_parent(location(parent)) else parent


def _odd_parent_name(child: Child) -> str | None:
    name = (child.process.parent_image_path or "").strip('"\0').replace("/", "\\").rpartition("\\")[2]
    return f'"{name}"' if name.endswith((" ", ".")) else None


def _risky_document(child: Child) -> str | None:
    document = document_of(child.process.parent_command_line)
    if document.origin not in _RISKY_ORIGINS:
        return None
    how = " (by the parent's own record)" if child.process.parent_command_line_inferred else ""
    return f"{document.origin}, {document.path}{how}"


def _disguised_name(child: Child) -> str | None:
    return disguised_characters(child.place.name)


def _embedding(child: Child) -> str | None:
    line = child.process.parent_command_line
    return "-Embedding" if line is not None and known.has_embedding(arguments_of(line)) else None


def _elevated(child: Child) -> str | None:
    level = child.process.integrity_level
    return level if level is not None and level.rank >= IntegrityLevel.HIGH.rank else None


RANKS: tuple[Rank, ...] = (
    Rank("masquerade", HIGH, _image(_helper(HelperUse.ELSEWHERE)), "a helper's name in another place: {}"),
    Rank("masquerade", HIGH, _image(_helper(HelperUse.NO_ARGUMENTS)), "a helper without its arguments: {}"),
    Rank("masquerade", HIGH, _original_name, "the file was built under another name: {}"),
    Rank("odd-path", HIGH, _image(_is_disguised_path), "the path hides which file it is: {}"),
    Rank("known-pattern", LOW, _image(_is_per_user_office), "an Office program of the user's profile: {}"),
    Rank("writable-path", HIGH, _image(_is_in_writable_folder), "runs from where users can write: {}"),
    Rank("remote-path", HIGH, _volume(Volume.SHARE), "runs from the network: {}"),
    Rank("device-path", HIGH, _volume(Volume.DISK, Volume.DEVICE), "runs from a device without a letter: {}"),
    Rank("lolbin", HIGH, _command_holds(known.LAUNCHER_SWITCH), "has a browser start another program: {}"),
    Rank("known-helper", INFO, _command(_helper(HelperUse.AS_KNOWN)), "a helper that Excel starts: {}"),
    Rank("known-helper", LOW, _image(_helper(HelperUse.UNCHECKED)), "a helper that Excel starts: {}"),
    Rank("interpreter", HIGH, _name(known.INTERPRETERS), "a shell or script host: {}"),
    Rank("known-pattern", LOW, _command(_is_known_pattern), "a system tool as Office itself uses it: {}"),
    Rank("lolbin", HIGH, _name(known.LOLBINS), "a system tool that can run or fetch other code: {}"),
    Rank("dcom", HIGH, _name(known.DCOM_CHILDREN), "ActivateMicrosoftApp's; sources differ, low to high: {}"),
    Rank("not-exe", HIGH, _other_extension, "the image is not an .exe: {}"),
    Rank("script", HIGH, _script, "Explorer is to open a script: {}"),
    Rank("tampering", HIGH, _name(known.TAMPERING), "a tool that removes logs, backups or recovery: {}"),
    Rank("discovery", MEDIUM, _name(known.DISCOVERY), "a discovery or administration tool: {}"),
    Rank("odd-helper", MEDIUM, _command(_helper(HelperUse.OTHERWISE)), "a helper in an unknown use: {}"),
    Rank("add-in", LOW, _image(_is_add_in_unchecked), "a program of Excel's own add-ins: {}"),
    Rank("add-in", INFO, _image(_is_add_in), "a program of Excel's own add-ins: {}"),
    Rank("application", LOW, _command(_is_browser), "a browser in Program Files: {}"),
    Rank("download", MEDIUM, _command_holds(_URL), "its command line holds a URL: {}"),
    Rank("application", LOW, _image(_in(known.OFFICE)), "a program of Office: {}"),
    Rank("application", LOW, _image(_in(known.PROGRAM_FILES)), "an application in Program Files: {}"),
    Rank("unknown", MEDIUM, _image(_is_unnamed), "the log does not name the image"),
    Rank("unknown", MEDIUM, _any_image, "no rank covers this program in this place: {}"),
)
"""Where nothing else is said, the model of the public rules that `core.detection.child_images` names.

The known helpers stand above the names that they could otherwise match; the last rank holds for everything.
"""

MODIFIERS: tuple[Modifier, ...] = (
    Modifier("parent-path", _odd_parent_path, "the parent does not run from an Office folder: {}"),
    Modifier("parent-name", _odd_parent_name, "the parent's name ends in a dot or blank: {}"),
    Modifier("parent-url", _parent_command_holds(_URL), "the parent's command line holds a URL: {}"),
    Modifier("document", _risky_document, "the parent opened a document from {}"),
    Modifier("embedding", _embedding, "the parent was started through COM: {}"),
    Modifier("elevated", _elevated, "the integrity level, which is rare for Excel: {}"),
    Modifier("traversal", _command_holds(_TRAVERSAL), "the command line climbs directories: {}"),
    Modifier("not-exe", _other_extension, "the image is not an .exe: {}"),
    Modifier("disguised-name", _disguised_name, "the name holds look-alike or unseen characters: {}"),
)

_OF_THE_PARENT = frozenset({"parent-path", "parent-name", "parent-url", "document", "embedding"})
OWN_MODIFIERS: tuple[Modifier, ...] = tuple(
    modifier for modifier in MODIFIERS if modifier.kind not in _OF_THE_PARENT
)
"""Those that judge the process alone: for one that Excel did not start itself."""

_RANKS_BELOW = tuple(
    replace(rank, reason="a known helper program in its usual place: {}")
    if rank.kind == "known-helper"
    else rank
    for rank in RANKS
)
"""The same ranks in words that do not say that Excel started the process."""
