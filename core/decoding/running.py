"""A ladder into what runs in the end: the last text of the line, with what was decoded of it in its place.

A decoded piece may be a comment, or a text that is never used: the text around it is left out only where that does
nothing but hand the piece to PowerShell as its command.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.decoding.step import Kind, Ladder, Step

OPEN, CLOSE = "«", "»"
"""Around what was decoded."""

_FOLDER = r"c:\\windows\\(?:system32|syswow64|sysnative)\\(?:windowspowershell\\v1\.0\\)?"
"""Where Windows' own shells are; those of other folders are shown."""
_WORD = re.compile(r"[^\s\"'(){}&|;,@]++")
_MEANS_NOTHING = re.compile(
    rf"(?:{_FOLDER})?(?:cmd|powershell|pwsh)(?:\.exe)?+\\?\Z"
    r"|[-/\u2013-\u2015]{1,2}[a-z]{1,24}+(?::(?:on|off))?+:?\\?\Z"
    r"|(?:start|call|exit|bypass|unrestricted|remotesigned|allsigned|restricted|default|undefined|hidden|normal"
    r"|minimized|maximized|text|xml|\d{1,4}(?:\.\d)?)\Z|[\\.^]\Z",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
"""A word of a line that does nothing but start a PowerShell: shells, their switches and the values of those."""
_IN_PROGRAM_FILES = re.compile(
    r"\A[\s\"']*+c:\\program files\\powershell\\\d{1,2}\\pwsh\.exe\b", re.ASCII | re.IGNORECASE
)
"""A path that holds a blank."""

Part = tuple[str, int]
"""A piece of a text, and the number of the step that decoded it; 0 where it stands there as it is."""


@dataclass(frozen=True, slots=True)
class Running:
    """A text that runs."""

    number: int
    """Of the step that gave it; 0 is the line as logged."""
    parts: tuple[Part, ...]

    @property
    def has_pieces(self) -> bool:
        """Whether anything in it was decoded."""
        return any(step for _, step in self.parts)


def what_runs(ladder: Ladder) -> tuple[Running, ...]:
    """Give the texts that run, in order; none where nothing was decoded."""
    if not ladder.steps:
        return ()
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in ladder.steps:
        steps[step.before].append(step)
    return tuple(_running(0, ladder, steps))


def in_place(running: Running) -> str:
    """Write a text, marks around what was decoded."""
    return "".join(f"{OPEN}{text}{CLOSE}" if step else text for text, step in running.parts)


def _running(number: int, ladder: Ladder, steps: Mapping[int, Sequence[Step]]) -> Iterator[Running]:
    while (of := steps.get(number, ())) and of[0].is_whole:
        number = of[0].number
    text = ladder.text_of(number)
    if of and _only_carries(text, of):
        for step in of:
            yield from _running(step.number, ladder, steps)
        return
    yield Running(number, tuple(_parts(text, of, ladder, steps)))


def _parts(
    text: str, pieces: Iterable[Step], ladder: Ladder, steps: Mapping[int, Sequence[Step]]
) -> Iterator[Part]:
    at = 0
    for step in pieces:
        if at < step.start:
            yield text[at : step.start], 0
        inner = (in_place(one) for one in _running(step.number, ladder, steps))
        yield " ".join(inner), step.number
        at = step.end
    if at < len(text):
        yield text[at:], 0


def _only_carries(text: str, pieces: Sequence[Step]) -> bool:
    """Tell whether a text does nothing but start PowerShell with these pieces as its commands."""
    if any(step.kind is not Kind.ENCODED_COMMAND for step in pieces):
        return False
    at, rest = 0, []
    for step in pieces:
        rest.append(text[at : step.start])
        at = step.end
    rest.append(text[at:])
    return all(
        _MEANS_NOTHING.match(word[0])
        for part in rest
        for word in _WORD.finditer(_IN_PROGRAM_FILES.sub("", part))
    )
