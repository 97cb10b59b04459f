"""An HTML report back into what it holds: its tags and attributes, its rows, its tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "input", "rect"})


@dataclass
class RowRead:
    """One row of the report, as a reader of the page meets it."""

    cells: list[str] = field(default_factory=list)
    """Of the table, in its order."""
    headings: list[str] = field(default_factory=list)
    """In the details."""
    said: list[tuple[str, str]] = field(default_factory=list)
    """Under the first of them: why the row is flagged."""
    values: dict[str, str] = field(default_factory=dict)
    """Under the others, by their titles."""


class Report(HTMLParser):
    """Reads a report; every tag must be closed in its order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: dict[str, list[str]] = {}
        """What stands directly in each kind of element."""
        self.rows: list[RowRead] = []
        self._open: list[tuple[str, list[str]]] = []
        self._title = ""
        self._is_in_row = False
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += ((tag, name, value or "") for name, value in attrs)
        if tag == "tbody" and any(name == "id" and value for name, value in attrs):
            self.rows.append(RowRead())
            self._is_in_row = True
        if tag not in VOID:
            self._open.append((tag, []))
        elif self._open:
            self._open[-1][1].append("\n" if tag == "br" else "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += ((tag, name, value or "") for name, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        opened, parts = self._open.pop()
        assert opened == tag
        text = "".join(parts)
        self.texts.setdefault(tag, []).append(text)
        if self._open:
            self._open[-1][1].append(text)
        self._put(tag, text)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][1].append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def _put(self, tag: str, text: str) -> None:
        is_inside = any(opened == "details" for opened, _ in self._open)
        if tag == "dt":
            self._title = text
        if tag == "tbody":
            self._is_in_row = False
        if not self._is_in_row:
            return
        if tag == "td" and not is_inside and text.strip():
            self.rows[-1].cells.append(text.strip())
        if tag == "h3":
            self.rows[-1].headings.append(text)
        if tag == "dd" and len(self.rows[-1].headings) == 1:
            self.rows[-1].said.append((self._title, text))
        elif tag == "dd":
            self.rows[-1].values[self._title] = text
