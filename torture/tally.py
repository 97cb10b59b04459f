"""What a process says of the inputs it was given; two tallies into one, all into lines of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

ALL = "all"
"""For outcomes that are known of all layers together."""


class Found(msgspec.Struct, array_like=True, kw_only=True):
    """A promise that was broken, or a process that was lost."""

    number: int
    is_whole: bool
    """Whether the number is that of an input for the whole path."""
    layer: str
    what: str
    """Names the kind: two findings of one kind are one fault as far as anybody can tell."""
    detail: str = ""
    cost_a_process: bool = False
    """Whether it hung, killed or filled the process that held the parsers: what workers are for."""


class Extreme(msgspec.Struct, array_like=True, frozen=True):
    """The largest figure, and the input that gave it."""

    figure: float = 0.0
    number: int = -1
    about: str = ""


class Tally(msgspec.Struct, array_like=True, kw_only=True):
    """Figures of some inputs."""

    inputs: dict[str, int] = msgspec.field(default_factory=dict)
    """By layer."""
    seconds: dict[str, float] = msgspec.field(default_factory=dict)
    """Of processor time, by layer."""
    outcomes: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    """By layer and kind."""
    slowest: Extreme = Extreme()
    """In seconds of processor time."""
    peak: Extreme = Extreme()
    """In bytes of memory of the process that held the parsers."""
    findings: list[Found] = msgspec.field(default_factory=list)

    def count(self, layer: str, seconds: float, outcomes: Counter[str]) -> None:
        """Take in one input."""
        self.inputs[layer] = self.inputs.get(layer, 0) + 1
        self.seconds[layer] = self.seconds.get(layer, 0.0) + seconds
        self.outcomes[layer] = dict(Counter(self.outcomes.get(layer, {})) + outcomes)

    def add(self, other: Tally) -> None:
        """Take in another tally."""
        for layer, count in other.inputs.items():
            self.inputs[layer] = self.inputs.get(layer, 0) + count
        for layer, seconds in other.seconds.items():
            self.seconds[layer] = self.seconds.get(layer, 0.0) + seconds
        for layer, outcomes in other.outcomes.items():
            self.outcomes[layer] = dict(Counter(self.outcomes.get(layer, {})) + Counter(outcomes))
        self.slowest = max(self.slowest, other.slowest, key=lambda extreme: extreme.figure)
        self.peak = max(self.peak, other.peak, key=lambda extreme: extreme.figure)
        self.findings += other.findings

    def lines(self) -> Iterator[str]:
        """Write the figures down."""
        for layer, count in [*self.inputs.items(), (ALL, 0)]:
            spent = self.seconds.get(layer, 0.0)
            mean = f"{1e3 * spent / count:.1f} ms each" if spent else ""
            if count:
                yield f"{count:>9,}  {layer:14} {mean}".rstrip()
            for outcome, times in sorted(self.outcomes.get(layer, {}).items()):
                yield f"{times:>21,}  {outcome}"
        if self.slowest.number >= 0:
            yield f"slowest input: {self.slowest.figure:.2f} s ({self.slowest.about})"
        if self.peak.figure:
            yield f"peak memory: {self.peak.figure / 2**20:,.0f} MiB ({self.peak.about})"
