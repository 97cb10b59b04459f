"""gui.window.known_good_dialog, its form and greying: entries are seen, made and changed; no row is hidden."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from core.detection.known_good import Entry
from core.detection.known_good_list import starter_entries
from core.errors import CellspawnError
from core.output.known_good_file import load_own, save_own
from core.rows.row import Row
from core.view.known_good_rows import today
from gui.window.case_page import CasePage
from gui.window.greying import Greying
from gui.window.known_good_dialog import NONE, OFF, KnownGoodDialog
from gui.window.known_good_form import KnownGoodForm
from tests.core.builders import started
from tests.gui.table_rows import row
from tests.gui.window.sample_page import FLAGGED, sample_page, sample_result, shown_rows

LEDGER = r"C:\Program Files\Ledger\ledger.exe"
OWN = Entry("ledger", LEDGER, "--post [0-9]+", "Posts", is_own=True)


def greyed(page: CasePage) -> list[str]:
    """Give why rows are greyed, of those that are shown."""
    return [one.mark.known_good for one in shown_rows(page) if one.mark.known_good]


@pytest.fixture
def greying(tmp_path: Path) -> Greying:
    """Entries with one of the user's own; off."""
    path = tmp_path / "known_good.json"
    save_own(path, [OWN])
    return Greying(False, path=path)


@pytest.fixture
def page(qtbot: QtBot, greying: Greying) -> CasePage:
    """The sample case."""
    made = sample_page(qtbot)
    greying.serve(made)
    return made


def dialog_of(qtbot: QtBot, greying: Greying) -> KnownGoodDialog:
    """Show the list."""
    made = KnownGoodDialog(greying)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def choose(dialog: KnownGoodDialog, name: str) -> None:
    """Choose an entry."""
    names = [line.entry.name for line in dialog._model.things]
    dialog.table.selectRow(names.index(name))


def form_of(parent: QWidget) -> KnownGoodForm:
    """Give the form that is open."""
    found = parent.findChild(KnownGoodForm)
    assert isinstance(found, KnownGoodForm)
    return found


# ---------------------------------------------------------------- rows
def test_rows_are_greyed_and_stay(page: CasePage, greying: Greying) -> None:
    """On and off as a whole."""
    switched: list[bool] = []
    greying.switched.connect(switched.append)
    found = []
    for is_on in (False, True, True, False):
        greying.set_on(is_on)
        found.append((len(shown_rows(page)), len(greyed(page)), greying.words()))
    known = found[1][1]

    assert known > 0
    assert [
        (FLAGGED, 0, ""),
        *[(FLAGGED, known, f"{known} of {FLAGGED} flagged are known-good")] * 2,
        (FLAGGED, 0, ""),
    ] == found
    assert switched == [True, False]


def test_an_own_entry_is_asked_first(page: CasePage, greying: Greying) -> None:
    """Its reason is the analyst's."""
    (printing, *_) = (one for one in starter_entries() if one.name == "splwow64")
    mine = Entry("mine", printing.image, printing.arguments, "We print", is_own=True)
    greying.set_on(True)
    greying.put(mine)

    assert "mine: We print" in greyed(page)
    assert "splwow64: Prints for a 32-bit program" not in greyed(page)


def test_rows_that_are_read_later_are_greyed_too(qtbot: QtBot, page: CasePage, greying: Greying) -> None:
    """The case remembers what greys."""
    greying.set_on(True)
    before = sorted(greyed(page))
    page.conclude(page.case.final_rows(sample_result()))

    assert before == sorted(greyed(page))


# ---------------------------------------------------------------- the list
def test_every_entry_is_listed_with_what_it_greys(qtbot: QtBot, page: CasePage, greying: Greying) -> None:
    """And says whether it is on."""
    dialog = dialog_of(qtbot, greying)
    off = dialog.words.text()
    dialog.switch.click()
    lines = {line.entry.name: line.hits for line in dialog._model.things}

    assert off == OFF
    assert greying.is_on
    assert dialog.words.text() == greying.words()
    assert [OWN.name, *(one.name for one in starter_entries())] == list(lines)
    assert sum(lines.values()) == len(greyed(page))
    assert lines["splwow64"] == sum(one.startswith("splwow64") for one in greyed(page))


