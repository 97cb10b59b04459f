"""core.decoding.powershell_text: texts that are put together from pieces."""

from __future__ import annotations

import pytest

from core.decoding.step import Kind
from tests.core.decoding.encoding import end, kinds


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("powershell i`ex (New`-Obj`ect x)", "powershell iex (New-Object x)"),
        ("powershell iN`V`o`Ke-eX`pR`eSs`Ion $x", "powershell iNVoKe-eXpReSsIon $x"),
        ('powershell "a`nb`tc" g`ci', 'powershell "a`nb`tc" gci'),
    ],
)
def test_backticks_inside_words_are_dropped(line: str, expected: str) -> None:
    """Not those that stand for a line end or the like."""
    assert expected == end(line)
    assert kinds(line) == [Kind.BACKTICKS]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("('i'+'e'+'x')", "'iex'"),
        ("'i' + ('e') + 'x'", "'iex'"),
        ("iex('a'+'b')", "iex('ab')"),
        ("&('i'+\"ex\")", "&'iex'"),
        ('\\"i\\"+\\"ex\\"', '\\"iex\\"'),
        ("[char]105+[char]0x65+'x'", "'iex'"),
        ("[char](105)", "'i'"),
        ("([string][char]39+'a')", "'''a'"),
        ("'it''s '+'here'", "'it''s here'"),
        ("''+'a'", "'a'"),
    ],
)
def test_sums_are_put_together(code: str, expected: str) -> None:
    """Texts and character numbers, in either kind of quotes, with brackets or without."""
    assert f"powershell -c {expected}" == end(f"powershell -c {code}")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("('{1}{0}' -f 'x','ie')", "'iex'"),
        ("\"{2}{0}{1}\"-f 'e','x','i'", '"iex"'),
        ("'{0}{0}' -f ('a')", "'aa'"),
        ("'{0} {1}' -f ('a','b')", "'a b'"),
        ("'{0}' -f 'a'+'b'", "'ab'"),
        ("'{5}' -f 'a'", "'{5}' -f 'a'"),
        ("'{0:x}' -f 'a'", "'{0:x}' -f 'a'"),
        ("'plain' -f 'a'", "'plain' -f 'a'"),
    ],
)
def test_formats_are_put_in_order(code: str, expected: str) -> None:
    """Only those with plain numbers, each of which has its text."""
    assert f"powershell -c {expected}" == end(f"powershell -c {code}")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("'wXXhoXXami'.Replace('XX','')", "'whoami'"),
        ("'wXho'.replace('X','').Replace('o','oami')", "'whoami'"),
        ("('wXXho' -replace 'xx','')", "'who'"),
        ("'wXXho' -creplace 'xx',''", "'wXXho'"),
        ("'w.ho' -replace '\\.'", "'who'"),
        ("'a-b'-ireplace('-','+')", "'a+b'"),
        ("'abc' -replace '[a-c]','x'", "'abc' -replace '[a-c]','x'"),
        ("'abc' -replace 'b','$0'", "'abc' -replace 'b','$0'"),
        ("('a~b'.RePLacE('~',[string][char]39))", "'a''b'"),
    ],
)
def test_replacements_are_made(code: str, expected: str) -> None:
    """But for patterns that are more than their letters."""
    assert f"powershell -c {expected}" == end(f"powershell -c {code}")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("('i','e','x') -join ''", "'iex'"),
        ("-join('i','e','x')", "'iex'"),
        ("('i','e','x')-join'-'", "'i-e-x'"),
        ("@('i','ex') -join ''", "'iex'"),
        ("[string]::Join('', ('i','e','x'))", "'iex'"),
        ("[String]::join('',@('i','ex'))", "'iex'"),
        ("$x -join ','", "$x -join ','"),
        ("(gc f) -join ''", "(gc f) -join ''"),
        ("\"$x\" -join ''", "\"$x\" -join ''"),
    ],
)
def test_lists_are_joined(code: str, expected: str) -> None:
    """Those whose texts all stand there."""
    assert f"powershell -c {expected}" == end(f"powershell -c {code}")


@pytest.mark.parametrize(
    "line",
    [
        'copy /b "a"+"b" "c"',
        "powershell -c $x.Split('a')+$y",
        "powershell -c ',',' + ','",
        "echo don't + won't",
    ],
)
def test_other_plus_signs_stay(line: str) -> None:
    """Also those that stand within a text."""
    assert kinds(line) == []
