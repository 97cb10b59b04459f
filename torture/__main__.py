"""Promises of SECURITY.md into figures of a bounded run: `make torture`, or `python -m torture --help`."""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.work.workers import default_jobs
from torture.child import Slice
from torture.findings import keep, not_contained
from torture.tally import Found
from torture.watch import Watch

BELOW, WHOLE = 200_000, 5_000
A_SLICE, A_SCAN = 200, 125
"""Inputs that a child takes at once, and logs of one scan."""


def slices(count: int, *, is_whole: bool) -> Iterator[Slice]:
    """Cut inputs into slices, and say on standard error how many are handed out."""
    step = A_SCAN if is_whole else A_SLICE
    for first in range(0, count, step):
        if first * 20 // count != (first - step) * 20 // count:
            sys.stderr.write(f"{100 * first // count} % ")
            sys.stderr.flush()
        yield Slice(first, min(step, count - first), is_whole)


def main() -> int:
    """Print the figures; exit status 1 where a promise was broken."""
    given = _arguments()
    run = random.SystemRandom().getrandbits(32) if given.seed is None else given.seed
    _say(
        f"seed {run}, {platform.machine()}, {given.jobs} of {os.cpu_count()} processors, "
        f"Python {platform.python_version()}"
    )
    start = time.monotonic()

    def is_due() -> bool:
        return given.seconds is not None and time.monotonic() - start > given.seconds

    findings = 0
    with Watch(run, given.logs, given.jobs) as watch:
        for title, count, is_whole in (
            ("below the workers", given.inputs, False),
            ("the whole path, with workers", given.whole, True),
        ):
            begun = time.monotonic()
            tally = watch.run(slices(count, is_whole=is_whole), is_due)
            _say(f"\n{title}: {sum(tally.inputs.values()):,} inputs in {time.monotonic() - begun:,.0f} s")
            for line in tally.lines():
                _say(line)
            contained, broken = not_contained(tally.findings, watch)
            findings += len(broken)
            _tell(
                "cost a process; with workers no more than a record",
                contained,
                watch,
                given.keep,
            )
            _tell("BROKEN PROMISES", broken, watch, given.keep)
    _say(f"\n{findings} findings, {watch.lost} processes lost, {time.monotonic() - start:,.0f} s in all")
    return 1 if findings else 0


def _arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="torture", description=__doc__)
    options.add_argument(
        "--seed", type=int, help="seed of the run, to make the same inputs again (default: random)"
    )
    options.add_argument("--inputs", type=int, default=BELOW, help=f"below the workers (default: {BELOW})")
    options.add_argument(
        "--whole", type=int, default=WHOLE, help=f"through the whole path (default: {WHOLE})"
    )
    options.add_argument("--seconds", type=float, help="begin nothing new after this time")
    options.add_argument(
        "--jobs", type=int, default=default_jobs(), help="processes (default: one a processor)"
    )
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the input of each finding here")
    options.add_argument("logs", type=Path, nargs="?", help="a folder of real logs to damage as well")
    return options.parse_args()


def _tell(title: str, findings: Sequence[Found], watch: Watch, folder: Path | None) -> None:
    """Print each kind of finding once, with its smallest known input."""
    if findings:
        _say(f"{title}: {len(findings)}")
    for line in keep(findings, watch, folder):
        _say(f"  {line}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
