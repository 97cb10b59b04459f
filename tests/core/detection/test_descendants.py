"""core.detection.descendants: what flagged processes started in turn, each with its chain from Excel."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.detection.descendants import DESCENDANT, LEFT_OUT, MOST_IN_A_CHAIN, chain_words, descendants_of
from core.detection.detections import Detection, detect, is_flagged_by, own_assessment, with_proof
from core.detection.proof import Proof
from core.detection.severity import Severity
from core.notation.filetime import TICKS_PER_SECOND
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.parents import infer_parents
from core.processes.process import ParentLink, Place, ProcessCreation
from core.rows.row import row_of
from core.words.explanation import explain
from tests.core.builders import EXCEL, SYSTEM32, process
from tests.evtx_writer import filetime

NOON = filetime("2026-03-02T12:00:00")
CMD, POWERSHELL, WHOAMI, CONHOST = (
    rf"{SYSTEM32}{name}.exe" for name in ("cmd", "powershell", "whoami", "conhost")
)
_next_offset = iter(range(0x1000, 1 << 40, 0x600))


def guid(number: int) -> str:
    """A ProcessGuid."""
    return f"5B6B6A3A-0C1D-6769-0002-{number:012X}"


def started(number: int, parent: int, image: str, parents_image: str, **fields: object) -> ProcessCreation:
    """Sysmon 1 of process `number`, a second behind the one before."""
    known = {
        "place": Place("Sysmon.evtx", 0, next(_next_offset), 0x600, number),
        "guid": guid(number),
        "pid": 1000 + number,
        "parent_guid": guid(parent),
        "ppid": 1000 + parent,
        "image_path": image,
        "parent_image_path": parents_image,
        "parent_command_line": f'"{parents_image}"',
        "utc_time": NOON + number * TICKS_PER_SECOND,
    }
    return process(**known | fields)


def below(
    creations: Sequence[ProcessCreation],
    ends: Sequence[ProcessEnd] = (),
    boots: Sequence[Boot] = (),
    rule: str = "strict",
) -> list[Detection]:
    """Find what is below the flagged ones."""
    known = infer_parents(creations, ends, boots)
    return descendants_of([one for one in detect(known) if is_flagged_by(rule, one)], known, ends, boots)


def chains(found: Sequence[Detection]) -> list[str]:
    """Chains by their file names."""
    return [chain_words(one.chain) for one in found]


def test_grandchildren_are_findings_with_their_chain() -> None:
    """PowerShell under cmd under Excel, and what PowerShell started; not the flagged cmd itself."""
    creations = [
        started(4, 3, WHOAMI, POWERSHELL),
        started(1, 0, EXCEL, rf"{SYSTEM32}explorer.exe"),
        started(2, 1, CMD, EXCEL),
        started(3, 2, POWERSHELL, CMD),
        started(9, 8, CMD, rf"{SYSTEM32}explorer.exe"),
    ]

    found = below(creations)

    assert chains(found) == [
        "excel.exe → cmd.exe → powershell.exe → whoami.exe",
        "excel.exe → cmd.exe → powershell.exe",
    ]
    assert [one.process.guid for one in found] == [guid(4), guid(3)]
    assert {one.matched for one in found} == {(DESCENDANT,)}
    assert [one.severity for one in found] == [Severity.MEDIUM, Severity.HIGH]
    assert found[0].reasons[-1] == f"below a child of Excel: {chains(found)[0]}"


def test_what_speaks_of_excel_as_the_parent_is_not_said_of_a_descendant() -> None:
    """cmd.exe is not Excel's program, and need not run from an Office folder; its helper stays harmless."""
    creations = [
        started(2, 1, CMD, EXCEL),
        started(3, 2, CONHOST, CMD, command_line=f'"{CONHOST}" 0xffffffff -ForceV1'),
    ]

    (found,) = below(creations)

    assert (found.severity, found.kind) == (Severity.INFO, "known-helper")
    assert not any("Office" in reason for reason in found.reasons)
    assert found.reasons[0].startswith("a known helper program in its usual place: ")
    assert found.reasons[: len(own_assessment(found).reasons)] == own_assessment(found).reasons


def test_the_document_is_the_one_that_excel_opened() -> None:
    """A descendant's own parent opened none."""
    line = f'"{EXCEL}" "C:\\Users\\jdoe\\Downloads\\bill.xlsm"'
    creations = [started(2, 1, CMD, EXCEL, parent_command_line=line), started(3, 2, WHOAMI, CMD)]

    (found,) = below(creations)

    assert found.document.path == r"C:\Users\jdoe\Downloads\bill.xlsm"


def test_a_flagged_process_below_a_flagged_one_has_its_own_descendants() -> None:
    """Excel, cmd, Excel again, cmd: the chain begins at the nearest Excel."""
    creations = [
        started(2, 1, CMD, EXCEL),
        started(3, 2, EXCEL, CMD),
        started(4, 3, CMD, EXCEL),
        started(5, 4, WHOAMI, CMD),
    ]

    assert chains(below(creations)) == ["excel.exe → cmd.exe → excel.exe", "excel.exe → cmd.exe → whoami.exe"]


