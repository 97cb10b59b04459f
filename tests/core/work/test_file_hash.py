"""A file into its SHA-256."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from core.work.file_hash import FileHash, HashFile
from tests.core.log_reading import say_nothing


def _unit(path: Path, size: int) -> HashFile:
    return HashFile(os.fsencode(path), path.name, size)


@pytest.mark.parametrize("size", [0, 1, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1])
def test_the_hash_of_a_file(tmp_path: Path, size: int) -> None:
    """Whatever its size is to the blocks it is read in."""
    log = tmp_path / "a.evtx"
    log.write_bytes(b"\xaa" * size)

    assert FileHash(hashlib.sha256(b"\xaa" * size).hexdigest()) == _unit(log, size).run(say_nothing)


def test_a_file_that_grew_is_hashed_to_the_size_it_had(tmp_path: Path) -> None:
    """As far as its records were read."""
    log = tmp_path / "a.evtx"
    log.write_bytes(b"found" + b"appended")

    assert FileHash(hashlib.sha256(b"found").hexdigest()) == _unit(log, 5).run(say_nothing)


def test_a_file_that_shrank_is_hashed_to_its_end(tmp_path: Path) -> None:
    """The scan says besides that it changed."""
    log = tmp_path / "a.evtx"
    log.write_bytes(b"left")

    assert FileHash(hashlib.sha256(b"left").hexdigest()) == _unit(log, 5_000).run(say_nothing)


def test_it_says_how_far_it_is(tmp_path: Path) -> None:
    """After each block, so that a slow disk is not taken for a hang."""
    log = tmp_path / "a.evtx"
    log.write_bytes(bytes(20 * 1024 * 1024))
    said: list[int] = []

    _unit(log, 20 * 1024 * 1024).run(said.append)

    assert said == [8 * 1024 * 1024, 16 * 1024 * 1024, 20 * 1024 * 1024]


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    """Is the caller's to tell."""
    with pytest.raises(FileNotFoundError):
        _unit(tmp_path / "gone.evtx", 5).run(say_nothing)


def test_a_loss_costs_one_more_try_and_then_the_hash() -> None:
    """A worker may die for another reason than this file; the reason of the second loss is kept."""
    unit = HashFile(b"a.evtx", "a.evtx", 5)

    again = unit.after_loss(None, "it died")

    assert isinstance(again, HashFile)
    assert (again.path, again.size) == (unit.path, unit.size)
    assert FileHash(None, "it died again") == again.after_loss(None, "it died again")


def test_an_error_costs_the_hash() -> None:
    """With the reason."""
    assert FileHash(None, "no permission") == HashFile(b"a", "a", 5).after_error("no permission")
