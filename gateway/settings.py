"""The settings, from the environment. A wrong value stops the start with the variable's name, and never its content."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gateway.application_groups import SHIPPED
from gateway.authorization.policy import shipped_policies
from gateway.authorization.signed import Verify
from gateway.domain.identifiers import PersonKeys
from gateway.signature import Seal
from gateway.signature.policy_signature import PolicyKey


def exact_origin(text: str) -> str:
    """An origin as browsers send it. Anything else, such as one that ends with a slash, would match nothing, unseen."""
    parts = urlsplit(text)
    host = parts.netloc.lower()
    if parts.scheme not in ("http", "https") or not host or "@" in host or text != f"{parts.scheme}://{host}":
        raise ValueError("An origin is a scheme, a host and perhaps a port, in small letters: https://app.example")
    return text


class StoreSettings(BaseSettings):
    """What it takes to verify again what is stored. Every name has the prefix ``GATEWAY_``."""

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", hide_input_in_errors=True, frozen=True, extra="ignore")

    database_url: str = Field(description="The database: a SQLite file, as sqlite:////absolute/path.sqlite.")
    sealing_key: SecretStr = Field(
        description="The secret under which signers' certificates are sealed: 32 bytes, in hexadecimal."
    )

    @field_validator("sealing_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        Seal(bytes.fromhex(value.get_secret_value()))
        return value

    @property
    def seal(self) -> Seal:
        """What seals the certificates of those who sign."""
        return Seal(bytes.fromhex(self.sealing_key.get_secret_value()))


class Settings(StoreSettings):
    """What an operator sets; every name has the prefix ``GATEWAY_``."""

    national_number_key: SecretStr = Field(
        description="The secret under which national numbers are hashed: 32 bytes or more, in hexadecimal."
    )
    oidc_issuer: str = Field(description="The issuer of bearer tokens, as their iss claim names it.")
    oidc_audience: str = Field(description="The audience that tokens must be made for.")
    oidc_jwks: Path = Field(description="A file with the issuer's public keys (JWKS).")
    oidc_algorithms: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("RS256",), description="The signature algorithms allowed, between commas."
    )
    signature_trust: Path = Field(
        description="A folder with the certificates (PEM) of those whose cards may sign, root and issuing authorities."
    )
    signature_crls: Path | None = Field(
        default=None,
        description="A folder with their lists of revoked certificates (CRL); without it revocation is not checked.",
    )
    application_groups: Path = Field(
        default=SHIPPED, description="The file with the groups of applications that a mandate can cover."
    )
    policies: Path = Field(default_factory=shipped_policies, description="The folder with the policy files.")
    policy_key: Path | None = Field(
        default=None,
        description="A file with the Ed25519 public key (PEM) that must have signed them; without it nobody need have.",
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Origins of the apps that may call from a browser, between commas."
    )
    status_codes: Literal["audits", "draft"] = Field(
        default="audits",
        description="Whose status codes GraphQL answers have: what graphql-http's audits expect, or the draft's.",
    )
    designation_days: int = Field(
        default=30, ge=1, le=3650, description="After how many days a designation that nobody took up expires."
    )
    graphiql: bool = Field(default=False, description="Whether a browser gets GraphiQL at /graphql.")
    introspection: Literal["off", "on", "by_right"] = Field(
        default="off",
        description="Whether the schema can be asked for: off, on, or by_right: what the caller could ever use of it.",
    )
    field_suggestions: bool = Field(
        default=False, description="Whether the error of a name that the schema has not says which it may mean."
    )
    documents: Path | None = Field(
        default=None, description="The manifest of trusted documents: JSON, a document under each SHA-256."
    )
    documents_mode: Literal["off", "prefer", "only"] = Field(
        default="off",
        description="Whether these can be asked by their ids: off, prefer (others can be sent too), or only these.",
    )
    oidc_client_id: str | None = Field(
        default=None, description="As which client of the issuer GraphiQL signs people in; without it nobody can there."
    )

    @field_validator("oidc_algorithms", "cors_origins", mode="before")
    @classmethod
    def _between_commas(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _exact(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(exact_origin, value))

    @field_validator("national_number_key")
    @classmethod
    def _strong(cls, value: SecretStr) -> SecretStr:
        PersonKeys(bytes.fromhex(value.get_secret_value()))
        return value

    @field_validator("policy_key")
    @classmethod
    def _public_key(cls, value: Path | None) -> Path | None:
        if value is not None:
            PolicyKey.read(value)
        return value

    @property
    def person_keys(self) -> PersonKeys:
        """What hashes national numbers."""
        return PersonKeys(bytes.fromhex(self.national_number_key.get_secret_value()))

    @property
    def verify_policies(self) -> Verify | None:
        """What verifies that the policy files are signed, if they must be."""
        return PolicyKey.read(self.policy_key).wrong_with if self.policy_key is not None else None

    @property
    def designation_term(self) -> timedelta:
        return timedelta(days=self.designation_days)


@dataclass(frozen=True, slots=True, repr=False)
class DemoSecrets:
    """The keys of a demo, in hexadecimal."""

    national_number_key: str
    sealing_key: str


def demo_settings(database_url: str, secrets: DemoSecrets, trust: Path, issuer: str, audience: str) -> Settings:
    """The settings of the demo: its own database, keys, cards and issuer, whatever the environment says of them."""
    return Settings(
        database_url=database_url,
        national_number_key=SecretStr(secrets.national_number_key),
        sealing_key=SecretStr(secrets.sealing_key),
        signature_trust=trust,
        signature_crls=None,
        oidc_issuer=issuer,
        oidc_audience=audience,
        oidc_jwks=Path(),
        graphiql=True,
        introspection="on",
        field_suggestions=True,
        documents=None,
        documents_mode="off",
        oidc_client_id=None,
    )


class WrongSettings(Exception):
    """The environment does not hold what is needed; the message names each variable, a line each."""


S = TypeVar("S", bound=StoreSettings)


def settings_from_environment(kind: type[S]) -> S:
    """The settings of a kind, or WrongSettings."""
    try:
        return kind()  # type: ignore[call-arg]
    except ValidationError as error:
        lines = [f"GATEWAY_{str(wrong['loc'][0]).upper()}: {wrong['msg']}" for wrong in error.errors()]
        raise WrongSettings("\n".join(lines)) from None
