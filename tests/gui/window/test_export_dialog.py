"""gui.window.export_dialog: what is written where is asked, and written whole, or said why not."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from core.output.formats import FORMATS
from core.output.read_export import read_export
from core.rows.columns import COLUMNS
from gui.window.export_dialog import ExportDialog, ExportJob, Wish
from tests.core.output.exports import export, row
from tests.core.output.html_reading import Report
from tests.make_sample import SAMPLE

COUNTS = {"flagged": 9, "shown": 1_234, "selected": 0}
EVIDENCE = "is an event log; evidence is never written to, so name another file"


def dialog_of(
    qtbot: QtBot, folder: Path, *evidence: Path, counts: dict[str, int] | None = None
) -> ExportDialog:
    """Show the dialog."""
    made = ExportDialog(counts or COUNTS, str(folder), [str(path) for path in evidence])
    qtbot.addWidget(made)
    made.show()
    return made


def button(dialog: ExportDialog, name: str) -> QRadioButton:
    """Give the button of a scope or format."""
    found = dialog.findChild(QRadioButton, name)
    assert isinstance(found, QRadioButton)
    return found


def answer(standard: QMessageBox.StandardButton, heard: list[str]) -> None:
    """Answer the question that is about to be asked."""

    def click() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        heard.append(box.text())
        box.button(standard).click()

    QTimer.singleShot(0, click)


# ---------------------------------------------------------------- what is suggested
@pytest.mark.parametrize("scope", ["flagged", "shown"])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_name_is_suggested_for_each_choice(qtbot: QtBot, tmp_path: Path, scope: str, kind: str) -> None:
    """In the folder of the last export."""
    dialog = dialog_of(qtbot, tmp_path)
    first = dialog.wish()
    for name in (scope, kind):
        button(dialog, name).click()
    target = tmp_path / f"excel-children-{scope}{FORMATS[kind].ending}"

    assert Wish("flagged", "csv", tmp_path / "excel-children-flagged.csv") == first
    assert Wish(scope, kind, target) == dialog.wish()


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("mine.csv", "mine.jsonl"),
        ("mine.timesketch.csv", "mine.jsonl"),
        ("mine.stix.json", "mine.jsonl"),
        ("mine.v2.html", "mine.v2.jsonl"),
        ("mine.txt", "mine.txt"),
        ("mine", "mine"),
    ],
)
def test_a_name_of_the_users_keeps_all_but_a_known_suffix(
    qtbot: QtBot, tmp_path: Path, named: str, expected: str
) -> None:
    """Another format changes the suffix of one; a scope changes nothing."""
    dialog = dialog_of(qtbot, tmp_path)
    dialog.target.setText(str(tmp_path / named))
    for name in ("jsonl", "shown"):
        button(dialog, name).click()

    assert tmp_path / expected == dialog.wish().target


def test_scopes_say_their_rows_and_empty_ones_cannot_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    """But that nothing is flagged is a result, which a report may say."""
    dialog = dialog_of(qtbot, tmp_path, counts={"flagged": 0, "shown": 1_234, "selected": 0})
    scopes = [(one.text(), one.isEnabled()) for one in dialog.scopes.buttons()]

    assert scopes == [("Flagged (0)", True), ("Shown (1,234)", True), ("Selected (0)", False)]
    assert dialog.wish().scope == "flagged"


def test_what_is_shown_names_the_table_in_front(qtbot: QtBot, tmp_path: Path) -> None:
    """And is chosen where that is asked for."""
    dialog = ExportDialog({**COUNTS, "shown": 7}, str(tmp_path), [], None, "shown", "Descendants")
    qtbot.addWidget(dialog)

    assert button(dialog, "shown").text() == "Shown: Descendants (7)"
    assert dialog.wish().scope == "shown"


def test_no_two_formats_suggest_one_name(qtbot: QtBot, tmp_path: Path) -> None:
    """So that one export does not ask to replace another; each title says what it is for."""
    dialog = dialog_of(qtbot, tmp_path)
    names = []
    for one in FORMATS.values():
        button(dialog, one.key).click()
        names.append(dialog.target.text())
    titles = [one.text() for one in dialog.formats.buttons()]

    assert len(set(names)) == len(FORMATS)
    assert [one.title for one in FORMATS.values()] == titles


def test_no_button_has_a_sign_of_the_platform(qtbot: QtBot, tmp_path: Path) -> None:
    """Such as a red cross, which says that something is wrong."""
    dialog = dialog_of(qtbot, tmp_path)

    assert all(one.icon().isNull() for one in dialog.findChildren(QPushButton))


# ---------------------------------------------------------------- what is refused
def test_without_a_name_nothing_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    """It is said in one sentence, and the dialog stays."""
    dialog = dialog_of(qtbot, tmp_path)
    dialog.target.setText("  ")
    dialog.write.click()

    assert dialog.problem.text() == "Name a file to write."
    assert dialog.isVisible()


def test_a_folder_is_no_file_to_write(qtbot: QtBot, tmp_path: Path) -> None:
    """It is not asked whether to replace it."""
    dialog = dialog_of(qtbot, tmp_path)
    dialog.target.setText(str(tmp_path))
    dialog.write.click()

    assert dialog.problem.text() == "This is a folder. Name a file in it."


def _itself(log: Path) -> Path:
    return log


def _by_link(log: Path) -> Path:
    os.symlink(log, log.parent / "link.csv")
    return log.parent / "link.csv"


def _by_second_name(log: Path) -> Path:
    os.link(log, log.parent / "second.csv")
    return log.parent / "second.csv"


def _by_detour(log: Path) -> Path:
    return log.parent / "." / ".." / log.parent.name / log.name


def _other_log(log: Path) -> Path:
    shutil.copy(log, log.parent / "renamed.csv")
    return log.parent / "renamed.csv"


@pytest.mark.parametrize("way", [_itself, _by_link, _by_second_name, _by_detour, _other_log])
def test_evidence_is_refused_by_whatever_name(
    qtbot: QtBot, tmp_path: Path, way: Callable[[Path], Path]
) -> None:
    """Also a log that is not open, by its signature."""
    log = tmp_path / "Security.evtx"
    shutil.copy(SAMPLE, log)
    dialog = dialog_of(qtbot, tmp_path, log)
    dialog.target.setText(str(way(log)))
    dialog.write.click()

    assert EVIDENCE in dialog.problem.text()
    assert dialog.isVisible()


def test_an_opened_file_that_is_no_log_is_evidence_as_well(qtbot: QtBot, tmp_path: Path) -> None:
    """It was named, and what it is may still be found out."""
    named = tmp_path / "dump.bin"
    named.write_bytes(b"x")
    dialog = dialog_of(qtbot, tmp_path, named)
    dialog.target.setText(str(named))
    dialog.write.click()

    assert EVIDENCE in dialog.problem.text()


@pytest.mark.parametrize(
    ("standard", "result"),
    [(QMessageBox.StandardButton.Yes, QDialog.DialogCode.Accepted), (QMessageBox.StandardButton.No, None)],
)
def test_a_file_that_exists_is_asked_about(
    qtbot: QtBot, tmp_path: Path, standard: QMessageBox.StandardButton, result: QDialog.DialogCode | None
) -> None:
    """By its name; a problem that was said before is not said any more."""
    (tmp_path / "old.csv").write_text("old")
    dialog, heard = dialog_of(qtbot, tmp_path), list[str]()
    dialog.target.setText("")
    dialog.write.click()
    dialog.target.setText(str(tmp_path / "old.csv"))
    answer(standard, heard)
    dialog.write.click()

    assert heard == ["old.csv exists. Replace it?"]
    assert (result is None, dialog.problem.text()) == (dialog.isVisible(), "")
    assert result is None or result == dialog.result()
    assert (tmp_path / "old.csv").read_text() == "old"


# ---------------------------------------------------------------- what is written
ROWS = [row(event_record_id=number, command_line=f"=cmd {number}") for number in (3, 1, 2)]


def run(qtbot: QtBot, kind: str, target: Path) -> list[str]:
    """Write the rows by a thread; give what it tells."""
    keeper = QObject()
    job = ExportJob(Wish("flagged", kind, target), export(ROWS), keeper)
    with qtbot.waitSignal(job.written, timeout=30_000) as told:
        job.start()
    job.wait()
    return told.args or []


TITLE = COLUMNS["event_record_id"].title


def _csv(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [one["event_record_id"] for one in csv.DictReader(file)]


def _jsonl(path: Path) -> list[str]:
    return [str(json.loads(line)["event_record_id"]) for line in path.read_text().splitlines()]


def _xlsx(path: Path) -> list[str]:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows()
    cells = [[str(cell.value) for cell in line] for line in rows]
    at = cells[0].index(TITLE)
    return [line[at] for line in cells[1:]]


def _html(path: Path) -> list[str]:
    return [one.values[TITLE] for one in Report(path.read_text(encoding="utf-8")).rows]


def _bundle(path: Path) -> list[str]:
    with read_export(str(path)) as found:
        return [str(one.values["event_record_id"]) for one in found.rows]


READERS: dict[str, Callable[[Path], list[str]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "xlsx": _xlsx,
    "html": _html,
    "stix": _bundle,
    "timesketch-csv": _csv,
    "timesketch-jsonl": _jsonl,
}


def test_a_layer_counts_the_rows(qtbot: QtBot, tmp_path: Path) -> None:
    """It is the only format that does not hold them."""
    target = tmp_path / "out.json"

    assert [f"3 rows written to {target}", ""] == run(qtbot, "navigator", target)
    assert '"score": 3,' in target.read_text()
    assert {*READERS, "navigator"} == set(FORMATS)


@pytest.mark.parametrize("kind", READERS)
def test_what_is_written_reads_back(qtbot: QtBot, tmp_path: Path, kind: str) -> None:
    """Every row, in its order; nothing else is left in the folder."""
    target = tmp_path / f"out{FORMATS[kind].suffix}"
    target.write_text("old")

    assert [f"3 rows written to {target}", ""] == run(qtbot, kind, target)
    assert READERS[kind](target) == ["3", "1", "2"]
    assert [target] == list(tmp_path.iterdir())


def test_one_row_is_one_row(qtbot: QtBot, tmp_path: Path) -> None:
    """In words."""
    keeper = QObject()
    job = ExportJob(Wish("selected", "csv", tmp_path / "a.csv"), export(ROWS[:1]), keeper)
    with qtbot.waitSignal(job.written) as told:
        job.start()
    job.wait()

    assert [f"1 row written to {tmp_path / 'a.csv'}", ""] == told.args


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("gone/out.csv", "its folder does not exist; make it first, or name another"),
        ("file/out.csv", "its folder is a file; name another folder"),
        ("folder", "it is a folder; name a file in it"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_sentence(
    qtbot: QtBot, tmp_path: Path, name: str, why: str
) -> None:
    """What, why, what next; nothing is left behind."""
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    before = set(tmp_path.rglob("*"))

    assert ["", f"{tmp_path / name} could not be written: {why}."] == run(qtbot, "csv", tmp_path / name)
    assert before == set(tmp_path.rglob("*"))
