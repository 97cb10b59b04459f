"""core.output.html_report: one file that shows every text, runs none, loads nothing and can be read by everyone."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from importlib import resources
from itertools import islice

import pytest
from hypothesis import example, given

from core.detection.proof import Proof
from core.detection.severity import Severity
from core.detection.verification import Agreement, Verification
from core.notation.visible import visible
from core.output.export import Export
from core.output.html_report import html_parts
from core.output.report_words import LONGEST_IN_TABLE, MOST_FAILURES, MOST_FILES_ON_TOP
from core.processes.process import ParentLink, Place, ProcessCreation
from core.reading.read_report import Failure, ReadReport
from core.rows.columns import EXPORTED
from core.rows.mark import Mark
from core.rows.row import Row
from core.words.explanation import explain
from tests.core.builders import EXCEL, other_record, process
from tests.core.log_reading import steady
from tests.core.output.exports import DAMAGED, READ, export, row, row_of_creation
from tests.core.output.html_reading import Report
from tests.core.strategies import any_process, utf16_text

TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "section",
        "footer",
        "div",
        "p",
        "span",
        "br",
    ),
    *("h1", "h2", "h3", "ul", "li", "dl", "dt", "dd", "details", "summary", "input", "label", "svg", "rect"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    *("lang", "translate", "charset", "http-equiv", "content", "name", "id", "class", "type", "for", "open"),
    *(
        "scope",
        "colspan",
        "viewbox",
        "preserveaspectratio",
        "width",
        "height",
        "aria-labelledby",
        "aria-hidden",
    ),
}
"""None of them loads, runs or leads anywhere."""

TEXT_FIELDS = ("command_line", "user", "fqdn", "rule_name", "parent_command_line", "image_path", "channel")
HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "</style><style>*{display:none}</style>",
    "</td></tr></table><h1>all clear</h1>",
    '"\' onmouseover="alert(1)" x=\'',
    "{{7*7}} {% for x in y %} {# #} ${7*7}",
    "javascript:alert(1) data:text/html,x http://192.0.2.1/x file:///etc/passwd",
    "<!-- --> <![CDATA[ ]]> <?xml?> <base href=//a.example>",
    "&lt;b&gt; &#60; &amp;amp;",
    "\u202egpj.exe\u2066\u200b\ufeff",
    "\x00\x1b[2J\r\n\t\x7f\x85\u2028",
    "\ud800x\udfff",
    "z\u0301" * 200,
    "\u05d0\u05d1\u05d2.exe",
    " " * 3000 + "behind blanks",
]

MADE_WITHOUT_ROWS = "".join(html_parts(export()))


def text_of(given: Export) -> str:
    """Write a report."""
    return "".join(html_parts(given))


def read(given: Export) -> Report:
    """Write a report and read it back; it holds no tag or attribute that could do anything."""
    report = Report(text_of(given))
    assert report.tags <= TAGS
    assert {name for _, name, _ in report.attributes} <= ATTRIBUTES
    return report


def flagged(**fields: object) -> Row:
    """Build a row that was read again from the evidence, by both readers."""
    one = row(**fields)
    assert one.detection is not None
    detection = replace(
        one.detection,
        proof=Proof("11" * 32, "33" * 32, holds_literal=True),
        verification=Verification(Agreement.AGREE),
    )
    return Row(one.process, detection, one.rule, one.file_sha256)


# ---------------------------------------------------------------- the file
def test_the_policy_allows_the_style_of_the_file_and_nothing_else() -> None:
    """By the hash of what stands between the tags, as a browser computes it."""
    report = Report(MADE_WITHOUT_ROWS)
    (style,) = report.texts["style"]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    contents = [value for tag, name, value in report.attributes if (tag, name) == ("meta", "content")]

    assert (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" == contents[0]
    )
    assert "no-referrer" in contents


def test_the_policy_stands_before_all_that_it_governs() -> None:
    """A browser applies it from there on."""
    assert MADE_WITHOUT_ROWS.index("Content-Security-Policy") < MADE_WITHOUT_ROWS.index("<style>")


def test_nothing_runs_and_nothing_is_loaded() -> None:
    """No script, no link, no address in an attribute or in the style."""
    whole = text_of(export([flagged(command_line=text) for text in HOSTILE]))
    report = Report(whole)
    (style,) = report.texts["style"]

    assert re.findall(r"<(?:script|link|a|img|iframe|object|embed|form|base)\b", whole, re.IGNORECASE) == []
    assert [value for _, _, value in report.attributes if re.search(r"https?:|//|javascript:", value)] == []
    assert re.findall(r"url\(|@import|expression|https?:", style) == []


def test_no_text_passes_the_template_unescaped() -> None:
    """The source marks nothing as safe, and the environment escapes all."""
    source = resources.files("resources").joinpath("report.html").read_text(encoding="utf-8")

    assert re.findall(r"\|\s*safe|autoescape|Markup", source) == []


COLOURS = re.compile(r"--([a-z]+): (#[0-9A-F]{6})")


def contrast(one: str, other: str) -> float:
    """Compare two colours (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_what_it_stands_on(theme: str) -> None:
    """At least 4.5:1 in both themes; severities have the colours of the window, beside a word."""
    (style,) = Report(MADE_WITHOUT_ROWS).texts["style"]
    light, dark, *_ = style.split("prefers-color-scheme: dark")
    colours = {**dict(COLOURS.findall(light)), **(dict(COLOURS.findall(dark)) if theme == "dark" else {})}

    pairs = [
        (text, ground) for text in ("text", "muted", "good", "warn", "bad") for ground in ("base", "stripe")
    ]
    assert [pair for pair in pairs if contrast(*(colours[name] for name in pair)) < 4.5] == []
    assert [colours[name] for name in ("high", "medium", "low")] == ["#D55E00", "#E69F00", "#56B4E9"]


def test_a_report_comes_in_parts() -> None:
    """Rows are written as they are made: ten thousand of them need no more memory than one."""
    sizes = [len(part) for part in islice(html_parts(export([row()] * 10_000)), 200)]

    assert len(sizes) == 200
    assert max(sizes) < 64 * 1024


# ---------------------------------------------------------------- what it says first
def test_the_outcome_stands_first() -> None:
    """As the heading, and in the title; then what a flag means, and when it was made."""
    report = read(export([row()], filter_text="user:jdoe"))

    outcome = "1 flagged of 18,220 process creations in 1 file · read complete"
    assert [outcome] == report.texts["h1"]
    assert [f"Cellspawn: {outcome}"] == report.texts["title"]
    assert report.texts["p"][:2] == [
        "Cellspawn reportMade 2026-03-12 15:04:05 UTC",
        "A flag means an Excel child process; DDE is one possible cause.",
    ]
    for text in ("user:jdoe", "1.2.3", "scan Sysmon.evtx", "1 flagged row"):
        assert text in report.texts["dd"]


def test_logs_that_were_not_read_completely_are_named_at_once() -> None:
    """The first of them; the rest is counted. Beside a complete read there is no such list."""
    many = [ReadReport(f"{number}.evtx", 0, error="it is empty") for number in range(MOST_FILES_ON_TOP + 2)]

    assert read(export()).texts["ul"] == [read(export()).texts["ul"][0]]
    notice, _ = read(export(reports=many)).texts["ul"]
    named = [f"{number}.evtx: not read: it is empty." for number in range(MOST_FILES_ON_TOP)]
    assert [*named, "… and 2 more: see the read report below."] == notice.split("\n")[1:-1]


def test_figures_show_their_values_and_how_many() -> None:
    """A table for each, its bars as long as their share."""
    report = read(export([row(), row(), row(), row(user="CORP\\x")]))

    assert report.texts["caption"] == [
        "Severity",
        "Integrity",
        "Parent is",
        "Host",
        "User",
        "Child",
        "Document",
    ]
    bars = [float(value) for tag, name, value in report.attributes if (tag, name) == ("rect", "width")]
    assert bars == [100.0, 100.0, 100.0, 100.0, 75.0, 25.0, 100.0, 100.0]


def test_no_rows_are_said_in_words() -> None:
    """Neither an empty table nor empty figures."""
    report = read(export())

    assert report.rows == []
    assert report.texts["h2"][0] == "Rows"
    assert any(text.startswith("There is no row.") for text in report.texts["p"])


# ---------------------------------------------------------------- the rows
def test_a_row_of_the_table() -> None:
    """Number, severity in a word beside its sign, time, host, user, level, parent and child, line, document."""
    (found,) = read(
        export([flagged(parent_command_line=rf'"{EXCEL}" "C:\Users\jdoe\Downloads\a.xlsx"')])
    ).rows

    *cells, reason_and_details = found.cells
    assert cells == [
        "▲ high",
        "2025-01-05\n03:50:45",
        "WS01",
        r"CORP\jdoe",
        "medium",
        "excel.exe→ cmd.exe",
        r'"C:\Windows\System32\cmd.exe" /c dir',
        r"C:\Users\jdoe\Downloads\a.xlsx(download)",
    ]
    assert "Why: a shell or script host" in reason_and_details


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"parent_link": ParentLink.INFERRED}, "excel.exe (inferred)→ cmd.exe"),
        (
            {"parent_link": ParentLink.AMBIGUOUS, "parent_candidates": (EXCEL,)},
            "excel.exe (ambiguous)→ cmd.exe",
        ),
        ({"command_line": None}, "(the log has no command line)"),
        ({"image_path": None}, "excel.exe→ ?"),
        ({"parent_command_line": f'"{EXCEL}"'}, "started without a document"),
    ],
)
def test_what_a_log_lacks_is_said(fields: dict[str, object], expected: str) -> None:
    """How the parent is known, and what there is not."""
    (found,) = read(export([row(**fields)])).rows

    assert expected in found.cells


