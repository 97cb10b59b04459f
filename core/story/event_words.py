"""A related event's own fields into what its process did, in plain words that show every character of the log."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from string import Formatter

from core.notation.visible import one_line
from core.notation.windows import base_name, present
from core.work.related_event import RelatedEvent

Words = Callable[[RelatedEvent], str]

LONGEST_VALUE = 160
"""Characters of one value in a sentence; the event itself holds all of it."""
_LOOKED_AT = 1_000
MOST_ADDRESSES = 3

LOGON_TYPES: Mapping[str, str] = {
    "2": "interactively",
    "3": "over the network",
    "4": "as a batch job",
    "5": "as a service",
    "7": "by unlocking",
    "8": "over the network with a password in clear text",
    "9": "with new credentials",
    "10": "by remote desktop",
    "11": "interactively with cached credentials",
}
"""Source: Microsoft, "4624(S): An account was successfully logged on"."""

PROTOCOLS: Mapping[str, str] = {"1": "icmp", "6": "tcp", "17": "udp"}
"""Source: IANA, "Protocol Numbers"."""

_COMMAND = re.compile(r"CommandInvocation\(([^)]{1,200})\)")
_MAPPED = "::ffff:"
"""Before an IPv4 address in the notation of IPv6."""


def shown(text: str) -> str:
    """Write a value of the log for a sentence."""
    line = one_line(text[:_LOOKED_AT])
    return line if len(line) <= LONGEST_VALUE else f"{line[: LONGEST_VALUE - 1]}…"


def value(event: RelatedEvent, *names: str) -> str:
    """Write the first of these fields that has a value, or nothing."""
    for name in names:
        if (text := present(event.field(name))) is not None:
            return shown(text)
    return ""


def image(event: RelatedEvent, *names: str) -> str:
    """Write the file name of the first of these paths that is there."""
    for name in names:
        if found := base_name(present(event.field(name))):
            return shown(found)
    return "an unknown process"


def account(event: RelatedEvent, side: str) -> str:
    """Write an account of a Security event as `DOMAIN\\name`."""
    name, domain = value(event, f"{side}UserName"), value(event, f"{side}DomainName")
    return f"{domain}\\{name}" if domain and name else name or "an unknown account"


def says(pattern: str) -> Words:
    """Make a sentence of a pattern such as `created the file {TargetFilename}`; a field without value is a `?`."""
    names = tuple(name for _, name, _, _ in Formatter().parse(pattern) if name)

    def words(event: RelatedEvent) -> str:
        return pattern.format_map({name: value(event, name) or "?" for name in names})

    return words


def by_role(fields: Mapping[str, Words], otherwise: Words) -> Words:
    """Make a sentence by the field in which the process stands."""

    def words(event: RelatedEvent) -> str:
        return fields.get(event.as_field, otherwise)(event)

    return words


def _with_line(event: RelatedEvent, words: str) -> str:
    line = value(event, "CommandLine")
    return f"{words}: {line}" if line else words


def _was_started(event: RelatedEvent) -> str:
    names = "ParentImage", "ParentProcessName"
    is_named = any(base_name(present(event.field(name))) for name in names)
    by = f" by {image(event, *names)}" if is_named else "; the record names no parent"
    return _with_line(event, f"was started{by}")


def _started(event: RelatedEvent) -> str:
    return _with_line(event, f"started {image(event, 'Image', 'NewProcessName')}")


started = by_role(
    {"ParentProcessGuid": _started, "ParentProcessId": _started, "ProcessId": _started}, _was_started
)
"""Of Security 4688, whose `ProcessId` is the creator's."""
sysmon_started = by_role({"ParentProcessGuid": _started, "ParentProcessId": _started}, _was_started)


def _place(address: str, port: str) -> str:
    host = f"[{address}]" if ":" in address else address or "?"
    return f"{host}:{port}" if port else host


