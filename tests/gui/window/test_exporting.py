"""gui.window.exporting: the rows of each scope are those that the user sees, in the order in which he sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from core.view.view import Order
from core.work.scan_result import ScanOptions
from gui.window.export_dialog import ExportDialog
from gui.window.exporting import ROWS, Exporting, counts_by_scope
from gui.window.reading import Reading
from gui.window.settings import Setting, Settings
from tests.gui.window.sample_page import FLAGGED, ask, sample_page, shown_rows


@pytest.mark.parametrize("tab", [0, 1])
def test_what_is_shown_and_selected_is_of_the_table_in_front(qtbot: QtBot, tab: int) -> None:
    """In its order; what is flagged is so whatever the filter hides."""
    page = sample_page(qtbot)
    page.tabs.setCurrentIndex(tab)
    page.sheet.model.sort_by([Order("pid")])
    ask(page, "integrity:medium")
    for position in (2, 0):
        page.sheet.table.selectionModel().select(
            page.sheet.model.index(position, 0),
            page.sheet.table.selectionModel().SelectionFlag.Select
            | page.sheet.table.selectionModel().SelectionFlag.Rows,
        )
    found, shown = {scope: rows(page) for scope, rows in ROWS.items()}, shown_rows(page)

    assert {scope: len(rows) for scope, rows in found.items()} == counts_by_scope(page)
    assert list(found) == ["flagged", "shown", "selected"]
    assert list(page.flagged.model.view.rows) == found["flagged"]
    assert shown == found["shown"]
    assert [shown[0], shown[2]] == found["selected"]
    assert [row.process.pid for row in shown] == sorted(row.process.pid or 0 for row in shown)


def test_nothing_is_written_where_the_user_thinks_better_of_it(qtbot: QtBot, tmp_path: Path) -> None:
    """And nothing is remembered or said; scopes without rows cannot be chosen."""
    page, window, said = sample_page(qtbot), QWidget(), list[str]()
    qtbot.addWidget(window)
    settings = Settings(tmp_path / "settings.ini")
    settings.put(Setting.EXPORT_FOLDER, str(tmp_path))
    offered: dict[str, bool] = {}

    def refuse() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportDialog)
        for button in dialog.findChildren(QRadioButton):
            offered[button.text()] = button.isEnabled()
        assert dialog.target.text().startswith(str(tmp_path))
        dialog.reject()

    QTimer.singleShot(0, refuse)
    Exporting(window, settings, said.append).ask(page, Reading([], ScanOptions()))

    expected = {f"Flagged ({FLAGGED})": True, f"Shown ({FLAGGED})": True, "Selected (0)": False}
    assert expected.items() <= offered.items()
    assert ([], str(tmp_path)) == (said, settings.text(Setting.EXPORT_FOLDER))
    assert list(tmp_path.glob("excel-children*")) == []


@pytest.mark.parametrize(
    ("tab", "terms", "checked"),
    [
        (0, "", f"Flagged ({FLAGGED})"),
        (0, "integrity:medium", "Shown"),
        (1, "", "Shown: Descendants"),
        (1, "user:nobody", f"Flagged ({FLAGGED})"),
        (2, "", f"Flagged ({FLAGGED})"),
    ],
)
def test_what_is_on_the_screen_is_preferred(
    qtbot: QtBot, tmp_path: Path, tab: int, terms: str, checked: str
) -> None:
    """The flagged rows where a filter narrows them, descendants where there are any; else all that is flagged."""
    page, window = sample_page(qtbot), QWidget()
    qtbot.addWidget(window)
    page.tabs.setCurrentIndex(tab)
    ask(page, terms)
    chosen: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportDialog)
        chosen.extend(one.text() for one in dialog.scopes.buttons() if one.isChecked())
        dialog.reject()

    QTimer.singleShot(0, look)
    Exporting(window, Settings(tmp_path / "settings.ini"), lambda _: None).ask(
        page, Reading([], ScanOptions())
    )

    assert chosen[0].startswith(checked)
