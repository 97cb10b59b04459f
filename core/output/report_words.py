"""Rows, figures and read reports into the words and marks of the HTML report; its template only places them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.detection.document import Origin
from core.detection.severity import Severity
from core.notation.visible import one_line
from core.output.outcome import NOT_FLAGGED, Figure, Share
from core.processes.process import ParentLink, Place
from core.reading.read_report import Failure, ReadReport, Verdict
from core.rows.column import Column, Kind
from core.rows.columns import COLUMNS, EXPORTED
from core.rows.row import Row
from core.words.explanation import Explanation, explain
from core.words.read_words import count, notes, sentence
from core.words.statement import Statement

MARKS = ("tags", "note", "known_good")
"""Columns that say what an analyst thinks of a row."""

LONGEST_IN_TABLE: Mapping[str, int] = dict.fromkeys(("command_line", "document", *MARKS), 240)
USUALLY_LONGEST = 80
"""Characters of a text in the table of rows; in the row's details the whole stands."""
MOST_FAILURES = 500
"""Places that could not be read which the report names of one log."""
MOST_FAILURES_OPEN = 20
"""Beyond these they are folded away."""
MOST_GAPS = 100
"""Ranges of missing record numbers that it names of one log."""
MOST_FILES_ON_TOP = 5
"""Logs not read completely that are named under the headline."""

SEVERITY_SIGNS: Mapping[str, str] = {
    Severity.HIGH: "▲",
    Severity.MEDIUM: "◆",
    Severity.LOW: "●",
    Severity.INFO: "○",
    NOT_FLAGGED: "·",
}
VERDICT_SIGNS: Mapping[Verdict, str] = {
    Verdict.COMPLETE: "✓",
    Verdict.TRIAGE: "◇",
    Verdict.PARTIAL: "!",
    Verdict.UNREADABLE: "✕",
}

_PLACE = (
    "file",
    "chunk",
    "file_offset",
    "record_size",
    "record_number",
    "event_record_id",
    "channel",
    "reader",
)
_HASHES = ("record_sha256", "chunk_sha256", "file_sha256")
_SHOWN_APART = frozenset({*_PLACE, *_HASHES})
"""Columns that stand under headings of their own."""

_SAID_ELSEWHERE = frozenset({"Event", "Command line"})
"""Statements of an explanation that the table and the place of the record make as well."""

_NOT_ASKED = Statement("Both readers", "not compared: the second reader, python-evtx, was not asked")

_MONO = frozenset(
    {
        *(
            "image_path",
            "command_line",
            "current_working_directory",
            "parent_image_path",
            "parent_command_line",
        ),
        *("parent_candidates", "guid", "parent_guid", "logon_guid", "sid", "file", *_HASHES),
        *("md5_hash", "sha1_hash", "sha256_hash", "imphash", "document", "file_offset"),
    }
)
"""Columns whose values are compared letter by letter."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value under its name."""

    title: str
    text: str
    is_mono: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A word with the sign and the colour that go with it."""

    word: str
    sign: str

    @property
    def colour(self) -> str:
        """Name of a class of the style sheet."""
        return self.word.replace(" ", "-")


@dataclass(frozen=True, slots=True)
class ShareWords:
    """A value, how many rows have it, and the length of its bar."""

    text: str
    mark: Mark | None
    count: str
    percent: float


class FigureWords:
    """The values of one column and how many rows have each, as the template shows it."""

    def __init__(self, figure: Figure, rows: int) -> None:
        self.title = figure.title
        self.is_broad = figure.title == COLUMNS["document"].title
        self.shares = [_share(share, rows, figure.title) for share in figure.shares]
        self.others = f"{figure.others:,} other values" if figure.others else ""
        self.others_count = f"{figure.others_count:,}"


def _share(share: Share, rows: int, title: str) -> ShareWords:
    sign = SEVERITY_SIGNS.get(share.text) if title == COLUMNS["severity"].title else None
    mark = None if sign is None else Mark(share.text, sign)
    return ShareWords(share.text, mark, f"{share.count:,}", round(max(100 * share.count / rows, 1), 1))


@dataclass(frozen=True, slots=True)
class Group:
    """Values under one heading."""

    title: str
    fields: Sequence[Field]


class RowWords:
    """A row as the template shows it. Made when it is written: there may be very many."""

    def __init__(self, number: int, row: Row) -> None:
        self.number = number
        self._row = row
        word = NOT_FLAGGED if row.detection is None else row.detection.severity.value
        self.severity = Mark(word, SEVERITY_SIGNS[word])
        self.day, _, time = COLUMNS["time_created"].text(row).partition("T")
        self.time = time[: len("14:20:35")]

    def __getitem__(self, key: str) -> str:
        """Give the text of a column, cut to what the table has room for."""
        text = COLUMNS[key].text(self._row)
        longest = LONGEST_IN_TABLE.get(key, USUALLY_LONGEST)
        return text if len(text) <= longest else f"{text[:longest]}… (of {len(text):,} characters)"

    @property
    def link(self) -> str:
        """How the parent is known, where the record itself does not name it."""
        link = self._row.process.parent_link
        return "" if link is ParentLink.RECORDED else link.value

    @property
    def has_document(self) -> bool:
        """Whether the parent's command line names one."""
        return self._row.detection is not None and self._row.detection.document.path is not None

    @property
    def document_note(self) -> str:
        """Where the document was opened from, and how sure it is."""
        detection = self._row.detection
        if detection is None or not self.has_document:
            return ""
        document = detection.document
        origin = document.origin if document.origin is not Origin.LOCAL else None
        return "; ".join(part for part in (origin, document.note) if part)

    @property
    def marks(self) -> Sequence[Field]:
        """What an analyst says of the row, seen without opening its details; nothing where nothing was said."""
        return [
            Field(COLUMNS[key].title, one_line(self[key])) for key in MARKS if COLUMNS[key].text(self._row)
        ]

    @property
    def summary(self) -> str:
        """What is seen of the details while they are closed."""
        detection = self._row.detection
        return self.finding if detection is None else f"Why: {detection.reason}"

    @property
    def finding(self) -> str:
        """What the flag says, or why there is none."""
        return self._explanation.finding

    @property
    def statements(self) -> Iterator[Statement]:
        """Why the row is flagged and rated so, and how firm that is."""
        for statement in self._explanation.statements:
            if statement.label not in _SAID_ELSEWHERE:
                yield statement
        if self._row.detection is not None and self._row.detection.verification is None:
            yield _NOT_ASKED

    @cached_property
    def _explanation(self) -> Explanation:
        return explain(self._row)

    @property
    def proofs(self) -> Iterator[Group]:
        """Where the record stands, and by what it can be checked."""
        yield Group("Where it stands", self._fields(_PLACE))
        if hashes := self._fields(_HASHES):
            yield Group("Hashes to check it by", hashes)

    @property
    def fields(self) -> Sequence[Field]:
        """All other values that the record or the core has, under their titles."""
        return self._fields(key for key in EXPORTED if key not in _SHOWN_APART)

    def _fields(self, keys: Iterable[str]) -> Sequence[Field]:
        texts = ((COLUMNS[key], _whole_text(COLUMNS[key], self._row)) for key in keys)
        return [Field(column.title, text, column.key in _MONO) for column, text in texts if text]


