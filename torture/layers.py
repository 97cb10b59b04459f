"""The layers of a log that are damaged, and what share of the inputs each gets."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Layer(StrEnum):
    """Where an input is damaged, or what it is made to exhaust."""

    HEADER = "header"
    """The first 4,096 bytes, and where the file ends."""
    CHUNK = "chunk"
    """The header and the tables of a chunk."""
    RECORD = "record"
    """Sizes, numbers, magics and the order of records."""
    TEMPLATE = "template"
    """Tokens, names and offsets of binary XML."""
    VALUE = "value"
    """Value arrays: types, sizes, contents."""
    JSON = "json"
    """The text that a parser gives, JSON or XML."""
    SECOND = "second reader"
    """Templates and values again, read by both readers; slow, so there are few."""
    AMPLIFIED = "amplified"
    """Small records that expand to as much as 100 MB, or nest as deep as a chunk allows."""


SHARES: Mapping[Layer, float] = {
    Layer.HEADER: 8,
    Layer.CHUNK: 14,
    Layer.RECORD: 18,
    Layer.TEMPLATE: 21,
    Layer.VALUE: 20,
    Layer.JSON: 17,
    Layer.SECOND: 2,
    Layer.AMPLIFIED: 0.1,
}
"""Of the inputs below the workers."""

SHARES_OF_THE_WHOLE_PATH: Mapping[Layer, float] = {
    Layer.HEADER: 15,
    Layer.CHUNK: 20,
    Layer.RECORD: 20,
    Layer.TEMPLATE: 22,
    Layer.VALUE: 22,
    Layer.AMPLIFIED: 1,
}
"""Of the inputs that are read by real workers."""
