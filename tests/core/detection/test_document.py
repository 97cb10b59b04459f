"""core.detection.document: which file a parent's command line names, and how sure that is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.document import (
    AUTOMATION,
    DDE,
    EMBEDDING,
    GUESS_EXTENSION,
    GUESS_SPACES,
    NO_DOCUMENT,
    NO_LINE,
    RELATIVE,
    Document,
    Origin,
    arguments_of,
    document_of,
)
from tests.core.builders import EXCEL

QUOTED = f'"{EXCEL}"'
PROFILE = "C:\\Users\\jdoe\\"
TEMP = f"{PROFILE}AppData\\Local\\Temp\\"
CACHE = f"{PROFILE}AppData\\Local\\Microsoft\\Windows\\INetCache\\"
SHORT = r"C:\PROGRA~1\MICROS~1\Office16\EXCEL.EXE"
ONE_MORE = "1 more document in the line"
TWO_MORE = "2 more documents in the line"
LINK = "https://example.org/a.xlsx"


@pytest.mark.parametrize(
    ("line", "note"),
    [
        pytest.param(None, NO_LINE, id="no-line"),
        pytest.param("", NO_DOCUMENT, id="empty"),
        pytest.param(" \t ", NO_DOCUMENT, id="blanks"),
        pytest.param(QUOTED, NO_DOCUMENT, id="program-alone"),
        pytest.param(EXCEL, NO_DOCUMENT, id="program-alone-unquoted"),
        pytest.param(f"{QUOTED} /dde", DDE, id="dde"),
        pytest.param(f"{EXCEL} /DDE", DDE, id="dde-unquoted"),
        pytest.param(f"{QUOTED} /automation -Embedding", EMBEDDING, id="embedding"),
        pytest.param(f"{QUOTED} /Embedding", EMBEDDING, id="embedding-with-slash"),
        pytest.param(f"{QUOTED} /automation", AUTOMATION, id="automation"),
        pytest.param(f"{QUOTED} /e /safe /n -unknown", NO_DOCUMENT, id="switches"),
        pytest.param(f'{QUOTED} /p "C:\\My reports"', NO_DOCUMENT, id="folder"),
        pytest.param(f"{QUOTED} /a Vendor.AddIn", NO_DOCUMENT, id="add-in"),
        pytest.param(f"{QUOTED} /t", NO_DOCUMENT, id="switch-without-its-value"),
        pytest.param(f'{QUOTED} ""', NO_DOCUMENT, id="empty-argument"),
        pytest.param(f'{QUOTED} "', NO_DOCUMENT, id="open-quote"),
        pytest.param(f"{QUOTED} / -", NO_DOCUMENT, id="bare-switch-characters"),
    ],
)
def test_a_line_without_a_document_says_why(line: str | None, note: str) -> None:
    """No path and no origin, but always a reason."""
    assert Document(None, None, note) == document_of(line)


@pytest.mark.parametrize(
    ("line", "path", "note"),
    [
        pytest.param(rf'{QUOTED} "C:\My docs\a.XLSX"', r"C:\My docs\a.XLSX", "", id="association"),
        pytest.param(rf"{QUOTED} C:\docs\a.xls", r"C:\docs\a.xls", "", id="unquoted-document"),
        pytest.param(rf"{EXCEL} C:\docs\a.xls", r"C:\docs\a.xls", "", id="unquoted-program"),
        pytest.param(rf'{EXCEL} "C:\docs\a.xls"', r"C:\docs\a.xls", "", id="only-program-unquoted"),
        pytest.param(rf"{SHORT} C:\docs\a.xls", r"C:\docs\a.xls", "", id="short-program"),
        pytest.param(r"EXCEL C:\docs\a.xls", r"C:\docs\a.xls", "", id="program-without-extension"),
        pytest.param('"EXCEL.EXE"  C:/docs/a.xls', "C:/docs/a.xls", "", id="forward-slashes"),
        pytest.param(rf"{QUOTED} C:\docs\report", r"C:\docs\report", "", id="no-extension"),
        pytest.param(rf'{QUOTED} "C:\docs\a.xyz"', r"C:\docs\a.xyz", "", id="unknown-extension"),
        pytest.param(rf'{QUOTED} "C:\My docs"\a.xls', r"C:\My docs\a.xls", "", id="quotes-in-the-middle"),
        pytest.param(rf'{QUOTED} "C:\docs\a.xls', r"C:\docs\a.xls", "", id="quote-never-closed"),
        pytest.param(rf"{QUOTED} /x C:\a.xls", r"C:\a.xls", "", id="x"),
        pytest.param(rf'{QUOTED} /r "C:\a b.xls"', r"C:\a b.xls", "", id="r"),
        pytest.param(rf"{QUOTED} /n /e /s C:\a.xls", r"C:\a.xls", "", id="n-e-s"),
        pytest.param(rf"{QUOTED} /safe /i /m C:\a.xll", r"C:\a.xll", "", id="safe-i-m"),
        pytest.param(rf"{QUOTED} /rC:\a.xls", r"C:\a.xls", "", id="value-joined-to-its-switch"),
        pytest.param(rf"{QUOTED} /dde C:\a.xls", r"C:\a.xls", "", id="dde-with-a-file"),
        pytest.param(rf"{QUOTED} /p C:\folder D:\b.csv", r"D:\b.csv", "", id="folder-then-file"),
        pytest.param(rf"{QUOTED} /t C:\t.xlt", r"C:\t.xlt", "template (/t)", id="template"),
        pytest.param(rf'{QUOTED} /h "C:\a.xls"', r"C:\a.xls", "value of /h", id="h"),
        pytest.param(rf"{QUOTED} /t C:\t.xlt C:\a.xls", r"C:\a.xls", ONE_MORE, id="template-and-file"),
        pytest.param(rf'{QUOTED} C:\a.xls "D:\b.xls" \\s\h\c.csv', r"C:\a.xls", TWO_MORE, id="three"),
        pytest.param(rf"{EXCEL} C:\a b\in  voice.xls", r"C:\a b\in  voice.xls", GUESS_SPACES, id="spaces"),
        pytest.param(rf"{QUOTED} C:\a b\report 7", r"C:\a b\report 7", GUESS_SPACES, id="spaces-to-the-end"),
        pytest.param(rf"{QUOTED} /t C:\a b.xlt", r"C:\a b.xlt", f"template (/t); {GUESS_SPACES}", id="both"),
        pytest.param(
            rf"{QUOTED} C:\a b.xls D:\b.xls", r"C:\a b.xls", f"{GUESS_SPACES}; {ONE_MORE}", id="two"
        ),
    ],
)
def test_a_local_document_is_read_from_the_line(line: str, path: str, note: str) -> None:
    """The path keeps the log's spelling; the note says how sure it is."""
    assert Document(path, Origin.LOCAL, note) == document_of(line)


