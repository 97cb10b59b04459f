"""One process into its related events in a log, as a program of its own: started, searched, printed, ended.

It does what the window does for a row: the process's GUID, its PID in its lifetime and its logon are looked for.
"""

from __future__ import annotations

import sys
from collections.abc import Generator

from core.processes.living import start_of
from core.work.chunk_range import ChunkRange, Effort
from core.work.related import RelatedFound, Wanted, find_related
from core.work.sources import LogFile, find_logs
from core.work.workers import Workers, default_jobs

CREATION = 3
"""Which process creation of the log's first chunk is looked up."""


def wanted_in(log: LogFile) -> Wanted:
    """Take a process from the first chunk of a log."""
    first_chunk = ChunkRange(
        path=log.path.encode(),
        file=log.name,
        first_chunk_offset=log.first_chunk_offset,
        first=0,
        count=1,
        size=log.size,
        effort=Effort.FULL,
        literals=(),
    )
    process = first_chunk.run(lambda offset: None).creations[CREATION]
    return Wanted(process.fqdn, process.guid, process.pid, start_of(process), None, process.logon_id)


def ended(steps: Generator[float, None, RelatedFound]) -> RelatedFound:
    """Search to the end."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            found: RelatedFound = stop.value
            return found


def main() -> int:
    """Print how many events were found."""
    logs = [log for log in find_logs(sys.argv[1:]) if isinstance(log, LogFile)]
    with Workers(default_jobs()) as workers:
        found = ended(find_related(workers, logs, [wanted_in(logs[0])]))
    print(len(found.events))
    return 0 if found.events and not found.problems else 1


if __name__ == "__main__":
    raise SystemExit(main())
