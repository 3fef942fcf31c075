"""How a role comes to a right: by a line of its own, or through the roles that it includes."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.authorization.policy_file import Line
from gateway.authorization.rules import Grant, Inclusion, Rules
from gateway.domain.rights import Right, Role


@dataclass(frozen=True, slots=True)
class Way:
    """The lines by which roles are included, from the role on, and at the end the line that grants the right."""

    inclusions: tuple[Inclusion, ...]
    grant: Grant

    @property
    def own(self) -> bool:
        """Whether the line grants it to the role itself."""
        return not self.inclusions

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line that it takes, in this order."""
        return (*(inclusion.line for inclusion in self.inclusions), self.grant.line)


def ways_to(right: Right, role: Role, rules: Rules) -> tuple[Way, ...]:
    """A way for each line that grants the right to the role or to one that it includes, the shortest first."""
    reached = _reached(role, rules.inclusions)
    ways = [Way(reached[g.role], g) for g in rules.grants if g.right == right and g.role in reached]
    return tuple(sorted(ways, key=lambda way: len(way.inclusions)))


def _reached(role: Role, inclusions: Iterable[Inclusion]) -> dict[Role, tuple[Inclusion, ...]]:
    """The role and those that it includes, each with the fewest lines that lead there."""
    links = list(inclusions)
    reached: dict[Role, tuple[Inclusion, ...]] = {role: ()}
    for here in (waiting := [role]):
        for link in links:
            if link.role is here and link.included not in reached:
                reached[link.included] = (*reached[here], link)
                waiting.append(link.included)
    return reached
