"""core.decoding.base64_pieces: commands and texts in Base64, whatever announces them."""

from __future__ import annotations

import base64

import pytest

from core.decoding.ladder import decode, hidden_text
from core.decoding.step import Kind
from tests.core.decoding.encoding import HELLO, base64_of, deflated, end, ends, gzipped, kinds, utf16, zlibbed

CYRILLIC = "Write-Host 'Привет, это проверка' # test only"


@pytest.mark.parametrize("dash", ["-", "/", "\u2013", "\u2014", "\u2015"])
@pytest.mark.parametrize("name", ["e", "ec", "en", "enc", "EncOdEdCom", "encodedcommand", "ENCODEDCOMMAND"])
def test_an_encoded_command_is_decoded_under_each_of_its_names(dash: str, name: str) -> None:
    """PowerShell takes any beginning of the name, and any dash."""
    line = f"powershell.exe -nop {dash}{name} {utf16(HELLO)}"

    assert end(line) == HELLO
    assert kinds(line) == [Kind.ENCODED_COMMAND]


@pytest.mark.parametrize(
    "line",
    [
        'powershell -enc "{}"',
        "powershell -enc '{}'",
        'powershell "-enc" {}',
        "powershell -enc:{}",
        "powershell -enc   {} -nop",
        'cmd /c "powershell -e {}"',
        'cmd /c "start /b power^shell -w hi^dden -e^nc {}"',
        'cmd /c po"w"er"s"hell -e"n"c {}',
        "cmd /c powershell -enc {}&exit",
        "pwsh.exe /Enc {}",
        '"C:\\Program Files\\App\\renamed.exe" -enc {}',
    ],
)
def test_an_encoded_command_is_found_in_every_surrounding(line: str) -> None:
    """Quotes, carets, other programs before and other commands behind do not matter."""
    assert ends(line.format(utf16(HELLO)))[-1] == HELLO


@pytest.mark.parametrize("name", ["ep", "ex", "executionpolicy", "encoding", "encodedarguments", "e2", "x"])
def test_another_switch_is_no_encoded_command(name: str) -> None:
    """Though what follows could be decoded; long Base64 is found without a switch all the same."""
    assert Kind.ENCODED_COMMAND not in kinds(f"powershell -{name} {utf16(HELLO)}")


@pytest.mark.parametrize("cut", [1, 2, 3, 5, 6])
def test_a_command_that_was_cut_gives_what_there_is(cut: int) -> None:
    """As in a log that ends before the line does."""
    assert HELLO.startswith(end(f"powershell -enc {utf16(HELLO).rstrip('=')[:-cut]}"))
    assert len(HELLO) - 4 <= len(end(f"powershell -enc {utf16(HELLO).rstrip('=')[:-cut]}"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            f"IEX ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{base64_of(HELLO)}')))",
            HELLO,
            id="utf-8",
        ),
        pytest.param(
            f"[System.Text.Encoding]::Unicode.GetString([System.Convert]::FromBase64String('{utf16(HELLO)}'))",
            HELLO,
            id="utf-16",
        ),
        pytest.param(f'$a=[convert]::frombase64string( "{base64_of("calc")}" )', "calc", id="short"),
        pytest.param(
            f"[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{base64_of(CYRILLIC)}'))",
            CYRILLIC,
            id="cyrillic",
        ),
        pytest.param(f"mshta javascript:eval(atob('{base64_of('alert(1)')}'))", "alert(1)", id="javascript"),
        pytest.param(
            f"python -c \"import base64;exec(base64.b64decode('{base64_of('print(1)')}'))\"",
            "print(1)",
            id="python",
        ),
        pytest.param(f"powershell -enc {utf16(CYRILLIC)}", CYRILLIC, id="cyrillic-command"),
        pytest.param(f"tool {base64_of(HELLO)}", HELLO, id="bare"),
        pytest.param(f"tool {utf16(HELLO)}", HELLO, id="bare-utf-16"),
        pytest.param(f"tool --payload={base64_of(HELLO)} -x", HELLO, id="value-of-a-switch"),
        pytest.param(f"echo {base64_of(HELLO)} | base64 -d", HELLO, id="echo"),
        pytest.param(f"tool {gzipped(HELLO)}", HELLO, id="gzip"),
        pytest.param(f"tool {zlibbed(HELLO)}", HELLO, id="zlib"),
        pytest.param(
            "$d=New-Object IO.Compression.DeflateStream([IO.MemoryStream][Convert]::"
            f"FromBase64String('{deflated(HELLO)}'),[IO.Compression.CompressionMode]::Decompress)",
            HELLO,
            id="deflate",
        ),
        pytest.param(
            "New-Object IO.Compression.GzipStream((New-Object IO.MemoryStream(,[Convert]::"
            f"FromBase64String('{gzipped(HELLO)}'))),[IO.Compression.CompressionMode]::Decompress)",
            HELLO,
            id="gzip-stream",
        ),
    ],
)
def test_a_text_in_base64_comes_out(line: str, expected: str) -> None:
    """What a call decodes may be short; what nothing announces must be long."""
    assert expected == end(line)


