"""core.reading.field_nodes: trees of xmltodict as nodes that a pane can show, of a size that it can show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import pytest
import xmltodict

from core.reading.event import Event
from core.reading.field_nodes import MOST_LEVELS, MOST_NODES, FieldNode, kind_in, nodes_of, tree_of

COLUMNS: Mapping[tuple[str, ...], str] = {
    ("EventData", "Image"): "image_path",
    ("System", "Computer"): "fqdn",
    ("System", "TimeCreated", "SystemTime"): "time_created",
}
NO_COLUMNS: Mapping[tuple[str, ...], str] = {}


def _nodes(xml: str, columns: Mapping[tuple[str, ...], str] = NO_COLUMNS) -> tuple[FieldNode, ...]:
    return nodes_of(xmltodict.parse(xml, strip_whitespace=False), columns).nodes


def _all(nodes: Iterable[FieldNode]) -> list[FieldNode]:
    return [found for node in nodes for found in (node, *_all(node.attributes), *_all(node.children))]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<a/>", FieldNode("a", None, "a")),
        ("<a>b</a>", FieldNode("a", "b", "a")),
        ("<a>  b </a>", FieldNode("a", "  b ", "a")),
        ("<a> </a>", FieldNode("a", " ", "a")),
        ('<a b="c">d</a>', FieldNode("a", "d", "a", attributes=(FieldNode("b", "c"),))),
        ('<a Name="b"/>', FieldNode("a", None, "a", attributes=(FieldNode("Name", "b"),))),
        ('<Data Name="b">c</Data>', FieldNode("b", "c", "Data")),
        ('<Data Name="b" c="d"/>', FieldNode("b", None, "Data", attributes=(FieldNode("c", "d"),))),
        ("<Data>c</Data>", FieldNode("Data", "c", "Data")),
        ("<a>\n<b/>\n</a>", FieldNode("a", None, "a", children=(FieldNode("b", None, "b"),))),
        ("<a>x<b/></a>", FieldNode("a", "x", "a", children=(FieldNode("b", None, "b"),))),
        (
            "<a><b>1</b><c/><b>2</b></a>",
            FieldNode(
                "a",
                None,
                "a",
                children=(FieldNode("b", "1", "b"), FieldNode("b", "2", "b"), FieldNode("c", None, "c")),
            ),
        ),
        ("<a>S-1-5-18</a>", FieldNode("a", "S-1-5-18", "a", decoded="SYSTEM")),
        (
            '<a UserID="S-1-5-18"/>',
            FieldNode("a", None, "a", attributes=(FieldNode("UserID", "S-1-5-18", decoded="SYSTEM"),)),
        ),
    ],
)
def test_an_element_is_a_node(xml: str, expected: FieldNode) -> None:
    """`Data` goes by its name; blanks are kept but for those between elements."""
    assert (expected,) == _nodes(xml)


def test_a_field_names_the_column_that_it_feeds() -> None:
    """Only at its own path, and of a repeated name only the first, which is the one that counts."""
    xml = (
        '<Event><System><TimeCreated SystemTime="t"/><Computer>WS01</Computer><Image>no</Image></System>'
        '<EventData><Data Name="Image">first</Data><Data Name="Image">second</Data><Computer/></EventData></Event>'
    )

    fed = [(node.name, node.text, node.column) for node in _all(_nodes(xml, COLUMNS)) if node.column]

    assert fed == [
        ("SystemTime", "t", "time_created"),
        ("Computer", "WS01", "fqdn"),
        ("Image", "first", "image_path"),
    ]


def test_more_nodes_than_can_be_shown_are_left_out() -> None:
    """And that is told."""
    some = f"<a>{'<b/>' * (MOST_NODES - 1)}</a>"

    whole, cut = (nodes_of(xmltodict.parse(xml), {}) for xml in (some, some.replace("<a>", "<a><b/>")))

    assert (len(_all(whole.nodes)), whole.is_whole) == (MOST_NODES, True)
    assert (len(_all(cut.nodes)), cut.is_whole) == (MOST_NODES, False)


@pytest.mark.parametrize(
    ("levels", "is_whole"), [(MOST_LEVELS, True), (MOST_LEVELS + 1, False), (900, False)]
)
def test_deeper_nodes_than_can_be_shown_are_left_out(levels: int, is_whole: bool) -> None:
    """So that neither sending nor showing them recurses without end."""
    found = nodes_of(xmltodict.parse("<a>" * levels + "</a>" * levels), {})
    sent = msgspec.msgpack.encode(found.nodes)

    assert (min(levels, MOST_LEVELS), is_whole) == (len(_all(found.nodes)), found.is_whole)
    assert found.nodes == msgspec.msgpack.decode(sent, type=tuple[FieldNode, ...])


EVENT = Event(
    provider="Microsoft-Windows-Sysmon",
    event_id=1,
    event_record_id=7,
    channel=None,
    computer="WS01",
    time_created=0,
    data={"Image": "a\x1b", "ProcessId": 8612, "Ok": True, "None": None, "Many": ["a", {"b": 1}]},
)


def test_an_event_has_a_tree_without_any_xml() -> None:
    """With its values as they are, control characters too."""
    found = {
        node.name: node.text for node in _all(nodes_of(tree_of(EVENT), COLUMNS).nodes) if not node.children
    }

    assert found == {
        "Provider": None,
        "Name": "Microsoft-Windows-Sysmon",
        "EventID": "1",
        "TimeCreated": None,
        "SystemTime": "1601-01-01T00:00:00.0000000Z",
        "EventRecordID": "7",
        "Channel": None,
        "Computer": "WS01",
        "Image": "a\x1b",
        "ProcessId": "8612",
        "Ok": "true",
        "None": None,
        "Many": '["a",{"b":1}]',
    }


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        pytest.param(tree_of(EVENT), ("Microsoft-Windows-Sysmon", 1), id="event"),
        pytest.param(
            xmltodict.parse('<Event><System><Provider Name="a"/><EventID Q="0">2</EventID></System></Event>'),
            ("a", 2),
            id="attributes",
        ),
        pytest.param({}, ("", 0), id="nothing"),
        pytest.param({"Event": None}, ("", 0), id="empty"),
        pytest.param({"Event": {"System": [None, "a"]}}, ("", 0), id="repeated"),
    ],
)
def test_a_tree_tells_its_kind(tree: Mapping[str, object], expected: tuple[str, int]) -> None:
    """Or none."""
    assert expected == kind_in(tree)
