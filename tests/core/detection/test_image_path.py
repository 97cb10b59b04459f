"""core.detection.image_path: paths in every notation of Windows, and names that deceive."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.image_path import Volume, disguised_characters, location

ANYWHERE = re.compile(".*", re.DOTALL)


@pytest.mark.parametrize(
    ("path", "volume", "directory", "name"),
    [
        pytest.param(r"C:\Windows\a.EXE", Volume.SYSTEM_DRIVE, "\\windows\\", "a.exe", id="drive"),
        pytest.param(r"C:\\Windows\\a.exe", Volume.SYSTEM_DRIVE, "\\windows\\", "a.exe", id="doubled"),
        pytest.param(r"\??\C:\Windows\a.exe", Volume.SYSTEM_DRIVE, "\\windows\\", "a.exe", id="nt-path"),
        pytest.param(r'"C:\a.exe"', Volume.SYSTEM_DRIVE, "\\", "a.exe", id="quoted"),
        pytest.param(r"\Device\HarddiskVolume12\x\a.exe", Volume.DISK, "\\x\\", "a.exe", id="disk"),
        pytest.param(r"\Device\Mup\s\h\a.exe", Volume.DEVICE, "\\s\\h\\", "a.exe", id="redirector"),
        pytest.param(r"\\s\h\x\a.exe", Volume.SHARE, "\\x\\", "a.exe", id="share"),
        pytest.param(r"\\s", Volume.SHARE, "\\", "s", id="server"),
        pytest.param(r"x\a.exe", Volume.NONE, "\\x\\", "a.exe", id="relative"),
        pytest.param("", Volume.NONE, "\\", "", id="empty"),
        pytest.param("\u212a:\\a.exe", Volume.NONE, "\\\u212a:\\", "a.exe", id="kelvin-sign-is-no-drive"),
    ],
)
def test_a_path_has_a_volume_a_directory_and_a_name(
    path: str, volume: Volume, directory: str, name: str
) -> None:
    """Every notation of a path that Windows logs is taken apart."""
    found = location(path)

    assert (volume, directory, name) == (found.volume, found.directory, found.name)


@pytest.mark.parametrize("name", ["cmd.exe", "\u043e\u0442\u0447\u0451\u0442.exe", "caf\u00e9.exe", ""])
def test_a_name_in_another_script_is_not_a_disguise(name: str) -> None:
    """Only a name that looks like plain ASCII, or hides a character, deceives."""
    assert disguised_characters(name) is None


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Windows\..\a.exe",
        r"C:\.\a.exe",
        r"C:\a.txt:b.exe",
        r"C:\a.exe::$DATA",
        "C:a.exe",
        r"C:\a.exe.",
        'C:\\a.exe "',
        r"C:\..",
    ],
)
def test_a_path_that_hides_its_file_is_not_plain(path: str) -> None:
    """Climbing, alternate streams, and the trailing dots and blanks that Windows drops."""
    assert not location(path).is_plain
    assert not location(path).is_in(ANYWHERE)


@given(st.text() | st.text(alphabet="\\/.:?~ cCdevicunglobaroot\0", max_size=40))
def test_any_text_has_a_location(path: str) -> None:
    """A directory always has a separator at both ends."""
    found = location(path)

    assert found.directory.startswith("\\")
    assert found.directory.endswith("\\")
