"""A process creation into a short text by which it is known again in a log that was changed or copied anew."""

from __future__ import annotations

import hashlib

from core.processes.living import host_of, start_of
from core.processes.process import ProcessCreation


def identity_of(process: ProcessCreation) -> str:
    """Hash what tells a process from every other: host, start, PID, image and user."""
    told = (host_of(process.fqdn), start_of(process), process.pid, process.image_path, process.user)
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()
