"""A million rows into the time a row that filters, sortings and counts take, beside Qt's proxy model."""

from __future__ import annotations

import gc
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from benchmarks.measure import Ratio
from benchmarks.proxy import Peer
from core.detection.detections import detect
from core.filter.language import parse
from core.filter.term import test_of
from core.notation.windows import IntegrityLevel
from core.processes.process import Place
from core.rows.row import Row
from core.view.facets import FACETS, counts
from core.view.histogram import histogram
from core.view.view import Order, View
from tests.core.builders import EXCEL, SYSTEM32, process

PEERS_ROWS = 100_000
"""Rows of the peer's table. More would take minutes to sort, and more a row: few favour the peer."""
BINS = 240

_START = 134_300_000_000_000_000
_SECOND = 10_000_000
_LOGS = 8
"""Logs that the rows come from, each in the order of time."""
_FLAGGED = 500
"""One row in so many is a child of Excel."""
_PARENT = r"C:\Windows\explorer.exe"

_USER = "user:CORP\\user7"
_LEVEL = "integrity>=high"
_CONTAINED = "token ab"
_EXPRESSION = "image1[0-9]+.*ff"
_ALL = f'{_USER} {_LEVEL} command:"*{_CONTAINED}*" command~{_EXPRESSION}'


@dataclass(frozen=True, slots=True)
class Operation:
    """What a user does to a table, with us and with the peer; on tables that nothing was done to before."""

    name: str
    ours: Callable[[View], object]
    theirs: Callable[[Peer], object]
    before: Callable[[View], object] = lambda view: None
    """What is done to ours before, and not timed."""
    begin: Callable[[Peer], object] = Peer.begin


def _filter(text: str) -> Callable[[View], None]:
    return lambda view: view.filter_by(parse(text))


def _filter_by_test(text: str) -> Callable[[Peer], int]:
    return lambda peer: peer.filter_by_tests([test_of(term) for term in parse(text)])


def _sort(column: str) -> Callable[[View], None]:
    return lambda view: view.sort_by([Order(column)])


def _count(view: View) -> None:
    for column in FACETS:
        counts(view, column)


def _draw(view: View) -> None:
    histogram(view, BINS)


OPERATIONS = (
    Operation("filter by user", _filter(_USER), _filter_by_test(_USER), begin=Peer.begin_tests),
    Operation("filter by integrity", _filter(_LEVEL), _filter_by_test(_LEVEL), begin=Peer.begin_tests),
    Operation(
        "filter by a text",
        _filter(f'command:"*{_CONTAINED}*"'),
        lambda peer: peer.filter_by_text("command_line", _CONTAINED),
    ),
    Operation(
        "filter by an expression",
        _filter(f"command~{_EXPRESSION}"),
        lambda peer: peer.filter_by_expression("command_line", _EXPRESSION),
    ),
    Operation(
        "one filter of four off",
        _filter(f"{_USER} {_LEVEL} command~{_EXPRESSION}"),
        _filter_by_test(f"{_USER} {_LEVEL} command~{_EXPRESSION}"),
        before=_filter(_ALL),
        begin=Peer.begin_tests,
    ),
    Operation("sort by time", _sort("time_created"), lambda peer: peer.sort_by("time_created")),
    Operation("sort by command line", _sort("command_line"), lambda peer: peer.sort_by("command_line")),
    Operation("count, first", _count, lambda peer: peer.count(FACETS)),
    Operation("count, again", _count, lambda peer: peer.count(FACETS), before=_count),
    Operation("time line", _draw, lambda peer: peer.count(["time_created"]), before=_draw),
)


def compared(rows: Sequence[Row], runs: int) -> Iterator[tuple[str, Ratio]]:
    """Give for each operation the seconds a row, ours and the peer's in turn."""
    peer = Peer(rows[:PEERS_ROWS])
    for operation in OPERATIONS:
        pairs = [(_ours(operation, rows), _theirs(operation, peer)) for _ in range(runs)]
        ratios = [mine / other for mine, other in pairs]
        yield (
            operation.name,
            Ratio(
                ours=statistics.median(mine for mine, _ in pairs),
                theirs=statistics.median(other for _, other in pairs),
                ratio=statistics.median(ratios),
                lowest=min(ratios),
                highest=max(ratios),
            ),
        )


def _ours(operation: Operation, rows: Sequence[Row]) -> float:
    view = _view_of(rows)
    operation.before(view)
    return _seconds(lambda: operation.ours(view)) / len(rows)


def _theirs(operation: Operation, peer: Peer) -> float:
    operation.begin(peer)
    return _seconds(lambda: operation.theirs(peer)) / peer.rows


def state_bytes(rows: Sequence[Row]) -> float:
    """Give the bytes a row that a view keeps with four filters, two sort keys, facets and a histogram."""
    gc.collect()
    tracemalloc.start()
    view = _view_of(rows)
    view.sort_by([Order("severity", is_descending=True), Order("time_created", is_descending=True)])
    view.filter_by(parse(_ALL))
    _count(view)
    _draw(view)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept / len(rows)


def _view_of(rows: Sequence[Row]) -> View:
    view = View()
    view.replace(rows)
    return view


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def make_rows(count: int) -> list[Row]:
    """Make rows as they come from the logs of some hosts: few users, images and levels, each its own line."""
    shuffled = random.Random(17)
    users = [f"CORP\\user{number}" for number in range(200)]
    hosts = [f"WS{number:02}.corp.example" for number in range(_LOGS)]
    images = [f"{SYSTEM32}image{number}.exe" for number in range(600)]
    in_a_log = -(-count // _LOGS)
    rows = []
    for number in range(count):
        log, place = divmod(number, in_a_log)
        image = shuffled.choice(images)
        creation = msgspec.structs.replace(
            process(),
            place=Place(f"{hosts[log]}.evtx", place // 90, 0x1200 + place * 700, 700, place + 1),
            time_created=_START + place * _SECOND + shuffled.randrange(_SECOND),
            fqdn=hosts[log],
            user=shuffled.choice(users),
            integrity_level=shuffled.choice(list(IntegrityLevel)),
            image_path=image,
            command_line=f'"{image}" -token {shuffled.getrandbits(128):032X}',
            parent_image_path=_PARENT if number % _FLAGGED else EXCEL,
        )
        detection = None if number % _FLAGGED else next(detect([creation]))
        rows.append(Row(creation, detection, "strict"))
    return rows
