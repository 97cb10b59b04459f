"""What is known of a harmless child into an entry that can be compared, or into a sentence why it cannot.

An image is the whole path, with `*` for any text within one folder's or file's name, and `|` between paths of
which any will do. Arguments are a regular expression (RE2) that fits all of them, in any case of ASCII letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import re2

from core.detection.child_images import WRITABLE
from core.detection.image_path import location
from core.errors import UsageError
from core.notation.visible import one_line, visible
from core.notation.windows import ascii_lower

LONGEST_NAME = 60
LONGEST_PATH = 1_000
LONGEST_ARGUMENTS = 2_000
LONGEST_REASON = 400
_MOST_MEMORY = 1 << 20
"""Bytes that RE2 may use for one pattern."""

_ROOTS = re.compile(r"c:\\(?:windows|program files|program files \(x86\))\\.")
_IN_WINDOWS = "c:\\windows\\"
_NOT_IN_A_PATH = re.compile(r'[<>:"/?%~\x00-\x1f]')
_META = re.compile(r"([\\.^$*+?{}\[\]|()&<>%;`])")
_LONG_NUMBER = re.compile(r"(?<![0-9a-zA-Z_.])[0-9]{3,}(?![0-9a-zA-Z_.])")
_ANYTHING = ("any arguments 7f3a", 'other "C:\\Q\\q.txt" /x=1', "-z http://q.example/ 12")
"""Texts that a shape has to tell from what it is made for: one that fits all of them says nothing."""
_QUOTED = re.compile(r'[ \t]*"([^"]*)"(?=[ \t]|\Z)')
_WORD = re.compile(r'[ \t]*([^" \t]+)(?=[ \t]|\Z)')

PathTest = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """A child that is harmless where its path and its arguments fit. Raises UsageError for one without sense."""

    name: str
    """Short, to be told from others."""
    image: str
    """Path of the image."""
    arguments: str
    """Shape of all its arguments; empty where it has none."""
    reason: str
    """Why it is harmless."""
    source: str = ""
    """Who says so; public for what is shipped."""
    parent: str = ""
    """Path of the parent's image; empty for Excel where Office is installed."""
    expires: date | None = None
    """The last day on which it fits."""
    is_own: bool = False
    """Whether the analyst made it."""

    def __post_init__(self) -> None:
        _check_words("The name", self.name, LONGEST_NAME)
        _check_words("The reason", self.reason, LONGEST_REASON)
        if not self.reason.strip():
            raise UsageError("An entry needs a reason: say why this child is harmless.")
        if not self.name.strip():
            raise UsageError("An entry needs a name.")
        check_paths("The image", self.image)
        if self.parent:
            check_paths("The parent", self.parent)
        check_arguments(self.arguments)

    @property
    def title(self) -> str:
        """What stands in the row that it fits."""
        return f"{self.name}: {self.reason}"

    def is_expired(self, today: date) -> bool:
        """Tell whether its last day is over."""
        return self.expires is not None and self.expires < today


def _check_words(what: str, text: str, most: int) -> None:
    if len(text) > most:
        raise UsageError(f"{what} is too long: {len(text):,} characters, at most {most:,}.")
    if visible(text) != text:
        raise UsageError(f"{what} holds a character that cannot be seen; write it without.")


def check_paths(what: str, pattern: str) -> None:
    """Raise UsageError, with a sentence about `what`, for paths that may lead to what a user could put there."""
    if len(pattern) > LONGEST_PATH:
        raise UsageError(f"{what} is too long: {len(pattern):,} characters, at most {LONGEST_PATH:,}.")
    if visible(pattern) != pattern:
        raise UsageError(f"{what} holds a character that cannot be seen; write it without.")
    for path in map(ascii_lower, pattern.split("|")):
        _check_path(what, path)


def _check_path(what: str, path: str) -> None:
    shown = one_line(path) or "(empty)"
    if not _ROOTS.match(path):
        raise UsageError(
            f"{what} must be a whole path below C:\\Windows\\, C:\\Program Files\\ or C:\\Program Files (x86)\\, "
            f"where users cannot write; {shown} is not. Tag the row instead."
        )
    *folders, name = path.split("\\")[1:]
    plain = path.replace("*", "x")
    place = location(plain)
    if _NOT_IN_A_PATH.search(path[2:]) or not place.is_plain or plain != f"c:{place.directory}{place.name}":
        raise UsageError(
            f"{what} must be written plainly: no quotes, %variables%, .., 8.3 names or empty folders; {shown}."
        )
    if WRITABLE.search(place.directory):
        raise UsageError(f"{what} stands where users can write: {shown}. Tag the row instead.")
    if not name.endswith(".exe"):
        raise UsageError(f"{what} must name a program, with .exe at its end; {shown} does not.")
    if path.startswith(_IN_WINDOWS) and "*" in path:
        raise UsageError(f"{what}: below C:\\Windows, where the shells are, * stands for too much; {shown}.")
    if "*" in folders[0] or any(set(folder) == {"*"} for folder in folders[:2]):
        raise UsageError(f"{what}: name the folder below Program Files; {shown} fits those of every vendor.")


def check_arguments(shape: str) -> None:
    """Raise UsageError for a shape that RE2 cannot read, or that fits whatever it is compared with."""
    if len(shape) > LONGEST_ARGUMENTS:
        raise UsageError(
            f"The arguments are too long: {len(shape):,} characters, at most {LONGEST_ARGUMENTS:,}."
        )
    if visible(shape) != shape:
        raise UsageError("The arguments hold a character that cannot be seen; write it as \\x{...}.")
    fits = arguments_test(shape)
    if all(map(fits, _ANYTHING)):
        raise UsageError("The arguments fit anything: write what they always have in common.")


def arguments_test(shape: str) -> Callable[[str], bool]:
    """Make the test that a shape fits all of some arguments. Raises UsageError for what RE2 cannot read."""
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    try:
        fullmatch = re2.compile(shape, options).fullmatch
    except re2.error as error:
        said = error.args[0] if error.args else b""
        words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        raise UsageError(f"The arguments are no regular expression: {one_line(words)}.") from None
    return lambda text: fullmatch(text) is not None


def path_test(pattern: str) -> PathTest:
    """Make the test that one of the paths fits a path in ASCII lower case."""
    paths = ascii_lower(pattern).split("|")
    shape = "|".join(r"[^\\]*".join(map(escaped, path.split("*"))) for path in paths)
    options = re2.Options()
    options.never_capture = True
    fullmatch = re2.compile(shape, options).fullmatch
    return lambda path: fullmatch(path) is not None


def escaped(text: str) -> str:
    """Write a text as the shape that fits it alone."""
    return _META.sub(r"\\\1", text)


def suggested_shape(arguments: str) -> str:
    """Write arguments as a shape to begin with: as they are, but for numbers that differ from start to start."""
    pieces = _LONG_NUMBER.split(arguments)
    return "[0-9]+".join(map(escaped, pieces))


def raw_arguments(line: str, image: str) -> str | None:
    """Give what stands behind the program's name in a command line, without blanks around it.

    `None` where the first word is not the image: its path, its file name, or that without `.exe`.
    """
    lower, path = ascii_lower(line), ascii_lower(image)
    if lower.startswith(path) and lower[len(path) : len(path) + 1] in ("", " ", "\t"):
        return line[len(path) :].strip(" \t")
    word = _QUOTED.match(line) or _WORD.match(line)
    if word is None:
        return None
    name = path.rpartition("\\")[2]
    ways = (path, f"\\??\\{path}", name, name.removesuffix(".exe"))
    return line[word.end() :].strip(" \t") if ascii_lower(word[1]) in ways else None
