"""What became of the rows of an export into lines for a terminal and into JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.notation.visible import one_line
from core.output.export_check import Checked, Verdict
from core.output.value_check import COMPARED, NOT_COMPARED, OF_THE_OTHER
from core.words.read_words import count

MOST_ROWS = 100
"""Rows that are not confirmed which the lines name; the others are counted, and JSON has all."""
MOST_LOGS = 50
MOST_COLUMNS = 8


@dataclass(slots=True)
class Summary:
    """What is kept of all rows that were checked."""

    with_values: bool
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    by_log: dict[str, Counter[Verdict]] = field(default_factory=dict)
    remarks: set[str] = field(default_factory=set)
    named: list[Checked] = field(default_factory=list)
    """The first that are not confirmed."""
    not_compared: Counter[str] = field(default_factory=Counter)
    """Columns whose values were not compared in rows that are confirmed, with how many rows."""
    rows_with_others: int = 0
    """Confirmed rows that have such values."""

    def add(self, one: Checked) -> None:
        """Count a row."""
        self.verdicts[one.verdict] += 1
        if one.log is not None:
            self.by_log.setdefault(one.log.name, Counter())[one.verdict] += 1
        if one.remark:
            self.remarks.add(one.remark)
        if one.verdict is Verdict.CONFIRMED and one.not_compared:
            self.not_compared.update(one.not_compared)
            self.rows_with_others += 1
        if one.verdict is not Verdict.CONFIRMED and len(self.named) < MOST_ROWS:
            self.named.append(one)

    @property
    def rows(self) -> int:
        """How many rows the export holds."""
        return self.verdicts.total()

    @property
    def is_confirmed(self) -> bool:
        """Whether there are rows, and each is what its log holds."""
        return 0 < self.rows == self.verdicts[Verdict.CONFIRMED]

    @property
    def sentence(self) -> str:
        """Say the outcome."""
        if not self.rows:
            return "The export holds no row, so there is nothing to confirm."
        others = [f"{self.verdicts[one]:,} {one}" for one in Verdict if self.verdicts[one]]
        behind = "" if self.is_confirmed else f": {', '.join(others)}"
        logs = count(len(self.by_log), "log")
        noun, how = ("row", ", bytes and recorded values") if self.with_values else ("record", "")
        confirmed = f"{self.verdicts[Verdict.CONFIRMED]:,} of {count(self.rows, noun)} confirmed"
        return f"{confirmed} against {logs}{how}{behind}.{self._not_compared}"

    @property
    def _not_compared(self) -> str:
        """Say what the outcome is not about."""
        if not self.with_values:
            return " Values were not compared (--values compares them)."
        if not self.rows_with_others:
            return ""
        keys = list(self.not_compared)
        more = f" and {len(keys) - MOST_COLUMNS:,} more" if len(keys) > MOST_COLUMNS else ""
        rows = count(self.rows_with_others, "row")
        named = f"{', '.join(keys[:MOST_COLUMNS])}{more}"
        return f" Of {rows}, values from other records were not compared: {named}."


def lines(summary: Summary) -> Iterator[str]:
    """Say what became of the rows: by log, then one by one those that are not confirmed, then in a sentence."""
    if summary.by_log:
        yield from _by_log(summary.by_log)
        yield ""
    for one in summary.named:
        yield _line(one)
    if (more := summary.rows - summary.verdicts[Verdict.CONFIRMED] - len(summary.named)) > 0:
        yield f"… and {count(more, 'more row')} not confirmed; --format json names all."
    if summary.named:
        yield ""
    for remark in sorted(summary.remarks)[:MOST_LOGS]:
        yield f"{one_line(remark)}."
    if summary.with_values and summary.rows:
        yield from _columns()
    yield summary.sentence


def _columns() -> Iterator[str]:
    """Say which columns values were compared of, and which cannot be."""
    yield f"Compared with each record: {', '.join(COMPARED)}."
    yield f"Compared where the other record of a start is at hand: {', '.join(OF_THE_OTHER)}."
    why = "for they are conclusions, from other records or the analyst's words"
    yield f"Not compared, {why}: {', '.join(NOT_COMPARED)}."
    yield ""


def _by_log(by_log: Mapping[str, Counter[Verdict]]) -> Iterator[str]:
    shown = [one for one in Verdict if any(counts[one] for counts in by_log.values())]
    head = ("Log", *(one.value.capitalize() for one in shown))
    first = list(by_log.items())[:MOST_LOGS]
    body = [(one_line(name), *(f"{counts[one]:,}" for one in shown)) for name, counts in first]
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    for name, *counts in (head, *body):
        numbers = (text.rjust(width) for text, width in zip(counts, widths[1:], strict=True))
        yield "  ".join((name.ljust(widths[0]), *numbers))
    if len(by_log) > MOST_LOGS:
        yield f"… and {len(by_log) - MOST_LOGS:,} more logs"


def _line(one: Checked) -> str:
    line = "" if one.row.line is None else f", line {one.row.line:,}"
    columns = ", ".join(one.what[:MOST_COLUMNS])
    more = f" and {len(one.what) - MOST_COLUMNS:,} more" if len(one.what) > MOST_COLUMNS else ""
    what = f" ({columns}{more})" if columns else ""
    return f"row {one.row.number:,}{line}: {one.verdict}{what}: {one_line(one.reason)}"


def json_parts(
    found: Iterable[Checked], summary: Summary, about: Mapping[str, object], logs: Sequence[str]
) -> Iterator[str]:
    """Write one JSON object in ASCII, a row a line, while the rows are checked; `summary` is filled on the way."""
    yield "{\n"
    for key, value in about.items():
        yield f" {json.dumps(key)}: {json.dumps(value)},\n"
    yield f' "logs": {json.dumps(logs)},\n "rows": ['
    for one in found:
        yield f"{',' if summary.rows else ''}\n  {json.dumps(_object(one))}"
        summary.add(one)
    counts = {verdict.value: summary.verdicts[verdict] for verdict in Verdict}
    yield f'\n ],\n "counts": {json.dumps(counts)},\n "is_confirmed": {json.dumps(summary.is_confirmed)}\n}}\n'


def _object(one: Checked) -> dict[str, object]:
    claim = one.row.claim
    return {
        "row": one.row.number,
        "line": one.row.line,
        "verdict": one.verdict,
        "what": one.what,
        "reason": one.reason,
        "remark": one.remark,
        "not_compared": one.not_compared,
        "log": None if one.log is None else one.log.name,
        "file": claim.file,
        "file_sha256": claim.file_sha256,
        "file_offset": claim.file_offset,
        "record_number": claim.record_number,
        "record_sha256": claim.record_sha256,
    }
