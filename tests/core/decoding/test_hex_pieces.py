"""core.decoding.hex_pieces: hexadecimal numbers and escapes that spell texts."""

from __future__ import annotations

import pytest

from core.decoding.step import Kind
from tests.core.decoding.encoding import HELLO, end, kinds

CALC = "calc.exe # test"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(f"echo {HELLO.encode().hex()}", HELLO, id="long"),
        pytest.param(f"echo {HELLO.encode().hex().upper()}", HELLO, id="upper-case"),
        pytest.param(f"echo 0x{CALC.encode().hex()}", CALC, id="with-0x"),
        pytest.param(f'sqlcmd -Q "exec(0x{CALC.encode("utf-16-le").hex()})"', CALC, id="utf-16"),
    ],
)
def test_a_long_number_that_spells_a_text_is_decoded(line: str, expected: str) -> None:
    """In one case of letters, alone between blanks, quotes or brackets."""
    assert expected == end(line)
    assert kinds(line) == [Kind.HEX]


@pytest.mark.parametrize(
    "line",
    [
        "echo 63616c63",
        "echo 0x63616c63",
        "echo 63616C632e657865202F6320646972",
        "echo {63616c632e657865202f632064697220}",
        "echo 3031323334353637383930313233343536373839",
        f"a-{CALC.encode().hex()}",
    ],
)
def test_another_number_is_not(line: str) -> None:
    """Short ones, those without a letter, in mixed case, and parts of names."""
    assert kinds(line) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"node -e eval('\x61\x6c\x65\x72\x74(1)')", "node -e eval('alert(1)')"),
        (r"node -e eval('\u0061\u006C\u0065rt(1)')", "node -e eval('alert(1)')"),
        ("x %63%61%6c%63.exe", "x calc.exe"),
        ("curl http://h%6Fst.exam%70le/a%20b", "curl http://host.example/a b"),
    ],
)
def test_escaped_letters_are_written_out(line: str, expected: str) -> None:
    """In a row, or where an address needs no escapes."""
    assert expected == end(line)
    assert kinds(line) == [Kind.ESCAPES]


@pytest.mark.parametrize(
    "line",
    [
        r"C:\x64\x86\x64\tool.exe",
        r"cp \x64\x64\a b",
        r"echo \x00\x01\x02\x03",
        "curl https://example.org/%D0%9F%D1%80%D0%B8?a=%20%2F%3D",
        "set a=%41%",
        "echo 50%41 60%42",
    ],
)
def test_other_escapes_are_left_alone(line: str) -> None:
    """Folders, control characters, and what an address has to escape."""
    assert kinds(line) == []
