"""A filter's terms, its line and what was entered before into text for the settings, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from core.filter.stack import FilterStack, Held, term_of
from core.filter.term import Term

_VERSION = 1


def written_filter(stack: FilterStack, line: str) -> str:
    """Write all terms, on or off, and what is being typed."""
    terms = [{"text": str(held.term), "on": held.is_on, "resting": held.is_resting} for held in stack.held]
    return json.dumps({"version": _VERSION, "terms": terms, "line": line})


def read_filter(text: str) -> tuple[FilterStack, str] | None:
    """Read terms and line; `None` for a text of another kind or version. Terms that do not read are left out."""
    state = _object(text)
    if state is None:
        return None
    held: dict[Term, Held] = {}
    for one in filter(None, map(_held, _list(state.get("terms")))):
        held.setdefault(one.term, one)
    line = state.get("line")
    return FilterStack(tuple(held.values())), line if isinstance(line, str) else ""


def _held(found: object) -> Held | None:
    text = found.get("text") if isinstance(found, dict) else None
    term = term_of(text) if isinstance(text, str) else None
    if term is None or not isinstance(found, dict):
        return None
    is_on = found.get("on") is not False
    return Held(term, is_on, not is_on and found.get("resting") is True)


def written_history(texts: Sequence[str]) -> str:
    """Write what was entered before, the latest last."""
    return json.dumps({"version": _VERSION, "entered": list(texts)})


def read_history(text: str) -> list[str]:
    """Read what was entered before."""
    state = _object(text) or {}
    return [entered for entered in _list(state.get("entered")) if isinstance(entered, str)]


def _object(text: str) -> dict[object, object] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("version") == _VERSION else None


def _list(found: object) -> list[object]:
    return found if isinstance(found, list) else []
