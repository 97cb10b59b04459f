"""Stretches of records that are in no log that was read into limits: each is a doubt, with how many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from core.notation.visible import one_line
from core.story.limit import Grade, Limit, LimitKind
from core.story.limits_of_events import CHANNELS
from core.story.record_ids import Stretch

MOST_STRETCHES = 8
"""Of one channel; more are one limit: a log that was filtered lacks records everywhere."""
_LONGEST_NAME = 120
_CUT = "an export was filtered, or they were cut out"
_ELSEWHERE = "another log may hold them"
_MEANING = "process creations may be among them"


def limits_of_ids(stretches: Iterable[Stretch]) -> Iterator[Limit]:
    """Say which records of a host's channels are missing."""
    by_channel: dict[str | None, list[Stretch]] = defaultdict(list)
    for one in stretches:
        by_channel[one.channel].append(one)
    for channel, found in by_channel.items():
        if len(found) > MOST_STRETCHES:
            where = f"are not in the logs that were read: {_CUT}"
            yield _limit(channel, found, f"{_missing(found)} of log {_short(channel)} {where}; {_MEANING}")
            continue
        for one in found:
            low, high = one.before[1], one.after[1]
            where = f"are in none of the logs that were read: {_ELSEWHERE}"
            if one.file is not None:
                where = (
                    f"were left out of {_short(one.file.replace(chr(92), '/').rpartition('/')[2])}: {_CUT}"
                )
            ids = (
                f"record ids {low + 1:,} to {high - 1:,}"
                if one.is_all
                else f"between ids {low:,} and {high:,}"
            )
            yield _limit(
                channel, [one], f"{_missing([one])} of log {_short(channel)} ({ids}) {where}; {_MEANING}"
            )


def _missing(found: Sequence[Stretch]) -> str:
    number = sum(one.missing for one in found)
    least = "" if all(one.is_all for one in found) else "at least "
    return f"{least}{number:,} {'record' if number == 1 else 'records'}"


def _limit(channel: str | None, found: Sequence[Stretch], words: str) -> Limit:
    first, last = found[0], found[-1]
    return Limit(
        LimitKind.RECORDS_LEFT_OUT,
        Grade.DOUBT,
        min(one.before[2] for one in found),
        max(one.after[2] for one in found),
        words,
        (first.before[3], last.after[3]),
        CHANNELS.get((channel or "").lower()),
        len(found),
        sum(one.missing for one in found),
    )


def _short(text: str | None) -> str:
    line = one_line(text or "") or "without a name"
    return line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME]}…"
