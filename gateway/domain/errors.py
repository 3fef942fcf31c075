"""Everything that can be refused, in one tree.

    Refused
    ├── Unauthenticated       nobody is signed in, and somebody signed in could
    ├── Forbidden             with the Decision: why, and what would change it
    ├── Invalid               the problems of all values at once, each with its path
    ├── NotFound              something else that the request names does not exist
    └── Conflict              the state is not what the act needs

Raised precisely where it happens, put into words in one place: a `Sentence` names what is to be said, the language is
the reader's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.domain.decision import Decision


class ConflictKind(StrEnum):
    """What stands in the way of an act that is allowed and well-formed."""

    MANAGER_EXISTS = "manager_exists"
    MANAGER_CHANGED = "manager_changed"
    EBOX_ALREADY_ACTIVE = "ebox_already_active"
    NO_ACCOUNT = "no_account"
    WRONG_STATE = "wrong_state"
    PERIOD_OVERLAP = "period_overlap"
    STALE_VERSION = "stale_version"
    PROXY_OPEN = "proxy_open"
    KEY_REUSED = "key_reused"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A key of the catalogue of sentences, and the words that go into it."""

    key: str
    words: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value. `path` leads to it from the input, such as ("manager", "email")."""

    path: tuple[str, ...]
    sentence: Sentence


class Refused(Exception):
    """An expected no. Nothing was changed."""


class Unauthenticated(Refused):
    """Nobody is signed in. `decision` says what somebody signed in would need."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.action.name)
        self.decision = decision


class Forbidden(Refused):
    """The policy does not allow it."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.action.name)
        self.decision = decision


class Invalid(Refused):
    """Some values are wrong: all of them are named, none is repeated."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(".".join(problem.path) for problem in problems))
        self.problems = problems


class NotFound(Refused):
    """Something that the request names besides its company does not exist."""

    def __init__(self, sentence: Sentence, path: tuple[str, ...]) -> None:
        super().__init__(sentence.key)
        self.sentence = sentence
        self.path = path


class Conflict(Refused):
    """The state is not what the act needs. `manager`, `mandate`: the id of the one in the way, if there is one."""

    def __init__(
        self, kind: ConflictKind, sentence: Sentence, manager: str | None = None, mandate: str | None = None
    ) -> None:
        super().__init__(kind.name)
        self.kind = kind
        self.sentence = sentence
        self.manager = manager
        self.mandate = mandate
