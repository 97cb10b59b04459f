"""core.decoding.ladder: steps upon steps, in order, within bounds, whatever the line."""

from __future__ import annotations

import base64
import gzip
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.decoding.ladder import decode, decoding, hidden_text, summary
from core.decoding.step import LIMITS, Kind, Ladder
from tests.core.decoding.encoding import HELLO, base64_of, ends, gzipped, kinds, utf16

any_case = settings(deadline=None)


def _check(ladder: Ladder) -> None:
    """Hold a ladder against what is promised of every one."""
    assert [step.number for step in ladder.steps] == list(range(1, len(ladder.steps) + 1))
    for step in ladder.steps:
        before = ladder.text_of(step.before)
        assert step.before < step.number
        assert step.source == before[step.start : step.end]
        assert step.text
        assert step.text != before
        assert step.words.endswith(".")
        assert all(step.start <= start <= end <= step.end for start, end in step.pieces)
        below = 0 if step.before == 0 else ladder.steps[step.before - 1].depth
        assert step.depth == below + (not step.is_whole)
    assert len({url.text for url in ladder.urls}) == len(ladder.urls)
    assert len(ladder.steps) <= LIMITS.steps
    assert max((step.depth for step in ladder.steps), default=0) <= LIMITS.depth
    assert sum(len(step.text) for step in ladder.steps) <= LIMITS.characters


# ---------------------------------------------------------------- what a ladder is


def test_what_comes_of_a_step_follows_it() -> None:
    """Carets first, then the command, then what it hides."""
    inner = f"IEX([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{base64_of(HELLO)}')))"
    ladder = decode(f"cmd /c p^owershell /e^nc {utf16(inner)}")

    _check(ladder)
    assert [(step.number, step.before, step.depth, step.kind) for step in ladder.steps] == [
        (1, 0, 0, Kind.CARETS),
        (2, 1, 1, Kind.ENCODED_COMMAND),
        (3, 2, 2, Kind.BASE64),
    ]
    assert [step.text for step in ladder.ends] == [HELLO]
    assert summary(ladder) == inner.replace(base64_of(HELLO), f"«{HELLO}»")


def test_a_line_may_hide_several_texts() -> None:
    """Each has its own steps; the summary counts them."""
    ladder = decode(f"powershell -enc {utf16(HELLO)} & powershell -enc {utf16('whoami; ' + HELLO)}")

    _check(ladder)
    assert [(step.number, step.before) for step in ladder.steps] == [(1, 0), (2, 0)]
    assert summary(ladder) == f"(1) {HELLO} (2) whoami; {HELLO}"


def test_the_same_piece_is_decoded_once() -> None:
    """Though a line may repeat it."""
    line = f"cmd /c powershell -enc {utf16(HELLO)} || powershell -enc {utf16(HELLO)}"

    assert kinds(line) == [Kind.ENCODED_COMMAND]


def test_a_summary_has_one_line_and_shows_every_character() -> None:
    """As a cell of a table needs it."""
    text = "Write-Host 'a'\r\n\tWrite-Host '\U0001f600 a b c'"

    assert hidden_text(f"powershell -enc {utf16(text)}") == "Write-Host 'a' ␉Write-Host '😀 a b c'"
    assert hidden_text("cmd /c dir") is None
    assert hidden_text("") is None


def test_decoding_may_pause_after_each_text() -> None:
    """And gives the same ladder."""
    line = f"cmd /c p^owershell /e^nc {utf16(HELLO)}"
    steps = decoding(line)
    pauses = [next(steps), next(steps)]

    assert pauses == [None, None]
    with pytest.raises(StopIteration) as ended:
        next(steps)
    assert decode(line) == ended.value.value


# ---------------------------------------------------------------- bounds


