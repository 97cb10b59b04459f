"""A row into the words of its summary: what happened, why it is flagged or not, and on what evidence.

Every sentence about a row stands in this module and in `record_words`, `rule_words`, `severity_words` and
`account_words`; a window and a report only show them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from core.detection.descendants import BELOW_A_FLAG, DESCENDANT, chain_words
from core.detection.detections import Detection
from core.detection.document import Origin
from core.detection.rules import FINDING, RENAMED
from core.detection.verification import Agreement, Verification
from core.notation.visible import one_line
from core.processes.process import ParentLink, ProcessCreation
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.story.story import Story
from core.words.account_words import integrity, user
from core.words.document_words import FROM
from core.words.record_words import also_logged_by, altered, copies, disagreement, event, reader, repeated
from core.words.rule_words import rule_statements, why_not
from core.words.severity_words import case_reasons, severity_statements
from core.words.statement import Evidence, Statement, Tone, evidence, shown
from core.words.story_words import NOT_NAMED, happened, story_statements

__all__ = ["Evidence", "Explanation", "Statement", "Tone", "as_text", "explain"]

_TONE_OF_ORIGIN: Mapping[Origin, Tone] = {Origin.SHARE: Tone.NOTE, Origin.LOCAL: Tone.NOTE}
"""All others come from outside, or look as if they did."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What can be said of a row. All texts can be shown as they are, on a page that takes no markup."""

    headline: str
    finding: str
    statements: tuple[Statement, ...]
    story: tuple[str, ...] = ()
    """What happened, in paragraphs; empty where it was not asked for."""
    row: Row | None = field(default=None, compare=False)
    """The row, whose tags and note are copied as they are by then."""


def explain(row: Row, verification: Verification | None = None, story: Story | None = None) -> Explanation:
    """Say of a row all that its evidence allows.

    `verification` is the second reader's word where it came later, `story` what the rest of the case tells of it.
    """
    found = [statement for make in _STATEMENTS for statement in make(row)]
    if story is not None and row.detection is not None:
        told = {statement.label: statement for statement in story_statements(story)}
        found = [told.pop(statement.label, statement) for statement in found]
        found += told.values()
    if verification is None and row.detection is not None:
        verification = row.detection.verification
    if verification is not None:
        found.append(_second_reader(verification))
    told_of = () if story is None else happened(story)
    return Explanation(_headline(row), _finding(row), tuple(found), told_of, row)


def as_text(explanation: Explanation) -> str:
    """Write an explanation for the clipboard: every value of its evidence once, and whole."""
    lines = [
        explanation.headline,
        explanation.finding,
        "",
        *explanation.story,
        *[""] * bool(explanation.story),
    ]
    told: set[tuple[str, str]] = set()
    for statement in explanation.statements:
        values = {key: one_line(value) for key, value in statement.evidence}
        text = next((whole for whole in values.values() if _is_cut(statement.text, whole)), statement.text)
        lines.append(f"{statement.label}: {text}")
        lines += [
            f"    {COLUMNS[key].title}: {value}"
            for key, value in values.items()
            if (key, value) not in told and not _tells(text, value)
        ]
        told.update(values.items())
    if explanation.row is not None:
        lines += [f"{label}: {text}" for label, text in marks(explanation.row)]
    return "\n".join(lines) + "\n"


def marks(row: Row) -> list[tuple[str, str]]:
    """Give the tags and the note of a row, marked as the analyst's: nothing of them is evidence."""
    said = []
    if row.mark.tags:
        said.append(("Tags (the analyst's)", ", ".join(map(one_line, row.mark.tags))))
    if note := " / ".join(line for text in row.mark.note.splitlines() if (line := one_line(text).strip())):
        said.append(("Note (the analyst's)", note))
    return said


def _is_cut(text: str, whole: str) -> bool:
    return text.endswith("…") and whole.startswith(text[:-1])


def _tells(text: str, value: str) -> bool:
    """Tell whether a sentence holds a value, or each value of a list, in any case of its letters."""
    words = f" {text.casefold()} "
    for part in value.casefold().split("; "):
        at = words.find(part)
        if at < 1 or words[at - 1].isalnum() or words[at + len(part)].isalnum():
            return False
    return True


def _headline(row: Row) -> str:
    process = row.process
    child = NOT_NAMED if process.exe is None else shown(process.exe)
    if row.detection is None:
        return _unflagged_headline(process, child)
    parent = _parent_in_words(process, row.detection)
    if process.parent_link is ParentLink.AMBIGUOUS:
        return f"{parent} may have started {child}"
    inferred = " (parent inferred)" if process.parent_link is ParentLink.INFERRED else ""
    return f"{parent} started {child}{inferred}"


def _unflagged_headline(process: ProcessCreation, child: str) -> str:
    if process.parent_exe is None:
        return f"{child} was started by an unknown parent"
    verb = "may have started" if process.parent_link is ParentLink.AMBIGUOUS else "started"
    return f"{shown(process.parent_exe)} {verb} {child}"


