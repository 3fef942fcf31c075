"""What an act is about: a company, two companies between which there is to be a mandate, or a mandate that there is."""

from dataclasses import dataclass
from typing import Protocol

from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.side import Parties, Place, Side
from gateway.storage.company import companies
from gateway.storage.mandate import parties_of
from gateway.storage.reading import Reading


class Target(Protocol):
    """What somebody says their act is about. `side`: for which side of a mandate, if they say so."""

    @property
    def side(self) -> Side | None: ...

    async def place(self, read: Reading) -> Place | None:
        """Where the right is asked for; None if there is no such thing."""
        ...


@dataclass(frozen=True, slots=True)
class InCompany:
    """An act in a company."""

    company: EnterpriseNumber

    @property
    def side(self) -> None:
        return None

    async def place(self, read: Reading) -> EnterpriseNumber | None:
        return self.company if await companies(read, [self.company]) else None


@dataclass(frozen=True, slots=True)
class BetweenParties:
    """A mandate to be made. Whether there is the other company is for the act to find out, once it is allowed."""

    principal: EnterpriseNumber
    mandatary: EnterpriseNumber
    side: Side | None

    async def place(self, read: Reading) -> Parties | None:
        parties = Parties(self.principal, self.mandatary)
        return parties if await companies(read, parties[:2]) else None


@dataclass(frozen=True, slots=True)
class OnMandate:
    """An act on a mandate, by its id."""

    mandate: str
    side: Side | None

    async def place(self, read: Reading) -> Parties | None:
        return await parties_of(read, self.mandate)
