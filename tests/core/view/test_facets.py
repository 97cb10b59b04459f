"""core.view.facets: values counted, and a chosen value meets just the rows that were counted for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.detections import detect
from core.filter.language import parse
from core.filter.term import Operator, exactly
from core.filter.term import test_of as made_test
from core.notation.windows import IntegrityLevel, ascii_lower
from core.processes.process import Place, ProcessCreation
from core.rows.column import Kind
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.view.facets import (
    FACETS,
    MOST_DIFFERENT,
    MOST_LOOKED_AT,
    FacetValue,
    count_ahead,
    counts,
    texts_offered,
    with_values,
)
from core.view.view import SLICE, View
from tests.core.builders import EXCEL, SYSTEM32, process, started
from tests.core.log_reading import steady
from tests.core.strategies import any_process

EXPLORER = r"C:\Windows\explorer.exe"
NEARLY = r"C:\Tools\fexcel.exe"
"""What not all rules take for Excel."""


def view_of(creations: Sequence[ProcessCreation], text: str = "") -> View:
    """Make a view of these, filtered."""
    view = View()
    view.replace([Row(creation, next(detect([creation]), None), "strict") for creation in creations])
    view.filter_by(parse(text))
    return view


def values(found: Sequence[FacetValue]) -> list[tuple[str, int, bool]]:
    """Give facet values as a table."""
    return [(value.text, value.count, value.is_chosen) for value in found]


# ---------------------------------------------------------------- counted
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [("ann", 3, False), ("", 1, False), ("bob", 1, False)], id="by-number-then-text"),
        pytest.param("user:ann", [("ann", 3, True), ("", 1, False), ("bob", 1, False)], id="own-term-apart"),
        pytest.param('user:"",bob', [("ann", 3, False), ("", 1, True), ("bob", 1, True)], id="two-chosen"),
        pytest.param("user:b*", [("ann", 3, False), ("", 1, False), ("bob", 1, True)], id="wildcard-chooses"),
        pytest.param("-user:ann", [("", 1, False), ("bob", 1, False)], id="exclusion-counts"),
        pytest.param("user~^a", [("ann", 3, False)], id="other-operators-count"),
        pytest.param("pid:1", [("ann", 2, False)], id="other-columns-count"),
        pytest.param("pid:1 user:ann", [("ann", 2, True)], id="both"),
        pytest.param("pid:1 user:bob", [("ann", 2, False), ("bob", 0, True)], id="chosen-with-no-row-left"),
        pytest.param("user:nobody pid:1", [("ann", 2, False)], id="chosen-that-never-was"),
        pytest.param("pid:7", [], id="no-row"),
    ],
)
def test_a_value_is_counted_over_the_rows_that_all_other_terms_leave(
    text: str, expected: list[tuple[str, int, bool]]
) -> None:
    """So that the user sees what choosing another one would give."""
    people = [("ann", 1), ("ann", 1), ("ANN", 2), ("bob", 2), (None, 2)]
    view = view_of([process(user=user, pid=pid) for user, pid in people], text)

    assert expected == values(counts(view, "user"))


def test_levels_stand_in_their_own_order() -> None:
    """The highest first, however often each occurs; absent last."""
    levels = [*IntegrityLevel, None, None, IntegrityLevel.LOW]
    images = [f"{SYSTEM32}cmd.exe", f"{SYSTEM32}splwow64.exe"]
    view = view_of(
        [
            *(process(integrity_level=level) for level in levels),
            *(started(image, parent_image_path=EXPLORER) for image in images),
        ]
    )
    integrity = [value.text for value in counts(view, "integrity_level")]
    severity = [value.text for value in counts(view, "severity")]

    assert [level.value for level in sorted(IntegrityLevel, key=lambda level: -level.rank)] + [
        ""
    ] == integrity
    assert ("", sorted(severity[:-1])) == (severity[-1], severity[:-1])


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("user", [(r"CORP\jdoe", 2, False)]),
        ("integrity_level", [("medium", 2, False)]),
        ("hostname", [("WS01", 2, False)]),
        ("exe", [("cmd.exe", 2, False)]),
        ("document", [("", 1, False), (r"C:\a.xlsx", 1, False)]),
        ("severity", [("high", 1, False), ("", 1, False)]),
        ("source", [("sysmon-1", 2, False)]),
    ],
)
def test_each_facet_counts_what_its_column_shows(column: str, expected: list[tuple[str, int, bool]]) -> None:
    """Here of a child of Excel and of one of Explorer's."""
    view = view_of([process(parent_command_line=r"excel.exe C:\a.xlsx"), process(parent_image_path=EXPLORER)])

    assert expected == values(counts(view, column))


