"""The scalars. Numbers are refused at coercion without a word of what was typed; contact details are the domain's."""

from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from gateway.domain import identifiers
from gateway.domain.quarter import Quarter, parse_quarter

EnterpriseNumber = identifiers.EnterpriseNumber
NationalNumber = NewType("NationalNumber", str)
EmailAddress = NewType("EmailAddress", str)
PhoneNumber = NewType("PhoneNumber", str)


class NotCoerced(GraphQLError):
    """A value that a scalar refuses. The message is ours, and safe to show."""


def _enterprise_number(value: Any) -> EnterpriseNumber:
    try:
        return identifiers.parse_enterprise_number(_text(value))
    except ValueError as error:
        raise NotCoerced(str(error)) from None


def _quarter(value: Any) -> Quarter:
    try:
        return parse_quarter(_text(value))
    except ValueError as error:
        raise NotCoerced(str(error)) from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NotCoerced("A string is expected here.")
    return value


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _never(_value: Any) -> str:
    raise NotCoerced("A national number is an input only.")


SCALARS: dict[object, ScalarDefinition] = {
    EnterpriseNumber: strawberry.scalar(
        name="EnterpriseNumber",
        description=(
            "The number of an enterprise in the Crossroads Bank for Enterprises. In: with dots, blanks, `BE` in front "
            "or in the old form of nine digits. Out: ten digits."
        ),
        parse_value=_enterprise_number,
        serialize=str,
    ),
    NationalNumber: strawberry.scalar(
        name="NationalNumber",
        description="A number of the National Register, or a BIS number. An input only: no field ever shows one.",
        parse_value=_text,
        serialize=_never,
    ),
    EmailAddress: strawberry.scalar(
        name="EmailAddress",
        description="An e-mail address. A wrong one is answered with INVALID, together with all other wrong fields.",
        parse_value=_text,
        serialize=str,
    ),
    PhoneNumber: strawberry.scalar(
        name="PhoneNumber",
        description=(
            "A phone number. In: Belgian unless it begins with + and a country's code. Out: E.164. A wrong one is "
            "answered with INVALID, together with all other wrong fields."
        ),
        parse_value=_text,
        serialize=str,
    ),
    Quarter: strawberry.scalar(
        name="Quarter",
        description="A quarter of a year: 2027-Q1.",
        parse_value=_quarter,
        serialize=str,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day, as ISO 8601 writes it: 2026-06-30.",
        serialize=date.isoformat,
        parse_value=date.fromisoformat,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment in UTC, as RFC 3339 writes it: 2026-06-30T08:00:00Z.",
        serialize=_moment,
        parse_value=datetime.fromisoformat,
    ),
}
