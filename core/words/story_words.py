"""A Story into sentences: who opened which document from where, what that started, and what followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from core.notation.windows import IntegrityLevel, base_name
from core.processes.family import LinkKind, Node
from core.processes.living import start_of
from core.processes.process import ParentLink, ProcessCreation
from core.story.excel_found import Step
from core.story.story import Story
from core.words.cause_words import cause_in_words, cause_statement
from core.words.document_words import document_statements, opened
from core.words.followed_words import followed_sentences
from core.words.limit_words import reading_limits
from core.words.moments import moment, span
from core.words.read_words import count
from core.words.statement import Statement, shown

MOST_NAMED = 6
"""Descendants that the summary names, and processes of a line."""
MOST_CHAINED = 24
"""Processes of a chain that are written; of a longer one, which only a crafted log holds, both ends are."""

NOT_NAMED = "a process that the log does not name"


def paragraphs(story: Story) -> tuple[str, ...]:
    """Tell the story of a row, with its likely cause. Each text can be shown as it is, where no markup is taken."""
    cause = (f"Cause: {cause_in_words(story)}",) if story.is_of_excel else ()
    return (*happened(story), *cause)


def happened(story: Story) -> tuple[str, ...]:
    """Tell what happened, and nothing of why."""
    return (_opening(story), _start(story), _below(story), *followed_sentences(story))


def story_statements(story: Story) -> Iterator[Statement]:
    """Say what the whole case tells of the document and of the cause."""
    yield from document_statements(story.document)
    yield cause_statement(story)


# ---------------------------------------------------------------- the head of the chain
def _opening(story: Story) -> str:
    excel, host = story.excel, story.row.process.fqdn
    if excel.is_ambiguous:
        return _candidates_in_words(story)
    if excel.name is None and excel.node is None:
        return "What started it is not known: its record does not say."
    name = shown(excel.name or NOT_NAMED)
    where = f" on {shown(host)}" if host else ""
    who = f" for {shown(excel.user)}" if excel.user else ""
    document = opened(story.document) if story.is_of_excel else ""
    when = f"At {moment(excel.began)} " if excel.began is not None else ""
    begin = f"{when}{name}" if when else f"{name[:1].upper()}{name[1:]}"
    twins = " Several records bear its ProcessGuid, so none is taken for its own." if excel.has_twins else ""
    by_pid = " Its own record was found by PID and time." if _is_found_by_pid(story) else ""
    return f"{begin} was started{_started_by(story)}{where}{who}{document}.{twins}{by_pid}"


def _is_found_by_pid(story: Story) -> bool:
    """Whether the child's record names its image, and the process itself is inferred."""
    first = story.excel.line[0]
    is_named = first.process is not None and first.process.parent_link is ParentLink.RECORDED
    return story.excel.process is not None and first.is_inferred and is_named


def _started_by(story: Story) -> str:
    """Name what started Excel, by Excel's own record."""
    process, node = story.excel.process, story.excel.node
    if process is None or node is None or not story.excel.above:
        return ""
    candidates = process.parent_candidates if process.parent_link is ParentLink.AMBIGUOUS else ()
    if len(candidates) > 1:
        return f" by {_either(candidates)}"
    inferred = " (inferred)" if node.link is LinkKind.INFERRED else ""
    return f" by {_name(story.excel.above[-1])}{inferred}"


def _candidates_in_words(story: Story) -> str:
    child, candidates = story.excel.child, story.excel.candidates
    by = "ProcessGuid" if child is not None and child.parent_guid is not None else "PID and time"
    where = f" on {shown(story.row.process.fqdn)}" if story.row.process.fqdn else ""
    what = story.excel.line[0].name
    name = shown(what) if what and len(story.excel.line) > 1 else "it"
    if len(candidates) < 2:
        fitting = _either(candidates) or NOT_NAMED
        return f"More than one {fitting}{where} fits by {by}: which of them started {name} is not known."
    either = _either(candidates)
    return (
        f"{either[:1].upper()}{either[1:]} started {name}{where}: the parent is ambiguous, all fit by {by}."
    )


def _either(candidates: Sequence[str]) -> str:
    names = list(dict.fromkeys(shown(base_name(path) or NOT_NAMED) for path in candidates))
    more = f" or {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return " or ".join(names[:MOST_NAMED]) + more


# ---------------------------------------------------------------- the line down to the row
def _start(story: Story) -> str:
    process = story.row.process
    first, at, before = story.excel.line[0], None, story.excel.began
    if first.process is not None:
        at = start_of(first.process)
    if at is None or story.excel.is_ambiguous:
        when = "" if at is None else f"At {moment(at)} "
    else:
        when = f"At {moment(at)} " if before is None else f"{span(at - before)} later "
    line = (
        f": {shown(process.command_line)}" if process.command_line else "; its command line is not in the log"
    )
    text = f"{when}{_that_started(story)}{_user(story)}{_rights(process, story.parent)}{line}"
    return f"{text[:1].upper()}{text[1:]}"


