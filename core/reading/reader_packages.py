"""The packages `evtx` and `Evtx` into their classes, also where both lie in one folder.

On a file system that ignores case (Windows, macOS) pip puts both into the same folder: one `__init__.py`
overwrites the other, the folder keeps the name of whichever came first, and at least one of the two
imports fails (williballenthin/python-evtx#99, omerbenamram/pyevtx-rs#41). All other files have names of
their own, so both packages are whole and can be loaded by their files.
"""

from __future__ import annotations

import importlib.util
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evtx import PyEvtxParser


def first_reader() -> type[PyEvtxParser]:
    """Give the parser class of `evtx` (Rust)."""
    try:
        from evtx import PyEvtxParser
    except ImportError:
        (native,) = (path for path in _folder("evtx").glob("_native.*") if path.suffix in {".so", ".pyd"})
        spec = importlib.util.spec_from_file_location("evtx._native", native)
        if spec is None or spec.loader is None:
            raise
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        parser: type[PyEvtxParser] = module.PyEvtxParser
        return parser
    return PyEvtxParser


def second_reader() -> ModuleType:
    """Give the module `Evtx.Evtx` of python-evtx."""
    try:
        return import_module("Evtx.Evtx")
    except ImportError:
        package = ModuleType("Evtx")
        package.__path__ = [str(_folder("python-evtx"))]
        sys.modules["Evtx"] = package
        return import_module("Evtx.Evtx")


def _folder(name: str) -> Path:
    """Give the folder that holds a distribution's package, under whichever of the two names it has."""
    from importlib.metadata import distribution  # slow to load, and only a shared folder needs it

    places = (Path(str(distribution(name).locate_file(folder))) for folder in ("evtx", "Evtx"))
    marker = "_native.*" if name == "evtx" else "Nodes.py"
    return next(place for place in places if any(place.glob(marker)))
