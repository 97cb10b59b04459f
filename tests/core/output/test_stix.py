"""core.output.stix and stix_rows: bundles that OASIS's schemas allow, and that claim no more than the logs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest
import stix2
from hypothesis import given
from hypothesis import strategies as st

from core.notation.windows import IntegrityLevel
from core.output.paired import paired
from core.processes.process import ParentLink, Place
from core.rows.columns import EXPORTED
from core.rows.row import Row
from tests.core.builders import EXCEL, SYSTEM32, process
from tests.core.log_reading import steady
from tests.core.output.exports import DAMAGED, MADE_BY, READ, descendant, export, row, row_of_creation
from tests.core.output.hostile import HOSTILE
from tests.core.output.stix_reading import bundle_of, complaints, text_of, values_in
from tests.core.strategies import any_process

FIXED = ["attack-pattern", "extension-definition", "identity", "indicator", "note", "relationship"]


def placed(number: int, **fields: object) -> Row:
    """Build a flagged row at a place of its own."""
    return row(place=Place("Sysmon.evtx", 0, 0x1200 + number, 0x5E8, number), **fields)


def test_the_schemas_would_complain() -> None:
    """Else their silence would prove nothing."""
    text = text_of(export([placed(1)]))

    assert complaints(text.replace('"number_observed": 1', '"number_observed": 0'))
    assert complaints(text.replace('"type": "file"', '"type": "fiel"'))


# ---------------------------------------------------------------- what a bundle holds
def test_a_bundle_without_rows_says_what_was_looked_for() -> None:
    """The analytic, the technique, and a note with the outcome."""
    assert sorted(bundle_of(export())) == FIXED


def test_a_flagged_row_is_a_sighting_of_the_analytic_on_its_host() -> None:
    """And no sighting of the technique: the analytic indicates it, no more."""
    found = bundle_of(export([placed(1)]))
    (sighting,), (observed,), (indicator,) = found["sighting"], found["observed-data"], found["indicator"]
    hosts = {one["id"]: one["name"] for one in found["identity"]}
    (indicates,) = found["relationship"]

    assert indicator["id"] == sighting["sighting_of_ref"] == indicates["source_ref"]
    assert indicates["target_ref"] == found["attack-pattern"][0]["id"]
    assert [observed["id"]] == sighting["observed_data_refs"]
    assert sighting["where_sighted_refs"] == [one for one in hosts if hosts[one] == "WS01.corp.example"]
    assert "severity high: a shell or script host" in str(sighting["description"])
    assert sighting["labels"] == ["severity:high", "kind:interpreter"]
    assert str(sighting["description"]).startswith("Excel child process (DDE is one possible cause)")


def test_a_row_that_is_not_flagged_is_observed_alone() -> None:
    """Nothing is said of it."""
    found = bundle_of(export([Row(process(), None, "strict")]))

    assert (len(found["observed-data"]), len(found["sighting"])) == (1, 0)


def test_a_descendant_is_observed_with_a_note_and_is_no_sighting() -> None:
    """The analytic does not find it; the note names the chain from Excel."""
    found = bundle_of(export([placed(1), descendant()], flagged=1))
    (flagged,) = found["sighting"]
    (note,) = (one for one in found["note"] if one["abstract"] == "Descendant of an Excel child process")
    below = [one["id"] for one in found["observed-data"] if [one["id"]] != flagged["observed_data_refs"]]

    assert note["object_refs"] == below
    assert str(note["content"]).startswith(
        "Descendant of an Excel child process: excel.exe → cmd.exe → whoami.exe; severity high: "
    )
    assert note["labels"] == ["descendant", "severity:high", "kind:interpreter"]


def test_a_process_its_parent_their_images_and_user_are_objects() -> None:
    """Joined by references, each of which leads to an object of the bundle."""
    found = bundle_of(export([placed(1)]))
    files = {one["id"]: one["name"] for one in found["file"]}
    folders = {one["id"]: one["path"] for one in found["directory"]}
    processes = {one["pid"]: one for one in found["process"]}
    child, parent = processes[5120], processes[4096]
    (account,) = found["user-account"]

    assert (parent["id"], "cmd.exe", "EXCEL.EXE") == (
        child["parent_ref"],
        files[child["image_ref"]],
        files[parent["image_ref"]],
    )
    assert set(folders.values()) == {SYSTEM32.rstrip("\\"), EXCEL.rpartition("\\")[0]}
    assert (account["account_login"], account["id"]) == (r"CORP\jdoe", child["creator_user_ref"])
    assert child["created_time"] == "2025-01-05T03:50:45.234Z"
    assert set(found["observed-data"][0]["object_refs"]) == {  # type: ignore[call-overload]
        one["id"] for kind in ("process", "file", "directory", "user-account") for one in found[kind]
    }


def test_a_parent_of_two_children_is_one_object() -> None:
    """As their records name it by one ProcessGuid and say the same of it."""
    rows = [placed(1), placed(2, pid=9, guid="5B6B6A3A-0C1D-6769-A101-000000001299")]

    assert len(bundle_of(export(rows))["process"]) == 3


def test_parents_without_a_guid_stay_apart() -> None:
    """Their PID may have been given twice."""
    rows = [placed(number, parent_guid=None, guid=None, pid=number) for number in (1, 2)]

    assert len(bundle_of(export(rows))["process"]) == 4


def test_a_parent_that_has_a_row_is_that_row() -> None:
    """Its own record says more of it than the child's does."""
    excel = process(
        image_path=EXCEL,
        guid="5B6B6A3A-0C11-6769-9F01-000000001200",
        parent_guid=None,
        pid=4096,
        place=Place("Sysmon.evtx", 0, 9, 9, 9),
    )
    found = bundle_of(export([Row(excel, None, "strict"), placed(1)]))
    processes = {one["pid"]: one for one in found["process"]}

    assert processes[5120]["parent_ref"] == processes[4096]["id"]
    assert processes[4096]["command_line"] == f'"{EXCEL}"'


