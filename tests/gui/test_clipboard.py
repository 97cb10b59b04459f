"""gui.clipboard: what goes into the clipboard."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from core.output.export import unguarded
from core.rows.columns import COLUMNS, EXPORTED
from gui.clipboard import as_json, put, table
from tests.gui.table_rows import row

USER_AND_LINE = (COLUMNS["user"], COLUMNS["command_line"])


@given(texts=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=1, max_size=4))
def test_a_spreadsheet_gets_every_value_in_its_own_cell(texts: list[tuple[str, str]]) -> None:
    """However they are made to end a cell or to swallow the next; and the guard can be undone."""
    made = [row(1, user=user, command_line=line) for user, line in texts]
    written = table(made, USER_AND_LINE, with_headings=True)

    heading, *cells = csv.reader(io.StringIO(written, newline=""), dialect="excel-tab")

    assert heading == ["User", "Command line"]
    assert texts == [(unguarded(user), unguarded(line)) for user, line in cells]


def test_a_formula_is_guarded() -> None:
    """In whatever cell."""
    assert table([row(1, user="=1", command_line="@x")], USER_AND_LINE, with_headings=False) == "'=1\t'@x"


def test_json_is_what_the_export_writes() -> None:
    """A line for each row, and no empty one behind."""
    written = as_json([row(1), row(2)]).split("\n")

    assert [json.loads(line)["pid"] for line in written] == [1, 2]
    assert list(EXPORTED) == list(json.loads(written[0]))


def test_a_text_is_put_as_it_is(qapp: QApplication) -> None:
    """Nothing is made visible or guarded."""
    put("=a\u202eb")

    assert QGuiApplication.clipboard().text() == "=a\u202eb"
