"""The settings in force, each with where it comes from, so that two machines can be compared. Secrets stay secret."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, SecretStr

from gateway.settings.environment import Given
from gateway.settings.files import FOLDER
from gateway.settings.keys import key_bytes
from gateway.settings.settings import Settings
from gateway.settings.variables import variable

_PURPOSE = b"gateway config show"
_DIGITS = 8


class Shown(NamedTuple):
    """One setting. `source` is environment, file or default."""

    name: str
    value: str
    source: str


def shown(settings: Settings) -> list[Shown]:
    """All of them, in the order of the README."""
    given = Given.read()
    rows = [(FOLDER, given.environment.get(FOLDER))]
    rows += [(variable(field), getattr(settings, field)) for field in Settings.model_fields]
    return [Shown(name, _text(value), _source(name, given)) for name, value in rows]


def fingerprint(secret: SecretStr) -> str:
    """By which two machines can be told to have the same key. Of a key that cannot be guessed it gives nothing away."""
    key = key_bytes(secret.get_secret_value())
    return hmac.new(key, _PURPOSE, hashlib.sha256).hexdigest()[:_DIGITS]


def _source(name: str, given: Given) -> str:
    if name in given.environment:
        return "environment"
    return "file" if name in given.files else "default"


def _text(value: object) -> str:
    """As an operator would write it."""
    match value:
        case SecretStr():
            return f"••• ({fingerprint(value)})"
        case tuple(parts) if parts and isinstance(parts[0], BaseModel):
            return json.dumps([part.model_dump(mode="json", exclude_defaults=True) for part in parts])
        case tuple(parts) if parts:
            return ", ".join(parts)
        case bool():
            return str(value).lower()
        case None | ():
            return "none"
        case Path() | str() | int() | float():
            return str(value)
    raise TypeError(type(value))
