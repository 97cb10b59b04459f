"""Process creations into Detections: which rules flag each, how severe it is, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from core.detection.disagreement import contradicting_parent, disagreements, in_words, parents_in_words
from core.detection.document import Document, document_of
from core.detection.proof import Proof
from core.detection.rules import RENAMED, RULES, is_renamed_excel, matched
from core.detection.severity import MODIFIERS, OWN_MODIFIERS, Assessment, Severity, assess
from core.detection.verification import Verification
from core.notation import duration
from core.processes.parents import host_of, start_of
from core.processes.process import ParentLink, Place, ProcessCreation

HostGuid = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Detection:
    """One flagged process creation and everything a report needs to stand behind it."""

    process: ProcessCreation
    matched: tuple[str, ...]
    """Names of the rules that flag it, and `renamed`."""
    severity: Severity
    kind: str
    reasons: tuple[str, ...]
    document: Document
    proof: Proof | None = None
    """`None` only until the row has been read again from the evidence."""
    verification: Verification | None = None
    """What the second reader says; `None` where it was not asked."""
    chain: tuple[str, ...] = ()
    """Of a descendant: image paths from Excel to the process itself, the first started the second and so on; an
    empty one is of a process whose image no log names."""
    top: Place | None = None
    """Of a descendant: where the flagged process above it stands."""

    @property
    def reason(self) -> str:
        """All reasons in one line."""
        return "; ".join(self.reasons)


RAISED = "raised to high: "
"""Begins a reason for which the case, and not the record alone, raised the severity."""
_OF_THE_PARENT = frozenset({"parent_image_path", "ppid"})
NO_PROOFS: Mapping[Place, Proof] = {}
NO_DETECTIONS: Mapping[Place, Detection] = {}


def renamed_excels(creations: Iterable[ProcessCreation]) -> frozenset[HostGuid]:
    """Find the processes whose own record shows an Excel that goes by another name."""
    return frozenset(
        (host_of(creation.fqdn), creation.guid)
        for creation in creations
        if creation.guid is not None and is_renamed_excel(creation.image_path, creation.original_file_name)
    )


def detect(
    creations: Iterable[ProcessCreation],
    renamed: frozenset[HostGuid] = frozenset(),
    proofs: Mapping[Place, Proof] = NO_PROOFS,
    early: Mapping[Place, Detection] = NO_DETECTIONS,
) -> Iterator[Detection]:
    """Flag what any rule flags, in the order given; `is_flagged_by` tells the rule in force from the rest.

    A detection made `early` is given again where neither its row nor its rules have changed since.
    """
    for creation in creations:
        names = _matched(creation, renamed)
        if not names:
            continue
        known = early.get(creation.place)
        if known is not None and known.process is creation and known.matched == names:
            yield known
        else:
            yield _detection(creation, names, proofs.get(creation.place))


def is_matched(creation: ProcessCreation) -> bool:
    """Tell whether any rule flags a creation by its parent as it is known now."""
    return bool(_matched(creation, frozenset()))


def is_flagged_by(rule: str, detection: Detection) -> bool:
    """Tell whether a detection counts under the rule in force; a renamed Excel counts under every one."""
    return rule in detection.matched or RENAMED in detection.matched


def _matched(creation: ProcessCreation, renamed: frozenset[HostGuid]) -> tuple[str, ...]:
    names: tuple[str, ...] = ()
    if creation.parent_candidates:
        found = {name for path in creation.parent_candidates for name in matched(path, creation.image_path)}
        names = tuple(name for name in RULES if name in found)
    elif creation.parent_image_path is not None:
        names = matched(creation.parent_image_path, creation.image_path)
    if creation.parent_guid is not None and (host_of(creation.fqdn), creation.parent_guid) in renamed:
        names = (*names, RENAMED)
    return names


def _detection(creation: ProcessCreation, names: tuple[str, ...], proof: Proof | None) -> Detection:
    assessment = _weighed(creation, names, assess(creation))
    if proof is not None and creation.parent_link is ParentLink.RECORDED and names != (RENAMED,):
        assessment = _raised_if_joined(assessment, proof)
    return Detection(
        process=creation,
        matched=names,
        severity=assessment.severity,
        kind=assessment.kind,
        reasons=assessment.reasons,
        document=_document(creation),
        proof=proof,
    )


def _document(creation: ProcessCreation) -> Document:
    document = document_of(creation.parent_command_line)
    if not creation.parent_command_line_inferred:
        return document
    how = "ProcessGuid" if creation.parent_guid is not None else "PID"
    note = f"by the parent's own record, found by {how}"
    return replace(document, note=f"{document.note}; {note}" if document.note else note)


def with_proof(detection: Detection, proof: Proof | None, verification: Verification | None) -> Detection:
    """Give the detection again with what was found when its record was read once more."""
    if detection.proof is None and proof is not None and detection.chain:
        detection = replace(detection, proof=proof)
    elif detection.proof is None and proof is not None:
        detection = _detection(detection.process, detection.matched, proof)
    return detection if verification is None else replace(detection, verification=verification)


def _weighed(creation: ProcessCreation, names: tuple[str, ...], given: Assessment) -> Assessment:
    """Add what the link to the parent and the record's own oddities mean for the assessment of the row."""
    found = _weighed_if_altered(creation, given)
    if creation.parent_command_line_inferred and creation.parent_link is ParentLink.RECORDED:
        by = f"PID {creation.ppid}" if creation.parent_guid is None else f"ProcessGuid {creation.parent_guid}"
        found = _noted(found, f"the parent's command line is from its own record, found by {by}")
    if creation.parent_link is ParentLink.RECORDED and creation.parent_candidates:
        found = _raised(
            found,
            f"records that differ bear the parent's ProcessGuid {creation.parent_guid}: one of them was crafted, "
            "so the parent's command line is taken from none",
        )
    if creation.parent_link is ParentLink.INFERRED:
        found = _noted(found, f"the parent is inferred: {_how(creation)}")
    if creation.parent_link is ParentLink.AMBIGUOUS:
        found = _ambiguous(creation, names, found)
    if RENAMED in names:
        found = _raised(
            found, "the parent calls itself Excel.exe inside (OriginalFileName) and goes by another name"
        )
    return _weighed_if_crafted(creation, found)


