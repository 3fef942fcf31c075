"""Settings from files: a folder with one file a variable, as Docker and Kubernetes mount them.

pydantic-settings reads such a folder as well, but passes over a folder that is missing, a file that it cannot read and
a link that leads elsewhere: an operator would start with the default, and not know.
"""

import stat
from pathlib import Path

from gateway.settings.variables import PREFIX
from gateway.settings.wrong import WrongSettings

FOLDER = f"{PREFIX}SECRETS"
FOLDER_IS = "A folder with a file for each variable that is not in the environment, named as the variable is."
_OTHERS = stat.S_IRGRP | stat.S_IROTH


def files_in(named: str | None) -> dict[str, Path]:
    """The file of each variable in the folder, if one is named.

    What has another name is somebody else's: the folder may be shared, and Kubernetes keeps links of its own in it.
    Raises WrongSettings if there is no such folder.
    """
    if named is None:
        return {}
    try:
        found = sorted(Path(named).iterdir()) if named else None
    except OSError:
        found = None
    if found is None:
        raise WrongSettings({FOLDER: "this is no folder that can be read"})
    return {each.name.upper(): each for each in found if each.name.upper().startswith(PREFIX)}


def content_of(file: Path) -> str:
    """What a file says, without the line end that editors leave. Raises ValueError if it says nothing."""
    try:
        text = file.read_text(encoding="utf-8").strip() if file.is_file() else None
    except UnicodeDecodeError:
        raise ValueError("its file is no text in UTF-8") from None
    except OSError as error:
        raise ValueError(f"its file cannot be read ({error.strerror})") from None
    if not text:
        raise ValueError("its file is none, or a link to none" if text is None else "its file is empty")
    return text


def open_to_others(file: Path) -> bool:
    """Whether others than its owner may read a file: not all on a machine are meant to."""
    return bool(file.stat().st_mode & _OTHERS)
