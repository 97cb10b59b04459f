"""Texts that a log may hold to hurt whoever exports it, or opens the export."""

from __future__ import annotations

HOSTILE = [
    "=cmd|'/C calc'!A0",
    "'=1",
    "a;=1\t+2\r\n-3",
    "line\nline\r\nline\rline",
    '","injected","',
    '"}]}\n{"file_offset": 1}',
    "\ud800",
    "a\udc00b\ud83d",
    "\u202egnp.exe",
    "\x1b[2J\x00\x07\x7f",
    "\u200b\ufeff\u2028\uffff",
    "<script>alert(1)</script>&amp;",
    "[1,2",
    "-",
    "null",
    "naïve 監査 😀",
    " blanks ",
]
