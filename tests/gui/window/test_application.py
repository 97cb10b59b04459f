"""gui.window.application and gui.__main__: the program as it is started, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from gui.__main__ import main
from tests.make_sample import SAMPLE

LONG = 60


@pytest.mark.skipif(sys.platform == "win32", reason="there a process is ended, not asked to end")
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_it_opens_what_it_is_given_and_ends_when_it_is_asked_to(
    tmp_path: Path, asked: signal.Signals
) -> None:
    """With nothing on the terminal, no process left, and a log file that says what it did."""
    folders = {name: str(tmp_path / name) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
    command = [sys.executable, "-m", "gui", str(SAMPLE)]
    with subprocess.Popen(
        command,
        env={**os.environ, **folders},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=SAMPLE.parents[1],
    ) as process:
        log = wait_for_end_of_reading(tmp_path)
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(asked)
        out, errors = process.communicate(timeout=LONG)

    assert (process.returncode, out, errors) == (0, b"", b"")
    assert psutil.wait_procs(family, LONG)[1] == []
    assert "reading 1 paths" in log
    assert "whoami" not in log


def wait_for_end_of_reading(folder: Path) -> str:
    """Give the text of the log file once all was read."""
    deadline = time.monotonic() + LONG
    while time.monotonic() < deadline:
        for path in folder.rglob("cellspawn.log"):
            if "reading ended" in (text := path.read_text(encoding="utf-8")):
                return text
        time.sleep(0.05)
    raise TimeoutError("the log was not read")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there a screen may be missing")
def test_without_a_display_it_is_said_what_to_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Qt itself would abort with advice that does not help."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    assert main([str(SAMPLE)]) == 2
    assert "there is no display" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["no-such.evtx"], "no file, folder or command"), (["--nothing"], "no option --nothing")],
)
def test_what_cannot_be_opened_is_said_before_a_window_comes(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one sentence, with the status of wrong use."""
    assert main(arguments) == 2
    assert words in capsys.readouterr().err