def test_records_of_one_guid_that_differ_are_two_processes() -> None:
    """One of them was altered; neither hides the other."""
    found = bundle_of(export([placed(1), placed(2, command_line="cmd /c other")]))

    assert {one.get("command_line") for one in found["process"]} >= {
        f'"{SYSTEM32}cmd.exe" /c dir',
        "cmd /c other",
    }


@pytest.mark.parametrize(
    ("link", "is_told"),
    [
        (ParentLink.RECORDED, True),
        (ParentLink.INFERRED, True),
        (ParentLink.AMBIGUOUS, False),
        (ParentLink.UNKNOWN, False),
    ],
)
def test_a_parent_that_is_not_certain_is_a_pid(link: ParentLink, is_told: bool) -> None:
    """What may be another process' image and command line are left to our extension."""
    found = bundle_of(export([Row(process(parent_link=link), None, "strict")]))
    (parent,) = (one for one in found["process"] if one["pid"] == 4096)

    assert is_told == ("image_ref" in parent) == ("command_line" in parent)


# ---------------------------------------------------------------- what STIX cannot hold
@pytest.mark.parametrize(
    ("level", "sid", "expected"),
    [
        (IntegrityLevel.HIGH, "S-1-5-21-7", {"owner_sid": "S-1-5-21-7", "integrity_level": "high"}),
        (IntegrityLevel.SYSTEM, "S-1-5-18", {"owner_sid": "S-1-5-18", "integrity_level": "system"}),
        (IntegrityLevel.MEDIUM_PLUS, "S-1-5-21-7", {"owner_sid": "S-1-5-21-7"}),
        (IntegrityLevel.UNKNOWN, "S-1-5-21-7", {"owner_sid": "S-1-5-21-7"}),
        (IntegrityLevel.HIGH, None, None),
    ],
)
def test_an_integrity_level_is_told_where_the_schema_allows_it(
    level: IntegrityLevel, sid: str | None, expected: object
) -> None:
    """It has four levels, and refuses one that stands alone; ours stands in the extension in any case."""
    found = bundle_of(export([row(integrity_level=level, sid=sid)]))
    (child,) = (one for one in found["process"] if one["pid"] == 5120)
    extensions = child.get("extensions")

    assert expected == (extensions["windows-process-ext"] if isinstance(extensions, dict) else None)
    assert level == values_in(found["observed-data"][0])["integrity_level"]


