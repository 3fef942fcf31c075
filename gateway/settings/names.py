"""Variables that look like ours and are not: a misspelt setting is refused, since its default would be in force unseen.

What Kubernetes sets by itself in every container beside a Service that is called "gateway" is left alone.
"""

import re
from collections.abc import Mapping

from gateway.settings.files import FOLDER
from gateway.settings.settings import Settings
from gateway.settings.variables import PREFIX, variable
from gateway.settings.wrong import meant

KNOWN = (FOLDER, *map(variable, Settings.model_fields))

_SERVICE = re.compile(
    rf"{PREFIX}(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)"
)
_SERVICE_PORT = re.compile(rf"{PREFIX}(\w+_)?PORT")
_PORT_VALUE = re.compile(r"(tcp|udp|sctp)://\S+")

_INSTEAD = {
    **dict.fromkeys(
        (f"{PREFIX}OIDC_{name}" for name in ("ISSUER", "AUDIENCE", "JWKS", "ALGORITHMS", "CLIENT_ID")),
        f"this is no setting any more: {variable('issuers')} describes the issuers",
    ),
    f"{PREFIX}HOST": "this is no setting: gateway serve --host says where to listen",
    f"{PREFIX}PORT": "this is no setting: gateway serve --port says where to listen",
}


def not_ours(given: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each variable that is not known, by its name in capitals."""
    return {name: _said(name) for name, value in given.items() if not _known(name, value)}


def _known(name: str, value: str) -> bool:
    return (
        not name.startswith(PREFIX)
        or name in KNOWN
        or _SERVICE.fullmatch(name) is not None
        or (_SERVICE_PORT.fullmatch(name) is not None and _PORT_VALUE.fullmatch(value) is not None)
    )


def _said(name: str) -> str:
    return _INSTEAD.get(name) or f"this is no setting{meant(name, KNOWN)}"