def test_a_row_that_is_not_flagged_says_so() -> None:
    """With the reason why no rule flags it."""
    plain = Row(process(parent_image_path=r"C:\Windows\explorer.exe"), None, "strict")

    (found,) = read(export([plain], scope="shown")).rows

    assert found.cells[0] == "· not flagged"
    assert (
        "Not flagged by the rule strict: the parent's file name is explorer.exe, not excel.exe"
        in found.cells[-1]
    )


@pytest.mark.parametrize("severity", Severity)
def test_each_severity_has_a_sign_and_a_word(severity: Severity) -> None:
    """Colour is never alone."""
    one = row()
    assert one.detection is not None
    rated = Row(one.process, replace(one.detection, severity=severity), one.rule)

    (found,) = read(export([rated])).rows

    assert re.fullmatch(rf"[▲◆●○] {severity}", found.cells[0])


def test_the_details_say_why_where_and_by_what_it_can_be_checked() -> None:
    """All that a question could be about: reasons, place, hashes, and the second reader's word."""
    one = flagged()

    (found,) = read(export([one])).rows

    expected = {
        "File": "Sysmon.evtx",
        "Chunk": "0",
        "Offset": "0x00001200",
        "Size": "1512",
        "Record number": "1",
        "Record SHA-256": "11" * 32,
        "Chunk SHA-256": "33" * 32,
        "File SHA-256": "22" * 32,
    }
    assert expected == {title: found.values[title] for title in expected}
    event, command_line, *rest = explain(one).statements
    assert (event.label, command_line.label) == ("Event", "Command line")
    assert [(statement.label, statement.text) for statement in rest] == found.said
    assert found.headings == [
        "Excel child process (DDE is one possible cause)",
        "Where it stands",
        "Hashes to check it by",
        "All values",
    ]