def test_rows_that_are_added_are_counted() -> None:
    """Also where counting had begun, and also where that takes more than a byte a row."""
    view = view_of([process(user=str(number)) for number in range(60)])
    found = [len(counts(view, "user"))]
    view.add([Row(process(user=str(number)), None, "strict") for number in range(10, 90)])
    found += [len(counts(view, "user")), sum(value.count for value in counts(view, "user"))]
    expected = [60, 90, 140]

    assert expected == found


def test_rows_are_looked_at_bit_by_bit() -> None:
    """So that a million of them are counted between other things; the counts are the same."""
    view = View()
    view.replace([Row(process(user=str(number % 3)), None, "strict") for number in range(2 * SLICE + 1)])
    looked_at = [count_ahead(view, "user") for _ in range(4)]
    found = sum(value.count for value in counts(view, "user"))
    expected = [False, False, True, True], 2 * SLICE + 1

    assert expected == (looked_at, found)


# ---------------------------------------------------------------- offered
@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        pytest.param("", "user", ["ann", "bob"], id="the-most-frequent-first"),
        pytest.param("pid:2", "user", ["bob", "ann"], id="over-the-rows-of-other-terms"),
        pytest.param("user:bob", "user", ["ann", "bob"], id="but-not-of-its-own"),
        pytest.param("", "sid", [], id="nothing-to-offer"),
        pytest.param("", "matched", ["published", "seed", "strict"], id="what-lists-hold"),
        pytest.param("user:bob", "matched", ["published", "seed"], id="what-lists-of-these-rows-hold"),
        pytest.param("", "also_in", ["b.evtx"], id="places-by-their-files"),
    ],
)
def test_texts_are_offered_of_any_column(text: str, column: str, expected: list[str]) -> None:
    """Each of them meets rows when it is asked for."""
    copies = (Place("b.evtx", 0, 0, 0, 0),)
    people = [
        ("ann", 1, EXCEL),
        ("ann", 1, EXCEL),
        ("ann", 2, EXPLORER),
        ("bob", 2, NEARLY),
        ("bob", 2, NEARLY),
    ]
    view = view_of(
        [process(user=user, pid=pid, parent_image_path=image, also_in=copies) for user, pid, image in people],
        text,
    )
    found = texts_offered(view, column)

    assert expected == (sorted(found) if column == "matched" else found)


@pytest.mark.parametrize("column", COLUMNS)
def test_what_is_offered_meets_a_row(column: str) -> None:
    """Whatever the column; none makes an error, for a user may type its name."""
    view = view_of([process(parent_command_line=r"excel.exe C:\a.xlsx", repeated_names=("Image",))])
    for text in texts_offered(view, column):
        if COLUMNS[column].kind is not Kind.TIME:
            assert made_test(exactly(column, [text]))(view.rows[0])


@pytest.mark.parametrize(
    ("different", "rows", "expected"),
    [
        pytest.param(MOST_DIFFERENT, MOST_LOOKED_AT + 2, MOST_DIFFERENT + 1, id="they-repeat"),
        pytest.param(MOST_LOOKED_AT, MOST_LOOKED_AT + 2, MOST_LOOKED_AT, id="each-row-has-its-own"),
    ],
)
def test_of_texts_that_never_repeat_the_first_are_offered(different: int, rows: int, expected: int) -> None:
    """A rare one among others that repeat is offered, however late it comes; here in the last row."""
    view = View()
    lines = [f"dir {number % different}" for number in range(rows - 1)]
    view.replace([Row(process(command_line=line), None, "strict") for line in [*lines, "format c:"]])
    offered = texts_offered(view, "command_line")

    assert (expected, expected > different) == (len(offered), "format c:" in offered)


