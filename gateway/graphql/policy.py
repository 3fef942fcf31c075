"""The policy in force, for everybody who may read it: the rules are no secret."""

from datetime import datetime

import strawberry

from gateway.authorization import in_force, policy
from gateway.authorization.in_force import InForce
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.rights import Action, Role
from gateway.domain.side import Side
from gateway.graphql.authorize import computed


@strawberry.type(description="A line of the policy files that gives a right to a role.")
class PolicyRule:
    role: Role = strawberry.field(description="Who has the right, with everybody whose role includes this one.")
    action: Action = strawberry.field(description="What they may do.")
    side: Side | None = strawberry.field(description="For which side of a mandate; null for what is about none.")
    allowed: bool = strawberry.field(description="Always true: no line takes a right away.")
    file: str = strawberry.field(description="The file, named without its folder.")
    line: int = strawberry.field(description="The number of the line, from 1.")
    text: str = strawberry.field(description="The line as it stands there.")

    @classmethod
    def of(cls, rule: policy.PolicyRule) -> "PolicyRule":
        action = RIGHTS[rule.right]
        side = next((side for side in Side if action.about_mandate and action.right_as(side) == rule.right), None)
        return cls(
            role=rule.role,
            action=action,
            side=side,
            allowed=True,
            file=rule.written.file,
            line=rule.written.line,
            text=rule.written.text,
        )


@strawberry.type(description="A line of the policy files that makes a role of facts: several lines are alternatives.")
class PolicyDefinition:
    role: Role = strawberry.field(description="The role.")
    facts: list[str] = strawberry.field(description="The facts that must all be true, by name, as in `missing`.")
    file: str = strawberry.field(description="The file, named without its folder.")
    line: int = strawberry.field(description="The number of the line, from 1.")
    text: str = strawberry.field(description="The line as it stands there.")

    @classmethod
    def of(cls, definition: policy.PolicyDefinition) -> "PolicyDefinition":
        facts, written = [fact.value for fact in definition.facts], definition.written
        return cls(role=definition.role, facts=facts, file=written.file, line=written.line, text=written.text)


@strawberry.type(description="A line of the policy files by which a role has every right of another.")
class PolicyInclusion:
    role: Role = strawberry.field(description="The role that has them.")
    included: Role = strawberry.field(description="The role whose rights they are.")
    file: str = strawberry.field(description="The file, named without its folder.")
    line: int = strawberry.field(description="The number of the line, from 1.")
    text: str = strawberry.field(description="The line as it stands there.")

    @classmethod
    def of(cls, inclusion: policy.PolicyInclusion) -> "PolicyInclusion":
        role, included, written = inclusion.role, inclusion.included, inclusion.written
        return cls(role=role, included=included, file=written.file, line=written.line, text=written.text)


@strawberry.type(description="Whether a role may do something, by a line of its own or through a role it includes.")
class PolicyCell:
    role: Role = strawberry.field(description="The role.")
    action: Action = strawberry.field(description="The action.")
    allowed: bool = strawberry.field(description="Whether it may; for a mandate: for one side at least.")
    sides: list[Side] | None = strawberry.field(
        description="The sides of a mandate for which it may; null for what is about none."
    )

    @classmethod
    def of(cls, policy: policy.Policy, role: Role, action: Action) -> "PolicyCell":
        sides = [side for side in Side if action.about_mandate and policy.grants(role, action.right_as(side))]
        allowed = any(policy.grants(role, right) for right in action.rights)
        return cls(role=role, action=action, allowed=allowed, sides=sides if action.about_mandate else None)


@strawberry.type(description="Why the policy files, as they stand now, are not in force.")
class PolicyError:
    at: datetime = strawberry.field(description="When that was found out.")
    message: str = strawberry.field(description="What is wrong, a line each: file, line, column, and the mistake.")

    @classmethod
    def of(cls, error: in_force.NotInForce) -> "PolicyError":
        return cls(at=error.at, message=error.message)


@strawberry.type(description="The policy on which this very request is decided.")
class Policy:
    held: strawberry.Private[InForce]
    version: str = strawberry.field(description="Twelve digits that any edit of the files changes, be it of a comment.")
    meaning: str = strawberry.field(
        description="Twelve digits that change when the files mean something else, and only then: which facts make "
        "which role, and which role has which right."
    )
    loaded_at: datetime = strawberry.field(description="Since when this process decides by it.")
    last_error: PolicyError | None = strawberry.field(
        description="Why the files as they stand now are not in force; null when they are."
    )

    @classmethod
    def of(cls, held: InForce) -> "Policy":
        return cls(
            held=held,
            version=held.policy.version,
            meaning=held.policy.meaning,
            loaded_at=held.loaded_at,
            last_error=PolicyError.of(held.last_error) if held.last_error else None,
        )

    @computed("The lines that give rights to roles, in the order of the files.")
    def rules(self) -> list[PolicyRule]:
        return [PolicyRule.of(rule) for rule in self.held.policy.rules]

    @computed("The lines that make roles of facts, in the order of the files.")
    def definitions(self) -> list[PolicyDefinition]:
        return [PolicyDefinition.of(definition) for definition in self.held.policy.definitions]

    @computed("The lines by which a role has every right of another, in the order of the files.")
    def inclusions(self) -> list[PolicyInclusion]:
        return [PolicyInclusion.of(inclusion) for inclusion in self.held.policy.inclusions]

    @computed("Every role with every action, role by role.")
    def matrix(self) -> list[PolicyCell]:
        return [PolicyCell.of(self.held.policy, role, action) for role in Role for action in Action]
