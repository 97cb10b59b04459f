"""What decoding gives: a ladder of steps, each with the piece that was decoded and why that is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a piece was encoded with."""

    CARETS = "carets"
    QUOTES = "quotes"
    CMD_VARIABLES = "cmd variables"
    BACKTICKS = "backticks"
    VARIABLES = "variables"
    CHARACTERS = "character codes"
    JOINED = "joined texts"
    FORMAT = "format"
    REPLACE = "replace"
    PICKED = "picked letters"
    ESCAPES = "escapes"
    ENCODED_COMMAND = "encoded command"
    BASE64 = "base64"
    COMPRESSED = "compressed"
    HEX = "hex"


TITLES: Mapping[Kind, str] = {
    Kind.CARETS: "Carets",
    Kind.QUOTES: "Quotes inside words",
    Kind.CMD_VARIABLES: "Variables of cmd",
    Kind.BACKTICKS: "Backticks",
    Kind.VARIABLES: "Variables of PowerShell",
    Kind.CHARACTERS: "Character codes",
    Kind.JOINED: "Texts in pieces",
    Kind.FORMAT: "Format operator",
    Kind.REPLACE: "Replaced text",
    Kind.PICKED: "Letters by number",
    Kind.ESCAPES: "Escapes",
    Kind.ENCODED_COMMAND: "Encoded command",
    Kind.BASE64: "Base64",
    Kind.COMPRESSED: "Compressed text",
    Kind.HEX: "Hexadecimal",
}
"""Headings of the steps."""

LOOKED_FOR = (
    "Base64 (also PowerShell’s -EncodedCommand), gzip and deflate, hexadecimal, carets, quotes and variables of "
    "cmd, and PowerShell, VBScript and JavaScript texts in pieces"
)
"""What an empty ladder was looked at for, for a sentence."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where decoding ends, whatever is left: a command line may be made to grow without end."""

    characters: int = 262_144
    """Of all texts that come out, together."""
    read: int = 163_840
    """Of all texts that are looked at, together; each piece put right counts as `EDIT` of them."""
    read_at_once: int = 32_768
    """Of one text, so that each step takes milliseconds. A command line of Windows is no longer."""
    steps: int = 64
    depth: int = 12
    urls: int = 200


EDIT = 16
"""Characters that can be looked at in the time that one piece takes to put right."""
LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of a text, decoded; or one text with several pieces of it put right."""

    number: int
    """From 1, in the order of reading: what came of a step directly follows it."""
    before: int
    """Number of the step whose text was decoded; 0 is the command line itself."""
    depth: int
    """How many encodings deep the text was hidden: 0 where the line was only put right."""
    kind: Kind
    words: str
    """What was done and why it is believed, in a sentence."""
    source: str
    """What was decoded: `text_before[start:end]`."""
    start: int
    end: int
    pieces: tuple[tuple[int, int], ...]
    """Parts of the source that changed, as places in the text before; not more than a few hundred."""
    text: str
    """What came out: a text of its own, or where `is_whole` the text before with its pieces put right."""
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Riddle:
    """A piece of a text that something says is encoded, and that did not become readable text."""

    step: int
    """Number of the step in whose text it stands; 0 where the command line itself holds it."""
    start: int
    end: int
    words: str
    """What it is, in a sentence."""


class UrlKind(StrEnum):
    """What points to another machine."""

    URL = "URL"
    SHARE = "share"
    ADDRESS = "IP address"


@dataclass(frozen=True, slots=True)
class Url:
    """A pointer to another machine, and where it first could be read."""

    text: str
    kind: UrlKind
    step: int
    """0 where the command line itself says it."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """A command line and all that was decoded of it."""

    command_line: str
    steps: tuple[Step, ...] = ()
    urls: tuple[Url, ...] = field(default=())
    """In the order in which they appear, each once."""
    riddles: tuple[Riddle, ...] = field(default=())
    """What is encoded and could not be read."""
    why_cut: str = ""
    """A sentence where decoding ended at a bound."""

    @property
    def is_cut(self) -> bool:
        """Whether there may be more to decode."""
        return bool(self.why_cut)

    def text_of(self, number: int) -> str:
        """Give the text of a step; of 0, the command line."""
        return self.steps[number - 1].text if number else self.command_line

    @property
    def ends(self) -> tuple[Step, ...]:
        """The steps of which nothing more was decoded: together, what the line says."""
        continued = {step.before for step in self.steps}
        return tuple(step for step in self.steps if step.number not in continued)
