"""gui.table.cell_delegate: what is seen of a cell."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QStringListModel
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from core.detection.severity import Severity
from core.rows.mark import Mark
from core.rows.row import Row
from gui.looks.colours import COLOURS, LIGHT, Theme
from gui.looks.ink import LEAST_FOR_TEXT, contrast, ink_of
from gui.looks.theme import apply_theme
from gui.table.cell_delegate import BAR, CellDelegate
from gui.table.process_table import ProcessTable
from gui.table.table_header import SECTIONS
from tests.core.builders import EXCEL
from tests.gui.table_rows import EXPLORER, cell, row, rows, stand_on, table_of


def picture(table: ProcessTable) -> QImage:
    """Draw the rows of a table."""
    return table.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def colours_of(table: ProcessTable, position: int, key: str) -> Counter[str]:
    """Count the colours of a cell's pixels."""
    image, place = picture(table), table.visualRect(cell(table, position, key))
    return Counter(
        image.pixelColor(x, y).name()
        for x in range(place.left(), min(place.right(), image.width() - 1) + 1)
        for y in range(place.top(), place.bottom())
    )


def is_like(colour: str, expected: str) -> bool:
    """Tell whether two colours are the same, but for what a screen of few colours loses."""
    one, other = QColor(colour), QColor(expected)
    return all(
        abs(have - want) <= 8
        for have, want in zip(one.getRgb(), other.getRgb(), strict=True)  # type: ignore[call-overload]
    )


def has(colours: Counter[str], expected: str) -> bool:
    """Tell whether a colour is among them."""
    return any(is_like(colour, expected) for colour in colours)


def test_a_bar_marks_flagged_rows(qtbot: QtBot) -> None:
    """At the left edge, whichever column stands there; where all rows are flagged there is none."""
    table = table_of(qtbot, [row(1), row(2, parent_image_path=EXPLORER)])
    bars = []
    for _ in range(2):
        image = picture(table)
        bars.append(
            [image.pixelColor(BAR - 1, table.rowViewportPosition(position) + 3).name() for position in (0, 1)]
        )
        table.header.show_column("severity", is_shown=False)
    without = picture(table_of(qtbot, [row(1)], marks_flags=False))

    assert all(is_like(flagged, "#D55E00") and is_like(other, "#FFFFFF") for flagged, other in bars)
    assert is_like(without.pixelColor(BAR - 1, 3).name(), "#FFFFFF")


def test_a_severity_has_its_colours(qtbot: QtBot) -> None:
    """Of its icon and of its word."""
    colours = colours_of(table_of(qtbot, [row(1)]), 0, "severity")

    assert has(colours, "#D55E00")
    assert has(colours, "#A84A00")


def test_a_selected_row_has_another_ground(qtbot: QtBot) -> None:
    """Over its whole length, with a ring around the current cell."""
    table = table_of(qtbot, rows(2))
    stand_on(table, 2, "user")
    before = [colours_of(table, position, "pid").most_common(1)[0][0] for position in (0, 1)]

    assert [is_like(before[0], "#FFFFFF"), is_like(before[1], "#D9E5FC")] == [True, True]


def test_hits_of_a_search_are_marked(qtbot: QtBot) -> None:
    """Also in what was cut off: then the dots that stand for it."""
    hidden = "cmd " + "x" * 2_000 + "needle" + "x" * 2_000
    table = table_of(qtbot, [row(1, command_line="a NEEDLE"), row(2, command_line=hidden), row(3)])
    before = [has(colours_of(table, position, "command_line"), LIGHT.accent) for position in range(3)]
    table.highlight("needle")
    marked = [has(colours_of(table, position, "command_line"), LIGHT.accent) for position in range(3)]
    table.highlight("")
    after = [has(colours_of(table, position, "command_line"), LIGHT.accent) for position in range(3)]

    assert (before, marked, after) == ([False] * 3, [True, True, False], [False] * 3)


def test_a_pile_of_accents_stays_in_its_row(qtbot: QtBot) -> None:
    """It would cover the rows above and below."""
    plain = row(2, command_line="x")
    table = table_of(qtbot, [row(1, command_line="x"), plain, row(3, command_line="x")])
    before = [colours_of(table, position, "command_line") for position in (0, 2)]
    table.rows.replace(
        [row(1, command_line="x"), row(2, command_line="e" + "\u0301\u0316" * 60), row(3, command_line="x")]
    )

    assert before == [colours_of(table, position, "command_line") for position in (0, 2)]