def sysmon_connected(event: RelatedEvent) -> str:
    """Sysmon 3: who began it decides what the two ends are."""
    protocol, began = value(event, "Protocol"), value(event, "Initiated").lower() != "false"
    side = "Destination" if began else "Source"
    place = _place(value(event, f"{side}Ip"), value(event, f"{side}Port"))
    name = value(event, f"{side}Hostname")
    words = f"connected to {place}" if began else f"was connected to from {place}"
    own = "" if began else f" on port {value(event, 'DestinationPort') or '?'}"
    return f"{words}{f' ({name})' if name else ''}{own}{f', {protocol}' if protocol else ''}"


def _security_connected(outbound: str, inbound: str) -> Words:
    def words(event: RelatedEvent) -> str:
        place = _place(value(event, "DestAddress"), value(event, "DestPort"))
        is_inbound = event.field("Direction") == "%%14592"
        own = f" on port {value(event, 'SourcePort') or '?'}" if is_inbound else ""
        return f"{inbound if is_inbound else outbound} {place}{own}{_protocol(event)}"

    return words


security_connected = _security_connected("connected to", "accepted a connection from")
"""Security 5156: the destination is the remote end, whoever began it."""
security_blocked = _security_connected("was kept from connecting to", "was kept from hearing")


def _protocol(event: RelatedEvent) -> str:
    number = value(event, "Protocol")
    return f", {PROTOCOLS.get(number, f'protocol {number}')}" if number else ""


def bound(words: str) -> Words:
    """Security 5154 and 5158."""

    def said(event: RelatedEvent) -> str:
        place = _place(value(event, "SourceAddress"), value(event, "SourcePort"))
        return f"{words} {place}{_protocol(event)}"

    return said


def image_loaded(event: RelatedEvent) -> str:
    """Sysmon 7."""
    words, status = f"loaded {value(event, 'ImageLoaded') or '?'}", value(event, "SignatureStatus")
    if value(event, "Signed").lower() == "false":
        return f"{words}, not signed"
    return f"{words}, signature {status.lower()}" if status and status.lower() != "valid" else words


def _began_thread(event: RelatedEvent) -> str:
    at = "!".join(part for part in (value(event, "StartModule"), value(event, "StartFunction")) if part)
    return f"started a thread in {image(event, 'TargetImage')}{f' at {at}' if at else ''}"


def _was_given_thread(event: RelatedEvent) -> str:
    return f"{image(event, 'SourceImage')} started a thread in it"


def _opened(event: RelatedEvent) -> str:
    return f"opened {image(event, 'TargetImage')}{_access(event)}"


def _was_opened(event: RelatedEvent) -> str:
    return f"was opened by {image(event, 'SourceImage')}{_access(event)}"


def _access(event: RelatedEvent) -> str:
    access = value(event, "GrantedAccess")
    return f" with access {access}" if access else ""


def _by_target(as_target: Words, as_source: Words) -> Words:
    return by_role(
        dict.fromkeys(("TargetProcessGUID", "TargetProcessGuid", "TargetProcessId"), as_target), as_source
    )


thread_begun = _by_target(_was_given_thread, _began_thread)
process_opened = _by_target(_was_opened, _opened)

_REGISTRY: Mapping[str, str] = {
    "CreateKey": "created the registry key",
    "DeleteKey": "deleted the registry key",
    "CreateValue": "created the registry value",
    "DeleteValue": "deleted the registry value",
}


def registry_changed(event: RelatedEvent) -> str:
    """Sysmon 12."""
    what = _REGISTRY.get(value(event, "EventType"), "changed in the registry")
    return f"{what} {value(event, 'TargetObject') or '?'}"


def stream_written(event: RelatedEvent) -> str:
    """Sysmon 15."""
    contents = value(event, "Contents")
    return f"wrote the stream {value(event, 'TargetFilename') or '?'}{f': {contents}' if contents else ''}"


def looked_up(event: RelatedEvent) -> str:
    """Sysmon 22."""
    name, status = value(event, "QueryName") or "?", value(event, "QueryStatus")
    if status not in ("", "0"):
        return f"looked up {name}: error {status}"
    found = [one.strip().removeprefix(_MAPPED) for one in value(event, "QueryResults").rstrip("…").split(";")]
    answers = [one for one in found if one]
    more = f" and {len(answers) - MOST_ADDRESSES} more" if len(answers) > MOST_ADDRESSES else ""
    return f"looked up {name}{': ' if answers else ''}{', '.join(answers[:MOST_ADDRESSES])}{more}"


