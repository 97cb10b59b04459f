"""A ladder of decoded texts into words: what the Decoded tab says of it, and the whole as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from core.decoding.running import CLOSE, OPEN, Running, in_place, what_runs
from core.decoding.step import LOOKED_FOR, TITLES, Ladder, Step, Url, UrlKind
from core.notation.visible import visible

NOTHING_ENCODED = f"Looked for {LOOKED_FOR}. Nothing was run, and nothing fetched."
MOST_RIDDLES = 3
"""Of what could not be read, as many are described."""
NO_COMMAND_LINE = (
    "The log has no command line of this process. Windows writes one into event 4688 only where the policy "
    "“Include command line in process creation events” is on; Sysmon always does."
)
NOT_READABLE = "What is encoded here did not become readable text"
AS_LOGGED = "As logged"
WHAT_RUNS = f"What runs, with {OPEN}what was decoded{CLOSE} in its place"
POINTS_TO = "Points to"


def headline(ladder: Ladder) -> str:
    """Say in a few words how much there was to decode."""
    if not ladder.command_line:
        return "No command line"
    if not ladder.steps and ladder.riddles:
        return NOT_READABLE
    if not ladder.steps:
        return "Nothing in this command line is encoded"
    return "Decoded in one step" if len(ladder.steps) == 1 else f"Decoded in {len(ladder.steps)} steps"


def explanation(ladder: Ladder) -> str:
    """Say why there is nothing to show, or what could not be read; empty where all is shown."""
    if ladder.riddles:
        more = len(ladder.riddles) - MOST_RIDDLES
        words = [riddle.words for riddle in ladder.riddles[:MOST_RIDDLES]]
        return " ".join([*words, *([f"So it is with {more} more."] if more > 0 else ())])
    if ladder.steps:
        return ""
    return NOTHING_ENCODED if ladder.command_line else NO_COMMAND_LINE


def step_title(step: Step) -> str:
    """Name a step, with its number."""
    return f"{step.number}  {TITLES[step.kind]}"


def step_source(step: Step) -> str:
    """Say which part of which text was decoded; empty where it is the text directly before."""
    if step.is_whole and step.before == step.number - 1:
        return ""
    of = "the line as logged" if step.before == 0 else f"the text of step {step.before}"
    if step.is_whole:
        return f"From {of}."
    return f"From characters {step.start + 1:,} to {step.end:,} of {of}."


def place(url: Url) -> str:
    """Say what a pointer to another machine is, and where it appeared."""
    where = "in the line as logged" if url.step == 0 else f"in step {url.step}"
    return f"{url.kind} {where}" if url.kind is not UrlKind.ADDRESS else f"address {where}"


def decoded_text(ladder: Ladder) -> str:
    """Give what the line runs in the end, as it is; several texts stand apart."""
    return "\n\n".join(in_place(running) for running in what_runs(ladder))


def running_in_pieces(ladder: Ladder) -> tuple[Running, ...]:
    """Give what runs and is more than what was decoded: its pieces alone would not say it."""
    return tuple(running for running in what_runs(ladder) if running.has_pieces)


def urls_text(ladder: Ladder) -> str:
    """Give all pointers to other machines, a line for each."""
    return "\n".join(url.text for url in ladder.urls)


def as_text(ladder: Ladder) -> str:
    """Write the whole ladder as plain text, every character of it shown."""
    return "\n".join(_lines(ladder)) + "\n"


def _lines(ladder: Ladder) -> Iterator[str]:
    yield headline(ladder)
    if ladder.why_cut:
        yield ladder.why_cut
    if explanation(ladder):
        yield explanation(ladder)
    if ladder.urls:
        yield ""
        yield f"{POINTS_TO}:"
        yield from (f"  {visible(url.text)} ({place(url)})" for url in ladder.urls)
    for running in running_in_pieces(ladder):
        yield ""
        yield f"{WHAT_RUNS}:"
        yield shown(in_place(running))
    yield ""
    yield f"{AS_LOGGED}:"
    yield shown(ladder.command_line)
    for step in ladder.steps:
        yield ""
        yield " ".join(part for part in (f"{step_title(step)}:", step.words, step_source(step)) if part)
        yield shown(step.text)


def shown(text: str) -> str:
    """Show every character of a text but its line ends and tabs, which lay a script out."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(visible(line.replace("\t", "    ")) for line in lines)
