"""A made-up case on three hosts into `resources/sample.evtx`, the sample case: `python -m tests.make_sample`.

The log is a collector's: host FIN-WS07 sends Sysmon and PowerShell and, of its Security log, logons and command
interpreters; HR-WS02 and LAB-PC03 send Security events, most of the old kinds that name no parent. All names,
addresses and commands are invented; nothing in it does harm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.evtx_writer import Event, write_log
from tests.sample.blind_spots import blind_spots
from tests.sample.finance import finance
from tests.sample.human_resources import human_resources
from tests.sample.laboratory import laboratory
from tests.sample.routine import routine

SAMPLE = Path(__file__).parents[1] / "resources" / "sample.evtx"

STORIES = (finance, human_resources, laboratory, blind_spots, routine)


def in_order_of_arrival(events: Iterable[Event]) -> list[Event]:
    """Sort by time and give each event the EventRecordID of its host and channel."""
    counts: Counter[tuple[str, str]] = Counter()
    arrived = []
    for event in sorted(events, key=lambda event: event.time):
        counts[event.computer, event.channel] += 1
        arrived.append(replace(event, record_id=18_400 + counts[event.computer, event.channel]))
    return arrived


def sample_events() -> list[Event]:
    """All events of the sample."""
    return in_order_of_arrival(event for story in STORIES for event in story())


if __name__ == "__main__":
    write_log(SAMPLE, sample_events())
