"""core.view.view: what is shown and in which order, against a model that is slow and plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cmp_to_key
from itertools import islice

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.detection.detections import detect
from core.filter.language import parse
from core.filter.term import Term, exactly
from core.filter.term import test_of as made_test
from core.notation.windows import IntegrityLevel
from core.processes.process import Place
from core.rows.columns import COLUMNS
from core.rows.mark import Mark
from core.rows.row import Row
from core.view.facets import counts
from core.view.view import Order, View
from tests.core.builders import EXCEL, process

EXPLORER = r"C:\Windows\explorer.exe"

TERMS: tuple[Term, ...] = (
    exactly("user", ["CORP\\jdoe"]),
    exactly("user", ["", "CORP\\*"]),
    *parse("integrity>=medium"),
    *parse("severity:high"),
    *parse("-severity:high"),
    *parse("pid<=3"),
    *parse("dir"),
    *parse("command~^di"),
    *parse("time>1601-01-02"),
    *parse("tag:bad"),
    *parse("-tag:*"),
)
ORDERS = [
    Order(column, is_descending)
    for column in (
        "user",
        "time_created",
        "severity",
        "integrity_level",
        "command_line",
        "pid",
        "also_in",
        "tags",
    )
    for is_descending in (False, True)
]

some_terms = st.lists(st.sampled_from(TERMS), max_size=3).map(tuple)
some_orders = st.lists(st.sampled_from(ORDERS), max_size=3).map(tuple)


def row(number: int = 1, file: str = "a.evtx", offset: int = 0x1200, **fields: object) -> Row:
    """Build a row whose record has this number; a child of Excel is flagged."""
    place = Place(file, 0, offset, 64, number)
    creation = process(place=place, **fields)
    return Row(creation, next(detect([creation]), None), "strict")


def view_of(rows: Iterable[Row]) -> View:
    """Make a view that holds rows."""
    view = View()
    view.replace(rows)
    return view


def shown(view: View) -> list[int]:
    """Give the numbers of the records that are shown."""
    return [view.row_at(position).place.record_number for position in range(len(view.shown))]


some_fields: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {
        "user": st.sampled_from([None, "CORP\\jdoe", "corp\\JDOE", "CORP\\ann", "LAB\\jdoe"]),
        "time_created": st.sampled_from([None, 0, 7, 10**12, 2**63]),
        "integrity_level": st.sampled_from([None, *IntegrityLevel]),
        "parent_image_path": st.sampled_from([EXCEL, EXPLORER]),
        "command_line": st.sampled_from([None, "", "dir", "DIR", "a", "é"]),
        "pid": st.none() | st.integers(1, 5),
        "also_in": st.sampled_from([(), (Place("b.evtx", 0, 0, 0, 0),)]),
        # Numbers whose bytes are found astride two others.
        "offset": st.sampled_from([0, *(256**power for power in range(8)), 0x0101010101010101]),
        "file": st.sampled_from(["a.evtx", "b.evtx"]),
    }
)


# ---------------------------------------------------------------- the plain model
def meets_all(terms: Iterable[Term], candidate: Row) -> bool:
    """Whether a row meets all terms."""
    return all(made_test(term)(candidate) for term in terms)


def in_order(rows: Sequence[Row], numbers: Iterable[int], orders: Sequence[Order]) -> list[int]:
    """Sort by comparing pairs: order after order, absent last, and then by number."""

    def compare(left: int, right: int) -> int:
        for order in orders:
            sort_key = COLUMNS[order.column].sort_key
            one, other = sort_key(rows[left]), sort_key(rows[right])
            if one == other:
                continue
            if one is None or other is None:
                return 1 if one is None else -1
            is_less: bool = one < other  # type: ignore[operator]  # keys of one column are of one kind
            return -1 if is_less != order.is_descending else 1
        return left - right

    return sorted(numbers, key=cmp_to_key(compare))


class ViewMachine(RuleBasedStateMachine):
    """A view and the plain model of it, treated alike."""

    def __init__(self) -> None:
        super().__init__()
        self.view = View()
        self.rows: list[Row] = []
        self.terms: tuple[Term, ...] = ()
        self.orders: tuple[Order, ...] = ()
        self.expected: list[int] = []
        self.made = 0
        self.running: Iterator[float] = iter(())
        self.running_for: tuple[tuple[Term, ...] | None, tuple[Order, ...] | None] = None, None
        self.prepared: list[Row] = []

    def make(self, many: Sequence[dict[str, object]]) -> list[Row]:
        """Make rows that differ from all others at least in their record number."""
        self.made += len(many)
        first = self.made - len(many)
        return [row(number, **fields) for number, fields in enumerate(many, first)]  # type: ignore[arg-type]

    def arrange(self) -> None:
        """Filter and sort the plain way."""
        numbers = [n for n, one in enumerate(self.rows) if meets_all(self.terms, one)]
        self.expected = in_order(self.rows, numbers, self.orders)

    @rule(many=st.lists(some_fields, max_size=8))
    def add(self, many: Sequence[dict[str, object]]) -> None:
        """New rows are shown at the end, where they meet the filter."""
        rows = self.make(many)
        meeting = [n for n, one in enumerate(rows, len(self.rows)) if meets_all(self.terms, one)]
        self.rows += rows
        self.expected += meeting

        found = self.view.add(rows)
        self.view.show(found)

        assert meeting == found

    @rule(many=st.lists(some_fields, max_size=8))
    def replace(self, many: Sequence[dict[str, object]]) -> None:
        """Other rows stand where the old ones stood."""
        self.rows = self.make(many)
        self.view.replace(self.rows)
        self.arrange()

    @rule(orders=some_orders)
    def sort(self, orders: tuple[Order, ...]) -> None:
        """Everything is sorted, what was added meanwhile as well."""
        self.orders = orders
        self.view.sort_by(orders)
        self.arrange()

    @rule(terms=some_terms)
    def filter_at_once(self, terms: tuple[Term, ...]) -> None:
        """The filter holds for all rows, and those that were added come into order."""
        self.terms = terms
        self.view.filter_by(terms)
        self.arrange()

    @rule(terms=some_terms, rows_a_step=st.integers(1, 4))
    def begin_to_filter(self, terms: tuple[Term, ...], rows_a_step: int) -> None:
        """A filter that has begun changes nothing yet; one that was running is dropped."""
        self.running = self.view.filtering(terms, rows_a_step)
        self.running_for = terms, None

    @rule(terms=st.none() | some_terms, orders=some_orders, rows_a_step=st.integers(1, 4))
    def begin_to_sort(
        self, terms: tuple[Term, ...] | None, orders: tuple[Order, ...], rows_a_step: int
    ) -> None:
        """Nor does an order, with a filter or without."""
        self.running = self.view.arranging(terms, orders, rows_a_step)
        self.running_for = terms, orders

    @rule(steps=st.integers(1, 4))
    def filter_on(self, steps: int) -> None:
        """Whatever happened between its steps, a filter holds for all rows once it ends."""
        done = list(islice(self.running, steps))
        assert all(0 < share < 1 for share in done)
        if len(done) < steps and self.running_for != (None, None):
            terms, orders = self.running_for
            self.terms = self.terms if terms is None else terms
            self.orders = self.orders if orders is None else orders
            self.running_for = None, None
            self.arrange()

    @rule(many=st.lists(some_fields, max_size=8), rows_a_step=st.integers(1, 4))
    def prepare(self, many: Sequence[dict[str, object]], rows_a_step: int) -> None:
        """Rows that are prepared change nothing yet."""
        self.prepared = self.make(many)
        assert all(0 < share < 1 for share in self.view.preparing(self.prepared, rows_a_step))

    @rule()
    def replace_by_prepared(self) -> None:
        """They stand where rows that were not would, whatever was filtered or sorted meanwhile."""
        self.rows, self.prepared = self.prepared, []
        self.view.replace(self.rows)
        self.arrange()

    @rule(
        chosen=st.sets(st.integers(0, 30), max_size=10),
        tags=st.sampled_from([(), ("bad",), ("bad", "good"), ("good",)]),
        knows_which=st.booleans(),
    )
    def mark(self, chosen: set[int], tags: tuple[str, ...], knows_which: bool) -> None:
        """Rows that have other values stand where a new view would put them."""
        numbers = {number for number in chosen if number < len(self.rows)}
        for number in numbers:
            self.rows[number].mark = Mark(tags)

        before = list(self.view.shown)
        is_other = self.view.refresh({"tags", "note"}, numbers if knows_which else None)

        assert is_other == (before != list(self.view.shown))
        if any(term.column == "tags" for term in self.terms) or any(
            one.column == "tags" for one in self.orders
        ):
            self.arrange()

    @invariant()
    def counts_tags(self) -> None:
        """What is counted follows the marks."""
        found = {value.text: value.count for value in counts(self.view, "tags") if value.count}
        plain = [
            (one, meets_all([term for term in self.terms if str(term) != "tag:bad"], one))
            for one in self.rows
        ]
        expected = Counter(tag for one, is_met in plain if is_met for tag in one.mark.tags or ("",))

        assert expected == found

    @invariant()
    def shows_the_same(self) -> None:
        """View and model agree on everything."""
        assert self.expected == list(self.view.shown)
        assert self.rows == self.view.rows
        assert (self.terms, self.orders) == (self.view.terms, self.view.orders)
        assert [n for n, one in enumerate(self.rows) if one.detection] == list(self.view.flagged)

    @invariant()
    def finds_every_row(self) -> None:
        """A shown row is found where it is shown; one that is not shown is not found."""
        positions = {number: position for position, number in enumerate(self.expected)}

        assert [positions.get(n) for n in range(len(self.rows))] == [
            self.view.locate(one.place) for one in self.rows
        ]
        assert self.view.locate(Place("a.evtx", 0, 1, 64, -1)) is None

    @invariant()
    def finds_rows_by_their_places(self) -> None:
        """Each row's number is found by its record, also where another log has one at the same offset."""
        wanted = {one.place for one in self.rows[::2]} | {Place("a.evtx", 0, 1, 64, -1)}

        assert set(range(0, len(self.rows), 2)) == self.view.numbers_of(wanted)

    @invariant()
    def keeps_what_is_there_in_order(self) -> None:
        """Of all rows that have a value, those added meanwhile among them."""
        times = [one.process.time_created for one in self.rows]

        assert sorted(time for time in times if time is not None) == self.view.ascending("time_created")

    @invariant()
    def knows_what_meets_terms(self) -> None:
        """For any terms, those in force or not."""
        for terms in (self.terms, TERMS[:2], TERMS[2:5], ()):
            assert [meets_all(terms, one) for one in self.rows] == [bool(b) for b in self.view.met(terms)]


ViewMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestViewMachine = ViewMachine.TestCase


# ---------------------------------------------------------------- what it means, in tables
@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        pytest.param([], [1, 2, 3, 4, 5], id="as-they-came"),
        pytest.param([Order("user")], [3, 1, 4, 2, 5], id="absent-last"),
        pytest.param([Order("user", True)], [1, 4, 3, 2, 5], id="absent-last-descending-too"),
        pytest.param([Order("pid")], [1, 5, 2, 4, 3], id="as-numbers-not-as-text"),
        pytest.param([Order("user"), Order("pid", True)], [3, 4, 1, 2, 5], id="by-two"),
        pytest.param(
            [Order("pid"), Order("user", True)], [1, 5, 4, 2, 3], id="by-two-absent-last-in-the-second"
        ),
        pytest.param([Order("user"), Order("user", True)], [3, 1, 4, 2, 5], id="the-same-twice"),
    ],
)
def test_rows_are_sorted_and_equal_ones_keep_their_order(orders: list[Order], expected: list[int]) -> None:
    """In both directions; letters of any case are equal."""
    view = view_of(
        [
            row(1, user="B", pid=2),
            row(2, user=None, pid=10),
            row(3, user="a", pid=None),
            row(4, user="b", pid=10),
            row(5, user=None, pid=2),
        ]
    )

    view.sort_by(orders)

    assert expected == shown(view)


