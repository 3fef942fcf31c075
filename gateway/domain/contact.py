"""The details of a person who is designated: what a legal representative types, and what makes it valid."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from gateway.domain.errors import Invalid, Problem, Sentence
from gateway.domain.identifiers import NationalNumber, holds_national_number, parse_national_number
from gateway.domain.person import Identity

LONGEST_NAME = 100
_BETWEEN_LETTERS = frozenset(" -'’.·")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class ContactForm:
    """What was typed, not yet judged."""

    first_name: str
    last_name: str
    national_number: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """Details that hold: names in NFC, the number's eleven digits, an e-mail address, a phone number in E.164."""

    first_name: str
    last_name: str
    national_number: NationalNumber
    email: str
    phone: str


class _Wrong(ValueError):
    """The key of the sentence that says what is wrong."""


def judge(form: ContactForm, *path: str) -> Contact:
    """The details, or Invalid with every wrong field at once; its paths begin with `path`."""
    problems: list[Problem] = []

    def checked(field: str, check: Callable[[str], T], text: str) -> T | None:
        try:
            return check(text)
        except _Wrong as wrong:
            problems.append(Problem((*path, field), Sentence(str(wrong))))
            return None

    first_name = checked("firstName", lambda text: _name(text, "first_name_missing"), form.first_name)
    last_name = checked("lastName", lambda text: _name(text, "last_name_missing"), form.last_name)
    number = checked("nationalNumber", _national_number, form.national_number)
    email = checked("email", _email, form.email)
    phone = checked("phone", _phone, form.phone)
    if first_name is None or last_name is None or number is None or email is None or phone is None:
        raise Invalid(*problems)
    return Contact(first_name, last_name, number, email, phone)


def judge_email(text: str, *path: str) -> str:
    """The address to which notices go, or Invalid."""
    try:
        return _email(text)
    except _Wrong as wrong:
        raise Invalid(Problem(path, Sentence(str(wrong)))) from None


def email_of(identity: Identity) -> str | None:
    """Their e-mail address as their token says, if it is one. Judged when asked for: few requests ask."""
    try:
        return _email(identity.mail) if identity.mail is not None else None
    except _Wrong:
        return None


def _name(text: str, missing: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise _Wrong(missing)
    if len(name) > LONGEST_NAME:
        raise _Wrong("name_too_long")
    letters = [character for character in name if unicodedata.category(character)[0] in "LM"]
    if not letters or any(c not in _BETWEEN_LETTERS and unicodedata.category(c)[0] not in "LM" for c in name):
        raise _Wrong("name_characters")
    return name


def _national_number(text: str) -> NationalNumber:
    try:
        return parse_national_number(text)
    except ValueError:
        raise _Wrong("national_number") from None


def _email(text: str) -> str:
    """The address in its normal form. Its domain is not looked up: the answer must not hang on the network.

    An address with a national number in it is none here: it would be shown and kept, as the number never may be.
    """
    try:
        address = validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise _Wrong("email") from None
    if holds_national_number(address):
        raise _Wrong("email")
    return address


def _phone(text: str) -> str:
    """The number in E.164, Belgian unless it says otherwise."""
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        raise _Wrong("phone") from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise _Wrong("phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
