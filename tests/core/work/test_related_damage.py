"""core.work.related: crafted and damaged logs, logs that change, and workers that die."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import msgspec
import pytest

from core.reading.event import NotAnEvent, decode_event
from core.work import related_range
from core.work.related import (
    MOST_WANTED,
    RelatedEvent,
    RelatedFound,
    Wanted,
    find_related,
)
from core.work.related_merge import Limit
from core.work.related_range import FindRelated
from core.work.worker import Life
from core.work.worker_process import serve
from core.work.workers import Limits, Workers
from tests.core.log_reading import log_file
from tests.core.work.related_logs import (
    BY_SYSMON,
    EXCEL,
    GUID,
    OTHERS,
    PID,
    RAW,
    SECOND,
    SEVERAL,
    STRANGER,
    TEXT,
    ended,
    here,
    written,
)
from tests.evtx_writer import (
    Event,
    damage,
    event_data,
    powershell_4104,
    process_guid,
    sysmon_3,
    sysmon_5,
    sysmon_7,
    sysmon_13,
    sysmon_22,
    write_log,
)
from tests.evtx_writer.sysmon_layouts import COMPUTER, TIME

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection


# ---------------------------------------------------------------- crafted and damaged logs
def test_a_repeated_name_counts_as_its_first(tmp_path: Path) -> None:
    """As everywhere: a reader of the XML meets the first. The event says that it was crafted."""

    def crafted(*guids: UUID) -> Event:
        body = event_data([("ProcessGuid", guid) for guid in guids])
        return Event("Microsoft-Windows-Sysmon", 3, "Sysmon", COMPUTER, TIME, body=body)

    log = written(tmp_path, crafted(STRANGER, GUID), crafted(GUID, STRANGER), crafted(GUID))

    found = here([log], BY_SYSMON)

    assert [(event.place.record_number, event.repeated_names) for event in found.events] == [
        (2, ("ProcessGuid",)),
        (3, ()),
    ]


def test_a_damaged_record_is_counted_and_named(tmp_path: Path) -> None:
    """Only where it holds what is looked for."""
    events = [sysmon_22(**OTHERS), sysmon_3(**RAW), sysmon_5(**RAW), sysmon_7(**OTHERS)]
    log = write_log(None, events)
    for record in (2, 3):
        log = damage.garble_record(log, record)
    offset = damage.record_offsets(log)[2]
    log = log[: offset + 60] + GUID.bytes_le + log[offset + 76 :]
    path = tmp_path / "damaged.evtx"
    path.write_bytes(log)

    found = here([log_file(path)], BY_SYSMON)

    assert [event.event_id for event in found.events] == [3]
    assert found.unread == 1
    (failure,) = found.failures
    assert (failure.file_offset, failure.record_number) == (offset, 3)
    assert failure.reason == "the reader found no System values in it"


def test_damage_that_holds_the_guid_is_counted(tmp_path: Path) -> None:
    """Also where no record can be told in it any more; what stands in a chunk's free space does not count."""
    log = write_log(None, [sysmon_3(**OTHERS), sysmon_3(**RAW), sysmon_5(**RAW)])
    offset = damage.record_offsets(log)[1]
    log = log[:offset] + b"\xee" * 24 + log[offset + 24 :]
    log = log[:-100] + GUID.bytes_le + log[-84:]
    path = tmp_path / "damaged.evtx"
    path.write_bytes(log)

    found = here([log_file(path)], BY_SYSMON)

    assert [event.event_id for event in found.events] == [5]
    assert (found.unread, [one.file_offset for one in found.failures]) == (1, [offset])


