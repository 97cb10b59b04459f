"""What the user asks to see into a test of process creations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.errors import UsageError
from core.notation import filetime
from core.notation.windows import IntegrityLevel, ascii_lower
from core.processes.process import ProcessCreation

_LEVELS = ", ".join(level.value for level in IntegrityLevel)


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that a row must meet, all of them; within one of several values any will do."""

    users: tuple[str, ...] = ()
    """`DOMAIN\\name`, `name` alone or a SID, any case; `*` stands for any text."""
    integrity: tuple[str, ...] = ()
    """Level names, or `>=level` for that level and those above."""
    since: int | None = None
    """FILETIME, included."""
    until: int | None = None
    """FILETIME, included."""

    def test(self) -> Callable[[ProcessCreation], bool]:
        """Make the test. Raises UsageError for a level that does not exist."""
        levels = frozenset(level for text in self.integrity for level in levels_of(text))
        users = tuple(ascii_lower(user) for user in self.users)

        def meets(process: ProcessCreation) -> bool:
            if users and not any(is_user(pattern, process) for pattern in users):
                return False
            if self.integrity and process.integrity_level not in levels:
                return False
            return _is_between(process.time_created, self.since, self.until)

        return meets


def levels_of(text: str) -> tuple[IntegrityLevel, ...]:
    """Read `high` or `>=high`. Raises UsageError for a level that does not exist."""
    at_least, name = text.startswith(">="), text.removeprefix(">=").strip().lower()
    if name not in set(IntegrityLevel):
        raise UsageError(f"--integrity {text}: this is no integrity level; the levels are {_LEVELS}")
    level = IntegrityLevel(name)
    if not at_least:
        return (level,)
    return tuple(other for other in IntegrityLevel if other.rank >= level.rank)


def is_user(pattern: str, process: ProcessCreation) -> bool:
    """Tell whether a lower-case pattern names the user of a process, with or without the domain, or its SID."""
    user, sid = ascii_lower(process.user or ""), ascii_lower(process.sid or "")
    return any(matches(pattern, text) for text in (user, user.rpartition("\\")[2], sid) if text)


def matches(pattern: str, text: str) -> bool:
    """Match a text against a pattern in which `*` stands for any text; in time linear in the text for each `*`."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    return _holds_in_order(middle, text[len(first) : len(text) - len(last)])


def _holds_in_order(parts: Sequence[str], text: str) -> bool:
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _is_between(time: int | None, since: int | None, until: int | None) -> bool:
    if since is None and until is None:
        return True
    return time is not None and (since is None or time >= since) and (until is None or time <= until)


def moment(option: str, text: str, at_its_end: bool) -> int:
    """Read a time in UTC; what is written without smaller units is the beginning of its day, minute or second,
    or the end of it where asked. Raises UsageError.
    """
    ticks = filetime.from_text(text)
    if ticks is None:
        raise UsageError(f"{option} {text}: this is no time; write 2024-01-31 or 2024-01-31T23:59:58Z (UTC)")
    if not at_its_end:
        return ticks
    written = len(text.removesuffix("Z").removesuffix("+00:00").removesuffix(" UTC"))
    seconds = {len("2024-01-31"): 86_400, len("2024-01-31T23:59"): 60, len("2024-01-31T23:59:58"): 1}.get(
        written
    )
    return ticks if seconds is None else ticks + seconds * filetime.TICKS_PER_SECOND - 1
