"""What an analyst says of rows into the marks of a case: tags and notes, by the place of the record.

A record that stands in several places (a copied log, the other log of the same start) is marked in all of them, so
that its row is found again whichever of them leads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, compress
from operator import attrgetter

from core.errors import UsageError
from core.notation.visible import one_line, visible
from core.processes.process import Place, ProcessCreation
from core.rows.mark import NO_MARK, Mark
from core.rows.row import Row

LONGEST_TAG = 40
LONGEST_NOTE = 10_000
MOST_TAGS = 32
"""Of one row."""
SUGGESTED = ("suspicious", "harmless", "to check")
"""Offered as long as a case has no tags of its own."""

Changes = Sequence[tuple[Place, Mark]]
"""Places and what is said of them from now on, NO_MARK where nothing is: plain values to be kept in a file."""

_Key = tuple[str, int, int]
"""File, offset and record number: what of a place is known without its log."""


def tag_of(text: str) -> str:
    """Read a tag as it is typed: blanks around it go, those within become one. Raises UsageError."""
    tag = " ".join(text.split())
    if not tag:
        raise UsageError("A tag needs a name.")
    if len(tag) > LONGEST_TAG:
        raise UsageError(
            f"A tag has at most {LONGEST_TAG} characters; this one has {len(tag):,}. Write a note."
        )
    if set(tag) & {",", ";"}:
        raise UsageError("A tag has no comma or semicolon: they stand between tags.")
    if visible(tag) != tag:
        raise UsageError(f"A tag has no characters that cannot be seen: {one_line(tag)}.")
    return tag


def tags_of(text: str) -> tuple[str, ...]:
    """Read tags with commas between them, each once. Raises UsageError."""
    return tuple(dict.fromkeys(tag_of(part) for part in text.split(",") if part.strip()))


def note_of(text: str) -> str:
    """Read a note as it is typed. Raises UsageError where it is too long."""
    note = text.replace("\r\n", "\n").strip()
    if len(note) > LONGEST_NOTE:
        raise UsageError(f"A note has at most {LONGEST_NOTE:,} characters; this one has {len(note):,}.")
    return note


def places_of(process: ProcessCreation) -> tuple[Place, ...]:
    """Give all places that hold the record of a row, its own first."""
    other = process.other_record
    more = () if other is None else (other.place, *other.also_in)
    return (process.place, *process.also_in, *more)


class _Marked:
    """One record, in all places that are known to hold it."""

    __slots__ = ("mark", "places")

    def __init__(self) -> None:
        self.places: dict[_Key, Place] = {}
        self.mark = NO_MARK


class Marks:
    """All marks of a case. What is greyed as known-good is in the rows alone: it is no word of the analyst's."""

    def __init__(self, tell: Callable[[Changes], object] | None = None) -> None:
        """`tell` is called with what has changed, after it has."""
        self.tell = tell
        self.times_said = 0
        """How often an analyst has said something: what was made of the marks before is out of date then."""
        self._by_key: dict[_Key, _Marked] = {}
        self._offsets: set[int] = set()
        """Of all records that were ever marked."""
        self._counts: Counter[str] = Counter()

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def mark_of(self, place: Place) -> Mark:
        """Give what is said of a record."""
        marked = self._by_key.get(_key(place))
        return NO_MARK if marked is None else marked.mark

    def all(self) -> Changes:
        """Give every place that is marked."""
        return [
            (place, marked.mark)
            for marked in {id(one): one for one in self._by_key.values()}.values()
            for place in marked.places.values()
        ]

    def tags_in_use(self) -> Mapping[str, int]:
        """Give all tags and how many rows have each, the most frequent first, then by their names."""
        found = sorted(self._counts.items(), key=lambda pair: (-pair[1], pair[0].casefold()))
        return dict(found)

    # ------------------------------------------------------------ what an analyst says
    def tag(self, rows: Iterable[Row], tags: Iterable[str]) -> Changes:
        """Give rows these tags beside their own. Raises UsageError, before anything has changed."""
        added = self._spelled(tags)
        rows = list(rows)
        tags_of_rows = {tags for row in rows if (tags := self._tags_of(row))}
        if any(len(_joined(tags, added)) > MOST_TAGS for tags in ((), *tags_of_rows)):
            raise UsageError(f"A row has at most {MOST_TAGS} tags.")
        return self._change(rows, lambda mark: replace(mark, tags=_joined(mark.tags, added)))

    def untag(self, rows: Iterable[Row], tags: Iterable[str]) -> Changes:
        """Take these tags from rows."""
        removed = {tag.casefold() for tag in tags}
        return self._change(
            rows,
            lambda mark: replace(mark, tags=tuple(one for one in mark.tags if one.casefold() not in removed)),
        )

    def set_note(self, rows: Iterable[Row], note: str) -> Changes:
        """Say this of each of the rows instead of what was said; nothing for the empty text. Raises UsageError."""
        text = note_of(note)
        return self._change(rows, lambda mark: replace(mark, note=text))

    def clear(self, rows: Iterable[Row]) -> Changes:
        """Take all tags and the note from rows."""
        return self._change(rows, lambda _: NO_MARK)

    # ------------------------------------------------------------ rows that come anew, marks that were kept
    def restore(self, kept: Iterable[tuple[Place, Mark]]) -> None:
        """Take in what was told before, beside what is there; `apply` brings it to rows. Rubbish is left out."""
        spelled: dict[tuple[str, ...], tuple[str, ...]] = {}
        """Of many rows most have the same tags."""
        for place, mark in kept:
            tags = spelled.get(mark.tags)
            if tags is None:
                tags = spelled[mark.tags] = _joined(self._spelled(_sound(mark.tags)))
            marked = self._marked_in_one_place(place)
            self._say(marked, _merged(marked.mark, Mark(tags, mark.note[:LONGEST_NOTE])))
            self._forget_if_empty(marked)

    def apply(self, rows: Sequence[Row]) -> Changes:
        """Bring marks to rows that have just been made; give what changed where two turned out to be one row's."""
        if not self._by_key:
            return ()
        # An offset is looked up five times faster than a place, and rules out nearly all rows.
        for row in compress(rows, map(self._offsets.__contains__, map(_offset, rows))):
            if (marked := self._by_key.get(_key(row.process.place))) is not None:
                self._bring(row, marked)
        in_several = [
            *compress(rows, map(_also_in, rows)),
            *compress(rows, (other is not None for other in map(_other_record, rows))),
        ]
        changed: dict[_Key, tuple[Place, Mark]] = {}
        for row in in_several:
            known = {id(one): one for one in self._known(row)}
            if known:
                before = {key: one.mark for one in known.values() for key in one.places}
                marked = self._marked(row)
                self._bring(row, marked)
                changed |= {
                    key: (place, marked.mark)
                    for key, place in marked.places.items()
                    if before.get(key) != marked.mark
                }
        return self._told(list(changed.values()))

    # ------------------------------------------------------------ how it is kept
    def _change(self, rows: Iterable[Row], change: Callable[[Mark], Mark]) -> Changes:
        self.times_said += 1
        changed: dict[_Key, tuple[Place, Mark]] = {}
        made: dict[Mark, Mark] = {}
        """What becomes of each mark: of many rows most have the same one."""
        for row in rows:
            marked = self._marked(row)
            before = marked.mark
            after = made.get(before)
            if after is None:
                after = made[before] = change(before)
            self._say(marked, after)
            self._bring(row, marked)
            if after != before:
                changed |= {key: (place, marked.mark) for key, place in marked.places.items()}
            self._forget_if_empty(marked)
        return self._told(list(changed.values()))

    def _told(self, changes: Changes) -> Changes:
        if changes and self.tell is not None:
            self.tell(changes)
        return changes

    def _known(self, row: Row) -> Iterator[_Marked]:
        found = (self._by_key.get(_key(place)) for place in places_of(row.process))
        return (marked for marked in found if marked is not None)

    def _marked(self, row: Row) -> _Marked:
        """Give what is kept of all places of a row; what was kept of them apart becomes one."""
        places = places_of(row.process)
        if len(places) == 1:
            return self._marked_in_one_place(places[0])
        known = list({id(one): one for one in self._known(row)}.values())
        marked = known[0] if known else _Marked()
        for other in known[1:]:
            mark = _merged(marked.mark, other.mark)
            self._say(other, NO_MARK)
            self._say(marked, mark)
            marked.places |= other.places
        marked.places |= {_key(place): place for place in places}
        self._by_key |= dict.fromkeys(marked.places, marked)
        self._offsets.update(offset for _, offset, _ in marked.places)
        return marked

    def _marked_in_one_place(self, place: Place) -> _Marked:
        key = _key(place)
        marked = self._by_key.get(key)
        if marked is None:
            marked = self._by_key[key] = _Marked()
            marked.places[key] = place
            self._offsets.add(place.file_offset)
        return marked

    def _say(self, marked: _Marked, mark: Mark) -> None:
        before, marked.mark = marked.mark.tags, mark
        if before == mark.tags:
            return
        for tag in mark.tags:
            self._counts[tag] += 1
        for tag in before:
            self._counts[tag] -= 1
            if not self._counts[tag]:
                del self._counts[tag]

    def _forget_if_empty(self, marked: _Marked) -> None:
        if marked.mark == NO_MARK:
            for key in marked.places:
                del self._by_key[key]

    def _bring(self, row: Row, marked: _Marked) -> None:
        known_good = row.mark.known_good
        row.mark = replace(marked.mark, known_good=known_good) if known_good else marked.mark

    def _tags_of(self, row: Row) -> tuple[str, ...]:
        if not self._by_key:
            return ()
        known = {id(one): one.mark.tags for one in self._known(row)}
        return _joined(*known.values()) if len(known) > 1 else next(iter(known.values()), ())

    def _spelled(self, tags: Iterable[str]) -> tuple[str, ...]:
        """Spell tags as those in use that differ in case alone: a filter would not tell them apart."""
        known = {tag.casefold(): tag for tag in self._counts}
        return tuple(known.setdefault(tag.casefold(), tag) for tag in map(tag_of, tags))


_offset = attrgetter("process.place.file_offset")
_also_in, _other_record = attrgetter("process.also_in"), attrgetter("process.other_record")


def _key(place: Place) -> _Key:
    return place.file, place.file_offset, place.record_number


def _joined(*several: Sequence[str]) -> tuple[str, ...]:
    """Put tags together in alphabetical order, each once in any case."""
    by_folded = {tag.casefold(): tag for tag in reversed(list(chain.from_iterable(several)))}
    return tuple(tag for _, tag in sorted(by_folded.items()))


def _merged(one: Mark, other: Mark) -> Mark:
    """Say of one record what was said of two places."""
    if one == other or other == NO_MARK:
        return one
    notes = [one.note, *([other.note] if other.note not in one.note else [])]
    return Mark(_joined(one.tags, other.tags), "\n\n".join(filter(None, notes))[:LONGEST_NOTE])


def _sound(kept: Sequence[str]) -> list[str]:
    """Leave out of kept tags what could not have been said: the file may be anybody's."""
    tags = []
    for text in kept[:MOST_TAGS]:
        try:
            tags.append(tag_of(text))
        except UsageError:
            continue
    return tags
