"""core.work.shared_texts: rows use one copy of a text that they have in common, and keep their values."""

from __future__ import annotations

from typing import get_type_hints

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from core.processes.process import ProcessCreation
from core.work.shared_texts import share_texts
from tests.core.builders import process
from tests.core.log_reading import steady
from tests.core.strategies import any_process

TEXTS = [name for name, kind in get_type_hints(ProcessCreation).items() if kind == str | None]
OWN = {"command_line", "guid"}
"""Differ from row to row, so that to look for another copy would cost more than it saves."""


def again(creation: ProcessCreation) -> ProcessCreation:
    """Make the row again as it comes from a worker: equal in all values, with texts of its own."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(creation), type=ProcessCreation)


@steady
@given(st.lists(any_process(), max_size=4))
def test_no_value_changes(creations: list[ProcessCreation]) -> None:
    """Whatever the rows hold, and in whatever order they come."""
    shared, texts = [again(creation) for creation in creations], dict[str, str]()

    for creation in shared:
        share_texts(creation, texts)

    assert creations == shared
    assert all(key is text for key, text in texts.items())


def test_equal_texts_become_one() -> None:
    """Of each field whose texts repeat, and the name of the file."""
    every_text = {name: f"a long text in {name}" for name in TEXTS}
    first, second = (again(process(**every_text)) for _ in range(2))
    texts = dict[str, str]()

    share_texts(first, texts)
    share_texts(second, texts)

    assert {name for name in TEXTS if getattr(first, name) is not getattr(second, name)} == OWN
    assert first.place.file is second.place.file
    assert first == second


def test_equal_texts_of_different_fields_become_one() -> None:
    """A parent's image is another row's image."""
    parent, child = again(process(image_path="C:\\a.exe")), again(process(parent_image_path="C:\\a.exe"))
    texts = dict[str, str]()

    share_texts(parent, texts)
    share_texts(child, texts)

    assert parent.image_path is child.parent_image_path


def test_what_is_absent_stays_absent() -> None:
    """Nothing is kept for it."""
    creation, texts = again(process(**dict.fromkeys(TEXTS))), dict[str, str]()

    share_texts(creation, texts)

    assert [getattr(creation, name) for name in TEXTS] == [None] * len(TEXTS)
    assert list(texts) == [creation.place.file]