HOSTILE = [
    "<b>x</b><img src=x>",
    "a\u202eb\u2066",
    "a\r\nb\tc\x1b[0m\0",
    "\u05d0\u05d1 \u05d2",
    "👩‍👩‍👧" * 50,
    "A" * 32_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_drawn_in_its_cell(qtbot: QtBot, text: str) -> None:
    """In every text column, selected or not, and the column beside it is as it was."""
    fields = dict.fromkeys(("command_line", "user", "fqdn", "image_path", "channel", "description"), text)
    table = table_of(qtbot, [row(1, **fields), row(2)])
    for key in ("image_path", "channel", "description", "fqdn"):
        table.header.show_column(key, is_shown=True)
    stand_on(table, 1)

    assert len(colours_of(table, 0, "command_line")) > 1
    assert table.rowHeight(0) == table.rowHeight(1)


def tip(qtbot: QtBot, table: ProcessTable, key: str) -> str:
    """Point at a cell, and give what its tooltip says."""
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    index = cell(table, 0, key)
    at = table.visualRect(index).center()
    option = QStyleOptionViewItem()
    option.rect = table.visualRect(index)
    delegate = table.itemDelegate()
    assert isinstance(delegate, CellDelegate)
    event = QHelpEvent(QEvent.Type.ToolTip, at, table.viewport().mapToGlobal(at))
    delegate.helpEvent(event, table, option, index)
    said = QToolTip.text()
    QToolTip.hideText()
    return said


@pytest.mark.parametrize(
    ("key", "fields", "expected"),
    [
        ("user", {}, ""),
        ("user", {"user": "<i>" * 90}, "&lt;i&gt;" * 90),
        ("user", {"user": None}, ""),
        ("time_created", {}, "2025-01-05T03:50:45.2345678Z"),
        ("command_line", {"command_line": "a"}, ""),
        ("command_line", {"command_line": "a" + " " * 20 + "b"}, "a" + " " * 20 + "b"),
        (
            "document",
            {"parent_command_line": f'"{EXCEL}" "\\\\srv\\x\\a.xlsx"'},
            "\\\\srv\\x\\a.xlsx [share]",
        ),
    ],
)
def test_a_tooltip_says_what_the_cell_leaves_out(
    qtbot: QtBot, key: str, fields: dict[str, object], expected: str
) -> None:
    """Letter by letter; and nothing where it leaves out nothing."""
    table = table_of(qtbot, [row(1, **fields)])
    wanted = f"<p style='white-space:pre-wrap'>{expected}</p>" if expected else ""

    assert wanted == tip(qtbot, table, key)


def test_a_tooltip_has_the_whole_chain(qtbot: QtBot) -> None:
    """Where the cell leaves something of it out, and only there."""
    one = row(1)
    assert one.detection is not None
    chain = (EXCEL, *(rf"C:\a\program{number}.exe" for number in range(9)))
    one.detection = dataclasses.replace(one.detection, chain=chain)
    table = table_of(qtbot, [one])
    table.header.resizeSection(SECTIONS["chain"], 200)
    names = " → ".join(path.rpartition("\\")[2].lower() for path in chain)

    assert tip(qtbot, table, "chain") == f"<p style='white-space:pre-wrap'>{names}</p>"
    table.header.resizeSection(SECTIONS["chain"], 1_400)
    assert tip(qtbot, table, "chain") == ""


def test_a_column_is_fitted_to_its_values(qtbot: QtBot) -> None:
    """But never beyond all bounds."""
    table = table_of(qtbot, [row(1, user="x" * 60, command_line="y" * 30_000)])
    table.fit_column(SECTIONS["user"])
    table.fit_column(SECTIONS["command_line"])
    metrics = table.fontMetrics()

    assert table.columnWidth(SECTIONS["user"]) >= metrics.horizontalAdvance("x" * 60)
    assert table.columnWidth(SECTIONS["command_line"]) <= 1_200


def test_only_process_creations_are_drawn(qapp: QApplication) -> None:
    """A delegate of another model is a fault of ours."""
    delegate, model = CellDelegate(), QStringListModel(["a"])
    with pytest.raises(TypeError, match="QStringListModel"):
        delegate.sizeHint(QStyleOptionViewItem(), model.index(0, 0))


# ---------------------------------------------------------------- marks
def marked(number: int, mark: Mark, **fields: object) -> Row:
    """Build a row of which something is said."""
    made = row(number, **fields)
    made.mark = mark
    return made


GREY = Mark(known_good="splwow64: Prints")


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK, Theme.CONTRAST])
def test_a_known_good_row_is_grey_and_can_be_read(qapp: QApplication, qtbot: QtBot, theme: Theme) -> None:
    """In every theme, also where it is selected: no colour of a severity, and text of second rank."""
    apply_theme(qapp, theme)
    table = table_of(qtbot, [marked(1, GREY), marked(2, Mark())])
    shades = COLOURS[theme]
    grey, plain = (colours_of(table, position, "severity") for position in (0, 1))

    assert tuple(has(one, shades.severity[Severity.HIGH]) for one in (grey, plain)) == (False, True)
    assert has(grey, shades.muted)
    assert not any(has(colours_of(table, 0, key), shades.severity[Severity.HIGH]) for key in ("pid", "chain"))
    for is_selected in (False, True):
        ink = ink_of(shades, is_selected)
        assert contrast(ink.muted.name(), ink.ground.name()) >= LEAST_FOR_TEXT


