"""A flagged process and entries of known-good children into the one that fits it: its path and its arguments both.

An exception is an invitation: whoever knows it can try to look like it. So an entry fits the image by its whole,
plainly written path, in a folder where users cannot write, and the arguments as one shape from the first to the
last character; and none fits a record that is not to be believed. Where anything is in doubt, nothing fits.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.detection.child_images import OFFICE, WRITABLE, is_renamed
from core.detection.detections import RAISED, Detection, own_assessment
from core.detection.disagreement import disagreements
from core.detection.image_path import location
from core.detection.known_good_entry import Entry, arguments_test, path_test, raw_arguments
from core.detection.rules import RENAMED
from core.detection.severity import ARGUMENTS_UNKNOWN
from core.detection.verification import Agreement
from core.notation.windows import ascii_lower
from core.processes.process import ParentLink, ProcessCreation

__all__ = ["Entry", "KnownGood", "doubt", "doubt_of_record", "fitting_arguments"]

_EXCEL = "excel.exe"
_DECIDING = frozenset({"image_path", "command_line", "parent_image_path", "original_file_name"})
"""Fields that an entry is compared with, or that tell a disguise."""
_COMPARED = frozenset({"image_path", "command_line", "parent_image_path"})
"""Of them, those that an entry is compared with."""

_USERS_CAN_WRITE = re.compile(
    r"\\windows\\(?:temp|tasks|tracing|registration\\crmlog|debug\\wia|servicing\\(?:packages|sessions))\\"
    r"|\\windows\\(?:system32|syswow64)\\(?:fxstmp|com\\dmp|tasks|pla|catroot2|logfiles"
    r"|microsoft\\crypto\\rsa\\machinekeys|spool\\(?:printers|servers|drivers\\color))\\"
)
"""Folders below Windows in which a user may make files by default: general knowledge, as lists of ways around
AppLocker's default rules (which trust all of Windows) name them."""

_SHELL = frozenset("&|<>^%;`$()\n")
"""Characters by which one command becomes two, or another one."""
_FOLDS_TO_ASCII = re.compile("[\u017f\u212a]")
"""The only letters beside A to Z that a case-insensitive pattern takes for one of them."""
_NOT_PLAIN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_CLIMBS = re.compile(r"\.\.[\\/]")

Doubt = tuple[str, Callable[[ProcessCreation], bool]]

_DOUBTS: tuple[Doubt, ...] = (
    (
        "the log has no command line, so its arguments cannot be compared",
        lambda one: one.command_line is None,
    ),
    ("the log does not name its image", lambda one: one.image_path is None),
    ("another log holds the same event with other values", lambda one: bool(one.altered_in)),
    (
        "its record holds a field more than once, as Windows never writes it",
        lambda one: bool(one.repeated_names),
    ),
    (
        "it is not certain what its parent is",
        lambda one: one.parent_link not in (ParentLink.RECORDED, ParentLink.INFERRED),
    ),
    ("its file was built under another name", lambda one: _is_renamed(one)),
    ("Sysmon and Security say different things of its start", lambda one: _is_contradicted(one)),
    (
        "only one of its two records holds what an entry is compared with, where both should",
        lambda one: one.other_record is not None and not _COMPARED.isdisjoint(one.other_record.filled),
    ),
)
"""Why a record alone cannot be known-good, whatever the entries say."""

_DETECTION_DOUBTS: tuple[tuple[str, Callable[[Detection], bool]], ...] = (
    ("its parent is an Excel that goes by another name", lambda flag: RENAMED in flag.matched),
    ("it is disguised", lambda flag: flag.kind in ("masquerade", "odd-path")),
    ("its record was crafted: the parent's name is joined from pieces", lambda flag: _is_joined(flag)),
    (
        "the second reader reads other values",
        lambda flag: flag.verification is not None and flag.verification.agreement is Agreement.DIFFER,
    ),
    ("its severity was raised by what is unusual about it", lambda flag: _is_raised(flag)),
)
"""Why a flagged row cannot be, beside its record."""


def doubt_of_record(process: ProcessCreation) -> str | None:
    """Say, as the end of a sentence, why a process cannot be known-good by its record; `None` where it can."""
    return next((words for words, holds in _DOUBTS if holds(process)), None)


def doubt(detection: Detection) -> str | None:
    """Say why a flagged process cannot be known-good by its record or by what was found out about it."""
    found = doubt_of_record(detection.process)
    return found or next((words for words, holds in _DETECTION_DOUBTS if holds(detection)), None)


