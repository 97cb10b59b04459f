"""A row into words about the rules: which match, which do not, and by which part of which path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.detection.rules import RENAMED, RULES, Rule
from core.notation.windows import base_name
from core.rows.row import Row
from core.words.statement import Statement, Tone, evidence, shown


@dataclass(frozen=True, slots=True)
class _Words:
    """What a rule's tests found, in words; those of the parent come behind "the parent's"."""

    parent: str
    """With `{}` for the word of the rule that was found."""
    other_parent: str
    """With `{}` for the file name that was found instead."""
    child: str
    other_child: str = ""


_WORDS: Mapping[str, _Words] = {
    "seed": _Words(
        "path contains {}",
        "path does not contain excel.exe",
        "and the child's path ends in .exe",
        "the child's path does not end in .exe",
    ),
    "published": _Words(
        "path ends in {}",
        "path ends in none of excel.exe, word.exe, outlook.exe",
        "and the child's path ends in .exe",
        "the child's path does not end in .exe",
    ),
    "strict": _Words(
        "file name is {}",
        "file name is {}, not excel.exe",
        "whatever the child",
    ),
}


def parents_of(row: Row) -> tuple[str, ...]:
    """Give the paths that the rules were asked about: all that may be the parent's, the likely one first."""
    process = row.process
    if process.parent_candidates:
        return process.parent_candidates
    return () if process.parent_image_path is None else (process.parent_image_path,)


def rule_statements(row: Row) -> Iterator[Statement]:
    """Say of each rule whether it matches and why, the one in force first."""
    if not parents_of(row):
        yield Statement("Rules", "none can match: the parent is not known", evidence(row, "parent_link"))
        return
    in_force, *others = sorted(RULES.values(), key=lambda rule: rule.name != row.rule)
    yield _statement(row, in_force, " (in force)")
    if row.detection is not None and RENAMED in row.detection.matched:
        yield Statement(
            "Rule renamed (in force with any)",
            "matches: the parent's own record has the OriginalFileName Excel.exe under another file name",
            evidence(row, "parent_image_path", "parent_guid"),
            Tone.WARN,
        )
    for rule in others:
        yield _statement(row, rule)


def why_not(row: Row) -> str:
    """Say why the rule in force does not flag a row."""
    if not parents_of(row):
        return "the parent is not known, so no rule can match"
    return _compared(RULES[row.rule], row)[1]


def _statement(row: Row, rule: Rule, in_force: str = "") -> Statement:
    matches, words = _compared(rule, row)
    parent = "parent_candidates" if len(parents_of(row)) > 1 else "parent_image_path"
    return Statement(
        f"Rule {rule.name}{in_force}",
        f"{'matches' if matches else 'does not match'}: {words}",
        evidence(row, parent, "image_path") if rule.child_words else evidence(row, parent),
        Tone.WARN if matches and in_force else Tone.NOTE,
    )


def _compared(rule: Rule, row: Row) -> tuple[bool, str]:
    """Tell whether the rule matches, and by what; of several parents that are possible one is enough."""
    words, image, (likely, *more) = _WORDS[rule.name], row.process.image_path, parents_of(row)
    parents = (likely, *more)
    found = next((word for word in rule.parent_words for path in parents if rule.parent(path, (word,))), None)
    if found is None:
        whose = "no possible parent fits, and the likely one's" if more else "the parent's"
        return False, f"{whose} {words.other_parent.format(shown(base_name(likely) or '(none)'))}"
    if any(rule.matches(path, image) for path in parents):
        whose = "a possible parent's" if more else "the parent's"
        return True, f"{whose} {words.parent.format(found)}, {words.child}"
    return False, words.other_child if image is not None else "the log does not name the child's image"
