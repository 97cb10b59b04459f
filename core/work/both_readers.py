"""One record of a chunk into what both readers say of it: XML, fields and whether they agree.

Each step that can hang, kill or outgrow a process is announced first, and left out where it did so before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import msgspec

from core.detection.verification import Agreement, Verification, verify
from core.processes.process import FIRST_READER, Place, ProcessCreation
from core.processes.process_fields import (
    SECURITY,
    SECURITY_4688,
    SYSMON,
    SYSMON_1,
    FieldTable,
    creation_from,
)
from core.reading import first_reader, second_reader
from core.reading.chunk import Chunk
from core.reading.chunk_copy import copy_chunk
from core.reading.event import Event, EventKind, NotAnEvent, decode_event, exact_time
from core.reading.field_nodes import (
    MOST_LEVELS,
    MOST_NODES,
    FieldNode,
    Path,
    Tree,
    kind_in,
    nodes_of,
    tree_of,
)
from core.reading.record_reader import UNREADABLE_FOR_BOTH, Announce
from core.reading.record_walk import Span
from core.reading.second_reader import REMOVED_CHARACTERS, SecondReaderError

SECOND_READER = "python-evtx"

LONGEST_XML = 4 * 1024 * 1024
"""Characters that are kept of one XML text: far more than an honest record has."""


NOT_ALL_FIELDS = (
    f"the record was made to hold more fields than {MOST_NODES:,}, or deeper ones than {MOST_LEVELS}"
)


class Step(IntEnum):
    """What is announced, in this order."""

    FIRST_READER = 1
    SECOND_READER = 2
    FIELDS = 3


class RemovedCharacter(msgspec.Struct, frozen=True, array_like=True):
    """A control character that the record holds and python-evtx leaves out."""

    sign: str
    """`U+001B`."""
    count: int


class Readings(msgspec.Struct, array_like=True, kw_only=True):
    """What both readers say of a record. All texts are as they give them: hostile."""

    xml: str | None = None
    """By the second reader (python-evtx), in its own layout."""
    xml_problem: str = ""
    """Why there is none, or what is wrong with it."""
    first_xml: str | None = None
    """By the first reader (evtx), indented."""
    first_problem: str = ""
    removed: tuple[RemovedCharacter, ...] = ()
    """What python-evtx left out of `xml` and `first_xml` has."""
    fields: tuple[FieldNode, ...] = ()
    """The field tree: of `xml` by xmltodict where that is possible, else of the first reader's XML or values."""
    fields_reader: str = ""
    """`python-evtx` or `evtx`: whose values the fields are; empty without fields."""
    fields_problem: str = ""
    """Why they are not the second reader's, or not all."""
    verification: Verification = Verification(Agreement.FAILED)
    """Whether both readers agree on the process creation as it stands in the log now."""


def read_with_both(
    chunk: Chunk, span: Span, place: Place, left_out: Mapping[int, str], announce: Announce
) -> Readings:
    """Read one live record of a chunk, all but the steps in `left_out`, which give the reason why."""
    reading = _Reading(chunk, span, place, left_out, announce)
    reading.ask_the_first()
    reading.ask_the_second()
    reading.found.verification = reading.compare()
    reading.find_fields()
    return reading.result()


def columns_of(kind: EventKind) -> Mapping[Path, str]:
    """Name the field of ProcessCreation, which is a column's key too, that each field of such an event feeds."""
    table = _TABLES.get(kind)
    if table is None:
        return _SYSTEM_COLUMNS
    pairs = (*table.texts, *((name, column) for name, column, _ in table.others))
    return {**_SYSTEM_COLUMNS, **{("EventData", name): column for name, column in pairs}}


_TABLES: Mapping[EventKind, FieldTable] = {(SYSMON, 1): SYSMON_1, (SECURITY, 4688): SECURITY_4688}
_SYSTEM_COLUMNS: Mapping[Path, str] = {
    ("System", "TimeCreated", "SystemTime"): "time_created",
    ("System", "EventRecordID"): "event_record_id",
    ("System", "Channel"): "channel",
    ("System", "Computer"): "fqdn",
}


def removed_from(text: str) -> tuple[RemovedCharacter, ...]:
    """Count what python-evtx leaves out of a text, in the order of the characters' numbers."""
    counts = Counter(REMOVED_CHARACTERS.findall(text))
    return tuple(RemovedCharacter(f"U+{ord(sign):04X}", counts[sign]) for sign in sorted(counts))


