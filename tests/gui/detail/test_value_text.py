"""gui.detail.value_text: a value as tall as it is long."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gui.detail.value_text import ValueText
from gui.looks.theme import mono_font


@pytest.mark.parametrize("is_fixed", [True, False])
def test_it_grows_with_its_text_and_shrinks_with_room(qtbot: QtBot, is_fixed: bool) -> None:
    """Nothing of it needs scrolling."""
    value = ValueText("value")
    qtbot.addWidget(value)
    value.resize(200, 20)
    value.show()
    heights = []
    for text in ("x", "word " * 40):
        value.show_value(text, is_fixed)
        heights.append(value.height())
    value.resize(600, value.height())
    heights.append(value.height())

    one, narrow, broad = heights
    assert one < broad < narrow
    assert value.verticalScrollBar().maximum() == 0


def test_the_font_says_what_it_is(qtbot: QtBot) -> None:
    """Fixed for paths and hashes, the window's for words."""
    value = ValueText("value")
    qtbot.addWidget(value)

    value.show_value("C:\\a.evtx", is_fixed=True)
    assert value.font().family() == mono_font().family()

    value.show_value("closed", is_fixed=False)
    assert value.font().family() != mono_font().family()
