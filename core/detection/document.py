"""A parent's command line into the document that it names.

Excel's command line names the document only when the document was opened by association; Explorer's `/dde`
and COM's `-Embedding` hand it over in other ways. An Excel that already runs also takes over files that are
opened later, so the line may name an earlier file than the one that spawned the child.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from core.notation.windows import ascii_lower, normal_path


class Origin(StrEnum):
    """Where a document was opened from, judged by its path alone."""

    MAIL = "mail"
    """Outlook's folder for opened attachments."""
    ARCHIVE = "archive"
    """A folder that an archive viewer unpacks into: Explorer's zip folders, 7-Zip, WinRAR, BandiZip."""
    DOWNLOAD = "download"
    """The downloads folder or the browser cache."""
    SHARE = "share"
    WEB = "web"
    TEMP = "temp"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Document:
    """What a command line says about the document that was opened."""

    path: str | None
    """Path or URL in the log's own spelling, without quotes."""
    origin: Origin | None
    """`None` without a path, or when the path is relative: its folder is then not in the line."""
    note: str
    """Why there is no path, or how sure it is; empty when there is nothing to say."""


NO_LINE = "no command line in this log"
NO_DOCUMENT = "started without a document"
DDE = "/dde: Explorer hands the file over by a DDE message"
EMBEDDING = "-Embedding: started by another program through COM"
AUTOMATION = "/automation: started for automation, without add-ins"
GUESS_SPACES = "guess: unquoted path with spaces"
GUESS_EXTENSION = "guess: no known extension and no full path"
RELATIVE = "relative path: its folder is not in this line"

_WITHOUT_DOCUMENT: tuple[tuple[str, str], ...] = (
    ("dde", DDE),
    ("embedding", EMBEDDING),
    ("automation", AUTOMATION),
)
"""Switches that explain why no document is named, the most telling first."""

_VALUE_IS_NO_DOCUMENT = frozenset({"p", "a"})
"""`/p` takes the working folder, `/a` the name of an add-in."""

_VALUE_IS_SECOND_CHOICE: Mapping[str, str] = {"t": "template (/t)", "h": "value of /h"}
"""Switches whose value is a file, but not the first one to report when the line names another."""

_ONE_LETTER = frozenset("xrnestpihma")
"""Excel's switches of one letter (Microsoft Support, "Command-line switches for Microsoft Office")."""

EXTENSIONS = frozenset(
    {"xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx", "xltm", "xlw", "xla", "xlam", "xll", "xml", "ods"}
    | {"csv", "tsv", "txt", "prn", "dif", "slk", "iqy", "dqy", "oqy", "rqy"}
)
"""Extensions of files that Excel opens."""

_ANCHOR = re.compile(r"[a-z]:[\\/]|[\\/]{2}|(?:https?|ftp|file|ms-excel):", re.ASCII | re.IGNORECASE)
_WEB = re.compile(r"(?:https?|ftp)://", re.ASCII | re.IGNORECASE)
_OFFICE_LINK = re.compile(r"ms-excel:(?:of[a-z]\|u\|)?", re.ASCII | re.IGNORECASE)
_FILE_URL = re.compile(r"file:/*", re.ASCII | re.IGNORECASE)

_ORIGIN_BY_PATH: tuple[tuple[Origin, re.Pattern[str]], ...] = (
    (Origin.MAIL, re.compile(r"\\content\.outlook\\|\\temporary internet files\\olk")),
    (Origin.ARCHIVE, re.compile(r"\\temp\\(?:[0-9]++\\)?(?:temp[0-9]++_|7z|rar\$|bnz\.)[^\\]*+\\")),
    (Origin.DOWNLOAD, re.compile(r"\\downloads\\|\\inetcache\\|\\temporary internet files\\")),
    (Origin.SHARE, re.compile(r"\A(?:\\\\|unc\\)")),
    (Origin.TEMP, re.compile(r"\\te?mp\\")),
    (Origin.LOCAL, re.compile(r"\A(?:[a-z]:\\|\\device\\harddiskvolume)")),
)
"""Marks of an origin in a normal path; the first that is found decides."""

# Every quantifier is possessive or ends at a fixed character: hostile lines of 32,000 characters stay linear.
_PROGRAM = re.compile(r'[ \t]*+(?:"[^"]*+"?+|[^" \t]++)*+')
_UNQUOTED_PROGRAM = re.compile(r'\.exe(?=[ \t"]|\Z)', re.ASCII | re.IGNORECASE)
_PIECE = re.compile(r'\\++|"|[ \t]++|[^\\" \t]++')


@dataclass(frozen=True, slots=True)
class _Word:
    """One argument, and where it stands in the line."""

    text: str
    start: int
    end: int
    is_quoted: bool


@dataclass(slots=True)
class _Run:
    """Words that may be one path with unquoted spaces, and the switch before them, if any."""

    switch: str = ""
    words: list[_Word] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether the next word cannot belong to the same path."""
        return bool(self.words) and (self.words[-1].is_quoted or is_spreadsheet(self.words[-1].text))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What may be a document."""

    text: str
    note: str
    is_named: bool
    """By a full path, a URL or an extension that Excel opens."""
    is_second_choice: bool