def test_a_second_reader_that_was_not_asked_is_not_passed_over() -> None:
    """Whoever reads the report must not take silence for agreement."""
    (found,) = read(export([row()])).rows

    assert found.said[-1] == ("Both readers", "not compared: the second reader, python-evtx, was not asked")


@given(any_process())
@steady
def test_every_value_stands_in_the_details_and_no_absent_one(creation: ProcessCreation) -> None:
    """As the visible text of the column; an offset in hexadecimal, other places and the document with more."""
    one = row_of_creation(creation)

    (found,) = read(export([one])).rows

    special = {"file_offset", "also_in", "altered_in", "document", "other_record"}
    for key, column in EXPORTED.items():
        text = visible(column.text(one))
        if key not in special and text:
            assert text == found.values[column.title]
        elif not text:
            assert column.title not in found.values
    assert f"0x{creation.place.file_offset:08X}" == found.values["Offset"]


def test_other_places_of_the_event_are_named_whole() -> None:
    """With offset and record number, as they can be looked up."""
    places = (Place("b.evtx", 1, 0x21200, 9, 7), Place("c.evtx", 0, 0x1200, 9, 8))

    (found,) = read(export([row(also_in=places)])).rows

    assert found.values["Also in"] == (
        "b.evtx, offset 0x00021200, record 7; c.evtx, offset 0x00001200, record 8"
    )


def test_the_other_logs_record_is_named_whole() -> None:
    """With its copies."""
    copy = Place("c.evtx", 0, 0x1200, 9, 8)

    (found,) = read(export([row(other_record=other_record(also_in=(copy,)))])).rows

    assert found.values["Other record"] == (
        "Security.evtx, offset 0x00021200, record 5, EventRecordID 900; also in c.evtx, offset 0x00001200, record 8"
    )


