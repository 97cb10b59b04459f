"""core.detection.serious_below: whatever ran below a helper decides whether it can be harmless."""

from __future__ import annotations

import msgspec
import pytest

from core.detection.descendants import descendants_of
from core.detection.detections import Detection, detect, is_flagged_by
from core.detection.serious_below import serious_below
from core.processes.process import Place, ProcessCreation
from tests.core.builders import EXCEL, SYSTEM32, process

SPLWOW64 = r"C:\Windows\splwow64.exe"
CMD, WHOAMI, CONHOST = (f"{SYSTEM32}{name}.exe" for name in ("cmd", "whoami", "conhost"))
EXPLORER = r"C:\Windows\explorer.exe"
HIDDEN = r"C:\Program Files\App\calculator.exe"


def chain(*images: str, **fields: object) -> list[ProcessCreation]:
    """Build processes, each started by the one before; those of a helper are as Windows starts them."""
    lines = {SPLWOW64: f"{SPLWOW64} 8192", CONHOST: f"{CONHOST} 0xffffffff -ForceV1"}
    return [
        process(
            **{
                "place": Place("a.evtx", 0, 0x1000 + number, 64, number),
                "guid": f"5B6B6A3A-0C1D-6769-0002-{number:012X}",
                "pid": 1000 + number,
                "parent_guid": f"5B6B6A3A-0C1D-6769-0002-{number - 1:012X}",
                "ppid": 999 + number,
                "image_path": image,
                "command_line": lines.get(image, f'"{image}"'),
                "parent_image_path": images[number - 1],
                "parent_command_line": f'"{images[number - 1]}"',
                "utc_time": 133_805_226_452_340_000 + number * 10_000_000,
                **fields,
            }
        )
        for number, image in enumerate(images)
        if number
    ]


def found(creations: list[ProcessCreation]) -> list[int]:
    """Give the numbers of the processes below which something serious ran, as the published rule flags."""
    flagged: list[Detection] = [one for one in detect(creations) if is_flagged_by("strict", one)]
    places = serious_below(flagged, descendants_of(flagged, creations))
    return sorted(place.record_number for place in places)


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        pytest.param((EXCEL, SPLWOW64), [], id="nothing"),
        pytest.param((EXCEL, CMD), [], id="itself-is-not-below-it"),
        pytest.param((EXCEL, SPLWOW64, CMD), [1], id="shell"),
        pytest.param((EXCEL, SPLWOW64, WHOAMI), [1], id="medium"),
        pytest.param((EXCEL, SPLWOW64, CONHOST), [], id="harmless-too"),
        pytest.param((EXCEL, SPLWOW64, CONHOST, CONHOST, CMD), [1], id="far-below"),
        pytest.param((EXCEL, SPLWOW64, EXCEL, CMD), [1], id="below-an-excel-of-its-own"),
        pytest.param((EXCEL, SPLWOW64, EXCEL, SPLWOW64), [], id="harmless-below-an-excel-of-its-own"),
        pytest.param((EXCEL, SPLWOW64, EXCEL, SPLWOW64, CMD), [1, 3], id="below-both"),
        pytest.param((EXCEL, EXCEL, CMD), [1], id="excel-below-excel"),
        pytest.param((EXCEL, EXCEL, EXCEL, SPLWOW64, CMD), [1, 2, 3], id="excels-below-excel"),
    ],
)
@pytest.mark.parametrize("fields", [{}, {"guid": None, "parent_guid": None}], ids=["by-guid", "by-pid"])
def test_what_ran_below_counts(
    images: tuple[str, ...], expected: list[int], fields: dict[str, object]
) -> None:
    """Medium and high do, through any number of processes."""
    assert expected == found(chain(*images, **fields))


def test_other_hosts_do_not_count() -> None:
    """A clone bears the GUIDs of its origin."""
    other = chain(EXCEL, SPLWOW64, CMD, fqdn="WS02.corp.example", place=Place("b.evtx", 0, 0x1000, 64, 9))
    other[1] = msgspec.structs.replace(other[1], place=Place("b.evtx", 0, 0x2000, 64, 10))

    assert found([*chain(EXCEL, SPLWOW64), *other]) == [9]
