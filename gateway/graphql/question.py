"""What is asked, and by whom: a request without its transport."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from gateway.domain.language import Language
from gateway.domain.person import Identity


@dataclass(frozen=True, slots=True)
class Question:
    """A request as it came, but for the transport. `reads_only`: it may not change anything (GET).

    A document that the gateway knows may come by its id instead of its text: see `named`.
    """

    text: str | None
    variables: Mapping[str, Any]
    operation_name: str | None
    reads_only: bool
    extensions: Mapping[str, Any] = field(default_factory=dict)
    document_id: str | None = None


class Budget(Protocol):
    """What a caller may ask for, in cost."""

    async def spend(self, cost: int) -> None:
        """Take so much of it. Raises RateLimited if there is too little left, and takes nothing."""
        ...


class Unlimited:
    """The budget of those who may ask for all they want."""

    async def spend(self, cost: int) -> None:
        """There is no end to it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, in which language they are answered, and under which address they know the gateway.

    `idempotency_key`: an act that was done under it is not done again within a day. `counted_as`: with whom they share
    their turns, the same person or whoever calls from the same address; and a `budget`.
    """

    identity: Identity | None
    language: Language
    base_url: str
    idempotency_key: str | None = None
    counted_as: str = ""
    budget: Budget = field(default_factory=Unlimited, compare=False)