def test_a_bomb_is_cut() -> None:
    """Ten megabytes in a few thousand letters."""
    bomb = base64.b64encode(gzip.compress(b"whoami; " * 1_250_000)).decode()
    ladder = decode(f"powershell FromBase64String('{bomb}')")

    _check(ladder)
    assert [step.kind for step in ladder.steps] == [Kind.COMPRESSED]
    assert len(ladder.steps[0].text) == LIMITS.characters
    assert "262,144 characters" in ladder.why_cut


def test_a_bomb_within_a_letter_is_cut_where_the_letter_begins() -> None:
    """What is left can be decoded."""
    bomb = base64.b64encode(gzip.compress("whoami é; ".encode() * 100_000)).decode()

    assert decode(f"FromBase64String('{bomb}')").steps[0].text.startswith("whoami é; ")


@pytest.mark.parametrize("depth", [3, 11, 12, 20])
def test_what_is_nested_too_deep_is_cut(depth: int) -> None:
    """A dozen encodings are more than anybody uses."""
    text = HELLO
    for _ in range(depth):
        text = base64_of(text)
    ladder = decode(f"tool {text}")

    _check(ladder)
    assert min(depth, LIMITS.depth) == len(ladder.steps)
    assert ladder.is_cut is (depth > LIMITS.depth)
    assert (HELLO in ends(f"tool {text}")) is (depth <= LIMITS.depth)


def test_too_many_steps_are_cut() -> None:
    """Pieces beyond are not decoded."""
    pieces = " ".join(base64_of(f"{HELLO} number {number}") for number in range(100))
    ladder = decode(f"tool {pieces}")

    _check(ladder)
    assert LIMITS.steps == len(ladder.steps)
    assert ladder.why_cut == "Decoding ended after 64 steps; there is more to decode."


def test_too_many_urls_are_cut() -> None:
    """The list says so."""
    ladder = decode(" ".join(f"http://h{number}.example/" for number in range(300)))

    assert LIMITS.urls == len(ladder.urls)
    assert ladder.is_cut


def test_of_a_text_that_is_too_long_only_the_beginning_is_looked_at() -> None:
    """A command line of Windows is never so long."""
    ladder = decode("cmd /c p^owershell " + "x" * 100_000 + " a^b")

    _check(ladder)
    assert ladder.steps[0].pieces == ((8, 9),)
    assert ladder.why_cut == "Of a text of 100,023 characters only the first 32,768 were looked at."


def test_variables_that_double_do_not_grow_without_end() -> None:
    """`set a=%a%%a%`, again and again."""
    ladder = decode("cmd /c set a=aaaaaaaa" + "&set a=%a%%a%" * 40 + "&call %a%")

    _check(ladder)
    assert sum(len(step.text) for step in ladder.steps) < LIMITS.characters


def test_replacements_that_grow_are_bounded() -> None:
    """Each letter by a thousand, and each of those again."""
    long = "b" * 1000
    line = f"powershell '{'a' * 1000}'.Replace('a','{long}').Replace('b','{long}')"

    _check(decode(line))
    _check(decode("powershell " + "('" + "{0}" * 3000 + "' -f '" + "x" * 9000 + "')"))


def test_limits_can_be_lower() -> None:
    """As a caller with less time asks for."""
    line = f"tool {base64_of(base64_of(base64_of(HELLO)))}"

    assert len(decode(line, replace(LIMITS, depth=2)).steps) == 2
    assert len(decode(line, replace(LIMITS, steps=1)).steps) == 1
    assert decode(line, replace(LIMITS, read=10)).is_cut
    assert decode("curl http://a.example/", replace(LIMITS, urls=0)).urls == ()


