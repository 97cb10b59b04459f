"""Findings into their smallest inputs, kept in a folder, and a line for each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from torture.child import Slice, input_of
from torture.inputs import Input, Inputs, LogInput, reduced
from torture.tally import Found
from torture.watch import Watch

MOST_REPLAYED = 60
"""Lost processes that are looked into; where there are more, the rest counts as not contained."""
MOST_KINDS = 20
"""Kinds of findings of which inputs are made small; more are the same fault, most likely."""


def not_contained(findings: Sequence[Found], watch: Watch) -> tuple[list[Found], list[Found]]:
    """Let the inputs that cost a process below go the whole path: give those that cost no more than their record.

    The second list are all other findings.
    """
    lost = [found for found in findings if found.cost_a_process and not found.is_whole]
    others = [found for found in findings if found not in lost]
    scanned = lost[:MOST_REPLAYED]
    again = watch.run(Slice(found.number, 1, False, by_scan=True) for found in scanned).findings
    worse = {found.number for found in again}
    contained = [found for found in scanned if found.number not in worse]
    return contained, [*others, *again, *lost[MOST_REPLAYED:]]


def keep(findings: Sequence[Found], watch: Watch, folder: Path | None) -> Iterator[str]:
    """Group findings by kind, make the first input of each small, keep it where a folder is given."""
    kinds: dict[str, list[Found]] = defaultdict(list)
    for found in findings:
        kinds[found.what].append(found)
    if not kinds:
        return
    inputs = Inputs(watch.run_seed, watch.folder)
    for what, alike in list(kinds.items())[:MOST_KINDS]:
        first = alike[0]
        small = _smallest(first, watch, inputs)
        yield f"{what}: {len(alike)} inputs, the first is {_name(first)}"
        yield f"  {_told(small)}"
        told = first.detail.splitlines()
        yield from (f"  {line}" for line in (told[:5] if first.cost_a_process else told[-5:]))
        if folder is not None:
            _write(folder, first, small)


def _smallest(found: Found, watch: Watch, inputs: Inputs) -> Input:
    """Leave out one thing after the other as long as the finding stays the same."""
    small = Slice(found.number, 1, found.is_whole)
    made = input_of(inputs, small, found.number)
    while isinstance(made, LogInput):
        for part in range(len(list(reduced(made.damage)))):
            less = Slice(small.first, 1, small.is_whole, without=(*small.without, part))
            if any(again.what == found.what for again in watch.run([less]).findings):
                small, made = less, input_of(inputs, less, found.number)
                break
        else:
            return made
    return made


def _told(small: Input) -> str:
    if isinstance(small, LogInput):
        return f"{small.layer}: " + "; ".join(str(small.damage).splitlines())
    return f"{small.layer}: {small.text[:200]!r} ({len(small.text):,} characters)"


def _name(found: Found) -> str:
    return f"{'whole' if found.is_whole else 'below'}-{found.number}"


def _write(folder: Path, found: Found, small: Input) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _name(found)
    if isinstance(small, LogInput):
        path.with_suffix(".evtx").write_bytes(small.damage.log)
    else:
        path.with_suffix(".text").write_bytes(small.text.encode("utf-8", "surrogatepass"))
    path.with_suffix(".txt").write_text(f"{_told(small)}\n{found.what}\n{found.detail}\n", encoding="utf-8")
