"""An event's System values and its data into the template instance of one record.

Three layouts of System, as Windows writes them: events of a manifest carry the provider's name and GUID and
the channel as values (18 values); events of a classic source have both fixed in the template (20 values), and so
have those that the event log service writes about its logs, in UserData.
In all the computer's name is text of the template and the data are an embedded BinXml value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias
from uuid import UUID

from .markup import Attribute, Element, Instance, Leaf, Markup, Node, Repeated, Substitution, Template, Text
from .values import BinaryType, PlainValue, Value, natural, value

NAMESPACE: Final = "http://schemas.microsoft.com/win/2004/08/events/event"
SERVICE_NAMESPACE: Final = "http://manifests.microsoft.com/win/2004/08/windows/eventlog"
EVENTS_NAMESPACE: Final = "http://schemas.microsoft.com/win/2004/08/events"

FieldValue: TypeAlias = Value | Instance | Markup | Repeated | PlainValue

_Content: TypeAlias = Markup | tuple[BinaryType, int]
"""What one Data element holds: tokens, or how often a value of which type."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event; without `provider_guid` it is written in the layout of a classic source."""

    provider: str
    event_id: int
    channel: str
    computer: str

    time: int
    """System/TimeCreated and the time of the record, in 100 ns since 1601."""

    data: Mapping[str, FieldValue] = field(default_factory=dict)
    """The Data elements of EventData by name, in order."""

    body: Instance | None = None
    """What stands beside System instead of an EventData made of `data`."""

    user_data: str | None = None
    """The element of UserData in which `data` stand, an element each, as the event log service writes its own."""

    provider_guid: UUID | None = None
    version: int = 0
    level: int = 4
    task: int = 0
    opcode: int = 0
    keywords: int = 0x8000000000000000
    qualifiers: int | None = None
    user_sid: str | None = None
    activity_id: UUID | None = None
    related_activity_id: UUID | None = None
    execution_process: int = 0
    execution_thread: int = 0

    record_id: int | None = None
    """System/EventRecordID where it is not the record's own number, as in exported and forwarded logs."""


def event_instance(event: Event, record_number: int) -> Instance:
    """The whole event as a template instance."""
    record_id = record_number if event.record_id is None else event.record_id
    common = (
        value(BinaryType.UINT8, event.level),
        value(BinaryType.UINT8, event.opcode),
        value(BinaryType.UINT16, event.task),
        value(BinaryType.UINT16, event.event_id),
        value(BinaryType.UINT16, event.qualifiers),
        value(BinaryType.HEX64, event.keywords),
        value(BinaryType.FILETIME, event.time),
        value(BinaryType.GUID, event.activity_id),
        value(BinaryType.UINT32, event.execution_process),
        value(BinaryType.UINT32, event.execution_thread),
        value(BinaryType.UINT64, record_id),
        value(BinaryType.UINT8, event.version),
        value(BinaryType.SID, event.user_sid),
    )
    related = value(BinaryType.GUID, event.related_activity_id)
    body = _body(event) if event.body is None else event.body
    if event.provider_guid is None or event.user_data is not None:
        unused = (Value(BinaryType.NULL, b""),) * 5
        template = _fixed_template(
            event.provider, event.provider_guid, event.channel, event.computer, event.user_data is not None
        )
        return Instance(template, (*common, *unused, related, body))
    source = (
        value(BinaryType.STRING, event.provider),
        value(BinaryType.GUID, event.provider_guid),
        value(BinaryType.STRING, event.channel),
    )
    return Instance(_manifest_template(event.computer), (*common, related, *source, body))


def event_data(pairs: Iterable[tuple[str, FieldValue]], root: str = "EventData") -> Instance:
    """EventData with one named Data element for each pair; a name may come twice."""
    columns, values = _columns(pairs)
    return Instance(_data_template(root, columns), values)


def user_data(pairs: Iterable[tuple[str, FieldValue]], root: str) -> Instance:
    """What stands inside UserData: `root` with one element for each pair."""
    columns, values = _columns(pairs)
    return Instance(_user_data_template(root, columns), values)


def _body(event: Event) -> Instance:
    pairs = event.data.items()
    return event_data(pairs) if event.user_data is None else user_data(pairs, event.user_data)


def _columns(
    pairs: Iterable[tuple[str, FieldValue]],
) -> tuple[tuple[tuple[str, _Content], ...], tuple[Value | Instance, ...]]:
    """The columns of a layout and the values that fill them."""
    columns: list[tuple[str, _Content]] = []
    values: list[Value | Instance] = []
    for name, content in pairs:
        if isinstance(content, Markup):
            columns.append((name, content))
            continue
        repeated = content if isinstance(content, Repeated) else Repeated(_typed(content), 1)
        columns.append((name, (_template_kind(repeated.value), repeated.copies)))
        values.append(repeated.value)
    return tuple(columns), tuple(values)


def classic_data(strings: Value, binary: bytes | None) -> Instance:
    """EventData of a classic source: nameless Data elements and Binary."""
    size = value(BinaryType.UINT32, 0 if binary is None else len(binary))
    return Instance(_CLASSIC_DATA, (strings, size, value(BinaryType.BINARY, binary)))


