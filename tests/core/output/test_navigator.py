"""core.output.navigator: a layer that the published format allows, whatever the logs hold."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from core.notation.visible import visible
from core.output.export import Export
from core.output.navigator import MOST_HOSTS, layer_parts
from core.rows.row import Row
from tests.core.builders import process
from tests.core.log_reading import steady
from tests.core.output.exports import DAMAGED, READ, descendant, export, row
from tests.core.output.hostile import HOSTILE
from tests.core.output.navigator_schema import LAYER
from tests.core.strategies import any_text

Draft202012Validator.check_schema(LAYER)
_FORMAT = Draft202012Validator(LAYER)


def layer_of(made: Export) -> dict[str, object]:
    """Write a layer and read it, if the published format allows it."""
    text = "".join(layer_parts(made))
    assert text.isascii()
    layer: dict[str, object] = json.loads(text)
    assert [error.message for error in _FORMAT.iter_errors(layer)] == []
    return layer


def technique_of(made: Export) -> Mapping[str, object]:
    """Give the technique that is scored."""
    techniques = layer_of(made)["techniques"]
    assert isinstance(techniques, list)
    (scored,) = (one for one in techniques if "score" in one)
    assert isinstance(scored, dict)
    return scored


def metadata_of(made: Export) -> Mapping[str, str]:
    """Give what stands under the technique."""
    metadata = technique_of(made)["metadata"]
    assert isinstance(metadata, list)
    return {one["name"]: one["value"] for one in metadata}


def test_the_score_is_the_number_of_flagged_rows() -> None:
    """A row that is only shown is not counted; the comment claims no more than the analytic does."""
    rows = [
        row(),
        row(command_line="a", image_path=r"C:\Windows\splwow64.exe"),
        Row(process(), None, "strict"),
    ]
    found = technique_of(export(rows))

    assert (found["techniqueID"], found["tactic"], found["score"]) == ("T1559.002", "execution", 2)
    assert str(found["comment"]).startswith(
        "Excel child process; DDE is one cause. 2 process creations flagged"
    )


def test_a_descendant_is_no_flag() -> None:
    """It is counted apart: neither in the score nor in what is said of the flagged rows."""
    made = export([row(), descendant(fqdn="WS09"), descendant(fqdn="WS08")], flagged=1)

    assert technique_of(made)["score"] == 1
    assert metadata_of(made) == {
        "Flagged": "1",
        "Descendants": "2, not scored",
        "Severity": "1 high",
        "Hosts": "WS01.corp.example (1)",
        "Rule": "strict (CAR-2021-01-006)",
    }


@pytest.mark.parametrize(("rows", "highest"), [([], 1), ([row()], 1), ([row(), row(), row()], 3)])
def test_the_gradient_ends_at_the_score(rows: list[Row], highest: int) -> None:
    """And is one in any case: its end must lie above its beginning."""
    gradient = layer_of(export(rows))["gradient"]

    assert {"colors": ["#ffffff", "#ff6666"], "minValue": 0, "maxValue": highest} == gradient


def test_nothing_flagged_is_a_result() -> None:
    """It is scored with 0, so that a reader sees that it was looked for."""
    found = technique_of(export([]))

    assert (
        found["score"],
        found["comment"],
    ) == (0, "Excel child process; DDE is one cause. Nothing is flagged.")


def test_hosts_and_severities_are_counted() -> None:
    """The host with the most rows first."""
    rows = [row(fqdn="WS02"), row(fqdn="WS01"), row(fqdn="WS02"), row(fqdn=None)]

    assert metadata_of(export(rows)) == {
        "Flagged": "4",
        "Severity": "4 high",
        "Hosts": "WS02 (2), (no host in the log) (1), WS01 (1)",
        "Rule": "strict (CAR-2021-01-006)",
    }


def test_of_very_many_hosts_the_rest_is_counted() -> None:
    """A tooltip has an end."""
    rows = [row(fqdn=f"WS{number:03}") for number in range(MOST_HOSTS + 3)]

    assert metadata_of(export(rows))["Hosts"].endswith(f"WS{MOST_HOSTS - 1:03} (1), and 3 more")


def test_the_layer_says_how_it_was_made() -> None:
    """Rule, filter, logs and versions are its metadata; limits its description."""
    layer = layer_of(export([row()], filter_text="user:jdoe", reports=(READ, DAMAGED)))
    metadata = layer["metadata"]
    assert isinstance(metadata, list)
    said = {one["name"]: one["value"] for one in metadata}

    assert (
        said["Filter in force"],
        said["Made"],
        said["Cellspawn"],
    ) == ("user:jdoe", "2026-03-12 15:04:05 UTC", "1.2.3")
    assert "1 file could not be read completely" in str(layer["description"])


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_text_is_shown_and_obeys_nobody(text: str) -> None:
    """Names of hosts and the filter are all that comes from elsewhere."""
    made = export([row(fqdn=text)], filter_text=text)
    written = json.dumps(layer_of(made), ensure_ascii=False)

    assert not [letter for letter in written if letter != "\n" and visible(letter) != letter]


@steady
@given(st.lists(st.none() | any_text, max_size=4), any_text)
def test_any_text_makes_an_allowed_layer(hosts: list[str | None], filter_text: str) -> None:
    """Empty ones too."""
    layer_of(export([row(fqdn=host) for host in hosts], filter_text=filter_text))
