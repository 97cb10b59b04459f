"""core.detection.known_good_entry: entries that would let others in are refused with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.known_good_entry import (
    Entry,
    arguments_test,
    escaped,
    path_test,
    raw_arguments,
    suggested_shape,
)
from core.errors import UsageError
from core.notation.windows import ascii_lower

IMAGE = r"C:\Program Files\Ledger\ledger.exe"


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ("", "must be a whole path below"),
        ("ledger.exe", "must be a whole path below"),
        (r"C:\Tools\ledger.exe", "must be a whole path below"),
        (r"C:\Users\a\ledger.exe", "must be a whole path below"),
        (r"C:\ProgramData\x\ledger.exe", "must be a whole path below"),
        (r"?:\Windows\splwow64.exe", "must be a whole path below"),
        (r"*\splwow64.exe", "must be a whole path below"),
        (r"D:\Windows\splwow64.exe", "must be a whole path below"),
        (r"\\server\Program Files\x\x.exe", "must be a whole path below"),
        (r"\\?\C:\Windows\splwow64.exe", "must be a whole path below"),
        (r"C:\Program Files*\x\x.exe", "must be a whole path below"),
        (r"C:\Windows \x.exe", "must be a whole path below"),
        (rf"{IMAGE}|C:\Users\a\x.exe", "must be a whole path below"),
        (rf"{IMAGE}|", "must be a whole path below"),
        (r"C:\Windows\Temp\x.exe", "where users can write"),
        (r"C:\Windows\System32\Tasks\x.exe", "where users can write"),
        (r"C:\Program Files\x\AppData\x.exe", "where users can write"),
        (r"C:\Windows\..\Users\x.exe", "written plainly"),
        (r"C:\Program Files\\x\x.exe", "written plainly"),
        (r"C:\Program Files\x\%USERNAME%.exe", "written plainly"),
        (r"C:\Program Files\x\LEDGER~1.EXE", "written plainly"),
        (r"C:\Program Files\x\x.exe:s", "written plainly"),
        (r"C:\Program Files\x\x.exe ", "written plainly"),
        (r"C:\Program Files\x/x.exe", "written plainly"),
        (r'"C:\Program Files\x\x.exe"', "must be a whole path below"),
        (r"C:\Program Files\x\x", "must name a program"),
        (r"C:\Program Files\x\x.bat", "must name a program"),
        (r"C:\Program Files\x\*", "must name a program"),
        (r"C:\Windows\System32\*.exe", "stands for too much"),
        (r"C:\Windows\*\x.exe", "stands for too much"),
        (r"C:\Program Files\*\x.exe", "fits those of every vendor"),
        (r"C:\Program Files\**\x.exe", "fits those of every vendor"),
        ("C:\\Program Files\\x\\\u202ex.exe", "cannot be seen"),
        ("C:\\Program Files\\" + "x" * 1_000 + ".exe", "too long"),
    ],
)
def test_an_image_where_others_could_put_theirs_is_refused(image: str, words: str) -> None:
    """And so is a parent."""
    with pytest.raises(UsageError, match=words):
        Entry("a", image, "x", "because")
    if image:
        with pytest.raises(UsageError, match=words):
            Entry("a", IMAGE, "x", "because", parent=image)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (".*", "fit anything"),
        ("(?s).*", "fit anything"),
        ("[^|]*", "fit anything"),
        (".+", "fit anything"),
        ("a(", "no regular expression"),
        (r"(?=a)", "no regular expression"),
        (r"(a)\1", "no regular expression"),
        ("a{1001}", "no regular expression"),
        ("(((a{100}){100}){100})", "no regular expression"),
        ("a\u200b", "cannot be seen"),
        ("a" * 2_001, "too long"),
    ],
)
def test_arguments_without_a_shape_are_refused(arguments: str, words: str) -> None:
    """They would fit whatever an attacker writes, or take for ever."""
    with pytest.raises(UsageError, match=words):
        Entry("a", IMAGE, arguments, "because")


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [
        ("", "because", "needs a name"),
        (" ", "because", "needs a name"),
        ("a", "", "needs a reason"),
        ("a", " ", "needs a reason"),
        ("a" * 61, "because", "name is too long"),
        ("a", "b" * 401, "reason is too long"),
        ("a\n", "because", "cannot be seen"),
        ("a", "be\x1bcause", "cannot be seen"),
    ],
)
def test_an_entry_says_what_it_is_and_why(name: str, reason: str, words: str) -> None:
    """So that the next analyst knows, too."""
    with pytest.raises(UsageError, match=words):
        Entry(name, IMAGE, "x", reason)


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ("", ""),
        ("8192", "[0-9]+"),
        ("-u -p 4242 -s 12", "-u -p [0-9]+ -s 12"),
        ("/x=1234 v1.2345 a9999", "/x=[0-9]+ v1\\.2345 a9999"),
        (r'"C:\a (b)" & c', r'"C:\\a \(b\)" \& c'),
    ],
)
def test_a_shape_is_suggested(arguments: str, shape: str) -> None:
    """It fits what it was made from."""
    assert shape == suggested_shape(arguments)
    assert arguments_test(shape)(arguments)


@given(st.text(st.characters(codec="utf-8"), max_size=50), st.text(st.characters(codec="utf-8"), max_size=50))
def test_an_escaped_text_fits_itself_alone(text: str, other: str) -> None:
    """In either case of its letters."""
    fits = arguments_test(escaped(text))

    assert fits(text)
    assert not fits(other) or text.casefold() == other.casefold()


@given(st.lists(st.sampled_from(["c:\\", "program files", "\\", "*", "a", "."]), max_size=8).map("".join))
def test_a_path_fits_as_its_stars_say(text: str) -> None:
    """Compared with the slow way of doing it."""
    fits = path_test(text)

    assert fits(ascii_lower(text.replace("*", "xyz")))
    assert fits(ascii_lower(text.replace("*", "")))
    assert ("*" not in text) or not fits(ascii_lower(text.replace("*", "x\\y")))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (IMAGE, ""),
        (f"{IMAGE}  a  b ", "a  b"),
        (f'"{IMAGE}" a', "a"),
        ("ledger a", "a"),
        ("LEDGER.exe", ""),
        (r"C:\Program Files\Other\ledger.exe a", None),
        (f'"{IMAGE} a', None),
        ("", None),
        ("led\\ger", None),
    ],
)
def test_what_stands_behind_the_program(line: str, expected: str | None) -> None:
    """As it is written, quotes and all."""
    assert expected == raw_arguments(line, IMAGE)
