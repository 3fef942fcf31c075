"""`gateway policy why`: who may, who may not, and by which lines."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gateway.authorization.vocabulary import RIGHTS
from gateway.cli.demo import refuse
from gateway.cli.policy.opened import opened_or_exit
from gateway.cli.policy.options import Policies, folder_of
from gateway.cli.policy.words import facts_or_exit, named_persona_or_exit, one_right_or_exit
from gateway.domain.day import day_in_belgium
from gateway.domain.decision import Decision
from gateway.domain.identifiers import EnterpriseNumber, parse_enterprise_number
from gateway.domain.language import Language
from gateway.domain.rights import Action
from gateway.domain.side import Side
from gateway.domain.standing import Candidate
from gateway.sentences import decision_sentence
from gateway.workbench.why import explained
from gateway.workbench.why_text import answered, as_document, headline, proof_tree


class Format(StrEnum):
    """How a decision is written."""

    TEXT = "text"
    JSON = "json"


def why(
    action: Annotated[str, typer.Option(help="Such as MANAGER_DESIGNATE, or manager,designate as the rules write it.")],
    facts: Annotated[
        list[str] | None, typer.Option(help="Facts that hold together: a,b,c. Once for each function, if several.")
    ] = None,
    persona: Annotated[str | None, typer.Option(help="Instead of facts: somebody of the demo, such as lea.")] = None,
    company: Annotated[
        str | None, typer.Option(help="The enterprise number of the company in which the persona asks.")
    ] = None,
    side: Annotated[
        Side | None, typer.Option(help="For actions on a mandate that either side may do: which side asks.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="The folder of a demo; by default, the demo as it is when it begins.")
    ] = None,
    policies: Policies = None,
    how: Annotated[Format, typer.Option("--format", help="For people or programs.")] = Format.TEXT,
) -> None:
    """Show how a decision comes about: from facts to roles to the right, or what is missing, each with its line.

    Nothing but the rules is read for --facts. With --persona the facts are those of the demo, today. Ends with 0 if it
    is allowed, with 1 if it is denied, and with 2 if there is no answer.
    """
    right = one_right_or_exit(action, side)
    opened = opened_or_exit(folder_of(policies))
    candidates = _candidates(RIGHTS[right], facts or [], persona, company, data)
    answer = explained(opened, RIGHTS[right], right, candidates, day_in_belgium(datetime.now(UTC)))
    sentence = _sentence(answer.decision) if persona else None
    if how is Format.JSON:
        typer.echo(json.dumps(as_document(answer, sentence), indent=2, ensure_ascii=False))
    else:
        colour = typer.colors.GREEN if answer.decision.allowed else typer.colors.RED
        shown = typer.style(headline(answer), fg=colour, bold=True)
        typer.echo("\n\n".join(filter(None, [shown, proof_tree(answer), answered(answer, sentence)])))
    if not answer.decision.allowed:
        raise typer.Exit(1)


def _candidates(
    action: Action, facts: list[str], persona: str | None, company: str | None, data: Path | None
) -> tuple[Candidate, ...]:
    if bool(facts) == bool(persona):
        refuse("Say who asks: either --facts a,b,c, or --persona with a --company. --facts anyone is everybody.")
    if not persona:
        if company or data:
            refuse("--company and --data go with --persona: facts are true in a company already.")
        return tuple(Candidate(facts_or_exit(text)) for text in facts)
    who = named_persona_or_exit(persona)
    if action.about_company and not company:
        refuse(f"{action.name} is asked in a company: add --company.")
    from gateway.cli.policy.demo_candidates import candidates_of  # Only a persona needs a gateway to stand in.

    return candidates_of(who, _number(company) if company else None, data)


def _number(company: str) -> EnterpriseNumber:
    try:
        return parse_enterprise_number(company)
    except ValueError as error:
        refuse(str(error))


def _sentence(decision: Decision) -> str | None:
    """The gateway's own words to the persona, in English. No words are found where a reason has no function to name."""
    try:
        return None if decision.allowed else decision_sentence(decision, Language.EN)
    except ValueError:
        return None
