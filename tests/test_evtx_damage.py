"""What is left of a damaged log, by two readers.

The third, `python-evtx`, is not asked: it follows a cyclic name or template table for ever.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Final

import pyevtx
import pytest
from evtx import PyEvtxParser

from tests.evtx_writer import damage, sysmon_1, write_log

SOUND: Final = write_log(None, [sysmon_1(command_line=f"{number}") for number in range(60)], chunk_fill=20)

Damage = Callable[[bytes], bytes]

UNREADABLE: Final = None
"""The reader refuses to open the file."""


def _name(case: object) -> str | None:
    function = case.func if isinstance(case, partial) else case
    return getattr(function, "__name__", None)


@pytest.mark.parametrize(
    ("damaged", "rust", "libevtx"),
    [
        # (records, failures) of evtx; (records, failures, recovered, said to be corrupt) of libevtx
        (partial(damage.truncate, size=5_000), (0, 0), (0, 0, 0, True)),
        (partial(damage.truncate, size=100), UNREADABLE, UNREADABLE),
        (damage.cut_last_chunk, (40, 0), (40, 0, 0, True)),
        (damage.drop_file_header, UNREADABLE, UNREADABLE),
        (damage.zero_file_header, UNREADABLE, UNREADABLE),
        (partial(damage.zero_chunk_magic, chunk=1), (40, 1), (40, 0, 20, True)),
        (partial(damage.zero_chunk, chunk=1), (40, 0), (40, 0, 0, True)),
        (partial(damage.flip_chunk_header, chunk=1), (60, 0), (60, 0, 0, True)),
        (partial(damage.flip_chunk_data, chunk=1), (60, 0), (60, 0, 0, True)),
        (partial(damage.stale_header, declared_chunks=1), (60, 0), (60, 0, 0, True)),
        (partial(damage.break_record_chain, record=25), (45, 1), (45, 0, 14, True)),
        (partial(damage.contradict_size_copy, record=25), (60, 0), (45, 0, 14, True)),
        (partial(damage.garble_record, record=25), (60, 0), (59, 1, 0, True)),
        (partial(damage.destroy_record, record=25), (45, 1), (45, 0, 14, True)),
        (partial(damage.hide_record, record=25), (59, 0), (59, 0, 0, True)),
        (partial(damage.hide_record, record=25, count=2), (58, 0), (58, 0, 0, True)),
        (partial(damage.cyclic_string_table, chunk=1), (60, 0), (60, 0, 0, False)),
        (partial(damage.cyclic_template_table, chunk=1), (60, 0), (60, 0, 0, False)),
        (partial(damage.empty_chunks, count=2), (60, 0), (60, 0, 0, False)),
        (damage.trailing_bytes, (60, 0), (60, 0, 0, False)),
        (damage.lfs_pointer, UNREADABLE, UNREADABLE),
    ],
    ids=_name,
)
def test_what_two_readers_find(
    damaged: Damage, rust: tuple[int, int] | None, libevtx: tuple[int, int, int, bool] | None
) -> None:
    """Records read and records failed; a reader that skips in silence has no failure to show."""
    log = damaged(SOUND)

    assert rust == _rust(log)
    assert libevtx == _libevtx(log)


@pytest.mark.parametrize(
    "damaged",
    [
        partial(damage.flip_chunk_header, chunk=1),
        partial(damage.flip_chunk_data, chunk=1),
        partial(damage.garble_record, record=25),
    ],
    ids=_name,
)
def test_resealing_hides_the_damage_from_the_checksums(damaged: Damage) -> None:
    """A reader that verifies checksums loses the chunk, or does not when they were made to fit."""
    log = damaged(SOUND)

    assert [_verified(log), _verified(damage.reseal(log))] == [40, 60]


@pytest.mark.parametrize(
    "damaged",
    [
        damage.reseal,
        partial(damage.truncate, size=len(SOUND)),
        partial(damage.stale_header, declared_chunks=3),
        partial(damage.empty_chunks, count=0),
    ],
    ids=_name,
)
def test_no_damage_leaves_a_sound_log_sound(damaged: Damage) -> None:
    """Nothing but what is asked for changes."""
    log = damaged(SOUND)

    assert log[0x1000:] == SOUND[0x1000:]
    assert _rust(log) == (60, 0)


def test_damage_beyond_the_end_is_refused() -> None:
    """A test that damages nothing would test nothing."""
    with pytest.raises(ValueError, match="the log ends before"):
        damage.zero_chunk(SOUND, chunk=3)


def test_the_records_of_a_log_are_found_in_order() -> None:
    """Twenty in each of three chunks."""
    offsets = damage.record_offsets(SOUND)

    assert len(offsets) == 60
    assert [damage.chunk_offset(chunk) + 0x200 for chunk in range(3)] == list(offsets[::20])


def test_a_git_lfs_pointer_tells_the_size_of_the_log() -> None:
    """It is the text a checkout without Git LFS holds."""
    lines = damage.lfs_pointer(SOUND).decode().splitlines()

    assert lines[0] == "version https://git-lfs.github.com/spec/v1"
    assert lines[2] == f"size {len(SOUND)}"


def _rust(log: bytes) -> tuple[int, int] | None:
    try:
        records = PyEvtxParser(io.BytesIO(log)).records_json()
    except (RuntimeError, OSError):
        return UNREADABLE
    found = failed = 0
    while True:
        try:
            next(records)
        except StopIteration:
            return found, failed
        except RuntimeError:
            failed += 1
        else:
            found += 1


def _verified(log: bytes) -> int:
    records = PyEvtxParser(io.BytesIO(log), validate_checksums=True).records_json()
    found = 0
    while True:
        try:
            next(records)
        except StopIteration:
            return found
        except RuntimeError:
            continue
        found += 1


def _libevtx(log: bytes) -> tuple[int, int, int, bool] | None:
    file = pyevtx.file()
    try:
        file.open_file_object(io.BytesIO(log))
    except OSError:
        return UNREADABLE
    failed = 0
    for index in range(file.number_of_records):
        try:
            file.get_record(index).get_xml_string()
        except OSError:
            failed += 1
    found = file.number_of_records - failed, failed, file.number_of_recovered_records, file.is_corrupted()
    file.close()
    return found
