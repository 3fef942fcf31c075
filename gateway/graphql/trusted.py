"""Documents that are known beforehand, and whether there are others: from a manifest as code generators write it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Mode(StrEnum):
    """OFF: nothing is known beforehand. PREFER: what the manifest holds, and any other. ONLY: what it holds."""

    OFF = "off"
    PREFER = "prefer"
    ONLY = "only"


class WrongManifest(ValueError):
    """The manifest cannot be used; the message says why, for whoever starts the gateway."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """The documents of a manifest by their ids, as the apps that send them were built with."""

    mode: Mode = Mode.OFF
    documents: Mapping[str, str] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()

    @classmethod
    def read(cls, mode: Mode, manifest: Path | None) -> "Trusted":
        """Raises WrongManifest if there must be one and it cannot be used."""
        if mode is Mode.OFF:
            return cls()
        if manifest is None:
            raise WrongManifest(f"Documents in mode {mode} need a manifest.")
        try:
            documents = json.loads(manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise WrongManifest(f"{manifest} is no JSON file in UTF-8 that can be read.") from None
        if not isinstance(documents, dict) or not all(isinstance(text, str) for text in documents.values()):
            raise WrongManifest(f"{manifest} is no manifest: one JSON object, with a document under each id.")
        for key, text in documents.items():
            if _SHA256.fullmatch(key) and key != hash_of(text):
                raise WrongManifest(f"{manifest}: the document under {key} has another SHA-256.")
        return cls(mode, documents, frozenset(documents.values()))

    def find(self, key: str) -> str | None:
        """The document under an id: a SHA-256, with or without `sha256:`, or what else the manifest names it."""
        return self.documents.get(key.removeprefix("sha256:"))

    def admits(self, text: str) -> bool:
        """Whether a document may be asked by its text."""
        return self.mode is not Mode.ONLY or text in self.texts


def hash_of(text: str) -> str:
    """The id of a document by its text: its SHA-256, in hexadecimal."""
    return sha256(text.encode()).hexdigest()
