"""Both records of a start, one of which names no parent, into the one that leads: it whose parent a rule flags.

A record without the parent's name is inferred by its ProcessGuid or PID where it stands alone. Beside another that
names a harmless parent it must not be overruled: the other may be the one that was altered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.living import host_of
from core.processes.parents import PossibleParents
from core.processes.process import OtherParent, ProcessCreation

IsFlagged = Callable[[str, str | None], bool]
"""Tells by the images of a parent and its child whether the rule in force flags the child."""

_ANY_CHILD = r"C:\any.exe"
"""An image that every rule takes for a child's."""

_image = attrgetter("image_path")


def nothing_is(_parent: str, _child: str | None) -> bool:
    """Flag nothing."""
    return False


@dataclass(frozen=True, slots=True)
class Decided:
    """Which record leads, with nothing of what the other says of the parent."""

    leads: ProcessCreation
    other: ProcessCreation
    others_parent: OtherParent | None
    """Where it speaks against the leading record's."""


class UnnamedParents:
    """What the ProcessGuids and PIDs of records without the parent's name lead to, where that may decide a flag."""

    def __init__(self, creations: Sequence[ProcessCreation], is_flagged: IsFlagged) -> None:
        self._is_flagged = is_flagged
        images = {image for image in set(map(_image, creations)) if image and is_flagged(image, _ANY_CHILD)}
        flagging = [creation for creation in creations if creation.image_path in images] if images else []
        self._pids = {(host_of(one.fqdn), one.pid) for one in flagging if one.pid is not None}
        self._guids = {(host_of(one.fqdn), one.guid) for one in flagging if one.guid is not None}
        self._parents: PossibleParents | None = None

    def may_decide(self, sysmon: ProcessCreation, security: ProcessCreation) -> bool:
        """Tell whether a pair must be looked at again: one record names no parent, and either may be flagged."""
        names, named = sysmon.parent_image_path, security.parent_image_path
        if names is not None and named is not None:
            return False
        if names is None and named is None and sysmon.parent_guid is None and sysmon.ppid == security.ppid:
            return sysmon.ppid is not None and self._may_lead(sysmon)
        return any(
            self._may_lead(one) if image is None else self._is_flagged(image, one.image_path)
            for one, image in ((sysmon, names), (security, named))
        )

    def _may_lead(self, one: ProcessCreation) -> bool:
        """Tell whether a record's own words may lead to a parent that is flagged."""
        host = host_of(one.fqdn)
        if one.parent_guid is not None:
            return (host, one.parent_guid) in self._guids
        return (host, one.ppid) in self._pids

    def look_up(
        self,
        rows: Sequence[ProcessCreation],
        asked: Sequence[ProcessCreation],
        ends: Iterable[ProcessEnd],
        boots: Iterable[Boot],
    ) -> None:
        """Take in the rows in which parents are to be found."""
        self._parents = PossibleParents(rows, asked, ends, boots)

    def decided(self, sysmon: ProcessCreation, security: ProcessCreation) -> Decided | None:
        """Decide by the parent of each record; `None` where it stays as the parents' names have it.

        That is where both are flagged or neither, or the one that names its parent and nothing speaks against it.
        """
        parent, other = self._parent_of(sysmon), self._parent_of(security)
        is_flagged = self._flags(sysmon, parent)
        if is_flagged == self._flags(security, other):
            return None
        if not is_flagged:
            sysmon, security, parent, other = security, sysmon, other, parent
        if _contradict(parent, other):
            return Decided(sysmon, security, other)
        return None if parent.is_recorded else Decided(sysmon, security, None)

    def _parent_of(self, one: ProcessCreation) -> OtherParent:
        name = one.parent_image_path
        images = [] if name is None else [name]
        if name is None and self._parents is not None:
            images = [process.image_path or "" for process in self._parents.that_fit(one)]
        return OtherParent(
            image_paths=tuple(dict.fromkeys(images)),
            is_recorded=name is not None,
            ppid=one.ppid,
            guid=one.parent_guid,
        )

    def _flags(self, one: ProcessCreation, parent: OtherParent) -> bool:
        return any(self._is_flagged(image, one.image_path) for image in parent.image_paths)


def _contradict(flagged: OtherParent, other: OtherParent) -> bool:
    """Tell whether one record's parent speaks against the other's.

    What is only inferred does not speak against what is recorded, by the same PID: the log may lack a start.
    """
    has_other_pid = None not in (flagged.ppid, other.ppid) and flagged.ppid != other.ppid
    if flagged.is_recorded and not other.is_recorded:
        return has_other_pid and bool(other.image_paths)
    return has_other_pid or bool(other.image_paths)
