"""What an object of STIX stands for into its identifier: the same in every export, without a central register."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

from core.output.export import Export
from core.output.paired import paired

DEFINED = datetime(2026, 1, 1, tzinfo=UTC)
"""When the objects that are the same in every bundle were made."""


def own_id(kind: str, *parts: str | int | None) -> str:
    """Give the identifier of an object of this type that these values tell from all others.

    It has the form of UUIDv4, which STIX 2.1 demands of processes and advises for all but files and the like; a
    hash stands in for chance, so that the same evidence is the same object wherever it is exported.
    """
    said = ["cellspawn", kind, *(paired(part) if isinstance(part, str) else part for part in parts)]
    digest = hashlib.sha256(json.dumps(said).encode()).digest()
    return f"{kind}--{UUID(bytes=digest[:16], version=4)}"


TOOL_ID = own_id("identity", "Cellspawn")
ATTACK_PATTERN_ID = own_id("attack-pattern", "T1559.002")
EXTENSION_ID = own_id("extension-definition", "row", 1)
EXTENSION_VERSION = "1.0.0"


def indicator_id(rule: str) -> str:
    """Give the identifier of a rule's indicator."""
    return own_id("indicator", rule)


def made_at(export: Export) -> datetime:
    """Give when the export was made; where it does not say, when the fixed objects were."""
    text = export.made_by.get("made_at")
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return DEFINED
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
