"""Groups of related events into icons."""

from __future__ import annotations

from collections.abc import Mapping

from core.story.event_kinds import Group

GROUP_ICONS: Mapping[Group, str] = {
    Group.PROCESS: "app-window",
    Group.NETWORK: "globe-simple",
    Group.DNS: "address-book",
    Group.FILE: "file",
    Group.REGISTRY: "tree-structure",
    Group.IMAGE: "puzzle-piece",
    Group.ACCESS: "eye",
    Group.PIPE: "arrows-left-right",
    Group.SCRIPT: "terminal-window",
    Group.LOGON: "user",
    Group.OTHER: "dots-three-circle",
}