@lru_cache(maxsize=1024)
def document_of(parent_command_line: str | None) -> Document:
    """Read the document out of a command line of Excel; never raises, and takes linear time."""
    if parent_command_line is None:
        return Document(None, None, NO_LINE)
    words = _words(parent_command_line, _office_program_end(parent_command_line))
    runs = tuple(_runs(words))
    if candidates := tuple(_candidates(parent_command_line, runs)):
        return _chosen(candidates)
    switches = {run.switch for run in runs}
    why = (note for switch, note in _WITHOUT_DOCUMENT if switch in switches)
    return Document(None, None, next(why, NO_DOCUMENT))


@lru_cache(maxsize=1024)
def arguments_of(command_line: str) -> tuple[str, ...]:
    """Split a command line as a program's C runtime does, and leave out the program's own name.

    Quotes within quotes follow the rule of the runtimes before 2008: `""` is one quote and ends the quoting.
    """
    program = _PROGRAM.match(command_line)
    return tuple(word.text for word in _words(command_line, program.end() if program else 0))


def _office_program_end(line: str) -> int:
    """End of the program's name, which may hold spaces without quotes (`C:\\Program Files\\…\\EXCEL.EXE`)."""
    if not line.lstrip(" \t").startswith('"') and (boundary := _UNQUOTED_PROGRAM.search(line)):
        return boundary.end()
    program = _PROGRAM.match(line)
    return program.end() if program else 0


def _words(line: str, position: int) -> Iterator[_Word]:
    text: list[str] = []
    start, is_quoted, in_quotes = -1, False, False
    while piece := _PIECE.match(line, position):
        first, position = position, piece.end()
        run = piece[0]
        if run[0] in " \t" and not in_quotes:
            if start >= 0:
                yield _Word("".join(text), start, first, is_quoted)
            text, start, is_quoted = [], -1, False
            continue
        start = first if start < 0 else start
        before_quote = line.startswith('"', position)
        if run == '"':
            if in_quotes and before_quote:
                text.append('"')
                position += 1
            in_quotes, is_quoted = not in_quotes, True
        elif run[0] == "\\" and before_quote:
            text.append(run[: len(run) // 2])
            if len(run) % 2:
                text.append('"')
                position += 1
        else:
            text.append(run)
    if start >= 0:
        yield _Word("".join(text), start, len(line), is_quoted)


def _runs(words: Iterator[_Word]) -> Iterator[_Run]:
    """Group the words: a switch, a quoted word or a full path begins a run, an extension ends it."""
    run = _Run()
    for whole in words:
        switch, word = _switch_and_value(whole)
        if switch:
            yield run
            run = _Run(switch)
        if word is None:
            continue
        if run.is_complete or (run.words and (word.is_quoted or _ANCHOR.match(word.text))):
            yield run
            run = _Run()
        run.words.append(word)
    yield run


def _switch_and_value(word: _Word) -> tuple[str, _Word | None]:
    """Tell `/x`, `C:\\a.xls` and `/xC:\\a.xls` apart: the name of the switch or `""`, and the rest."""
    text = word.text
    if not text:
        return "", None
    if text[0] not in "/-" or text.startswith("//"):
        return "", word
    name = ascii_lower(text[1:])
    if name[:1] in _ONE_LETTER and _ANCHOR.match(text, 2):
        return name[0], _Word(text[2:], word.start + 2, word.end, word.is_quoted)
    return ("", word) if is_spreadsheet(text) else (name, None)


def is_spreadsheet(text: str) -> bool:
    """Tell whether a name ends in an extension that Excel opens."""
    return ascii_lower(text).rstrip(". ").rpartition(".")[2] in EXTENSIONS


def _candidates(line: str, runs: Iterable[_Run]) -> Iterator[_Candidate]:
    for run in runs:
        words = run.words[1:] if run.switch in _VALUE_IS_NO_DOCUMENT else run.words
        if not words:
            continue
        is_named = any(_ANCHOR.match(word.text) or is_spreadsheet(word.text) for word in words)
        notes = (
            _VALUE_IS_SECOND_CHOICE.get(run.switch, ""),
            GUESS_SPACES if len(words) > 1 else "",
            "" if is_named else GUESS_EXTENSION,
        )
        text = words[0].text if len(words) == 1 else line[words[0].start : words[-1].end]
        yield _Candidate(text, _joined(*notes), is_named, run.switch in _VALUE_IS_SECOND_CHOICE)


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _chosen(candidates: tuple[_Candidate, ...]) -> Document:
    """Take the first document: a named one before a guess, an argument before the value of a switch."""
    named = tuple(one for one in candidates if one.is_named) or candidates[:1]
    first = next((one for one in named if not one.is_second_choice), named[0])
    more = len(named) - 1
    count = f"{more} more document{'s' if more > 1 else ''} in the line" if more else ""
    path = first.text
    if link := _OFFICE_LINK.match(path):
        path = path[link.end() :].partition("|")[0] or path
    origin = origin_of(path)
    relative = RELATIVE if origin is None and first.is_named else ""
    return Document(path, origin, _joined(first.note, relative, count))


def origin_of(path: str) -> Origin | None:
    """Judge by a path or URL where a document was opened from; `None` where its folder is not in it."""
    if _WEB.match(path):
        return Origin.WEB
    plain = normal_path(path)
    if url := _FILE_URL.match(path):
        rest = path[url.end() :]
        plain = normal_path(rest if _ANCHOR.match(rest) else f"\\\\{rest}")
    return next((origin for origin, mark in _ORIGIN_BY_PATH if mark.search(plain)), None)