def test_a_powershell_event_that_only_the_second_reader_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not say who wrote it: counted, not guessed."""
    monkeypatch.setattr(related_range, "read_json", lambda copies, most_errors: ([], ["nothing"]))
    monkeypatch.setattr("core.reading.record_reader.read_json", lambda copies, most_errors: ([], ["nothing"]))
    log = written(tmp_path, powershell_4104(execution_process=PID), sysmon_3(**RAW))

    found = here([log], BY_SYSMON)

    assert [event.event_id for event in found.events] == [3]
    assert [one.reason for one in found.failures] == ["which process wrote it could not be read"]


def test_json_that_cannot_be_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a loss with its reason."""

    def refuse(text: str) -> NoReturn:
        raise NotAnEvent("too long")

    monkeypatch.setattr(related_range, "decode_event", refuse)

    found = here([written(tmp_path, sysmon_3(**RAW))], BY_SYSMON)

    assert (found.unread, [one.reason for one in found.failures]) == (1, ["too long"])


def test_texts_that_are_too_long_are_cut(tmp_path: Path) -> None:
    """And the event says so."""
    log = written(tmp_path, sysmon_13(**RAW, details="x" * 30_000, target_object="y" * 1_000))
    fields = {f"Field{number}": number for number in range(200)}
    many = written(
        tmp_path,
        Event("Some-Source", 77, "Some/Channel", COMPUTER, TIME, {"About": GUID, **fields}),
        name="many.evtx",
    )

    (whole,) = here([log], BY_SYSMON).events
    (cut,) = here([many], BY_SYSMON).events

    assert (len(whole.field("Details") or ""), whole.is_cut) == (30_000, False)
    assert (len(cut.fields), cut.is_cut) == (128, True)


def test_more_events_than_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process keeps its first; whoever made the noise loses most."""
    monkeypatch.setattr("core.work.related.MOST_EVENTS", 5)
    noise = [sysmon_13(process_guid=EXCEL, process_id=5016, time=TIME + n * SECOND) for n in range(40)]
    own = [sysmon_3(**RAW, time=TIME + 30 * SECOND), sysmon_5(**RAW, time=TIME + 59 * SECOND)]
    log = written(tmp_path, *noise, *own, chunk_fill=3)
    monkeypatch.setattr("core.work.related.CHUNKS_IN_A_RANGE", 1)

    found = here([log], *SEVERAL)

    assert found.is_cut
    assert [event.process for event in found.events] == [1, 1, 1, 0, 0]
    assert [((event.time or 0) - TIME) // SECOND for event in found.events] == [0, 1, 2, 30, 59]


def test_a_range_that_expands_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crafted template can repeat its values."""
    monkeypatch.setattr(related_range, "MOST_IN_A_RANGE", Limit(events=100, characters=2_000))
    log = written(tmp_path, *(sysmon_3(**RAW) for _ in range(30)))

    found = here([log], BY_SYSMON)

    assert found.is_cut
    assert 0 < len(found.events) < 6


# ---------------------------------------------------------------- logs that change, and what is asked
def test_a_log_that_is_gone_or_changed_is_a_problem(tmp_path: Path) -> None:
    """The others are searched."""
    gone, changed, there = (
        written(tmp_path, sysmon_3(**RAW), name=f"{name}.evtx") for name in ("gone", "changed", "there")
    )
    os.unlink(gone.path)
    with open(changed.path, "ab") as log:
        log.write(b"\0" * 100)

    found = here([gone, changed, there], BY_SYSMON)

    assert [changed.name, there.name] == [
        place.file for event in found.events for place in (event.place, *event.also_in)
    ]
    assert [
        f"{gone.name} could not be searched: No such file or directory",
        f"{changed.name}: it was {changed.size:,} bytes long when the scan began and is "
        f"{changed.size + 100:,} now; scan it again",
    ] == found.problems
    assert found.searched == changed.size - 4096 + there.size - 4096


@pytest.mark.parametrize("wanted", [(), (BY_SYSMON,)])
def test_nothing_to_do(tmp_path: Path, wanted: tuple[Wanted, ...]) -> None:
    """No logs, an empty log, no process."""
    empty = written(tmp_path)

    assert here([], *wanted) == RelatedFound()
    assert here([empty], *wanted).events == []


def test_more_processes_than_can_be_looked_for(tmp_path: Path) -> None:
    """The first ones are, and it is said."""
    others = [Wanted(COMPUTER, str(process_guid(TIME, pid)), None, None, None) for pid in range(100)]

    found = here([written(tmp_path, sysmon_3(**RAW))], *others[: MOST_WANTED - 1], BY_SYSMON, *others)

    assert [event.process for event in found.events] == [MOST_WANTED - 1]
    assert found.problems == [
        f"Events about 164 processes were asked for; the first {MOST_WANTED} were looked for"
    ]