def test_what_is_said_of_a_row_is_seen_in_its_first_cell(qtbot: QtBot) -> None:
    """A corner for tags and for a note; none for being known-good."""
    marks = [Mark(("bad",)), Mark(note="n"), GREY, Mark()]
    table = table_of(qtbot, [marked(number, mark) for number, mark in enumerate(marks, 1)])
    image, corners = picture(table), []
    for position in range(4):
        place = table.visualRect(cell(table, position, "severity"))
        corners.append(is_like(image.pixelColor(place.right(), place.top() + 1).name(), LIGHT.accent))

    assert corners == [True, True, False, False]


def test_a_flag_that_is_known_good_has_a_pale_bar(qtbot: QtBot) -> None:
    """Where not all rows are flagged."""
    table = table_of(qtbot, [marked(1, GREY), row(2)])
    image = picture(table)
    bars = [image.pixelColor(1, table.rowViewportPosition(position) + 3).name() for position in (0, 1)]

    assert is_like(bars[0], LIGHT.line)
    assert is_like(bars[1], "#D55E00")


def test_tags_stand_in_boxes(qtbot: QtBot) -> None:
    """Each in one, whose lines are seen; the note follows in plain text."""
    long = Mark(tuple(f"tag {number}" for number in range(20)))
    table = table_of(
        qtbot, [marked(1, Mark(("bad", "good"))), marked(2, Mark(note="n")), marked(3, long), row(4)]
    )
    for key in ("command_line", "document", "chain"):
        table.header.show_column(key, is_shown=False)
    grounds = [
        {colour for colour, pixels in colours_of(table, position, "tags").items() if pixels > 100}
        for position in range(4)
    ]
    found = [any(is_like(colour, LIGHT.stripe) for colour in ground) for ground in grounds]

    assert found == [True, False, True, False]


def test_a_row_that_was_marked_looks_so_at_once(qtbot: QtBot) -> None:
    """What was drawn before is not kept."""
    one = row(1)
    table = table_of(qtbot, [one, row(2)])
    before = colours_of(table, 0, "severity")
    one.mark = GREY
    table.rows.refresh({"known_good"}, {one.place})

    assert not has(colours_of(table, 0, "severity"), "#D55E00")
    assert has(before, "#D55E00")


@pytest.mark.parametrize(
    ("key", "mark", "expected"),
    [
        ("severity", GREY, "high, known-good: splwow64: Prints"),
        ("severity", Mark(("bad",), "why\nnot"), "high · bad · why not"),
        ("tags", Mark(("bad",), "<b>n</b>" * 50), f"bad · {'&lt;b&gt;n&lt;/b&gt;' * 50}"),
        ("tags", Mark(("bad",)), ""),
    ],
)
def test_a_tooltip_says_why_a_row_is_marked(qtbot: QtBot, key: str, mark: Mark, expected: str) -> None:
    """Where its sign is."""
    wanted = f"<p style='white-space:pre-wrap'>{expected}</p>" if expected else ""

    assert wanted == tip(qtbot, table_of(qtbot, [marked(1, mark)]), key)