# ---------------------------------------------------------------- hostile text
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    """In every field, in the names of logs, in filters and arguments: no tag of its own, no hidden letter."""
    given = export(
        [flagged(**dict.fromkeys(TEXT_FIELDS, text))],
        filter_text=text,
        reports=(ReadReport(text, 1, error=text), replace(DAMAGED, file=text, changed=text)),
        made_by={"made_at": text, "cellspawn": text, "arguments": [text]},
    )

    whole = text_of(given)

    (found,) = read(given).rows
    assert visible(text) == found.values["Command line"]
    assert visible(whole.replace("\n", "")) == whole.replace("\n", "")


@given(utf16_text())
@example("\ud800")
@example("</dd>")
@steady
def test_any_text_comes_back_as_its_visible_form(text: str) -> None:
    """From the details, whole."""
    (found,) = read(export([row(**dict.fromkeys(TEXT_FIELDS, text))])).rows

    titles = [EXPORTED[key].title for key in ("command_line", "user", "rule_name", "channel") if text]
    assert [visible(text)] * len(titles) == [found.values[title] for title in titles]


@pytest.mark.parametrize("length", [LONGEST_IN_TABLE["command_line"], 30_000])
def test_a_long_command_line_is_whole_in_the_details(length: int) -> None:
    """The table shows its beginning, and how long it is."""
    line = "a" * length

    (found,) = read(export([row(command_line=line)])).rows

    cell = next(cell for cell in found.cells if cell.startswith("aaa"))
    assert line == found.values["Command line"]
    assert len(cell) < 300
    assert cell.endswith("… (of 30,000 characters)") is (length == 30_000)


# ---------------------------------------------------------------- the read report
def test_the_read_report_names_every_log_and_every_loss() -> None:
    """Verdict in a word, hash, counts; then the places that could not be read, in the order of the log."""
    report = read(export(reports=(READ, DAMAGED)))
    cells = report.texts["td"]

    assert "✓ complete" in cells
    assert "! partial" in cells
    assert f"Sysmon.evtx{'ab' * 32}" in cells
    assert "2 places that could not be read" in report.texts["summary"]
    first = cells.index("0x00001200")
    assert cells[first : first + 6] == ["0x00001200", "", "135", "1", "", "an earlier place"]
    assert cells[first + 6 : first + 12] == ["0x00011200", "1", "40", "1", "8", "a later place"]


def test_a_log_without_a_hash_says_why() -> None:
    """In triage it is not read in full."""
    report = read(export(reports=(ReadReport("a.evtx", 1, is_triage=True),)))

    assert "a.evtxno SHA-256: the log was not read in full" in report.texts["td"]


def test_missing_record_numbers_are_named() -> None:
    """As ranges, the first of them where there are very many."""
    gaps = replace(READ, numbers=[(1, 1), (3, 3), (9, 9)])
    many = replace(READ, numbers=[(number, number) for number in range(1, 1000, 2)])

    assert "Missing record numbers: 2, 4–8" in text_of(export(reports=(gaps,)))
    assert "and 399 more ranges" in text_of(export(reports=(many,)))


def test_very_many_losses_are_counted() -> None:
    """The first stand in the report, folded away; the whole list is elsewhere."""
    failures = [
        Failure(chunk=0, file_offset=number, size=1, records=1, reason="lost")
        for number in range(MOST_FAILURES + 1)
    ]

    report = read(export(reports=(replace(DAMAGED, failures=failures),)))

    assert report.texts["td"].count("lost") == MOST_FAILURES
    assert report.texts["summary"] == [
        "501 places that could not be read; the first 500 (--report names them all)"
    ]
    assert not [name for tag, name, _ in report.attributes if (tag, name) == ("details", "open")]


# ---------------------------------------------------------------- an analyst's words
def test_what_an_analyst_says_is_seen_without_opening_a_row() -> None:
    """Tags, note and known-good, as text; whole in the details; nothing of it where nothing was said."""
    marked, plain = row(), row()
    note = f"see <b>ticket</b>\u202e 17 {'x' * 300}"
    marked.mark = Mark(("bad & ugly", "later"), note, "mine: we know it")

    with_marks, without = Report("".join(html_parts(export([marked, plain])))).rows

    (said,) = (cell for cell in with_marks.cells if cell.startswith("Tags"))
    assert "Tags bad & ugly; later\nNote see <b>ticket</b>‹U+202E› 17 xxx" in said.replace("\n\n", "\n")
    assert f"… (of {len(note)} characters)\n" in said
    assert "Known-good mine: we know it\n" in said
    assert with_marks.values["Note"] == visible(note)
    assert not [cell for cell in without.cells if "Note" in cell or "Tags" in cell]
    assert {"Tags", "Note", "Known-good"}.isdisjoint(without.values)
