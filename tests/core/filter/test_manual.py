"""core.filter.manual: the manual as plain text, complete and no wider than a window."""

from __future__ import annotations

from core.filter.fields import FIELDS
from core.filter.language import MANUAL
from core.filter.manual import EXAMPLES, INTRODUCTION, NOTES
from core.rows.columns import COLUMNS


def test_the_manual_holds_all_that_there_is_to_say() -> None:
    """Word for word, however it is wrapped."""
    words = " ".join(MANUAL.split())

    assert INTRODUCTION in words
    assert [left for left, right in EXAMPLES if f"{' '.join(left.split())} {right}" not in words] == []
    assert [title for title, note in NOTES if f"{title}: {note}" not in words] == []
    assert [column.key for column in COLUMNS.values() if f"{column.key} {column.meaning}" not in words] == []
    assert [name for name in FIELDS if f" {name}" not in MANUAL] == []


def test_no_line_of_the_manual_is_wider_than_its_page() -> None:
    """Nor is there a blank at the end of one."""
    lines = MANUAL.split("\n")

    assert max(map(len, lines)) <= 88
    assert lines == [line.rstrip() for line in lines]
