"""Lines of the rules that change nothing, and the lines that make them superfluous.

Nothing is guessed. A line is superfluous if without it every role has the same rights, and everybody may the same.
One look at a definition is enough for that: facts are only ever asked for, so more of them never take a right away,
and somebody with no facts but those of the definition speaks for everybody. `anyone` is taken as given.

All lines that are found can be taken out at once, since each is looked for without those that were found before. Of
two lines that make each other superfluous the later goes, as with a line that stands twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gateway.authorization.breach import named
from gateway.authorization.rules import Definition, Grant, Inclusion, Rule, Rules
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role
from gateway.workbench.kind import (
    IDLE_DEFINITION,
    SUPERFLUOUS_DEFINITION,
    SUPERFLUOUS_INCLUSION,
    SUPERFLUOUS_RIGHT,
    Finding,
)

Rights = Mapping[Role, frozenset[Right]]


def rights_of_roles(rules: Rules) -> Rights:
    """Every right of every role, those of the roles that it includes among them."""
    included = {role: rules.included_in(role) for role in Role}
    return {role: frozenset(g.right for g in rules.grants if g.role in included[role]) for role in Role}


def superfluous(rules: Rules) -> Iterator[Finding]:
    """The lines that can be taken out together without changing what anybody may, the last first."""
    kept = rules
    found: list[Rule] = []
    every: list[Rule] = [*rules.grants, *rules.definitions, *rules.inclusions]
    for rule in sorted(every, key=lambda rule: rule.line.number, reverse=True):
        rest = _without(rule, kept)
        if _changes_nothing(rule, rest, kept):
            found.append(rule)
            kept = rest
    yield from (_explained(rule, kept) for rule in found)


def _without(rule: Rule, rules: Rules) -> Rules:
    return replace(
        rules,
        grants=tuple(grant for grant in rules.grants if grant is not rule),
        definitions=tuple(definition for definition in rules.definitions if definition is not rule),
        inclusions=tuple(inclusion for inclusion in rules.inclusions if inclusion is not rule),
    )


def _changes_nothing(rule: Rule, rest: Rules, kept: Rules) -> bool:
    rights = rights_of_roles(rest)
    if not isinstance(rule, Definition):
        return rights == rights_of_roles(kept)
    others = _made_besides(rule, rest)
    if rule.role in {other.role for other in others}:
        return True
    # A role that has no right is told as such, which says more.
    return bool(rights[rule.role]) and rights[rule.role] <= {right for other in others for right in rights[other.role]}


def _made_besides(definition: Definition, rest: Rules) -> list[Definition]:
    """The other definitions that are true of everybody of whom this one is."""
    given = definition.facts | {Fact.ANYONE}
    return [other for other in rest.definitions if other.facts <= given]


def _explained(rule: Rule, rest: Rules) -> Finding:
    """Why a line changes nothing, by lines that remain."""
    match rule:
        case Grant():
            return _explained_grant(rule, rest)
        case Inclusion():
            return _explained_inclusion(rule, rest)
        case Definition():
            return _explained_definition(rule, rest)


def _explained_grant(grant: Grant, rest: Rules) -> Finding:
    included = rest.included_in(grant.role)
    other = next(other for other in rest.grants if other.right == grant.right and other.role in included)
    message = f"this line changes nothing: {grant.role} may {named(grant.right)} without it"
    why = f"line {other.line.number} grants it to {other.role}, {_way(grant.role, other.role, rest)}"
    return Finding(SUPERFLUOUS_RIGHT, grant.line.problem_with_all(message, why))


def _explained_inclusion(inclusion: Inclusion, rest: Rules) -> Finding:
    role, included = inclusion.role, inclusion.included
    rights, reached = rights_of_roles(rest)[included], rest.included_in(role)
    if not rights:
        message, why = f"{included} has no right to pass on", f"no line grants {included} a right"
    elif included in reached:
        message, why = f"{role} includes {included} without it", _way(role, included, rest)
    else:
        granting = {grant.right: grant.line for grant in reversed(rest.grants) if grant.role in reached}
        message = f"{role} may all that {included} may without it"
        told = sorted((line.number, named(right)) for right, line in granting.items() if right in rights)
        why = ", ".join(f"line {number} grants {name}" for number, name in told)
    return Finding(SUPERFLUOUS_INCLUSION, inclusion.line.problem_with_all(f"this line changes nothing: {message}", why))


def _explained_definition(definition: Definition, rest: Rules) -> Finding:
    role, others = definition.role, _made_besides(definition, rest)
    same = next((other for other in others if other.role is role), None)
    if same:
        message = f"this line changes nothing: whoever it makes {role} is {role} without it"
        why = f"line {same.line.number} makes them {role}, and asks for less"
        return Finding(SUPERFLUOUS_DEFINITION, definition.line.problem_with_all(message, why))
    message = f"this line gives nobody a right: whoever it makes {role} may all that without it"
    enough = _enough(others, role, rest)
    why = " and ".join(f"line {other.line.number} makes them {other.role}" for other in enough)
    return Finding(IDLE_DEFINITION, definition.line.problem_with_all(message, why))


def _enough(definitions: Iterable[Definition], role: Role, rest: Rules) -> Iterator[Definition]:
    """As few of the definitions as it takes, the best first, for roles that have together every right of a role."""
    rights, waiting = rights_of_roles(rest), list(definitions)
    wanted = rights[role]
    while wanted:
        best = max(waiting, key=lambda definition: len(wanted & rights[definition.role]))
        yield best
        wanted -= rights[best.role]


def _way(role: Role, included: Role, rules: Rules) -> str:
    """By which lines a role comes to include another; the shortest way."""
    ways: dict[Role, list[Inclusion]] = {role: []}
    for here in (waiting := [role]):
        for link in rules.inclusions:
            if link.role is here and link.included not in ways:
                ways[link.included] = [*ways[here], link]
                waiting.append(link.included)
    steps = [f"line {link.line.number} lets {link.role} include {link.included}" for link in ways[included]]
    return ", ".join(steps)
