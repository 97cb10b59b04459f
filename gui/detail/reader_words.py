"""What the second reader left out of a record, in words."""

from __future__ import annotations

from core.notation.visible import visible
from core.work.record_read import RecordRead

SECOND, FIRST = "python-evtx", "evtx"


def left_out(record: RecordRead) -> str:
    """Name the control characters that the record holds and the second reader's values lack; else empty."""
    signs = ", ".join(
        f"{visible(chr(int(one.sign.removeprefix('U+'), 16)))} {one.sign} × {one.count:,}"
        for one in record.removed
    )
    return f"{SECOND} left out {signs}; the table and exports keep them" if signs else ""
