"""core.output.host_words: hosts in reports, as the sheet, the page and the terminal show them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

from core.output import host_words
from core.output.html_report import html_parts
from core.output.outcome import limits
from core.output.report_json import host_object, report_json
from core.output.terminal import closing_lines
from core.output.xlsx import write_xlsx
from core.processes.host_events import HostEventKind
from core.reading.read_report import ReadReport
from core.story.limit import Grade, LimitKind
from core.story.visibility import visibility
from core.words.visibility_words import blind_lines, outline, what_none_means
from core.work.chunk_range import Effort
from core.work.scan_result import ScanOptions
from tests.core.output.exports import export, row
from tests.core.output.html_reading import Report
from tests.core.story.hosts import at, every, scan, told

K = HostEventKind
RESULT = scan(
    [*every(range(21), fqdn="ws<b>\u202e"), *every(range(5), fqdn="sound")],
    [told(K.SENSOR_STOPPED, 21, fqdn="ws<b>\u202e"), told(K.SENSOR_ERROR, 2, fqdn="sound", detail="=1+2")],
    reports=[ReadReport("Sysmon.evtx", 1, records_present=9, records_read=9)],
)
HOSTS = visibility(RESULT)
NAME = "ws<b>‹U+202E›"
FORMATS = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")


def _sheet(name: str, **fields: object) -> list[tuple[object, ...]]:
    stream = io.BytesIO()
    write_xlsx(stream, export([row()], **fields))
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    return [tuple(value or "" for value in line) for line in book[name].iter_rows(values_only=True)]


def test_the_sheet_of_hosts() -> None:
    """A line for each host, and below one for each limit; all text."""
    found = _sheet("Hosts", hosts=HOSTS)

    assert list(host_words.HOST_TITLES) == list(found[0])
    assert found[1][:5] == (NAME, "Sysmon 1", "2026-03-02 08:00:00 UTC", "2026-03-02 08:20:00 UTC", "21")
    assert ("100 %", "100 %", "100 %", outline(HOSTS[0])) == found[1][5:]
    assert list(host_words.LIMIT_TITLES) == list(found[4][:6])
    assert found[5][:5] == (NAME, "blind", "sensor stopped", "from 2026-03-02 08:21:00 UTC on", "1")
    assert found[6][:3] == ("sound", "in doubt", "sensor error")


def test_there_is_no_sheet_where_no_host_is_known() -> None:
    """Rather than an empty one."""
    with pytest.raises(KeyError):
        _sheet("Hosts")


def test_limits_beyond_what_a_sheet_names_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a word on where all of them are."""
    monkeypatch.setattr(host_words, "MOST_LIMIT_ROWS", 1)

    assert _sheet("Hosts", hosts=HOSTS)[6][2] == "… and 1 more; the read report (--report) names them all"


def test_the_page_names_hosts_with_their_limits() -> None:
    """As text, in a section of its own; no section where no host is known."""
    text = "".join(html_parts(export([row()], hosts=HOSTS)))
    page = Report(text)

    assert "Hosts" in page.texts["h2"]
    assert any("from 2026-03-02 08:21:00 UTC on: Sysmon stopped" in one for one in page.texts["span"])
    assert {"blind", "in doubt"} <= set(page.texts["span"])
    assert "\u202e" not in text
    assert "<b>" not in text
    assert "Hosts" not in Report("".join(html_parts(export([row()])))).texts["h2"]


def test_the_page_names_so_many_hosts_and_limits_and_counts_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page of a hundred thousand hosts would be no page."""
    monkeypatch.setattr("core.output.html_report.MOST_HOSTS", 1)
    monkeypatch.setattr(host_words, "MOST_LIMITS", 0)

    text = "".join(html_parts(export([row()], hosts=HOSTS)))

    assert "1 more hosts; --report names them all" in text
    assert "… and 1 more; --report names them all" in text
    assert "sound" not in text


def test_what_a_report_cannot_show_begins_with_blind_hosts() -> None:
    """Before what no report can show."""
    assert any(one.startswith("1 host has blind spans: ws") for one in limits(export([row()], hosts=HOSTS)))


def test_the_closing_lines_name_blind_hosts() -> None:
    """Also where nothing is flagged, then with what that means; in triage nothing was looked for."""
    found = list(closing_lines(RESULT, ScanOptions(), 0, HOSTS))

    assert set(what_none_means(HOSTS)) <= set(found)
    assert not set(what_none_means(HOSTS)) & set(
        closing_lines(RESULT, ScanOptions(effort=Effort.HOT), 0, HOSTS)
    )


def test_several_blind_hosts_are_a_line_each() -> None:
    """Below a heading, the first by name; one host alone is a line with it."""
    creations = [one for n in range(5) for one in every(range(60), fqdn=f"ws{n}")]
    stops = [told(K.SENSOR_STOPPED, 59.5, fqdn=f"ws{n}") for n in range(5)]

    heading, *lines = blind_lines(visibility(scan(creations, stops)))

    assert heading == "5 hosts have blind spans (times are UTC; --report names them all):"
    assert [line[:10] for line in lines] == ["  ws0 from", "  ws1 from", "  ws2 from", "  … and 2 "]
    assert not [line for line in lines if "UTC" in line]
    assert list(blind_lines(visibility(scan(every(range(60)), [])))) == []
    (only,) = blind_lines(visibility(scan(creations, stops[:1])))
    assert only.startswith("1 host has blind spans: ws0 from ")
    assert only.endswith("(sensor stopped); --report says more.")


def test_each_log_has_the_hosts_of_which_it_holds_records() -> None:
    """With what all logs say of them."""
    reports = [*RESULT.reports, ReadReport("other.evtx", 1)]

    own, other = json.loads(report_json(reports, {}, HOSTS))

    assert other["hosts"] == []
    assert json.loads(json.dumps([host_object(host) for host in HOSTS])) == own["hosts"]
    host = own["hosts"][0]
    assert (host["host"], host["process_creations"], host["looked_at"]) == (NAME, 21, True)
    assert host["recorded"][0] == {
        "since": "2026-03-02T08:00:00.0000000Z",
        "until": "2026-03-02T08:20:00.0000000Z",
        "sources": ["sysmon-1"],
    }
    (limit,) = host["limits"]
    assert (
        limit["grade"],
        limit["kind"],
        limit["source"],
        limit["until"],
    ) == ("blind", "sensor stopped", "sysmon-1", None)
    assert limit["places"][0]["record_number"] == 10_000 + 21 * 60
    assert at(21) == HOSTS[0].limits[0].since


def test_every_key_of_a_host_is_documented() -> None:
    """So is every kind and every grade of a limit."""
    words = FORMATS[FORMATS.index("### Hosts") :]

    host = host_object(HOSTS[0])
    limits_of_it = host["limits"]
    assert isinstance(limits_of_it, list)
    for name in (*host, *limits_of_it[0], *(grade.value for grade in Grade)):
        assert f"`{name}`" in words
    for kind in LimitKind:
        assert f"`{kind}`" in words
