"""Settings from the environment and from files, or all that is wrong with them at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_origin

from pydantic import ValidationError

from gateway.settings.files import FOLDER, content_of, files_in
from gateway.settings.names import not_ours
from gateway.settings.store import StoreSettings
from gateway.settings.variables import variable
from gateway.settings.wrong import WrongSettings, wrong_with

S = TypeVar("S", bound=StoreSettings)


@dataclass(frozen=True, slots=True)
class Given:
    """From where each variable has its value; the environment comes before a file."""

    environment: Mapping[str, str]
    files: Mapping[str, Path]

    @classmethod
    def read(cls) -> "Given":
        """Raises WrongSettings if there must be a folder of files and there is none."""
        environment = {name.upper(): value for name, value in os.environ.items()}
        files = {name: file for name, file in files_in(environment.get(FOLDER)).items() if name not in environment}
        return cls(environment, files)


def settings_from_environment(kind: type[S]) -> S:
    """The settings of a kind, or WrongSettings; also for a variable that is no setting at all."""
    given = Given.read()
    return _made(kind, given, {}, not_ours({**dict.fromkeys(given.files, ""), **given.environment}))


def settings_with(kind: type[S], fixed: Mapping[str, object]) -> S:
    """The same where some are fixed, whatever the environment says of them, and of what is no setting."""
    return _made(kind, Given.read(), fixed, {})


def given(field: str) -> str | None:
    """What is given for one setting, unchecked, for what needs no other. Raises WrongSettings if it cannot be read."""
    found, name = Given.read(), variable(field)
    contents, unread = _contents({field: name}, found.files)
    if unread:
        raise WrongSettings(unread)
    return found.environment.get(name, contents.get(field))


def _made(kind: type[S], given: Given, fixed: Mapping[str, object], wrong: Mapping[str, str]) -> S:
    free = {field: variable(field) for field in kind.model_fields if field not in fixed}
    contents, unread = _contents(free, given.files)
    unusable = {**unread, **_blank(kind, free, given.environment)}
    made: Any = kind
    try:
        settings: S = made(**contents, **fixed)
        told: dict[str, str] = {}
    except ValidationError as error:
        told = wrong_with(error)
    if wrong or unusable or told:
        raise WrongSettings({**wrong, **told, **unusable})
    return settings


def _contents(free: Mapping[str, str], files: Mapping[str, Path]) -> tuple[dict[str, str], dict[str, str]]:
    """What the files say, by field; and why others cannot be read, by variable."""
    contents, unread = {}, {}
    for field, name in free.items():
        if name in files:
            try:
                contents[field] = content_of(files[name])
            except ValueError as error:
                unread[name] = str(error)
    return contents, unread


def _blank(kind: type[S], free: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """An empty text is no way to leave a setting out: the key that must sign the rules would be left out as easily.

    A list can be empty.
    """
    single = [name for field, name in free.items() if get_origin(kind.model_fields[field].annotation) is not tuple]
    blank = [name for name in single if name in environment and not environment[name].strip()]
    return dict.fromkeys(blank, "this is empty: give it a value, or leave it out")
