"""What all settings have in common: a variable of the environment for each."""

import logging

from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "GATEWAY_"

# Told by its own variable to debug, the library would log every secret.
logging.getLogger("pydantic_settings").setLevel(logging.INFO)


class Variables(BaseSettings):
    """Fields that are read from the environment. Every name has the prefix ``GATEWAY_``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, hide_input_in_errors=True, frozen=True, extra="ignore")


def variable(field: str) -> str:
    """The name of the variable of a field."""
    return f"{PREFIX}{field.upper()}"
