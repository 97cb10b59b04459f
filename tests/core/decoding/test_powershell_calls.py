"""core.decoding.powershell_calls: -enc counts where PowerShell takes it for its own switch, and nowhere else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decoding.powershell_calls import encoded_commands

DATA = "VwByAGkAdABlAA=="


def found(line: str) -> list[str]:
    """Give the Base64 that stands for a command."""
    return [line[one.start : one.end] for one in encoded_commands(line)]


@pytest.mark.parametrize(
    "line",
    [
        "powershell -enc {}",
        "powershell --enc {}",
        '"powershell" -enc {}',
        r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe -NoP -NonI -W Hidden -Exec Bypass -Enc {}",
        r'"C:\Program Files\PowerShell\7\pwsh.exe" -enc {}',
        "powershell -version 2 -ep bypass -nop -sta -enc {}",
        'powershell -ep "bypass" -w "hidden" -enc "{}"',
        'powershell -ConfigurationName "a b" -enc {}',
        r"cmd /v:on /c powershell -enc {} -noexit",
        'cmd /c "powershell -e {}"',
        r'cmd /c "powershell \"-enc\" \"{}\""',
        "powershell -c powershell -enc {}",
        'powershell -c "a; powershell -enc {}"',
        "powershell -c \"Start-Process powershell -WindowStyle hidden -ArgumentList '-enc {}'\"",
        "Start-Process powershell -ArgumentList '-nop','-enc','{}'",
        "Start-Process -FilePath powershell @('-enc', '{}')",
        "&('powershell') -enc {}",
        "& $p -enc {}",
        "%x% -enc {}",
        "!x! -enc {}",
        r'schtasks /create /tn x /tr "powershell.exe -w hidden -enc {}" /sc daily',
        "wmic process call create 'powershell -enc {}'",
        r"C:\Users\a\update.exe -enc {}",
        "cmd /c echo #1 & powershell -enc {}",
        "powershell -c a.exe #1\npowershell -enc {}",
        'cmd /c "powershell -c a # b" & powershell -enc {}',
        "powershell -c '#' ; powershell -enc {}",
        "powershell <# a #> ; powershell -enc {}",
        "cmd /c start /b powershell/nop & powershell -enc {}&exit",
    ],
)
def test_an_own_switch_counts(line: str) -> None:
    """Whatever stands around the call."""
    assert found(line.format(DATA)) == [DATA]


@pytest.mark.parametrize(
    "line",
    [
        'powershell -c "iex $evil # -enc {}"',
        "powershell -c iex $evil -enc {}",
        "powershell -command iex $evil -enc {}",
        "powershell /c iex $evil -enc {}",
        "powershell -nop -w hidden -com iex $evil -enc {}",
        "powershell -File a.ps1 -enc {}",
        "powershell -f a.ps1 -enc {}",
        "pwsh -cwa $args[0] -enc {}",
        "powershell - -enc {}",
        "powershell iex $evil -enc {}",
        "powershell -nop iex -enc {}",
        "powershell -nop {{iex $evil}} -enc {}",
        "powershell -c \"Write-Host '-enc {}'\"",
        "powershell # -enc {}",
        'powershell -c "iex $evil # powershell -enc {}"',
        'powershell -c "iex $evil <# powershell -enc {} #>"',
        "iex $evil # powershell -enc {}",
        "Write-Host -enc {}",
        "powershell & echo -enc {}",
        "powershell | more -enc {}",
        "powershell; x -enc {}",
        "tool -enc {}",
        "powershell -enc",
        "powershell -enc short",
        "powershell -enc $x {}",
        "powershell -encoding {}",
        "powershell -e2 {}",
        "powershell -enc {}.txt",
        "notpowershell -enc {}",
        "powershell.ps1 -enc {}",
        "",
    ],
)
def test_anything_else_does_not(line: str) -> None:
    """Text of another switch, an argument of something else, a comment, or no Base64."""
    assert found(line.format(DATA)) == []


def test_the_name_of_the_program_is_told() -> None:
    """And the switch as it was written."""
    line = f"powershell /Enc {DATA} & renamed.exe \u2013ec {DATA}"

    assert [(one.switch, one.is_named) for one in encoded_commands(line)] == [
        ("/Enc", True),
        ("\u2013ec", False),
    ]


@pytest.mark.parametrize(
    "piece",
    ["powershell -x ", "a.exe -x ", "!a! -x ", "& $a ", "# 'a ", "<#", '\\"', "powershell -e A", " -e"],
)
def test_a_line_that_repeats_takes_time_in_its_length(piece: str) -> None:
    """Each program's words are read once."""
    short, long = (_seconds(piece * (length // len(piece))) for length in (4_000, 32_000))

    assert long < 32 * short + 0.02


def _seconds(line: str) -> float:
    taken = []
    for _ in range(3):
        begin = time.process_time()
        found(line)
        taken.append(time.process_time() - begin)
    return min(taken)


_PIECES = (
    "powershell",
    "pwsh.exe",
    " -",
    "enc",
    "-c",
    " #",
    "<#",
    "#>",
    "'",
    '"',
    "\n",
    " ",
    "&",
    "$a",
    DATA,
)


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=30).map("".join))
def test_any_line_has_an_answer(line: str) -> None:
    """What is found is Base64 behind its switch."""
    for one in encoded_commands(line):
        assert line[one.start : one.end].rstrip("=").isascii()
        assert one.switch in line[: one.start]
