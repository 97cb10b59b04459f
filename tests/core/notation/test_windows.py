"""core.notation.windows: placeholders, numbers, GUIDs, SIDs, integrity levels and paths as Windows writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation.windows import (
    IntegrityLevel,
    ascii_lower,
    base_name,
    guid,
    integrity_level,
    normal_path,
    number,
    present,
    sid,
)

GUID = "5B6B6A3A-0C1D-6769-A101-000000001200"
BIGGEST = 2**64 - 1
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text())
NUMBER_LIKE = st.text(alphabet="0123456789abcdefxXF+-_ .\u0663\uff11", max_size=30)


@pytest.mark.parametrize("value", ["", "-", "?", "<unknown process>", None])
def test_a_placeholder_is_absent(value: object) -> None:
    """Sysmon and Windows write these where they have no value."""
    assert present(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("cmd", "cmd", id="text"),
        pytest.param("--", "--", id="two-dashes"),
        pytest.param(" - ", " - ", id="dash-between-blanks"),
        pytest.param(" ", " ", id="blank"),
        pytest.param("\0", "\0", id="nul"),
        pytest.param("0", "0", id="zero"),
        pytest.param(0, "0", id="number"),
        pytest.param(True, "true", id="truth"),
        pytest.param(False, "false", id="falsehood"),
    ],
)
def test_any_other_value_is_its_text(value: object, expected: str) -> None:
    """Only whole placeholders are absent; nothing is trimmed."""
    assert expected == present(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(9112, 9112, id="integer"),
        pytest.param("9112", 9112, id="decimal"),
        pytest.param("0xc24", 0xC24, id="hexadecimal"),
        pytest.param("0XC24", 0xC24, id="hexadecimal-in-capitals"),
        pytest.param("0x0000000000000c24", 0xC24, id="padded"),
        pytest.param("0x0", 0, id="zero"),
        pytest.param(BIGGEST, BIGGEST, id="64-bits"),
        pytest.param(hex(BIGGEST), BIGGEST, id="64-bits-as-text"),
        pytest.param(BIGGEST + 1, None, id="65-bits"),
        pytest.param("0x1" + "0" * 16, None, id="65-bits-as-text"),
        pytest.param("9" * 20, None, id="65-bits-decimal"),
        pytest.param("9" * 5000, None, id="endless"),
        pytest.param("0x" + "f" * 5000, None, id="endless-hexadecimal"),
        pytest.param("-" + "9" * 20, None, id="65-bits-below-zero"),
        pytest.param("c24", None, id="hexadecimal-without-its-mark"),
        pytest.param("0x", None, id="mark-alone"),
        pytest.param("1_000", None, id="python-notation"),
        pytest.param("0x1_0", None, id="python-hexadecimal"),
        pytest.param("\u0661\u0662", None, id="arabic-digits"),
        pytest.param("\uff11\uff12", None, id="full-width-digits"),
        pytest.param("1.5", None, id="fraction"),
        pytest.param(1.0, None, id="float"),
        pytest.param(True, None, id="truth"),
        pytest.param("-", None, id="placeholder"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="absent"),
    ],
)
def test_a_number_is_read_in_either_notation(value: object, expected: int | None) -> None:
    """Sysmon logs decimal numbers, 4688 hexadecimalones; no field of Windows has more than 64 bits."""
    assert expected == number(value)


@given(st.integers(0, BIGGEST), st.sampled_from(["{}", "{:#x}", "{:#X}", "{:#018x}"]))
def test_a_number_survives_every_notation(value: int, notation: str) -> None:
    """Padding and case of the digits say nothing."""
    assert value == number(notation.format(value))


@given(ANYTHING | NUMBER_LIKE)
def test_whatever_is_logged_gives_a_number_of_64_bits_or_none(value: object) -> None:
    """Nothing raises, and a worker can send every number that is read."""
    found = number(value)

    assert found is None or -(2**63) <= found < 2**64


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(GUID, GUID, id="first-reader"),
        pytest.param(f"{{{GUID.lower()}}}", GUID, id="second-reader"),
        pytest.param("00000000-0000-0000-0000-000000000000", None, id="zero"),
        pytest.param("{00000000-0000-0000-0000-000000000000}", None, id="zero-in-braces"),
        pytest.param(GUID.replace("-", ""), None, id="no-dashes"),
        pytest.param(f"{GUID}0", None, id="too-long"),
        pytest.param(f"{GUID}\n", None, id="line-end"),
        pytest.param(GUID.replace("0", "\uff10"), None, id="full-width-digits"),
        pytest.param("-", None, id="placeholder"),
        pytest.param("", None, id="empty"),
        pytest.param(7, None, id="number"),
        pytest.param(None, None, id="absent"),
    ],
)
def test_a_guid_has_one_form(value: object, expected: str | None) -> None:
    """Upper case without braces; all zeros means that there is none."""
    assert expected == guid(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("S-1-5-18", "S-1-5-18", id="system"),
        pytest.param("S-1-0-0", None, id="null"),
        pytest.param("-", None, id="placeholder"),
        pytest.param(None, None, id="absent"),
    ],
)
def test_the_null_sid_is_absent(value: object, expected: str | None) -> None:
    """Event 4688 writes S-1-0-0 where there is no target user."""
    assert expected == sid(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(None, None, id="absent"),
        pytest.param("Low", IntegrityLevel.LOW, id="low"),
        pytest.param("AppContainer", IntegrityLevel.APPCONTAINER, id="app-container"),
        pytest.param("Medium", IntegrityLevel.MEDIUM, id="medium"),
        pytest.param("High", IntegrityLevel.HIGH, id="high"),
        pytest.param("System", IntegrityLevel.SYSTEM, id="system"),
        pytest.param("Untrusted", IntegrityLevel.UNTRUSTED, id="untrusted"),
        pytest.param("Protected", IntegrityLevel.PROTECTED, id="protected"),
        pytest.param("MediumPlus", IntegrityLevel.MEDIUM_PLUS, id="medium-plus"),
        pytest.param("Medium Plus", IntegrityLevel.MEDIUM_PLUS, id="medium-plus-in-two-words"),
        pytest.param("hIGH", IntegrityLevel.HIGH, id="any-case"),
        pytest.param(" High ", IntegrityLevel.HIGH, id="blanks"),
        pytest.param("S-1-16-0", IntegrityLevel.UNTRUSTED, id="rid-0"),
        pytest.param("S-1-16-4096", IntegrityLevel.LOW, id="rid-4096"),
        pytest.param("S-1-16-8192", IntegrityLevel.MEDIUM, id="rid-8192"),
        pytest.param("S-1-16-8448", IntegrityLevel.MEDIUM_PLUS, id="rid-8448"),
        pytest.param("S-1-16-12288", IntegrityLevel.HIGH, id="rid-12288"),
        pytest.param("S-1-16-16384", IntegrityLevel.SYSTEM, id="rid-16384"),
        pytest.param("S-1-16-20480", IntegrityLevel.PROTECTED, id="rid-20480"),
        pytest.param("S-1-16-4095", IntegrityLevel.UNTRUSTED, id="below-low"),
        pytest.param("S-1-16-8191", IntegrityLevel.LOW, id="below-medium"),
        pytest.param("S-1-16-8447", IntegrityLevel.MEDIUM, id="below-medium-plus"),
        pytest.param("S-1-16-8704", IntegrityLevel.MEDIUM_PLUS, id="above-medium-plus"),
        pytest.param("S-1-16-16383", IntegrityLevel.HIGH, id="below-system"),
        pytest.param("S-1-16-28672", IntegrityLevel.PROTECTED, id="secure-process"),
        pytest.param("S-1-16-4294967295", IntegrityLevel.PROTECTED, id="largest-rid"),
        pytest.param("no level", IntegrityLevel.UNKNOWN, id="sysmon-before-vista"),
        pytest.param("Hoch", IntegrityLevel.UNKNOWN, id="another-language"),
        pytest.param("unknown", IntegrityLevel.UNKNOWN, id="our-own-word"),
        pytest.param("S-1-16", IntegrityLevel.UNKNOWN, id="label-without-rid"),
        pytest.param("S-1-16-8192-1", IntegrityLevel.UNKNOWN, id="label-with-two-rids"),
        pytest.param("S-1-16-99999999999", IntegrityLevel.UNKNOWN, id="rid-of-eleven-digits"),
        pytest.param("S-1-16-\u0661\u0662\u0662\u0668\u0668", IntegrityLevel.UNKNOWN, id="arabic-digits"),
        pytest.param("S-1-5-18", IntegrityLevel.UNKNOWN, id="other-sid"),
        pytest.param("H\u0130GH", IntegrityLevel.UNKNOWN, id="dotted-i"),
        pytest.param("", IntegrityLevel.UNKNOWN, id="empty"),
    ],
)
def test_words_and_label_sids_are_one_scale(text: str | None, expected: IntegrityLevel | None) -> None:
    """`High` and `S-1-16-12288` are one level; what is on no scale is unknown, and only absent is absent."""
    assert expected is integrity_level(text)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_higher_rid_is_never_a_lower_level(one: int, other: int) -> None:
    """RIDs that Windows does not define count as the level below them."""
    lower, higher = (integrity_level(f"S-1-16-{rid}") for rid in sorted((one, other)))

    assert lower is not None
    assert higher is not None
    assert IntegrityLevel.UNKNOWN.rank < lower.rank <= higher.rank


@given(st.text())
def test_any_word_has_a_place_on_the_scale(text: str) -> None:
    """No text raises."""
    assert isinstance(integrity_level(text), IntegrityLevel)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ExCEL", "excel", id="ascii"),
        pytest.param("\u212a", "\u212a", id="kelvin-sign"),
        pytest.param("\u0130I\u0131", "\u0130i\u0131", id="turkish-i"),
        pytest.param("\u0415X", "\u0415x", id="cyrillic"),
        pytest.param("\uff25", "\uff25", id="full-width"),
        pytest.param("\u00c9", "\u00c9", id="accented"),
        pytest.param("\u1e9e\ufb01\u017f", "\u1e9e\ufb01\u017f", id="letters-that-fold-into-two"),
        pytest.param("\ud83dA", "\ud83da", id="surrogate"),
    ],
)
def test_only_a_to_z_fold(text: str, expected: str) -> None:
    """No letter beyond ASCII becomes an ASCII one, or another one."""
    assert expected == ascii_lower(text)


@given(st.text())
def test_folding_touches_nothing_but_ascii_capitals(text: str) -> None:
    """Character by character, in a text of any script."""
    expected = "".join(chr(ord(letter) + 32) if "A" <= letter <= "Z" else letter for letter in text)

    assert expected == ascii_lower(text)


@pytest.mark.parametrize(
    ("path", "plain", "name"),
    [
        pytest.param(r"C:\Office\EXCEL.EXE", r"c:\office\excel.exe", "excel.exe", id="drive"),
        pytest.param("EXCEL.EXE", "excel.exe", "excel.exe", id="name-alone"),
        pytest.param("C:/Office/Excel.exe", r"c:\office\excel.exe", "excel.exe", id="slashes"),
        pytest.param(r"\\?\C:\Excel.exe", r"c:\excel.exe", "excel.exe", id="long-path"),
        pytest.param("//?/C:/Excel.exe", r"c:\excel.exe", "excel.exe", id="long-path-in-slashes"),
        pytest.param(r"\??\C:\Excel.exe", r"c:\excel.exe", "excel.exe", id="nt-path"),
        pytest.param(r"\\?\UNC\srv\x\Excel.exe", r"\\srv\x\excel.exe", "excel.exe", id="long-share"),
        pytest.param(r"\\srv\x\Excel.exe", r"\\srv\x\excel.exe", "excel.exe", id="share"),
        pytest.param(
            r"\Device\HarddiskVolume3\Excel.exe",
            r"\device\harddiskvolume3\excel.exe",
            "excel.exe",
            id="device",
        ),
        pytest.param(r"C:\PROGRA~1\EXCEL~1.EXE", r"c:\progra~1\excel~1.exe", "excel~1.exe", id="8.3"),
        pytest.param(r'"C:\Excel.exe"', r"c:\excel.exe", "excel.exe", id="quotes"),
        pytest.param("C:\\Excel.exe\0", r"c:\excel.exe", "excel.exe", id="nul"),
        pytest.param(r" C:\Excel.exe ", r"c:\excel.exe", "excel.exe", id="blanks"),
        pytest.param(r"C:\Excel.exe. .", r"c:\excel.exe. .", "excel.exe", id="dots-and-blanks"),
        pytest.param("C:\\", "c:\\", None, id="root"),
        pytest.param(r"C:\x\..", r"c:\x\..", None, id="parent-folder"),
        pytest.param("", "", None, id="empty"),
    ],
)
def test_a_path_is_compared_in_one_form(path: str, plain: str, name: str | None) -> None:
    """The whole path for its folder, the name as Windows would open it."""
    assert (plain, name) == (normal_path(path), base_name(path))


def test_no_path_has_no_name() -> None:
    """Absent stays absent."""
    assert base_name(None) is None


@given(st.text() | st.text(alphabet='C:\\/?". \0aX', max_size=20))
def test_any_text_gives_a_name_without_a_folder(path: str) -> None:
    """Nothing raises, and no separator or trailing dot is left."""
    name = base_name(path)

    assert name is None or (name and not set(name) & set("\\/") and name[-1] not in ". \0")