def test_a_filter_that_is_dropped_half_way_changes_nothing() -> None:
    """Rows, terms and order stay, and the next filter is right."""
    view = view_of([row(number, pid=number) for number in range(1, 7)])
    view.filter_by(parse("pid<=3"))
    steps = view.filtering(parse("pid>=3"), rows_a_step=2)
    shares = [next(steps), next(steps)]
    del steps

    assert ([2 / 6, 4 / 6], [1, 2, 3], parse("pid<=3")) == (shares, shown(view), view.terms)
    view.filter_by(parse("pid>=3"))
    expected = [3, 4, 5, 6]
    assert expected == shown(view)


def test_rows_that_come_while_a_filter_runs_are_not_lost() -> None:
    """They stand at the end by the old filter, and where they belong by the new one."""
    view = view_of([row(number, pid=number) for number in range(1, 5)])
    view.sort_by([Order("pid", is_descending=True)])
    steps = view.filtering(parse("pid>=3"), rows_a_step=3)
    next(steps)
    view.show(view.add([row(5, pid=9), row(6, pid=1)]))
    meanwhile, in_the_end = [4, 3, 2, 1, 5, 6], [5, 4, 3]

    assert meanwhile == shown(view)
    list(steps)
    assert in_the_end == shown(view)


def test_a_filter_whose_terms_are_known_takes_no_step() -> None:
    """So a chip that is switched off and on costs nothing."""
    view = view_of([row(number, pid=number) for number in range(1, 5)])
    texts = ("pid<=3 pid>=2", "pid>=2", "pid<=3")
    shares = [list(view.filtering(parse(text), rows_a_step=2)) for text in texts]
    expected: list[list[float]] = [[1 / 4, 2 / 4, 3 / 4], [], []]

    assert expected == shares


