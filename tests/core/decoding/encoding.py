"""Texts into what hides them, as obfuscators do; all of them harmless."""

from __future__ import annotations

import base64
import gzip
import zlib

from core.decoding.ladder import decode
from core.decoding.step import Kind

HELLO = "Write-Host 'hello from a test'; Get-Date"


def base64_of(text: str, codec: str = "utf-8") -> str:
    """Encode a text in Base64."""
    return base64.b64encode(text.encode(codec)).decode()


def utf16(text: str) -> str:
    """Encode a text as -EncodedCommand takes it."""
    return base64_of(text, "utf-16-le")


def gzipped(text: str) -> str:
    """Compress a text with gzip, in Base64."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def zlibbed(text: str) -> str:
    """Compress a text with zlib, in Base64."""
    return base64.b64encode(zlib.compress(text.encode())).decode()


def deflated(text: str) -> str:
    """Compress a text with raw deflate, in Base64."""
    packer = zlib.compressobj(wbits=-15)
    return base64.b64encode(packer.compress(text.encode()) + packer.flush()).decode()


def ends(line: str) -> list[str]:
    """Decode a line; gives what comes out in the end."""
    return [step.text for step in decode(line).ends]


def end(line: str) -> str:
    """Decode a line out of which one text comes; the line itself where nothing is encoded."""
    return (ends(line) or [line])[0] if len(ends(line)) < 2 else "several texts"


def kinds(line: str) -> list[Kind]:
    """Decode a line; gives the kinds of its steps."""
    return [step.kind for step in decode(line).steps]
