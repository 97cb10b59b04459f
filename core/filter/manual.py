"""The filter's language into its manual: what to write and what it finds, and the names of all fields."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from core.filter.fields import names_in_filters
from core.rows.columns import COLUMNS

INTRODUCTION = (
    "Terms stand apart by blanks, and a row must meet all of them. - before a term leaves out the rows that meet "
    "it; + changes nothing. Upper and lower case of ASCII letters are the same everywhere."
)

EXAMPLES: tuple[tuple[str, str], ...] = (
    ("user:alice", "a value that is this one"),
    ("child:cmd.exe,powershell.exe", "one of several values"),
    (r"image:C:\Users\*\*.exe", "* is any text, also none"),
    (
        'command:"cmd /c dir"',
        'a value with blanks, commas or quotes, in quotes; inside, a quote is written twice: ""',
    ),
    ("command:*2[*]2*", "[*] is a star itself; no other character needs a sign, backslashes neither"),
    ("sha256:*", "rows that have a value"),
    ('document:""', 'rows that have none; "" may be one of several: integrity:high,""'),
    (r'command~"-e(nc)?\s"', "a regular expression anywhere in the value"),
    (
        "pid>=4096",
        "a number, time or level that is this or more; pid>4096 more, pid<=4096 this or less, pid<4096 less",
    ),
    (
        "whoami",
        "a word anywhere in what an analyst reads first: the command lines and image paths of the child and the "
        "parent, user, computer, path of the document",
    ),
    (
        '"net user"',
        'a phrase there; whatever would be taken for a term is put in quotes as well: "-enc", "user:alice"',
    ),
    (r"C:\Users\Public", "a path there, which may begin with its drive"),
    ("-host:LAB*", "all rows but these"),
    (
        "-tag:*",
        "rows without a tag; tag:suspicious those that have this one, note~ticket those whose note says so",
    ),
)
"""What to write, and what it finds."""

NOTES: tuple[tuple[str, str], ...] = (
    (
        "Alternatives",
        "there is no OR between terms. Write several values, user:a,b, or a regular expression, "
        'image~"cmd|mshta".',
    ),
    (
        "Times",
        "in UTC: 2024-01-31, 2024-01-31T23:59 or 2024-01-31T23:59:58.1234567Z. What is written without smaller "
        "units is the whole day, minute or second: time:2024-01-02 is within that day, time>=2024-01-02 includes "
        "it, time>2024-01-02 begins when it has ended, time<=2024-01-02 ends when it ends.",
    ),
    ("Numbers", "decimal or hexadecimal: offset:0x1200."),
    (
        "Integrity levels",
        "from the least: unknown, untrusted, low, appcontainer, medium, medium-plus, high, system, protected.",
    ),
    (
        "Severities",
        "from the least: info, low, medium, high. Only flagged rows have one, so severity:* are the flagged rows.",
    ),
    ("Yes or no", "parent_command_line_inferred:yes."),
    (
        "Several values",
        "any may fit where a row has more than one: tags, matched, parent_candidates, also_in, altered_in, "
        "other_record, other_filled, other_differs, verified_details.",
    ),
    (
        "User",
        r"user:alice is anyone of that name in any domain, and a SID fits as well; user:CORP\alice is that user, "
        r"and user:\alice one who is logged without a domain.",
    ),
    (
        "Host",
        "the name as logged, or its first part: host:ws01 finds ws01 of any domain; host~ searches the first part.",
    ),
    (
        "Document",
        'its path, or the words that say why there is none; document:* has a path, document:"" none; '
        "~ searches paths.",
    ),
    (
        "Regular expressions",
        "as RE2 reads them, without look-around and back-references, so that the time they take grows with the "
        "text alone. A dot fits line ends, letters fit in either case, and numbers and times are searched as CSV "
        "writes them: time~T0[0-5]: is the night.",
    ),
    (
        "Absent values",
        'a row without a value meets only field:"" and what is excluded: -user:alice keeps rows without a user.',
    ),
)
"""What to know of each kind of value."""

_WIDTH = 88
_LEFT = 34


def _manual() -> Iterator[str]:
    yield from _wrapped(INTRODUCTION, _WIDTH)
    yield ""
    yield from _table(EXAMPLES)
    for title, note in NOTES:
        yield ""
        yield from _wrapped(f"{title}: {note}", _WIDTH, "  ")
    yield ""
    yield "Fields, by any of their names:"
    yield from _table((", ".join(names_in_filters(column)), column.meaning) for column in COLUMNS.values())


def _table(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for left, right in rows:
        first, *rest = _wrapped(right, _WIDTH - _LEFT)
        if len(left) > _LEFT - 4:
            yield f"  {left}"
            left = ""
        yield f"  {left:<{_LEFT - 2}}{first}"
        yield from (f"{'':{_LEFT}}{line}" for line in rest)


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


MANUAL = "\n".join(_manual())
"""All of it as plain text, for a font of one width."""
