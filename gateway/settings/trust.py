"""Whom the gateway believes, and the keys under which it keeps who people are."""

from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from gateway.domain.identifiers import PersonKeys
from gateway.settings.issuer import IssuerSettings
from gateway.settings.keys import key_bytes, refuse_weak
from gateway.settings.marks import refuse_demo_authorities, refuse_demo_issuer
from gateway.settings.paths import existing_folder
from gateway.settings.spelling import from_json
from gateway.settings.store import StoreSettings

Issuers = Annotated[tuple[IssuerSettings, ...], NoDecode, BeforeValidator(from_json)]


class TrustSettings(StoreSettings):
    """Issuers, authorities and keys; those of a demo are refused, since anybody can have them."""

    is_demo: ClassVar[bool] = False
    """Whether they may be those of a demo."""

    national_number_key: SecretStr = Field(
        description="The secret under which national numbers are hashed: 32 bytes or more, in hexadecimal."
    )
    issuers: Issuers = Field(
        min_length=1, description="The OpenID providers whose tokens count: a JSON list of objects, described below."
    )
    signature_trust: Path = Field(
        description="A folder with the certificates (PEM) of those whose cards may sign, root and issuing authorities."
    )
    signature_crls: Annotated[Path, AfterValidator(existing_folder)] | None = Field(
        default=None,
        description="A folder with their lists of revoked certificates (*.crl); without it revocation is not checked.",
    )

    @field_validator("sealing_key", "national_number_key")
    @classmethod
    def _strong(cls, value: SecretStr) -> SecretStr:
        if not cls.is_demo:
            refuse_weak(key_bytes(value.get_secret_value()))
        return value

    @field_validator("national_number_key")
    @classmethod
    def _long_and_another(cls, value: SecretStr, before: ValidationInfo) -> SecretStr:
        key, sealing = key_bytes(value.get_secret_value()), before.data.get("sealing_key")
        PersonKeys(key)
        if sealing and key_bytes(sealing.get_secret_value()) == key:
            raise ValueError("this is the sealing key: for another purpose another key is needed")
        return value

    @field_validator("issuers")
    @classmethod
    def _each_once_and_of_no_demo(cls, value: tuple[IssuerSettings, ...]) -> tuple[IssuerSettings, ...]:
        if len({issuer.url for issuer in value}) < len(value):
            raise ValueError("two issuers have the same url: a token could be either's")
        for issuer in value if not cls.is_demo else ():
            refuse_demo_issuer(issuer)
        return value

    @field_validator("signature_trust")
    @classmethod
    def _of_no_demo(cls, value: Path) -> Path:
        if not cls.is_demo:
            refuse_demo_authorities(value)
        return value

    @property
    def person_keys(self) -> PersonKeys:
        """What hashes national numbers."""
        return PersonKeys(key_bytes(self.national_number_key.get_secret_value()))
