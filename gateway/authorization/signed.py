"""Rules that count only if they are signed, once the operator has set a key. Who can tell is given from outside."""

from collections.abc import Callable, Mapping
from pathlib import Path

from gateway.authorization.plain_file import read_plain
from gateway.authorization.problem import Problem

SIGNATURE_FILE = "policies.sig"

Verify = Callable[[Mapping[str, bytes], bytes], str | None]
"""What is wrong with a signature over files, which are given by name, in some words; None if it holds."""

_HINT = "these rules count only once they are signed with the key of this gateway: gateway policy sign"


def read_signature(folder: Path) -> bytes | None:
    """The signature that lies beside the rules, or None if there is none to be read."""
    try:
        return read_plain(folder / SIGNATURE_FILE)
    except OSError:
        return None


def unsigned(
    folder: Path, contents: Mapping[str, bytes], signature: bytes | None, verify: Verify | None
) -> list[Problem]:
    """Why what was read from a folder is not signed as it must be; without a key to verify with, nothing must."""
    if verify is None:
        return []
    wrong = "there is no signature" if signature is None else verify(contents, signature)
    return [Problem((folder / SIGNATURE_FILE).as_posix(), 1, 1, 0, "", wrong, _HINT)] if wrong else []
