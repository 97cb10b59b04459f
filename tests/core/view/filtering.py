"""Rows to filter, and filters to ask of them."""

from __future__ import annotations

from hypothesis import strategies as st

from core.detection.detections import detect
from core.filter.language import parse
from core.filter.term import Operator, Term, all_hold
from core.rows.row import Row, row_of
from tests.core.builders import process

TRICKY = st.text(alphabet=st.sampled_from('ab"*[],\\ \n:~<>=+-.0\u00e9\u212a\ud800\0'), max_size=12)
"""Texts of the characters that mean something in a filter, and of some that are hard to write."""

ANY_TEXT = TRICKY | st.text(alphabet=st.characters(), max_size=20)


def row(**fields: object) -> Row:
    """Build the row of a process creation that is not flagged."""
    return Row(process(**fields), None, "strict")


def flagged(**fields: object) -> Row:
    """Build the row of a child of Excel."""
    (detection,) = detect([process(**fields)])
    return row_of(detection, "strict")


def meets(text: str, tested: Row) -> bool:
    """Tell whether a row meets a filter."""
    return all_hold(parse(text))(tested)


def is_one_of(column: str | None, values: tuple[str, ...], tested: Row) -> bool:
    """Tell whether a row meets a term that was not written but made."""
    return all_hold([Term(column, Operator.IS, values)])(tested)
