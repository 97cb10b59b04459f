"""core.errors: an error of the system into the end of a sentence: what is wrong, what next."""

from __future__ import annotations

import errno

import pytest

from core.errors import CellspawnError, UsageError, io_sentence, writing_sentence

WHEN_READING = {
    errno.ENOENT: "the file is no longer there; find where it went and scan it again",
    errno.EACCES: "no permission to read it; copy it with an account that may, or run with that account",
    errno.EPERM: "no permission to read it; copy it with an account that may, or run with that account",
    errno.EISDIR: "it is a folder; give the folder itself to search it for logs",
    errno.EIO: "the disk or share failed while it was read; copy it elsewhere and scan the copy",
    errno.ESTALE: "the share went away while it was read; connect it again and scan once more",
}
WHEN_WRITING = {
    errno.ENOENT: "its folder does not exist; make it first, or name another",
    errno.ENOTDIR: "its folder is a file; name another folder",
    errno.EISDIR: "it is a folder; name a file in it",
    errno.EACCES: "no permission to write there; name another folder",
    errno.EPERM: "no permission to write there; name another folder",
    errno.EROFS: "the disk is read-only; name a file on another disk",
    errno.ENOSPC: "the disk is full; make room, or name a file on another disk",
}


@pytest.mark.parametrize(("code", "sentence"), WHEN_READING.items(), ids=errno.errorcode.get)
def test_a_file_that_cannot_be_read(code: int, sentence: str) -> None:
    """Each usual error says what to do next, and never the file's name."""
    assert sentence == io_sentence(OSError(code, "in the system's words", "a.evtx"))


@pytest.mark.parametrize(("code", "sentence"), WHEN_WRITING.items(), ids=errno.errorcode.get)
def test_a_file_that_cannot_be_written(code: int, sentence: str) -> None:
    """What to do next differs from reading: the same number means another thing."""
    assert sentence == writing_sentence(OSError(code, "in the system's words", "out.csv"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ELOOP, "Too many levels", "a"), "Too many levels"),
        (OSError("only a text"), "only a text"),
        (OSError(0, "no number"), "no number"),
        (PermissionError("without a number"), "without a number"),
    ],
)
def test_any_other_error_is_told_in_the_words_of_the_system(error: OSError, words: str) -> None:
    """An error without a number, or with a rare one, still gives a sentence."""
    assert f"the system says: {words}" == io_sentence(error) == writing_sentence(error)


def test_wrong_use_is_an_error_of_the_world() -> None:
    """Who shows all errors to the user shows this one too."""
    assert issubclass(UsageError, CellspawnError)


@pytest.mark.parametrize("code", [32, 33])
def test_a_live_log_that_is_locked_says_how_to_copy_it(code: int) -> None:
    """Windows says EACCES for it, which would send the user looking for permissions."""
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = code  # type: ignore[attr-defined,unused-ignore]  # only Windows has it

    assert "wevtutil epl" in io_sentence(error)
