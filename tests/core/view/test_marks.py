"""core.view.marks: what an analyst says of a record stays with it, whichever of its places leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.errors import UsageError
from core.processes.process import OtherRecord, Place
from core.rows.mark import NO_MARK, Mark
from core.rows.row import Row
from core.view.marks import LONGEST_NOTE, MOST_TAGS, Changes, Marks, note_of, tag_of, tags_of
from tests.core.builders import process


def place(number: int, file: str = "a.evtx") -> Place:
    """Name a record."""
    return Place(file, 0, 0x1000 + number, 64, number)


def row(number: int = 1, file: str = "a.evtx", **fields: object) -> Row:
    """Build the row of a record."""
    return Row(process(place=place(number, file), **fields), None, "strict")


def told(changes: Changes) -> dict[tuple[str, int], Mark]:
    """Give changes by file and record number."""
    return {(where.file, where.record_number): mark for where, mark in changes}


# ---------------------------------------------------------------- what may be said
@pytest.mark.parametrize(
    ("text", "tag"),
    [("a", "a"), ("  to \t check ", "to check"), ("Ärger", "Ärger"), ("a" * 40, "a" * 40), ("[*]", "[*]")],
)
def test_a_tag_is_a_short_text(text: str, tag: str) -> None:
    """Blanks do not matter."""
    assert tag == tag_of(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "needs a name"),
        (" \n ", "needs a name"),
        ("a" * 41, "at most 40 characters"),
        ("a,b", "no comma"),
        ("a;b", "no comma"),
        ("a\u202eb", "cannot be seen"),
        ("a\x1bb", "cannot be seen"),
        ("a\ud800", "cannot be seen"),
    ],
)
def test_what_is_no_tag_is_refused(text: str, words: str) -> None:
    """With a sentence."""
    with pytest.raises(UsageError, match=words):
        tag_of(text)


def test_several_tags_are_typed_at_once() -> None:
    """With commas between them."""
    assert tags_of(" a,b c, ,a") == ("a", "b c")


def test_a_note_is_a_text_of_many_lines() -> None:
    """But not of any number."""
    assert note_of(" ticket 12\r\nasks\n ") == "ticket 12\nasks"
    with pytest.raises(UsageError, match="at most 10,000"):
        note_of("a" * (LONGEST_NOTE + 1))


def test_a_row_has_so_many_tags_and_no_more() -> None:
    """And none of those that would be too many."""
    marks, one = Marks(), row()
    marks.tag([one], map(str, range(MOST_TAGS)))
    with pytest.raises(UsageError, match="at most 32 tags"):
        marks.tag([row(2), one], ["x"])

    assert {str(number): 1 for number in range(MOST_TAGS)} == marks.tags_in_use()


def test_tags_that_differ_in_case_are_one() -> None:
    """Spelled as at first: a filter does not tell them apart."""
    marks, rows = Marks(), [row(1), row(2)]
    marks.tag(rows[:1], ["Bad"])
    marks.tag(rows, ["bad", "BAD", "a"])

    assert [one.mark.tags for one in rows] == [("a", "Bad")] * 2
    assert list(marks.tags_in_use().items()) == [("a", 2), ("Bad", 2)]
    marks.untag(rows, ["BAD"])
    assert marks.tags_in_use() == {"a": 2}


def test_what_changes_is_told_as_plain_values() -> None:
    """And nothing where nothing does."""
    heard: list[Changes] = []
    marks, one = Marks(heard.append), row()
    found = [
        told(marks.tag([one], ["b", "a"])),
        told(marks.tag([one], ["a"])),
        told(marks.set_note([one], "n")),
        told(marks.untag([one], ["a", "b", "c"])),
        told(marks.set_note([one], "")),
    ]
    key = ("a.evtx", 1)
    expected = [
        {key: Mark(("a", "b"))},
        {},
        {key: Mark(("a", "b"), "n")},
        {key: Mark((), "n")},
        {key: NO_MARK},
    ]

    assert expected == found
    assert [one for one in expected if one] == [told(changes) for changes in heard]
    assert not marks


def test_known_good_is_no_word_of_the_analysts() -> None:
    """It stays in the row, and is not told."""
    marks, one = Marks(), row()
    one.mark = Mark(known_good="because")
    changes = marks.tag([one], ["a"])

    assert Mark(("a",), known_good="because") == one.mark
    assert {("a.evtx", 1): Mark(("a",))} == told(changes)
    marks.clear([one])
    assert Mark(known_good="because") == one.mark


# ---------------------------------------------------------------- rows that come anew
OTHER = OtherRecord(
    source="security-4688",
    place=place(7, "security.evtx"),
    event_record_id=7,
    channel="Security",
    time_created=1,
    also_in=(place(8, "copy.evtx"),),
)


@pytest.mark.parametrize(
    ("fields", "found_at"),
    [
        pytest.param({}, place(1), id="its-own-place"),
        pytest.param({"also_in": (place(3, "b.evtx"),)}, place(3, "b.evtx"), id="a-copy"),
        pytest.param({"other_record": OTHER}, place(7, "security.evtx"), id="the-other-log"),
        pytest.param({"other_record": OTHER}, place(8, "copy.evtx"), id="a-copy-of-the-other-log"),
    ],
)
def test_a_mark_is_found_again_by_any_place(fields: dict[str, object], found_at: Place) -> None:
    """Of the record that it was made on while the log was being read."""
    marks = Marks()
    marks.tag([Row(process(place=found_at), None, "strict")], ["bad"])
    merged, stranger = Row(process(place=place(1), **fields), None, "strict"), row(2)
    changes = marks.apply([stranger, merged])

    assert (Mark(("bad",)), NO_MARK) == (merged.mark, stranger.mark)
    assert marks.tags_in_use() == {"bad": 1}
    assert all(mark == Mark(("bad",)) for _, mark in changes)
    assert Mark(("bad",)) == marks.mark_of(merged.place)
    marks.untag([merged], ["bad"])
    assert marks.mark_of(found_at) == NO_MARK


def test_marks_of_two_copies_become_one() -> None:
    """With the tags of both and both notes, which are told."""
    heard: list[Changes] = []
    marks = Marks()
    first, second = row(1), row(2, "b.evtx")
    marks.tag([first], ["a", "both"])
    marks.set_note([first], "one")
    marks.tag([second], ["b", "both"])
    marks.set_note([second], "two")
    marks.tell = heard.append
    merged = row(1, also_in=(place(2, "b.evtx"),))
    marks.apply([merged])
    expected = Mark(("a", "b", "both"), "one\n\ntwo")

    assert expected == merged.mark
    assert [{("a.evtx", 1): expected, ("b.evtx", 2): expected}] == [told(changes) for changes in heard]
    assert marks.tags_in_use() == {"a": 1, "b": 1, "both": 1}
    assert tuple(marks.apply([row(1, also_in=(place(2, "b.evtx"),))])) == ()


def test_a_row_that_was_read_before_still_leads_to_its_record() -> None:
    """Its mark is made where the record's other place is shown by now."""
    marks = Marks()
    old = row(2, "b.evtx")
    merged = row(1, also_in=(place(2, "b.evtx"),))
    marks.tag([merged], ["a"])
    marks.tag([old], ["b"])

    assert Mark(("a", "b")) == old.mark == marks.mark_of(merged.place)


