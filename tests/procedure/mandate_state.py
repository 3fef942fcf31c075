"""The papers at a moment: what each is today, what is covered by whom, and who may act on them.

It shares no code with the gateway but names, so that it cannot repeat the gateway's mistakes.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mandate_papers import Paper, quarter_of
from mandate_world import MANAGERS, OFFICER, OUTVOTED, REPRESENTATIVES, WEAK
from procedure_world import START, person_of

BRUSSELS = ZoneInfo("Europe/Brussels")
OTHER = {"principal": "mandatary", "mandatary": "principal"}
BY_MANAGER_TOO = ("draft", "withdraw")
"""What a Chief Access Manager may do too, for a provider."""


class State:
    """The papers, the accounts, and the day."""

    def __init__(self) -> None:
        self.now: datetime = START
        self.papers: dict[str, Paper] = {}
        self.accounts = dict.fromkeys(MANAGERS, True)

    # ------------------------------------------------------------------------------------------- the state

    @property
    def today(self) -> int:
        return self.now.astimezone(BRUSSELS).date().toordinal()

    @property
    def quarter(self) -> int:
        return quarter_of(self.today)

    def pass_time(self, time: timedelta) -> None:
        self.now += time

    def status(self, paper: Paper) -> str:
        covered = paper.all_days
        if paper.closed:
            return paper.closed
        if paper.open:
            return "pending" if paper.signed else "draft"
        if not covered or self.today > max(covered):
            return paper.over
        return "active" if self.today in covered else "scheduled"

    def in_force(self, paper: Paper) -> bool:
        return self.status(paper) in ("scheduled", "active")

    def covered(self, principal: str, providers: Collection[str], day: int) -> bool:
        """Whether one of the providers holds anything of a principal on a day."""
        return any(
            day in paper.all_days
            for paper in self.papers.values()
            if paper.principal == principal and paper.mandatary in providers
        )

    def acts_for(self, person: str) -> set[str]:
        """The companies that somebody represents, or of which they are the Chief Access Manager."""
        represents = {company for company, who in REPRESENTATIVES.items() if who == person}
        return represents | {company for company, who in MANAGERS.items() if who == person and self.accounts[company]}

    # ------------------------------------------------------------------------------------------ who may

    def may(self, persona: str, verb: str, company: str, side: str) -> bool:
        if persona == REPRESENTATIVES[company]:
            return True
        manages = persona == MANAGERS[company] and self.accounts[company]
        return manages and verb in BY_MANAGER_TOO and side == "mandatary"

    def why_not(self, persona: str, verb: str, parties: Paper, side: str) -> str | None:
        """Why somebody may not do this for a side; None if they may."""
        company, other = parties.company(side), OTHER[side]
        manages = person_of(persona) == MANAGERS[company] and self.accounts[company]
        if self.may(persona, verb, company, side):
            for_whom = {"withdraw": parties.prepared_by, "refuse": OTHER.get(parties.prepared_by)}.get(verb, side)
            return None if for_whom == side else "wrong_party"
        if self.may(persona, verb, parties.company(other), other) or (manages and verb in BY_MANAGER_TOO):
            return "wrong_party"
        if not self.has_part(persona, company):
            return "no_role"
        if persona in WEAK and person_of(persona) == REPRESENTATIVES[company]:
            return "assurance_too_low"
        if (persona, company) == OUTVOTED:
            return "company_in_liquidation"
        return "no_role" if verb in BY_MANAGER_TOO and side == "mandatary" else "no_function"

    def has_part(self, persona: str, company: str) -> bool:
        """Whether somebody is anything to a company, be it by another company's mandate."""
        return self.belongs_to(persona, company) or self.covered(company, self.acts_for(person_of(persona)), self.today)

    def belongs_to(self, persona: str, company: str) -> bool:
        person = person_of(persona)
        return person == OFFICER or company in self.acts_for(person) or (person, company) == OUTVOTED
