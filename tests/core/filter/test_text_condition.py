"""core.filter.text_condition: users, hosts, documents, several values, and words in any of the usual places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.filter.text_condition import SEARCHED
from core.processes.process import Place, ProcessCreation
from core.rows.columns import COLUMNS
from tests.core.builders import EXCEL
from tests.core.strategies import any_process
from tests.core.view.filtering import ANY_TEXT, flagged, is_one_of, meets, row

SID = "S-1-5-21-1-2-3-1001"
JDOE = row(user=r"CORP\jdoe", sid=SID)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param(r"CORP\jdoe", True, id="domain-and-name"),
        pytest.param("jdoe", True, id="name-alone"),
        pytest.param(r"corp\JDOE", True, id="any-case"),
        pytest.param(SID, True, id="sid"),
        pytest.param(SID.lower(), True, id="sid-in-any-case"),
        pytest.param("*", True, id="anyone"),
        pytest.param("j*", True, id="beginning"),
        pytest.param("*doe", True, id="end"),
        pytest.param(r"CORP\*", True, id="anyone-of-a-domain"),
        pytest.param(r"C*\j*e", True, id="several-stars"),
        pytest.param("S-1-5-21-*", True, id="sids-of-a-domain"),
        pytest.param("*-1001", True, id="account-number"),
        pytest.param("CORP", False, id="domain-alone"),
        pytest.param("jdo", False, id="part-of-a-name"),
        pytest.param(r"\jdoe", False, id="without-a-domain"),
        pytest.param(r"\CORP\jdoe", True, id="as-logged"),
        pytest.param(r"\CORP\*", True, id="as-logged-with-a-star"),
        pytest.param(rf"\{SID}", False, id="as-logged-is-no-sid"),
        pytest.param(r"OTHER\jdoe", False, id="other-domain"),
        pytest.param("jdoe2", False, id="longer-name"),
        pytest.param("j?oe", False, id="question-mark-is-itself"),
        pytest.param("[j]doe", False, id="brackets-are-themselves"),
        pytest.param("", False, id="empty"),
    ],
)
def test_a_user_is_named_with_or_without_the_domain_or_by_sid(pattern: str, expected: bool) -> None:
    """In any case of ASCII letters, `*` for any text."""
    assert expected is is_one_of("user", (pattern,), JDOE)


@pytest.mark.parametrize(
    ("user", "sid", "pattern", "expected"),
    [
        pytest.param("jdoe", None, "jdoe", True, id="no-domain"),
        pytest.param("jdoe", None, r"CORP\jdoe", False, id="no-domain-but-asked-for"),
        pytest.param("jdoe", None, r"\jdoe", True, id="no-domain-and-none-asked-for"),
        pytest.param("jdoe", None, r"*\jdoe", False, id="no-domain-but-any-asked-for"),
        pytest.param("WS01$", None, "*$", True, id="machine-account"),
        pytest.param("NT-AUTORIT\u00c4T\\SYSTEM", None, "system", True, id="localised"),
        pytest.param(None, SID, SID, True, id="sid-alone"),
        pytest.param(None, SID, "*", True, id="a-sid-is-someone"),
        pytest.param(None, SID, "", True, id="no-user-but-a-sid"),
        pytest.param(None, None, "", True, id="no-user"),
        pytest.param(None, None, "*", False, id="nobody-is-not-anyone"),
        pytest.param(None, None, "\\", False, id="nobody-has-no-name"),
        pytest.param("eve", r"CORP\jdoe", r"CORP\jdoe", False, id="crafted-sid"),
        pytest.param("\u212aate", None, "kate", False, id="kelvin-sign"),
        pytest.param("\u00c9mile", None, "\u00e9mile", False, id="only-ascii-folds"),
        pytest.param("a*b", None, "a*b", True, id="star-in-the-name"),
        pytest.param("a*b", None, "a[*]b", True, id="that-star-alone"),
        pytest.param("axb", None, "a[*]b", False, id="no-other-text-for-that-star"),
    ],
)
def test_a_user_may_lack_a_domain_or_a_name(
    user: str | None, sid: str | None, pattern: str, expected: bool
) -> None:
    """4688 of a null subject has no name, Sysmon no SID."""
    assert expected is is_one_of("user", (pattern,), row(user=user, sid=sid))


def test_any_of_several_users_will_do() -> None:
    """Within one term the values are alternatives."""
    users = ("alice", "jdoe")

    assert is_one_of("user", users, JDOE)
    assert not is_one_of("user", users, row(user=r"CORP\bob"))


@given(ANY_TEXT, st.none() | ANY_TEXT, st.none() | ANY_TEXT)
def test_any_pattern_can_be_asked_of_any_user(pattern: str, user: str | None, sid: str | None) -> None:
    """Nothing raises, and a star alone takes everyone who is named, by a user or a SID."""
    tested = row(user=user, sid=sid)

    assert isinstance(is_one_of("user", (pattern,), tested), bool)
    assert bool(user or sid) is is_one_of("user", ("*",), tested)


@pytest.mark.parametrize(
    ("pattern", "fqdn", "expected"),
    [
        pytest.param("ws01", "WS01.corp.example", True, id="host"),
        pytest.param("WS01.CORP.example", "WS01.corp.example", True, id="computer"),
        pytest.param("*.corp.example", "WS01.corp.example", True, id="domain"),
        pytest.param("ws*", "WS01", True, id="no-domain"),
        pytest.param("corp", "WS01.corp.example", False, id="part"),
        pytest.param("", None, True, id="none"),
        pytest.param("", "WS01", False, id="none-asked-for"),
        pytest.param("*", None, False, id="any-asked-for"),
        pytest.param("", ".corp.example", True, id="host-without-a-name"),
        pytest.param("*", ".corp.example", False, id="host-without-a-name-is-none"),
    ],
)
def test_a_host_is_named_with_or_without_its_domain(pattern: str, fqdn: str | None, expected: bool) -> None:
    """So that a name can be taken from any other tool."""
    assert expected is is_one_of("hostname", (pattern,), row(fqdn=fqdn))


MAILED = flagged(parent_command_line=f'"{EXCEL}" "C:\\mail\\a, b.xlsx"')
BY_DDE = flagged(parent_command_line=f'"{EXCEL}" /dde')
NO_FLAG = row()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('document:"C:\\mail\\a, b.xlsx"', [MAILED], id="path"),
        pytest.param("document:*.XLSX", [MAILED], id="end-of-path"),
        pytest.param("document:*", [MAILED], id="a-path"),
        pytest.param('document:""', [BY_DDE, NO_FLAG], id="no-path"),
        pytest.param("document:/dde*", [BY_DDE], id="why-there-is-none"),
        pytest.param("document~xlsx$", [MAILED], id="expression"),
        pytest.param("document~dde", [], id="expressions-are-for-the-path"),
    ],
)
def test_a_document_is_known_by_its_path_or_by_why_there_is_none(text: str, expected: list[object]) -> None:
    """A reason is no document."""
    assert expected == [tested for tested in (MAILED, BY_DDE, NO_FLAG) if meets(text, tested)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("parent_candidates:*two.exe", True),
        ("parent_candidates:*three.exe", False),
        ("parent_candidates:C:\\one.exe,C:\\three.exe", True),
        ("parent_candidates~one.exe$", True),
        ("parent_candidates~one.*two", False),
        ('parent_candidates:""', False),
        ("parent_candidates:*", True),
        ("also_in:b.evtx", True),
        ('altered_in:""', True),
        ("altered_in:*", False),
        ("-altered_in:*", True),
        ("matched:published", False),
    ],
)
def test_any_of_several_values_may_fit(text: str, expected: bool) -> None:
    """Each is looked at alone: what begins in one does not end in the next."""
    tested = row(
        parent_candidates=("C:\\one.exe", "C:\\two.exe"), also_in=(Place("b.evtx", 3, 0x31200, 0x5E8, 9),)
    )

    assert expected is meets(text, tested)


def test_several_rules_of_a_flag_are_several_values() -> None:
    """They are in the flag, not in the process."""
    assert meets("matched:published", BY_DDE)
    assert meets('-matched:renamed matched:seed matched:strict -matched:""', BY_DDE)


@pytest.mark.parametrize("column", SEARCHED)
def test_a_word_is_looked_for_where_an_analyst_looks(column: str) -> None:
    """In part of the text, in any case."""
    blank: dict[str, object] = dict.fromkeys(SEARCHED)

    assert meets("needle", row(**blank | {column: "hay NEEDLE hay"}))
    assert meets("n*e*e", row(**blank | {column: "hay NEEDLE hay"}))
    assert not meets("n*x", row(**blank | {column: "hay NEEDLE hay"}))
    assert not meets("needle", row(**blank))
    assert meets("-needle", row(**blank))


@given(any_process())
def test_the_words_of_names_are_found_in_the_paths(creation: ProcessCreation) -> None:
    """The columns of file names and hosts are not looked in, because these hold the same."""
    tested = row(**{name: getattr(creation, name) for name in SEARCHED})

    for name in ("exe", "parent_exe", "hostname"):
        text = COLUMNS[name].text(tested)
        assert not text or is_one_of(None, (text.replace("*", "[*]"),), tested)


def test_a_word_is_found_in_the_path_of_the_document() -> None:
    """Which may differ from the command line by its quotes."""
    tested = flagged(parent_command_line=f'"{EXCEL}" "C:\\mail\\a".xlsx')

    assert tested.detection is not None
    assert meets(f'"{tested.detection.document.path}"', tested)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exe:CMD.exe", True),
        ("image:C:\\windows\\*\\cmd.exe", True),
        ("image:cmd.exe", False),
        ("image~system32", True),
        ("exe~^system32", False),
        ("parent:excel.exe,winword.exe", True),
        ('md5:""', True),
        ("md5:*", False),
        ("-md5:*", True),
        ('md5:"",abc', True),
        ("link:recorded", True),
        ("link~^REC", True),
        ('md5~""', False),
        ("chain:excel*cmd.exe", True),
        ("time~T0[0-9]:", False),
        ("pid~^51", True),
        ("severity~.", False),
    ],
)
def test_texts_are_compared_whole_or_searched(text: str, expected: bool) -> None:
    """A regular expression never finds anything in what is absent."""
    tested = row(md5_hash=None, pid=5120, time_created=133_805_226_452_345_678 + 12 * 36_000_000_000)

    assert expected is meets(text, tested)
