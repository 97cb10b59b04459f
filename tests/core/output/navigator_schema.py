"""The published format of a Navigator layer as a JSON Schema.

Transcribed from the property tables of mitre-attack/attack-navigator, layers/spec/v4.5/layerformat.md (5f3c6ad);
stricter than they are in one thing: a property that they do not name is refused.
"""

from __future__ import annotations

_TEXT = {"type": "string"}
_FULL_TEXT = {"type": "string", "minLength": 1}
"""Of metadata and links the Navigator takes no empty text (nav-app/src/app/classes/metadata.ts, link.ts)."""
_SWITCH = {"type": "boolean"}
_NUMBER = {"type": "number"}
_COLOUR = {"type": "string", "pattern": "^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$"}


def _object(required: list[str], **properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }


_DIVIDER = _object(["divider"], divider=_SWITCH)
_METADATA = {
    "type": "array",
    "items": {"oneOf": [_object(["name", "value"], name=_FULL_TEXT, value=_FULL_TEXT), _DIVIDER]},
}
_LINKS = {
    "type": "array",
    "items": {
        "oneOf": [
            _object(["label", "url"], label=_FULL_TEXT, url={"type": "string", "pattern": "^[a-z]+://"}),
            _DIVIDER,
        ]
    },
}
_VERSIONS = _object(
    ["navigator", "layer"],
    attack=_TEXT,
    navigator={"type": "string", "pattern": r"^(4\.(9|[1-9][0-9]+)|[5-9])(\.|$)"},
    layer={"const": "4.5"},
)
_TECHNIQUE = _object(
    ["techniqueID"],
    techniqueID={"type": "string", "pattern": r"^T[0-9]{4}(\.[0-9]{3})?$"},
    tactic={"type": "string", "pattern": "^[a-z-]+$"},
    comment=_TEXT,
    enabled=_SWITCH,
    score=_NUMBER,
    color=_TEXT,
    metadata=_METADATA,
    links=_LINKS,
    showSubtechniques=_SWITCH,
)
_LAYOUT = _object(
    [],
    layout={"enum": ["side", "flat", "mini"]},
    showID=_SWITCH,
    showName=_SWITCH,
    showAggregateScores=_SWITCH,
    countUnscored=_SWITCH,
    aggregateFunction={"enum": ["average", "min", "max", "sum"]},
    expandedSubtechniques={"enum": ["none", "all", "annotated"]},
)
_PLATFORMS = [
    *("PRE", "Windows", "Linux", "macOS", "Network"),
    *("AWS", "GCP", "Azure", "Azure AD", "Office 365", "SaaS"),
]

LAYER = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(
        ["name", "domain"],
        versions=_VERSIONS,
        name=_TEXT,
        description=_TEXT,
        domain={"enum": ["enterprise-attack", "mobile-attack", "ics-attack"]},
        customDataURL=_TEXT,
        filters=_object([], platforms={"type": "array", "items": {"enum": _PLATFORMS}}),
        sorting={"enum": [0, 1, 2, 3]},
        layout=_LAYOUT,
        hideDisabled=_SWITCH,
        techniques={"type": "array", "items": _TECHNIQUE},
        gradient=_object(
            ["colors", "minValue", "maxValue"],
            colors={"type": "array", "minItems": 2, "items": _COLOUR},
            minValue=_NUMBER,
            maxValue=_NUMBER,
        ),
        legendItems={"type": "array", "items": _object(["label", "color"], label=_TEXT, color=_COLOUR)},
        showTacticRowBackground=_SWITCH,
        tacticRowBackground=_TEXT,
        selectTechniquesAcrossTactics=_SWITCH,
        selectSubtechniquesWithParent=_SWITCH,
        selectVisibleTechniques=_SWITCH,
        metadata=_METADATA,
        links=_LINKS,
    ),
}
