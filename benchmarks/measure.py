"""Commands into their wall time and the peak of the private memory of all their processes."""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

_LOOK_EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Ratio:
    """A command beside its peer, run in turn: ours, theirs, ours, theirs."""

    ours: float
    """Median seconds."""
    theirs: float
    ratio: float
    """Median of the pairs' ratios, ours over theirs: a machine that slows down slows both."""
    lowest: float
    highest: float


def seconds(command: Sequence[str]) -> float:
    """Run a command whole, its output thrown away, and give its wall time. Raises where it fails."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def compare(ours: Sequence[str], theirs: Sequence[str], runs: int) -> Ratio:
    """Run both commands in turn, once to warm up and `runs` times to count."""
    seconds(ours)
    seconds(theirs)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    ratios = [mine / other for mine, other in pairs]
    return Ratio(
        ours=statistics.median(mine for mine, _ in pairs),
        theirs=statistics.median(other for _, other in pairs),
        ratio=statistics.median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
    )


def peak_private_bytes(command: Sequence[str]) -> int:
    """Run a command and give the highest sum of private memory (USS) of it and its children that was seen."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        root, peak = psutil.Process(running.pid), 0
        while running.poll() is None:
            peak = max(peak, _private_bytes(root))
            time.sleep(_LOOK_EVERY)
    return peak


def _private_bytes(root: psutil.Process) -> int:
    total = 0
    with contextlib.suppress(psutil.Error):
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += process.memory_full_info().uss
    return total
