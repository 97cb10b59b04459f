"""Both readers load where `evtx` and `Evtx` share one folder, as on Windows and macOS."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGES = {"evtx": "evtx", "Evtx": "python-evtx"}
LOAD = """
import sys
sys.platform = sys.argv[1]
sys.path[:0] = sys.argv[2:]
from core.reading.reader_packages import first_reader, second_reader
print(first_reader().__name__, second_reader().FileHeader.__name__)
assert sys.modules["Evtx.Evtx"].__file__.startswith(sys.argv[2])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="is there so already")
@pytest.mark.parametrize("platform", ["linux", "win32"])
@pytest.mark.parametrize("order", [("evtx", "Evtx"), ("Evtx", "evtx")])
def test_both_readers_load_from_one_folder(tmp_path: Path, order: tuple[str, str], platform: str) -> None:
    """The folder has the name of the package installed first and the __init__.py of the second."""
    for package in order:
        files = distribution(PACKAGES[package])
        shutil.copytree(str(files.locate_file(package)), tmp_path / order[0], dirs_exist_ok=True)
        info = next(file for file in files.files or [] if file.name == "METADATA").parent
        shutil.copytree(str(files.locate_file(info)), tmp_path / info.name)
    (tmp_path / "hexdump.py").touch()  # imported by python-evtx, not called
    # -I and -S hide the two packages of this environment, so that only the shared folder is there.
    command = [sys.executable, "-I", "-S", "-c", LOAD, platform, str(tmp_path), str(ROOT)]

    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    assert (run.returncode, run.stdout) == (0, "PyEvtxParser FileHeader\n"), run.stderr
