"""Places of records into the rows that hold them, without a value for each place in memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left

from core.processes.process import Place


class _File:
    """What stands in one file: offsets in order, with their rows, and the few that came out of order."""

    __slots__ = ("offsets", "rows", "strays")

    def __init__(self) -> None:
        self.offsets = array("Q")
        self.rows = array("q")
        self.strays: dict[int, int] = {}


class PlaceIndex:
    """Rows by the place of their records, which mostly come in the order in which they stand in their files."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}

    def add(self, place: Place, row: int) -> None:
        """Take in a place; the first row that names it keeps it."""
        file = self._files.get(place.file)
        if file is None:
            file = self._files[place.file] = _File()
        offset, offsets = place.file_offset, file.offsets
        if not offsets or offset > offsets[-1]:
            offsets.append(offset)
            file.rows.append(row)
        elif offset != offsets[-1]:
            file.strays.setdefault(offset, row)

    def row_at(self, place: Place) -> int | None:
        """Find the row whose record stands there."""
        file = self._files.get(place.file)
        if file is None:
            return None
        index = bisect_left(file.offsets, place.file_offset)
        if index < len(file.offsets) and file.offsets[index] == place.file_offset:
            return file.rows[index]
        return file.strays.get(place.file_offset)
