"""A detection's reasons into one statement each: what decided the severity, and what changed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.detection.detections import Detection, own_assessment
from core.detection.document import arguments_of
from core.detection.image_path import location
from core.detection.severity import ARGUMENTS_UNKNOWN, MODIFIERS, RANKS, Child, Severity
from core.notation.visible import one_line
from core.processes.process import ProcessCreation
from core.rows.row import Row
from core.words.statement import Statement, Tone, evidence

_RAISED, _LOWERED = "raised to high: ", "lowered to low: "

HOW_THE_PARENT_IS_KNOWN = (
    "the parent is inferred: ",
    "the parent is ambiguous: ",
    "the parent's command line is from its own record",
)
"""Beginnings of reasons that leave the severity as it is, and have a statement of their own."""

_WHICH_DOCUMENT = "the parent opened a document from "
"""Beginning of a reason that names the document, which has a statement of its own, behind a comma."""

TONES: Mapping[Severity, Tone] = {
    Severity.HIGH: Tone.BAD,
    Severity.MEDIUM: Tone.WARN,
    Severity.LOW: Tone.NOTE,
    Severity.INFO: Tone.GOOD,
}

_RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "masquerade": ("image_path", "original_file_name"),
    "known-helper": ("image_path", "command_line"),
    "known-pattern": ("image_path", "command_line"),
    "odd-helper": ("image_path", "command_line"),
    "application": ("image_path", "command_line"),
    "lolbin": ("image_path", "command_line"),
    "script": ("command_line",),
    "download": ("command_line",),
    "traversal": ("command_line",),
    "parent-path": ("parent_image_path",),
    "parent-name": ("parent_image_path",),
    "parent-url": ("parent_command_line",),
    "embedding": ("parent_command_line",),
    "document": ("parent_command_line",),
    "elevated": ("integrity_level",),
}
"""Columns that a rank or modifier of this kind looks at; the child's image where the kind is not here."""

_CASE_RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "the same event has other values": ("altered_in",),
    "Sysmon and Security ": ("other_source", "other_differs"),
    "the parent calls itself Excel.exe": ("parent_image_path", "parent_guid"),
    "the parent is ambiguous": ("parent_candidates",),
    "the newest of them": ("parent_candidates",),
}
"""The same for reasons that only the whole case gives, by how they begin."""


def severity_statements(row: Row, detection: Detection) -> Iterator[Statement]:
    """Say what decided, then what raised or lowered it, then what else counts.

    Reasons quote values of the log, so what a reason is depends on its place and its beginning, never its end.
    """
    process, severity = detection.process, detection.severity
    decided, own = _decided(process), own_assessment(detection)
    first = one_line(own.reasons[0])
    change = "raised" if severity.rank < decided.rank else "lowered"
    yield Statement(
        "Severity",
        f"{decided}: {first}" if decided is severity else f"{severity}, {change} from {decided} ({first})",
        evidence(row, *_RESTS_ON.get(detection.kind, ("image_path",))),
        TONES[severity],
    )
    step = f"; raised from {decided} to {own.severity}" if own.severity is not decided else ""
    for reason in own.reasons[1:]:
        if reason == ARGUMENTS_UNKNOWN:
            yield Statement("Also", reason)
            continue
        yield _modifier(row, "Raised" if step else "Also", reason.removesuffix(step))
        step = ""
    for reason in case_reasons(detection):
        if not reason.startswith(HOW_THE_PARENT_IS_KNOWN):
            yield _of_the_case(row, reason, decided)


def case_reasons(detection: Detection) -> tuple[str, ...]:
    """Give the reasons that the record alone does not: of the parent's link and of what was altered."""
    return detection.reasons[len(own_assessment(detection).reasons) :]


def _decided(process: ProcessCreation) -> Severity:
    """Give the severity of the rank that decided, before anything changed it."""
    image, line = process.image_path or "", process.command_line
    child = Child(process, image, location(image), None if line is None else arguments_of(line))
    return next(rank.severity for rank in RANKS if rank.evidence(child) is not None)


def _modifier(row: Row, label: str, reason: str) -> Statement:
    begins = (found for found in MODIFIERS if reason.startswith(found.reason.partition("{}")[0]))
    kind = next((found.kind for found in begins), "")
    text = reason.partition(",")[0] if reason.startswith(_WHICH_DOCUMENT) else reason
    return Statement(label, one_line(text), evidence(row, *_RESTS_ON.get(kind, ("image_path",))), Tone.WARN)


def _of_the_case(row: Row, reason: str, decided: Severity) -> Statement:
    text = reason.removeprefix(_RAISED).removeprefix(_LOWERED)
    if text.startswith("the parent is ambiguous: "):  # why, and between which, has a statement of its own
        text = "the parent is ambiguous, and one of its records was altered"
    columns = next((columns for start, columns in _CASE_RESTS_ON.items() if text.startswith(start)), ())
    label, tone = "Also", Tone.WARN
    if reason.startswith(_RAISED):
        label, tone = "Also" if decided is Severity.HIGH else "Raised", Tone.BAD
    elif reason.startswith(_LOWERED):
        label, tone = "Lowered", Tone.NOTE
    return Statement(label, one_line(text), evidence(row, *columns), tone)
