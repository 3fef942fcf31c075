"""What one caller may see at one moment: a snapshot, their standing in it, and the decisions taken on it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from gateway.authorization.policy import Policy
from gateway.domain.decision import Decision, DenialReason
from gateway.domain.errors import Forbidden, Refused, Unauthenticated
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.person import Person
from gateway.domain.rights import Action, Role
from gateway.domain.standing import Standing
from gateway.storage.reading import Reading


class RefusedRead(NamedTuple):
    """What was refused; without a company to somebody who has no part in it, which is only counted."""

    company: EnterpriseNumber | None
    action: Action
    reason: DenialReason


@dataclass(slots=True)
class View:
    """Decisions are memoised by company and action: never one a cell, however often a field is asked for.

    `reading` answers statements in the snapshot. `person` is the caller, None if nobody is signed in.
    """

    reading: Reading
    policy: Policy
    standing: Standing
    person: Person | None
    refusals: set[RefusedRead] = field(default_factory=set)
    contacts_read: set[EnterpriseNumber] = field(default_factory=set)
    _decisions: dict[tuple[EnterpriseNumber | None, Action], Decision] = field(default_factory=dict)

    @property
    def person_id(self) -> str | None:
        """The caller's id, None if nobody is signed in."""
        return self.person.id if self.person else None

    def decide(self, action: Action, company: EnterpriseNumber | None = None) -> Decision:
        """Whether the caller may do this in that company, or at all; and if not, why."""
        known = self._decisions.get((company, action))
        if known is None:
            known = self.policy.table.decide(action, self.standing.candidates(company), self.standing.today)
            self._decisions[company, action] = known
        return known

    def require(self, action: Action, company: EnterpriseNumber | None = None) -> None:
        """Pass, or raise Forbidden or Unauthenticated; contact details that are let through are remembered."""
        decision = self.decide(action, company)
        if not decision.allowed:
            raise self.refuse(decision, company)
        if action is Action.MANAGER_READ_CONTACT and company:
            self.contacts_read.add(company)

    def refuse(self, decision: Decision, company: EnterpriseNumber | None) -> Refused:
        """The refusal to raise: Unauthenticated if nobody is signed in and somebody signed in could have the right.

        It is remembered, once a company and action however often a query asks.
        """
        known_to = company if takes_part(self.standing, company) else None
        self.refusals.add(RefusedRead(known_to, decision.action, decision.reason or DenialReason.NO_ROLE))
        if self.standing.identity is None and set(decision.requires) - {Role.PUBLIC}:
            return Unauthenticated(decision)
        return Forbidden(decision)

    def refuse_as_stranger(self, action: Action) -> Refused:
        """The one answer to those who may not look, whether or not there is anything to see."""
        stranger = Standing(self.standing.identity, self.standing.today)
        decision = self.policy.table.decide(action, stranger.candidates(None), stranger.today)
        if decision.allowed:
            decision = Decision(action, False, DenialReason.NO_ROLE, decision.roles, (), ())
        return self.refuse(decision, None)

    def roles(self, company: EnterpriseNumber | None) -> tuple[Role, ...]:
        """The caller's roles in a company."""
        return self.policy.table.roles(self.standing.candidates(company))


def takes_part(standing: Standing, company: EnterpriseNumber | None) -> bool:
    """Whether the caller has anything to do with a company: a function of any time, a designation, a mandate."""
    return company is not None and (company in standing.companies or standing.officer)
