"""core.output.evidence: no log is written to, whatever it is called."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from core.errors import UsageError
from core.output.evidence import refuse_evidence
from tests.make_sample import SAMPLE


@pytest.mark.parametrize("name", ["log.evtx", "log.csv", "log"])
def test_a_log_is_refused_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    """By its signature, also where it is not one of those that are open."""
    (tmp_path / name).write_bytes(SAMPLE.read_bytes())
    with pytest.raises(UsageError, match="evidence is never written to"):
        refuse_evidence(str(tmp_path / name), [])


def test_what_is_open_as_a_log_is_refused_though_it_is_none(tmp_path: Path) -> None:
    """An empty file that was named is evidence as well."""
    (tmp_path / "empty.evtx").write_bytes(b"")
    with pytest.raises(UsageError):
        refuse_evidence(str(tmp_path / "empty.evtx"), [str(tmp_path / "empty.evtx")])


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_another_name_of_a_log_is_refused(tmp_path: Path, link: object) -> None:
    """A link of either kind."""
    assert callable(link)
    (tmp_path / "log.evtx").write_bytes(SAMPLE.read_bytes())
    link(tmp_path / "log.evtx", tmp_path / "report.html")
    with pytest.raises(UsageError):
        refuse_evidence(str(tmp_path / "report.html"), [str(tmp_path / "log.evtx")])


@pytest.mark.parametrize("content", [None, b"", b"severity,time\r\n"])
def test_other_files_may_be_written(tmp_path: Path, content: bytes | None) -> None:
    """New ones, empty ones, older exports."""
    target = tmp_path / "flagged.csv"
    if content is not None:
        target.write_bytes(content)

    refuse_evidence(str(target), [str(SAMPLE)])
