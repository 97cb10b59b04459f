"""README and docs say what the code does: help text, keys, ranks, reports."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from core.__main__ import main, parser
from core.detection.known_good_list import entries_of, json_of
from core.detection.rules import RULES
from core.detection.severity import MODIFIERS, RANKS
from core.filter.condition import names_of
from core.filter.language import parse
from core.filter.manual import EXAMPLES, INTRODUCTION, NOTES
from core.filter.term import Operator
from core.output.report_json import report_object
from core.reading.read_report import ReadReport, Verdict
from core.rows.column import Kind
from core.rows.columns import COLUMNS, EXPORTED

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
FILTER = (ROOT / "docs" / "filter.md").read_text(encoding="utf-8")
DETECTION = (ROOT / "docs" / "detection.md").read_text(encoding="utf-8")


def test_the_readme_shows_the_help_of_scan(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Word for word, at the width of a README; Pythons differ in how they wrap, so blanks do not count."""
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit):
        parser().parse_args(["scan", "--help"])
    shown = re.search(r"<!-- help:scan -->\n```\n(.*?)```\n<!-- /help -->", README, re.DOTALL)

    assert shown is not None
    assert capsys.readouterr().out.split() == shown[1].split()


def test_the_readme_shows_rows_of_the_sample(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line that it shows is in what the command prints, in that order; how it is wrapped does not count."""
    shown = re.search(r"<!-- sample -->\n```\n[^\n]*\n(.*?)```\n<!-- /sample -->", README, re.DOTALL)
    assert shown is not None
    assert main(["scan", str(ROOT / "resources" / "sample.evtx"), "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    newest = sorted((row for row in rows if row["severity"] == "high"), key=lambda row: row["time_created"])

    for row in newest[-2:]:
        parts = (row["hostname"], row["user"], row["exe"], row["command_line"], row["document"]["note"])
        assert all(part in shown[1] for part in parts)


@pytest.mark.parametrize("key", EXPORTED)
def test_every_column_is_documented(key: str) -> None:
    """With the meaning that the registry gives."""
    assert f"| `{key}` | {EXPORTED[key].meaning} |" in FORMATS


@pytest.mark.parametrize("key", sorted(COLUMNS.keys() - EXPORTED.keys()))
def test_a_field_that_no_export_has_is_documented_too(key: str) -> None:
    """Filters ask for it."""
    assert f"| `{key}` | {COLUMNS[key].meaning}" in FORMATS


@pytest.mark.parametrize("key", COLUMNS)
def test_every_name_of_a_field_is_documented(key: str) -> None:
    """Beside the key of its column."""
    names = ", ".join(f"`{name}`" for name in COLUMNS[key].short)

    assert f"| `{key}` | {names} |" in FILTER


@pytest.mark.parametrize("operator", Operator)
def test_every_operator_of_the_filter_is_documented(operator: Operator) -> None:
    """In a line of its own."""
    assert f"\n| `{operator}` | " in FILTER


@pytest.mark.parametrize("kind", [Kind.INTEGRITY, Kind.SEVERITY])
def test_every_level_is_documented_in_its_order(kind: Kind) -> None:
    """As they are compared."""
    assert f": from the least: {', '.join(names_of(kind))}." in _plain(FILTER)


def test_the_manual_of_the_filter_is_in_the_docs() -> None:
    """Word for word, but for the marks of Markdown; and every term that it shows is one."""
    examples = re.findall(r"^\| `([^`]+)` \| ([^|]*) \|$", FILTER.split("## Fields")[0], re.MULTILINE)

    assert list(EXAMPLES) == [(left, _plain(right)) for left, right in examples]
    assert list(NOTES) == re.findall(
        r"(?:^| )- ([A-Z][a-z ]+): (.*?)(?= - [A-Z]| ## | The syntax)", _plain(FILTER)
    )
    assert INTRODUCTION in _plain(FILTER)
    for text, _ in EXAMPLES:
        (term,) = parse(text)
        assert (term,) == parse(str(term))


def _plain(markdown: str) -> str:
    return " ".join(markdown.replace("`", "").replace("**", "").split())


@pytest.mark.parametrize("key", [*report_object(ReadReport("a.evtx", 0)), *Verdict])
def test_every_key_of_the_read_report_is_documented(key: str) -> None:
    """And every verdict."""
    assert f"`{key}`" in FORMATS


@pytest.mark.parametrize("number", range(1, len(RANKS) + 1))
def test_every_rank_is_documented_in_its_place(number: int) -> None:
    """With its severity, kind and reason."""
    rank = RANKS[number - 1]

    assert f"| {number} | {rank.severity} | `{rank.kind}` | {rank.reason.replace('{}', '…')} |" in DETECTION


@pytest.mark.parametrize("modifier", MODIFIERS, ids=lambda modifier: modifier.kind)
def test_every_modifier_is_documented(modifier: object) -> None:
    """With its reason."""
    assert isinstance(modifier, type(MODIFIERS[0]))
    assert f"| `{modifier.kind}` | {modifier.reason.replace('{}', '…')} |" in DETECTION


@pytest.mark.parametrize("name", RULES)
def test_every_reading_is_documented(name: str) -> None:
    """By its name and CAR's id, where CAR has it."""
    assert f"`{name}`" in DETECTION


def test_the_known_good_list_that_is_shown_is_one() -> None:
    """And each key that an entry may have is explained."""
    shown = re.search(r"```json\n(.*?)```", DETECTION, re.DOTALL)
    assert shown is not None
    (entry,) = entries_of(shown[1].encode(), is_own=True)
    keys = [one.name for one in fields(entry) if one.name != "is_own"]

    assert json.loads(json_of([entry])) == json.loads(shown[1])
    assert [key for key in keys if f"\n| `{key}` | " not in DETECTION] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """Every relative link names a file of the project."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(document: Path) -> None:
    """Every path in back-ticks that begins in a folder of the project leads to a file or folder."""
    named = re.findall(
        r"`((?:core|gui|tests|docs|resources|benchmarks|scripts|torture)/[^`*\s]*)`",
        document.read_text("utf-8"),
    )

    assert [name for name in named if not (ROOT / name).exists()] == []
