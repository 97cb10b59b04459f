"""core.output.read_export and what it reads with: exports that are whole, edited, cut, made up, or none."""

from __future__ import annotations

import contextlib
import csv
import gc
import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import UsageError
from core.output import json_rows
from core.output.exported_row import LONGEST_LINE, Claim, ExportedRow
from core.output.formats import FORMATS
from core.output.paired import paired
from core.output.read_export import READ_BACK, read_export
from core.output.stix_ids import EXTENSION_ID
from core.processes.process import ProcessCreation
from core.rows.row import Row
from tests.core.builders import process
from tests.core.log_reading import steady
from tests.core.output.exports import export, row
from tests.core.output.hostile import HOSTILE
from tests.core.output.verifying import READ_BACK as KINDS
from tests.core.strategies import any_process

PLACE = process().place
WHOLE = Claim(
    file=PLACE.file,
    file_sha256="22" * 32,
    chunk=PLACE.chunk,
    file_offset=PLACE.file_offset,
    record_size=PLACE.record_size,
    record_number=PLACE.record_number,
)
LINE = '{"file": "a.evtx", "file_offset": 1, "record_number": 2}\n'
HEADING = "file,file_offset,record_number,user\n"


def written(kind: str, *rows: Row) -> bytes:
    """Write an export."""
    file = io.BytesIO()
    FORMATS[kind].write(file, export(rows))
    return file.getvalue()


