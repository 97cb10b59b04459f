"""Events described in Python into the bytes of Windows event logs, sound or damaged.

write_log(Path("a.evtx"), [sysmon_1(image=r"C:\\Temp\\a.exe"), security_4688(version=1)])
"""

from __future__ import annotations

from .binxml import DoesNotFitError
from .chunk import CHUNK_SIZE, write_chunk
from .event import Event, FieldValue, classic_data, event_data
from .event_log_service import security_1100, security_1101, security_1102, system_104
from .fields import OMIT
from .log import write_log
from .markup import (
    Attribute,
    CData,
    CharacterReference,
    Element,
    EntityReference,
    Instance,
    Instruction,
    Markup,
    Repeated,
    Substitution,
    Template,
    Text,
)
from .powershell import powershell_4103, powershell_4104
from .security import (
    security_4608,
    security_4616,
    security_4624,
    security_4688,
    security_4688_short,
    security_4689,
    security_4719,
    system_6005,
)
from .sysmon import (
    sysmon_1,
    sysmon_3,
    sysmon_4,
    sysmon_5,
    sysmon_7,
    sysmon_8,
    sysmon_10,
    sysmon_11,
    sysmon_12,
    sysmon_13,
    sysmon_15,
    sysmon_16,
    sysmon_22,
    sysmon_23,
    sysmon_255,
)
from .sysmon_layouts import process_guid, utc_time
from .values import BinaryType, Value, ansi, filetime, natural, text, text_array, value

__all__ = [
    "CHUNK_SIZE",
    "OMIT",
    "Attribute",
    "BinaryType",
    "CData",
    "CharacterReference",
    "DoesNotFitError",
    "Element",
    "EntityReference",
    "Event",
    "FieldValue",
    "Instance",
    "Instruction",
    "Markup",
    "Repeated",
    "Substitution",
    "Template",
    "Text",
    "Value",
    "ansi",
    "classic_data",
    "event_data",
    "filetime",
    "natural",
    "powershell_4103",
    "powershell_4104",
    "process_guid",
    "security_1100",
    "security_1101",
    "security_1102",
    "security_4608",
    "security_4616",
    "security_4624",
    "security_4688",
    "security_4688_short",
    "security_4689",
    "security_4719",
    "sysmon_1",
    "sysmon_3",
    "sysmon_4",
    "sysmon_5",
    "sysmon_7",
    "sysmon_8",
    "sysmon_10",
    "sysmon_11",
    "sysmon_12",
    "sysmon_13",
    "sysmon_15",
    "sysmon_16",
    "sysmon_22",
    "sysmon_23",
    "sysmon_255",
    "system_104",
    "system_6005",
    "text",
    "text_array",
    "utc_time",
    "value",
    "write_chunk",
    "write_log",
]
