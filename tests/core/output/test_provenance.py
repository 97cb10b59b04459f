"""core.output.provenance: what a report says of how it was made."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version

from core import __version__
from core.output.provenance import provenance


def test_versions_time_and_arguments_are_named() -> None:
    """So that another hand can repeat the scan."""
    before = datetime.now(UTC).replace(microsecond=0)

    made_by = provenance(["scan", "a.evtx"])

    assert (made_by["cellspawn"], made_by["evtx"]) == (__version__, version("evtx"))
    assert made_by["python-evtx"] == version("python-evtx")
    assert before <= datetime.fromisoformat(str(made_by["made_at"])) <= datetime.now(UTC)
    assert made_by["arguments"] == ["scan", "a.evtx"]
