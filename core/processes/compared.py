"""Values that Sysmon 1 and Security 4688 give of one start into whether they say the same.

The two logs write paths, users and integrity levels each in its own way, so equal texts are too much to ask. What
is called the same here was seen in honest logs, or follows from what Microsoft documents of event 4688.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import attrgetter

from core.notation.windows import IntegrityLevel, ascii_lower, normal_path
from core.processes.living import SYSTEM_LOGONS
from core.processes.process import ProcessCreation

_VOLUME = re.compile(r"[a-z]:(?=\\)|\\device\\(?:harddiskvolume[0-9]{1,9}|mup)(?=\\)|\\(?=\\)")
_DEVICES = "\\device\\"

_SERVICE_SIDS = frozenset({"S-1-5-18", "S-1-5-19", "S-1-5-20"})
"""SYSTEM, local service and network service: 4688 calls them by the account of the machine."""

_COARSE: Mapping[IntegrityLevel, IntegrityLevel] = {
    IntegrityLevel.UNTRUSTED: IntegrityLevel.LOW,
    IntegrityLevel.APPCONTAINER: IntegrityLevel.LOW,
    IntegrityLevel.MEDIUM_PLUS: IntegrityLevel.MEDIUM,
    IntegrityLevel.PROTECTED: IntegrityLevel.SYSTEM,
}
"""4688 has no label for an app container, and of Sysmon no word was seen for the other three."""


def volume_and_rest(path: str) -> tuple[str, str]:
    """Cut the image path of either log in two: `c:`, a device or `\\`, and what follows; both in lower case."""
    normal = normal_path(path)
    volume = _VOLUME.match(normal)
    return ("", normal) if volume is None else (volume[0], normal[volume.end() :])


def can_be_one(volumes: frozenset[str]) -> bool:
    """Tell whether volumes may be one: by its letter or `\\` in one log, by the kernel's name in the other."""
    devices = sum(volume.startswith(_DEVICES) for volume in volumes)
    return devices <= 1 and len(volumes) - devices <= 1


def is_one_file(first: str, second: str) -> bool:
    """Tell whether two paths lead to one file: `\\\\server\\a.exe` is `\\Device\\Mup\\server\\a.exe`."""
    (volume, rest), (other_volume, other_rest) = volume_and_rest(first), volume_and_rest(second)
    return rest == other_rest and can_be_one(frozenset((volume, other_volume)))


def is_one_account(first: str, second: str) -> bool:
    """Tell whether two `DOMAIN\\name` are one: any case, and the domain by its NetBIOS name or its DNS name."""
    if first == second:
        return True
    domain, _, name = ascii_lower(first).rpartition("\\")
    other_domain, _, other_name = ascii_lower(second).rpartition("\\")
    return name == other_name and domain.partition(".")[0] == other_domain.partition(".")[0]


def coarse(level: IntegrityLevel) -> IntegrityLevel:
    """Give a level on the scale that both logs have."""
    return _COARSE.get(level, level)


def is_whose_known(security: ProcessCreation) -> bool:
    """Tell whether a 4688 says as whom the process runs: before version 2 its user is that of the creator."""
    return security.logon_id is not None or security.parent_user is not None


def is_one_user(sysmon: ProcessCreation, security: ProcessCreation) -> bool:
    """Tell whether both name one user; the system's own accounts have other names in 4688 (`DOMAIN\\HOST$`)."""
    if sysmon.user is None or security.user is None:
        return True
    if is_one_account(sysmon.user, security.user) or sysmon.user == security.sid:
        return True
    is_service = security.logon_id in SYSTEM_LOGONS and sysmon.logon_id in (None, security.logon_id)
    return is_service and (security.user.endswith("$") or security.sid in _SERVICE_SIDS)


def _is_other_user(sysmon: ProcessCreation, security: ProcessCreation) -> bool:
    return is_whose_known(security) and not is_one_user(sysmon, security)


def _is_other_level(sysmon: ProcessCreation, security: ProcessCreation) -> bool:
    first, second = sysmon.integrity_level, security.integrity_level
    if first is second or first is None or second is None:
        return False
    return coarse(first) is not coarse(second)


def _is_other_parent(sysmon: ProcessCreation, security: ProcessCreation) -> bool:
    first, second = sysmon.parent_image_path, security.parent_image_path
    return first is not None and second is not None and first != second and not is_one_file(first, second)


def _is_other_parent_user(sysmon: ProcessCreation, security: ProcessCreation) -> bool:
    """4688 has the creator, which is the system where a service starts a process in its parent's name (UAC)."""
    if security.parent_logon_id in SYSTEM_LOGONS:
        return False
    first, second = sysmon.parent_user, security.parent_user
    return first is not None and second is not None and not is_one_account(first, second)


def _is_another(name: str) -> Callable[[ProcessCreation, ProcessCreation], bool]:
    def is_another(sysmon: ProcessCreation, security: ProcessCreation) -> bool:
        first, second = getattr(sysmon, name), getattr(security, name)
        return first is not None and second is not None and bool(first != second)

    return is_another


_IS_ANOTHER: Mapping[str, Callable[[ProcessCreation, ProcessCreation], bool]] = {
    "command_line": _is_another("command_line"),
    "user": _is_other_user,
    "integrity_level": _is_other_level,
    "logon_id": _is_another("logon_id"),
    "parent_image_path": _is_other_parent,
    "ppid": _is_another("ppid"),
    "parent_user": _is_other_parent_user,
}
"""What both logs record of a start beside its image and PID, by which the two records are found."""
_nearly_all = attrgetter(*(name for name in _IS_ANOTHER if name != "parent_user"))


def differing(sysmon: ProcessCreation, security: ProcessCreation) -> tuple[str, ...]:
    """Name the fields of which both records have a value, and not the same one."""
    has_one_creator = sysmon.parent_user is None or security.parent_user is None
    if has_one_creator and _nearly_all(sysmon) == _nearly_all(security):  # of most starts, and far faster
        return ()
    return tuple(name for name, is_another in _IS_ANOTHER.items() if is_another(sysmon, security))
