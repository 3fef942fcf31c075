"""The settings of a demo: a gateway like any other, but for keys, cards and an issuer that are its own."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import Field, SecretStr

from gateway.settings.environment import settings_with
from gateway.settings.issuer import IssuerSettings
from gateway.settings.settings import Settings


@dataclass(frozen=True, slots=True, repr=False)
class DemoSecrets:
    """The keys of a demo, in hexadecimal."""

    national_number_key: str
    sealing_key: str


class DemoSettings(Settings):
    """What is a demo's own is as it should be here, and refused everywhere else."""

    is_demo: ClassVar[bool] = True
    caller_cost_a_minute: int = Field(default=50_000_000, ge=0)
    address_cost_a_minute: int = Field(default=50_000_000, ge=0)


def demo_settings(database_url: str, secrets: DemoSecrets, trust: Path, issuer: str, audience: str) -> Settings:
    """The settings of the demo: its own database, keys, cards and issuer, whatever the environment says of them."""
    own = {
        "database_url": database_url,
        "national_number_key": SecretStr(secrets.national_number_key),
        "sealing_key": SecretStr(secrets.sealing_key),
        "signature_trust": trust,
        "signature_crls": None,
        "issuers": (IssuerSettings(url=issuer, audience=audience),),
        "graphiql": True,
        "introspection": "on",
        "field_suggestions": True,
        "documents": None,
        "documents_mode": "off",
    }
    return settings_with(DemoSettings, own)
