"""Messages of the GraphQL library without what was typed: it quotes values, and one may be a national number."""

import re

from graphql import GraphQLError

from gateway.graphql.scalars import NotCoerced

LONGEST_NAME = 64
MOST_DIGITS = 4

_QUOTES = (
    # "…, found: {'nationalNumber': …}." and "… cannot represent a non string value: 5"
    (re.compile(r",? (?:but )?(?:found|got): .*", re.DOTALL), "."),
    (re.compile(r"( value| integer): .*", re.DOTALL), r"\1."),
    # "Value 'X' does not exist in 'Action' enum."
    (re.compile(r"Value '.*?' does not exist", re.DOTALL), "The value does not exist"),
    # "Syntax Error: Expected Name, found String '…'."
    (re.compile(r"(String|Int|Float) '.*'", re.DOTALL), r"\1"),
)
_DIGITS = re.compile(r"\d(?:[\W_]*\d){8,}")


def safe_message(error: GraphQLError) -> str:
    """What is wrong with a document or its variables. Names of the schema stay, values and long numbers go."""
    if isinstance(error, NotCoerced):
        return error.message
    message = error.message
    if not isinstance(error.original_error, NotCoerced):
        for quoting, instead in _QUOTES:
            message = quoting.sub(instead, message)
    return _DIGITS.sub("…", message)


def safe_name(name: str) -> str | None:
    """The name of an operation for the log and nobody else, as long as it can be no number of somebody's, nor a key."""
    return name if len(name) <= LONGEST_NAME and sum(map(str.isdigit, name)) <= MOST_DIGITS else None
