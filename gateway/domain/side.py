"""The two sides of a mandate: the principal gives it, the mandatary receives it. Each acts for itself alone."""

from enum import StrEnum
from typing import NamedTuple

from gateway.domain.identifiers import EnterpriseNumber


class Side(StrEnum):
    """A party to a mandate."""

    PRINCIPAL = "principal"
    MANDATARY = "mandatary"

    @property
    def other(self) -> "Side":
        return Side.MANDATARY if self is Side.PRINCIPAL else Side.PRINCIPAL


class Parties(NamedTuple):
    """The companies of a mandate. `prepared_by`: the side that prepared the proxy, None before anybody has."""

    principal: EnterpriseNumber
    mandatary: EnterpriseNumber
    prepared_by: Side | None = None

    def company(self, side: Side) -> EnterpriseNumber:
        """The company of a side."""
        return self.principal if side is Side.PRINCIPAL else self.mandatary


Place = EnterpriseNumber | Parties
"""Where a right is asked for: in a company, or on either side of a mandate."""
