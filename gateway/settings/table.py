"""The tables of the README, from the code: what every setting is, and every field of an issuer."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gateway.settings.files import FOLDER, FOLDER_IS
from gateway.settings.issuer import ClaimSettings, IssuerSettings
from gateway.settings.settings import Settings
from gateway.settings.variables import variable


def settings_table() -> str:
    """Every variable."""
    rows = [(variable(name), field) for name, field in Settings.model_fields.items()]
    return _table("variable", [(FOLDER, FieldInfo(default=None, description=FOLDER_IS)), *rows])


def issuer_table() -> str:
    """Every field of an issuer, and of the claims inside it."""
    rows = [*IssuerSettings.model_fields.items()]
    at = [name for name, _ in rows].index("claims") + 1
    rows[at:at] = [(f"claims.{name}", field) for name, field in ClaimSettings.model_fields.items()]
    return _table("field", rows)


def _table(title: str, rows: Iterable[tuple[str, FieldInfo]]) -> str:
    lines = [f"| {title} | default | what it is |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {_default(field)} | {field.description} |" for name, field in rows)])


def _default(field: FieldInfo) -> str:
    """As an operator would write it. The files that come with the gateway lie elsewhere on every machine."""
    if field.is_required():
        return "required"
    match field.get_default(call_default_factory=True, validated_data={}):
        case Path():
            return "the shipped ones"
        case bool(value):
            return str(value).lower()
        case tuple(parts) if parts:
            return ", ".join(parts)
        case BaseModel():
            return "those of FAS"
        case None | () | {}:
            return "none"
        case value:
            return str(value)