def test_without_guids_the_chain_says_what_was_inferred() -> None:
    """Security 4688: by host, PID and time."""
    bare: dict[str, object] = {"source": "security-4688", "guid": None, "parent_guid": None, "logon_id": None}
    unnamed = {"parent_image_path": None, "parent_link": ParentLink.UNKNOWN}
    creations = [started(2, 1, CMD, EXCEL, **bare), started(3, 2, WHOAMI, CMD, **bare | unnamed)]

    (found,) = below(creations)

    assert chains([found]) == ["excel.exe → cmd.exe → whoami.exe"]
    assert found.reasons[-1].startswith("the parent of whoami.exe is inferred: by PID 1002 and time: started")
    assert below(creations, ends=[ProcessEnd(found.process.fqdn, 1002, NOON + 25_000_000)]) == []
    assert below(creations, boots=[Boot(found.process.fqdn, NOON + 25_000_000)]) == []


def test_hosts_are_not_joined() -> None:
    """A clone bears the GUIDs of its origin."""
    creations = [started(2, 1, CMD, EXCEL), started(3, 2, WHOAMI, CMD, fqdn="WS02.corp.example")]

    assert below(creations) == []


@pytest.mark.parametrize("at", [-5, 2.5, 9], ids=["before", "between", "after"])
@pytest.mark.parametrize("image", [CMD, WHOAMI], ids=["one-image", "another-image"])
def test_a_record_with_a_cloned_guid_takes_no_descendant_away(image: str, at: float) -> None:
    """Children fit by GUID, PID and image, whichever of the records their place in the tree is below."""
    creations = [
        started(2, 1, CMD, EXCEL),
        started(2, 0, image, rf"{SYSTEM32}explorer.exe", utc_time=NOON + int(at * TICKS_PER_SECOND)),
        started(3, 2, POWERSHELL, CMD),
        started(4, 3, WHOAMI, POWERSHELL),
    ]

    for order in (creations, creations[::-1]):
        found = below(order)

        assert sorted(chains(found)) == [
            "excel.exe → cmd.exe → powershell.exe",
            "excel.exe → cmd.exe → powershell.exe → whoami.exe",
        ]
        assert all("2 records bear this ProcessGuid: one of them was crafted" in one.reason for one in found)


def test_a_cloned_guid_below_a_flag_takes_no_descendant_away() -> None:
    """Of any depth; and a child of the other record, with another PID, is none."""
    creations = [
        started(2, 1, CMD, EXCEL),
        started(3, 2, POWERSHELL, CMD),
        started(3, 0, POWERSHELL, CMD, pid=77, utc_time=NOON + 4 * TICKS_PER_SECOND),
        started(4, 3, WHOAMI, POWERSHELL),
        started(5, 3, CONHOST, POWERSHELL, ppid=77),
    ]

    assert sorted(chains(below(creations))) == [
        "excel.exe → cmd.exe → powershell.exe",
        "excel.exe → cmd.exe → powershell.exe → whoami.exe",
    ]


def test_crafted_circles_through_cloned_guids_end() -> None:
    """Each process is reached once."""
    creations = [started(2, 1, CMD, EXCEL)]
    creations += [started(3 + row % 3, 2 + (row + 1) % 4, CMD, CMD, utc_time=NOON + row) for row in range(60)]

    found = below(creations)

    assert len({one.process.place for one in found}) == len(found) <= 60


def test_nothing_flagged_has_no_descendants() -> None:
    """Whatever was read."""
    assert descendants_of([], [started(3, 2, WHOAMI, CMD)]) == []


def test_a_crafted_chain_is_cut_in_its_middle() -> None:
    """Of any length; every process of it is found."""
    length = 3 * MOST_IN_A_CHAIN
    creations = [
        started(2 + row, 1 + row, rf"C:\{row:03}.exe", EXCEL if row == 0 else "C:\\x.exe")
        for row in range(length)
    ]

    found = below(creations)

    assert len(found) == length - 1
    (longest,) = found[-1:]
    assert len(longest.chain) == MOST_IN_A_CHAIN + 2
    assert longest.chain[:2] == (EXCEL, r"C:\000.exe")
    assert longest.chain[MOST_IN_A_CHAIN // 2 : MOST_IN_A_CHAIN // 2 + 3] == (
        r"C:\011.exe",
        LEFT_OUT,
        r"C:\060.exe",
    )
    assert longest.chain[-1] == rf"C:\{length - 1:03}.exe"


def test_an_altered_record_raises_the_severity() -> None:
    """As it does for a child."""
    elsewhere = (Place("copy.evtx", 0, 0x1000, 0x600, 1),)
    creations = [started(2, 1, CMD, EXCEL), started(3, 2, WHOAMI, CMD, altered_in=elsewhere)]

    (found,) = below(creations)

    assert found.severity is Severity.HIGH
    assert any("one of them was altered" in reason for reason in found.reasons)


def test_a_proof_is_added_to_a_descendant() -> None:
    """It stays a descendant with its chain."""
    (found,) = below([started(2, 1, CMD, EXCEL), started(3, 2, WHOAMI, CMD)])
    proof = Proof("00" * 32, "11" * 32, holds_literal=False)

    proved = with_proof(found, proof, None)

    assert (proved.proof, proved.chain, proved.reasons) == (proof, found.chain, found.reasons)


def test_the_summary_of_a_descendant_names_its_chain_once() -> None:
    """What the record alone gives and what the case gives are told apart."""
    (found,) = below([started(2, 1, CMD, EXCEL), started(3, 2, WHOAMI, CMD)])

    texts = [one.text for one in explain(row_of(found, "strict")).statements]

    assert [text for text in texts if "below a child of Excel" in text] == [
        "below a child of Excel: excel.exe → cmd.exe → whoami.exe"
    ]
