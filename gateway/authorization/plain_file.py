"""Reads a file that somebody else may have put there: what is no file must not keep the reader, nor fill its memory."""

import os
import stat
from pathlib import Path

LARGEST = 1 << 20
"""A hundred times the rules that are shipped."""


class UnfitFile(OSError):
    """Something stands there that is not read. `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read_plain(path: Path) -> bytes:
    """What a file holds. Raises OSError if there is none to be read, and UnfitFile if it is no file or too large.

    A pipe that nobody writes to would otherwise never be opened, and a device never end.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnfitFile("this is no file")
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(LARGEST + 1)
    finally:
        os.close(descriptor)
    if len(content) > LARGEST:
        raise UnfitFile(f"this file is too large (more than {LARGEST:,} bytes)")
    return content
