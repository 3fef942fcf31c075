"""Files and folders that an operator names. No message repeats a path: what was meant for elsewhere may stand there."""

import os
from pathlib import Path


def existing_file(path: Path) -> Path:
    """Raises ValueError if there is none."""
    # os.path: pathlib would raise for a name that is too long, and say the name.
    if not os.path.isfile(path):  # noqa: PTH113
        raise ValueError("there is no such file")
    return path


def existing_folder(path: Path) -> Path:
    """Raises ValueError if there is none."""
    if not os.path.isdir(path):  # noqa: PTH112
        raise ValueError("there is no such folder")
    return path
