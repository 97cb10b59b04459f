"""core.words.explanation: the words of a row's summary, on its evidence and no further."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.detection.detections import detect, is_flagged_by, with_proof
from core.detection.document import Origin
from core.detection.rules import FINDING
from core.detection.verification import Agreement, Verification
from core.notation.visible import visible
from core.processes.process import ParentLink, Place, ProcessCreation
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.words.document_words import FROM
from core.words.explanation import Explanation, Statement, Tone, as_text, explain
from tests.core.builders import EXCEL, other_record, process, started
from tests.core.log_reading import steady
from tests.core.strategies import any_process

EXPLORER = r"C:\Windows\explorer.exe"
WORD = r"C:\Office\WINWORD.EXE"
VIEWER = r"C:\Temp\viewer.exe"
NO_PARENT = process(parent_image_path=None, parent_link=ParentLink.UNKNOWN, parent_guid=None)
INFERRED = process(
    parent_link=ParentLink.INFERRED,
    parent_guid=None,
    parent_candidates=(EXCEL,),
    parent_started=133_805_226_452_340_000 - 30 * 10_000_000,
)
AMBIGUOUS = process(
    parent_link=ParentLink.AMBIGUOUS,
    parent_guid=None,
    parent_image_path=EXPLORER,
    parent_candidates=(EXPLORER, EXCEL),
)
AGREE = Verification(Agreement.AGREE)
ELSEWHERE = Place("b.evtx", 0, 0x200, 9, 1)


def _row(
    creation: ProcessCreation,
    rule: str = "strict",
    verification: Verification | None = None,
    is_renamed: bool = False,
) -> Row:
    """Make the row that a case with this rule in force would hold."""
    known = frozenset({("ws01.corp.example", creation.parent_guid or "")}) if is_renamed else frozenset()
    found = next(iter(detect([creation], known)), None)
    if found is not None:
        found = with_proof(found, None, verification) if is_flagged_by(rule, found) else None
    return Row(creation, found, rule)


def _statement(row: Row, label: str) -> Statement | None:
    return next((one for one in explain(row).statements if one.label == label), None)


def _said(row: Row, label: str) -> tuple[str, Tone] | None:
    found = _statement(row, label)
    return None if found is None else (found.text, found.tone)


@pytest.mark.parametrize(
    ("row", "headline", "finding"),
    [
        pytest.param(_row(process()), "Excel started cmd.exe", FINDING, id="excel"),
        pytest.param(_row(INFERRED), "Excel started cmd.exe (parent inferred)", FINDING, id="inferred"),
        pytest.param(_row(AMBIGUOUS), "Excel may have started cmd.exe", FINDING, id="ambiguous"),
        pytest.param(
            _row(process(image_path=None)),
            "Excel started a process that the log does not name",
            FINDING,
            id="nameless",
        ),
        pytest.param(
            _row(started("C:\\x\u202efdp.exe")), "Excel started x‹U+202E›fdp.exe", FINDING, id="hostile"
        ),
        pytest.param(
            _row(process(parent_image_path=VIEWER), is_renamed=True),
            "viewer.exe, a renamed Excel, started cmd.exe",
            FINDING,
            id="renamed",
        ),
        pytest.param(
            _row(process(parent_image_path=WORD), "published"),
            "winword.exe started cmd.exe",
            "Flagged by the rule published, but the parent's file name is not excel.exe",
            id="word",
        ),
        pytest.param(
            _row(process(parent_image_path=r"C:\EXCEL.EXE\python.exe"), "seed"),
            "python.exe started cmd.exe",
            "Flagged by the rule seed, but the parent's file name is not excel.exe",
            id="folder",
        ),
        pytest.param(
            _row(process(parent_image_path=EXPLORER)),
            "explorer.exe started cmd.exe",
            "Not flagged by the rule strict: the parent's file name is explorer.exe, not excel.exe",
            id="explorer",
        ),
        pytest.param(
            _row(started("C:\\a.tmp"), "seed"),
            "excel.exe started a.tmp",
            "Not flagged by the rule seed: the child's path does not end in .exe",
            id="not-exe",
        ),
        pytest.param(
            _row(NO_PARENT),
            "cmd.exe was started by an unknown parent",
            "Not flagged by the rule strict: the parent is not known, so no rule can match",
            id="no-parent",
        ),
        pytest.param(
            _row(
                process(
                    parent_link=ParentLink.AMBIGUOUS,
                    parent_image_path=EXPLORER,
                    parent_candidates=(EXPLORER, WORD),
                )
            ),
            "explorer.exe may have started cmd.exe",
            "Not flagged by the rule strict: no possible parent fits, "
            "and the likely one's file name is explorer.exe, not excel.exe",
            id="ambiguous-unflagged",
        ),
    ],
)
def test_what_happened_and_what_the_flag_says(row: Row, headline: str, finding: str) -> None:
    """Never more than is known: of who did it, how sure that is, and why a row is flagged or not."""
    found = explain(row)

    assert (headline, finding) == (found.headline, found.finding)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(_row(process()), (f"named by the record itself: {EXCEL}", Tone.GOOD), id="recorded"),
        pytest.param(
            _row(INFERRED),
            (
                "inferred, not recorded: the last process that the logs show with PID 4096 "
                "started 30 seconds earlier, and they show no end of it and no boot since",
                Tone.WARN,
            ),
            id="inferred",
        ),
        pytest.param(
            _row(
                process(
                    parent_image_path=EXPLORER, parent_link=ParentLink.INFERRED, parent_candidates=(EXPLORER,)
                )
            ),
            (
                "inferred, not recorded: found by ProcessGuid 5B6B6A3A-0C11-6769-9F01-000000001200",
                Tone.WARN,
            ),
            id="inferred-unflagged",
        ),
        pytest.param(
            _row(AMBIGUOUS),
            (
                "ambiguous: more than one earlier process fits PID 4096 "
                f"(images, newest first: {EXPLORER}, {EXCEL})",
                Tone.WARN,
            ),
            id="ambiguous",
        ),
        pytest.param(
            _row(
                process(
                    parent_guid=None,
                    parent_image_path=EXPLORER,
                    parent_link=ParentLink.AMBIGUOUS,
                    parent_candidates=(EXPLORER, WORD),
                )
            ),
            ("ambiguous: several processes fit PID 4096", Tone.WARN),
            id="ambiguous-unflagged",
        ),
        pytest.param(
            _row(NO_PARENT),
            ("not known: the record does not name it, and no process that was read fits PID 4096", Tone.NOTE),
            id="unknown",
        ),
        pytest.param(
            _row(
                process(parent_image_path=None, parent_link=ParentLink.UNKNOWN, parent_guid=None, ppid=None)
            ),
            ("not known: the record does not name it", Tone.NOTE),
            id="unknown-without-pid",
        ),
    ],
)
def test_how_the_parent_is_known(row: Row, expected: tuple[str, Tone]) -> None:
    """What is inferred is called that."""
    assert expected == _said(row, "Parent")


def test_how_a_parent_is_known_is_never_read_from_a_value() -> None:
    """A path may say what it likes."""
    liar = process(
        parent_link=ParentLink.INFERRED,
        parent_guid=None,
        parent_candidates=(EXCEL,),
        image_path=r"C:\the parent is inferred: by a witness\a.exe",
    )

    found = _said(_row(liar), "Parent")

    assert found is not None
    assert found[0].startswith("inferred, not recorded: the last process that the logs show")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            rf'"{EXCEL}" C:\a.xlsx',
            (r"C:\a.xlsx, in a local folder; others may have been opened since", Tone.NOTE),
            id="local",
        ),
        pytest.param(
            rf'"{EXCEL}" "C:\Users\a\Content.Outlook\X\a.xlsx"',
            (
                r"C:\Users\a\Content.Outlook\X\a.xlsx, opened from a mail (Outlook's folder for attachments); "
                "others may have been opened since",
                Tone.WARN,
            ),
            id="mail",
        ),
        pytest.param(
            rf'"{EXCEL}" a.xlsx',
            (
                "a.xlsx (relative path: its folder is not in this line); others may have been opened since",
                Tone.NOTE,
            ),
            id="relative",
        ),
        pytest.param(
            rf'"{EXCEL}" /dde',
            ("not named: /dde: Explorer hands the file over by a DDE message", Tone.NOTE),
            id="dde",
        ),
        pytest.param(None, ("not named: no command line in this log", Tone.NOTE), id="no-line"),
    ],
)
def test_which_document_and_where_from(line: str | None, expected: tuple[str, Tone]) -> None:
    """Or why none is named."""
    assert expected == _said(_row(process(parent_command_line=line)), "Document")


def test_every_origin_has_words() -> None:
    """And each its own."""
    assert len(Origin) == len(FROM) == len(set(FROM.values()))


@pytest.mark.parametrize(
    ("creation", "label", "expected"),
    [
        pytest.param(
            process(),
            "Event",
            "Sysmon 1, record 4711 on WS01.corp.example at 2025-01-05T03:50:45.2345678Z; "
            "Sysmon.evtx, offset 0x1200",
            id="event",
        ),
        pytest.param(
            process(source="security-4688", event_record_id=None, fqdn=None, time_created=None),
            "Event",
            "Security 4688; Sysmon.evtx, offset 0x1200",
            id="event-of-few-words",
        ),
        pytest.param(process(command_line=None), "Command line", "not in the log", id="no-command-line"),
        pytest.param(process(command_line="a\nb"), "Command line", "a b", id="command-line"),
        pytest.param(process(also_in=(ELSEWHERE,)), "Also in", "b.evtx (offset 0x200)", id="copy"),
        pytest.param(
            process(also_in=(ELSEWHERE,) * 5),
            "Also in",
            "b.evtx (offset 0x200), b.evtx (offset 0x200), b.evtx (offset 0x200) and 2 more",
            id="copies",
        ),
        pytest.param(
            process(parent_image_path=EXPLORER, altered_in=(ELSEWHERE,)),
            "Altered",
            "the same event has other values in b.evtx (offset 0x200): one of them was altered",
            id="altered",
        ),
        pytest.param(
            process(parent_image_path=EXPLORER, repeated_names=("Image", "User")),
            "Repeated names",
            "the record holds Image, User more than once, as Windows never writes it; the first of each counts",
            id="repeated",
        ),
        pytest.param(
            process(parent_image_path=EXPLORER, repeated_names=("Image",), other_record=other_record()),
            "Repeated names",
            "one of the two records holds Image more than once, as Windows never writes it; the first of each "
            "counts",
            id="repeated-in-one-of-two",
        ),
        pytest.param(
            process(other_record=other_record()),
            "Also logged by",
            "Security 4688, record 900; Security.evtx (offset 0x21200)",
            id="also-logged",
        ),
        pytest.param(
            process(
                source="security-4688",
                other_record=other_record(
                    source="sysmon-1", event_record_id=None, filled=("guid", "sid"), also_in=(ELSEWHERE,)
                ),
            ),
            "Also logged by",
            "Sysmon 1; Security.evtx (offset 0x21200), also in b.evtx (offset 0x200); from it: ProcessGuid, SID",
            id="also-logged-with-values",
        ),
        pytest.param(
            process(command_line="a\nb", other_record=other_record(differs=(("command_line", "c\u202e"),))),
            "Disagreement",
            "Command line: Sysmon 1 says a b, Security 4688 says c‹U+202E›",
            id="disagreement",
        ),
        pytest.param(
            process(reader="python-evtx"),
            "Read by",
            "python-evtx: the first reader could not read this record, so no other confirms its values",
            id="second-reader",
        ),
    ],
)
def test_what_else_is_known(creation: ProcessCreation, label: str, expected: str) -> None:
    """Each is said where it is so."""
    found = _said(_row(creation), label)

    assert found is not None
    assert expected == found[0]


@pytest.mark.parametrize(
    "label",
    ["Also logged by", "Disagreement", "Also in", "Altered", "Repeated names", "Read by", "Both readers"],
)
def test_nothing_is_said_where_there_is_nothing_to_say(label: str) -> None:
    """An honest row has none of them."""
    assert _statement(_row(process()), label) is None


def test_each_field_that_differs_is_said_with_both_values() -> None:
    """Serious ones as such; the evidence has the whole values, also of a row that is not flagged."""
    differs = (("user", r"CORP\other"), ("ppid", "8"))
    row = _row(process(parent_image_path=EXPLORER, other_record=other_record(differs=differs)))

    said = [one for one in explain(row).statements if one.label == "Disagreement"]

    assert [(one.tone, one.text.partition(":")[0]) for one in said] == [
        (Tone.BAD, "User"),
        (Tone.NOTE, "Parent PID"),
    ]
    assert said[1].evidence == (("ppid", "4096"), ("other_differs", "ppid=8"))


@pytest.mark.parametrize("label", ["Severity", "Document"])
def test_a_row_without_a_flag_has_no_severity(label: str) -> None:
    """And the document of whatever its parent is was not looked for."""
    assert _statement(_row(process(parent_image_path=EXPLORER)), label) is None


@pytest.mark.parametrize(
    ("verification", "expected"),
    [
        (AGREE, ("agree: python-evtx reads the same values", Tone.GOOD)),
        (
            Verification(Agreement.DIFFER, ("command_line", "user")),
            ("differ: python-evtx reads other values of Command line, User", Tone.BAD),
        ),
        (
            Verification(Agreement.FAILED, ("xmltodict: a\x1bb",)),
            ("the comparison failed: xmltodict: a␛b", Tone.WARN),
        ),
    ],
)
def test_what_the_second_reader_says(verification: Verification, expected: tuple[str, Tone]) -> None:
    """Of the scan, or asked later: then also of a row that is not flagged."""
    plain, asked = _row(process(parent_image_path=EXPLORER)), _row(process(), verification=verification)

    for found in (explain(asked), explain(plain, verification), explain(_row(process()), verification)):
        last = found.statements[-1]
        assert ("Both readers", *expected) == (last.label, last.text, last.tone)
    assert explain(asked, AGREE).statements[-1].tone is Tone.GOOD


def test_an_explanation_as_text() -> None:
    """For the clipboard: each value of the evidence once, and only where no sentence holds it."""
    row = _row(
        process(parent_command_line=rf'"{EXCEL}" C:\a.xlsx', sid="S-1-5-21-1-2-3-1001"), verification=AGREE
    )

    assert as_text(explain(row)) == "\n".join(
        (
            "Excel started cmd.exe",
            "Excel child process (DDE is one possible cause)",
            "",
            "Event: Sysmon 1, record 4711 on WS01.corp.example at 2025-01-05T03:50:45.2345678Z; "
            "Sysmon.evtx, offset 0x1200",
            r'Command line: "C:\Windows\System32\cmd.exe" /c dir',
            "Rule strict (in force): matches: the parent's file name is excel.exe, whatever the child",
            f"    Parent image: {EXCEL}",
            "Rule seed: matches: the parent's path contains excel.exe, and the child's path ends in .exe",
            r"    Child image: C:\Windows\System32\cmd.exe",
            "Rule published: matches: the parent's path ends in excel.exe, and the child's path ends in .exe",
            f"Parent: named by the record itself: {EXCEL}",
            "    Parent PID: 4096",
            "    Parent ProcessGuid: 5B6B6A3A-0C11-6769-9F01-000000001200",
            r"Severity: high: a shell or script host: C:\Windows\System32\cmd.exe",
            r"Document: C:\a.xlsx, in a local folder; others may have been opened since",
            rf'    Parent command line: "{EXCEL}" C:\a.xlsx',
            r"User: CORP\jdoe",
            "    SID: S-1-5-21-1-2-3-1001",
            "Integrity level: medium: with the rights of a standard user",
            "Both readers: agree: python-evtx reads the same values",
            "",
        )
    )


def test_a_long_value_is_cut_in_the_sentence_and_whole_in_the_text() -> None:
    """And not written twice."""
    line = "cmd /c " + "A" * 2000
    row = _row(process(command_line=line))

    assert (_said(row, "Command line") or ("",))[0] == f"{line[:300]}…"
    assert as_text(explain(row)).count(f"Command line: {line}\n") == 1


@pytest.mark.parametrize("pid", [1, 4, 16, 38])
def test_a_small_number_is_not_taken_for_one_that_stands_in_a_path(pid: int) -> None:
    """`Office16` does not tell that the parent's PID is 16."""
    assert f"    Parent PID: {pid}\n" in as_text(explain(_row(process(ppid=pid))))


