"""A gateway in the world of mandates, and the acts on them in one line each.

Maes gives all mandates, through emma; the others are providers, each through its own representative. So everybody acts
for the side on which their company is.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from mandate_world import BENALI, MAES, NOORD, RENARD, Cards
from procedure_acts import identity_of
from procedure_world import House

from gateway.authorization.target import BetweenParties, OnMandate, Target
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import Mandate, ProviderKind
from gateway.domain.mandate_terms import AmendForm, DraftForm
from gateway.domain.quarter import Quarter
from gateway.domain.rights import Action
from gateway.domain.signature import SignatureForm
from gateway.storage.mandate import mandates as stored
from gateway.storage.work import Work
from gateway.use_cases import mandate as mandates
from gateway.use_cases.signature import sign

T = TypeVar("T")

PRINCIPAL = EnterpriseNumber(MAES)
PROVIDERS = {name: EnterpriseNumber(number) for name, number in (("jan", NOORD), ("farid", BENALI), ("karin", RENARD))}
EXCLUSIVE, SHARED = "DMFA_DIMONA", "OCCASIONAL_WORK"
NOW, NEXT = Quarter(2026, 1), Quarter(2026, 2)


class MandateHouse(House):
    """A gateway that checks signatures in earnest, and the cards of those who give them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.cards = Cards(folder / "cards")

    async def do(self, by: str, action: Action, on: Target | str, use_case: Callable[[Work], Awaitable[T]]) -> T:
        """One act of somebody who has come in, as a mutation does it; `on`: a mandate, by its id, or what else."""
        target = OnMandate(on, None) if isinstance(on, str) else on
        async with self.gate.operation(identity_of(by)) as operation, operation.authorize(action, target) as work:
            return await use_case(work)

    async def draft(
        self,
        by: str,
        to: str,
        groups: tuple[str, ...],
        start: Quarter = NOW,
        end: Quarter | None = None,
        replaces: str | None = None,
    ) -> Mandate:
        """Prepare a proxy to the provider of somebody."""
        form = DraftForm(PRINCIPAL, PROVIDERS[to], ProviderKind.ACCOUNTANT, groups, start, end, replaces)
        target, terms = BetweenParties(PRINCIPAL, PROVIDERS[to], None), self.cards.terms
        return await self.do(by, Action.MANDATE_DRAFT, target, lambda work: mandates.draft(work, terms, form))

    def signed(self, by: str, mandate: str) -> SignatureForm:
        """A signature with somebody's card, over the version that is the present one at this moment."""
        newest = "SELECT document FROM proxy WHERE mandate = ? ORDER BY version DESC LIMIT 1"
        (row,) = self.rows(newest, mandate)
        return self.cards.sign(by, row["document"].encode(), self.now)

    async def sign(self, by: str, mandate: str, form: SignatureForm) -> Mandate:
        terms = self.cards.terms
        return await self.do(by, Action.MANDATE_SIGN, mandate, lambda work: sign(work, terms, mandate, form))

    async def amend(
        self, by: str, mandate: str, groups: tuple[str, ...] | None = None, start: Quarter | None = None
    ) -> Mandate:
        form, terms = AmendForm(groups, start, None, opens_end=False), self.cards.terms
        return await self.do(by, Action.MANDATE_AMEND, mandate, lambda work: mandates.amend(work, terms, mandate, form))

    async def withdraw(self, by: str, mandate: str) -> Mandate:
        return await self.do(by, Action.MANDATE_WITHDRAW, mandate, lambda work: mandates.withdraw(work, mandate))

    async def refuse(self, by: str, mandate: str) -> Mandate:
        return await self.do(by, Action.MANDATE_REFUSE, mandate, lambda work: mandates.refuse(work, mandate, None))

    async def end(self, by: str, mandate: str) -> Mandate:
        return await self.do(by, Action.MANDATE_END, mandate, lambda work: mandates.end(work, mandate, None))

    async def in_force(self, to: str, groups: tuple[str, ...], **terms: Any) -> Mandate:
        """A mandate to the provider of somebody, prepared by them, that both sides have signed."""
        made = await self.draft(to, to, groups, **terms)
        await self.sign("emma", made.id, self.signed("emma", made.id))
        return await self.sign(to, made.id, self.signed(to, made.id))

    async def kept(self, mandate: Mandate) -> Mandate:
        """A mandate as the file holds it now."""
        async with self.database.snapshot() as read:
            return (await stored(read, [mandate.id]))[mandate.id]

    def told(self, company: EnterpriseNumber) -> Counter[str]:
        """How often the history of a company tells what about mandates."""
        events = self.rows("SELECT event FROM audit WHERE company = ? AND event LIKE 'mandate_%'", company)
        return Counter(row["event"].removeprefix("mandate_") for row in events)

    def outcomes(self) -> Counter[tuple[str, str | None]]:
        """How many rows the trail has of acts on mandates, by what came of them, and why."""
        rows = self.rows("SELECT outcome, reason FROM audit WHERE kind = 'caller' AND action LIKE 'MANDATE_%'")
        return Counter((row["outcome"], row["reason"]) for row in rows)
