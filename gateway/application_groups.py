"""The groups of applications, from the file that ships with the gateway or the operator's own."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from gateway.domain.application_group import ApplicationGroup, ApplicationGroups
from gateway.domain.language import Language

SHIPPED = Path(__file__).with_suffix(".toml")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_KEYS = {"exclusive", *(language.value for language in Language)}


class WrongGroups(ValueError):
    """A file of application groups cannot be used; the message says where and why."""


def load_application_groups(file: Path) -> ApplicationGroups:
    """The groups by code, in the order of the file. Raises WrongGroups."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongGroups(f"{file}: {error}") from None
    if not tables:
        raise WrongGroups(f"{file}: there is no group")
    return MappingProxyType({code: _group(file, code, table) for code, table in tables.items()})


def _group(file: Path, code: str, table: object) -> ApplicationGroup:
    if not _CODE.fullmatch(code) or not isinstance(table, dict):
        raise WrongGroups(f"{file}: [{code}]: a group is a table, and its code in capitals, digits and underscores")
    if wrong := sorted(_KEYS ^ table.keys()):
        raise WrongGroups(f"{file}: [{code}]: a group has {', '.join(sorted(_KEYS))}; missing or too many: {wrong}")
    return ApplicationGroup(code, _flag(file, code, table["exclusive"]), _labels(file, code, table))


def _flag(file: Path, code: str, exclusive: object) -> bool:
    if not isinstance(exclusive, bool):
        raise WrongGroups(f"{file}: [{code}]: exclusive is true or false")
    return exclusive


def _labels(file: Path, code: str, table: Mapping[str, object]) -> Mapping[Language, str]:
    labels = {}
    for language in Language:
        label = table[language]
        if not isinstance(label, str) or not label.strip():
            raise WrongGroups(f"{file}: [{code}]: {language} is a text")
        labels[language] = label
    return MappingProxyType(labels)
