"""core.work.both_readers: what each reader says of a record, and what is left where one of them cannot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec
import pytest

from core.detection.verification import Agreement, Verification
from core.processes.process import Place, ProcessCreation
from core.reading.chunk import Chunk
from core.reading.evtx_file import FILE_HEADER_SIZE
from core.reading.field_nodes import FieldNode
from core.rows.columns import COLUMNS
from core.work.both_readers import (
    LONGEST_XML,
    NOT_ALL_FIELDS,
    Readings,
    RemovedCharacter,
    Step,
    columns_of,
    read_with_both,
    removed_from,
)
from tests.core.log_reading import chunk_of, chunks_in, say_nothing
from tests.evtx_writer import (
    CharacterReference,
    Event,
    FieldValue,
    Markup,
    Text,
    ansi,
    damage,
    security_4688,
    security_4688_short,
    sysmon_1,
    sysmon_3,
    write_log,
)
from tests.evtx_writer.hostile import amplified, cdata, named, nested

AGREE = Verification(Agreement.AGREE)
NO_LOSS: dict[int, str] = {}
LAYOUTS = [
    *(sysmon_1(schema) for schema in ("2.0", "3.10", "4.0", "4.1", "4.21", "4.80")),
    *(security_4688(version) for version in (0, 1, 2)),
    security_4688_short(),
]


def _read(chunk: Chunk, record: int = 0, left_out: dict[int, str] = NO_LOSS) -> Readings:
    span = chunk.spans[record]
    place = Place("log.evtx", 0, chunk.start + span.offset, span.size, span.number)
    found = read_with_both(chunk, span, place, left_out, say_nothing)
    assert found == msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Readings)
    return found


def _all(nodes: Iterable[FieldNode]) -> list[FieldNode]:
    return [found for node in nodes for found in (node, *node.attributes, *_all(node.children))]


def _values(found: Readings) -> dict[str, str | None]:
    return {node.name: node.text for node in _all(found.fields) if node.tag == "Data"}


@pytest.mark.parametrize("event", LAYOUTS, ids=lambda event: f"{event.event_id}-{len(event.data)}")
def test_of_an_honest_record_both_say_everything(event: Event) -> None:
    """XML twice, all fields by xmltodict, and that they agree."""
    found = _read(chunk_of(sysmon_3(), event), record=1)

    assert list(event.data) == list(_values(found))
    assert found.verification == AGREE
    assert (found.xml or "").count("<Event ") == (found.first_xml or "").count("<Event ") == 1
    assert found.fields_reader == "python-evtx"
    assert (found.xml_problem, found.first_problem, found.fields_problem, found.removed) == ("", "", "", ())


@pytest.mark.parametrize("event", LAYOUTS, ids=lambda event: f"{event.event_id}-{len(event.data)}")
def test_a_field_feeds_a_column_of_the_table(event: Event) -> None:
    """Each that the event has, once, and all of them exist."""
    fed = [node.column for node in _all(_read(chunk_of(event)).fields) if node.column]
    has = set(columns_of((event.provider, event.event_id)).values())

    assert len(fed) == len(set(fed)) > 7
    assert set(fed) <= has <= COLUMNS.keys() & set(ProcessCreation.__struct_fields__)


@pytest.mark.parametrize(
    ("event", "name", "column", "decoded"),
    [
        (sysmon_1(), "Image", "image_path", ""),
        (sysmon_1(), "ParentImage", "parent_image_path", ""),
        (
            sysmon_1(integrity_level="High"),
            "IntegrityLevel",
            "integrity_recorded",
            "elevated, with administrator rights",
        ),
        (sysmon_1(logon_id=0x3E7), "LogonId", "logon_id", "decimal 999; the logon of SYSTEM"),
        (sysmon_1(), "UserID", None, "SYSTEM"),
        (sysmon_1(), "Computer", "fqdn", ""),
        (sysmon_1(), "SystemTime", "time_created", ""),
        (security_4688(), "NewProcessName", "image_path", ""),
        (security_4688(), "NewProcessId", "pid", "decimal 8612"),
        (security_4688(), "ProcessId", "ppid", "decimal 5016"),
        (
            security_4688(),
            "MandatoryLabel",
            "integrity_recorded",
            "medium: with the rights of a standard user",
        ),
        (
            security_4688(),
            "TokenElevationType",
            "token_elevation_type",
            "limited token: administrator rights removed",
        ),
        (sysmon_3(), "Image", None, ""),
        (sysmon_3(), "Channel", "channel", ""),
    ],
)
def test_a_field_says_what_it_means(event: Event, name: str, column: str | None, decoded: str) -> None:
    """And which column it feeds: of event 4688 `ProcessId` is the parent's."""
    nodes = _all(_read(chunk_of(event)).fields)

    assert (column, decoded) == next((node.column, node.decoded) for node in nodes if node.name == name)