def _parent_in_words(process: ProcessCreation, detection: Detection) -> str:
    name = shown(process.parent_exe or NOT_NAMED)
    if "strict" in detection.matched:
        return "Excel"
    return f"{name}, a renamed Excel," if RENAMED in detection.matched else name


def _finding(row: Row) -> str:
    if row.detection is None:
        return f"Not flagged by the rule {row.rule}: {why_not(row)}"
    if DESCENDANT in row.detection.matched:
        return f"{BELOW_A_FLAG}: {shown(chain_words(row.detection.chain))}"
    if {"strict", RENAMED} & set(row.detection.matched):
        return FINDING
    return f"Flagged by the rule {row.rule}, but the parent's file name is not excel.exe"


def _command_line(row: Row) -> Iterator[Statement]:
    line = row.process.command_line
    text = "not in the log" if line is None else shown(line) or "blank"
    yield Statement("Command line", text, evidence(row, "command_line"))


def _parent(row: Row) -> Iterator[Statement]:
    process = row.process
    text, tone = _PARENTS[process.parent_link](row)
    keys = ("parent_candidates",) if process.parent_link is ParentLink.AMBIGUOUS else ("parent_image_path",)
    yield Statement("Parent", text, evidence(row, *keys, "ppid", "parent_guid", "parent_started"), tone)


def _recorded(row: Row) -> tuple[str, Tone]:
    return f"named by the record itself: {shown(row.process.parent_image_path or '')}", Tone.GOOD


def _inferred(row: Row) -> tuple[str, Tone]:
    how = _reason(row, "the parent is inferred: ") or f"found by {_found_by(row.process)}"
    return f"inferred, not recorded: {how}", Tone.WARN


def _ambiguous(row: Row) -> tuple[str, Tone]:
    how = _reason(row, "the parent is ambiguous: ") or f"several processes fit {_found_by(row.process)}"
    return f"ambiguous: {how}", Tone.WARN


def _unknown(row: Row) -> tuple[str, Tone]:
    found_by = _found_by(row.process)
    searched = f", and no process that was read fits {found_by}" if found_by else ""
    return f"not known: the record does not name it{searched}", Tone.NOTE


_PARENTS: Mapping[ParentLink, Callable[[Row], tuple[str, Tone]]] = {
    ParentLink.RECORDED: _recorded,
    ParentLink.INFERRED: _inferred,
    ParentLink.AMBIGUOUS: _ambiguous,
    ParentLink.UNKNOWN: _unknown,
}


def _found_by(process: ProcessCreation) -> str:
    if process.parent_guid is not None:
        return f"ProcessGuid {shown(process.parent_guid)}"
    return "" if process.ppid is None else f"PID {process.ppid}"


def _reason(row: Row, start: str) -> str:
    """Give what the detection says of this, without how it begins."""
    reasons = () if row.detection is None else case_reasons(row.detection)
    plain = (reason.removeprefix("raised to high: ") for reason in reasons)
    return next((one_line(reason.removeprefix(start)) for reason in plain if reason.startswith(start)), "")


def _severity(row: Row) -> Iterable[Statement]:
    return () if row.detection is None else severity_statements(row, row.detection)


def _document(row: Row) -> Iterator[Statement]:
    if row.detection is None:
        return
    document = row.detection.document
    if document.path is None:
        text, tone = f"not named: {document.note}", Tone.NOTE
    else:
        where = "" if document.origin is None else f", {FROM[document.origin]}"
        note = f" ({document.note})" if document.note else ""
        text = f"{shown(document.path)}{where}{note}; others may have been opened since"
        tone = Tone.NOTE if document.origin is None else _TONE_OF_ORIGIN.get(document.origin, Tone.WARN)
    yield Statement("Document", text, evidence(row, "document", "parent_command_line"), tone)


def _second_reader(verification: Verification) -> Statement:
    text, tone = _AGREEMENTS[verification.agreement]
    if verification.agreement is Agreement.DIFFER:
        details = ", ".join(COLUMNS[name].title if name in COLUMNS else name for name in verification.details)
    else:
        details = "; ".join(verification.details)
    found = (("verified", verification.agreement.value),)
    return Statement("Both readers", text.format(shown(details)), found, tone)


_AGREEMENTS: Mapping[Agreement, tuple[str, Tone]] = {
    Agreement.AGREE: ("agree: python-evtx reads the same values", Tone.GOOD),
    Agreement.DIFFER: ("differ: python-evtx reads other values of {}", Tone.BAD),
    Agreement.FAILED: ("the comparison failed: {}", Tone.WARN),
}

_STATEMENTS: tuple[Callable[[Row], Iterable[Statement]], ...] = (
    event,
    also_logged_by,
    disagreement,
    _command_line,
    rule_statements,
    _parent,
    _severity,
    _document,
    user,
    integrity,
    copies,
    altered,
    repeated,
    reader,
)
"""In the order of the summary."""