def own_assessment(detection: Detection) -> Assessment:
    """Judge the process by its own record: what stands in the reasons before all that only the case gives."""
    return assess(detection.process, OWN_MODIFIERS if detection.chain else MODIFIERS)


def weighed_alone(creation: ProcessCreation, given: Assessment) -> Assessment:
    """Add what the record's own oddities mean, whoever the parent is."""
    return _weighed_if_crafted(creation, _weighed_if_altered(creation, given))


def _weighed_if_altered(creation: ProcessCreation, found: Assessment) -> Assessment:
    if creation.altered_in:
        files = ", ".join(dict.fromkeys(place.file for place in creation.altered_in))
        found = _raised(found, f"the same event has other values in {files}: one of them was altered")
    serious, others = disagreements(creation)
    if (parent := contradicting_parent(creation)) is not None:
        serious = tuple(field for field in serious if field not in _OF_THE_PARENT)
        which = parents_in_words(creation, parent)
        found = _raised(
            found, f"Sysmon and Security disagree on the parent: {which}: one of the records was altered"
        )
    if serious:
        found = _raised(
            found,
            f"Sysmon and Security disagree on {in_words(serious)}: one of the records was altered, or deceived as "
            "the process started",
        )
    if others:
        found = _noted(found, f"Sysmon and Security differ in {in_words(others)}, as honest records may")
    return found


def _weighed_if_crafted(creation: ProcessCreation, found: Assessment) -> Assessment:
    if not creation.repeated_names:
        return found
    record = "the record" if creation.other_record is None else "one of the two records"
    repeated = ", ".join(creation.repeated_names)
    return _raised(found, f"{record} holds {repeated} more than once, as Windows never writes it")


def _how(creation: ProcessCreation) -> str:
    if creation.parent_guid is not None:
        return f"its own record bears the ProcessGuid {creation.parent_guid}"
    return (
        f"the last process that the logs show with PID {creation.ppid} started{_how_long_before(creation)}, "
        "and they show no end of it and no boot since"
    )


def _how_long_before(creation: ProcessCreation) -> str:
    started, at = creation.parent_started, start_of(creation)
    if started is None or at is None:
        return ""
    return f" {duration.in_words(at - started)} earlier"


def _ambiguous(creation: ProcessCreation, names: tuple[str, ...], found: Assessment) -> Assessment:
    candidates = ", ".join(path or "(no image)" for path in creation.parent_candidates)
    if creation.parent_guid is not None:
        differ = (
            "name different images"
            if len(creation.parent_candidates) > 1
            else "differ though they name one image"
        )
        why = f"the records of ProcessGuid {creation.parent_guid} {differ} ({candidates})"
        return _raised(found, f"the parent is ambiguous: {why}, so one of them was altered")
    why = f"more than one earlier process fits PID {creation.ppid} (images, newest first: {candidates})"
    found = _noted(found, f"the parent is ambiguous: {why}")
    if set(names) <= {RENAMED, *matched(creation.parent_candidates[0], creation.image_path)}:
        return found
    reason = "the newest of them, the likely parent, is not Excel"
    if found.severity.rank >= Severity.LOW.rank:
        return _noted(found, reason)
    return replace(found, severity=Severity.LOW, reasons=(*found.reasons, f"lowered to low: {reason}"))


def _raised_if_joined(found: Assessment, proof: Proof) -> Assessment:
    if proof.holds_literal:
        return found
    return _raised(
        found,
        "the record's bytes never hold the parent's name in one piece: it was joined from pieces, as Windows never "
        "writes it, and only the full read finds it",
    )


def _raised(found: Assessment, reason: str) -> Assessment:
    return replace(found, severity=Severity.HIGH, reasons=(*found.reasons, f"{RAISED}{reason}"))


def _noted(found: Assessment, reason: str) -> Assessment:
    return replace(found, reasons=(*found.reasons, reason))
