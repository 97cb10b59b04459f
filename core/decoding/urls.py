"""A text into what it says of other machines: URLs, shares and IP addresses, with where each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from core.decoding.edit import Scanned
from core.decoding.step import UrlKind

LONGEST = 2_048
"""Characters of one; a longer one is given up to there."""

Found = tuple[int, int, str, UrlKind]
"""Start, end, text, kind."""

_MARKS = ("://", ":\\\\", ":/", "\\\\", "%3a%2f%2f", ".")
_SCHEMES = r"(?:https?|ftps?|sftp|tftp|wss?|ldaps?|file)"
_IN_URL = r"[^\s\"'<>^`|{}\\]"
_URL = re.compile(
    rf"(?<![a-z0-9])(?:{_SCHEMES}:(?://|\\\\)(?=[\w\[%$]){_IN_URL}++"
    rf"|{_SCHEMES}%3a%2f%2f{_IN_URL}++"
    rf"|(?:ms-(?:msdt|officecmd|search|appinstaller|excel|word|powerpoint|access|visio)|search-ms):{_IN_URL}++)",
    re.ASCII,
)
_NEXT_URL = re.compile(r"[,;@*|+]+(?=(?:https?|ftp)://)", re.ASCII)
_COMMAND_END = re.compile(r"[&;]")
_TRAILING = ".,;:!?&*+"
_FRAGMENT_HOST = re.compile(r"[^:]{2,12}+:(?://|\\\\)[^/]*?[$%!]", re.ASCII)

_HOST = r"\\\\(?!root\\)[a-z0-9][a-z0-9._-]{0,252}+(?:@[a-z0-9]{1,10}+)*+"
"""Not `\\root`, which is a namespace of WMI."""
_SHARE = re.compile(rf"(?<![\\:\w.]){_HOST}\\(?!\\)[^/:*?\"<>|\s'`^,;()&]++", re.ASCII)
_QUOTED_SHARE = re.compile(rf"(?<=[\"']){_HOST}\\(?!\\)[^/:*?\"<>|'`^\r\n]++(?=[\"'])", re.ASCII)
_ADDRESS = re.compile(r"(?<![\w.\\/-])((?:[0-9]{1,3}+\.){3}[0-9]{1,3}+)(?![\w\\-]|\.[\w])", re.ASCII)
_MAY_BE_ADDRESS = re.compile(r"[0-9]\.[0-9]{1,3}\.", re.ASCII)
_VERSION_BEFORE = re.compile(r"(?:ver|version|v|build|release)[\"']?\s{0,4}+[=:]?\s{0,4}+[\"']?\Z", re.ASCII)


def find_urls(scanned: Scanned) -> list[Found]:
    """Find what points to other machines, ascending; an address within a URL is part of it."""
    if not any(mark in scanned.low for mark in _MARKS):
        return []
    found = [*_urls(scanned), *_shares(scanned)]
    taken = sorted((start, end) for start, end, _, _ in found)
    if _MAY_BE_ADDRESS.search(scanned.low):
        found += _addresses(scanned, taken)
    return sorted(found)


def _urls(scanned: Scanned) -> Iterator[Found]:
    for match in _URL.finditer(scanned.low):
        start, end = match.span()
        at = start
        for sign in [*_NEXT_URL.finditer(scanned.low, start, end), None]:
            stop = end if sign is None else sign.start()
            yield from _url(scanned.text, at, stop)
            at = stop if sign is None else sign.end()


def _url(text: str, start: int, end: int) -> Iterator[Found]:
    """Cut off what belongs to the sentence or the command around a URL."""
    url = text[start : min(end, start + LONGEST)]
    command_end = _COMMAND_END.search(url)
    if command_end is not None and "?" not in url[: command_end.start()]:
        url = url[: command_end.start()]
    url = url.rstrip(_TRAILING)
    while url.endswith((")", "]")) and url.count(url[-1]) > url.count("(" if url[-1] == ")" else "["):
        url = url[:-1].rstrip(_TRAILING)
    end = start + len(url)
    if "%3a%2f%2f" in url[:20].lower():
        url = unquote(url.partition("&")[0])
    if not url.isprintable() or _FRAGMENT_HOST.match(url) or not any(map(str.isalnum, url.partition(":")[2])):
        return
    yield start, end, url, UrlKind.URL


def _shares(scanned: Scanned) -> Iterator[Found]:
    quoted = {match.start(): match for match in _QUOTED_SHARE.finditer(scanned.low)}
    for match in _SHARE.finditer(scanned.low):
        start, end = (quoted.get(match.start()) or match).span()
        end = min(end, start + LONGEST)
        text = scanned.text[start:end].rstrip(" .\\")
        yield start, start + len(text), text, UrlKind.SHARE


def _addresses(scanned: Scanned, taken: list[tuple[int, int]]) -> Iterator[Found]:
    """Find IPv4 addresses; numbers of versions look the same, so what is named one is left out."""
    at = 0
    for match in _ADDRESS.finditer(scanned.low):
        start, end = match.span()
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        parts = [int(part) for part in match[1].split(".")]
        is_within = at < len(taken) and taken[at][0] <= start
        if is_within or not 1 <= parts[0] <= 239 or max(parts) > 255 or parts[0] == 127:
            continue
        if not _VERSION_BEFORE.search(scanned.low, max(start - 24, 0), start):
            yield start, end, match[1], UrlKind.ADDRESS
