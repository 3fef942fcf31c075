"""The electronic proxy as a document: canonical JSON, the very bytes that both sides sign.

Source of the form: RFC 8785, the JSON canonicalisation scheme; signatures are over its bytes in UTF-8.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785

from gateway.domain.mandate import Mandate

MEDIA_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Proxy:
    """The document of one version of a mandate. It is never changed: a change is another version."""

    mandate: str
    version: int
    document: str
    drawn_up_at: datetime

    @property
    def octets(self) -> bytes:
        """What is signed."""
        return self.document.encode()

    def digest(self, algorithm: str) -> bytes:
        """The hash of the document, such as ``sha384``."""
        return hashlib.new(algorithm, self.octets).digest()

    def says(self, mandate: Mandate) -> bool:
        """Whether this is the document of a mandate as it is; the names are those of the day it was drawn up."""
        said = self.content()
        return draw_up(mandate, said["principal"]["name"], said["mandatary"]["name"]).document == self.document

    def content(self) -> dict[str, Any]:
        """What the document says, read back from the bytes that are signed."""
        return dict(json.loads(self.document))


def draw_up(mandate: Mandate, principal_name: str, mandatary_name: str) -> Proxy:
    """The proxy of the present version. The id in it makes it one of this mandate, and of no other."""
    content = {
        "applicationGroups": list(mandate.codes),
        "endQuarter": str(mandate.end) if mandate.end else None,
        "id": mandate.id,
        "mandatary": {"name": mandatary_name, "number": mandate.mandatary},
        "preparedBy": mandate.prepared_by.name,
        "principal": {"name": principal_name, "number": mandate.principal},
        "providerKind": mandate.provider_kind.name,
        "replaces": mandate.replaces,
        "startQuarter": str(mandate.start),
        "type": "electronic-proxy",
        "version": mandate.version,
    }
    return Proxy(mandate.id, mandate.version, rfc8785.dumps(content).decode(), mandate.drawn_up_at)
