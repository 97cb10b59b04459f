"""gui.window.settings: what is remembered comes back; what somebody else wrote into the file does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from gui.window.settings import MOST_RECENT, Setting, Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a file that does not exist yet, in a folder that does not either."""
    return tmp_path / "somewhere" / "settings.ini"


@pytest.mark.parametrize(
    "text", ["", "dark", "ä → ö", 'a "quoted", text; with=signs', "line\nline", "%20 @ \\x41"]
)
def test_a_text_comes_back_in_the_next_session(path: Path, text: str) -> None:
    """Whatever is in it."""
    first = Settings(path)
    first.put(Setting.THEME, text)
    first.save()

    assert text == Settings(path).text(Setting.THEME, "default")


def test_nothing_is_remembered_at_first(path: Path) -> None:
    """The default stands."""
    assert Settings(path).text(Setting.THEME, "system") == "system"


def test_recent_ones_are_listed_newest_first_and_once(path: Path) -> None:
    """The oldest make room."""
    settings = Settings(path)
    for number in range(MOST_RECENT + 3):
        settings.add_recent([f"/logs/{number}.evtx"])
    settings.add_recent(["/logs/5.evtx"])
    settings.add_recent(["/logs/a.evtx", "/logs/b.evtx"])

    recent = settings.recent()

    assert recent[:3] == [["/logs/a.evtx", "/logs/b.evtx"], ["/logs/5.evtx"], ["/logs/12.evtx"]]
    assert MOST_RECENT == len(recent) == len({tuple(paths) for paths in recent})


def test_recent_ones_can_be_forgotten(path: Path) -> None:
    """All of them at once."""
    settings = Settings(path)
    settings.add_recent(["/logs/a.evtx"])
    settings.forget_recent()

    assert settings.recent() == []


@pytest.mark.parametrize("rubbish", ["", "{", "7", '{"a": 1}', "[[]]", "[1, 2]", '[["a", 1]]', "null"])
def test_rubbish_in_the_list_of_recent_ones_is_left_out(path: Path, rubbish: str) -> None:
    """The file is the user's: anything may stand in it."""
    settings = Settings(path)
    settings.put(Setting.RECENT, rubbish)

    assert settings.recent() == []


def test_a_file_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """The window works without a memory."""
    (tmp_path / "file").write_text("not a folder")
    settings = Settings(tmp_path / "file" / "settings.ini")
    settings.put(Setting.THEME, "dark")
    settings.save()

    assert settings.text(Setting.THEME) == "dark"
