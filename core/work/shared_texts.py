"""Equal texts of many rows into one text that all of them use: a million rows repeat a few thousand."""

from __future__ import annotations

from operator import attrgetter
from typing import get_type_hints

from msgspec.structs import force_setattr

from core.processes.process import ProcessCreation

_OWN_TO_EACH_ROW = frozenset({"command_line", "guid"})
_SHARED = tuple(
    name
    for name, kind in get_type_hints(ProcessCreation).items()
    if kind == str | None and name not in _OWN_TO_EACH_ROW
)
_texts_of = attrgetter(*_SHARED)


def share_texts(creation: ProcessCreation, texts: dict[str, str]) -> None:
    """Let a row use the copy of each text that an earlier row holds; its values stay the same."""
    for name, text in zip(_SHARED, _texts_of(creation), strict=True):
        if text is not None:
            force_setattr(creation, name, texts.setdefault(text, text))
    place = creation.place
    force_setattr(place, "file", texts.setdefault(place.file, place.file))
