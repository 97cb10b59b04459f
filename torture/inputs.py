"""A number into an input: the same number of the same run gives the same bytes, in any process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from core.reading import first_reader, second_reader
from core.reading.chunk import load
from core.reading.chunk_copy import copy_chunk
from core.reading.evtx_file import FILE_HEADER_SIZE
from core.reading.second_reader import SecondReaderError
from torture.damages import Damage, damage_in
from torture.layers import SHARES, SHARES_OF_THE_WHOLE_PATH, Layer
from torture.made import made_amplified, made_names, made_templates, made_values
from torture.seeds import all_seeds, written_seeds
from torture.texts import damaged_text, made_json


@dataclass(frozen=True, slots=True)
class LogInput:
    """A damaged log."""

    layer: Layer
    damage: Damage


@dataclass(frozen=True, slots=True)
class TextInput:
    """A damaged text of a parser."""

    layer: Layer
    text: str
    is_xml: bool


Input = LogInput | TextInput


class Inputs:
    """All inputs of a run."""

    def __init__(self, run: int, folder: Path | None = None) -> None:
        """`run` is the seed of the run; the seeds of its logs come from the writer, the sample and `folder`."""
        self._run = run
        self._seeds = all_seeds(folder)
        self._json, self._xml = _texts()

    def below(self, number: int) -> Input:
        """Make an input for the functions below the workers."""
        random = Random(f"{self._run} below {number}")
        layer = _choose(SHARES, random)
        if layer is Layer.JSON:
            return self._text(random)
        return LogInput(layer, self._damage(layer, random, may_be_endless=False))

    def whole(self, number: int) -> LogInput:
        """Make an input for the whole path."""
        random = Random(f"{self._run} whole {number}")
        layer = _choose(SHARES_OF_THE_WHOLE_PATH, random)
        return LogInput(layer, self._damage(layer, random, may_be_endless=True))

    def _text(self, random: Random) -> TextInput:
        is_xml = random.random() < 0.25
        if is_xml:
            text = damaged_text(self._xml, random)
        elif random.random() < 0.4:
            text = made_json(random)
        else:
            text = damaged_text(self._json, random)
        if not is_xml:  # the first reader's texts come from Rust, where none can hold half a pair
            text = text.encode("utf-8", "replace").decode()
        return TextInput(Layer.JSON, text, is_xml)

    def _damage(self, layer: Layer, random: Random, *, may_be_endless: bool) -> Damage:
        if layer is Layer.AMPLIFIED:
            return Damage(made_amplified(random, may_be_endless=may_be_endless), ())
        aimed = random.choice((Layer.TEMPLATE, Layer.VALUE)) if layer is Layer.SECOND else layer
        if aimed in (Layer.TEMPLATE, Layer.VALUE) and random.random() < 0.35:
            seed = _MAKERS[aimed, random.random() < 0.2](random)
            if random.random() < 0.7:
                return Damage(seed, ())
        else:
            seed = random.choice(self._seeds.full if random.random() < 0.12 else self._seeds.written)
        return damage_in(aimed, seed, random)


_MAKERS = {
    (Layer.TEMPLATE, False): made_templates,
    (Layer.TEMPLATE, True): made_names,
    (Layer.VALUE, False): made_values,
    (Layer.VALUE, True): made_values,
}
"""By layer, and whether it is the rarer of two."""


def reduced(damage: Damage) -> Iterator[Damage]:
    """Give damages that lack one thing each."""
    for left_out in range(len(damage.edits)):
        edits = damage.edits[:left_out] + damage.edits[left_out + 1 :]
        yield replace(damage, edits=edits)
    if damage.kept is not None:
        yield replace(damage, kept=None)
    if damage.appended:
        yield replace(damage, appended=b"")
    if damage.is_resealed:
        yield replace(damage, is_resealed=False)


def _choose(shares: Mapping[Layer, float], random: Random) -> Layer:
    return random.choices(list(shares), list(shares.values()))[0]


@cache
def _texts() -> tuple[Sequence[str], Sequence[str]]:
    """Read the records of the written seeds for their JSON and for the XML of both readers."""
    json: list[str] = []
    xml: list[str] = []
    for seed in written_seeds():
        chunk = load("seed", 0, FILE_HEADER_SIZE, seed.chunk[:0x10000])
        for span in chunk.spans[:3]:
            copy = copy_chunk(chunk.data, (span,), chunk.start)
            json += (text for _, text in first_reader.read_json([copy])[0])
            rendered, _ = first_reader.read_xml(copy, indent=False)
            xml += [] if rendered is None else [rendered]
            try:
                xml.append(second_reader.read_xml(chunk.data, span))
            except SecondReaderError:
                continue
    return [text for text in json if len(text) < 20_000], [text for text in xml if len(text) < 20_000]