some_texts = (
    "pid:1",
    "-integrity:high",
    "user:CORP\\ann",
    'user:"",jdoe',
    "host:ws*",
    "severity>=medium",
    'document:""',
    "exe:cmd.exe",
    "dir",
)
some_process = st.builds(
    process,
    user=st.sampled_from([None, "CORP\\ann", "corp\\ANN", "jdoe", "*", "a*", "[*]", "S-1-5-18", "\\x"]),
    sid=st.sampled_from([None, "S-1-5-18"]),
    fqdn=st.sampled_from([None, "", "WS01", "ws01.corp.example", ".corp", "*"]),
    image_path=st.sampled_from([None, "", f"{SYSTEM32}cmd.exe", "C:\\CMD.EXE", 'C:\\a,b".exe', "C:\\*.exe"]),
    integrity_level=st.sampled_from([None, *IntegrityLevel]),
    parent_image_path=st.sampled_from([process().parent_image_path, EXPLORER]),
    parent_command_line=st.sampled_from([None, "", "excel.exe C:\\a.xlsx", "excel.exe C:\\A.XLSX", "e /dde"]),
    source=st.sampled_from(["sysmon-1", "security-4688"]),
    pid=st.integers(1, 2),
)


def own(column: str) -> tuple[str, Operator, bool]:
    """Say what a term is that asks for values of a column."""
    return (column, Operator.IS, False)


def text_of(row: Row, column: str) -> str:
    """Give what is counted: the column's text, but of a document only its path."""
    if column == "document":
        return (row.detection.document.path or "") if row.detection else ""
    return COLUMNS[column].text(row)


@given(st.lists(some_process | any_process(), max_size=12), st.lists(st.sampled_from(some_texts), max_size=3))
@steady
def test_counts_are_those_of_the_rows(creations: list[ProcessCreation], texts: list[str]) -> None:
    """Whatever the rows and the terms are; and a chosen value meets just the rows that have it."""
    view = view_of(creations, " ".join(texts))
    for column in FACETS:
        terms = [term for term in view.terms if (term.column, term.operator, term.is_excluded) != own(column)]
        left = [row for row in view.rows if all(made_test(term)(row) for term in terms)]
        expected = Counter(ascii_lower(text_of(row, column)) for row in left)
        found = counts(view, column)

        assert expected == Counter({ascii_lower(value.text): value.count for value in found})
        for value in found:
            meets = made_test(exactly(column, [value.text]))
            assert value.count == sum(map(meets, left))


@given(st.lists(some_process, min_size=1, max_size=8), st.sampled_from(FACETS), st.data())
@steady
def test_chosen_values_are_chosen(creations: list[ProcessCreation], column: str, data: st.DataObject) -> None:
    """What the user picks is what is ticked and what is shown, and nothing else."""
    view = view_of(creations)
    texts = [value.text for value in counts(view, column)]
    chosen = data.draw(st.lists(st.sampled_from(texts), unique=True))
    view.filter_by(with_values(view.terms, column, chosen))
    found = counts(view, column)

    assert set(chosen) == {value.text for value in found if value.is_chosen}
    assert set(texts) == {value.text for value in found}
    assert sum(value.count for value in found if value.is_chosen or not chosen) == len(view.shown)


# ---------------------------------------------------------------- chosen
@pytest.mark.parametrize(
    ("text", "chosen", "expected"),
    [
        pytest.param("", ["ann"], r"user:\ann", id="first"),
        pytest.param("", ["ann", ""], r'user:\ann,""', id="two-one-of-them-absent"),
        pytest.param("", ["a*"], r"user:\a[*]", id="a-star-is-a-star"),
        pytest.param("dir user:bob pid:1", [r"C\ann"], r"dir user:C\ann pid:1", id="in-its-place"),
        pytest.param("dir user:bob pid:1", [], "dir pid:1", id="none"),
        pytest.param("dir user:bob pid:1 user:a*", [r"C\ann"], r"dir user:C\ann pid:1", id="all-of-them"),
        pytest.param("-user:bob user~^a", [r"C\ann"], r"-user:bob user~^a user:C\ann", id="others-stay"),
        pytest.param("host:ws01", [r"C\ann"], r"host:ws01 user:C\ann", id="other-columns-stay"),
    ],
)
def test_chosen_values_become_one_term(text: str, chosen: list[str], expected: str) -> None:
    """It stands where the column's own stood."""
    assert parse(expected) == with_values(parse(text), "user", chosen)
