"""core.decoding.picked_letters: letters by number, also from the last to the first."""

from __future__ import annotations

import pytest

from core.decoding.ladder import decode
from core.decoding.step import Kind
from tests.core.decoding.encoding import end


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("$env:ComSpec[4,24,25]-join''", "'iex'"),
        ("&($ShellId[1]+$ShellId[13]+'x')", "&'iex'"),
        ("&($PSHome[4]+$PSHOME[30]+'x')", "&'iex'"),
        ("&( $VerbosePreference.ToString()[1,3]+'x'-join'')", "&'iex'"),
        ("(Get-Variable '*mdr*').Name[3,11,2]-join''", "'iex'"),
        ("((gv '*MDR*').naME[3,11,2]-jOIN'')", "'iex'"),
        ("'imaohw'[-1..-6] -join ''", "'whoami'"),
        ("-join('imaohw'[5..0])", "'whoami'"),
        ("('xiex')[1..3] -join ''", "'iex'"),
        ("'imaohw'[-1..-('imaohw'.Length)]-join''", "'whoami'"),
        ("'abc'[7]", "'abc'[7]"),
        ("$x[1,2]", "$x[1,2]"),
        ("$x.Split('a')[-1]", "$x.Split('a')[-1]"),
    ],
)
def test_letters_are_picked(code: str, expected: str) -> None:
    """From texts and from what every PowerShell has; not from what cannot be known."""
    assert f"powershell -c {expected}" == end(f"powershell -c {code}")


def test_a_text_that_is_turned_around_is_said_to_be() -> None:
    """Other picks have other words."""
    turned = decode("powershell -c 'imaohw'[-1..-6]").steps[0]
    picked = decode("powershell -c 'imaohw'[0,1]").steps[0]

    assert turned.kind is picked.kind is Kind.PICKED
    assert "turned around" in turned.words
    assert "by their numbers" in picked.words


def test_so_many_letters_that_no_script_means_them_are_not_picked() -> None:
    """An index of a few letters can ask for millions."""
    line = f"powershell -c '{'a' * 1000}'[{','.join(['0..999'] * 500)}]"

    assert decode(line).steps == ()