def test_more_terms_than_are_kept_give_the_same_rows() -> None:
    """What is dropped is made anew."""
    view = view_of([row(number, pid=number) for number in range(1, 41)])
    found = []
    for number in (*range(1, 41), 1):
        view.filter_by(parse(f"pid:{number}"))
        found += shown(view)

    assert [*range(1, 41), 1] == found
    view.filter_by([term for number in range(1, 41) for term in parse(f"pid<={number}")])
    assert found[:1] == shown(view)


def test_more_columns_than_are_kept_sort_alike() -> None:
    """What is dropped is made anew."""
    view = view_of([row(number, pid=-number) for number in range(1, 4)])
    expected = [3, 2, 1]
    for column in ("pid", "user", "exe", "fqdn", "source", "channel", "guid", "pid"):
        view.sort_by([Order(column)])

    assert expected == shown(view)


@pytest.mark.parametrize(
    ("text", "columns", "is_other"),
    [
        pytest.param("tag:bad", {"tags"}, True, id="its-filter"),
        pytest.param("tag:bad", {"note"}, False, id="another-column"),
        pytest.param("user:x", {"tags"}, False, id="another-filter"),
        pytest.param("word", {"tags"}, False, id="a-word-is-not-sought-in-tags"),
        pytest.param("", {"tags"}, False, id="no-filter"),
    ],
)
def test_a_view_is_arranged_anew_where_the_values_decide(
    text: str, columns: set[str], is_other: bool
) -> None:
    """Else it stays as it is, whatever was added to its end."""
    rows = [row(number) for number in range(3)]
    view = view_of(rows)
    view.filter_by(parse(text))
    rows[1].mark = Mark(("bad",))

    assert is_other == view.refresh(columns, [1])
