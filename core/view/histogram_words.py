"""A histogram and a time zone into words: spans of time, widths, what a stretch of bins holds."""

from __future__ import annotations

from statistics import median

from core.notation.filetime import TICKS_PER_SECOND
from core.view.histogram import Histogram
from core.view.times import Zone, text_in
from core.words.read_words import count

SKEWED = 200
"""How many times as high as the median of the bins that are not empty the highest is where a scale must be
logarithmic for the others to be seen."""

_DAY = 86_400 * TICKS_PER_SECOND
_UNITS = ((7 * 86_400, "week"), (86_400, "day"), (3_600, "h"), (60, "min"), (1, "s"))
"""Seconds and the unit's name, the longest first."""
_MIDNIGHT = "00:00:00"


def is_skewed(histogram: Histogram) -> bool:
    """Tell whether few bins are so high that the others could not be seen beside them."""
    filled = [number for number in histogram.counts if number]
    return bool(filled) and max(filled) > SKEWED * median(filled)


def coarser(histogram: Histogram, factor: int) -> Histogram:
    """Join so many bins into each, from multiples of the new width on."""
    if factor <= 1:
        return histogram
    width = histogram.width * factor
    start = histogram.start // width * width
    lead = (0,) * ((histogram.start - start) // histogram.width)
    return Histogram(
        start,
        width,
        _joined(lead + histogram.counts, factor),
        _joined(lead + histogram.flagged, factor),
        histogram.before,
        histogram.after,
    )


def _joined(numbers: tuple[int, ...], factor: int) -> tuple[int, ...]:
    return tuple(sum(numbers[at : at + factor]) for at in range(0, len(numbers), factor))


def moment(ticks: int, zone: Zone) -> str:
    """Write a time without the units that are zero: `2024-12-22`, `2024-12-22 14:20` or with seconds."""
    date, clock, offset = _parts(ticks, zone)
    return " ".join(part for part in (date, "" if clock == _MIDNIGHT else _short(clock), offset) if part)


def span(since: int, until: int, zone: Zone, with_date: bool = True) -> str:
    """Write from when to when, `until` not being part of it: `2024-12-22 14:20–14:25`, or the days."""
    date, clock, offset = _parts(since, zone)
    last_date, last_clock, last_offset = _parts(until, zone)
    if clock == last_clock == _MIDNIGHT:
        last_day, _, _ = _parts(until - 1, zone)
        return date if date == last_day else f"{date} – {last_day}"
    if date != last_date or offset != last_offset or not clock:
        return f"{moment(since, zone)} – {moment(until, zone)}"
    from_to = f"{_short(clock)}–{_short(last_clock)} {offset}".rstrip()
    return f"{date} {from_to}" if with_date else from_to


def width_words(histogram: Histogram) -> str:
    """Write how long a bin is: `5 min`, `1 h`, `2 weeks`."""
    seconds = histogram.width // TICKS_PER_SECOND
    size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
    number = seconds // size
    return count(number, unit) if len(unit) > 3 else f"{number:,} {unit}"


def bins_words(histogram: Histogram, first: int, last: int, zone: Zone) -> str:
    """Say what the bins from the first to the last of some hold: `14:20–14:25 · 37 shown, 2 flagged`."""
    since, until = (histogram.start + histogram.width * bin_ for bin_ in (first, last + 1))
    start, end = _parts(histogram.start, zone)[0], _parts(histogram.end - 1, zone)[0]
    when = span(since, until, zone, with_date=start != end)
    shown = sum(histogram.counts[first : last + 1])
    flagged = sum(histogram.flagged[first : last + 1])
    return f"{when} · {_numbers(shown, flagged)}"


def edge_words(histogram: Histogram, zone: Zone) -> tuple[str, str]:
    """Say when the first bin begins and when the last ends, and how many rows lie far outside."""
    before = f"{histogram.before:,} before " if histogram.before else ""
    after = f"{histogram.after:,} after " if histogram.after else ""
    return before + moment(histogram.start, zone), after + moment(histogram.end, zone)


def scale_words(histogram: Histogram) -> str:
    """Say how long each bar is, and whether the scale is logarithmic."""
    log = " · log scale" if is_skewed(histogram) else ""
    return f"each bar {width_words(histogram)}{log}"


def histogram_words(histogram: Histogram | None, zone: Zone) -> str:
    """Say the whole in one sentence, for those who do not see it."""
    if histogram is None:
        return "no times"
    when = span(histogram.start, histogram.end, zone)
    numbers = _numbers(sum(histogram.counts), sum(histogram.flagged))
    return f"{when} ({zone.name}): {numbers}; {scale_words(histogram)}"


def _numbers(shown: int, flagged: int) -> str:
    return f"{shown:,} shown, {flagged:,} flagged" if flagged else f"{shown:,} shown"


def _parts(ticks: int, zone: Zone) -> tuple[str, str, str]:
    """Give date, time of day and what else belongs to it; only the first where the time is beyond all years."""
    text = text_in(ticks, zone)
    if not text[:1].isdigit():
        return text, "", ""
    return text[:10], text[11:19], text[23:].strip()


def _short(clock: str) -> str:
    return clock.removesuffix(":00") if len(clock) == len(_MIDNIGHT) else clock