def data_element(name: str, children: tuple[Node, ...]) -> Element:
    """`<Data Name="name">` with `children`."""
    return Element("Data", (Attribute("Name", (Text(name),)),), children)


def _typed(content: Value | Instance | PlainValue) -> Value | Instance:
    return content if isinstance(content, Value | Instance) else natural(content)


def _template_kind(content: Value | Instance) -> BinaryType:
    return BinaryType.BINXML if isinstance(content, Instance) else content.template_kind


@lru_cache(maxsize=4096)
def _data_template(root: str, columns: tuple[tuple[str, _Content], ...]) -> Template:
    return Template(Element(root, children=tuple(data_element(*column) for column in _filled(columns))))


@lru_cache(maxsize=1024)
def _user_data_template(root: str, columns: tuple[tuple[str, _Content], ...]) -> Template:
    namespaces = (
        Attribute("xmlns:auto-ns3", (Text(EVENTS_NAMESPACE),)),
        Attribute("xmlns", (Text(SERVICE_NAMESPACE),)),
    )
    children = tuple(Element(name, children=nodes) for name, nodes in _filled(columns))
    return Template(Element(root, namespaces, children))


def _filled(columns: tuple[tuple[str, _Content], ...]) -> Iterator[tuple[str, tuple[Node, ...]]]:
    """Each column's name and the tokens that stand in it."""
    index = 0
    for name, content in columns:
        if isinstance(content, Markup):
            yield name, content.nodes
        else:
            kind, copies = content
            yield name, (Substitution(index, kind),) * copies
            index += 1


@lru_cache(maxsize=1024)
def _manifest_template(computer: str) -> Template:
    provider = Element(
        "Provider",
        (
            Attribute("Name", (_optional(14, BinaryType.STRING),)),
            Attribute("Guid", (_optional(15, BinaryType.GUID),)),
        ),
    )
    channel = _system_value("Channel", 16, BinaryType.STRING)
    return _event_template(provider, channel, computer, related=13, body=17)


@lru_cache(maxsize=1024)
def _fixed_template(
    provider: str, provider_guid: UUID | None, channel: str, computer: str, has_user_data: bool
) -> Template:
    """The template of a classic source or, with a GUID, of the event log service."""
    named = (
        {"Name": provider} if provider_guid is None else {"Name": provider, "Guid": f"{{{provider_guid}}}"}
    )
    return _event_template(
        Element("Provider", tuple(Attribute(name, (Text(said),)) for name, said in named.items())),
        Element("Channel", children=(Text(channel),)),
        computer,
        related=18,
        body=19,
        has_user_data=has_user_data,
    )


def _event_template(
    provider: Element,
    channel: Element,
    computer: str,
    *,
    related: int,
    body: int,
    has_user_data: bool = False,
) -> Template:
    event_id = Element(
        "EventID",
        (Attribute("Qualifiers", (_optional(4, BinaryType.UINT16),)),),
        (_optional(3, BinaryType.UINT16),),
        dependency=3,
    )
    system = (
        provider,
        event_id,
        _system_value("Version", 11, BinaryType.UINT8),
        _system_value("Level", 0, BinaryType.UINT8),
        _system_value("Task", 2, BinaryType.UINT16),
        _system_value("Opcode", 1, BinaryType.UINT8),
        _system_value("Keywords", 5, BinaryType.HEX64),
        _system_attributes("TimeCreated", ("SystemTime", 6, BinaryType.FILETIME)),
        _system_value("EventRecordID", 10, BinaryType.UINT64),
        _system_attributes(
            "Correlation",
            ("ActivityID", 7, BinaryType.GUID),
            ("RelatedActivityID", related, BinaryType.GUID),
        ),
        _system_attributes(
            "Execution", ("ProcessID", 8, BinaryType.UINT32), ("ThreadID", 9, BinaryType.UINT32)
        ),
        channel,
        Element("Computer", children=(Text(computer),)),
        _system_attributes("Security", ("UserID", 12, BinaryType.SID)),
    )
    told: Node = _optional(body, BinaryType.BINXML)
    if has_user_data:
        told = Element("UserData", children=(told,), dependency=body)
    return Template(
        Element(
            "Event",
            (Attribute("xmlns", (Text(NAMESPACE),)),),
            (Element("System", children=system), told),
            dependency=None if has_user_data else body,
        )
    )


def _optional(index: int, kind: BinaryType) -> Leaf:
    return Substitution(index, kind, optional=True)


def _system_value(name: str, index: int, kind: BinaryType) -> Element:
    return Element(name, children=(_optional(index, kind),), dependency=index)


def _system_attributes(name: str, *attributes: tuple[str, int, BinaryType]) -> Element:
    return Element(name, tuple(Attribute(key, (_optional(index, kind),)) for key, index, kind in attributes))


_CLASSIC_DATA: Final = Template(
    Element(
        "EventData",
        children=(
            Element("Data", children=(_optional(0, BinaryType.STRING_ARRAY),), dependency=0),
            Element("Binary", children=(_optional(2, BinaryType.BINARY),), dependency=2),
        ),
    )
)
