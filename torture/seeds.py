"""Logs that were written, the sample, and a folder of real ones into seeds: sound logs of one chunk each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE, read_chunk_header
from tests.evtx_writer import (
    CharacterReference,
    Event,
    Markup,
    Text,
    damage,
    powershell_4103,
    powershell_4104,
    security_1100,
    security_1101,
    security_1102,
    security_4608,
    security_4616,
    security_4624,
    security_4688,
    security_4688_short,
    security_4689,
    security_4719,
    sysmon_1,
    sysmon_3,
    sysmon_4,
    sysmon_5,
    sysmon_7,
    sysmon_8,
    sysmon_10,
    sysmon_11,
    sysmon_12,
    sysmon_13,
    sysmon_15,
    sysmon_16,
    sysmon_22,
    sysmon_23,
    sysmon_255,
    system_104,
    system_6005,
    write_log,
)
from tests.evtx_writer.hostile import amplified_by_nesting, cdata, named, nested, split_text
from tests.evtx_writer.log import file_header
from tests.evtx_writer.sysmon import SCHEMAS

SAMPLE = Path(__file__).parents[1] / "resources" / "sample.evtx"
MOST_CHUNKS_OF_A_LOG = 6
"""Of a real log, evenly spread: a large one shall not be most of the seeds."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A log of one chunk and where it came from."""

    name: str
    log: bytes
    has_neighbours: bool = False
    """Whether sound process creations stand before and behind what was made to hurt."""

    @property
    def chunk(self) -> bytes:
        """All of it but the file header."""
        return self.log[FILE_HEADER_SIZE:]


@dataclass(frozen=True, slots=True)
class Seeds:
    """What inputs are made of."""

    written: Sequence[Seed]
    """A few records each, so that a mutation mostly meets something."""
    full: Sequence[Seed]
    """Chunks as full as they are in use: the sample's and the real logs'."""


def all_seeds(folder: Path | None = None) -> Seeds:
    """Make all seeds; those of `folder` are every log in it and below."""
    return Seeds(written_seeds(), tuple(_full(folder)))


_OTHERS: tuple[Callable[[], Event], ...] = (
    powershell_4103, powershell_4104, security_1100, security_1101, security_1102, security_4608, security_4616,
    security_4624, security_4689, security_4719, sysmon_3, sysmon_4, sysmon_5, sysmon_7, sysmon_8, sysmon_10,
    sysmon_11, sysmon_12, sysmon_13, sysmon_15, sysmon_16, sysmon_22, sysmon_23, sysmon_255, system_104,
    system_6005,
)  # fmt: skip


def _events() -> Iterator[tuple[str, list[Event]]]:
    for schema in SCHEMAS:
        yield f"sysmon 1, schema {schema}", [sysmon_1(schema), sysmon_3(schema), sysmon_1(schema)]
    for version in range(3):
        yield f"security 4688, version {version}", [security_4688(version), security_4689()]
    yield "security 4688, short", [security_4688_short(), security_4688(1), security_4688_short()]
    for make in _OTHERS:
        yield f"event {make().event_id} of {make().provider}", [make(), sysmon_1()]
    yield "all kinds", [make() for make in _OTHERS]
    yield "classic strings", [system_6005(strings=("a", "b"), binary=b"\0\1"), system_6005()]
    yield "one record", [sysmon_1()]
    yield "no record", []
    yield "many records", [sysmon_1(), security_4688()] * 12


def _hostile() -> Iterator[tuple[str, Event]]:
    yield "split text", sysmon_1(parent_image=split_text("C:\\EXC", "EL.EXE"))
    yield "cdata", sysmon_1(rule_name=cdata("a"))
    yield "reference", sysmon_1(rule_name=Markup((Text("a"), CharacterReference(960))))
    yield "nested", replace(sysmon_1(), body=nested(60))
    yield "nested too deep", replace(sysmon_1(), body=nested(300))
    yield "hostile element", replace(sysmon_1(), body=named('A":1,"B', "x y", "v"))
    yield "repeated by nesting", sysmon_1(command_line=amplified_by_nesting(3, 3))
    yield "half a pair", sysmon_1(command_line="a\ud800b")
    yield "controls", sysmon_1(command_line="a\0\x01\x1b\x7f\u202e\ufffe")


@cache
def written_seeds() -> tuple[Seed, ...]:
    """Write all kinds of events, hostile ones, and a damaged log of each kind."""
    return tuple(_written())


def _written() -> Iterator[Seed]:
    for name, events in _events():
        yield Seed(name, write_log(None, events))
    for name, event in _hostile():
        yield Seed(name, write_log(None, [sysmon_1(), event, sysmon_3()]))
    log = write_log(None, [sysmon_1(), security_4688(), sysmon_3(), system_6005()], first_record=300)
    for name, damaged in _damaged(log):
        yield Seed(name, damaged)


def _damaged(log: bytes) -> Iterator[tuple[str, bytes]]:
    yield "size lost", damage.break_record_chain(log, 1)
    yield "sizes contradict", damage.contradict_size_copy(log, 1)
    yield "garbled", damage.garble_record(log, 1)
    yield "destroyed", damage.destroy_record(log, 2)
    yield "hidden", damage.hide_record(log, 1, 2)
    yield "cyclic names", damage.cyclic_string_table(log, 0)
    yield "cyclic templates", damage.cyclic_template_table(log, 0)
    yield "no magic", damage.zero_chunk_magic(log, 0)
    yield "zeros", damage.zero_chunk(log, 0)
    yield "cut", damage.cut_last_chunk(log, 0x900)
    yield "trailing", damage.trailing_bytes(log)
    yield "empty chunk", damage.empty_chunks(log, 1)
    yield "stale header", damage.stale_header(log, 0)
    yield "zero header", damage.zero_file_header(log)
    yield "no header", damage.drop_file_header(log)
    yield "pointer", damage.lfs_pointer(log)


def _full(folder: Path | None) -> Iterator[Seed]:
    yield from _chunks_of(SAMPLE, "sample")
    if folder is not None:
        for path in sorted(folder.rglob("*.evtx")):
            yield from _chunks_of(path, path.name)


def _chunks_of(path: Path, name: str) -> Iterator[Seed]:
    count = (path.stat().st_size - FILE_HEADER_SIZE) // CHUNK_SIZE
    with path.open("rb") as log:
        for number in range(0, count, -(-count // MOST_CHUNKS_OF_A_LOG) or 1):
            log.seek(FILE_HEADER_SIZE + number * CHUNK_SIZE)
            chunk = log.read(CHUNK_SIZE)
            if chunk.startswith(b"ElfChnk\0"):
                following = min(read_chunk_header(chunk).last_record_number + 1, 2**63)
                yield Seed(f"{name}, chunk {number}", file_header(1, following) + chunk)
