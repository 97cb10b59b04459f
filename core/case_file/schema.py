"""The tables of a case file, and whether a file is one: its marks, its version, and nothing in it but these tables.

Sources: SQLite, "Database File Format" (application id, user version) and "Defense Against The Dark Arts", for a
case file may come from anybody.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from core.errors import CellspawnError, io_sentence
from core.notation.visible import visible

APPLICATION_ID = 0x43535057
"""`CSPW`."""
VERSION = 1
SUFFIX = ".cellspawn"

_SIGNATURE = b"SQLite format 3\0"
_TABLES = (
    "CREATE TABLE sources (position INTEGER PRIMARY KEY, path TEXT NOT NULL)",
    "CREATE TABLE logs (name TEXT PRIMARY KEY, path TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT)",
    "CREATE TABLE marks (file TEXT NOT NULL, file_offset INTEGER NOT NULL, record_number INTEGER NOT NULL, "
    "identity TEXT NOT NULL, tags TEXT NOT NULL, note TEXT NOT NULL, "
    "PRIMARY KEY (file, file_offset, record_number))",
    "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)
_GUARDS = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA secure_delete=ON",
)


class CaseFileError(CellspawnError):
    """A case file cannot be read or written; what was said stays in memory."""


def is_case_file(path: str) -> bool:
    """Tell by its name whether a file is a case file."""
    return path.lower().endswith(SUFFIX)


def connect(path: Path) -> sqlite3.Connection:
    """Open a database whose every transaction is on the disk when it is done. Raises sqlite3.Error."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rwc", uri=True, isolation_level=None, timeout=2
    )
    for guard in (*_GUARDS, "PRAGMA synchronous=FULL"):
        connection.execute(guard)
    return connection


def create(path: Path) -> sqlite3.Connection:
    """Make an empty case file. Raises sqlite3.Error."""
    connection = connect(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            connection.execute(table)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={VERSION}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def open_checked(path: Path) -> sqlite3.Connection:
    """Open a case file that may come from anybody. Raises CaseFileError for what is none."""
    name = visible(str(path))
    try:
        with open(path, "rb") as file:
            if file.read(len(_SIGNATURE)) != _SIGNATURE:
                raise CaseFileError(f"{name} is no case file of Cellspawn; choose one that ends in {SUFFIX}")
    except OSError as error:
        raise CaseFileError(f"{name} could not be opened: {io_sentence(error)}") from error
    connection: sqlite3.Connection | None = None
    try:
        connection = connect(path)
        _refuse_others(connection, name)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise CaseFileError(f"{name} could not be opened: {error}; open an earlier copy of it") from error
    except CaseFileError:
        if connection is not None:
            connection.close()
        raise
    return connection


def _refuse_others(connection: sqlite3.Connection, name: str) -> None:
    application, version = (
        connection.execute(f"PRAGMA {what}").fetchone()[0] for what in ("application_id", "user_version")
    )
    if application != APPLICATION_ID:
        raise CaseFileError(
            f"{name} is a database of another program, no case file of Cellspawn; choose another"
        )
    if version > VERSION:
        raise CaseFileError(f"{name} was made by a newer Cellspawn; open it with that")
    found = {row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    if found != set(_TABLES):
        raise CaseFileError(
            f"{name} holds other tables than a case file of Cellspawn; it was made or changed by hand"
        )
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise CaseFileError(f"{name} is damaged; open an earlier copy of it")
