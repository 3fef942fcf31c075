"""The words of a question about the rules as an author types them, or the end with the right one."""

import re
from collections.abc import Mapping
from typing import TypeVar

from gateway.authorization.problem import presentable
from gateway.authorization.vocabulary import FACTS, RIGHTS, did_you_mean
from gateway.cli.demo import refuse
from gateway.demo.personas import PERSONAS, Persona
from gateway.domain.facts import Fact
from gateway.domain.rights import Action, Right
from gateway.domain.side import Side

Known = TypeVar("Known")

_ACTIONS: Mapping[str, Action] = {action.name.lower(): action for action in Action}
_RIGHTS: Mapping[str, Right] = {f"{right.resource}_{right.verb}": right for right in RIGHTS}


def facts_or_exit(text: str) -> frozenset[Fact]:
    """The facts of ``a,b,c``, or of ``a & b & c`` as the files write it. What is true of anyone need not be said."""
    words = re.split(r"[\s,&]+", text.strip())
    return frozenset({Fact.ANYONE, *(_known("fact", word, FACTS) for word in words if word)})


def rights_or_exit(text: str, side: Side | None) -> tuple[Right, ...]:
    """The rights of an action such as MANAGER_DESIGNATE, or of ``manager, designate`` as the files write it.

    There is one, or for a mandate one for each side, of which `side` names one.
    """
    word = re.sub(r"[\s,.]+", "_", text.strip()).lower()
    if word in _RIGHTS and word not in _ACTIONS:
        rights: tuple[Right, ...] = (_RIGHTS[word],)
    else:
        rights = _action(text, word).rights
    if not side:
        return rights
    of_side = tuple(right for right in rights if right.resource == f"mandate_as_{side}")
    if not of_side:
        refuse(f"{RIGHTS[rights[0]].name} is not for the {side} of a mandate: leave --side out, or name the other.")
    return of_side


def one_right_or_exit(text: str, side: Side | None) -> Right:
    """The one right that is asked for."""
    rights = rights_or_exit(text, side)
    if len(rights) > 1:
        name = RIGHTS[rights[0]].name
        refuse(f"{name} is asked for one side of a mandate: add --side principal or --side mandatary.")
    return rights[0]


def named_persona_or_exit(name: str) -> Persona:
    """The persona of this name."""
    return _known("persona", name, PERSONAS)


def _action(text: str, word: str) -> Action:
    if word not in _ACTIONS:
        # Actions are written in capitals wherever people read them; no other word of the hint has an underscore.
        hint = re.sub(r"[a-z]+_[a-z_]+", lambda found: found[0].upper(), did_you_mean(word, _ACTIONS))
        refuse(presentable(f'unknown action "{text}"') + f"\n  {hint}")
    return _ACTIONS[word]


def _known(kind: str, word: str, known: Mapping[str, Known]) -> Known:
    if word not in known:
        refuse(presentable(f'unknown {kind} "{word}"') + f"\n  {did_you_mean(word, known)}")
    return known[word]
