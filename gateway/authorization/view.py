"""What one caller may see at one moment: a snapshot, their standing in it, and the decisions taken on it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from gateway.authorization.policy import Policy
from gateway.domain.decision import Decision, DenialReason
from gateway.domain.errors import Forbidden, Invalid, Problem, Refused, Sentence, Unauthenticated
from gateway.domain.facts import Fact
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.person import Person
from gateway.domain.rights import Action, Role
from gateway.domain.side import Parties, Place, Side
from gateway.domain.standing import Candidate, Standing
from gateway.storage.reading import Reading
from gateway.telemetry import seen

JudgedFacts = tuple[tuple[str, tuple[tuple[Fact, ...], ...]], ...]
"""The facts that a decision rests on: by the resource that was asked for, those of each candidate, in order."""


class RefusedRead(NamedTuple):
    """What was refused; without a company to somebody who has no part in it, which is only counted."""

    company: EnterpriseNumber | None
    action: Action
    reason: DenialReason
    facts: JudgedFacts = ()


@dataclass(slots=True)
class View:
    """Decisions are memoised by place and action: never one a cell, however often a field is asked for.

    `reading` answers statements in the snapshot. `person` is the caller, None if nobody is signed in.
    """

    reading: Reading
    policy: Policy
    standing: Standing
    person: Person | None
    refusals: set[RefusedRead] = field(default_factory=set)
    contacts_read: set[EnterpriseNumber] = field(default_factory=set)
    _decisions: dict[tuple[Place | None, Action, Side | None], Decision] = field(default_factory=dict)

    @property
    def person_id(self) -> str | None:
        """The caller's id, None if nobody is signed in."""
        return self.person.id if self.person else None

    def decide(self, action: Action, place: Place | None = None, side: Side | None = None) -> Decision:
        """Whether the caller may do this there, or at all; and if not, why. `side`: for which side of a mandate."""
        known = self._decisions.get((place, action, side))
        return _told(self._decided(action, place, side)) if known is None else known

    def _decided(self, action: Action, place: Place | None, side: Side | None = None) -> Decision:
        known = self._decisions.get((place, action, side))
        if known is None:
            known = self._judge(action, place, side)
            self._decisions[place, action, side] = known
        return known

    def _judge(self, action: Action, place: Place | None, side: Side | None) -> Decision:
        if not isinstance(place, Parties):
            right = action.right_as(side) if side else None
            candidates = self.standing.candidates(place)
            return self.policy.table.decide(action, candidates, self.standing.today, right=right)
        if not action.about_mandate:
            return self._decided(action, place.principal)
        # Another mandate of the principal makes nobody a party to this one.
        if not any(self.standing.is_of(place.company(each)) for each in Side):
            return self._as_stranger(action)
        if side:
            return self._judge_side(action, place, side)
        return min((self._judge_side(action, place, each) for each in Side), key=_distance)

    def _judge_side(self, action: Action, parties: Parties, side: Side) -> Decision:
        """The decision of one side; whoever may only for the other is told that the right is the other's.

        So is whoever would take back what the other side prepared, or refuse what their own side did.
        """
        decision = self._decided(action, parties.company(side), side)
        if decision.allowed and parties.prepared_by and side is not _acting(action, parties.prepared_by, side):
            return Decision(action, False, DenialReason.WRONG_PARTY, decision.roles, decision.requires, ())
        if not decision.allowed and self._decided(action, parties.company(side.other), side.other).allowed:
            return replace(decision, reason=DenialReason.WRONG_PARTY, function=None)
        return decision

    def _as_stranger(self, action: Action) -> Decision:
        """What somebody signed in like the caller, but without a part in any company, is told."""
        stranger = Standing(self.standing.identity, self.standing.today)
        return self.policy.table.decide(action, stranger.candidates(None), stranger.today)

    def judged(self, action: Action, place: Place | None, side: Side | None = None) -> JudgedFacts:
        """The facts that a decision of this view rests on, for the trail. Whoever is a stranger is judged as one."""
        if not isinstance(place, Parties):
            candidates = self.standing.candidates(place)
            return ((action.rights[0].resource, _facts(candidates)),)
        if not action.about_mandate:
            return self.judged(action, place.principal)
        known = any(self.standing.is_of(place.company(each)) for each in Side)
        return tuple(
            (action.right_as(each).resource, _facts(self.standing.candidates(place.company(each) if known else None)))
            for each in ([side] if side else Side)
        )

    def require(self, action: Action, place: Place | None = None, side: Side | None = None) -> None:
        """Pass, or raise Forbidden or Unauthenticated; contact details that are let through are remembered."""
        decision = self.decide(action, place, side)
        if not decision.allowed:
            raise self.refuse(decision, place)
        if action is Action.MANAGER_READ_CONTACT and place and not isinstance(place, Parties):
            self.contacts_read.add(place)

    def acting_side(self, action: Action, parties: Parties, side: Side | None) -> Side:
        """The one side for which the caller may do this: the side named, or the only one for which they may.

        Raises Forbidden or Unauthenticated if there is none, and Invalid if they must say which.
        """
        able = [each for each in ([side] if side else Side) if self.decide(action, parties, each).allowed]
        if not able:
            raise self.refuse(self.decide(action, parties, side), parties)
        if len(able) > 1 and parties.principal != parties.mandatary:
            raise Invalid(Problem(("side",), Sentence("side_needed")))
        return able[0]

    def known_in(self, place: Place | None, side: Side | None = None) -> EnterpriseNumber | None:
        """The company in which the caller has a part: of a mandate that of the side named, if they have one there."""
        if isinstance(place, Parties):
            companies = [place.company(each) for each in _first(side)]
            return next((company for company in companies if self.standing.is_of(company)), None)
        return place if self.standing.takes_part_in(place) else None

    def refuse(self, decision: Decision, place: Place | None) -> Refused:
        """The refusal to raise: Unauthenticated if nobody is signed in and somebody signed in could have the right.

        It is remembered, once a company and action however often a query asks.
        """
        known_to = self.known_in(place)
        # Of refusals that are merely counted, nothing but their number is kept.
        facts = self.judged(decision.action, place) if known_to else ()
        self.refusals.add(RefusedRead(known_to, decision.action, decision.reason or DenialReason.NO_ROLE, facts))
        if self.standing.identity is None and set(decision.requires) - {Role.PUBLIC}:
            return Unauthenticated(decision)
        return Forbidden(decision)

    def refuse_as_stranger(self, action: Action) -> Refused:
        """The one answer to those who may not look, whether or not there is anything to see."""
        decision = _told(self._as_stranger(action))
        if decision.allowed:
            decision = Decision(action, False, DenialReason.NO_ROLE, decision.roles, (), ())
        return self.refuse(decision, None)

    def roles(self, company: EnterpriseNumber | None) -> tuple[Role, ...]:
        """The caller's roles in a company."""
        return self.policy.table.roles(self.standing.candidates(company))


def _told(decision: Decision) -> Decision:
    """The same, and those who watch have heard of it: once a place and action, as it is decided once."""
    if gathered := seen.current():
        gathered.decided(decision.action.name, decision.reason.name if decision.reason else None)
    return decision


def _facts(candidates: Iterable[Candidate]) -> tuple[tuple[Fact, ...], ...]:
    return tuple(tuple(fact for fact in Fact if fact in candidate.facts) for candidate in candidates)


def _acting(action: Action, prepared_by: Side, side: Side) -> Side:
    """The side whose act this is: withdrawing is for the side that prepared the proxy, refusing for the other."""
    match action:
        case Action.MANDATE_WITHDRAW:
            return prepared_by
        case Action.MANDATE_REFUSE:
            return prepared_by.other
    return side


def _distance(decision: Decision) -> tuple[bool, bool, int]:
    """How far somebody is from a right: of the two sides, the nearer one is answered."""
    return not decision.allowed, decision.reason is DenialReason.NO_ROLE, len(decision.missing)


def _first(side: Side | None) -> Iterable[Side]:
    return (side, side.other) if side else Side
