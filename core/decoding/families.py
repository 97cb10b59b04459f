"""The families of encodings, in the order in which they are tried."""

from __future__ import annotations

from core.decoding.base64_pieces import find_base64, find_encoded_commands
from core.decoding.character_codes import (
    find_basic_sums,
    find_byte_lists,
    find_casts,
    find_from_codes,
    find_piped,
)
from core.decoding.cmd_text import find_carets, find_quotes
from core.decoding.cmd_variables import find_variables as find_cmd_variables
from core.decoding.edit import Extractor, Rewriter
from core.decoding.hex_pieces import find_escapes, find_hex, find_percents
from core.decoding.picked_letters import find_picked
from core.decoding.powershell_text import (
    find_backticks,
    find_formats,
    find_joins,
    find_replacements,
    find_sums,
)
from core.decoding.powershell_variables import find_reversed, find_variables
from core.decoding.step import Kind

REWRITERS: tuple[Rewriter, ...] = (
    # As Windows does: cmd puts in values before it drops carets, and PowerShell sees the line after that.
    Rewriter(Kind.CMD_VARIABLES, ("%", "!"), find_cmd_variables),
    Rewriter(Kind.CARETS, ("^",), find_carets),
    Rewriter(Kind.QUOTES, ('"',), find_quotes),
    Rewriter(Kind.BACKTICKS, ("`",), find_backticks),
    Rewriter(Kind.ESCAPES, ("\\x", "\\u"), find_escapes),
    Rewriter(Kind.ESCAPES, ("%3", "%4", "%5", "%6", "%7"), find_percents),
    Rewriter(Kind.CHARACTERS, ("$_",), find_piped),
    Rewriter(Kind.CHARACTERS, ("[]]",), find_casts),
    Rewriter(Kind.CHARACTERS, ("getstring",), find_byte_lists),
    Rewriter(Kind.CHARACTERS, ("fromcharcode",), find_from_codes),
    Rewriter(Kind.CHARACTERS, ("chr(", "chrw(", "chrb(", "chr$", "chr (", "chrw ("), find_basic_sums),
    Rewriter(Kind.PICKED, ("[",), find_picked),
    Rewriter(Kind.PICKED, ("reverse",), find_reversed),
    Rewriter(Kind.JOINED, ("+", "char]"), find_sums),
    Rewriter(Kind.FORMAT, ("}",), find_formats),
    Rewriter(Kind.REPLACE, ("replace",), find_replacements),
    Rewriter(Kind.JOINED, ("join",), find_joins),
    Rewriter(Kind.VARIABLES, ("$",), find_variables),
)

EXTRACTORS: tuple[Extractor, ...] = (
    Extractor(find_encoded_commands),
    Extractor(find_base64),
    Extractor(find_hex),
)
"""Tried where nothing of a text can be put right any more; what an earlier one takes no later one does."""
