"""The core runs without Qt, and so does `cellspawn` until a window is asked for."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import core

ROOT = Path(__file__).parent.parent
QT = ("PySide6", "shiboken6")

# Imports the modules named in argv[2:] and says which of them were there when a forbidden package
# first came in. Whatever a module imports on the way counts.
SCANNER = """
import importlib, json, sys
forbidden = json.loads(sys.argv[1])
found = {}
for name in sys.argv[2:]:
    importlib.import_module(name)
    found.update((package, name) for package in forbidden if package in sys.modules and package not in found)
print(json.dumps(found))
"""


def first_importers(modules: list[str], forbidden: tuple[str, ...], root: Path = ROOT) -> dict[str, str]:
    """Import the modules in a fresh interpreter; give each forbidden package met and what brought it."""
    run = subprocess.run(
        [sys.executable, "-c", SCANNER, json.dumps(forbidden), *modules],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, str] = json.loads(run.stdout)
    return found


def core_modules() -> list[str]:
    return ["core", *sorted(module.name for module in pkgutil.walk_packages(core.__path__, "core."))]


def test_no_module_of_the_core_loads_qt() -> None:
    """Importing all of `core` brings neither PySide6 nor shiboken6."""
    modules = core_modules()

    assert "core.__main__" in modules
    assert first_importers(modules, QT) == {}


def test_the_command_loads_no_qt() -> None:
    """Importing the script's entry brings no Qt: `cellspawn scan` works and starts fast without it."""
    assert first_importers(["gui.__main__"], QT) == {}


def test_the_scanner_sees_an_import_it_should_see(tmp_path: Path) -> None:
    """A package that loads Qt through a second module is found, so the tests above can fail."""
    (tmp_path / "PySide6.py").touch()
    (tmp_path / "harmless.py").touch()
    (tmp_path / "indirect.py").write_text("import hidden\n", encoding="utf-8")
    (tmp_path / "hidden.py").write_text("import PySide6\n", encoding="utf-8")

    found = first_importers(["harmless", "indirect"], QT, root=tmp_path)

    assert found == {"PySide6": "indirect"}
