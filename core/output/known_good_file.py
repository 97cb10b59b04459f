"""An analyst's own known-good entries into a file that is written whole or not at all, and back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_config_path

from core.detection.known_good import Entry, KnownGood
from core.detection.known_good_list import MOST_ENTRIES, check_names, entries_of, json_of, starter_entries
from core.errors import CellspawnError, UsageError, io_sentence, writing_sentence
from core.output.safe_file import write_whole

KNOWN_GOOD_FILE = "known_good.json"

_MOST_BYTES = 8 << 20


def own_path() -> Path:
    """Give where a user's own entries are kept, beside the settings of the window."""
    return user_config_path("cellspawn", appauthor=False) / KNOWN_GOOD_FILE


def load_own(path: Path) -> tuple[Entry, ...]:
    """Read the entries; none where there is no file. Raises CellspawnError for what is no such list."""
    try:
        with open(path, "rb") as file:
            text = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise CellspawnError(f"{path} could not be read: {io_sentence(error)}.") from error
    if len(text) > _MOST_BYTES:
        raise CellspawnError(
            f"{path} is no list of known-good entries: it has more than {_MOST_BYTES:,} bytes."
        )
    try:
        return entries_of(text, is_own=True)
    except UsageError as error:
        raise CellspawnError(f"{path}: {error}") from error


def save_own(path: Path, entries: Iterable[Entry]) -> None:
    """Write the entries; the file stays as it was where that fails. Raises CellspawnError."""
    own = tuple(entries)
    check_names(own)
    if len(own) > MOST_ENTRIES:
        raise UsageError(f"A list has at most {MOST_ENTRIES:,} entries.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, lambda stream: stream.write(json_of(own)))
    except OSError as error:
        raise CellspawnError(f"{path} could not be written: {writing_sentence(error)}.") from error


def known_good_of(name: str | None) -> KnownGood:
    """Give the entries that `--known-good [FILE]` asks for: those of the file, then those that are shipped.

    Without a name, those that the user has in the window. Raises CellspawnError.
    """
    path = own_path() if not name else Path(name)
    if name and not path.exists():
        raise CellspawnError(f"{name}: there is no such list of known-good entries; name another file.")
    return KnownGood((*load_own(path), *starter_entries()))
