"""core.decoding.powershell_variables: texts in variables from which others are put together."""

from __future__ import annotations

import pytest

from core.decoding.step import Kind
from tests.core.decoding.encoding import end, kinds


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("$a='who';$b='ami';&($a+$b)", "&'whoami'"),
        ("${a}='imaohw';&(${a}[-1..-6] -join '')", "&'whoami'"),
        ("$a = 'wXho';$a.Replace('X','')", "'who'"),
        ("$a='txet';[array]::Reverse($a);-join $a", "'text'"),
        ("$a='txet'.ToCharArray();[Array]::Reverse($a);-join($a)", "'text'"),
        ("$f='{1}{0}';$f -f 'b','a'", "'ab'"),
    ],
)
def test_a_variable_is_put_in_where_a_text_is_made_of_it(code: str, expected: str) -> None:
    """What stands before is kept, so that the script can be compared."""
    assert end(f"powershell -c {code}").endswith(expected)
    assert {Kind.VARIABLES, Kind.PICKED} & set(kinds(f"powershell -c {code}"))


@pytest.mark.parametrize(
    "code",
    [
        "$u='Mozilla/5.0';$w.Headers.Add('User-Agent',$u)",
        "$a='x';$a='y';&($a+'z')",
        "$a='x';$a+='y';$a+'z'",
        "&($a+'z');$a='x'",
        "$a=Get-Date;&($a+'z')",
        "$a='x';\"$a$b\"",
    ],
)
def test_other_variables_stay(code: str) -> None:
    """Those that change, that are set later or to more than a text, and those of a script that hides nothing."""
    assert Kind.VARIABLES not in kinds(f"powershell -c {code}")
