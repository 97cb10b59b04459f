"""core.processes.process: what a process creation says of itself, and that it is plain data."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given

from core.processes.process import FIRST_READER, ParentLink, Place, ProcessCreation
from tests.core.builders import process
from tests.core.log_reading import steady
from tests.core.strategies import any_process


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param(r"C:\Windows\System32\CMD.exe", "cmd.exe", id="path"),
        pytest.param("Cmd.exe", "cmd.exe", id="name-alone"),
        pytest.param("C:\\", None, id="no-name"),
        pytest.param(None, None, id="absent"),
    ],
)
def test_an_image_has_the_name_of_its_file(path: str | None, name: str | None) -> None:
    """The child's and the parent's in the same way; the path keeps the log's spelling."""
    creation = process(image_path=path, parent_image_path=path)

    assert (name, name, path) == (creation.exe, creation.parent_exe, creation.image_path)


@pytest.mark.parametrize(
    ("fqdn", "hostname"),
    [
        pytest.param("WS01.corp.example", "WS01", id="domain"),
        pytest.param("WS01", "WS01", id="name-alone"),
        pytest.param(None, None, id="absent"),
    ],
)
def test_a_host_is_named_without_its_domain(fqdn: str | None, hostname: str | None) -> None:
    """CAR has both `fqdn` and `hostname`."""
    assert hostname == process(fqdn=fqdn).hostname


def test_what_a_log_does_not_say_is_none() -> None:
    """A creation of nothing but its place has no empty texts, zeros or guesses."""
    bare = ProcessCreation(
        source="sysmon-1",
        place=Place("a.evtx", 0, 0x1200, 0x100, 1),
        event_record_id=None,
        channel=None,
        fqdn=None,
        time_created=None,
    )
    said = {name: value for name, value in msgspec.structs.asdict(bare).items() if value is not None}

    assert {
        "source": "sysmon-1",
        "place": bare.place,
        "parent_command_line_inferred": False,
        "parent_link": ParentLink.UNKNOWN,
        "parent_candidates": (),
        "reader": FIRST_READER,
        "repeated_names": (),
        "also_in": (),
        "altered_in": (),
    } == said


@given(any_process())
@steady
def test_a_creation_crosses_from_a_worker_unchanged(creation: ProcessCreation) -> None:
    """As plain data, whatever its texts hold."""
    sent = msgspec.msgpack.encode(creation)

    assert creation == msgspec.msgpack.decode(sent, type=ProcessCreation)


def test_a_creation_cannot_be_changed() -> None:
    """Evidence is replaced by new values, never altered."""
    with pytest.raises(AttributeError):
        process().pid = 1  # type: ignore[misc]
