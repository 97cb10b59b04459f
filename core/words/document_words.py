"""The document of a Story into words: one verb for each kind of sign, and no more than it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.detection.document import Origin
from core.story.document_found import DocumentFound, Sign
from core.words.clue_words import clue_in_words
from core.words.statement import Statement, Tone, shown

FROM: Mapping[Origin, str] = {
    Origin.MAIL: "opened from a mail (Outlook's folder for attachments)",
    Origin.ARCHIVE: "opened from an archive (a folder that archives are unpacked into)",
    Origin.DOWNLOAD: "downloaded (the downloads folder or a browser's cache)",
    Origin.SHARE: "on a network share",
    Origin.WEB: "opened from the web",
    Origin.TEMP: "in a folder for temporary files",
    Origin.LOCAL: "in a local folder",
}
"""Of a document that Excel was started with."""

_WHERE: Mapping[Origin, str] = {
    **FROM,
    Origin.MAIL: "in Outlook's folder for attachments",
    Origin.ARCHIVE: "in a folder that archives are unpacked into",
    Origin.DOWNLOAD: "in the downloads folder or a browser's cache",
    Origin.WEB: "from the web",
}
"""Of one that an event names, which need not have been opened."""

_SIGNS: Mapping[Sign | None, str] = {
    None: " with {}",
    Sign.OPENED: "; before the start it opened {}",
    Sign.TRUSTED: "; before the start its user trusted {}",
    Sign.MARKED: "; before the start it put the mark of the web on {}",
    Sign.RECENT: "; before the start it put on the list of recent documents {}",
    Sign.WRITTEN: "; it wrote, before the start, {}",
}


def opened(document: DocumentFound) -> str:
    """Go on from "excel.exe was started" with what is known of the document."""
    if document.path is None:
        return f"; its document is not known ({document.note})" if document.note else ""
    return _SIGNS[document.sign].format(f"{_named(document)}{_place_among(document)}")


def _named(document: DocumentFound) -> str:
    where = FROM if document.sign is None else _WHERE
    origin = f", {where[document.origin]}" if document.origin else ""
    return f"{shown(document.path or 'not known')}{origin}"


def _place_among(document: DocumentFound) -> str:
    if document.count < 2:
        return ""
    which = "the last" if document.is_last else "one"
    return f", {which} of {document.count:,} documents that it had to do with"


def document_clues(document: DocumentFound) -> Iterator[str]:
    """Name what names the document, a line for each."""
    return map(clue_in_words, document.clues)


def other_documents(document: DocumentFound) -> Iterator[str]:
    """Name the other documents of the same Excel, a line for each, with what names it."""
    for path, clue in document.others:
        yield f"{shown(path)}: {clue_in_words(clue)}"
    if (more := document.count - 1 - len(document.others)) > 0:
        yield f"and {more:,} more"


def document_statements(document: DocumentFound) -> Iterator[Statement]:
    """Say it with its evidence, where events say more than the command line."""
    if all(clue.event is None for clue in document.clues) and not document.others:
        return
    clues = "; ".join(document_clues(document))
    others = "; ".join(other_documents(document))
    more = f" This Excel also had to do with {others}." if others else ""
    tone = Tone.NOTE if document.origin in (None, Origin.LOCAL, Origin.SHARE) else Tone.WARN
    text = f"{_named(document)}{_place_among(document)}. {clues[:1].upper()}{clues[1:]}.{more}"
    yield Statement("Document", text, (), tone)
