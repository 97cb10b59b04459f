"""An export into a bundle of STIX 2.1, object by object: what was observed, and what the analytic says of it.

Source: OASIS, STIX Version 2.1 (OASIS Standard, 10 June 2021). A flagged row is a sighting of an indicator (MITRE's
analytic) that indicates T1559.002; it is no sighting of the technique, for DDE is only one cause of such a process.
A descendant of one is observed data with a note.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import stix2

from core.detection.rules import FINDING, RULES, TECHNIQUE
from core.notation.visible import one_line, visible
from core.output.export import Export
from core.output.outcome import MEANING, facts, headline, limits, makers
from core.output.report_words import unread
from core.output.stix_ids import (
    ATTACK_PATTERN_ID,
    DEFINED,
    EXTENSION_ID,
    EXTENSION_VERSION,
    TOOL_ID,
    indicator_id,
    made_at,
    own_id,
)
from core.output.stix_rows import StixObject, StixRows

_PATTERNS = {
    "seed": (
        "[(process:parent_ref.image_ref.name MATCHES '(?i)excel\\\\.exe' "
        "OR process:parent_ref.image_ref.parent_directory_ref.path MATCHES '(?i)excel\\\\.exe') "
        "AND process:image_ref.name MATCHES '(?i)\\\\.exe$']"
    ),
    "published": (
        "[process:parent_ref.image_ref.name MATCHES '(?i)(excel|word|outlook)\\\\.exe$' "
        "AND process:image_ref.name MATCHES '(?i)\\\\.exe$']"
    ),
    "strict": "[process:parent_ref.image_ref.name MATCHES '(?i)^excel\\\\.exe$']",
}
"""The rules in STIX's own words; a renamed Excel, which the export flags as well, they do not find."""


def stix_parts(export: Export) -> Iterator[str]:
    """Write the bundle, an object a line, in ASCII; the bundle's identifier, made of all of them, comes last."""
    digest, seen = hashlib.sha256(), set[str]()
    yield '{"type": "bundle", "objects": [\n'
    for found in _objects(export):
        if found.id in seen:
            continue
        text = found.serialize(ensure_ascii=True)
        digest.update(text.encode())
        yield f",\n{text}" if seen else text
        seen.add(found.id)
    yield f'\n], "id": "{own_id("bundle", digest.hexdigest())}"}}\n'


def _objects(export: Export) -> Iterator[StixObject]:
    yield from _analytic(export)
    rows = StixRows(export)
    for row in export.rows:
        yield from rows.objects(row)
    yield _note(export)


def _analytic(export: Export) -> Iterator[StixObject]:
    """Give what is the same in every bundle, and the indicator of the rule in force."""
    rule = RULES[export.rule]
    yield stix2.Identity(
        id=TOOL_ID,
        created=DEFINED,
        modified=DEFINED,
        name="Cellspawn",
        identity_class="system",
        description="Program that shows what Excel spawned, from Windows event logs.",
    )
    yield stix2.ExtensionDefinition(
        id=EXTENSION_ID,
        created_by_ref=TOOL_ID,
        created=DEFINED,
        modified=DEFINED,
        name="Cellspawn row",
        description="All values of a row of Cellspawn, on the observed-data of its process creation.",
        schema=(
            "Each property is a column of Cellspawn's exports under its key (docs/formats.md, JSON Lines). Absent "
            "values are left out. Integers beyond 53 bits are decimal strings. Unpaired surrogates are escaped."
        ),
        version=EXTENSION_VERSION,
        extension_types=["property-extension"],
    )
    yield stix2.AttackPattern(
        id=ATTACK_PATTERN_ID,
        created_by_ref=TOOL_ID,
        created=DEFINED,
        modified=DEFINED,
        name="Dynamic Data Exchange",
        kill_chain_phases=[stix2.KillChainPhase(kill_chain_name="mitre-attack", phase_name="execution")],
        external_references=[
            stix2.ExternalReference(
                source_name="mitre-attack",
                external_id=TECHNIQUE,
                url=f"https://attack.mitre.org/techniques/{TECHNIQUE.replace('.', '/')}",
            )
        ],
    )
    yield stix2.Indicator(
        id=indicator_id(rule.name),
        created_by_ref=TOOL_ID,
        created=DEFINED,
        modified=DEFINED,
        name=FINDING,
        description=f"{MEANING} Rule {rule.name}: {rule.title}.",
        indicator_types=["anomalous-activity"],
        pattern=_PATTERNS[rule.name],
        pattern_type="stix",
        pattern_version="2.1",
        valid_from=DEFINED,
        external_references=[
            stix2.ExternalReference(source_name="mitre-car", external_id=rule.car_id, url=rule.reference)
        ],
    )
    yield stix2.Relationship(
        id=own_id("relationship", "indicates", rule.name),
        created_by_ref=TOOL_ID,
        created=DEFINED,
        modified=DEFINED,
        relationship_type="indicates",
        source_ref=indicator_id(rule.name),
        target_ref=ATTACK_PATTERN_ID,
        description=MEANING,
    )


def _note(export: Export) -> StixObject:
    """Say what a report says beside its rows: outcome, rule, filter, what was not read, limits, how it was made."""
    lines = [f"{title}: {visible(text)}" for title, text in facts(export)]
    lines += [f"Not read: {one_line(one.file)}: {one_line(one.text)}" for one in unread(export.reports)]
    lines += [MEANING, *limits(export)]
    lines += [f"{title}: {visible(text)}" for title, text in makers(export)]
    content, moment = "\n".join(lines), made_at(export)
    note: StixObject = stix2.Note(
        id=own_id("note", content),
        created_by_ref=TOOL_ID,
        created=moment,
        modified=moment,
        abstract=one_line(headline(export)),
        content=content,
        object_refs=[indicator_id(export.rule)],
    )
    return note
