"""An export into a layer of the ATT&CK Navigator: how many rows are flagged, on which hosts, how severe, by whom.

Source of the format: mitre-attack/attack-navigator, layers/spec/v4.5/layerformat.md (5f3c6ad). No version of
ATT&CK is named: the technique is the same in all of them, and the Navigator asks before it changes versions.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from core.detection.rules import FINDING, RULES, TECHNIQUE
from core.detection.severity import Severity
from core.notation.visible import one_line
from core.output.export import Export
from core.output.outcome import MEANING, facts, headline, limits, makers
from core.rows.row import Row
from core.words.read_words import count

LAYER_VERSION = "4.5"
NAVIGATOR_VERSION = "4.9.0"
"""The oldest that reads such layers."""
DOMAIN = "enterprise-attack"
TACTIC = "execution"
MOST_HOSTS = 20
"""Hosts that are named; the rest is counted."""
_NONE, _MOST = "#ffffff", "#ff6666"
"""Colours of no flagged row, and of as many as this export has."""
_NO_HOST = "(no host in the log)"

Pair = tuple[str, str]


def layer_parts(export: Export) -> Iterator[str]:
    """Write the layer as JSON in ASCII."""
    yield json.dumps(layer(export), indent=1) + "\n"


def layer(export: Export) -> dict[str, object]:
    """Give the layer: one technique, scored by the flagged rows of the export; descendants are no flags."""
    flagged = [row for row in export.rows if row.is_flagged]
    return {
        "name": "Excel child processes",
        "versions": {"navigator": NAVIGATOR_VERSION, "layer": LAYER_VERSION},
        "domain": DOMAIN,
        "description": " ".join((f"{one_line(headline(export))}.", MEANING, *limits(export))),
        "filters": {"platforms": ["Windows"]},
        "layout": {"layout": "side", "showID": True, "showName": True, "expandedSubtechniques": "annotated"},
        "techniques": [
            {"techniqueID": TECHNIQUE.partition(".")[0], "tactic": TACTIC, "showSubtechniques": True},
            _technique(export, flagged),
        ],
        "gradient": {"colors": [_NONE, _MOST], "minValue": 0, "maxValue": max(1, len(flagged))},
        "legendItems": [{"label": f"processes: {FINDING}", "color": _MOST}],
        "metadata": _metadata([*facts(export), *makers(export)]),
        "links": _links(export),
    }


def _technique(export: Export, flagged: Sequence[Row]) -> dict[str, object]:
    return {
        "techniqueID": TECHNIQUE,
        "tactic": TACTIC,
        "score": len(flagged),
        "comment": f"Excel child process; DDE is one cause. {_comment(flagged)}",
        "enabled": True,
        "metadata": _metadata(
            [
                ("Flagged", f"{len(flagged):,}"),
                ("Descendants", _descendants(export)),
                ("Severity", _severities(flagged)),
                ("Hosts", _hosts(flagged)),
                ("Rule", f"{export.rule} ({RULES[export.rule].car_id})"),
            ]
        ),
        "links": _links(export),
        "showSubtechniques": False,
    }


def _comment(flagged: Sequence[Row]) -> str:
    if not flagged:
        return "Nothing is flagged."
    return f"{count(len(flagged), 'process creation')} flagged: {_severities(flagged)}."


def _descendants(export: Export) -> str:
    """Count them apart; nothing where there is none."""
    below = sum(row.detection is not None and not row.is_flagged for row in export.rows)
    return f"{below:,}, not scored" if below else ""


def _severities(flagged: Iterable[Row]) -> str:
    counts = Counter(row.detection.severity for row in flagged if row.detection is not None)
    return ", ".join(f"{counts[level]:,} {level}" for level in Severity if counts[level])


def _hosts(flagged: Iterable[Row]) -> str:
    """Name the hosts with the most flagged rows first."""
    counts = Counter(one_line(row.process.fqdn or "") or _NO_HOST for row in flagged)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold(), item[0]))
    named = [f"{host} ({number:,})" for host, number in ordered[:MOST_HOSTS]]
    if len(ordered) > MOST_HOSTS:
        named.append(f"and {len(ordered) - MOST_HOSTS:,} more")
    return ", ".join(named)


def _metadata(pairs: Iterable[Pair]) -> list[dict[str, str]]:
    """Make what the Navigator shows under a technique or the layer; it takes no empty value."""
    shown = ((one_line(name), one_line(value)) for name, value in pairs)
    return [{"name": name, "value": value} for name, value in shown if name and value]


def _links(export: Export) -> list[dict[str, str]]:
    rule = RULES[export.rule]
    return [
        {"label": f"MITRE CAR: {rule.car_id}", "url": rule.reference},
        {
            "label": f"ATT&CK: {TECHNIQUE}",
            "url": f"https://attack.mitre.org/techniques/{TECHNIQUE.replace('.', '/')}/",
        },
    ]
