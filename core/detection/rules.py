"""The rules of MITRE's analytic as data, and which of them a pair of images matches.

One analytic, three rules. Sources: MITRE CAR, CAR-2020-12-004 (pull request 74, commit e50f5e4, never
merged) and CAR-2021-01-006 (analytics/CAR-2021-01-006.yaml, 1b922fe); licence Apache-2.0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.notation.windows import ascii_lower, base_name

TECHNIQUE = "T1559.002"
FINDING = "Excel child process (DDE is one possible cause)"
"""What a flag says, in these words: the analytic sees any child of Excel, never DDE itself."""

RENAMED = "renamed"
"""Matched beside the rules: the parent's own record shows an Excel that goes by another name."""

ORIGINAL_NAMES_OF_EXCEL = frozenset({"excel.exe"})
OWN_NAMES_OF_EXCEL = frozenset({"excel.exe", "excelcnv.exe"})
"""File names that bear Excel's original name rightly (excelcnv.exe: SigmaHQ/sigma issue 4566)."""

Matcher = Callable[[str, tuple[str, ...]], bool]


def _contains(path: str, words: tuple[str, ...]) -> bool:
    return any(word in ascii_lower(path) for word in words)


def _ends_with(path: str, words: tuple[str, ...]) -> bool:
    return ascii_lower(path).endswith(words)


def _is_named(path: str, words: tuple[str, ...]) -> bool:
    return base_name(path) in words


def _any(_path: str, _words: tuple[str, ...]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to read the analytic: what the parent's image and the child's image must be."""

    name: str
    title: str
    car_id: str
    reference: str
    parent: Matcher
    parent_words: tuple[str, ...]
    child: Matcher
    child_words: tuple[str, ...]

    def matches(self, parent_image_path: str, image_path: str | None) -> bool:
        """Tell whether this rule flags a process with these images, in any case of their letters."""
        return self.parent(parent_image_path, self.parent_words) and (
            self.child is _any or (image_path is not None and self.child(image_path, self.child_words))
        )


_CAR = "https://car.mitre.org/analytics/CAR-2021-01-006/"

RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            name="seed",
            title='as first written: ParentImage="*excel.exe*" Image="*.exe"',
            car_id="CAR-2020-12-004",
            reference="https://github.com/mitre-attack/car/pull/74",
            parent=_contains,
            parent_words=("excel.exe",),
            child=_ends_with,
            child_words=(".exe",),
        ),
        Rule(
            name="published",
            title='as published: ParentImage="*excel.exe" or "*word.exe" or "*outlook.exe", Image="*.exe"',
            car_id="CAR-2021-01-006",
            reference=_CAR,
            parent=_ends_with,
            parent_words=("excel.exe", "word.exe", "outlook.exe"),
            child=_ends_with,
            child_words=(".exe",),
        ),
        Rule(
            name="strict",
            title="the parent's file name is excel.exe; any child",
            car_id="CAR-2021-01-006",
            reference=_CAR,
            parent=_is_named,
            parent_words=("excel.exe",),
            child=_any,
            child_words=(),
        ),
    )
}
DEFAULT_RULE = "strict"


@lru_cache(maxsize=4096)
def matched(parent_image_path: str, image_path: str | None) -> tuple[str, ...]:
    """Name the rules that flag a process with these images, in the order of `RULES`."""
    return tuple(name for name, rule in RULES.items() if rule.matches(parent_image_path, image_path))


def literals(rules: Iterable[str]) -> tuple[str, ...]:
    """Give the words that the bytes of a flagged record hold, for the search before parsing."""
    return tuple(sorted({word for name in rules for word in RULES[name].parent_words}))


def is_renamed_excel(image_path: str | None, original_file_name: str | None) -> bool:
    """Tell whether a process calls itself Excel inside (OriginalFileName) and something else outside."""
    if original_file_name is None or image_path is None:
        return False
    is_excel = ascii_lower(original_file_name) in ORIGINAL_NAMES_OF_EXCEL
    return is_excel and base_name(image_path) not in OWN_NAMES_OF_EXCEL
