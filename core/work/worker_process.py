"""Units of work into answers, inside a worker process: the only place where hostile bytes meet a parser."""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable

import msgspec

from core.errors import io_sentence
from core.work.chunk_range import ChunkRange, RangeResult
from core.work.file_hash import FileHash, HashFile
from core.work.recheck import Recheck, Rechecked
from core.work.record_read import ReadRecord, RecordRead
from core.work.related_range import FindRelated, RelatedInRange
from core.work.reread import Reread, Rereading

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    import resource
    from multiprocessing.connection import Connection

Task = ChunkRange | HashFile | Recheck | ReadRecord | FindRelated | Reread
Result = RangeResult | FileHash | Rechecked | RecordRead | RelatedInRange | Rereading

BEGUN, ANNOUNCED, DONE, IO_ERROR, NO_MEMORY, BUG = b">", b"@", b"=", b"!", b"%", b"#"
"""First byte of what a worker says: it begins a unit; it is about to read the record at an offset, or to do a step;
the result; why a file could not be read; it had not enough memory; the traceback of a fault of ours."""

_encode = msgspec.msgpack.Encoder().encode
_decode_task = msgspec.msgpack.Decoder(Task).decode


def serve(connection: Connection, most_memory: int) -> None:
    """Answer units of work until the connection ends: the life of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that started this one
    _silence_standard_error()
    gc.set_threshold(100_000)  # what a range leaves behind goes by reference counts; cycles are rare
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (2 * most_memory, 2 * most_memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def announce(offset: int) -> None:
        connection.send_bytes(ANNOUNCED + str(offset).encode())

    try:
        while True:
            task = _decode_task(connection.recv_bytes())
            connection.send_bytes(BEGUN)
            connection.send_bytes(_answer(task, announce))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _answer(task: Task, announce: Callable[[int], None]) -> bytes:
    try:
        return DONE + _encode(task.run(announce))
    except (BrokenPipeError, ConnectionResetError):
        raise
    except OSError as error:
        return IO_ERROR + io_sentence(error).encode()
    except MemoryError:
        return NO_MEMORY
    except Exception:  # noqa: BLE001  # the edge of a process: a fault of ours must name itself in the other one
        return BUG + traceback.format_exc().encode("utf-8", "backslashreplace")


def _silence_standard_error() -> None:
    """Let a parser's last words (an abort of the Rust runtime) not reach the user's terminal."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