@pytest.mark.parametrize(
    ("line", "path", "note"),
    [
        pytest.param(f"{QUOTED} book.xlsx", "book.xlsx", RELATIVE, id="name"),
        pytest.param(f"{QUOTED} my book.xlsx", "my book.xlsx", f"{GUESS_SPACES}; {RELATIVE}", id="spaces"),
        pytest.param(f"{QUOTED} -book.xlsx", "-book.xlsx", RELATIVE, id="name-like-a-switch"),
        pytest.param(f"{QUOTED} report", "report", GUESS_EXTENSION, id="anything"),
        pytest.param(
            f"{QUOTED} a report", "a report", f"{GUESS_SPACES}; {GUESS_EXTENSION}", id="anything-long"
        ),
    ],
)
def test_a_relative_path_has_no_origin(line: str, path: str, note: str) -> None:
    """Its folder is not in the line, so nothing is said about it."""
    assert Document(path, None, note) == document_of(line)


@pytest.mark.parametrize(
    ("document", "origin"),
    [
        pytest.param(f"{CACHE}Content.Outlook\\Q1\\a.xls", Origin.MAIL, id="outlook"),
        pytest.param(f"{PROFILE}Temporary Internet Files\\OLK3A\\a.xls", Origin.MAIL, id="old-outlook"),
        pytest.param(f"{TEMP}Temp1_invoice.zip\\a.xls", Origin.ARCHIVE, id="explorer-zip"),
        pytest.param(f"{TEMP}2\\Temp12_invoice.zip\\a.xls", Origin.ARCHIVE, id="zip-in-a-session"),
        pytest.param(f"{TEMP}7zO4D1A2B3C\\a.xls", Origin.ARCHIVE, id="7-zip"),
        pytest.param(f"{TEMP}Rar$DIa0.123\\a.xls", Origin.ARCHIVE, id="winrar"),
        pytest.param(f"{TEMP}BNZ.5f3e\\a.xls", Origin.ARCHIVE, id="bandizip"),
        pytest.param(f"{TEMP}7zip.xls", Origin.TEMP, id="not-an-archive-folder"),
        pytest.param(f"{PROFILE}Downloads\\a.xls", Origin.DOWNLOAD, id="downloads"),
        pytest.param("\\\\server\\home\\Downloads\\a.xls", Origin.DOWNLOAD, id="downloads-on-a-share"),
        pytest.param(f"{CACHE}IE\\AB12\\a.xls", Origin.DOWNLOAD, id="browser-cache"),
        pytest.param("file:///C:/Users/jdoe/Downloads/a.xls", Origin.DOWNLOAD, id="file-url"),
        pytest.param("\\\\server\\share\\a.xls", Origin.SHARE, id="unc"),
        pytest.param("//server/share/a.xls", Origin.SHARE, id="unc-slashes"),
        pytest.param("\\\\?\\UNC\\server\\share\\a.xls", Origin.SHARE, id="unc-long-path"),
        pytest.param("file://server/share/a.xls", Origin.SHARE, id="unc-url"),
        pytest.param(LINK, Origin.WEB, id="url"),
        pytest.param("HTTP://example.org/Downloads/a", Origin.WEB, id="url-in-capitals"),
        pytest.param(f"{TEMP}a.xls", Origin.TEMP, id="temp"),
        pytest.param("C:\\Windows\\Temp\\a.xls", Origin.TEMP, id="windows-temp"),
        pytest.param("D:\\tmp\\a.xls", Origin.TEMP, id="tmp"),
        pytest.param("C:\\Templates\\a.xls", Origin.LOCAL, id="not-temp"),
        pytest.param("\\\\?\\C:\\docs\\a.xls", Origin.LOCAL, id="long-path"),
        pytest.param("file:///C:/docs/a.xls", Origin.LOCAL, id="local-file-url"),
    ],
)
def test_the_origin_follows_from_the_path(document: str, origin: Origin) -> None:
    """The first mark of an origin decides, in any case and with either slash."""
    assert Document(document, origin, "") == document_of(f'{QUOTED} "{document}"')