def _that_started(story: Story) -> str:
    excel = story.excel
    if excel.name is None and excel.node is None and not excel.is_ambiguous:
        return f"{_down_to(story)} was started"
    return f"{'one of them' if len(excel.candidates) > 1 else 'it'} started {_down_to(story)}"


def _down_to(story: Story) -> str:
    """Name all from Excel's child to the row's process: `cmd.exe (PID 1), which started powershell.exe (PID 2)`."""
    *between, last = story.excel.line
    steps = [_step(step, step is between[0]) for step in between]
    if len(steps) > MOST_NAMED:
        half = MOST_NAMED // 2
        steps = [*steps[:half], f"{len(steps) - MOST_NAMED:,} more, one after the other", *steps[-half:]]
    at = None if not between or last.process is None else start_of(last.process)
    when = f", at {moment(at)}," if at is not None else ""
    if not steps:
        return _step(last, is_first=True)
    return f"{', which started '.join(steps)}, which started{when} {_step(last, is_first=False)}"


def _step(step: Step, is_first: bool) -> str:
    """Name one; of Excel's child the record itself may name the parent, and only the process be found by PID."""
    pid = step.process.pid if step.process is not None else None
    number = "" if pid is None else f" (PID {pid})"
    if step.candidates and not is_first:
        how = f" (its parent is ambiguous: {_either(step.candidates)})"
    else:
        is_inferred = step.process is not None and step.process.parent_link is ParentLink.INFERRED
        how = " (its parent is inferred)" if is_inferred or (step.is_inferred and not is_first) else ""
    return f"{shown(step.name or NOT_NAMED)}{number}{how}"


def _user(story: Story) -> str:
    """Name the user where it is not the one that Excel was started for."""
    user, excels = story.row.process.user, story.excel.user
    if user is None or (excels is not None and user.casefold() == excels.casefold()):
        return ""
    return f" for {shown(user)}"


def _rights(process: ProcessCreation, parent: ProcessCreation | None) -> str:
    level = process.integrity_level
    if level is None or level is IntegrityLevel.UNKNOWN:
        return ""
    before = IntegrityLevel.UNKNOWN if parent is None else parent.integrity_level or IntegrityLevel.UNKNOWN
    if before is not IntegrityLevel.UNKNOWN and level.rank > before.rank:
        return f" with {level.value} integrity, above its parent's {before.value}"
    return f" with {level.value} integrity"


# ---------------------------------------------------------------- what it started
def _below(story: Story) -> str:
    """Say what the process started in its turn, and how sure it is that this is all."""
    lived = f" {_lived(story)}" if story.ended is not None else ""
    if not story.has_tree:
        return f"What it started is not known yet: the tree of the case is not built.{lived}"
    limits = "; ".join(reading_limits(story))
    if not story.descendants:
        but = f", but {limits}" if limits else ""
        return f"No log shows a process that it started{but}.{lived}"
    names = [_linked_name(node) for _, node in story.descendants]
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    named = ", ".join(names[:MOST_NAMED]) + more
    deepest = max(depth for depth, _ in story.descendants)
    how = "directly" if deepest == 1 else f"down to {count(deepest, 'generation')}"
    processes = "1 process" if len(names) == 1 else f"{len(names):,} processes"
    maybe = f"; there may be more: {limits}" if limits else ""
    return f"It started {processes}, {how}: {named}{maybe}.{lived}"


def _lived(story: Story) -> str:
    started = start_of(story.row.process)
    return "" if started is None or story.ended is None else f"It ended after {span(story.ended - started)}."


# ---------------------------------------------------------------- names
def chain(story: Story) -> str:
    """Name all from the root to the row, with arrows; where a parent is ambiguous, all that it may be."""
    names = [_name(node) for node in story.excel.above]
    if names and story.excel.above[0].image_path is None:
        del names[0]  # that nobody knows what started the first goes without saying
    excel = story.excel
    names.append(f"({_either(excel.candidates)})" if excel.is_ambiguous else shown(excel.name or NOT_NAMED))
    for step in excel.line:
        if step.candidates and step is not excel.line[0]:
            names[-1] = f"({_either(step.candidates)})"
        names.append(shown(step.name or NOT_NAMED))
    if len(names) > MOST_CHAINED:
        half = MOST_CHAINED // 2
        names = [*names[:half], f"… ({len(names) - MOST_CHAINED:,} more)", *names[-half:]]
    return " → ".join(names)


def tree_lines(story: Story) -> Iterable[str]:
    """Draw what the row started, a line for each process."""
    for depth, node in story.descendants:
        line = None if node.process is None else node.process.command_line
        pid = "" if node.pid is None else f" (PID {node.pid})"
        yield f"{'  ' * depth}{_linked_name(node)}{pid}{'' if line is None else f': {shown(line)}'}"


def _linked_name(node: Node) -> str:
    process = node.process
    if process is not None and process.parent_link is ParentLink.AMBIGUOUS:
        return f"{_name(node)} (its parent is ambiguous: {_either(process.parent_candidates)})"
    return f"{_name(node)} (inferred)" if node.link is LinkKind.INFERRED else _name(node)


def _name(node: Node) -> str:
    return shown(base_name(node.image_path) or NOT_NAMED)
