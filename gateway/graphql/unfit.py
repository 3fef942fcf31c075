"""A question that is not executed, since the request itself is wrong."""

from collections.abc import Sequence

from graphql import GraphQLError


class Unfit(Exception):
    """Raised wherever it is found out; `answer` translates it. The code is one of Apollo's where there is one."""

    def __init__(self, code: str, errors: Sequence[GraphQLError], status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.errors = tuple(errors)
        self.status = status

    @classmethod
    def saying(cls, code: str, message: str, status: int = 400) -> "Unfit":
        """With one sentence of our own, that repeats nothing of what was typed."""
        return cls(code, [GraphQLError(message)], status)
