"""core.decoding.cmd_text: carets and quotes that cmd.exe drops."""

from __future__ import annotations

import pytest

from core.decoding.ladder import decode
from core.decoding.step import Kind
from tests.core.decoding.encoding import end, kinds


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cmd /c p^o^w^er^shell -c dir", "cmd /c powershell -c dir"),
        ('cmd.exe /c "p^owershell -c dir"', 'cmd.exe /c "powershell -c dir"'),
        (
            '"C:\\Windows\\System32\\cmd.exe" /s /d /c "n^et u^ser"',
            '"C:\\Windows\\System32\\cmd.exe" /s /d /c "net user"',
        ),
        ("%COMSPEC% /c w^hoami", "%COMSPEC% /c whoami"),
        ("cmd,/c,;n^et", "cmd,/c,;net"),
        ("cmd/V:ON/c n^et", "cmd/V:ON/c net"),
        ('cmd /c n^et "a^b" x', 'cmd /c net "a^b" x'),
        ("cmd /c n^et a ^& b ^^ c", "cmd /c net a ^& b ^^ c"),
        ("w^h^o^ami /all", "whoami /all"),
        ("CMD /K n^et", "CMD /K net"),
        ("cmd /c c^md /c n^^e^^t a ^^^& b", "cmd /c cmd /c net a & b"),
    ],
)
def test_carets_are_dropped_where_cmd_drops_them(line: str, expected: str) -> None:
    """Not within quotes, and not where they keep a sign from being obeyed."""
    assert expected == end(line)
    assert set(kinds(line)) == {Kind.CARETS}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('p"o"wersh"e"ll -c dir', "powershell -c dir"),
        ('p""owershell -c dir', "powershell -c dir"),
        ('cmd /c n""et us"e"r', "cmd /c net user"),
        ('cmd /c "p"o"wershell -c dir"', 'cmd /c "powershell -c dir"'),
    ],
)
def test_quotes_inside_words_are_dropped(line: str, expected: str) -> None:
    """Those around words and paths stay."""
    assert expected == end(line)
    assert kinds(line) == [Kind.QUOTES]


@pytest.mark.parametrize(
    "line",
    [
        "git show HEAD^ a^b",
        "cmd /c echo ^&^|^<^>",
        'cmd /c findstr "^a^b^c" f',
        "findstr ^a f",
        '-c"dir" /x:"a"',
        '"a"b"c"',
        'L"text"',
    ],
)
def test_other_signs_stay(line: str) -> None:
    """Other programs read carets and quotes in their own way."""
    assert decode(line).steps == ()


def test_each_caret_is_a_piece_of_its_own() -> None:
    """The source reaches from the first to the last."""
    step = decode("cmd /c p^o^wer").steps[0]

    assert step.source == "^o^"
    assert step.pieces == ((8, 9), (10, 11))
    assert step.is_whole
    assert "2 carets" in step.words