@dataclass(slots=True)
class _Reading:
    """A record that is being read; texts are whole until the result is made."""

    chunk: Chunk
    span: Span
    place: Place
    left_out: Mapping[int, str]
    announce: Announce
    found: Readings = field(default_factory=Readings)
    event: Event | None = None
    """By the first reader."""

    def ask_the_first(self) -> None:
        """Take its values and its XML."""
        found = self.found
        if reason := self.left_out.get(Step.FIRST_READER):
            found.first_problem = f"{FIRST_READER}: {reason}"
            return
        self.announce(Step.FIRST_READER)
        read, errors = first_reader.read_json([self._copy()], most_errors=2)
        if read:
            found.first_problem = self._decode(read[0][1])
        else:
            found.first_problem = f"{FIRST_READER}: {errors[0] if errors else first_reader.NOTHING}"
        self.announce(Step.FIRST_READER)
        found.first_xml, problem = first_reader.read_xml(self._copy(), indent=True)
        if problem and not found.first_problem:
            found.first_problem = f"{FIRST_READER}: {problem}"

    def _decode(self, text: str) -> str:
        try:
            self.event = decode_event(text)
        except NotAnEvent as error:
            return f"{FIRST_READER}: {error}"
        return ""

    def ask_the_second(self) -> None:
        """Take its XML."""
        found = self.found
        if reason := self.left_out.get(Step.SECOND_READER):
            found.xml_problem = f"{SECOND_READER}: {reason}"
            return
        self.announce(Step.SECOND_READER)
        try:
            found.xml = second_reader.read_xml(self.chunk.data, self.span)
            second_reader.refuse_misread(found.xml)
        except SecondReaderError as error:
            found.xml_problem = str(error)
        if found.xml is not None and UNREADABLE_FOR_BOTH in found.first_problem:
            found.xml_problem = f"{SECOND_READER}: it leaves out character references, which the record holds"
        if found.xml is not None and found.first_xml is not None:
            found.removed = removed_from(found.first_xml)

    def compare(self) -> Verification:
        """Let the second reader witness what the first read."""
        creation, why_not = self._creation()
        if creation is None:
            return Verification(Agreement.FAILED, (why_not,))
        self.announce(Step.FIELDS)  # it renders the XML once more, which went well, and parses it
        return verify(creation, self.chunk.data, self.span)

    def _creation(self) -> tuple[ProcessCreation | None, str]:
        """Give the process creation by the first reader, or why it cannot be compared."""
        if self.event is None or self.found.xml is None:
            return None, self.found.first_problem or self.found.xml_problem
        if reason := self.left_out.get(Step.FIELDS):
            return None, f"xmltodict: {reason}"
        record = self.chunk.data[self.span.offset : self.span.offset + self.span.size]
        exact = exact_time(self.event.time_created, record)
        return creation_from(self.event, self.place, exact), "the record is no process creation"

    def find_fields(self) -> None:
        """Take the first field tree that can be made."""
        reasons: list[str] = []
        for reader, make in (
            (SECOND_READER, self._tree_of_the_second),
            (FIRST_READER, self._tree_of_the_first),
            (FIRST_READER, self._tree_of_values),
        ):
            tree = make()
            if isinstance(tree, str):
                reasons.append(tree)
                continue
            made = nodes_of(tree, columns_of(kind_in(tree)))
            self.found.fields, self.found.fields_reader = made.nodes, reader
            self.found.fields_problem = _joined(*reasons[:1], "" if made.is_whole else NOT_ALL_FIELDS)
            return
        self.found.fields_problem = _joined(*dict.fromkeys(reasons))

    def _tree_of_the_second(self) -> Tree | str:
        xml, problem = self.found.xml, self.found.xml_problem
        return problem if xml is None or problem else self._parsed(xml)

    def _tree_of_the_first(self) -> Tree | str:
        """Parse its XML without the blanks of its layout."""
        if self.found.first_xml is None:
            return self.found.first_problem
        self.announce(Step.FIELDS)
        xml, problem = first_reader.read_xml(self._copy(), indent=False)
        return problem if xml is None else self._parsed(xml)

    def _tree_of_values(self) -> Tree | str:
        return self.found.first_problem if self.event is None else tree_of(self.event)

    def _parsed(self, xml: str) -> Tree | str:
        if reason := self.left_out.get(Step.FIELDS):
            return f"xmltodict: {reason}"
        if len(xml) > LONGEST_XML:
            return f"the record expands to {len(xml):,} characters of XML"
        self.announce(Step.FIELDS)
        try:
            return second_reader.field_tree(xml)
        except SecondReaderError as error:
            return str(error)

    def _copy(self) -> bytearray:
        return copy_chunk(self.chunk.data, (self.span,), self.chunk.start)

    def result(self) -> Readings:
        """Give what was found, with texts of a size that can be shown."""
        found = self.found
        found.xml, cut = _shortened(found.xml)
        found.xml_problem = _joined(found.xml_problem, cut)
        found.first_xml, cut = _shortened(found.first_xml)
        found.first_problem = _joined(found.first_problem, cut)
        return found


def _shortened(xml: str | None) -> tuple[str | None, str]:
    if xml is None or len(xml) <= LONGEST_XML:
        return xml, ""
    return xml[:LONGEST_XML], f"only the first {LONGEST_XML:,} of {len(xml):,} characters are shown"


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
