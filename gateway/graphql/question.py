"""What is asked, and by whom: a request without its transport."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, in which language they are answered, and under which address they know the gateway.

    `idempotency_key`: an act that was done under it is not done again within a day.
    """

    identity: Identity | None
    language: Language
    base_url: str
    idempotency_key: str | None = None
