"""The built wheel, with its declared dependencies but without Qt, used from another folder."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from core import __version__

ROOT = Path(__file__).parent.parent
LEFT_OUT = frozenset({"pyside6-essentials", "shiboken6"})


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment of its own with the wheel in it."""

    python: Path
    script: Path
    folder: Path
    """An empty folder to start in: nothing of the checkout is found from here."""

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command as a user would, with nothing of this process's Python settings."""
        environment = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
        return subprocess.run(
            command,
            cwd=self.folder,
            env=environment | {"PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    run = subprocess.run(build, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in a new environment, with what its own metadata asks for and nothing else, minus Qt."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder / "venv", with_pip=False)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", "--python", str(python)]
    run = subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", str(wheel)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    (folder / "elsewhere").mkdir()
    where = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('platlib'))"]
    packages = Path(subprocess.run(where, capture_output=True, encoding="utf-8", check=True).stdout.strip())
    _copy_dependencies(metadata(wheel), packages)
    return Installed(python, scripts / f"cellspawn{'.exe' * (os.name == 'nt')}", folder / "elsewhere")


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(archive.read(name).decode())


def _copy_dependencies(package: Message, target: Path) -> None:
    """Copy what pip has put beside this Python: the same files as an installation, and no network."""
    copied: set[str] = set()
    wanted = list(_requirements(package.get_all("Requires-Dist") or []))
    while wanted:
        name = wanted.pop()
        if name in copied or name in LEFT_OUT:
            continue
        copied.add(name)
        distribution = importlib.metadata.distribution(name)
        for file in distribution.files or []:
            source = Path(str(file.locate()))
            # Scripts lie outside; and an old pip records a README of an sdist where there is none.
            if file.parts[0] != ".." and source.is_file():
                destination = target / file
                destination.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, destination)
        wanted.extend(_requirements(distribution.requires or []))


def _requirements(lines: list[str]) -> Iterator[str]:
    """Names that apply to this Python and need no extra."""
    for line in lines:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)


def sample(installed: Installed) -> str:
    """Where the sample lies inside the installed package."""
    code = "from importlib.resources import files; print(files('resources') / 'sample.evtx')"
    run = installed.run(installed.python, "-c", code)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_the_wheel_holds_the_program_and_nothing_else(wheel: Path) -> None:
    """Core, window, resources with the sample, the licence; no tests."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    tops = {name.split("/")[0] for name in names}
    assert tops == {"core", "gui", "resources", f"cellspawn-{__version__}.dist-info"}
    assert "resources/sample.evtx" in names
    assert {name.rsplit("/", 1)[1] for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_the_environment_has_no_qt(installed: Installed) -> None:
    """What the next tests show, they show without Qt and without the checkout."""
    code = "import importlib.util as u, core; print(u.find_spec('PySide6'), core.__file__)"

    run = installed.run(installed.python, "-c", code)

    qt, place = run.stdout.strip().split(" ", 1)
    assert qt == "None"
    assert ROOT not in Path(place).parents


@pytest.mark.parametrize("way", ["script", "core", "gui"])
def test_scan_flags_the_sample(installed: Installed, way: str) -> None:
    """`cellspawn scan`, `python -m core scan` and `python -m gui scan` are the same."""
    command = [installed.script] if way == "script" else [installed.python, "-m", way]

    run = installed.run(*command, "scan", sample(installed), "--format", "jsonl")

    assert run.returncode == 0, run.stderr
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert rows
    assert all(row["rule"] for row in rows)


def test_version(installed: Installed) -> None:
    run = installed.run(installed.script, "--version")

    assert (run.returncode, run.stdout, run.stderr) == (0, f"cellspawn {__version__}\n", "")


def test_what_is_no_path_and_no_command_is_said(installed: Installed) -> None:
    """In one sentence, with the status of wrong use."""
    run = installed.run(installed.script, "scna")

    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr == "cellspawn: there is no file, folder or command scna; see cellspawn --help\n"
