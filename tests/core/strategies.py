"""Hypothesis strategies for what logs may hold."""

from __future__ import annotations

from hypothesis import strategies as st

from core.notation.windows import IntegrityLevel
from core.processes.process import OtherRecord, ParentLink, Place, ProcessCreation
from tests.core.builders import EXCEL, process

_TEXT_FIELDS = (
    "channel",
    "fqdn",
    "image_path",
    "command_line",
    "current_working_directory",
    "guid",
    "user",
    "sid",
    "integrity_recorded",
    "parent_command_line",
    "parent_guid",
    "parent_user",
    "md5_hash",
    "sha1_hash",
    "sha256_hash",
    "imphash",
    "original_file_name",
    "description",
    "product",
    "company",
    "file_version",
    "logon_guid",
    "token_elevation_type",
    "rule_name",
)
_NUMBER_FIELDS = ("event_record_id", "pid", "ppid", "logon_id", "parent_logon_id", "terminal_session_id")
_TIME_FIELDS = ("time_created", "utc_time")

any_text = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
"""What the readers give: surrogates in pairs only, everything else."""


def utf16_text() -> st.SearchStrategy[str]:
    """Any text that sixteen-bit units can spell, with surrogates that have no partner."""
    return st.text(alphabet=st.characters(), max_size=40).map(_joined_surrogates)


def any_process() -> st.SearchStrategy[ProcessCreation]:
    """A child of Excel, every other value of which is any or absent."""
    fields: dict[str, st.SearchStrategy[object]] = {
        **{name: st.none() | any_text for name in _TEXT_FIELDS},
        **{name: st.none() | st.integers(0, 2**64 - 1) for name in _NUMBER_FIELDS},
        **{name: _time() for name in _TIME_FIELDS},
        "source": st.sampled_from(["sysmon-1", "security-4688"]),
        "place": _place(),
        "also_in": st.lists(_place(), max_size=2).map(tuple),
        "altered_in": st.lists(_place(), max_size=2).map(tuple),
        "integrity_level": st.none() | st.sampled_from(IntegrityLevel),
        "parent_image_path": st.just(EXCEL),
        "parent_command_line_inferred": st.booleans(),
        "repeated_names": st.lists(any_text, max_size=2).map(tuple),
        "other_record": st.none() | _other_record(),
    }
    recorded: dict[str, st.SearchStrategy[object]] = {
        "parent_link": st.just(ParentLink.RECORDED),
        "parent_candidates": st.just(()),
    }
    inferred: dict[str, st.SearchStrategy[object]] = {
        "parent_link": st.just(ParentLink.INFERRED),
        "parent_started": _time(),
        "parent_candidates": st.just((EXCEL,)),
    }
    ambiguous: dict[str, st.SearchStrategy[object]] = {
        "parent_link": st.just(ParentLink.AMBIGUOUS),
        "parent_started": _time(),
        "parent_candidates": st.lists(any_text, min_size=1, max_size=3).map(lambda paths: (*paths, EXCEL)),
    }
    return st.sampled_from([recorded, inferred, ambiguous]).flatmap(
        lambda link: st.fixed_dictionaries({**fields, **link}).map(lambda values: process(**values))
    )


def _other_record() -> st.SearchStrategy[OtherRecord]:
    return st.builds(
        OtherRecord,
        source=st.sampled_from(["sysmon-1", "security-4688"]),
        place=_place(),
        event_record_id=st.none() | st.integers(0, 2**64 - 1),
        channel=st.none() | any_text,
        time_created=_time(),
        filled=st.lists(st.sampled_from(["sid", "guid", "utc_time"]), unique=True).map(tuple),
        differs=st.lists(
            st.tuples(st.sampled_from(["user", "command_line", "ppid", "integrity_level"]), any_text),
            max_size=3,
            unique_by=lambda field_and_value: field_and_value[0],
        ).map(tuple),
        also_in=st.lists(_place(), max_size=2).map(tuple),
    )


def _time() -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(-(2**60), 2**63)


def _place() -> st.SearchStrategy[Place]:
    number = st.integers(0, 2**48)
    return st.builds(Place, any_text, number, number, number, st.integers(0, 2**64 - 1))


def _joined_surrogates(text: str) -> str:
    """Make one character of two surrogates that belong together, as every reader of UTF-16 does."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