def fitting_arguments(process: ProcessCreation) -> str | None:
    """Give the arguments as an entry compares them: as logged, without the program's name.

    `None` where no entry can fit them: the log has none, or the line does not begin with the image's own name.
    """
    line, image = process.command_line, process.image_path
    return None if line is None or image is None else raw_arguments(line, image)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """An entry and its tests."""

    entry: Entry
    is_image: Callable[[str], bool]
    is_parent: Callable[[str], bool]
    is_arguments: Callable[[str], bool]
    shell: frozenset[str]
    """Of `_SHELL`, what its arguments name themselves."""


class KnownGood:
    """Entries in the order in which they are asked; the first that fits is the answer."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries: tuple[Entry, ...] = tuple(entries)
        self._by_name: Mapping[str, Sequence[_Compiled]] = _by_name(self.entries)

    def fits(self, process: ProcessCreation, today: date) -> Entry | None:
        """Give the entry that fits a process by its record; `None` where none does, or there is a doubt."""
        image = process.image_path or ""
        candidates = (*self._by_name.get(location(image).name, ()), *self._by_name.get("", ()))
        if not candidates or doubt_of_record(process) is not None:
            return None
        path, parent = _protected_path(image), _plain_path(process.parent_image_path or "")
        arguments = fitting_arguments(process)
        if path is None or parent is None or arguments is None or not _is_plain_text(arguments):
            return None
        for one in candidates:
            if (
                not one.entry.is_expired(today)
                and one.is_image(path)
                and one.is_parent(parent)
                and {sign for sign in arguments if sign in _SHELL} <= one.shell
                and one.is_arguments(arguments)
            ):
                return one.entry
        return None

    def of(self, detection: Detection, today: date) -> Entry | None:
        """Give the entry that fits a flagged process, about which no more than its record may be in doubt."""
        entry = self.fits(detection.process, today)
        return None if entry is None or doubt(detection) is not None else entry


def _by_name(entries: Iterable[Entry]) -> Mapping[str, Sequence[_Compiled]]:
    """Order entries by the file names that they fit, in lower case; those with a `*` in it under the empty name."""
    found: dict[str, list[_Compiled]] = defaultdict(list)
    for entry in entries:
        compiled = _Compiled(
            entry,
            path_test(entry.image),
            path_test(entry.parent) if entry.parent else _is_excel_of_office,
            arguments_test(entry.arguments),
            frozenset(sign for sign in _SHELL if f"\\{sign}" in entry.arguments),
        )
        names = {path.rpartition("\\")[2] for path in ascii_lower(entry.image).split("|")}
        for name in {"" if "*" in name else name.strip() for name in names}:
            found[name].append(compiled)
    return found


def _plain_path(path: str) -> str | None:
    """Give a path on the system drive in ASCII lower case, where it is written in the one plain way.

    No `\\\\?\\`, no `..`, no 8.3 name, no stream, no quotes, no trailing dot or blank, no other slashes.
    """
    lower, place = ascii_lower(path), location(path)
    is_plain = place.is_plain and "~" not in lower and lower == f"c:{place.directory}{place.name}"
    return lower if is_plain and not _NOT_PLAIN.search(path) else None


def _protected_path(path: str) -> str | None:
    """Give a plain path where users cannot write."""
    plain, directory = _plain_path(path), location(path).directory
    if plain is None or WRITABLE.search(directory) or _USERS_CAN_WRITE.match(directory):
        return None
    return plain


def _is_excel_of_office(parent: str) -> bool:
    """Tell whether a parent is Excel where Office is installed: a child of another one is a finding by itself."""
    place = location(parent)
    return place.name == _EXCEL and place.is_in(OFFICE)


def _is_plain_text(arguments: str) -> bool:
    return not (
        _NOT_PLAIN.search(arguments) or _FOLDS_TO_ASCII.search(arguments) or _CLIMBS.search(arguments)
    )


def _is_renamed(process: ProcessCreation) -> bool:
    return is_renamed(location(process.image_path or "").name, process.original_file_name)


def _is_contradicted(process: ProcessCreation) -> bool:
    other = process.other_record
    if other is None:
        return False
    return bool(disagreements(process)[0]) or any(name in _DECIDING for name, _ in other.differs)


def _is_raised(detection: Detection) -> bool:
    """Tell whether anything speaks against a process beside what it is, also where that raised nothing."""
    own = own_assessment(detection).reasons
    by_the_case = any(reason.startswith(RAISED) for reason in detection.reasons[len(own) :])
    return by_the_case or any(reason != ARGUMENTS_UNKNOWN for reason in own[1:])


def _is_joined(detection: Detection) -> bool:
    is_recorded = detection.process.parent_link is ParentLink.RECORDED
    return is_recorded and detection.proof is not None and not detection.proof.holds_literal
