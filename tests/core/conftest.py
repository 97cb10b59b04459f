"""What several tests of the core need."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "win32":

    @pytest.fixture
    def without_privilege() -> Iterator[Path]:
        """Give a folder and, for the length of the test, rights that can be refused: root may read all."""
        with tempfile.TemporaryDirectory() as name:
            folder, user = Path(name), os.geteuid()
            if user == 0:
                nobody = 65534
                os.chown(folder, nobody, nobody)
                os.seteuid(nobody)
            try:
                yield folder
            finally:
                os.seteuid(user)
