"""Harmless commands into the disguises of real ones."""

from __future__ import annotations

import base64
from typing import Final

SCRIPT: Final = (
    "Invoke-WebRequest https://files.example.net/readme.txt -OutFile $env:TEMP\\readme.txt; "
    "Get-Content $env:TEMP\\readme.txt"
)

PACKED: Final = (
    "H4sIAAAAAAACA/PMK8vPTtUNT00KSi0sTS0uUcgoKSkottLXT8vMSS3WS61IzC3ISdXLSy3RL0pNTMlN1SupKFHQ9S8t"
    "cQMqUFBJzSuzCnH1DYhByForuKeW6Drn55Wk5pVgVQEAFMBXtHYAAAA="
)
"""`SCRIPT` by gzip and base64, once for all: builds of zlib differ in how they pack."""

UNPACKING: Final = (
    f"$d=[Convert]::FromBase64String('{PACKED}');"
    "IEX (New-Object IO.StreamReader((New-Object IO.Compression.GzipStream("
    "(New-Object IO.MemoryStream(,$d)),[IO.Compression.CompressionMode]::Decompress)))).ReadToEnd()"
)
"""A script that unpacks the other one and runs it."""

SPELLED: Final = (
    "&([char]105+[char]101+[char]120) (-join('4765742d44617465202d466f726d6174206f' "
    "-split '(..)'|?{$_}|%{[char][Convert]::ToInt32($_,16)}))"
)
"""The time of day: a command in hexadecimal, and its runner from character codes."""


def encoded(script: str) -> str:
    """As PowerShell's -EncodedCommand takes it."""
    return base64.b64encode(script.encode("utf-16-le")).decode()
