"""core.decoding.cmd_variables: what stands in variables that a line sets, or cuts letters from."""

from __future__ import annotations

import pytest

from core.decoding.ladder import decode
from core.decoding.step import Kind
from tests.core.decoding.encoding import end, kinds


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cmd /c set x=power&&set y=shell&&call %x%%y% -c dir", "powershell -c dir"),
        ('cmd /V:ON /c "set x=whoami&&!x! /all"', 'whoami /all"'),
        ('cmd /c "set "x=net user"&call %x%"', 'net user"'),
        ("cmd /c set X=ab&call %x%", "ab"),
        ("cmd /c set x=a&set x=b&call %x%", "b"),
        ("cmd /c set x=a&set y=%x%b&call %y%c", "abc"),
        ("cmd /c s^et x=po^wer&call %x%", "power"),
        ("cmd /c set x=imaohw&call %x:~-1%%x:~4,1%%x:~-3,1%%x:~-4,1%%x:~1,1%%x:~0,1%", "whoami"),
        ("cmd /c set x=abcdef&call %x:~2%", "cdef"),
        ("cmd /c set x=abcdef&call %x:~1,-2%", "bcd"),
        ("cmd /c set x=abcdef&call %x:~,2%", "ab"),
        ("cmd /c set x=whZZoZZami&call %x:ZZ=%", "whoami"),
        ("cmd /c set x=wh@mi&call %x:@=oa%", "whoami"),
        ("cmd /c set x=junk:net&call %x:*:=%", "net"),
        ("cmd /c set n=net&call %n% user %USERNAME% %TEMP%", "net user %USERNAME% %TEMP%"),
    ],
)
def test_a_variable_of_the_line_is_put_in(line: str, expected: str) -> None:
    """What is set last counts; letters are cut and replaced as `set /?` says."""
    assert Kind.CMD_VARIABLES in kinds(line)
    assert expected == end(line).rpartition("&")[2].removeprefix("call ")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("%COMSPEC:~-7,3% /c dir", "cmd /c dir"),
        ("echo %SystemRoot:~0,1%%PUBLIC:~-1%", "echo Cc"),
        ("echo %ProgramFiles:Program=X% %windir%", r"echo C:\X Files C:\Windows"),
        ("echo %ProgramFiles(x86):~-6%", "echo  (x86)"),
    ],
)
def test_letters_of_usual_variables_are_known(line: str, expected: str) -> None:
    """Where letters are cut from them; then those beside are put in as well."""
    assert expected == end(line)


@pytest.mark.parametrize(
    "line",
    [
        r"%SystemRoot%\System32\cmd.exe /c dir %PUBLIC%",
        "cmd /c set x=a&call %y%",
        "cmd /c call %x%&set x=a",
        "cmd /c set /p x=<f&call %x%",
        "cmd /c set x=a&set /a x=1+1&call %x%",
        "cmd /c set x=a&call %x:~1,z%",
        "cmd /c set x=a",
        "echo !x! Hello World!",
        "cmd /c for %x in (a) do echo %x",
        "echo %TEMP:~0,3%",
    ],
)
def test_what_cannot_be_known_is_left(line: str) -> None:
    """Other variables, those that are asked for, and usual ones that hide nothing."""
    assert kinds(line) == []


def test_the_words_name_the_variables() -> None:
    """Those of the line apart from Windows' own."""
    words = decode("cmd /c set ab=x&call %ab%%comspec:~1,1%").steps[0].words

    assert "the line itself sets ab" in words
    assert "Windows’ usual COMSPEC" in words