def test_hashes_that_are_none_stay_in_the_extension() -> None:
    """The library would refuse the whole bundle for one of them."""
    good = {"md5_hash": "AB" * 16, "sha1_hash": "CD" * 20, "sha256_hash": "EF" * 32}
    sound = bundle_of(export([row(**good)]))["file"][0]["hashes"]
    bad = {name: value[:-1] + "x" for name, value in good.items()}
    found = bundle_of(export([row(**bad, imphash="12" * 16)]))

    assert sound == {"MD5": "ab" * 16, "SHA-1": "cd" * 20, "SHA-256": "ef" * 32}
    assert not any("hashes" in one for one in found["file"])
    assert bad.items() <= values_in(found["observed-data"][0]).items()


def test_numbers_beyond_53_bits_are_text() -> None:
    """STIX knows no larger integers; a PID of that kind is no PID of the object."""
    found = bundle_of(export([row(pid=2**60, logon_id=2**64 - 1)]))
    values = values_in(found["observed-data"][0])

    assert (str(2**60), str(2**64 - 1)) == (values["pid"], values["logon_id"])
    assert [one.get("pid") for one in found["process"]] == [4096, None]


@pytest.mark.parametrize(
    ("created", "started", "expected"),
    [
        (None, None, "2026-03-12T15:04:05Z"),
        (133_805_226_452_345_678, None, "2025-01-05T03:50:45.234567Z"),
        (2**63, None, "2026-03-12T15:04:05Z"),
        (-1, 0, "1601-01-01T00:00:00Z"),
        (2**61, None, "8907-12-05T18:42:01.369395Z"),
    ],
)
def test_a_row_without_a_time_was_observed_when_it_was_exported(
    created: int | None, started: int | None, expected: str
) -> None:
    """Observed data must have a time; that the log has none is seen in our extension."""
    found = bundle_of(export([row(time_created=created, utc_time=started)]))
    (observed,) = found["observed-data"]

    assert expected == observed["first_observed"] == observed["last_observed"]
    assert str(observed["created"]) <= str(observed["modified"])
    assert ("time_created" in values_in(observed)) is (created is not None)


def test_our_extension_holds_every_value_of_a_row() -> None:
    """But for absent ones."""
    found = row(sid="S-1-5-18")
    values = values_in(bundle_of(export([found]))["observed-data"][0])
    expected = {key: column.value(found) for key, column in EXPORTED.items()}

    assert values.keys() <= {"extension_type", *EXPORTED}
    assert {key: value for key, value in expected.items() if value not in (None, [], ())} == {
        key: value for key, value in values.items() if key != "extension_type"
    } | {"document": expected["document"]}


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_text_makes_an_allowed_bundle(text: str) -> None:
    """In every field that a text may be in, and for the library as well."""
    fields = ("image_path", "command_line", "user", "sid", "fqdn", "guid", "parent_guid", "md5_hash")
    hostile = {**dict.fromkeys(fields, text), "current_working_directory": text, "parent_command_line": text}
    found = bundle_of(export([row(**hostile)], filter_text=text))

    assert paired(text) == values_in(found["observed-data"][0])["command_line"]


@steady
@given(st.lists(any_process(), max_size=3))
def test_any_process_makes_an_allowed_bundle(creations: list[object]) -> None:
    """Whatever of it is absent."""
    rows = [Row(creation, None, "strict") for creation in creations]  # type: ignore[arg-type]
    text = text_of(export(rows))

    assert complaints(text) == []
    assert len(rows) == text.count('{"type": "observed-data"')
    stix2.parse(text, allow_custom=False)


