"""core.words.decoding_words: what is said of a ladder."""

from __future__ import annotations

import base64

import pytest

from core.decoding.ladder import decode
from core.decoding.step import LOOKED_FOR
from core.words.decoding_words import (
    NOT_READABLE,
    as_text,
    decoded_text,
    explanation,
    headline,
    place,
    shown,
    step_source,
    step_title,
    urls_text,
)
from tests.core.decoding.encoding import HELLO, utf16

TWO = f"cmd /c p^owershell -enc {utf16(HELLO)} & powershell -enc {utf16('curl http://a.example/')}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", "No command line"),
        ("cmd /c dir", "Nothing in this command line is encoded"),
        ("cmd /c d^ir", "Decoded in one step"),
        (TWO, "Decoded in 3 steps"),
    ],
)
def test_the_headline_counts_the_steps(line: str, expected: str) -> None:
    """And says which kind of nothing there is."""
    assert expected == headline(decode(line))


def test_nothing_is_explained() -> None:
    """By what was looked for, or by what the log lacks."""
    assert LOOKED_FOR in explanation(decode("cmd /c dir"))
    assert "policy" in explanation(decode(""))
    assert explanation(decode(TWO)) == ""


def test_a_step_says_where_its_piece_stands() -> None:
    """Counted from 1, as people do; the text directly before needs no words where all of it was put right."""
    carets, first, second = decode(TWO).steps

    assert step_title(carets) == "1  Carets"
    assert step_source(carets) == ""
    assert step_source(first) == f"From characters {first.start + 1} to {first.end} of the text of step 1."
    assert step_source(second).endswith(" of the text of step 1.")
    assert step_source(decode(f"powershell -enc {utf16(HELLO)}").steps[0]).endswith(" of the line as logged.")


def test_urls_say_where_they_appeared() -> None:
    """The line as logged, or a step."""
    ladder = decode(f"curl http://b.example/ 192.0.2.1 {TWO}")

    assert [place(url) for url in ladder.urls] == [
        "URL in the line as logged",
        "address in the line as logged",
        "URL in step 3",
    ]
    assert urls_text(ladder) == "http://b.example/\n192.0.2.1\nhttp://a.example/"


def test_what_is_copied_is_the_text_as_it_is() -> None:
    """The whole ladder shows every character."""
    ladder = decode(f"powershell -enc {utf16(HELLO)}")

    assert decoded_text(ladder) == HELLO
    assert decoded_text(decode(TWO)) == f"{HELLO}\n\ncurl http://a.example/"
    assert decoded_text(decode("cmd /c dir")) == ""


def test_the_whole_ladder_is_written_as_text() -> None:
    """With the words of every step; signs that steer a terminal are shown."""
    text = as_text(decode(f"{TWO} \x1b[31m"))

    assert text.startswith(
        "Decoded in 3 steps\n\nPoints to:\n  http://a.example/ (URL in step 3)\n\n"
        "What runs, with «what was decoded» in its place:\n"
        f"cmd /c powershell -enc «{HELLO}» & powershell -enc «curl http://a.example/» \u241b[31m\n\nAs logged:\n"
    )
    assert "\u241b[31m" in text
    assert "\x1b" not in text
    assert "2  Encoded command: PowerShell takes what follows -enc" in text
    assert text.endswith("curl http://a.example/\n")


def test_what_only_carries_a_command_is_not_said_to_run() -> None:
    """The command is."""
    text = as_text(decode(TWO))

    assert text.startswith("Decoded in 3 steps\n\nPoints to:")
    assert "What runs" not in text


def test_what_did_not_become_readable_is_said() -> None:
    """It is encoded all the same; beside what could be decoded, and not without end."""
    binary = base64.b64encode(bytes(range(200, 255))).decode()
    alone, both = decode(f"powershell -enc {binary}"), decode(f"powershell -enc {binary} & {TWO}")
    many = decode(f"cmd /c powershell -enc {binary} & " * 5)
    words = (
        "What follows -enc is Base64 of 55 bytes, which did not become readable text: PowerShell would read them "
        "as UTF-16."
    )

    assert (headline(alone), explanation(alone)) == (NOT_READABLE, words)
    assert (headline(both), explanation(both)) == ("Decoded in 3 steps", words)
    assert explanation(many) == f"{words} {words} {words} So it is with 2 more."
    assert as_text(alone).startswith(f"{NOT_READABLE}\n{words}\n\nAs logged:\n")


def test_a_script_keeps_its_lines() -> None:
    """Tabs become blanks; other controls become signs."""
    assert shown("a\r\n\tb\nc\rd\u202e") == "a\n    b\nc\u240dd‹U+202E›"
