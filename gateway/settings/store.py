"""The few settings that it takes to verify again what is stored."""

from pydantic import Field, SecretStr, field_validator

from gateway.settings.keys import key_bytes
from gateway.settings.variables import Variables
from gateway.signature import Seal


class StoreSettings(Variables):
    """What it takes to verify again what is stored."""

    database_url: str = Field(description="The database: a SQLite file, as sqlite:////absolute/path.sqlite.")
    sealing_key: SecretStr = Field(
        description="The secret under which signers' certificates are sealed: 32 bytes, in hexadecimal."
    )

    @field_validator("database_url")
    @classmethod
    def _absolute_file(cls, value: str) -> str:
        if not value.startswith("sqlite:////") or value.endswith("/") or "?" in value:
            raise ValueError("this must be a SQLite file, by its absolute path: sqlite:////absolute/path.sqlite")
        return value

    @field_validator("sealing_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        Seal(key_bytes(value.get_secret_value()))
        return value

    @property
    def seal(self) -> Seal:
        """What seals the certificates of those who sign."""
        return Seal(key_bytes(self.sealing_key.get_secret_value()))