@pytest.mark.parametrize(
    ("argument", "path"),
    [
        pytest.param(f"ms-excel:ofv|u|{LINK}", LINK, id="view"),
        pytest.param(f"MS-Excel:ofe|u|{LINK}|z|1", LINK, id="edit-with-more"),
        pytest.param(f"ms-excel:{LINK}", LINK, id="short-form"),
    ],
)
def test_an_office_link_gives_its_url(argument: str, path: str) -> None:
    """`ms-excel:` is how a web page opens Excel."""
    assert Document(path, Origin.WEB, "") == document_of(f'{QUOTED} "{argument}"')


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("a.exe b c", ("b", "c"), id="plain"),
        pytest.param('"C:\\a b\\c.exe"\td', ("d",), id="tab"),
        pytest.param('a.exe "b c" d', ("b c", "d"), id="quoted"),
        pytest.param('a.exe b"c d"e', ("bc de",), id="quotes-within"),
        pytest.param('a.exe "b""c d"', ('b"c', "d"), id="two-quotes-end-the-quoting"),
        pytest.param('a.exe """b"""', ('"b"',), id="three-quotes"),
        pytest.param(r'a.exe "b\"c"', ('b"c',), id="escaped-quote"),
        pytest.param(r'a.exe "b\\" c', ("b\\", "c"), id="even-backslashes"),
        pytest.param(r'a.exe "b\\\"c"', (r"b\"c",), id="odd-backslashes"),
        pytest.param(r"a.exe \\s\h\\x", (r"\\s\h\\x",), id="backslashes-without-quote"),
        pytest.param('a.exe ""', ("",), id="empty-argument"),
        pytest.param('a.exe "b', ("b",), id="open-quote"),
        pytest.param('"a\\" b', ("b",), id="program-name-has-no-escapes"),
        pytest.param("a.exe b\nc\u00a0d", ("b\nc\u00a0d",), id="other-blanks-do-not-split"),
        pytest.param("C:\\a b.exe c", ("b.exe", "c"), id="unquoted-program-ends-at-a-blank"),
        pytest.param("", (), id="empty"),
    ],
)
def test_arguments_are_split_as_windows_splits_them(line: str, expected: tuple[str, ...]) -> None:
    """Backslashes count only before a quote, and a doubled quote is one (runtimes before 2008)."""
    assert expected == arguments_of(line)


@given(st.text() | st.text(alphabet='\\/"-. \txtrp:|CEexls~7z\0\n', max_size=80))
def test_any_line_gives_a_document_or_a_reason(line: str) -> None:
    """No text raises, and what is absent is explained."""
    for found in (document_of(line), document_of(f"{QUOTED} {line}")):
        assert found.path or (found.note and found.origin is None)


@given(st.text(alphabet=st.characters(exclude_characters='"\\', exclude_categories=["Cs"])))
def test_a_quoted_document_keeps_its_spelling(name: str) -> None:
    """Whatever stands between the quotes is the path."""
    path = f"C:\\docs\\{name}.xls"

    assert path == document_of(f'{QUOTED} "{path}"').path


@pytest.mark.parametrize(
    "unit",
    ['"', "\\", '\\"', " a", ".exe", " a.xls", "/", " /t", ' "', "\t", "\\temp\\temp1", "\\temp\\7z", "|u|"],
)
def test_a_hostile_line_takes_linear_time(unit: str) -> None:
    """Ten times the longest line of a record takes well under what a square law would."""
    began = time.perf_counter()
    document_of(f"{QUOTED} {unit * (320_000 // len(unit))}")
    document_of(unit * (320_000 // len(unit)))

    assert time.perf_counter() - began < 10