HOSTILE = (
    *("'", '"', "''", "'''", '\\"', "'a',", "'a'+", "('a'+", "(", "[char]65+", "[char[]](", "72,", "72,105|"),
    *(
        "[",
        "%a",
        "%a%",
        "!a!",
        "%comspec:~1%",
        "set a=b&",
        "set a=%a%%a%&",
        "^",
        "a^b",
        "`",
        "a`b",
        "cmd /c ",
    ),
    *("cmd /a ", "\\x41", "\\x", "%41", "%4", "-f", "'{0}'-f'a',", "{0}", "-join('a',", "'a'-join"),
    *("'a'.replace('a','b')", ".replace(", "'a'-replace'a',", "$a", "$a='b';", "$a+", "$env:comspec[4,"),
    *("'abc'[0,", "1..", "chr(65)&", '"a"&', "String.fromCharCode(72,", "-e ", "-enc AAAAAAAA ", "AAAA"),
    *(" " + "A" * 30, "FromBase64String('", "FromBase64String( ", "0x41", "41", "http://", "http://a,"),
    *("http://)", "\\\\", "\\\\a\\", "\\\\a@", "1.1.1.1 ", "1.1.", 'p"o"w ', 'p"', 'a""b', "|%{[char]$_}"),
    *("'a'.split('b')", "-split'a'", " ", "\n", "\t=", "é", "\u0130"),
)
"""What families look for, and never find all of."""


@pytest.mark.parametrize("around", ["{}", "cmd /c powershell iex $x {}"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_line_that_repeats_takes_time_in_its_length(piece: str, around: str) -> None:
    """Eight times the length takes about eight times as long, where backtracking would take sixty-four."""
    short, long = (around.format(piece * (length // len(piece))) for length in (4_000, 32_000))

    assert _seconds(long) < 32 * _seconds(short) + 0.02


def _seconds(line: str) -> float:
    """Measure the best of three."""
    taken = []
    for _ in range(3):
        begin = time.process_time()
        _check(decode(line))
        taken.append(time.process_time() - begin)
    return min(taken)


# ---------------------------------------------------------------- any line

_MORE = ("powershell ", "cmd /V:ON /c ", "set x=", "%x%", "$x='a';", "'b'", ")", "]", "}")
_PIECES = st.sampled_from([*HOSTILE, *_MORE])


@given(st.text(st.characters(), max_size=200))
@any_case
def test_any_text_gives_a_ladder(line: str) -> None:
    """Surrogates too."""
    _check(decode(line))
    assert "\n" not in (hidden_text(line) or "")


@given(st.lists(_PIECES | st.text(max_size=5), max_size=40).map("".join))
@any_case
def test_any_line_of_what_encodings_are_made_of_gives_a_ladder(line: str) -> None:
    """The parts of all of them, in any order."""
    _check(decode(line))
    assert summary(decode(line)) == (hidden_text(line) or "")


_WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=8), min_size=6, max_size=12)


def _by_carets(text: str) -> str:
    return "cmd /c " + "".join(f"^{letter}" if letter.isalnum() else letter for letter in text)


_WAYS = {
    "base64": lambda text: f"tool {base64_of(text)}",
    "command": lambda text: f"powershell -nop -enc {utf16(text)}",
    "call": lambda text: (
        f"IEX([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{base64_of(text)}')))"
    ),
    "gzip": lambda text: f"tool {gzipped(text)}",
    "hex": lambda text: f"echo {text.encode().hex()}",
    "carets": _by_carets,
}


_ORDERS = st.lists(st.sampled_from(sorted(_WAYS)), min_size=1, max_size=5).filter(
    lambda ways: ways.count("carets") <= 1
)
"""Carets before carets are three of four letters: nothing that anybody could tell from noise."""


@given(_WORDS.map(" ".join).map("join {}".format), _ORDERS)
@any_case
def test_what_was_encoded_comes_back(text: str, ways: list[str]) -> None:
    """Any words, in any ways, one around the other, with every text on the way."""
    texts = [text]
    for way in ways:
        texts.append(_WAYS[way](texts[-1]))
    ladder = decode(texts[-1])

    _check(ladder)
    assert not ladder.is_cut
    assert ladder.ends[-1].text.removeprefix("cmd /c ").endswith(text)
