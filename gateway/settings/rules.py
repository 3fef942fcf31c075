"""By which rules the gateway decides."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from gateway.application_groups import SHIPPED
from gateway.authorization.policy import shipped_policies
from gateway.authorization.signed import Verify
from gateway.settings.paths import existing_file, existing_folder
from gateway.settings.variables import Variables
from gateway.signature.policy_signature import PolicyKey


class RuleSettings(Variables):
    """The policy, whether it must be signed, and what else is the operator's to rule."""

    application_groups: Annotated[Path, AfterValidator(existing_file)] = Field(
        default=SHIPPED, description="The file with the groups of applications that a mandate can cover."
    )
    policies: Annotated[Path, AfterValidator(existing_folder)] = Field(
        default_factory=shipped_policies, description="The folder with the policy files."
    )
    policy_key: Path | None = Field(
        default=None,
        description="A file with the Ed25519 public key (PEM) that must have signed the rules; without it none need.",
    )
    designation_days: int = Field(
        default=30, ge=1, le=3650, description="After how many days a designation that nobody took up expires."
    )

    @field_validator("policy_key")
    @classmethod
    def _public_key(cls, value: Path | None) -> Path | None:
        try:
            return value if value is None or PolicyKey.read(value) else None
        except ValueError as wrong:
            raise ValueError(str(wrong).removeprefix(f"{value}: ")) from None

    @property
    def verify_policies(self) -> Verify | None:
        """What verifies that the policy files are signed, if they must be."""
        return PolicyKey.read(self.policy_key).wrong_with if self.policy_key is not None else None

    @property
    def designation_term(self) -> timedelta:
        return timedelta(days=self.designation_days)
