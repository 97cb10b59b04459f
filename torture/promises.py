"""One input into what the core makes of it, held against what is promised; what breaks a promise is raised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import msgspec

from core.detection.rules import literals, matched
from core.processes.host_events import host_event
from core.processes.lifetimes import lifetime_event
from core.processes.process import Place, ProcessCreation
from core.processes.process_fields import creation_from
from core.reading import record_reader, second_reader
from core.reading.chunk import Chunk, load
from core.reading.event import Event, NotAnEvent, decode_event, kind_of, read_event
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE, first_chunk_offset, read_file_header
from core.reading.field_nodes import kind_in, nodes_of, tree_of
from core.reading.read_report import ReadReport
from core.reading.record_walk import Span
from core.reading.second_reader import SecondReaderError
from core.work.both_readers import columns_of, read_with_both
from core.work.chunk_range import WANTED, ChunkRange, Effort, RangeResult
from core.work.log_reports import first_report
from core.work.record_read import RecordRead
from core.work.sources import LogFile, look_at
from core.work.units import units_of
from torture.inputs import Input, LogInput
from torture.layers import Layer

RULE = "strict"
_WORDS = literals((RULE,))
_PLACE = Place("a.evtx", 0, FILE_HEADER_SIZE, 100, 1)
_NEIGHBOURS = {"before", "behind"}
ASKED_SECOND = 9
"""Of so many logs below the workers, the second reader is asked about one; about all on the whole path."""
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(RangeResult | RecordRead).decode


class BrokenPromise(Exception):
    """The core did something that it says it never does."""


def examine(given: Input, number: int, folder: Path) -> Counter[str]:
    """Give what came out, by kind. Raises BrokenPromise, or whatever the core let out."""
    if not isinstance(given, LogInput):
        return _examine_xml(given.text) if given.is_xml else _examine_json(given.text)
    if given.layer is Layer.SECOND:
        return _examine_with_both(given.damage.log, number)
    with _second_reader_asked(number % ASKED_SECOND == 0):
        return _examine_log(folder / "log.evtx", given, number)


@contextmanager
def _second_reader_asked(is_asked: bool) -> Iterator[None]:
    """Ask the second reader for what the first cannot read, or not: it takes four fifths of the time."""
    before = record_reader.MOST_VAIN_TRIES
    record_reader.MOST_VAIN_TRIES = before if is_asked else 0
    try:
        yield
    finally:
        record_reader.MOST_VAIN_TRIES = before


def hold(is_kept: bool, promise: str, *seen: object) -> None:
    """Raise BrokenPromise where a promise is not kept."""
    if not is_kept:
        raise BrokenPromise(f"{promise}: {', '.join(map(str, seen))}"[:2000])


# Logs


def _examine_log(path: Path, given: LogInput, number: int) -> Counter[str]:
    damage, log = given.damage, given.damage.log
    path.write_bytes(log)
    if given.layer is Layer.HEADER:
        source = look_at(str(path), was_named=True)
    else:  # looking at a file costs more than reading it
        source = _taken_for_a_log(str(path), log)
    if not isinstance(source, LogFile):
        hold(source is not None and bool(source.reason), "a file that was named is a log or says why not")
        return Counter({"no log, with a reason": 1})
    report, creations = first_report(source, Effort.FULL), []
    for unit in units_of(source, Effort.FULL, _WORDS):
        if isinstance(unit, ChunkRange):
            creations += _read_unit(unit, log, report, number)
    accounted(report)
    if damage.seed.has_neighbours and not damage.edits:
        lines = {creation.command_line for creation in creations}
        hold(lines >= _NEIGHBOURS, "a record costs at most itself", sorted(map(str, lines)))
    return Counter(
        {
            "records read": report.records_read,
            "records failed, with a reason": report.records_failed,
            "process creations": len(creations),
            f"verdict {report.verdict}": 1,
        }
    )


def _taken_for_a_log(path: str, log: bytes) -> LogFile:
    first = first_chunk_offset(log)
    begin = FILE_HEADER_SIZE if first is None else first
    return LogFile(path, len(log), 0, begin, read_file_header(log[:FILE_HEADER_SIZE]))


def accounted(report: ReadReport) -> None:
    """Hold that what is present was read or failed, and that every failure says why."""
    read, failed, present = report.records_read, report.records_failed, report.records_present
    hold(read + failed == present, "read + failed = present", read, failed, present)
    hold(read >= 0 and all(failure.records >= 0 for failure in report.failures), "no count is negative")
    hold(all(failure.reason for failure in report.failures), "every failure has its reason")
    hold(all(first <= last for first, last in report.missing_record_numbers), "ranges ascend")


def _read_unit(unit: ChunkRange, log: bytes, report: ReadReport, number: int) -> list[ProcessCreation]:
    result = unit.run(_ignore)
    hold(_decode(_encode(result)) == result, "a result crosses between processes unchanged")
    report.add(result.report)
    for creation in result.creations:
        in_place(creation, log)
    match number % 8:
        case 0 | 4:
            _same_flags(unit, result)
        case 1:
            _same_one_by_one(unit, result)
    return result.creations


def in_place(creation: ProcessCreation, log: bytes) -> None:
    """Hold that a record stands where a creation says that it does."""
    place = creation.place
    record = log[place.file_offset : place.file_offset + place.record_size]
    is_there = record.startswith(b"**\0\0") and len(record) == place.record_size
    hold(is_there, "a record stands at the place of each row", place)


def _same_flags(unit: ChunkRange, full: RangeResult) -> None:
    """Hold that triage flags what the full read flags and the bytes hold in one piece."""
    triage = msgspec.structs.replace(unit, effort=Effort.HOT).run(_ignore)
    offsets = sorted(
        offset for offset in _flagged(full) if offset in full.proofs and full.proofs[offset].holds_literal
    )
    hold(offsets == sorted(_flagged(triage)), "triage flags the same", offsets, sorted(_flagged(triage)))


def _flagged(result: RangeResult) -> list[int]:
    return [
        creation.place.file_offset
        for creation in result.creations
        if creation.parent_image_path is not None
        and RULE in matched(creation.parent_image_path, creation.image_path)
    ]


def _same_one_by_one(unit: ChunkRange, together: RangeResult) -> None:
    """Hold that records read one by one are read or lost like those read together."""
    said: list[int] = []
    alone = msgspec.structs.replace(unit, one_by_one=True).run(said.append)
    lost = [sorted(failure.file_offset for failure in one.report.failures) for one in (together, alone)]
    hold(lost[0] == lost[1], "one by one loses the same records", *lost)
    hold(len(said) == len(set(said)), "each record is announced once")


def _ignore(_offset: int) -> None:
    pass


# One record, both readers


def _examine_with_both(log: bytes, number: int) -> Counter[str]:
    data = log[FILE_HEADER_SIZE : FILE_HEADER_SIZE + CHUNK_SIZE]
    chunk = load("log.evtx", 0, FILE_HEADER_SIZE, data)
    if not chunk.spans:
        return Counter({"no record": 1})
    span = Random(number).choice(chunk.spans)
    place = Place(chunk.file, 0, chunk.start + span.offset, span.size, span.number)
    readings = read_with_both(chunk, span, place, {}, _ignore)
    hold(bool(readings.xml is not None or readings.xml_problem), "there is XML or a reason why not")
    hold(bool(readings.fields or readings.fields_problem), "there are fields or a reason why not")
    whole = RecordRead(file_offset=0, **msgspec.structs.asdict(readings))
    hold(_decode(_encode(whole)) == whole, "a result crosses between processes unchanged")
    return Counter(
        {_second_alone(chunk, span, place): 1, f"both readers {readings.verification.agreement}": 1}
    )


def _second_alone(chunk: Chunk, span: Span, place: Place) -> str:
    try:
        event = second_reader.read_event(chunk.data, span)
    except SecondReaderError:
        return "refused by the second reader"
    _examine_event(event, place)
    return "read by the second reader"


# Texts


def _examine_json(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    kind_of(text)
    try:
        read_event(text, WANTED)
        event = decode_event(text)
    except NotAnEvent as error:
        hold(bool(str(error)), "what is no event says why")
        return Counter({"no event, with a reason": 1})
    found["event"] += 1
    found["process creation"] += _examine_event(event, _PLACE)
    return found


def _examine_event(event: Event, place: Place) -> bool:
    creation = creation_from(event, place, event.time_created)
    found = host_event(event, place, event.time_created or 0)
    nodes = nodes_of(tree_of(event), columns_of((event.provider, event.event_id)))
    _encode((creation, found, lifetime_event(event), nodes.nodes))
    return creation is not None


def _examine_xml(text: str) -> Counter[str]:
    try:
        tree = second_reader.field_tree(text)
    except SecondReaderError:
        return Counter({"no XML, with a reason": 1})
    _encode(nodes_of(tree, columns_of(kind_in(tree))).nodes)
    return Counter({"field tree": 1})
