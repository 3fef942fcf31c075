"""The policy in force, and what became of the files since: one value that is replaced as a whole."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from gateway.authorization.policy import Policy


@dataclass(frozen=True, slots=True)
class NotInForce:
    """Why what stands in the folder is not what decides. `at`: when that was found out.

    `message` is for everybody: it names files without their folder, and shows no line of them.
    """

    at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class InForce:
    """The policy that decides, since when, and how often files were taken over or refused since the start.

    `last_error` is None as long as the folder holds what is in force. Whoever took this value has one answer to all of
    that, whatever is put in force meanwhile.
    """

    policy: Policy
    loaded_at: datetime
    reloads: int = 0
    failures: int = 0
    last_error: NotInForce | None = None

    def replaced_by(self, policy: Policy, at: datetime) -> Self:
        """Another policy decides from now on."""
        return replace(self, policy=policy, loaded_at=at, reloads=self.reloads + 1, last_error=None)

    def kept_despite(self, message: str, at: datetime) -> Self:
        """What stands in the folder now cannot be put in force; the policy stays."""
        return replace(self, failures=self.failures + 1, last_error=NotInForce(at, message))

    def restored(self) -> Self:
        """The folder holds again what is in force."""
        return replace(self, last_error=None)
