"""Bytes into a file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO


def try_to_write(target: Path) -> None:
    """Find out before long work whether `write_whole` can succeed. Raises OSError."""
    if target.exists() and not target.is_file():
        return
    with tempfile.NamedTemporaryFile(prefix=".cellspawn-", suffix=".part", dir=_real(target).parent):
        pass


def write_whole(target: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write beside the target and rename when whole; an error leaves the target as it was and no other file.

    A link is followed. A pipe or a device (`/dev/stdout`) cannot be replaced and is written to as it is.
    Raises OSError, and whatever `write` raises.
    """
    if target.exists() and not target.is_file():
        with open(target, "wb") as file:
            write(file)
        return
    target = _real(target)
    handle, name = tempfile.mkstemp(prefix=".cellspawn-", suffix=".part", dir=target.parent)
    try:
        with open(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def write_text(stream: BinaryIO, parts: Iterable[str]) -> None:
    """Write text as UTF-8; characters that are no text (unpaired surrogates) are escaped. Raises OSError."""
    for part in parts:
        stream.write(part.encode("utf-8", "backslashreplace"))


def _real(target: Path) -> Path:
    return Path(os.path.realpath(target))


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
