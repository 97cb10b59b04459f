"""An export into what its reports say beside the rows: the outcome, the rule, the figures, the limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.detection.rules import DEFAULT_RULE, RULES, TECHNIQUE
from core.detection.severity import Severity
from core.notation import filetime
from core.notation.visible import one_line
from core.notation.windows import IntegrityLevel
from core.output.export import Export
from core.reading.read_report import ReadReport
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.words.read_words import NO_CREATIONS, count, how_far
from core.words.visibility_words import blind_line

Fact = tuple[str, str]
"""A heading and what is said under it."""

MEANING = "A flag means an Excel child process; DDE is one possible cause."
NOT_FLAGGED = "not flagged"
ABSENT = "(not in the log)"
LONGEST_VALUE = 160
"""Characters of a value in a figure."""
LONGEST_FIGURE = 8
"""Values that a figure names one by one."""

_RENAMED = (
    "a child of an Excel that goes by another name is flagged as well: its own record names Excel.exe "
    "(OriginalFileName)"
)
_MAKERS: Mapping[str, str] = {
    "made_at": "Made",
    "cellspawn": "Cellspawn",
    "evtx": "First reader, evtx",
    "python-evtx": "Second reader, python-evtx",
    "python": "Python",
    "arguments": "Arguments",
}
"""What is known of how an export was made, and what that is called."""

_SCOPES: Mapping[str, tuple[str, str]] = {
    "flagged": ("flagged row", ""),
    "shown": ("row", " of the table, in its order"),
    "selected": ("row", " that the user selected"),
}
"""What the rows of an export are called, and what is said behind it."""

_LIMITS = (
    "A child that Excel starts through WMI, a scheduled task or COM has another parent, and is not flagged.",
    "Whether a parent was spoofed cannot be told from an event log.",
    "What was not logged, or was overwritten before the log was copied, is not there to be found.",
    "The document is the one that the parent's command line names: Excel takes over files that are opened later, "
    "so another document may have started the child.",
    "Severity says how unusual the child is by its own record. It is no verdict on the document or the user.",
)
_TRIAGE = (
    "This is a triage: only records whose bytes hold the parent's name were read. Inferred parents, renamed "
    "Excels, hashes of the logs and the account of what could not be read need the full read."
)


# ---------------------------------------------------------------- the outcome
def headline(export: Export) -> str:
    """Say the outcome in one line: how many rows of how many, from how many logs, and how far these were read."""
    files = count(len(export.reports), "file")
    if any(report.is_triage for report in export.reports):
        return f"{_rows(export)} in {files} · triage: most records were not read"
    creations = count(export.creations, "process creation")
    return f"{_rows(export)} of {creations} in {files} · {how_far(export.reports)}"


def _rows(export: Export) -> str:
    rows, flagged = f"{len(export.rows):,} {_word(export)}", f"{export.flagged:,} flagged"
    hits = sum(row.is_flagged for row in export.rows)
    below = sum(row.detection is not None for row in export.rows) - hits
    if below and hits == export.flagged and hits + below == len(export.rows):
        return f"{flagged} and {count(below, 'descendant')}"
    if hits < len(export.rows):
        return f"{rows}, {hits:,} of them flagged · {flagged}"
    return flagged if len(export.rows) == export.flagged else f"{rows} of {flagged}"


def _word(export: Export) -> str:
    return "selected" if export.scope == "selected" else "shown"


def facts(export: Export) -> list[Fact]:
    """Say what the rows are, and by which rule and filter."""
    rule = RULES[export.rule]
    noun, behind = _SCOPES[export.scope]
    default = " (default)" if rule.name == DEFAULT_RULE else ""
    return [
        ("Rows", f"{count(len(export.rows), noun)}{behind}"),
        ("Filter in force", export.filter_text or "none"),
        ("Period of the rows", _period(export.rows)),
        ("Logs", f"{count(len(export.reports), 'file')}, {_bytes(export.reports)}"),
        ("Rule in force", f"{rule.name}{default}: {rule.title}; {_RENAMED}"),
        ("Analytic", _analytic(export.rule)),
        ("Technique", f"MITRE ATT&CK {TECHNIQUE}, Inter-Process Communication: Dynamic Data Exchange"),
    ]


def _period(rows: Sequence[Row]) -> str:
    times = [row.process.time_created for row in rows if row.process.time_created is not None]
    if not times:
        return "no row has a time"
    return f"{filetime.to_text(min(times))} to {filetime.to_text(max(times))}"


def _bytes(reports: Sequence[ReadReport]) -> str:
    return count(sum(report.size for report in reports), "byte")


def _analytic(name: str) -> str:
    """Name the analytic of the rule in force first, then the other ids that MITRE CAR gave it."""
    rules = (RULES[name], *RULES.values())
    return "MITRE CAR: " + "; ".join(dict.fromkeys(f"{rule.car_id} ({rule.reference})" for rule in rules))


def makers(export: Export) -> list[Fact]:
    """Say when the export was made, by which versions and with which arguments."""
    made_by = {name: _plain(value) for name, value in export.made_by.items()}
    if "made_at" in made_by:
        made_by["made_at"] = made_by["made_at"].replace("T", " ").replace("+00:00", " UTC")
    return [(title, made_by[name]) for name, title in _MAKERS.items() if made_by.get(name)]


def _plain(value: object) -> str:
    return " ".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value)


# ---------------------------------------------------------------- figures
@dataclass(frozen=True, slots=True)
class Share:
    """How many rows have one value."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Figure:
    """The values of one column, the most frequent first; levels in their own order."""

    title: str
    shares: tuple[Share, ...]
    others: int = 0
    """How many more values there are,"""
    others_count: int = 0
    """and how many rows have one of them."""


