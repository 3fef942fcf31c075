"""What is wrong with the settings, by variable and place, in words that repeat nothing of what somebody typed."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError

from gateway.settings.issuer import ClaimSettings, IssuerSettings
from gateway.settings.variables import variable

_SAID = {
    "model_type": "this must be an object: {…}",
    "dict_type": "this must be an object: {…}",
    "tuple_type": "this must be a list: […]",
    "too_short": "one or more is needed",
    "string_too_short": "this is empty",
}
_INSIDE: Mapping[str, type[BaseModel]] = {"issuers": IssuerSettings, "claims": ClaimSettings}


class WrongSettings(ValueError):
    """What is needed is not there, or what is there is refused; the message names each variable, a line each."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("\n".join(f"{place}: {sentence}" for place, sentence in wrong.items()))
        self.wrong = wrong


def wrong_with(error: ValidationError) -> dict[str, str]:
    """A sentence for each place, such as ``GATEWAY_ISSUERS[0].audience``."""
    found: dict[str, str] = {}
    for each in error.errors(include_input=False, include_url=False):
        field, *inside = each["loc"]
        place = variable(str(field)) + _place(inside)
        if each["type"] == "too_short" and any(other.startswith(f"{place}[") for other in found):
            continue  # What was wrong is not counted.
        said = _unknown(each["loc"]) if each["type"] == "extra_forbidden" else _said(each)
        found.setdefault(place, said)
    return found


def meant(name: str, known: Iterable[str]) -> str:
    """Which of the names that are known somebody may have meant; empty if none is near."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.75)
    return f"; did you mean {near[0]}?" if near else ""


def _said(each: Mapping[str, object]) -> str:
    return _SAID.get(str(each["type"]), str(each["msg"]).removeprefix("Value error, "))


def _unknown(at: Sequence[int | str]) -> str:
    """Only the name that is like it, of those that are known: the other one somebody typed."""
    holder = next(_INSIDE[str(part)] for part in reversed(at[:-1]) if part in _INSIDE)
    return f"a name in it is not known{meant(str(at[-1]), holder.model_fields)}"


def _place(inside: Iterable[object]) -> str:
    """As far as the names are ours: what comes after that, somebody typed."""
    names = {*IssuerSettings.model_fields, *ClaimSettings.model_fields}
    place = ""
    for part in inside:
        if isinstance(part, int):
            place += f"[{part}]"
        elif part in names:
            place += f".{part}"
        else:
            break
    return place
