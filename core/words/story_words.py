"""A Story into sentences: who opened which document from where, what that started, and what followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from core.detection.document import Origin
from core.notation.windows import IntegrityLevel, base_name
from core.processes.family import LinkKind, Node
from core.processes.parents import start_of
from core.processes.process import ParentLink, ProcessCreation
from core.story.cause import Cause, CauseFound
from core.story.event_kinds import Group, group_of, sentence
from core.story.excel_events import Clue
from core.story.story import Story
from core.words.moments import moment, span
from core.words.read_words import count
from core.words.statement import Statement, Tone, shown

MOST_FOLLOWED = 3
"""Events of one group that the summary tells of."""
MOST_NAMED = 6
"""Descendants that it names."""

FROM: Mapping[Origin, str] = {
    Origin.MAIL: "opened from a mail (Outlook's folder for attachments)",
    Origin.ARCHIVE: "opened from an archive (a folder that archives are unpacked into)",
    Origin.DOWNLOAD: "downloaded (the downloads folder or a browser's cache)",
    Origin.SHARE: "on a network share",
    Origin.WEB: "opened from the web",
    Origin.TEMP: "in a folder for temporary files",
    Origin.LOCAL: "in a local folder",
}

CAUSES: Mapping[Cause, str] = {
    Cause.DDE: "DDE-like: the signs speak for DDE",
    Cause.MACRO: "macro-like: the signs speak for a macro",
    Cause.ADD_IN: "add-in-like: the signs speak for an add-in",
    Cause.COM: "COM: another program drove Excel",
    Cause.UNDECIDED: "undecided: there are signs of more than one cause",
    Cause.UNKNOWN: "not known: the logs hold no sign of DDE, a macro, an add-in or COM",
}
NOT_PROVED = "What runs inside Excel is not logged, so this is no proof."

_WHAT: Mapping[Group, tuple[str, str]] = {
    Group.NETWORK: ("network connection", "network connections"),
    Group.DNS: ("name looked up", "names looked up"),
    Group.FILE: ("file event", "file events"),
    Group.REGISTRY: ("registry event", "registry events"),
    Group.ACCESS: ("access to another process", "accesses to other processes"),
    Group.SCRIPT: ("script block or command", "script blocks or commands"),
    Group.PIPE: ("pipe event", "pipe events"),
}
"""Groups that tell what followed, in this order; with one and with several."""


def paragraphs(story: Story) -> tuple[str, ...]:
    """Tell the story of a row, with its likely cause. Each text can be shown as it is, where no markup is taken."""
    return (*happened(story), f"Cause: {cause_in_words(story.cause)}")


def happened(story: Story) -> tuple[str, ...]:
    """Tell what happened, and nothing of why."""
    return tuple(text for tell in (_opening, _start, _below, _followed) if (text := tell(story)))


def story_statements(story: Story) -> Iterator[Statement]:
    """Say what the whole case tells of the document and of the cause."""
    if any(clue.event is not None for clue in story.document.clues) or story.document.others:
        yield _document(story)
    weak = story.cause.cause in (Cause.UNKNOWN, Cause.UNDECIDED)
    yield Statement("Cause", cause_in_words(story.cause), (), Tone.NOTE if weak else Tone.WARN)


def _document(story: Story) -> Statement:
    document = story.document
    origin = f", {FROM[document.origin]}" if document.origin else ""
    clues = "; ".join(clue_in_words(clue) for clue in document.clues)
    others = ", ".join(f"{shown(path)}: {clue_in_words(clue)}" for path, clue in document.others)
    text = f"{shown(document.path or 'not known')}{origin}. {clues[:1].upper()}{clues[1:]}."
    more = f" This Excel also had to do with {others}." if others else ""
    tone = Tone.NOTE if document.origin in (None, Origin.LOCAL, Origin.SHARE) else Tone.WARN
    return Statement("Document", f"{text}{more}", (), tone)


def _opening(story: Story) -> str:
    process, parent = story.row.process, story.parent
    who = f"{shown(process.parent_user or process.user or 'An unknown user')}"
    excel = shown(process.parent_exe or "a process without a name")
    where = f" on {shown(process.fqdn)}" if process.fqdn else ""
    at = start_of(parent) if parent is not None else process.parent_started
    when = f"At {moment(at)} " if at is not None else ""
    started_by = _before(story)
    document = story.document
    if document.path is None:
        opened = f"; its document is not known ({document.note})" if document.note else ""
    else:
        origin = f", {FROM[document.origin]}" if document.origin else ""
        by_line = document.clues[0].event is None
        opened = f"{' with' if by_line else '; before the start it opened'} {shown(document.path)}{origin}"
    begin = f"{when}{excel}" if when else f"{excel[:1].upper()}{excel[1:]}"
    return f"{begin} was started{started_by}{where} for {who}{opened}."


def _before(story: Story) -> str:
    """Name what started the parent."""
    if len(story.ancestors) < 2:
        return ""
    before = story.ancestors[-2]
    return f" by {_name(before)}"


def _start(story: Story) -> str:
    process, parent = story.row.process, story.parent
    child = shown(process.exe or "a process that the log does not name")
    how = {
        ParentLink.INFERRED: " (its parent is inferred)",
        ParentLink.AMBIGUOUS: " (its parent is ambiguous)",
    }
    at, before = start_of(process), None if parent is None else start_of(parent)
    if at is None:
        when = "It started"
    elif before is None:
        when = f"At {moment(at)} it started"
    else:
        when = f"{span(at - before)} later it started"
    pid = "" if process.pid is None else f" (PID {process.pid})"
    line = (
        f": {shown(process.command_line)}" if process.command_line else "; its command line is not in the log"
    )
    text = f"{when} {child}{pid}{how.get(process.parent_link, '')}{_rights(process, parent)}{line}"
    return f"{text[:1].upper()}{text[1:]}"


def _rights(process: ProcessCreation, parent: ProcessCreation | None) -> str:
    level = process.integrity_level
    if level is None or level is IntegrityLevel.UNKNOWN:
        return ""
    before = IntegrityLevel.UNKNOWN if parent is None else parent.integrity_level or IntegrityLevel.UNKNOWN
    if before is not IntegrityLevel.UNKNOWN and level.rank > before.rank:
        return f" with {level.value} integrity, above its parent's {before.value}"
    return f" with {level.value} integrity"


def _below(story: Story) -> str:
    """Say what the process started in its turn."""
    if not story.descendants:
        lived = _lived(story)
        return f"No log shows a process that it started.{f' {lived}' if lived else ''}"
    names = [_linked_name(node) for _, node in story.descendants]
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    named = ", ".join(names[:MOST_NAMED]) + more
    deepest = max(depth for depth, _ in story.descendants)
    how = "directly" if deepest == 1 else f"down to {count(deepest, 'generation')}"
    lived = _lived(story)
    processes = "1 process" if len(names) == 1 else f"{len(names):,} processes"
    return f"It started {processes}, {how}: {named}.{f' {lived}' if lived else ''}"


def _lived(story: Story) -> str:
    started = start_of(story.row.process)
    if started is None or story.ended is None:
        return ""
    return f"It ended after {span(story.ended - started)}."


def _followed(story: Story) -> str:
    if story.related is None:
        return ""
    told = list(_groups(story))
    if not told:
        return "What followed: the logs hold no event of it or of what it started, but starts and ends."
    return f"What followed: {'; '.join(told)}."


def _groups(story: Story) -> Iterator[str]:
    by_group: dict[Group, list[str]] = {}
    for event in story.own_events:
        by_group.setdefault(group_of(event), []).append(sentence(event))
    for group, (one, many) in _WHAT.items():
        if sentences := by_group.get(group):
            number = len(sentences)
            different = list(Counter(sentences))
            more = f" and {len(different) - MOST_FOLLOWED:,} more" if len(different) > MOST_FOLLOWED else ""
            yield f"{number:,} {one if number == 1 else many} ({', '.join(different[:MOST_FOLLOWED])}{more})"


def cause_in_words(found: CauseFound) -> str:
    """Say the likely cause with its signs and limits, in no stronger words than these."""
    if found.cause is Cause.UNKNOWN:
        limits = f" ({'; '.join(found.limits)})" if found.limits else ""
        return f"{CAUSES[found.cause]}{limits}."
    signs = "; ".join(clue_in_words(clue) for _, clue in found.clues)
    return f"{CAUSES[found.cause]}. {signs[:1].upper()}{signs[1:]}. {NOT_PROVED}"


def clue_in_words(clue: Clue) -> str:
    """Say one piece of evidence, and where it stands."""
    words = shown(clue.words)
    if clue.event is None:
        return words
    number = "" if clue.event.event_record_id is None else f", record {clue.event.event_record_id}"
    at = "" if clue.event.time is None else f", {moment(clue.event.time)}"
    return f"{words} ({_source(clue)}{number}{at})"


def _source(clue: Clue) -> str:
    assert clue.event is not None
    provider = clue.event.provider.removeprefix("Microsoft-Windows-").replace("Security-Auditing", "Security")
    return f"{shown(provider)} {clue.event.event_id}"


def chain(story: Story) -> str:
    """Name all from the root to the row, with arrows."""
    known = [node for node in story.ancestors if node.image_path is not None]
    names = [_name(node) for node in known] or [shown(story.row.process.parent_exe or "?")]
    return " → ".join([*names, shown(story.row.process.exe or "?")])


def tree_lines(story: Story) -> Iterable[str]:
    """Draw what the row started, a line for each process."""
    for depth, node in story.descendants:
        line = None if node.process is None else node.process.command_line
        pid = "" if node.pid is None else f" (PID {node.pid})"
        yield f"{'  ' * depth}{_linked_name(node)}{pid}{'' if line is None else f': {shown(line)}'}"


def _linked_name(node: Node) -> str:
    return f"{_name(node)} (inferred)" if node.link is LinkKind.INFERRED else _name(node)


def _name(node: Node) -> str:
    return shown(base_name(node.image_path) or "a process without a name")
