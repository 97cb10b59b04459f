"""core.__main__: help fits a terminal of 80 columns."""

from __future__ import annotations

import pytest

from core.__main__ import parser


def help_of(subcommand: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give what `--help` prints in a terminal of so many columns."""
    monkeypatch.setenv("COLUMNS", str(columns))
    (subcommands,) = (one for one in parser()._actions if one.dest == "subcommand")
    assert isinstance(subcommands.choices, dict)
    chosen = parser() if not subcommand else subcommands.choices[subcommand]
    return str(chosen.format_help())


@pytest.mark.parametrize("subcommand", ["", "scan", "tree", "verify"])
def test_help_fits_a_terminal(subcommand: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what is wrapped by hand, such as the examples."""
    assert [line for line in help_of(subcommand, 80, monkeypatch).splitlines() if len(line) > 80] == []