def test_nothing_open_is_nothing_greyed(qtbot: QtBot, greying: Greying) -> None:
    """The list can be seen all the same."""
    dialog = dialog_of(qtbot, greying)
    greying.set_on(True)

    assert dialog.words.text() == NONE
    assert not dialog.show_hidden.isEnabled()


def test_an_entry_says_all_of_itself(qtbot: QtBot, greying: Greying) -> None:
    """Reason and source; only own ones can be changed."""
    dialog = dialog_of(qtbot, greying)
    choose(dialog, "WerFault")
    shipped = {name: value.text() for name, value in dialog.detail.items()}
    may_change = [dialog.edit.isEnabled(), dialog.remove.isEnabled()]
    choose(dialog, "ledger")
    (entry,) = [one for one in starter_entries() if one.name == "WerFault"]

    assert {
        "Image": entry.image.replace("|", " | "),
        "Arguments": entry.arguments,
        "Parent": "Excel where Office is installed",
        "Reason": entry.reason,
        "Source": entry.source,
    } == shipped
    assert may_change == [False, False]
    assert [dialog.edit.isEnabled(), dialog.remove.isEnabled()] == [True, True]


def test_what_an_entry_hides_is_shown(qtbot: QtBot, page: CasePage, greying: Greying) -> None:
    """As a term of the filter."""
    greying.set_on(True)
    dialog = dialog_of(qtbot, greying)
    choose(dialog, "splwow64")
    expected = [one for one in greyed(page) if one.startswith("splwow64")]
    dialog.show_hidden.click()

    assert expected == [one.mark.known_good for one in shown_rows(page)]
    assert page.filter_bar.text() == 'known:"splwow64: Prints for a 32-bit program"'


def test_an_expired_entry_says_so(qtbot: QtBot, greying: Greying) -> None:
    """And greys nothing."""
    greying.put(Entry("old", LEDGER, "x", "r", expires=date(2020, 1, 31), is_own=True))
    dialog = dialog_of(qtbot, greying)

    assert "expired 2020-01-31" in [line.expiry for line in dialog._model.things]


@pytest.mark.parametrize(("is_sure", "left"), [(True, 0), (False, 1)])
def test_an_own_entry_is_removed_after_a_question(
    qtbot: QtBot, greying: Greying, is_sure: bool, left: int
) -> None:
    """From the file, too."""
    dialog = dialog_of(qtbot, greying)
    choose(dialog, "ledger")
    dialog.remove.click()
    box = dialog.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    (box.buttons()[0] if is_sure else box.button(QMessageBox.StandardButton.Cancel)).click()

    assert left == len(greying.own) == len(load_own(greying.path))


def test_a_list_that_cannot_be_read_is_not_written_over(qtbot: QtBot, tmp_path: Path) -> None:
    """It says what is wrong with it."""
    path = tmp_path / "known_good.json"
    path.write_text("rubbish", encoding="utf-8")
    greying = Greying(True, path=path)
    dialog = dialog_of(qtbot, greying)
    with pytest.raises(CellspawnError, match="no list"):
        greying.put(OWN)

    assert "This is no list of known-good entries" in dialog.problem.text()
    assert not dialog.add.isEnabled()
    assert path.read_text(encoding="utf-8") == "rubbish"
    assert list(starter_entries()) == list(greying.entries)


# ---------------------------------------------------------------- the form
def child(arguments: str = "--post 1234", **fields: object) -> Row:
    """Build the row of a company's program."""
    creation = started(LEDGER, arguments, **fields)
    return row(1, **{name: getattr(creation, name) for name in ("image_path", "command_line")}, **fields)


def open_form(qtbot: QtBot, greying: Greying, made: Row | None, entry: Entry | None = None) -> KnownGoodForm:
    """Show the form of a row."""
    form = KnownGoodForm(greying, made, entry)
    form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(form)
    form.show()
    return form


