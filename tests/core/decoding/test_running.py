"""core.decoding.running: what runs is shown, with what was decoded in its place."""

from __future__ import annotations

import pytest

from core.decoding.ladder import decode, summary
from core.decoding.running import in_place, what_runs
from tests.core.decoding.encoding import HELLO, base64_of, utf16

COMMAND, BARE = utf16(HELLO), base64_of(HELLO)
MORE = "whoami /all; " + HELLO


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("cmd /c dir", "", id="nothing-decoded"),
        pytest.param("cmd /c d^ir", "cmd /c dir", id="put-right"),
        pytest.param(f"powershell -enc {COMMAND}", HELLO, id="command"),
        pytest.param(
            r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe -nop -w hidden -ep bypass "
            f"-version 2.0 -e {COMMAND}",
            HELLO,
            id="command-with-switches",
        ),
        pytest.param(rf'"C:\Program Files\PowerShell\7\pwsh.exe" -e {COMMAND}', HELLO, id="command-of-pwsh"),
        pytest.param(f'cmd /c "start /b p^owershell -e {COMMAND}"&exit', HELLO, id="command-in-cmd"),
        pytest.param(
            f"powershell -e {COMMAND} & powershell -e {utf16(MORE)}",
            f"(1) {HELLO} (2) {MORE}",
            id="two-commands",
        ),
        pytest.param(
            f"powershell -e {utf16(f'powershell -e {COMMAND}')}", HELLO, id="command-within-a-command"
        ),
        pytest.param(
            f'powershell -c "iex $evil # -enc {COMMAND}"',
            f'powershell -c "iex $evil # -enc «{HELLO}»"',
            id="harmless-text-in-a-comment",
        ),
        pytest.param(
            f'powershell -c "iex $evil # powershell -enc {COMMAND}"',
            f'powershell -c "iex $evil # powershell -enc «{HELLO}»"',
            id="harmless-call-in-a-comment",
        ),
        pytest.param(
            f"powershell -c iex $evil -enc {COMMAND}",
            f"powershell -c iex $evil -enc «{HELLO}»",
            id="behind-text",
        ),
        pytest.param(
            f"evil.exe & powershell -enc {COMMAND}",
            f"evil.exe & powershell -enc «{HELLO}»",
            id="beside-another",
        ),
        pytest.param(
            f"powershell -enc {COMMAND} -File a.ps1",
            f"powershell -enc «{HELLO}» -File a.ps1",
            id="with-a-file",
        ),
        pytest.param(
            rf"C:\Users\a\powershell.exe -enc {COMMAND}",
            rf"C:\Users\a\powershell.exe -enc «{HELLO}»",
            id="a-powershell-of-another-folder",
        ),
        pytest.param(
            rf"\\srv\x\renamed.exe -enc {COMMAND}",
            rf"\\srv\x\renamed.exe -enc «{HELLO}»",
            id="another-program",
        ),
        pytest.param(f"tool {BARE} -x", f"tool «{HELLO}» -x", id="bare"),
        pytest.param(
            f"powershell -e {utf16(f'iex {chr(39)}$x{chr(39)} # {BARE}')}",
            f"iex '$x' # «{HELLO}»",
            id="a-comment-within-a-command",
        ),
        pytest.param(f"tool {base64_of(f'run {BARE}')}", f"tool «run «{HELLO}»»", id="piece-within-a-piece"),
        pytest.param(f"tool {BARE} {BARE}", f"tool «{HELLO}» {BARE}", id="the-same-piece-again"),
    ],
)
def test_what_runs_is_never_left_out(line: str, expected: str) -> None:
    """Only what hands a command to PowerShell is, and nothing else."""
    assert expected == summary(decode(line))


def test_each_part_knows_its_step() -> None:
    """So that it can be marked; marks are no part of it."""
    (running,) = what_runs(decode(f"cmd /c t^ool {BARE} -x"))

    assert running.number == 1
    assert running.parts == (("cmd /c tool ", 0), (HELLO, 2), (" -x", 0))
    assert running.has_pieces
    assert in_place(running) == f"cmd /c tool «{HELLO}» -x"
    assert [one.has_pieces for one in what_runs(decode(f"powershell -e {COMMAND}"))] == [False]
