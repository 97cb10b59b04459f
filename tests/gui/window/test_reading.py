"""gui.window.reading: what goes on while paths are read, and what came of it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.view.case import NewRows
from core.work.pacing import Progress
from core.work.scan_result import ScanOptions, Stage
from gui.window.reading import NOTHING_YET, Reading, words_of
from gui.work.jobs import Ending
from tests.gui.table_rows import rows
from tests.gui.window.sample_page import CREATIONS, FLAGGED, RECORDED
from tests.make_sample import SAMPLE

LONG = 30_000
MEGA = 1_000_000


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        (Progress(Stage.READING, "a.evtx", 0, 0), "Reading a.evtx"),
        (Progress(Stage.READING, "a.evtx", 0, 8), "Reading a.evtx · 0 %"),
        (Progress(Stage.READING, "a.evtx", 7, 8, 12.4 * MEGA), "Reading a.evtx · 87 % · 12 MB/s"),
        (
            Progress(Stage.SEARCHING, "a.evtx", 1, 8, 1_234 * MEGA, 61.2),
            "Searching for Excel's children a.evtx · 12 % · 1,234 MB/s · 61 s left",
        ),
        (Progress(Stage.READING, "a.evtx", 8, 8, 5 * MEGA, 0.9), "Reading a.evtx · 100 % · 5 MB/s"),
        (Progress(Stage.CHECKING, "", 0, 0), "Reading flagged records again"),
        (
            Progress(Stage.CHECKING, "a\r\nb\u202e.evtx", 1, 2),
            "Reading flagged records again a b‹U+202E›.evtx · 50 %",
        ),
    ],
)
def test_progress_in_words(progress: Progress, expected: str) -> None:
    """As far as it is known; a name obeys nothing."""
    assert expected == words_of(progress)


@pytest.fixture
def sample() -> Iterator[Reading]:
    """Read the sample."""
    reading = Reading([str(SAMPLE)], ScanOptions(jobs=1))
    yield reading
    reading.close()


def test_what_was_found_is_said_before_while_and_when_all_was_read(qtbot: QtBot, sample: Reading) -> None:
    """The words about an empty table go with it."""
    said, read, concluded = list[tuple[str, float]](), list[NewRows](), list[NewRows]()
    sample.said.connect(lambda words, share: said.append((words, share)))
    sample.rows_read.connect(read.append)
    before = (sample.headline(0), sample.why_empty(0), sample.is_running)
    sample.concluded.connect(concluded.append)
    with qtbot.waitSignal(sample.ended, timeout=LONG) as told:
        sample.start()

    assert before == ("0 flagged so far of 0 process creations · reading", NOTHING_YET, True)
    assert said[:2] == [("Looking for logs", -1.0), ("1 file found", -1.0)]
    assert all(share <= 1 for _, share in said)
    assert [sum(len(new.creations) for new in found) for found in (read, concluded)] == [RECORDED, CREATIONS]
    assert told.args == [Ending.DONE, "Done"]
    assert not sample.is_running
    flagged = f"{FLAGGED} flagged of {CREATIONS}"
    assert sample.headline(FLAGGED) == f"{flagged} process creations in 1 file · read complete"
    assert sample.headline(2).startswith(f"2 shown of {flagged}")
    assert [str(SAMPLE)] == sample.evidence == [log.path for log in sample.sources.values()]


def test_while_it_reads_the_rows_that_came_are_counted(sample: Reading) -> None:
    """In the tables, which the page fills."""
    made = rows(3)
    sample.case.creations.add(made)
    sample.case.flagged.add([row for row in made if row.detection is not None])

    assert sample.headline(0) == "2 flagged so far of 3 process creations · reading"


def test_a_reading_that_failed_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    """In one sentence, and concludes nothing."""
    reading = Reading([str(tmp_path / "gone.evtx")], ScanOptions(jobs=1))
    concluded = list[object]()
    reading.concluded.connect(concluded.append)
    with qtbot.waitSignal(reading.ended, timeout=LONG) as told:
        reading.start()
    reading.close()
    ending, words = told.args or (None, None)

    assert (ending, reading.ending, reading.is_running) == (Ending.FAILED, Ending.FAILED, False)
    assert f"{tmp_path / 'gone.evtx'}: there is no such file or folder; check the path" == words
    assert ("Reading failed · 0 flagged before that", words, []) == (
        reading.headline(0),
        reading.why_empty(0),
        concluded,
    )


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        (1, "The filter hides all 1 row. Ctrl+H shows them."),
        (1_234, "The filter hides all 1,234 rows. Ctrl+H shows them."),
    ],
)
def test_a_filter_that_hides_all_is_named_first(sample: Reading, hidden: int, expected: str) -> None:
    """Whatever else there is to say."""
    assert expected == sample.why_empty(hidden)


def test_a_reading_that_is_closed_says_nothing_more(qtbot: QtBot, sample: Reading) -> None:
    """The window has another case by then."""
    told = list[object]()
    sample.ended.connect(lambda *_: told.append(True))
    sample.concluded.connect(told.append)
    sample.start()
    sample.close()

    assert (told, sample.is_running) == ([], True)