def test_an_entry_is_made_from_a_row(qtbot: QtBot, greying: Greying) -> None:
    """All but the reason is there; numbers that change are any number."""
    form = open_form(qtbot, greying, child())
    begun = form.name.text(), form.image.text(), form.arguments.text()
    may_save = [form.save.isEnabled()]
    form.reason.setText("Posts to the ledger")
    may_save.append(form.save.isEnabled())
    verdict = form.verdict.text()
    form.day.setDate(QDate(2031, 12, 31))
    form.save.click()
    made = Entry(
        "ledger 2", LEDGER, "--post [0-9]+", "Posts to the ledger", expires=date(2031, 12, 31), is_own=True
    )

    assert begun == ("ledger 2", LEDGER, "--post [0-9]+")
    assert may_save == [False, True]
    assert verdict == "It fits the row."
    assert (OWN, made) == greying.own == load_own(greying.path)
    assert not form.isVisible()


@pytest.mark.parametrize(
    ("fields", "line", "text", "expected"),
    [
        (
            {},
            "arguments",
            "--other",
            "It will not fit the row: its image, its arguments or its parent differ.",
        ),
        (
            {"repeated_names": ("Image",)},
            "source",
            "x",
            "It will not fit the row: its record holds a field more",
        ),
        ({"command_line": None}, "source", "x", "It will not fit the row: the log has no command line"),
    ],
)
def test_the_form_says_whether_it_fits(
    qtbot: QtBot, greying: Greying, fields: dict[str, object], line: str, text: str, expected: str
) -> None:
    """Before it is saved."""
    made = row(1, **{"image_path": LEDGER, "command_line": f"{LEDGER} --post 1", **fields})
    form = open_form(qtbot, greying, made)
    form.reason.setText("because")
    getattr(form, line).setText(text)

    assert form.verdict.text().startswith(expected)


def test_arguments_that_no_log_holds_are_said_to_be_unknown(qtbot: QtBot, greying: Greying) -> None:
    """Before a reason is given; none and unknown are not the same."""
    lines = (f"{LEDGER} --post 1", LEDGER, None)
    forms = [open_form(qtbot, greying, row(1, image_path=LEDGER, command_line=line)) for line in lines]
    forms += [open_form(qtbot, greying, None), open_form(qtbot, greying, None, OWN)]

    assert [form.unknown.isVisible() for form in forms] == [False, False, True, False, False]


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        ("image", r"C:\Users\a\ledger.exe", "must be a whole path below"),
        ("arguments", ".*", "fit anything"),
        ("arguments", "(", "no regular expression"),
        ("name", "", "needs a name"),
        ("parent_image", "excel.exe", "The parent must be a whole path"),
    ],
)
def test_what_would_let_others_in_is_refused(
    qtbot: QtBot, greying: Greying, line: str, text: str, expected: str
) -> None:
    """At once, with a sentence."""
    form = open_form(qtbot, greying, child())
    form.reason.setText("because")
    getattr(form, line).setText(text)

    assert expected in form.problem.text()
    assert not form.save.isEnabled()


def test_a_name_that_is_taken_is_refused(qtbot: QtBot, greying: Greying) -> None:
    """When it is saved."""
    form = open_form(qtbot, greying, child())
    form.reason.setText("because")
    form.name.setText("LEDGER")
    form.save.click()

    assert "Two entries are called" in form.problem.text()
    assert form.isVisible()
    assert load_own(greying.path) == (OWN,)


def test_an_entry_is_changed_in_its_place(qtbot: QtBot, greying: Greying) -> None:
    """It may keep its name, and lose its expiry."""
    greying.put(Entry("other", LEDGER, "x", "r", expires=today(), is_own=True))
    form = open_form(qtbot, greying, None, greying.own[1])
    had_expiry = form.expires.isChecked()
    form.expires.setChecked(False)
    form.arguments.setText("y")
    form.save.click()

    assert had_expiry
    assert (OWN, Entry("other", LEDGER, "y", "r", is_own=True)) == greying.own


def test_the_list_opens_the_form(qtbot: QtBot, page: CasePage, greying: Greying) -> None:
    """For the current row of the table, and for the chosen entry."""
    page.select_first()
    dialog = dialog_of(qtbot, greying)
    dialog.add.click()
    form = form_of(dialog)
    current = page.sheet.table.current_row()
    image = form.image.text()
    form.reject()

    assert current is not None
    assert image == current.process.image_path
