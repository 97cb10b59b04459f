"""gui.window.appearance: theme, size of text and time zone are chosen and remembered; rubbish is survived."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QInputDialog, QMainWindow
from pytestqt.qtbot import QtBot

from core.view.times import Zone
from gui.looks.colours import COLOURS, Theme
from gui.looks.theme import colours
from gui.window.actions import Actions
from gui.window.appearance import LARGEST, SMALLEST, THEMES, Appearance
from gui.window.settings import Setting, Settings

Made = Callable[..., Appearance]


@pytest.fixture(autouse=True)
def _same_font(qapp: QApplication) -> Iterator[None]:
    """Give the usual size of text back."""
    before = qapp.font()
    yield
    qapp.setFont(before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Remember nothing yet."""
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    """Make a window with the menus in which looks are chosen."""
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def actions(window: QMainWindow) -> Actions:
    """Fill its menus."""
    made = Actions(window, lambda _: None)
    made.fill(window.menuBar())
    return made


@pytest.fixture
def zones() -> list[Zone]:
    """What the window was told of zones."""
    return []


@pytest.fixture
def restored(window: QMainWindow, settings: Settings, actions: Actions, zones: list[Zone]) -> Made:
    """Give what starts with these things remembered."""

    def restore(**remembered: str) -> Appearance:
        for name, text in remembered.items():
            settings.put(Setting[name], text)
        made = Appearance(window, settings, actions, zones.append)
        made.restore()
        return made

    return restore


def checked(actions: Actions, menu: str) -> list[str]:
    """Give the checked entries of a menu."""
    return [action.text() for action in actions.menus[menu].actions() if action.isChecked()]


def choose(actions: Actions, menu: str, words: str) -> None:
    """Take an entry of a menu."""
    next(action for action in actions.menus[menu].actions() if action.text() == words).trigger()


# ---------------------------------------------------------------- theme
@pytest.mark.parametrize(("theme", "words"), THEMES)
def test_a_theme_is_chosen_and_remembered(
    restored: Made, actions: Actions, settings: Settings, theme: Theme, words: str
) -> None:
    """The system's is one of the others; the icons of the menus go with it."""
    restored(THEME="dark" if theme is not Theme.DARK else "light")
    before = actions.by_name["export"].icon().cacheKey()
    choose(actions, "theme", words)

    assert (theme.value, [words]) == (settings.text(Setting.THEME), checked(actions, "theme"))
    assert theme is Theme.SYSTEM or COLOURS[theme] is colours()
    assert theme is Theme.SYSTEM or before != actions.by_name["export"].icon().cacheKey()


@pytest.mark.parametrize(
    ("remembered", "words"),
    [
        ("", "As the system"),
        ("mauve", "As the system"),
        ("DARK", "As the system"),
        ("contrast", "High contrast"),
    ],
)
def test_the_remembered_theme_is_applied_at_the_start(
    restored: Made, actions: Actions, remembered: str, words: str
) -> None:
    """One that there is none of is the system's."""
    restored(THEME=remembered)

    assert [words] == checked(actions, "theme")


# ---------------------------------------------------------------- size
@pytest.mark.parametrize(
    ("remembered", "expected"),
    [("14", 14), ("6", 6), ("1", SMALLEST), ("0", SMALLEST), ("99", LARGEST), ("9999999999", LARGEST)],
)
def test_the_remembered_size_is_applied_within_bounds(
    qapp: QApplication, restored: Made, remembered: str, expected: int
) -> None:
    """Text that is too small or too large to read could not be changed back."""
    restored(FONT_SIZE=remembered)

    assert expected == qapp.font().pointSize()


@pytest.mark.parametrize("remembered", ["", "large", "-3", "1e1", "12.5", "\0"])
def test_rubbish_is_the_usual_size(qapp: QApplication, restored: Made, remembered: str) -> None:
    """As if nothing were remembered."""
    usual = qapp.font().pointSize()
    restored(FONT_SIZE=remembered)

    assert usual == qapp.font().pointSize()


def test_text_is_made_larger_and_smaller_and_usual_again(
    qapp: QApplication, restored: Made, settings: Settings
) -> None:
    """Also after it was remembered; the usual size is not remembered, for another screen has another."""
    usual = qapp.font().pointSize()
    appearance, found = restored(FONT_SIZE="20"), list[tuple[int, str]]()
    for step in (1, 1, -1, 0, -1):
        appearance.change_size(step)
        found.append((qapp.font().pointSize(), settings.text(Setting.FONT_SIZE)))

    assert [(21, "21"), (22, "22"), (21, "21"), (usual, ""), (usual - 1, str(usual - 1))] == found


@pytest.mark.parametrize(("step", "expected"), [(1, LARGEST), (-1, SMALLEST)])
def test_text_stays_within_bounds(qapp: QApplication, restored: Made, step: int, expected: int) -> None:
    """However often it is asked for."""
    appearance = restored(FONT_SIZE=str(expected - step))
    for _ in range(3):
        appearance.change_size(step)

    assert expected == qapp.font().pointSize()


# ---------------------------------------------------------------- zone
@pytest.mark.parametrize(
    ("remembered", "expected", "words"),
    [
        ("UTC", "UTC", "UTC"),
        ("utc", "UTC", "UTC"),
        ("local", "local", "This machine's"),
        ("Europe/Berlin", "Europe/Berlin", "Europe/Berlin"),
        ("", "UTC", "UTC"),
        ("Mars/Olympus", "UTC", "UTC"),
        ("../../etc/passwd", "UTC", "UTC"),
        ("?", "UTC", "UTC"),
    ],
)
def test_the_remembered_zone_is_told_at_the_start(
    restored: Made,
    actions: Actions,
    settings: Settings,
    zones: list[Zone],
    remembered: str,
    expected: str,
    words: str,
) -> None:
    """One that this computer does not know is UTC."""
    appearance = restored(ZONE=remembered)

    assert [Zone(expected)] == zones == [appearance.zone]
    assert (expected, [words]) == (settings.text(Setting.ZONE), checked(actions, "zone"))


def answer(name: str | None) -> None:
    """Choose a zone in the dialog that is about to open, or think better of it."""

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        if name is None:
            dialog.reject()
        else:
            dialog.setTextValue(name)
            dialog.accept()

    QTimer.singleShot(0, fill)


@pytest.mark.parametrize(
    ("name", "told", "words"),
    [
        ("Asia/Tokyo", [Zone("local"), Zone("Asia/Tokyo")], "Asia/Tokyo"),
        (None, [Zone("local")], "This machine's"),
    ],
)
def test_any_other_zone_is_chosen_from_a_list(
    restored: Made, actions: Actions, zones: list[Zone], name: str | None, told: list[Zone], words: str
) -> None:
    """It stands in the menu from then on; without a choice all stays as it was."""
    restored(ZONE="local")
    answer(name)
    choose(actions, "zone", "Another…")

    assert (told, [words]) == (zones, checked(actions, "zone"))
    choose(actions, "zone", "UTC")
    assert (Zone("UTC"), ["UTC"]) == (zones[-1], checked(actions, "zone"))