def read(data: bytes | str) -> tuple[str, list[ExportedRow]]:
    """Read a file that holds these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export")
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        with read_export(str(path)) as found:
            return found.kind, list(found.rows)


def refusal(data: bytes | str) -> str:
    """Give why a file is refused, without the name of its folder."""
    with pytest.raises(UsageError) as caught:
        read(data)
    return re.sub(r"^\S*?export\b", "export", str(caught.value))


# ---------------------------------------------------------------- what was written
@pytest.mark.parametrize("kind", KINDS)
def test_each_format_is_known_and_its_rows_are_claims(kind: str) -> None:
    """By its first bytes; rows are numbered, and the line of each is named."""
    found_kind, rows = read(written(kind, row(), row(pid=7)))

    assert (kind, [WHOLE, WHOLE]) == (found_kind, [one.claim for one in rows])
    assert [one.number for one in rows] == [1, 2]
    assert all(one.line for one in rows)
    assert [int(str(one.values["pid"])) for one in rows] == [5120, 7]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_text_comes_back(kind: str, text: str) -> None:
    """Whatever it does to lines, cells and quotes; JSON Lines alone keeps what is no character."""
    _, (one, other) = read(written(kind, row(command_line=text, user=text), row()))
    expected = text if kind == "jsonl" else paired(text)

    assert (expected, expected) == (one.values["command_line"], one.values["user"])
    assert (one.claim, other.claim, one.problem, other.problem) == (WHOLE, WHOLE, "", "")


@steady
@given(st.lists(any_process(), min_size=1, max_size=3), st.sampled_from(KINDS))
def test_the_place_of_any_row_comes_back(creations: list[ProcessCreation], kind: str) -> None:
    """But for numbers that the index of Timesketch does not hold, and absent ones."""
    _, rows = read(written(kind, *(Row(creation, None, "strict") for creation in creations)))

    assert [""] * len(creations) == [one.problem for one in rows]
    for creation, one in zip(creations, rows, strict=True):
        place, claim = creation.place, one.claim
        assert (place.chunk, place.file_offset, place.record_size) == (
            claim.chunk,
            claim.file_offset,
            claim.record_size,
        )
        assert claim.record_number in (place.record_number, None if kind == "timesketch-jsonl" else -1)
        assert paired(place.file) == paired(claim.file or "")


@pytest.mark.parametrize("kind", ["csv", "timesketch-csv"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_csv_that_a_spreadsheet_saved_is_read(
    tmp_path: Path, kind: str, delimiter: str, quoting: int
) -> None:
    """With its own delimiter, with quotes only where they are needed, with lines of its own."""
    path = tmp_path / "saved.csv"
    lines = written(kind, row(command_line="a;b\n=1")).decode("utf-8-sig").splitlines(keepends=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator="\n")  # type: ignore[arg-type]
        writer.writerows(csv.reader(lines))
    found_kind, (one,) = read(path.read_bytes())

    assert (kind, WHOLE, "a;b\n=1") == (found_kind, one.claim, one.values["command_line"])


def test_a_bundle_that_another_program_laid_out_is_read() -> None:
    """Lines are ours alone."""
    bundle = json.loads(written("stix", row(), row(pid=7)))
    for indent in (None, 2):
        kind, rows = read(json.dumps(bundle, indent=indent))
        assert (kind, [one.claim for one in rows], rows[0].line) == ("stix", [WHOLE, WHOLE], None)


# ---------------------------------------------------------------- what is no row
@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (LINE + '{"file_off', ["", "it is no JSON object"]),
        (LINE + "[1]\n" + LINE, ["", "it is no JSON object", ""]),
        (LINE + "\n\r\n" + LINE, ["", ""]),
        (LINE + "[" * 100_000 + "\n", ["", "it is no JSON object"]),
        (LINE + '{"chunk": ' + "9" * 5000 + "}\n", ["", "it is no JSON object"]),
        (LINE + '{"file_offset": 1.5}\n', ["", "file_offset: no such value is ever exported"]),
        (LINE + '{"file_offset": true}\n', ["", "file_offset: no such value is ever exported"]),
        (LINE + '{"file_offset": "\\ud800"}\n', ["", "file_offset: no such value is ever exported"]),
        (LINE + '{"\\ud800": 1}\n', ["", ""]),
        (LINE + '{"file": {"a": 1}}\n', ["", "file: no such value is ever exported"]),
        (
            LINE + '{"record_sha256": "' + "0" * 64 + '\\n"}\n',
            ["", "record_sha256: no such value is ever exported"],
        ),
        (HEADING + "a,1,2,\nb,3\n", ["", "it has 2 cells under 4 headings"]),
        (HEADING + "a,-1,0x2,\n", ["file_offset, record_number: no such value is ever exported"]),
        (HEADING + "\n\na,1,2,\n", [""]),
        (HEADING, []),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_line_that_is_no_row_is_one_and_no_more(data: str, problems: list[str]) -> None:
    """Those before and behind it are read."""
    assert problems == [one.problem for one in read(data)[1]]


def test_bytes_that_are_no_text_make_a_line_no_row() -> None:
    """In JSON Lines, where lines are told apart before they are text."""
    _, rows = read(LINE.encode() + b"{\xff}\n" + LINE.encode())

    assert [one.problem for one in rows] == ["", "it is no JSON object", ""]


def test_a_bundle_that_was_cut_says_so() -> None:
    """A bundle has an end, so what is missing behind the last line is noticed."""
    text = written("stix", row(), row(pid=7))
    lines = text.splitlines(keepends=True)
    last = max(number for number, line in enumerate(lines) if b'"observed-data"' in line)
    _, rows = read(b"".join(lines[:last]))

    assert [one.problem for one in rows] == ["", "the bundle ends here without its end, so it was cut"]


def test_observed_data_without_our_extension_is_no_row() -> None:
    """It may have been taken away."""
    text = written("stix", row()).decode().replace(EXTENSION_ID, EXTENSION_ID[:-1] + "0")
    _, (one,) = read(text)

    assert one.problem == "it is observed data without Cellspawn's extension"


# ---------------------------------------------------------------- what is refused
_NONE = f"export is no export of Cellspawn that holds rows; {READ_BACK} can be read back"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("", "export is empty, so there is nothing to verify"),
        (" \r\n\r\n", "export is empty, so there is nothing to verify"),
        (written("navigator", row()), _NONE),
        ("rubbish\n", _NONE),
        ("{}\n", _NONE),
        ('{"file_offset": 1}\n', _NONE),
        ('[{"file": "a.evtx", "verdict": "complete"}]', _NONE),
        ('{"type": "bundle?"', _NONE),
        ("file,offset\n1,2\n", _NONE),
        (b"\xff\xfe" + HEADING.encode("utf-16-le"), _NONE),
        (b"\x00" * 5000, _NONE),
        (
            written("xlsx", row()),
            f"export is a ZIP file, perhaps an XLSX export, which is for the eye; {READ_BACK} can be read back",
        ),
        (
            written("html", row()),
            f"export is an HTML report or the like, which is for the eye; {READ_BACK} can be read back",
        ),
        (b"ElfFile\0" + b"\0" * 100, f"export is an event log, not an export; {READ_BACK} can be read back"),
        (
            LINE + "x" * (LONGEST_LINE + 1),
            "export: line 2 is longer than 4 MiB, which no row of an export is",
        ),
        (
            '{"a": "' + "x" * LONGEST_LINE,
            "export: line 1 is longer than 4 MiB, which no row of an export is",
        ),
        (
            HEADING + 'a,1,2,"' + "x\n" * LONGEST_LINE,
            "export: the row in line 2 is longer than 4 MiB, which no row of an export is",
        ),
        (HEADING.encode() + b"a,1,2,\xff\n", "export is not in UTF-8; give the export as it was written"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_no_export_is_refused_in_one_sentence(data: bytes | str, sentence: str) -> None:
    """It says what the file is, or what can be read back."""
    assert sentence == refusal(data)


def test_a_foreign_bundle_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would have to be read as a whole."""
    monkeypatch.setattr(json_rows, "LARGEST_BUNDLE", 1000)
    bundle = json.dumps(json.loads(written("stix", row())))

    assert refusal(bundle).startswith("export is larger than 0 MiB and not laid out as Cellspawn writes it")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("gone", "could not be read: the file is no longer there"),
        ("", "is no file; name an export"),
    ],
)
def test_what_cannot_be_opened_is_refused(tmp_path: Path, name: str, why: str) -> None:
    """A folder, or nothing."""
    with pytest.raises(UsageError, match=why), read_export(str(tmp_path / name)):
        pass


