"""A node of a process tree into words: its name, what is said of a missing one, of its link and of its finding."""

from __future__ import annotations

from collections.abc import Iterator

from core.detection.descendants import BELOW, DESCENDANT
from core.detection.detections import Detection
from core.notation.visible import one_line
from core.processes.family import LinkKind, Node
from core.words.statement import shown

NOT_IN_THESE_LOGS = "(not in these logs)"
NO_COMMAND_LINE = "(the log has no command line)"
NO_HOST = "(the log does not name the host)"
UNNAMED = "unnamed process"


def name(node: Node) -> str:
    """Give the file name of the image in its own letters."""
    path = node.image_path or ""
    return one_line(path.replace("/", "\\").rpartition("\\")[2] or path) or UNNAMED


def command_line(node: Node) -> str:
    """Give the command line as it is shown in one line; empty for a missing process."""
    if node.process is None:
        return ""
    line = node.process.command_line
    return NO_COMMAND_LINE if line is None else one_line(line)


def host(node: Node) -> str:
    """Give the host's name."""
    return one_line(node.fqdn or "") or NO_HOST


def link(node: Node) -> str:
    """Give the word for how the parent is known; empty where there is none."""
    return "" if node.link is LinkKind.UNKNOWN else node.link.value


def kind(detection: Detection) -> str:
    """Tell what a finding is: `flagged` or `descendant`."""
    return "descendant" if DESCENDANT in detection.matched else "flagged"


def sentences(node: Node, detection: Detection | None) -> Iterator[str]:
    """Say of a process how its parent is known, and why it is a finding."""
    how = shown(node.how)
    if node.process is None:
        yield f"Not in these logs: {how}."
    elif node.link is LinkKind.UNKNOWN:
        yield f"No parent: {how}."
    else:
        yield f"Parent {node.link}: {how}."
    if detection is not None:
        chain = next((reason for reason in detection.reasons if reason.startswith(BELOW)), "")
        reason = shown(detection.reasons[0])
        below = f"; {shown(chain)}" if chain else ""
        yield f"{detection.severity.capitalize()}, {kind(detection)}: {reason}{below}."
