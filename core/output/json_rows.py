"""JSON Lines and STIX bundles into the rows of an export."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from typing import BinaryIO

from core.errors import UsageError
from core.output.exported_row import LONGEST_LINE, ExportedRow, Found, no_row, row_of_values
from core.output.stix_ids import EXTENSION_ID

LARGEST_BUNDLE = 64 * 1024 * 1024
"""Bytes of a bundle that is not laid out as Cellspawn lays it out, an object a line: it is read as a whole."""

_OUR_LAYOUT = b'{"type": "bundle", "objects": [\n'
_END = b"]"
_NO_JSON = "it is no JSON object"
_CUT = "the bundle ends here without its end, so it was cut"


def json_line_rows(name: str, head: bytes, file: BinaryIO) -> Found | None:
    """Read JSON Lines, ours or those for Timesketch; `None` where the first line is not one of them."""
    if not head.lstrip().startswith(b"{"):
        return None
    first = _object(head.lstrip().partition(b"\n")[0])
    if first is None:  # it may be longer than what was looked at
        first = _object(next(_lines(name, file))[1])
        file.seek(0)
    if first is None or not {"file_offset", "record_number"} <= first.keys():
        return None
    kind = "timesketch-jsonl" if "timestamp_desc" in first else "jsonl"
    return kind, _json_lines(name, file)


def _json_lines(name: str, file: BinaryIO) -> Generator[ExportedRow, None, None]:
    number = 0
    for line, text in _lines(name, file):
        if not text.strip():
            continue
        number += 1
        values = _object(text)
        yield (
            no_row(number, line, _NO_JSON)
            if values is None
            else row_of_values(number, line, values, len(text))
        )


def stix_rows(name: str, head: bytes, file: BinaryIO) -> Found | None:
    """Read the observed data of a bundle; `None` where it is no bundle."""
    if head.startswith(_OUR_LAYOUT):
        return "stix", _laid_out(name, file)
    if not head.lstrip().startswith(b"{") or b'"bundle"' not in head:
        return None
    text = file.read(LARGEST_BUNDLE + 1)
    if len(text) > LARGEST_BUNDLE:
        raise UsageError(
            f"{name} is larger than {LARGEST_BUNDLE >> 20} MiB and not laid out as Cellspawn writes it, so it is "
            "not read; give the file as it was exported"
        )
    bundle = _object(text)
    if bundle is None or bundle.get("type") != "bundle":
        file.seek(0)
        return None
    objects = bundle.get("objects")
    return "stix", _observed(objects if isinstance(objects, list) else [])


def _laid_out(name: str, file: BinaryIO) -> Generator[ExportedRow, None, None]:
    """Read a bundle line by line."""
    number, is_whole = 0, False
    for line, text in _lines(name, file):
        if line == 1:
            continue
        if is_whole := text.startswith(_END):
            break
        found = _object(text.rstrip().removesuffix(b","))
        if found is None:
            number += 1
            yield no_row(number, line, _NO_JSON)
        elif found.get("type") == "observed-data":
            number += 1
            yield _observation(number, line, found, len(text))
    if not is_whole:
        yield no_row(number + 1, None, _CUT)


def _observed(objects: list[object]) -> Generator[ExportedRow, None, None]:
    observed = [one for one in objects if isinstance(one, dict) and one.get("type") == "observed-data"]
    for number, one in enumerate(observed, 1):
        yield _observation(number, None, one)


def _observation(number: int, line: int | None, found: Mapping[str, object], size: int = 0) -> ExportedRow:
    extensions = found.get("extensions")
    values = extensions.get(EXTENSION_ID) if isinstance(extensions, dict) else None
    if not isinstance(values, dict):
        return no_row(number, line, "it is observed data without Cellspawn's extension")
    return row_of_values(number, line, values, size)


def _object(text: bytes) -> dict[str, object] | None:
    """Read a JSON object, unpaired surrogates and all; `None` where it is none."""
    try:
        found = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _lines(name: str, file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Number the lines. Raises UsageError where one is longer than any of ours."""
    line = 0
    while text := file.readline(LONGEST_LINE + 1):
        line += 1
        if len(text) > LONGEST_LINE:
            raise UsageError(
                f"{name}: line {line:,} is longer than {LONGEST_LINE >> 20} MiB, which no row of an export is"
            )
        yield line, text