def file_deleted(event: RelatedEvent) -> str:
    """Sysmon 23, which may keep the file."""
    kept = ", and Sysmon kept a copy" if value(event, "Archived").lower() == "true" else ""
    return f"deleted the file {value(event, 'TargetFilename') or '?'}{kept}"


def wmi(what: str) -> Words:
    """Sysmon 19 to 21."""

    def words(event: RelatedEvent) -> str:
        done = (value(event, "Operation") or "changed").lower()
        about = value(event, "Query", "Destination", "Filter")
        name = value(event, "Name", "Consumer")
        return f"WMI {what} {done}: {', '.join(part for part in (name, about) if part)}"

    return words


def logged_on(event: RelatedEvent) -> str:
    """Security 4624."""
    how = LOGON_TYPES.get(value(event, "LogonType"), f"with logon type {value(event, 'LogonType') or '?'}")
    address = value(event, "IpAddress")
    place = address if address not in ("", "::1", "127.0.0.1") else ""
    return f"{account(event, 'Target')} logged on {how}{f' from {place}' if place else ''}"


def not_logged_on(event: RelatedEvent) -> str:
    """Security 4625."""
    return f"{account(event, 'Target')} failed to log on"


def other_credentials(event: RelatedEvent) -> str:
    """Security 4648."""
    server = value(event, "TargetServerName")
    return f"used the credentials of {account(event, 'Target')}{f' for {server}' if server else ''}"


def privileges(event: RelatedEvent) -> str:
    """Security 4672."""
    return f"{account(event, 'Subject')} was given special privileges: {value(event, 'PrivilegeList') or '?'}"


def object_used(words: str) -> Words:
    """Security events about an object; `words` come before what it is."""

    def said(event: RelatedEvent) -> str:
        kind, name = value(event, "ObjectType").lower(), value(event, "ObjectName")
        what = " ".join(part for part in (kind and f"the {kind}", name) if part)
        return f"{words} {what or 'an object'}"

    return said


_VALUES: Mapping[str, str] = {"%%1904": "created", "%%1905": "changed", "%%1906": "deleted"}
"""Source: Microsoft, "4657(S): A registry value was modified"."""


def value_changed(event: RelatedEvent) -> str:
    """Security 4657."""
    done = _VALUES.get(event.field("OperationType") or "", "changed")
    name = "\\".join(part for part in (value(event, "ObjectName"), value(event, "ObjectValueName")) if part)
    new = value(event, "NewValue")
    return f"{done} the registry value {name or '?'}{f' to {new}' if new and done != 'deleted' else ''}"


def ended(event: RelatedEvent) -> str:
    """Security 4689."""
    status = value(event, "Status")
    return "ended" if status in ("", "0x0", "0") else f"ended with status {status}"


def command_run(event: RelatedEvent) -> str:
    """PowerShell 4103."""
    payload = (event.field("Payload") or "")[:_LOOKED_AT]
    found = _COMMAND.search(payload)
    return f"ran {shown(found[1])}: {shown(payload)}" if found else f"ran a command: {shown(payload) or '?'}"


def script_run(event: RelatedEvent) -> str:
    """PowerShell 4104."""
    part, parts = value(event, "MessageNumber"), value(event, "MessageTotal")
    of = f" (part {part} of {parts})" if parts not in ("", "1") else ""
    path = value(event, "Path")
    script = value(event, "ScriptBlockText") or "?"
    return f"ran a script{of}{f' from {path}' if path else ''}: {script}"


def rule_fired(words: str) -> Words:
    """Defender 1121 and 1122: a rule of attack surface reduction."""

    def said(event: RelatedEvent) -> str:
        target = value(event, "Path", "Target Commandline")
        return f"Defender {words} by rule {value(event, 'ID') or '?'}{f': {target}' if target else ''}"

    return said


def alert_shown(event: RelatedEvent) -> str:
    """Office 300: the text of a dialog stands in fields without names."""
    texts = [shown(text) for _, text in event.fields if present(text)]
    return f"Office showed: {shown(' '.join(texts[:4])) or '?'}"
