"""Records that bear one ProcessGuid on one host, and differ, into the one that fits a child best.

Windows gives a GUID to one process: of several records that differ one was crafted. Which, the logs do not say, so
each child goes to the record that agrees with what the child's own record says of its parent.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter

from core.notation.windows import normal_path
from core.processes.living import start_of
from core.processes.process import ParentLink, ProcessCreation

_NO_TIME = (1 << 63) - 1
"""What has no start comes last."""

_Key = tuple[str | None, int | None]
"""Image and PID; each `None` for any."""

_values = attrgetter(
    *("pid", "image_path", "command_line", "user", "utc_time", "time_created"),
    *("ppid", "parent_guid", "parent_image_path"),
)


def recorded_parent(child: ProcessCreation) -> str | None:
    """Give the parent's image where the child's own record names it."""
    return child.parent_image_path if child.parent_link is ParentLink.RECORDED else None


def is_another_record(first: ProcessCreation, second: ProcessCreation) -> bool:
    """Tell whether two records with one ProcessGuid say different things of the process."""
    return bool(_values(first) != _values(second))


def fits(parent: ProcessCreation, child: ProcessCreation) -> bool:
    """Tell whether a record is the parent as the child's has it: image and PID agree where both are there."""
    recorded = recorded_parent(child)
    if None not in (parent.pid, child.ppid) and parent.pid != child.ppid:
        return False
    return (
        recorded is None
        or parent.image_path is None
        or normal_path(recorded) == normal_path(parent.image_path)
    )


class GuidBearers:
    """The rows that bear one ProcessGuid, in order of their starts."""

    __slots__ = ("_by_key", "_creations", "rows")

    def __init__(self, creations: Sequence[ProcessCreation], first: int) -> None:
        self._creations = creations
        self.rows = [first]
        self._by_key: dict[_Key, tuple[list[int], list[int]]] = {}

    def best_for(self, child: ProcessCreation) -> int:
        """Give the row that fits a child: by image and PID, then by image, then by PID.

        Of several that fit alike the one that started last, but not after the child; else the first after it.
        """
        if not self._by_key:
            self._index()
        recorded = recorded_parent(child)
        image = None if recorded is None else normal_path(recorded)
        at = start_of(child)
        for key in ((image, child.ppid), (image, None), (None, child.ppid), (None, None)):
            if (found := self._by_key.get(key)) is not None:
                rows, starts = found
                return rows[max(0, bisect_right(starts, _NO_TIME - 1 if at is None else at) - 1)]
        return self.rows[0]

    def _index(self) -> None:
        by_key: dict[_Key, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for row in self.rows:
            creation = self._creations[row]
            image = None if creation.image_path is None else normal_path(creation.image_path)
            begun = start_of(creation)
            for key in {(image, creation.pid), (image, None), (None, creation.pid), (None, None)}:
                rows, starts = by_key[key]
                rows.append(row)
                starts.append(_NO_TIME if begun is None else begun)
        self._by_key = dict(by_key)