_LEVELS: Mapping[str, Sequence[str]] = {
    "severity": (*Severity, NOT_FLAGGED),
    "integrity_level": tuple(reversed(IntegrityLevel)),
}
"""The order of those values that have one, from the most urgent and the most trusted on."""

_ABSENT: Mapping[str, str] = {"severity": NOT_FLAGGED, "document": NOT_FLAGGED}
"""What an absent value means, where it does not mean that the log has none."""

FIGURES = ("severity", "integrity_level", "parent_link", "hostname", "user", "exe", "document")
"""Keys of the columns that are counted."""


def figures(rows: Sequence[Row]) -> list[Figure]:
    """Count the rows by each column of `FIGURES`."""
    return [_figure(key, rows) for key in FIGURES]


def _figure(key: str, rows: Sequence[Row]) -> Figure:
    text, absent = COLUMNS[key].text, _ABSENT.get(key, ABSENT)
    counts = Counter(text(row) or absent for row in rows)
    found = [Share(_short(value), number) for value, number in sorted(counts.items(), key=_order(key))]
    rest = found[LONGEST_FIGURE:] if len(found) > LONGEST_FIGURE + 1 else []
    return Figure(
        COLUMNS[key].title,
        tuple(found[: len(found) - len(rest)]),
        len(rest),
        sum(share.count for share in rest),
    )


def _short(value: str) -> str:
    line = one_line(value) or "(blanks)"
    return line if len(line) <= LONGEST_VALUE else f"{line[:LONGEST_VALUE]}…"


def _order(key: str) -> Callable[[tuple[str, int]], tuple[int, str]]:
    levels = _LEVELS.get(key)
    if levels is None:
        return lambda share: (-share[1], share[0].casefold())
    ranks = {level: rank for rank, level in enumerate(levels)}
    return lambda share: (ranks.get(share[0], len(ranks)), share[0])


# ---------------------------------------------------------------- limits
def limits(export: Export) -> Iterator[str]:
    """Say what the rows cannot show, of every case and of this one."""
    if any(report.is_triage for report in export.reports):
        yield _TRIAGE
    elif not export.creations and any(not report.error for report in export.reports):
        yield NO_CREATIONS
    unknown = sum(report.parents_unknown for report in export.reports)
    if unknown:
        yield (
            f"Of {count(unknown, 'process creation')} no log names the parent; whether Excel spawned them cannot "
            "be told."
        )
    slack = sum(report.slack_records for report in export.reports)
    if slack:
        records = count(slack, "whole record")
        yield f"Not read: {records} behind the live ones of their chunks (older or deleted)."
    lacking = sum(not report.is_all_read for report in export.reports)
    if lacking:
        yield f"{count(lacking, 'file')} could not be read completely: a flag may be in what is missing."
    if line := blind_line(export.hosts):
        yield f"{line}; the list of hosts says more."
    yield from _LIMITS
