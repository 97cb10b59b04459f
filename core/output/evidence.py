"""A file that is to be written into a refusal where it is evidence: no log is ever written to."""

from __future__ import annotations

import os
from collections.abc import Iterable

from core.errors import UsageError
from core.work.sources import file_identity, look_at


def refuse_evidence(target: str, logs: Iterable[str]) -> None:
    """Raise UsageError where the target is one of these logs, by whatever name, or any other event log."""
    holds_bytes = os.path.isfile(target) and os.path.getsize(target) > 0
    is_log = holds_bytes and look_at(target, was_named=False) is not None
    if is_log or file_identity(target) in {file_identity(log) for log in logs}:
        raise UsageError(f"{target} is an event log; evidence is never written to, so name another file")