def test_a_process_of_which_nothing_is_known_is_an_object_all_the_same() -> None:
    """Observed data refers to at least one."""
    fields = ("image_path", "command_line", "current_working_directory", "pid", "user", "ppid")
    unknown = {
        **dict.fromkeys(fields),
        "parent_image_path": None,
        "parent_command_line": None,
        "parent_user": None,
    }
    found = bundle_of(export([Row(process(**unknown), None, "strict")]))

    assert len(found["process"]) == 1


# ---------------------------------------------------------------- the same again
def test_the_same_evidence_has_the_same_identifiers_in_every_export() -> None:
    """A later export is a newer version of the same objects: their time of change alone differs."""
    earlier = bundle_of(export([placed(1)]))
    later = bundle_of(export([placed(1)], made_by={**MADE_BY, "made_at": "2026-05-01T00:00:00+00:00"}))
    kinds = ("observed-data", "sighting", "process", "file", "identity", "indicator")

    assert [[one["id"] for one in earlier[kind]] for kind in kinds] == [
        [one["id"] for one in later[kind]] for kind in kinds
    ]
    assert earlier["observed-data"][0]["created"] == later["observed-data"][0]["created"]
    assert str(earlier["observed-data"][0]["modified"]) < str(later["observed-data"][0]["modified"])


def test_other_rows_make_another_bundle() -> None:
    """Its identifier is made of all that it holds."""
    one, other = (json.loads(text_of(export([placed(number)])))["id"] for number in (1, 2))

    assert re.fullmatch(r"bundle--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", one)
    assert one != other


def test_two_logs_of_one_name_keep_their_rows_apart_in_triage() -> None:
    """Without the logs' hashes, their places alone do not tell them apart."""
    rows = [placed(1), placed(1, command_line="cmd /c other")]
    for one in rows:
        one.file_sha256 = None

    assert len({one["id"] for one in bundle_of(export(rows))["observed-data"]}) == 2


@pytest.mark.parametrize("rule", ["seed", "published", "strict"])
def test_each_rule_has_an_indicator_in_the_words_of_stix(rule: str) -> None:
    """Its pattern is one that OASIS's grammar allows."""
    (indicator,) = bundle_of(export([row()], rule=rule))["indicator"]

    assert (indicator["pattern_type"], "parent_ref" in str(indicator["pattern"])) == ("stix", True)


def test_the_note_says_what_a_report_says_beside_its_rows() -> None:
    """The outcome, the filter, what was not read, what the rows cannot show, and how it was made."""
    (note,) = bundle_of(export([row()], filter_text="user:jdoe", reports=(READ, DAMAGED)))["note"]

    assert (
        note["abstract"] == "1 flagged of 18,220 process creations in 2 files · 1 of them not read completely"
    )
    for said in ("Filter in force: user:jdoe", "Not read: damaged.evtx: ", "DDE is one", "Cellspawn: 1.2.3"):
        assert said in str(note["content"])


@pytest.mark.parametrize("made_at", [None, "rubbish", "2026-03-12T15:04:05"])
def test_without_a_known_time_a_bundle_is_made_all_the_same(made_at: str | None) -> None:
    """And is an allowed one."""
    made = replace(export([row()]), made_by={} if made_at is None else {"made_at": made_at})

    assert len(bundle_of(made)["sighting"]) == 1


def test_the_library_is_loaded_only_for_a_bundle() -> None:
    """It and what it needs take longer to load than all else that the command needs."""
    code = "import sys, core.command, core.output.formats; print('stix2' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "False\n"


def test_the_rows_of_a_merged_start_say_so() -> None:
    """Whatever columns there are, an object of them is an object of the extension."""
    found = row_of_creation(process(also_in=(Place("Copy.evtx", 0, 1, 2, 3),)))
    values = values_in(bundle_of(export([found]))["observed-data"][0])

    assert values["also_in"] == [{"file": "Copy.evtx", "file_offset": 1, "record_number": 3}]
