"""core.output.known_good_file: own entries are kept whole or as they were, and errors say what and where."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from core.detection.known_good_entry import Entry
from core.detection.known_good_list import starter_entries
from core.errors import CellspawnError
from core.output.known_good_file import known_good_of, load_own, own_path, save_own

OWN = Entry("a", r"C:\Program Files\Ledger\ledger.exe", "x", "because", is_own=True)


def test_entries_are_saved_and_loaded(tmp_path: Path) -> None:
    """In a folder that is made; no other file is left there."""
    path = tmp_path / "new" / "known_good.json"
    save_own(path, [OWN])

    assert load_own(path) == (OWN,)
    assert [path] == list(path.parent.iterdir())


def test_no_file_is_no_entry(tmp_path: Path) -> None:
    """As at the first start."""
    assert load_own(tmp_path / "known_good.json") == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"rubbish", "known_good.json: This is no list"),
        (b" " * (8 << 20) + b" ", "more than 8,388,608 bytes"),
    ],
)
def test_what_is_no_list_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    """And left as it is."""
    path = tmp_path / "known_good.json"
    path.write_bytes(content)
    with pytest.raises(CellspawnError, match=words):
        load_own(path)

    assert content == path.read_bytes()


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    """It says so."""
    with pytest.raises(CellspawnError, match="could not be read"):
        load_own(tmp_path)


def test_what_cannot_be_written_leaves_the_file(tmp_path: Path) -> None:
    """Here because what should be a folder is a file."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CellspawnError, match="could not be written"):
        save_own(tmp_path / "file" / "known_good.json", [OWN])


def test_two_of_one_name_are_not_saved(tmp_path: Path) -> None:
    """They could not be loaded again."""
    path = tmp_path / "known_good.json"
    save_own(path, [OWN])
    with pytest.raises(CellspawnError, match="Two entries"):
        save_own(path, [OWN, OWN])

    assert load_own(path) == (OWN,)


def test_the_command_takes_the_entries_of_a_file_and_those_that_are_shipped(tmp_path: Path) -> None:
    """In this order; a file that is named must be there."""
    path = tmp_path / "mine.json"
    save_own(path, [OWN])

    assert (OWN, *starter_entries()) == known_good_of(str(path)).entries
    with pytest.raises(CellspawnError, match="there is no such list"):
        known_good_of(str(tmp_path / "none.json"))


@pytest.mark.skipif(sys.platform != "linux", reason="where the configuration is, differs")
def test_the_command_takes_those_of_the_window_where_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stand beside its settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    save_own(own_path(), [OWN])

    assert own_path() == tmp_path / "cellspawn" / "known_good.json"
    assert os.listdir(tmp_path) == ["cellspawn"]
    assert (OWN, *starter_entries()) == known_good_of(None).entries
