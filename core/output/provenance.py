"""The running program into what a report must say of how it was made."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from core import __version__


def provenance(arguments: Sequence[str]) -> Mapping[str, object]:
    """Give the versions of Cellspawn and of both readers, the time, and the arguments as they were given."""
    return {
        "cellspawn": __version__,
        "evtx": version("evtx"),
        "python-evtx": version("python-evtx"),
        "python": platform.python_version(),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "arguments": list(arguments),
    }
