"""An export into one HTML file that stands alone: no script, no link, nothing loaded; read, printed, handed on.

Every text that the template writes passes `visible` and is escaped, whoever wrote the template's next line:
see `_environment`. The policy in the file allows one style sheet, its own, by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from core.notation.visible import visible
from core.output.export import Export
from core.output.host_words import MOST_HOSTS, HostWords
from core.output.outcome import MEANING, facts, figures, headline, limits, makers
from core.output.report_words import FigureWords, LogWords, RowWords, unread

_AT_ONCE = 200
"""Pieces of the template that are written together."""

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def html_parts(export: Export) -> Iterator[str]:
    """Write the report in parts, so that ten thousand rows never stand in memory as text."""
    template, policy = _template()
    more = len(export.hosts) - MOST_HOSTS
    stream = template.stream(
        title=headline(export),
        meaning=MEANING,
        policy=policy,
        made_at=_made_at(export),
        made=makers(export),
        facts=facts(export),
        unread=unread(export.reports),
        figures=[FigureWords(figure, len(export.rows)) for figure in figures(export.rows) if export.rows],
        has_rows=bool(export.rows),
        rows=(RowWords(number, row) for number, row in enumerate(export.rows, 1)),
        hosts=[HostWords(host) for host in export.hosts[:MOST_HOSTS]],
        more_hosts=f"{more:,} more hosts; --report names them all" if more > 0 else "",
        limits=limits(export),
        logs=map(LogWords, export.reports),
    )
    stream.enable_buffering(_AT_ONCE)
    yield from stream


def _made_at(export: Export) -> str:
    return " ".join(f"{title} {text}" for title, text in makers(export)[:1])


@cache
def _template() -> tuple[Template, str]:
    """Give the template and the policy that allows its style sheet and nothing else."""
    source = resources.files("resources").joinpath("report.html").read_text(encoding="utf-8")
    (style,) = _STYLE.findall(source)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return _environment().from_string(source), policy


def _environment() -> Environment:
    return Environment(
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _shown(value: object) -> str:
    """Turn whatever the template writes into text without hidden characters; it is escaped behind this."""
    return visible(str(value))
