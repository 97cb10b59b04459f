"""A related event into what it is about and a sentence: by provider and event id, which tell only together.

Sources: Sysmon's manifest (schemas 2.0 to 4.90); Microsoft's pages on the Security events and on Defender's;
PowerShell's manifest. A sentence goes on from the name of a process: "connected to 203.0.113.24:443, tcp".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.notation.visible import one_line
from core.processes.process_fields import SECURITY, SYSMON
from core.reading.event import EventKind
from core.story import event_words as words
from core.story.event_words import says
from core.work.related_event import RelatedEvent
from core.work.related_match import POWERSHELL, POWERSHELL_7

DEFENDER = "Microsoft-Windows-Windows Defender"
OFFICE_ALERTS = ("Microsoft Office 16 Alerts", "Microsoft Office 15 Alerts", "Microsoft Office 14 Alerts")
LONGEST_SENTENCE = 400
"""Characters; whoever wants all looks at the event's fields."""


class Group(StrEnum):
    """What an event is about, in the order in which groups are shown."""

    PROCESS = "process"
    NETWORK = "network"
    DNS = "dns"
    FILE = "file"
    REGISTRY = "registry"
    IMAGE = "image"
    """Libraries and drivers that were loaded."""
    ACCESS = "access"
    """To other processes and objects."""
    PIPE = "pipe"
    SCRIPT = "script"
    LOGON = "logon"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event."""

    group: Group
    title: str
    sentence: words.Words


_SYSMON: Mapping[int, Kind] = {
    1: Kind(Group.PROCESS, "Process created", words.sysmon_started),
    2: Kind(
        Group.FILE,
        "File creation time changed",
        says("set the creation time of {TargetFilename} from {PreviousCreationUtcTime} to {CreationUtcTime}"),
    ),
    3: Kind(Group.NETWORK, "Network connection", words.sysmon_connected),
    4: Kind(Group.OTHER, "Sysmon service state changed", says("Sysmon: {State}")),
    5: Kind(Group.PROCESS, "Process ended", says("ended")),
    6: Kind(Group.IMAGE, "Driver loaded", says("the driver {ImageLoaded} was loaded")),
    7: Kind(Group.IMAGE, "Image loaded", words.image_loaded),
    8: Kind(Group.ACCESS, "Remote thread created", words.thread_begun),
    9: Kind(Group.ACCESS, "Raw disk read", says("read the disk {Device} directly")),
    10: Kind(Group.ACCESS, "Process opened", words.process_opened),
    11: Kind(Group.FILE, "File created", says("created the file {TargetFilename}")),
    12: Kind(Group.REGISTRY, "Registry key or value created or deleted", words.registry_changed),
    13: Kind(
        Group.REGISTRY, "Registry value set", says("set the registry value {TargetObject} to {Details}")
    ),
    14: Kind(
        Group.REGISTRY,
        "Registry key or value renamed",
        says("renamed in the registry {TargetObject} to {NewName}"),
    ),
    15: Kind(Group.FILE, "File stream created", words.stream_written),
    16: Kind(Group.OTHER, "Sysmon configuration changed", says("Sysmon was given the rules {Configuration}")),
    17: Kind(Group.PIPE, "Pipe created", says("created the pipe {PipeName}")),
    18: Kind(Group.PIPE, "Pipe connected", says("connected to the pipe {PipeName}")),
    19: Kind(Group.OTHER, "WMI filter", words.wmi("filter")),
    20: Kind(Group.OTHER, "WMI consumer", words.wmi("consumer")),
    21: Kind(Group.OTHER, "WMI consumer bound to filter", words.wmi("binding")),
    22: Kind(Group.DNS, "DNS query", words.looked_up),
    23: Kind(Group.FILE, "File deleted", words.file_deleted),
    24: Kind(Group.OTHER, "Clipboard changed", says("changed the clipboard")),
    25: Kind(Group.PROCESS, "Process tampered with", says("its image was tampered with: {Type}")),
    26: Kind(Group.FILE, "File deletion detected", says("deleted the file {TargetFilename}")),
    27: Kind(
        Group.FILE,
        "Executable file blocked",
        says("was kept from writing the executable file {TargetFilename}"),
    ),
    28: Kind(Group.FILE, "File shredding blocked", says("was kept from shredding the file {TargetFilename}")),
    29: Kind(Group.FILE, "Executable file created", says("wrote the executable file {TargetFilename}")),
    255: Kind(Group.OTHER, "Sysmon error", says("Sysmon reported an error: {ID}: {Description}")),
}

_SECURITY: Mapping[int, Kind] = {
    4624: Kind(Group.LOGON, "Logon", words.logged_on),
    4625: Kind(Group.LOGON, "Logon failed", words.not_logged_on),
    4648: Kind(Group.LOGON, "Logon with other credentials", words.other_credentials),
    4656: Kind(Group.ACCESS, "Handle asked for", words.object_used("asked for")),
    4657: Kind(Group.REGISTRY, "Registry value changed", words.value_changed),
    4658: Kind(Group.ACCESS, "Handle closed", words.object_used("closed")),
    4660: Kind(Group.ACCESS, "Object deleted", words.object_used("deleted")),
    4663: Kind(Group.ACCESS, "Object used", words.object_used("used")),
    4670: Kind(Group.ACCESS, "Permissions changed", words.object_used("changed the permissions of")),
    4672: Kind(Group.LOGON, "Special privileges", words.privileges),
    4673: Kind(Group.ACCESS, "Privileged service called", says("used the privilege {PrivilegeList}")),
    4674: Kind(Group.ACCESS, "Privileged operation", words.object_used("used with privileges")),
    4688: Kind(Group.PROCESS, "Process created", words.started),
    4689: Kind(Group.PROCESS, "Process ended", words.ended),
    4698: Kind(Group.OTHER, "Scheduled task created", says("created the scheduled task {TaskName}")),
    5154: Kind(Group.NETWORK, "Listening", words.bound("listened on")),
    5156: Kind(Group.NETWORK, "Network connection", words.security_connected),
    5157: Kind(Group.NETWORK, "Network connection blocked", words.security_blocked),
    5158: Kind(Group.NETWORK, "Bound to a port", words.bound("bound itself to")),
}

_POWERSHELL: Mapping[int, Kind] = {
    4103: Kind(Group.SCRIPT, "PowerShell command", words.command_run),
    4104: Kind(Group.SCRIPT, "PowerShell script", words.script_run),
}

_DEFENDER: Mapping[int, Kind] = {
    1116: Kind(Group.OTHER, "Malware found", says("Defender found {Threat Name} in {Path}")),
    1117: Kind(Group.OTHER, "Malware acted on", says("Defender acted on {Threat Name}: {Action Name}")),
    1121: Kind(Group.OTHER, "Blocked by Defender", words.rule_fired("blocked something")),
    1122: Kind(Group.OTHER, "Audited by Defender", words.rule_fired("would have blocked something")),
}

_OFFICE: Mapping[int, Kind] = {300: Kind(Group.OTHER, "Office alert", words.alert_shown)}

KNOWN: Mapping[EventKind, Kind] = {
    (provider, event_id): kind
    for provider, kinds in (
        (SYSMON, _SYSMON),
        (SECURITY, _SECURITY),
        (POWERSHELL, _POWERSHELL),
        (POWERSHELL_7, _POWERSHELL),
        (DEFENDER, _DEFENDER),
        *((office, _OFFICE) for office in OFFICE_ALERTS),
    )
    for event_id, kind in kinds.items()
}

_BY_OBJECT: Mapping[str, Group] = {"file": Group.FILE, "key": Group.REGISTRY}
_ABOUT_OBJECTS = frozenset({(SECURITY, event_id) for event_id in (4656, 4658, 4660, 4663, 4670)})


def group_of(event: RelatedEvent) -> Group:
    """Say what an event is about."""
    kind = KNOWN.get(event.kind)
    if kind is None:
        return Group.OTHER
    if event.kind in _ABOUT_OBJECTS:
        return _BY_OBJECT.get((event.field("ObjectType") or "").lower(), kind.group)
    return kind.group


def title_of(event: RelatedEvent) -> str:
    """Name the kind of an event; where it is not known, by provider and id."""
    kind = KNOWN.get(event.kind)
    return f"{_short(event.provider)} {event.event_id}" if kind is None else kind.title


def sentence(event: RelatedEvent) -> str:
    """Say what the process did, or what was done to it, as far as one line can."""
    kind = KNOWN.get(event.kind)
    said = f"event {event.event_id} of {_short(event.provider)}" if kind is None else kind.sentence(event)
    return said if len(said) <= LONGEST_SENTENCE else f"{said[: LONGEST_SENTENCE - 1]}…"


def _short(provider: str) -> str:
    return one_line(provider[:100]) or "an unnamed provider"
