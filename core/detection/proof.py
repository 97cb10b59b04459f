"""A record's bytes into what lets a reader of the report check it against the evidence later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from core.detection.rules import RULES
from core.reading.search import search_for


class Proof(msgspec.Struct, frozen=True, array_like=True):
    """Hashes of where a flagged row comes from, and whether the search before parsing would have met it."""

    record_sha256: str
    chunk_sha256: str
    """Of the chunk's bytes in the file: a record's field names and templates may stand elsewhere in it."""
    holds_literal: bool
    """False where a rule's literal does not stand whole in the record: its value was joined from pieces."""


def prove(record: bytes, chunk_sha256: str, matched: Iterable[str]) -> Proof:
    """Hash one record's bytes, and search them as triage would for each rule that flags the record."""
    holds_all = all(search_for(RULES[name].parent_words)(record) for name in matched)
    return Proof(hashlib.sha256(record).hexdigest(), chunk_sha256, holds_all)
