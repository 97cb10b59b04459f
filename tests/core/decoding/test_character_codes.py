"""core.decoding.character_codes: lists of character numbers, in every script that spells texts by them."""

from __future__ import annotations

import pytest

from tests.core.decoding.encoding import end

WORD = "whoami /all"
CODES = ",".join(str(ord(letter)) for letter in WORD)
HEX_CODES = ",".join(f"0x{ord(letter):x}" for letter in WORD)
XORED = ",".join(str(ord(letter) ^ 0x23) for letter in WORD)
OCTAL = "_".join(f"{ord(letter):o}" for letter in WORD)
BINARY = "z".join(f"{ord(letter):b}" for letter in WORD)
BY_SIGNS = "".join(f"{ord(letter):x}{'>p<'[place % 3]}" for place, letter in enumerate(WORD))[:-1]


@pytest.mark.parametrize(
    "code",
    [
        f"({CODES}|%{{[char]$_}})-join''",
        f"-join({CODES}|ForEach-Object {{[char][int]$_}})",
        f"-join(({HEX_CODES}) | foreach {{ ([char][int] $_) }} )",
        f"[string]::join('',(({CODES})|%{{([char][int]$_)}}))",
        f"([char[]]({CODES}))-join''",
        f"-join[char[]]@({HEX_CODES})",
        f"-join({XORED}|%{{[char]($_ -bxor 0x23)}})",
        f"-join(({XORED})|%{{[char]($_-bxor'35')}})",
        f"('{OCTAL}'.Split('_')|%{{([char]([convert]::ToInt16(([string]$_),8)))}})-join''",
        f"('{BINARY}'-split'z'|%{{([char]([convert]::ToInt16(([string]$_),2)))}})-join''",
        f"('{BY_SIGNS}'.Split('>p<')|%{{([char]([convert]::ToInt16([string]$_,16)))}})-join''",
        f"('{BY_SIGNS}'-split'>' -Split'p'-split '<' |%{{([char]([convert]::ToInt16([string]$_,16)))}})-join''",
        f"('{CODES}'.Split(',')|%{{[char][byte]$_}})-join''",
        f"('{CODES.replace(',', ' ')}'.Split()|%{{$_ -as [char]}})-join''",
        f"[Text.Encoding]::ASCII.GetString([byte[]]({CODES}))",
        f"[System.Text.Encoding]::UTF8.GetString(({CODES}))",
    ],
)
def test_a_list_of_powershell_is_spelled_out(code: str) -> None:
    """With a loop, a cast or an encoding; in several bases, between any signs, with a key or without."""
    assert f"powershell -c '{WORD}'" == end(f"powershell -c {code}")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"mshta javascript:eval(String.fromCharCode({CODES}))", f"mshta javascript:eval('{WORD}')"),
        ("mshta javascript:x=String.fromCharCode(0x41)+'b'", "mshta javascript:x='Ab'"),
        (
            'mshta vbscript:Execute(Chr(119)&Chr(&H68) & "oami")',
            'mshta vbscript:Execute("whoami")',
        ),
        ("mshta vbscript:x=ChrW(65)+chr(66)", 'mshta vbscript:x="AB"'),
        ("mshta vbscript:x=Chr(34)&Chr(65)", 'mshta vbscript:x="""A"'),
    ],
)
def test_a_list_of_another_script_is_spelled_out(line: str, expected: str) -> None:
    """JavaScript's and VBScript's."""
    assert expected == end(line)


@pytest.mark.parametrize(
    "code",
    [
        "1,2,3|%{$_*2}",
        f"{CODES}|%{{Write-Host $_}}",
        "-join(1,2,3|%{[char]$_})",
        f"x={CODES}",
        "[char[]](1,2,3)",
        "String.fromCharCode(0,1)",
        "[char[]](9999999,1)",
        "[Text.Encoding]::ASCII.GetString([byte[]](300,65))",
        "Chr(7)",
    ],
)
def test_other_numbers_stay(code: str) -> None:
    """Those of another use, and those of no character that can be seen."""
    assert f"powershell -c {code}" == end(f"powershell -c {code}")