@pytest.mark.parametrize(
    "line",
    [
        f"tool {base64_of('calc.exe')}",
        f"tool {deflated(HELLO)}",
        "[Convert]::FromBase64String('AAECAwQFBgcICQoLDA0ODw==')",
        f"tool https://example.org/{base64_of(HELLO)}",
        f"tool .{base64_of(HELLO)}",
        f"tool {base64_of(HELLO)[:-1]}$",
    ],
)
def test_what_is_short_noise_or_part_of_something_is_left_alone(line: str) -> None:
    """Bytes that are no text, raw deflate that nothing speaks of, and pieces of paths and addresses."""
    assert decode(line).steps == ()


def test_a_program_of_another_name_may_be_powershell() -> None:
    """The words say no more than that."""
    (step,) = decode(f"C:\\Temp\\renamed.exe -enc {utf16(HELLO)}").steps

    assert step.words == (
        "If the program is PowerShell, it takes what follows -enc as a command in Base64 of UTF-16."
    )


BINARY = base64.b64encode(bytes(range(200, 255))).decode()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"powershell -nop -enc {BINARY}", [(BINARY, "-enc")]),
        (f"cmd /c p^owershell /ec {BINARY}", [(BINARY, "/ec")]),
        (f"powershell -e {utf16('命令は短い')}", [(utf16("命令は短い"), "-e")]),
        (f"tool.exe -enc {BINARY}", []),
        (f"powershell -c $x -enc {BINARY}", []),
        (f"powershell -enc {utf16(HELLO)}", []),
    ],
)
def test_what_did_not_become_text_is_kept(line: str, expected: list[tuple[str, str]]) -> None:
    """Where PowerShell was given it as a command; its words say what it is."""
    ladder = decode(line)
    found = [(ladder.text_of(one.step)[one.start : one.end], one.words) for one in ladder.riddles]

    assert [piece for piece, _ in expected] == [piece for piece, _ in found]
    for (_, switch), (_, words) in zip(expected, found, strict=True):
        assert words.startswith(f"What follows {switch} is Base64 of ")
        assert "did not become readable text" in words


def test_a_command_in_utf_8_is_shown_as_powershell_sees_it() -> None:
    """It reads two bytes as one letter; what was meant is in the words."""
    line = f"powershell -enc {base64_of('whoami /all & net user')}"
    (step,) = decode(line).steps

    assert step.text.encode("utf-16-le") == b"whoami /all & net user"
    assert step.text.startswith("桷慯業")
    assert step.kind is Kind.ENCODED_COMMAND
    assert step.words == (
        "PowerShell reads what follows -enc as UTF-16, and this is what it sees. It is Base64 of UTF-8, which "
        "PowerShell does not take there: whoami /all & net user."
    )
    assert "whoami" not in (hidden_text(line) or "whoami")


def test_a_long_command_in_utf_8_is_quoted_in_part() -> None:
    """And with every letter visible."""
    (step,) = decode(f"powershell -enc {base64_of('a ' * 3_000)}").steps

    assert step.words.endswith("a a…")
    assert len(step.words) < 1_200


def test_compressed_text_behind_the_switch_comes_out_all_the_same() -> None:
    """Though PowerShell would not understand it."""
    ladder = decode(f"powershell -enc {gzipped(HELLO)}")

    assert [step.text for step in ladder.ends] == [HELLO]
    assert len(ladder.riddles) == 1


def test_a_step_names_its_piece() -> None:
    """The source is exactly what stands in the text before."""
    line = f"powershell -nop -enc {utf16(HELLO)} -w hidden"

    step = decode(line).steps[0]

    assert utf16(HELLO) == step.source == line[step.start : step.end]
    assert "-enc" in step.words
    assert not step.is_whole