if sys.platform != "win32":

    def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
        """Nobody may ever write to it."""
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(UsageError, match="is no file"), read_export(str(tmp_path / "pipe")):
            pass


def test_an_error_of_whoever_reads_is_not_taken_for_one_of_the_file(tmp_path: Path) -> None:
    """And the file is closed, also where its rows were not read to the end."""
    path = tmp_path / "export.csv"
    path.write_bytes(written("csv", row(), row()))
    usual = csv.field_size_limit()
    with pytest.raises(BrokenPipeError), read_export(str(path)) as found:  # noqa: PT012
        next(found.rows)
        raise BrokenPipeError

    gc.collect()
    assert usual == csv.field_size_limit()


# ---------------------------------------------------------------- any bytes
def rows_of(data: bytes) -> list[ExportedRow]:
    """Read a file, or be refused."""
    with contextlib.suppress(UsageError):
        return read(data)[1]
    return []


@steady
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300),
        st.builds(lambda begin, rest: begin + rest, st.sampled_from([LINE, HEADING]), st.text(max_size=200)),
        st.builds(
            lambda rest: b'{"type": "bundle", "objects": [\n{"type": "observed-data", ' + rest,
            st.binary(max_size=200),
        ),
    )
)
@example(b'{"type": "bundle", "objects": null}')
@example(b'{"type": "bundle", "objects": [{"type": "observed-data", "extensions": []}]}')
@example('"file_offset","record_number"\n"')
def test_any_bytes_are_rows_or_refused(data: bytes | str) -> None:
    """Nothing else ever comes of them."""
    rows = rows_of(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)

    assert list(range(1, len(rows) + 1)) == [one.number for one in rows]


@steady
@given(st.data(), st.sampled_from(KINDS))
def test_an_export_that_was_damaged_is_rows_or_refused(data: st.DataObject, kind: str) -> None:
    """Wherever a byte was changed, taken away or put in."""
    export_ = bytearray(written(kind, row(command_line="a;b\n=1"), row()))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(export_) - 1))
        export_[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    rows = rows_of(bytes(export_))

    assert list(range(1, len(rows) + 1)) == [one.number for one in rows]
