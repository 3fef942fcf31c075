"""Numbers that identify enterprises and people, and the rules that make one valid."""

import hashlib
import hmac
import re
import unicodedata
from typing import NewType

from stdnum.be import bis, nn

EnterpriseNumber = NewType("EnterpriseNumber", str)
"""Ten digits, such as ``0206731645``. Only `parse_enterprise_number` makes one."""

NationalNumber = NewType("NationalNumber", str)
"""Eleven digits of the National Register, or a BIS number. An input only: see `PersonKeys`."""

PersonKey = NewType("PersonKey", str)
"""The keyed hash of a national number, 64 hexadecimal digits: how a person is recognised and stored."""

_BETWEEN = re.compile(r"[.\s]+")
_ENTERPRISE = re.compile(r"[01][0-9]{9}")
_NATIONAL = re.compile(r"[0-9]{11}")
_LONGEST_SPELLING = 32
_BETWEEN_GROUPS = r"[\W_]{0,3}"
_IN_GROUPS = _BETWEEN_GROUPS.join([r"\d\d", r"\d\d", r"\d\d", r"\d\d\d", r"\d\d"])
_ONE_BY_ONE = r"(?<!\d[\W_])(?<!\d[\W_]{2})(?<!\d[\W_]{3})\d(?:[\W_]{1,3}\d){10}"
_ELEVEN_DIGITS = re.compile(rf"(?<!\d)(?=((?:{_IN_GROUPS}|{_ONE_BY_ONE})(?!\d)))")


def parse_enterprise_number(text: str) -> EnterpriseNumber:
    """Read an enterprise number in any accepted spelling: dots, blanks, ``BE`` in front, or the old nine digits.

    Raises ValueError, which repeats nothing of the text, if it is none. The check digits run from 01 to 97:
    00 is never one (the check of `stdnum.be.vat` accepts it).
    """
    digits = _BETWEEN.sub("", text).upper().removeprefix("BE") if len(text) <= _LONGEST_SPELLING else ""
    digits = digits.rjust(10, "0") if len(digits) == 9 else digits
    if not _ENTERPRISE.fullmatch(digits) or 97 - int(digits[:8]) % 97 != int(digits[8:]):
        raise ValueError(
            "An enterprise number has ten digits, begins with 0 or 1, and its last two digits are a check."
        )
    return EnterpriseNumber(digits)


def format_enterprise_number(number: EnterpriseNumber) -> str:
    """The number as people read it: ``0206.731.645``."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"


def parse_national_number(text: str) -> NationalNumber:
    """Read a national register or BIS number, with or without its usual separators.

    Raises ValueError, which repeats nothing of the text, if it is none. The counters 000 and 999 are never given
    out (`stdnum` accepts them).
    """
    digits = re.sub(r"[.\s-]+", "", text) if len(text) <= _LONGEST_SPELLING else ""
    kind = nn if digits[2:4] <= "12" else bis
    if not _NATIONAL.fullmatch(digits) or digits[6:9] in ("000", "999") or not kind.is_valid(digits):
        raise ValueError("This is no national number.")
    return NationalNumber(digits)


def holds_national_number(text: str) -> bool:
    """Whether a national number stands anywhere in a text, in any digits and with separators as people set them.

    Digits right before or after it, or separators elsewhere, make it another number: `1_0206731645` is none.
    """
    plain = unicodedata.normalize("NFKC", text)
    return any(_is_national_number(found[1]) for found in _ELEVEN_DIGITS.finditer(plain))


def _is_national_number(text: str) -> bool:
    try:
        parse_national_number("".join(digit for digit in text if digit.isdecimal()))
    except ValueError:
        return False
    return True


class PersonKeys:
    """Turns national numbers into the keys under which people are known.

    By law the number may serve only to identify and authenticate, so it is hashed at the door with a secret
    that the database does not hold (HMAC-SHA-256); a bare hash would be reversed in seconds.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise ValueError("The key for national numbers needs at least 32 bytes.")
        self._secret = secret

    def of(self, number: NationalNumber) -> PersonKey:
        """The key of the person with this number: the same for every spelling, different for every secret."""
        return PersonKey(hmac.new(self._secret, number.encode(), hashlib.sha256).hexdigest())

    def fingerprint(self, text: str) -> str:
        """A keyed hash by which two texts can be told equal, and nothing of them be known; never a person's key."""
        return hmac.new(self._secret, b"fingerprint\0" + text.encode(), hashlib.sha256).hexdigest()

    def __repr__(self) -> str:
        return "PersonKeys(…)"
