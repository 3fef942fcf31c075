"""An act on a mandate as the model asks for it, done at the real gate; and its refusal as the model says it."""

from collections.abc import Awaitable, Callable
from typing import Any

from mandate_papers import Asked, written
from mandate_world import Cards, identity
from procedure_world import House

from gateway.authorization.target import BetweenParties, OnMandate, Target
from gateway.domain.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unauthenticated
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import Mandate, ProviderKind
from gateway.domain.mandate_terms import AmendForm, DraftForm
from gateway.domain.quarter import Quarter, parse_quarter
from gateway.domain.rights import Action
from gateway.domain.side import Side
from gateway.domain.signature import SignatureForm
from gateway.storage.work import Work
from gateway.use_cases import mandate
from gateway.use_cases.signature import sign

VERBS = ("draft", "amend", "sign", "withdraw", "refuse", "end")


async def act(house: House, cards: Cards, persona: str | None, asked: Asked) -> Mandate:
    """What a mutation does."""
    action, use_case = Action[f"MANDATE_{asked.verb.upper()}"], _use_case(house, cards, asked)
    async with (
        house.gate.operation(identity(persona)) as operation,
        operation.authorize(action, _target(asked)) as work,
    ):
        return await use_case(work)


def _target(asked: Asked) -> Target:
    side = Side(asked.side) if asked.side else None
    if asked.verb == "draft":
        return BetweenParties(EnterpriseNumber(asked.principal), EnterpriseNumber(asked.mandatary), side)
    return OnMandate(asked.mandate, side)


def _use_case(house: House, cards: Cards, asked: Asked) -> Callable[[Work], Awaitable[Mandate]]:
    match asked.verb:
        case "draft":
            return lambda work: mandate.draft(work, cards.terms, _draft_form(asked))
        case "amend":
            return lambda work: mandate.amend(work, cards.terms, asked.mandate, _amend_form(asked))
        case "sign":
            signed = signature(house, cards, asked)
            return lambda work: sign(work, cards.terms, asked.mandate, signed)
        case "withdraw":
            return lambda work: mandate.withdraw(work, asked.mandate)
        case "refuse":
            return lambda work: mandate.refuse(work, asked.mandate, asked.reason)
    return lambda work: mandate.end(work, asked.mandate, asked.reason)


def signature(house: House, cards: Cards, asked: Asked) -> SignatureForm:
    """A card signs the bytes that are kept of that version of that mandate."""
    rows = house.rows("SELECT document FROM proxy WHERE (mandate, version) = (?, ?)", *asked.signs)
    document = rows[0]["document"] if rows else "{}"
    return cards.sign(asked.card, document.encode(), house.now, authentication=asked.authentication)


def _draft_form(asked: Asked) -> DraftForm:
    assert asked.groups is not None
    assert asked.start is not None
    return DraftForm(
        EnterpriseNumber(asked.principal),
        EnterpriseNumber(asked.mandatary),
        ProviderKind.OTHER_INTERMEDIARY,
        asked.groups,
        parse_quarter(written(asked.start)),
        _quarter(asked.end),
        asked.replaces,
    )


def _amend_form(asked: Asked) -> AmendForm:
    end = _quarter(asked.end)
    return AmendForm(asked.groups, _quarter(asked.start), end, opens_end=asked.end is None)


def _quarter(number: int | None) -> Quarter | None:
    return parse_quarter(written(number)) if number else None


def told(refused: Refused) -> tuple[Any, ...]:
    """A refusal as the model says it."""
    match refused:
        case Unauthenticated():
            return ("unauthenticated", refused.decision.reason)
        case Forbidden():
            return ("forbidden", refused.decision.reason)
        case Invalid():
            return ("invalid", {problem.sentence.key for problem in refused.problems})
        case NotFound():
            return ("not_found", refused.sentence.key)
        case Conflict():
            return ("conflict", refused.kind, {refused.mandate: refused.sentence.key})
    raise AssertionError(refused)


def as_expected(answer: tuple[Any, ...], expected: tuple[Any, ...] | None) -> bool:
    """Of several mandates in the way the gateway names one."""
    if expected is None or answer[0] != "conflict":
        return answer == expected
    return answer[:2] == expected[:2] and answer[2].items() <= expected[2].items()


def in_words(answer: tuple[Any, ...]) -> list[str]:
    """A refusal to be counted: its kind, and what it says, whichever mandate it names."""
    kind, *said = answer
    keys = [one.values() if isinstance(one, dict) else [one] if isinstance(one, str) else one for one in said]
    return [kind, *(" and ".join(sorted(each)) for each in keys)]
