"""Keys that an operator gives in hexadecimal. One that could be guessed protects nothing, however long it is."""

import secrets
from itertools import pairwise

GOOD_BYTES = 32
DEMO_MARK = b"demo"
"""With these bytes every key of a demo begins, so that one that finds its way into another gateway is known there."""

_FEWEST_VALUES = 16
"""So many different bytes a key has at the least. Of those drawn at random, not one in 10^15 has fewer."""
_HOW = "`gateway config key` prints a good one"


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_hex(GOOD_BYTES)


def new_demo_key() -> str:
    """The same for a demo, and known as such."""
    return (DEMO_MARK + secrets.token_bytes(GOOD_BYTES - len(DEMO_MARK))).hex()


def key_bytes(text: str) -> bytes:
    """The bytes of a key in hexadecimal. Raises ValueError, which repeats nothing of it."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ValueError(f"this is not hexadecimal: {_HOW}") from None


def refuse_weak(key: bytes) -> None:
    """Raises ValueError for a key that a person made up, and for one of a demo."""
    if key.startswith(DEMO_MARK):
        raise ValueError(f"this is the key of a demo, which anybody may have: {_HOW}")
    if any(found(key) for found in (_has_few_values, _repeats, _counts, _is_text)):
        raise ValueError(f"this key can be guessed (it repeats, counts, or is a text): {_HOW}")


def _has_few_values(key: bytes) -> bool:
    return len(set(key)) < _FEWEST_VALUES


def _repeats(key: bytes) -> bool:
    return any(key[period:] == key[:-period] for period in range(1, len(key) // 2 + 1))


def _counts(key: bytes) -> bool:
    """Up or down, by whatever step."""
    return len({(after - before) % 256 for before, after in pairwise(key)}) == 1


def _is_text(key: bytes) -> bool:
    try:
        return "".join(key.decode().split()).isprintable()
    except UnicodeDecodeError:
        return False
