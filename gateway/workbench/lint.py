"""Rules that are lawful, and yet hardly what their author meant: lines without effect, roles and rights of nobody.

Facts are only ever asked for, never excluded, and all of them can be true of somebody at once. So no definition is
impossible, and no two of them contradict each other: what can be odd about a definition is that it has no effect.
"""

from collections.abc import Iterator

from gateway.authorization.breach import named
from gateway.authorization.policy_file import Line, Word
from gateway.authorization.problem import Problem
from gateway.authorization.rules import Rules
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.rights import Role
from gateway.workbench.kind import RIGHT_OF_NOBODY, ROLE_OF_NOBODY, ROLE_WITHOUT_RIGHT, Finding
from gateway.workbench.superfluous import rights_of_roles, superfluous


def lint(rules: Rules, file: str) -> list[Finding]:
    """Everything that is odd about rules that load, in the order of the file, which is named `file`."""
    found = [
        *superfluous(rules),
        *_roles_of_nobody(rules),
        *_roles_without_right(rules),
        *_rights_of_nobody(rules),
        *_rights_in_no_line(rules, file),
    ]
    return sorted(found, key=lambda finding: (finding.problem.line, finding.problem.column, finding.problem.message))


def _roles_of_nobody(rules: Rules) -> Iterator[Finding]:
    """Roles that are spoken of and that no line makes, at the first line that speaks of them."""
    made = {definition.role for definition in rules.definitions}
    told = set[Role]()
    for line, word in _spoken_of(rules):
        role = Role(word.text)
        if role not in made | told:
            told.add(role)
            hint = f'no line makes anybody {role}: write "p2, {role}, ..." with its facts'
            yield Finding(ROLE_OF_NOBODY, line.problem_with(word, f"nobody is {role}", hint))


def _spoken_of(rules: Rules) -> list[tuple[Line, Word]]:
    """Every role that a line grants something, includes or lets include, in the order of the file."""
    granted = [(grant.line, grant.line.words()[1]) for grant in rules.grants]
    included = [(inclusion.line, word) for inclusion in rules.inclusions for word in inclusion.line.words()[1:]]
    return sorted([*granted, *included], key=lambda spoken: (spoken[0].number, spoken[1].column))


def _roles_without_right(rules: Rules) -> Iterator[Finding]:
    """Roles that somebody has and that are good for nothing, at their first definition."""
    rights = rights_of_roles(rules)
    first = {definition.role: definition.line for definition in reversed(rules.definitions)}
    for role, line in first.items():
        if not rights[role]:
            hint = f"no line grants {role} a right, or lets it include a role that has one"
            yield Finding(ROLE_WITHOUT_RIGHT, line.problem_with(line.words()[1], f"{role} may nothing", hint))


def _rights_of_nobody(rules: Rules) -> Iterator[Finding]:
    """Rights that are granted only to roles that nobody has, each at every line that grants it."""
    rights = rights_of_roles(rules)
    held = {right for definition in rules.definitions for right in rights[definition.role]}
    for grant in rules.grants:
        if grant.right not in held:
            hint = f"no line makes anybody {grant.role}, or a role that includes it"
            yield Finding(RIGHT_OF_NOBODY, grant.line.problem_with_all(f"nobody may {named(grant.right)}", hint))


def _rights_in_no_line(rules: Rules, file: str) -> Iterator[Finding]:
    """Rights that no line grants. There is no line to point to, so that the file as a whole is told of all of them."""
    granted = {grant.right for grant in rules.grants}
    missing = [named(right) for right in RIGHTS if right not in granted]
    if missing:
        message = f"nobody may {', '.join(missing)}"
        yield Finding(RIGHT_OF_NOBODY, Problem(file, 1, 1, 0, "", message, "no line grants it to any role"))