def test_marks_that_were_kept_come_back() -> None:
    """Without the parts that could not have been said; a place is known by file, offset and record number."""
    heard: list[Changes] = []
    marks, one = Marks(), row(1, also_in=(place(2, "b.evtx"),))
    marks.tag([one], ["a"])
    marks.set_note([one], "n")
    again = Marks(heard.append)
    again.restore(marks.all())
    again.restore([(Place("c.evtx", 9, 0x1003, 9, 3), Mark(("ok", "b,c", "x" * 99), "n" * 99_999, "known"))])
    rows = [row(1, also_in=(place(2, "b.evtx"),)), row(3, "c.evtx")]
    again.apply(rows)

    assert [Mark(("a",), "n"), Mark(("ok",), "n" * LONGEST_NOTE)] == [one.mark for one in rows]
    assert again.tags_in_use() == {"a": 1, "ok": 1}
    assert heard == []


# ---------------------------------------------------------------- in any order
TAGS = ("a", "A", "b", "to check")
COPIES = {0: (), 1: (2, 3), 4: (5,), 6: ()}
"""Record numbers of the rows in the end, and those of the copies that become one with each."""


class MarksMachine(RuleBasedStateMachine):
    """Marks of some rows and a plain model of them: sets of tags, and a note, by record."""

    def __init__(self) -> None:
        super().__init__()
        self.marks = Marks(self.hear)
        self.kept: dict[tuple[str, int], Mark] = {}
        self.rows = {number: row(number) for number in range(7)}
        self.tags: dict[int, dict[str, str]] = {number: {} for number in self.rows}
        self.notes = dict.fromkeys(self.rows, "")

    def hear(self, changes: Changes) -> None:
        """Keep what is told, as a case file does."""
        self.kept |= told(changes)

    def chosen(self, numbers: Sequence[int]) -> list[Row]:
        """Give the rows that are there."""
        return [self.rows[number] for number in numbers if number in self.rows]

    @rule(numbers=st.sets(st.integers(0, 6)), tags=st.lists(st.sampled_from(TAGS), max_size=3))
    def tag(self, numbers: set[int], tags: list[str]) -> None:
        """Rows have their tags and these."""
        rows = self.chosen(sorted(numbers))
        self.marks.tag(rows, tags)
        for one in rows:
            for tag in tags:
                self.tags[one.place.record_number].setdefault(tag.casefold(), tag)

    @rule(numbers=st.sets(st.integers(0, 6)), tags=st.lists(st.sampled_from(TAGS), max_size=3))
    def untag(self, numbers: set[int], tags: list[str]) -> None:
        """Rows have their tags without these."""
        rows = self.chosen(sorted(numbers))
        self.marks.untag(rows, tags)
        for one in rows:
            for tag in tags:
                self.tags[one.place.record_number].pop(tag.casefold(), None)

    @rule(numbers=st.sets(st.integers(0, 6)), note=st.sampled_from(["", "n", "m"]))
    def note(self, numbers: set[int], note: str) -> None:
        """Rows have this note."""
        rows = self.chosen(sorted(numbers))
        self.marks.set_note(rows, note)
        self.notes |= {one.place.record_number: note for one in rows}

    @rule()
    def conclude(self) -> None:
        """Copies become one row, which has the tags of all."""
        if len(self.rows) == len(COPIES):
            return
        for first, copies in COPIES.items():
            for copy in copies:
                self.tags[first] = self.tags[first] | self.tags.pop(copy)
                note = self.notes.pop(copy)
                if note not in self.notes[first]:
                    self.notes[first] = "\n\n".join(filter(None, (self.notes[first], note)))
        self.rows = {first: row(first, also_in=tuple(map(place, copies))) for first, copies in COPIES.items()}
        self.marks.apply(list(self.rows.values()))

    @invariant()
    def says_the_same(self) -> None:
        """In rows, by place, and in what a case file has heard."""
        for number, one in self.rows.items():
            mark = one.mark
            assert set(self.tags[number]) == {tag.casefold() for tag in mark.tags}
            assert list(mark.tags) == sorted(mark.tags, key=str.casefold)
            assert self.notes[number] == mark.note
            for where in (one.place, *one.process.also_in):
                assert mark == self.marks.mark_of(where)
                assert mark == self.kept.get((where.file, where.record_number), NO_MARK)

    @invariant()
    def counts_rows(self) -> None:
        """Each once, however many places it has."""
        expected = Counter(tag for one in self.rows.values() for tag in one.mark.tags)

        assert expected == self.marks.tags_in_use()


MarksMachine.TestCase.settings = settings(max_examples=80, stateful_step_count=20, deadline=None)
TestMarksMachine = MarksMachine.TestCase
