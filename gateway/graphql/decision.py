"""The answer to "may I?", as apps see it."""

import strawberry

from gateway.domain import decision as domain
from gateway.domain.decision import DenialReason
from gateway.domain.language import Language
from gateway.domain.rights import Action, Role
from gateway.sentences import decision_sentence


@strawberry.type(description="Whether the viewer may do something; if not, why, and what would change it.")
class Decision:
    action: Action = strawberry.field(description="What was asked.")
    allowed: bool = strawberry.field(description="Whether the policy in force allows it, today.")
    reason: DenialReason | None = strawberry.field(description="Why not; null when allowed.")
    message: str = strawberry.field(description="One sentence for the viewer, in the language of the request.")
    roles: list[Role] = strawberry.field(description="The roles that the viewer has here.")
    requires: list[Role] = strawberry.field(description="The roles that would be allowed.")
    missing: list[str] = strawberry.field(
        description="The smallest set of facts, about the viewer alone, that would change the answer, by fact name."
    )

    @classmethod
    def of(cls, decision: domain.Decision, language: Language) -> "Decision":
        return cls(
            action=decision.action,
            allowed=decision.allowed,
            reason=decision.reason,
            message=decision_sentence(decision, language),
            roles=list(decision.roles),
            requires=list(decision.requires),
            missing=[str(fact) for fact in decision.missing],
        )

    def as_json(self) -> dict[str, object]:
        """The same answer for the extensions of an error, spelt as in the schema."""
        return {
            "action": self.action.name,
            "allowed": self.allowed,
            "reason": self.reason and self.reason.name,
            "message": self.message,
            "roles": [role.name for role in self.roles],
            "requires": [role.name for role in self.requires],
            "missing": self.missing,
        }