def test_what_python_evtx_removes_is_counted() -> None:
    """The readers agree all the same: the rest of the value is equal."""
    found = _read(chunk_of(sysmon_1(command_line="a\x1b\x1b\x01b\t\r\n\x85", user="j\x7f\x1b")))

    assert found.removed == (
        RemovedCharacter("U+0001", 1),
        RemovedCharacter("U+001B", 3),
        RemovedCharacter("U+007F", 1),
    )
    assert _values(found)["CommandLine"] == "ab\t\n\x85"
    assert "a\x1b\x1b\x01b\t\r\n\x85" in (found.first_xml or "")
    assert found.verification == AGREE


def test_nothing_removed_is_nothing_counted() -> None:
    """Tab and line ends stay."""
    assert removed_from("<a>\t\r\n\x80</a>") == ()


UNREADABLE_TWICE = "evtx: Failed to parse record at 4608: "


@pytest.mark.parametrize(
    ("event", "xml_problem", "fields_problem", "image"),
    [
        (sysmon_1(image=ansi("caf\xe9")), "python-evtx: UnicodeDecodeError", "python-evtx: Unicode", "café"),
        (sysmon_1(image="a\ud800b"), "python-evtx: UnicodeDecodeError", "python-evtx: Unicode", "ab"),
        (
            sysmon_1(image="a\ud800\x1b"),
            "python-evtx: UnicodeDecodeError",
            "python-evtx: Unicode",
            "a\x1b",
        ),
        (sysmon_1(image="a\uffff"), "", "xmltodict: ", "a\uffff"),
        (sysmon_1(image="a\0b"), "", "xmltodict: not well-formed", "a"),
    ],
    ids=["ansi", "surrogate", "surrogate-and-control", "noncharacter", "nul"],
)
def test_where_the_second_reader_fails_the_first_gives_the_fields(
    event: Event, xml_problem: str, fields_problem: str, image: str
) -> None:
    """From its XML, or where that cannot be parsed either from its values; it says why."""
    found = _read(chunk_of(event))

    assert found.xml_problem.startswith(xml_problem)
    assert bool(xml_problem) is (found.xml is None)
    assert found.fields_problem.startswith(fields_problem)
    assert (image, "evtx") == (_values(found)["Image"], found.fields_reader)
    assert found.verification.agreement is Agreement.FAILED
    assert found.removed == ()


@pytest.mark.parametrize(
    ("event", "xml_problem"),
    [
        (sysmon_1(image=cdata("a")), "python-evtx: it misreads a CDATA section and loses what follows"),
        (
            sysmon_1(image=Markup((Text("a"), CharacterReference(960)))),
            "python-evtx: it leaves out character references, which the record holds",
        ),
        (replace(sysmon_1(), body=nested(4000)), "python-evtx: RecursionError"),
    ],
    ids=["cdata", "reference", "nested"],
)
def test_a_record_that_neither_reads_well_has_reasons_and_no_fields(event: Event, xml_problem: str) -> None:
    """XML that is not what the record holds is shown, and is never the source of fields."""
    found = _read(chunk_of(event))

    assert found.xml_problem.startswith(xml_problem)
    assert found.first_problem.startswith(UNREADABLE_TWICE)
    assert (found.fields, found.fields_reader) == ((), "")
    assert found.fields_problem == f"{found.xml_problem}; {found.first_problem}"
    assert found.verification == Verification(Agreement.FAILED, (found.first_problem,))


