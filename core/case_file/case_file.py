"""Changes to a case into a file on the disk, each as soon as it is made: nothing that was said is lost by a crash.

What cannot be written (a full disk, a share that went away) is kept and written with the next change; an error says
so once for each try.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from core.case_file.saved_case import SavedCase, SavedLog, SavedMark
from core.case_file.schema import CaseFileError, create, open_checked
from core.errors import writing_sentence
from core.notation.visible import visible

_Change = Callable[[sqlite3.Connection], object]

NOT_RENAMED: Mapping[str, str] = {}

_PUT_LOG = """
INSERT INTO logs VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET
path = excluded.path,
size = CASE WHEN sha256 IS NULL THEN excluded.size ELSE size END,
sha256 = COALESCE(sha256, excluded.sha256)
"""

LONGEST_TEXT = 10_000_000
"""Characters of one value that are read: far more than a window writes."""


class CaseFile:
    """An open case file."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._waiting: list[_Change] = []

    @classmethod
    def create(cls, path: Path) -> CaseFile:
        """Make a new case file; one that is there is replaced once the new one is whole. Raises CaseFileError."""
        try:
            handle, name = tempfile.mkstemp(prefix=".cellspawn-", suffix=".part", dir=path.parent)
            os.close(handle)
            try:
                create(Path(name)).close()
                os.replace(name, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(name)
                raise
            return cls(path, open_checked(path))
        except OSError as error:
            raise CaseFileError(
                f"{visible(str(path))} could not be made: {writing_sentence(error)}"
            ) from error
        except sqlite3.Error as error:
            raise CaseFileError(
                f"{visible(str(path))} could not be made: {error}; name another folder"
            ) from error

    @classmethod
    def open(cls, path: Path) -> CaseFile:
        """Open a case file. Raises CaseFileError."""
        return cls(path, open_checked(path))

    def close(self) -> None:
        """Close it; what waits is tried once more. Raises CaseFileError where it is lost now."""
        try:
            self.flush()
        finally:
            self._connection.close()

    # ------------------------------------------------------------ what is said
    def put_sources(
        self, paths: Sequence[str], logs: Iterable[SavedLog], renamed: Mapping[str, str] = NOT_RENAMED
    ) -> None:
        """Keep what the user opened, and the logs that were found there, beside those that are known.

        A SHA-256 that is known stays, whatever a log of that name has now: it is what the analyst looked at.
        `renamed` gives new names to logs that were found elsewhere with the same SHA-256. Raises CaseFileError.
        """
        sources = list(enumerate(paths))
        found = [(log.name, log.path, log.size, log.sha256) for log in logs]
        names = [(new, old) for old, new in renamed.items() if new != old]

        def change(connection: sqlite3.Connection) -> None:
            connection.executemany("DELETE FROM logs WHERE name = ?", [(old,) for _, old in names])
            connection.executemany("UPDATE OR REPLACE marks SET file = ? WHERE file = ?", names)
            connection.execute("DELETE FROM sources")
            connection.executemany("INSERT INTO sources VALUES (?, ?)", sources)
            connection.executemany(_PUT_LOG, found)

        self._say(change)

    def put_marks(self, marks: Iterable[SavedMark]) -> None:
        """Keep what was said of these records; an empty mark removes what was said. Raises CaseFileError."""
        said = list(marks)
        gone = [_key(mark) for mark in said if not mark.tags and not mark.note]
        kept = [
            (*_key(mark), mark.identity, json.dumps(mark.tags), mark.note)
            for mark in said
            if mark.tags or mark.note
        ]

        def change(connection: sqlite3.Connection) -> None:
            where = "file = ? AND file_offset = ? AND record_number = ?"
            connection.executemany(f"DELETE FROM marks WHERE {where}", gone)
            connection.executemany("INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?)", kept)

        self._say(change)

    def put_state(self, **values: str) -> None:
        """Keep how the window is arranged, by the names of its parts. Raises CaseFileError."""
        pairs = list(values.items())
        self._say(
            lambda connection: connection.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", pairs)
        )

    def flush(self) -> None:
        """Write what waits. Raises CaseFileError; it waits on then."""
        if not self._waiting:
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for change in self._waiting:
                change(self._connection)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            name = visible(str(self.path))
            raise CaseFileError(
                f"{name} could not be written: {error}; what it held is kept, and this comes with the next change"
            ) from error
        self._waiting.clear()

    def _say(self, change: _Change) -> None:
        self._waiting.append(change)
        self.flush()

    # ------------------------------------------------------------ what was said
    def read(self) -> SavedCase:
        """Read all of it. Raises CaseFileError where a value is none that Cellspawn writes."""
        try:
            return SavedCase(
                paths=tuple(self._texts("SELECT path FROM sources ORDER BY position")),
                logs=tuple(self._logs()),
                marks=tuple(self._marks()),
                state=dict(self._state()),
            )
        except (sqlite3.Error, ValueError, TypeError, RecursionError) as error:
            raise CaseFileError(
                f"{visible(str(self.path))} holds what Cellspawn did not write ({error}); open an earlier copy"
            ) from error

    def _texts(self, query: str) -> Iterator[str]:
        for (text,) in self._connection.execute(query):
            yield _text(text)

    def _logs(self) -> Iterator[SavedLog]:
        for name, path, size, sha256 in self._connection.execute("SELECT name, path, size, sha256 FROM logs"):
            yield SavedLog(_text(name), _text(path), _number(size), None if sha256 is None else _text(sha256))

    def _marks(self) -> Iterator[SavedMark]:
        columns = "file, file_offset, record_number, identity, tags, note"
        query = f"SELECT {columns} FROM marks ORDER BY file, file_offset"
        for file, offset, number, identity, tags, note in self._connection.execute(query):
            said = json.loads(_text(tags))
            if not isinstance(said, list):
                raise TypeError("tags that are no list")
            yield SavedMark(
                file=_text(file),
                file_offset=_number(offset),
                record_number=_number(number),
                identity=_text(identity),
                tags=tuple(map(_text, said)),
                note=_text(note),
            )

    def _state(self) -> Iterator[tuple[str, str]]:
        for name, value in self._connection.execute("SELECT name, value FROM state"):
            yield _text(name), _text(value)

    # ------------------------------------------------------------ under another name
    def copy_to(self, path: Path) -> CaseFile:
        """Give the whole case under another name, open; this one stays as it is. Raises CaseFileError."""
        copy = CaseFile.create(path)
        try:
            self.flush()
            self._connection.backup(copy._connection)
        except (sqlite3.Error, CaseFileError) as error:
            copy.close()
            with contextlib.suppress(OSError):
                path.unlink()
            raise CaseFileError(f"{visible(str(path))} could not be written: {error}") from error
        copy.close()
        return CaseFile.open(path)


def _key(mark: SavedMark) -> tuple[str, int, int]:
    return mark.file, mark.file_offset, mark.record_number


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise TypeError("a value that is no text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise TypeError("a value that is no number")
    return value