def _whole_text(column: Column, row: Row) -> str:
    raw = column.raw(row)
    if column.kind is Kind.OFFSET and isinstance(raw, int):
        return f"0x{raw:08X}"
    if column.key in ("also_in", "altered_in"):
        return _places(getattr(row.process, column.key))
    if column.key == "other_record" and (other := row.process.other_record) is not None:
        number = "" if other.event_record_id is None else f", EventRecordID {other.event_record_id}"
        copies = f"; also in {_places(other.also_in)}" if other.also_in else ""
        return f"{_places((other.place,))}{number}{copies}"
    if column.key == "document" and row.detection is not None:
        document = row.detection.document
        if document.path is None:
            return document.note
        parts = (
            document.path,
            document.origin and f"[{document.origin}]",
            document.note and f"({document.note})",
        )
        return " ".join(part for part in parts if part)
    return column.text(row)


def _places(places: Iterable[Place]) -> str:
    return "; ".join(
        f"{place.file}, offset 0x{place.file_offset:08X}, record {place.record_number}" for place in places
    )


@dataclass(frozen=True, slots=True)
class FileSentence:
    """A log that was not read completely, and what of it."""

    file: str
    text: str


def unread(reports: Sequence[ReadReport]) -> list[FileSentence]:
    """Name the first logs that were not read completely, and count the rest."""
    lacking = [report for report in reports if not report.is_all_read]
    found = [FileSentence(report.file, sentence(report)) for report in lacking[:MOST_FILES_ON_TOP]]
    if len(lacking) > MOST_FILES_ON_TOP:
        more = len(lacking) - MOST_FILES_ON_TOP
        found.append(FileSentence(f"… and {more:,} more", "see the read report below."))
    return found


class LogWords:
    """How far one log was read, as the template shows it."""

    def __init__(self, report: ReadReport) -> None:
        self.file = report.file
        self.sha256 = report.sha256 or "no SHA-256: the log was not read in full"
        self.verdict = Mark(report.verdict.value, VERDICT_SIGNS[report.verdict])
        self.notes = [*notes(report), *_missing(report)]
        ordered = sorted(report.failures, key=lambda failure: failure.file_offset)
        self.failures = [FailureWords(failure) for failure in ordered[:MOST_FAILURES]]
        self.failures_title = count(len(ordered), "place") + " that could not be read"
        if len(ordered) > MOST_FAILURES:
            self.failures_title += f"; the first {MOST_FAILURES:,} (--report names them all)"
        self.is_short = len(ordered) <= MOST_FAILURES_OPEN
        self.numbers = [
            f"{number:,}"
            for number in (
                report.size,
                report.records_present,
                report.records_read,
                report.records_failed,
                report.process_creations,
                report.parents_unknown,
            )
        ]


def _missing(report: ReadReport) -> Iterator[str]:
    """Name record numbers between those present that the log does not hold."""
    numbers = report.missing_record_numbers
    if numbers:
        shown = ", ".join(
            f"{first}–{last}" if last > first else f"{first}" for first, last in numbers[:MOST_GAPS]
        )
        more = f" and {len(numbers) - MOST_GAPS:,} more ranges" if len(numbers) > MOST_GAPS else ""
        yield f"Missing record numbers: {shown}{more}"


class FailureWords:
    """A place that could not be read, as the template shows it."""

    def __init__(self, failure: Failure) -> None:
        self.offset = f"0x{failure.file_offset:08X}"
        self.chunk = "" if failure.chunk is None else f"{failure.chunk:,}"
        self.size = f"{failure.size:,}"
        self.records = f"{failure.records:,}"
        self.record_number = "" if failure.record_number is None else str(failure.record_number)
        self.reason = failure.reason