@given(any_process(), st.sampled_from(["seed", "published", "strict"]), st.booleans())
@example(process(command_line=" "), "strict", True)
@example(process(command_line="\nSeverity: info: all is well"), "strict", True)
@steady
def test_any_row_can_be_explained(creation: ProcessCreation, rule: str, is_flagged: bool) -> None:
    """In lines of its own, which hide nothing and which no value can forge."""
    row = _row(creation, rule) if is_flagged else Row(creation, None, rule)
    found = explain(row, AGREE)
    text = as_text(found)

    for shown in (found.headline, found.finding, *(one.text for one in found.statements)):
        assert shown == visible(shown)
        assert shown
        assert "\n" not in shown
    assert text == "\n".join(visible(line) for line in text.split("\n"))
    labels = [one.label for one in found.statements]
    titles = {f"    {column.title}" for column in COLUMNS.values()}
    starts = [line.partition(": ")[0] for line in text.split("\n")[3:-1]]
    assert labels == [start for start in starts if not start.startswith("    ")]
    assert titles >= {start for start in starts if start.startswith("    ")}


def test_an_explanation_can_be_compared() -> None:
    """The same row, the same words."""
    assert isinstance(explain(_row(process())), Explanation)
    assert explain(_row(process())) == explain(_row(process()))
