"""What somebody is to a company: the facts about them, one set a function."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from gateway.domain.corporate_function import HeldFunction, active_on, represents
from gateway.domain.facts import FACTS_OF_A_FUNCTION, Fact
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.person import Identity


class Candidate(NamedTuple):
    """The facts that hold together, and the function that they are judged by, if they come from one.

    Somebody with two functions is two candidates: they have the union of the roles, never of the facts, so that an
    ended function with signing power and an active one without make nobody a representative.
    """

    facts: frozenset[Fact]
    function: HeldFunction | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the register and the accounts say about one caller, in every company, on one day."""

    identity: Identity | None
    today: date
    functions: Mapping[EnterpriseNumber, tuple[HeldFunction, ...]] = field(default_factory=dict)
    designations: Mapping[EnterpriseNumber, bool] = field(default_factory=dict)
    """Companies with a live designation as Chief Access Manager, and whether it was taken up."""
    mandating: frozenset[EnterpriseNumber] = frozenset()
    """Companies that gave an active mandate to a provider that the caller acts for."""
    officer: bool = False

    @property
    def own_companies(self) -> frozenset[EnterpriseNumber]:
        """The companies of which the caller is: by a function of any time, or a designation."""
        return frozenset(self.functions.keys() | self.designations.keys())

    @property
    def companies(self) -> frozenset[EnterpriseNumber]:
        """The companies in which the caller has any part, those of a provider's mandates too: there may be many."""
        return self.mandating | self.own_companies

    def is_of(self, company: EnterpriseNumber | None) -> bool:
        """Whether this is a company of the caller's own, or they are an officer of the portal."""
        return company is not None and (company in self.functions or company in self.designations or self.officer)

    def takes_part_in(self, company: EnterpriseNumber | None) -> bool:
        """Whether the caller has anything to do with a company: it is their own, or gave their provider a mandate."""
        return self.is_of(company) or company in self.mandating

    @property
    def acts_for(self) -> frozenset[EnterpriseNumber]:
        """The companies that the caller represents today, or of which they are the Chief Access Manager."""
        represented = {
            company
            for company, held in self.functions.items()
            if any(self._function_facts(each) >= FACTS_OF_A_FUNCTION for each in held)
        }
        return frozenset(represented | {company for company, active in self.designations.items() if active})

    def candidates(self, company: EnterpriseNumber | None) -> tuple[Candidate, ...]:
        """The caller's candidates for a role in a company, or for None anywhere at all. There is always one."""
        own = self._own_facts(company)
        held = self.functions.get(company, ()) if company else ()
        return tuple(Candidate(own | self._function_facts(f), f) for f in held) or (Candidate(own),)

    def _own_facts(self, company: EnterpriseNumber | None) -> frozenset[Fact]:
        true = {
            Fact.ANYONE: True,
            Fact.AUTHENTICATED: self.identity is not None,
            Fact.HIGH_ASSURANCE: self.identity is not None and self.identity.high_assurance,
            Fact.DESIGNATED: company in self.designations,
            Fact.DESIGNATION_ACTIVE: company is not None and self.designations.get(company, False),
            Fact.PROVIDER_MANDATE_ACTIVE: company in self.mandating,
            Fact.OFFICER: self.officer,
        }
        return frozenset(fact for fact, holds in true.items() if holds)

    def _function_facts(self, held: HeldFunction) -> frozenset[Fact]:
        true = {
            Fact.REGISTERED_IN_STATUTES: True,
            Fact.MANDATE_ACTIVE: active_on(self.today, held.begin, held.end),
            Fact.FUNCTION_REPRESENTS: represents(held.code, held.situation, natural_person=held.natural_person),
            Fact.SIGNING_POWER: held.signing_power,
        }
        return frozenset(fact for fact, holds in true.items() if holds)