def test_a_unit_fits_into_the_pipe_of_a_worker() -> None:
    """Or a worker that sends a large result and the window that sends it work would wait for each other."""
    wanted = tuple(
        Wanted("WORKSTATION-0417.sub.example.corp", TEXT, 2**31, TIME, TIME, 2**40)
        for _ in range(MOST_WANTED)
    )
    unit = FindRelated(
        path=b"/a/long/path/" * 10,
        file="/a/long/path/" * 10,
        first_chunk_offset=4096,
        first=0,
        count=64,
        size=2**32,
        wanted=wanted,
    )

    assert len(msgspec.msgpack.encode(unit)) < 8 * 1024


# ---------------------------------------------------------------- worker processes
def die_at_the_second_record(connection: Connection, most_memory: int) -> None:
    """Live as a worker whose reader dies of one record."""
    whole = decode_event

    def dying(text: str) -> object:
        if '"QueryName"' in text:
            os._exit(9)
        return whole(text)

    related_range.decode_event = dying  # type: ignore[assignment,attr-defined]
    serve(connection, most_memory)


LIVES_OF_WORKERS: tuple[tuple[Life | None, list[int], list[str]], ...] = (
    (None, [3, 5, 22], []),
    (die_at_the_second_record, [3, 5], ["the process that read it died (exit code 9)"]),
)


@pytest.mark.parametrize(("life", "kinds", "reasons"), LIVES_OF_WORKERS)
def test_in_worker_processes(tmp_path: Path, life: Life | None, kinds: list[int], reasons: list[str]) -> None:
    """A record that kills one costs that record."""
    log = written(tmp_path, sysmon_3(**RAW), sysmon_22(**RAW), sysmon_5(**RAW), sysmon_7(**OTHERS))

    with Workers(1, Limits(seconds=20.0, seconds_alone=5.0), life) as workers:
        found = ended(find_related(workers, [log], [BY_SYSMON]))

    assert kinds == sorted(event.event_id for event in found.events)
    assert reasons == [failure.reason for failure in found.failures]
    assert found.problems == []


def always_die(connection: Connection, most_memory: int) -> None:
    """Live as a worker that dies of any record."""
    related_range.decode_event = lambda text: os._exit(9)  # type: ignore[attr-defined]
    serve(connection, most_memory)


def test_a_range_of_which_every_record_kills_is_given_up(tmp_path: Path) -> None:
    """With a sentence."""
    log = written(tmp_path, *(sysmon_3(**RAW) for _ in range(12)))

    with Workers(1, life=always_die) as workers:
        found = ended(find_related(workers, [log], [BY_SYSMON]))

    assert found.events == []
    assert found.problems == [
        f"{log.name} could not be searched: the process that read it died (exit code 9)"
    ]


def test_it_can_be_stopped(tmp_path: Path) -> None:
    """By asking no more and ending the workers; they can be used again."""
    log = written(tmp_path, *(sysmon_3(**RAW) for _ in range(200)))
    with Workers(2) as workers:
        steps = find_related(workers, [log], [BY_SYSMON])
        next(steps)
        steps.close()
        workers.end()

        assert len(ended(find_related(workers, [log], [BY_SYSMON])).events) == 200


def test_names_are_shared(tmp_path: Path) -> None:
    """Twenty thousand events repeat a few hundred."""
    log = written(tmp_path, *(sysmon_3(**RAW) for _ in range(5)))

    first, *others = here([log], BY_SYSMON).events

    def texts(event: RelatedEvent) -> list[int]:
        return [id(event.provider), id(event.place.file), *(id(name) for name, _ in event.fields)]

    assert all(texts(other) == texts(first) for other in others)


def test_a_guid_as_windows_stores_it() -> None:
    """Its first three parts are little-endian."""
    assert UUID(TEXT).bytes_le == GUID.bytes_le