def test_a_garbled_record_has_reasons() -> None:
    """Whatever the readers make of noise."""
    (chunk,) = chunks_in(damage.garble_record(write_log(None, [sysmon_1()] * 3), 1))

    found = _read(chunk, record=1)

    assert (found.xml_problem[:11], found.first_problem[:4]) == ("python-evtx", "evtx")
    assert found.verification.agreement is Agreement.FAILED


@pytest.mark.parametrize(
    ("content", "is_whole"), [(amplified(4_000_000), True), (amplified(100_000_000), False)]
)
def test_a_record_that_expands_is_shown_up_to_a_limit(content: FieldValue, is_whole: bool) -> None:
    """100 MB of one value: the beginning of its XML, how much there is, and no fields."""
    found = _read(chunk_of(sysmon_1(command_line=content)))

    assert is_whole is (len(found.xml or "") < LONGEST_XML) is bool(found.fields)
    assert len(found.xml or "") <= LONGEST_XML >= len(found.first_xml or "")
    assert is_whole is not found.xml_problem.endswith("characters are shown")
    assert is_whole is not found.first_problem.endswith("characters are shown")
    assert is_whole is not ("the record expands to 100,0" in found.fields_problem)


def test_a_record_of_too_many_fields_says_so() -> None:
    """Its first fields are shown."""
    found = _read(chunk_of(replace(sysmon_1(), body=nested(100))))

    assert found.fields_problem == NOT_ALL_FIELDS
    assert "Microsoft-Windows-Sysmon" in [node.text for node in _all(found.fields)]


def test_a_record_of_another_kind_is_read_and_not_compared() -> None:
    """There is no row to compare."""
    found = _read(chunk_of(sysmon_3()))

    assert Verification(Agreement.FAILED, ("the record is no process creation",)) == found.verification
    assert _values(found)["DestinationPort"] == "443"


def test_crafted_names_keep_their_characters() -> None:
    """A name that would add keys to JSON is one name."""
    found = _read(chunk_of(replace(sysmon_1(), body=named('A":1,"B', "x", "v"))))

    assert 'A":1,"B' in (found.first_xml or "")
    assert found.fields_reader == "evtx"


LOST = "it hung"


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [
        ({Step.FIRST_READER: LOST}, (True, False, "python-evtx", ())),
        ({Step.SECOND_READER: LOST}, (False, True, "evtx", ())),
        ({Step.FIELDS: LOST}, (True, True, "evtx", (RemovedCharacter("U+001B", 1),))),
        ({Step.FIRST_READER: LOST, Step.SECOND_READER: LOST}, (False, False, "", ())),
        ({Step.FIRST_READER: LOST, Step.FIELDS: LOST}, (True, False, "", ())),
    ],
)
def test_what_was_left_out_is_said_and_the_rest_is_read(
    left_out: dict[int, str], expected: tuple[bool, bool, str, tuple[RemovedCharacter, ...]]
) -> None:
    """Without the first reader the second gives the fields, and without the second the first."""
    found = _read(chunk_of(sysmon_1(command_line="\x1b")), left_out=left_out)
    reasons = (found.first_problem, found.xml_problem, found.fields_problem)

    assert expected == (
        found.xml is not None,
        found.first_xml is not None,
        found.fields_reader,
        found.removed,
    )
    assert all(LOST in reasons[step - 1] for step in left_out)
    assert found.verification.agreement is Agreement.FAILED
    assert LOST in found.verification.details[0]


def test_each_dangerous_step_is_announced() -> None:
    """Before it is done, and again before it goes on."""
    chunk, said = chunk_of(sysmon_1()), list[int]()

    read_with_both(chunk, chunk.spans[0], Place("a", 0, FILE_HEADER_SIZE, 0, 1), {}, said.append)

    assert [*Step] == list(dict.fromkeys(said))
