"""An OpenID provider as an operator describes it: whom we trust, for what, and how its tokens say who somebody is."""

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

from gateway.settings.addresses import https_address
from gateway.settings.paths import existing_file

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
"""All are asymmetric: with a shared secret, whoever can check a token could also make one."""
_LISTED = ", ".join(get_args(Algorithm))
ClaimName = Annotated[str, Field(min_length=1, max_length=200)]
Level = Annotated[int, Field(ge=100, le=500)]

_STRICT = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ClaimSettings(BaseModel):
    """Which claim of a token says what; the defaults are those of the federal authentication service (FAS)."""

    model_config = _STRICT

    national_number: ClaimName = Field(default="egovNRN", description="The claim that has the national number.")
    first_name: ClaimName = Field(default="givenName", description="The claim that has the first name.")
    last_name: ClaimName = Field(default="surname", description="The claim that has the last name.")
    email: ClaimName = Field(default="mail", description="The claim that has the e-mail address.")
    language: ClaimName = Field(default="prefLanguage", description="The claim that has the language they prefer.")
    assurance: ClaimName = Field(default="acr", description="The claim that says how surely it is them.")


class IssuerSettings(BaseModel):
    """One OpenID provider."""

    model_config = _STRICT

    url: str = Field(description="Its address (https), exactly as the iss claim of its tokens names it.")
    audience: str = Field(min_length=1, description="The audience that tokens must be made for: this gateway.")
    algorithms: tuple[Algorithm, ...] = Field(
        default=("RS256",), min_length=1, description=f"The algorithms that tokens may be signed with, of {_LISTED}."
    )
    jwks: str | None = Field(
        default=None,
        description="Its public keys: an https address, or a file (JWKS); without it, its discovery document says.",
    )
    claims: ClaimSettings = Field(
        default=ClaimSettings(), description="An object that says which claim has what, by the names below."
    )
    assurance_levels: dict[str, Level] = Field(
        default={},
        description="An object with the level, 100 to 500, of each value of the assurance claim; without it, FAS's.",
    )
    authorized_parties: tuple[str, ...] = Field(
        default=(), description="The clients (azp or client_id) whose tokens are accepted; without it, any client's."
    )
    access_tokens_only: bool = Field(
        default=False, description="Whether tokens must say that they are access tokens (typ at+jwt)."
    )
    sender_constrained: bool = Field(
        default=False, description="Whether tokens must be bound to a key of the caller's (DPoP)."
    )
    clock_skew_seconds: int = Field(
        default=60, ge=0, le=300, description="How far its clock and ours may be apart, in seconds (0 to 300)."
    )
    refetch_seconds: int = Field(
        default=60, ge=1, le=3600, description="An unknown key id has its keys fetched once in so many seconds at most."
    )
    refresh_seconds: int = Field(
        default=600, ge=1, le=86_400, description="Its keys are fetched anew when they are older, in seconds."
    )
    client_id: str | None = Field(
        default=None, description="As which of its clients GraphiQL signs people in; without it nobody can there."
    )

    @field_validator("url")
    @classmethod
    def _exact(cls, value: str) -> str:
        return https_address(value)

    @field_validator("jwks")
    @classmethod
    def _address_or_file(cls, value: str | None) -> str | None:
        if value is None or ":" in value:
            return value and https_address(value)
        return str(existing_file(Path(value)))
