"""A link between a process and its parent into words: by what it is known, and what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from core.notation import duration
from core.notation.windows import normal_path
from core.processes.living import start_of
from core.processes.parent_finder import How, recorded_parent
from core.processes.process import ProcessCreation

MOST_NAMED = 3
"""Of the processes that fit a PID as well, so many are named."""

NO_RECORD = "its own start is not in the logs that were read"
"""Said of a missing parent."""


def how_words(
    child: ProcessCreation, parent: ProcessCreation | None, how: How, others: Sequence[str | None] = ()
) -> str:
    """Say how the parent is known; `others` are the images of further processes that fit. Hostile text inside."""
    return _WORDS[how](child, parent, others)


def several_words(count: int, whose: str = "this") -> str:
    """Say that records of one ProcessGuid differ."""
    return f"{count:,} records bear {whose} ProcessGuid: one of them was crafted"


def _by_guid(child: ProcessCreation, parent: ProcessCreation | None, _: Sequence[str | None]) -> str:
    words = "by ProcessGuid"
    if parent is None:
        return words
    at, begun, recorded = start_of(child), start_of(parent), recorded_parent(child)
    if at is not None and begun is not None and begun > at:
        words += f", though by its own record the parent started {duration.in_words(begun - at)} later"
    if recorded and parent.image_path and normal_path(recorded) != normal_path(parent.image_path):
        words += f", though the record names another image as the parent: {recorded}"
    return words


def _by_pid(child: ProcessCreation, parent: ProcessCreation | None, _: Sequence[str | None]) -> str:
    at, begun = start_of(child), None if parent is None else start_of(parent)
    earlier = "earlier" if at is None or begun is None else f"{duration.in_words(at - begun)} earlier"
    return f"by PID {child.ppid} and time: started {earlier}, no end, no boot since"


def _ambiguous(child: ProcessCreation, parent: ProcessCreation | None, others: Sequence[str | None]) -> str:
    named = ", ".join(image or "(no image)" for image in others[:MOST_NAMED])
    more = " and more" if len(others) > MOST_NAMED else ""
    return f"{_by_pid(child, parent, ())}; ambiguous, for others fit as well: {named}{more}"


def _missing(child: ProcessCreation, _: ProcessCreation | None, __: Sequence[str | None]) -> str:
    if child.parent_guid is not None:
        by = f"ProcessGuid {child.parent_guid}"
    else:
        by = "image only" if child.ppid is None else f"PID {child.ppid}"
    return f"the record names its parent ({by}); {NO_RECORD}"


def _always(words: str) -> Callable[[ProcessCreation, ProcessCreation | None, Sequence[str | None]], str]:
    return lambda _child, _parent, _others: words


_WORDS: Mapping[How, Callable[[ProcessCreation, ProcessCreation | None, Sequence[str | None]], str]] = {
    How.NOTHING: _always("the record names no parent"),
    How.BY_GUID: _by_guid,
    How.BY_PID: _by_pid,
    How.AMBIGUOUS: _ambiguous,
    How.MISSING: _missing,
    How.ITSELF: _always("the record names the process as its own parent; the chain ends here"),
    How.CUT: _always("the records make the process an ancestor of itself; the chain is cut here"),
    How.ONE_OF_SEVERAL: _by_guid,
}
