"""core.decoding.plausible: bytes that are text, and noise that is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decoding.plausible import is_prose, is_readable, text_of, utf16_text_of


@pytest.mark.parametrize(
    ("content", "is_told", "expected"),
    [
        (b"calc.exe /c", True, ("calc.exe /c", "UTF-8")),
        ("calc.exe".encode("utf-16-le"), True, ("calc.exe", "UTF-16")),
        ("\ufeffcalc.exe".encode("utf-16-le"), True, ("calc.exe", "UTF-16")),
        ("\ufeffcalc.exe".encode(), True, ("calc.exe", "UTF-8")),
        (b"calc.exe\0\0", True, ("calc.exe", "UTF-8")),
        ("проверка".encode(), True, ("проверка", "UTF-8")),
        ("проверка".encode(), False, None),
        (b"line\r\n\tnext", True, ("line\r\n\tnext", "UTF-8")),
        (b"a\x07b", True, None),
        (b"\xff\xfe\xfd", True, None),
        (b"12345", True, None),
        (b"{}<>|!$%&/()a", False, None),
        (b"", True, None),
    ],
)
def test_bytes_are_text_or_not(content: bytes, is_told: bool, expected: tuple[str, str] | None) -> None:
    """What nothing announces has to look like words."""
    assert expected == text_of(content, is_told=is_told)


@given(st.binary(min_size=16, max_size=64))
def test_noise_is_no_command(content: bytes) -> None:
    """UTF-16 takes nearly all bytes; a command is half ASCII."""
    text = utf16_text_of(content)

    assert text is None or sum(map(str.isascii, text)) * 2 >= len(text)


@given(st.text(max_size=50))
def test_prose_is_readable(text: str) -> None:
    """And readable text has nothing that cannot be seen."""
    assert is_readable(text) or not is_prose(text)
    assert not is_readable(text + "\u202e")
