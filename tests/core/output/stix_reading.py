"""A bundle of STIX read back, by the library and by the schemas that OASIS publishes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

import stix2
from stix2validator import ValidationOptions, validate_string

from core.output.export import Export
from core.output.stix import stix_parts
from core.output.stix_ids import EXTENSION_ID

StixObjects = Mapping[str, Sequence[Mapping[str, object]]]

URL_WITHOUT_HASH = "extref-hashes"
"""A recommendation that cannot be kept: nobody publishes the hashes of the pages that are referred to."""


def text_of(made: Export) -> str:
    """Write a bundle."""
    text = "".join(stix_parts(made))
    assert text.isascii()
    return text


def bundle_of(made: Export) -> StixObjects:
    """Write a bundle, hold it to the schemas and to the library, and give its objects by their types."""
    text = text_of(made)
    assert complaints(text) == []
    stix2.parse(text, allow_custom=False)
    found: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for one in json.loads(text)["objects"]:
        found[one["type"]].append(one)
    return found


def complaints(text: str) -> list[str]:
    """Say what OASIS's schemas, and all but one of its recommendations, have against a bundle."""
    options = ValidationOptions(version="2.1", strict=True, disabled=[URL_WITHOUT_HASH])
    found = validate_string(text, options)
    return [str(one) for one in (*(found.errors or ()), *(found.warnings or ()))]


def values_in(observed: Mapping[str, object]) -> Mapping[str, object]:
    """Give what our extension says of a row."""
    extensions = observed["extensions"]
    assert isinstance(extensions, dict)
    values = extensions[EXTENSION_ID]
    assert isinstance(values, dict)
    return values
