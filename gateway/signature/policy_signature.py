"""Rules that somebody has signed: a folder of policies with an Ed25519 signature beside it, in `policies.sig`.

The signature is over a list of the files that decide, each with its length and its digest, and over the key's own
fingerprint. The list stands in `policies.sig` to be read; what is verified is the list that the gateway makes itself.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

SIGNED_FILES = ("invariants.csv", "model.conf", "policy.csv")
"""The files that decide, in the order in which the signature lists them. Nothing else of the folder is signed."""

_TITLE = "gateway policies, signed, format 1"
"""Set before everything else, so that nothing that the key signs elsewhere is ever taken for this, nor the reverse."""

_SIGNED = re.compile(
    rf"{_TITLE}\n(?P<files>([a-z.]+ [0-9]+ [0-9a-f]{{64}}\n)+)key (?P<key>[0-9a-f]{{64}})\n"
    r"signature (?P<signature>[A-Za-z0-9+/]{85}[AQgw]==)\n"
)
_UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm)


@dataclass(frozen=True, slots=True)
class PolicyKey:
    """The public key of whoever may sign the rules."""

    _key: Ed25519PublicKey

    @classmethod
    def read(cls, file: Path) -> "PolicyKey":
        """The key in a PEM file. Raises ValueError, which names the file and repeats nothing of it."""
        pem = _only_pem(file)
        if b"PRIVATE KEY" in pem:
            raise ValueError(f"{file}: this is a private key; here its public half is needed")
        try:
            key = load_pem_public_key(pem)
        except _UNREADABLE:
            raise ValueError(f"{file}: this is no public key in PEM") from None
        if isinstance(key, Ed25519PublicKey):
            return cls(key)
        raise ValueError(f"{file}: this is no Ed25519 key")

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the key in DER: what ``openssl pkey -pubin -outform DER | sha256sum`` prints."""
        return hashlib.sha256(self._key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()

    def wrong_with(self, contents: Mapping[str, bytes], signature: bytes) -> str | None:
        """Why the content of `policies.sig` does not sign these files with this key, or None if it does."""
        found = _SIGNED.fullmatch(signature.decode("ascii", errors="replace"))
        if not found:
            return "this is no signature of policies"
        if found["key"] != self.fingerprint:
            return "another key than the configured one has signed"
        if changed := _changed(contents, found["files"]):
            return f"not as it was signed: {', '.join(changed)}"
        try:
            self._key.verify(base64.b64decode(found["signature"]), _statement(contents, self))
        except InvalidSignature:
            return "the signature does not hold"
        return None


@dataclass(frozen=True, slots=True)
class PolicySigner:
    """The private key of whoever may sign the rules."""

    _key: Ed25519PrivateKey

    @classmethod
    def read(cls, file: Path, passphrase: Callable[[], str]) -> "PolicySigner":
        """The key in a PEM file; `passphrase` is asked if it is encrypted. Raises ValueError as `PolicyKey.read`."""
        pem = _only_pem(file)
        encrypted = b"BEGIN ENCRYPTED PRIVATE KEY" in pem
        try:
            key = load_pem_private_key(pem, passphrase().encode() if encrypted else None)
        except _UNREADABLE:
            wrong = "the passphrase is wrong, or the file is spoiled" if encrypted else "this is no private key in PEM"
            raise ValueError(f"{file}: {wrong}") from None
        if isinstance(key, Ed25519PrivateKey):
            return cls(key)
        raise ValueError(f"{file}: this is no Ed25519 key")

    @property
    def public(self) -> PolicyKey:
        """The key with which others verify."""
        return PolicyKey(self._key.public_key())

    def sign(self, contents: Mapping[str, bytes]) -> bytes:
        """The content of `policies.sig` for these files."""
        statement = _statement(contents, self.public)
        return statement + b"signature " + base64.b64encode(self._key.sign(statement)) + b"\n"


def _statement(contents: Mapping[str, bytes], key: PolicyKey) -> bytes:
    """What is signed."""
    return f"{_TITLE}\n{''.join(_listed(contents))}key {key.fingerprint}\n".encode()


def _listed(contents: Mapping[str, bytes]) -> list[str]:
    """A line for each file. A file that would decide without being signed is a fault in the gateway."""
    if set(contents) != set(SIGNED_FILES):
        raise ValueError(f"The files that are signed are {', '.join(SIGNED_FILES)}.")
    return [f"{name} {len(contents[name])} {hashlib.sha256(contents[name]).hexdigest()}\n" for name in SIGNED_FILES]


def _changed(contents: Mapping[str, bytes], listed: str) -> list[str]:
    """The files that the list names otherwise; all of them, if it lists others or in another order."""
    lines, expected = listed.splitlines(keepends=True), _listed(contents)
    if len(lines) != len(expected):
        return list(SIGNED_FILES)
    return [name for name, line, own in zip(SIGNED_FILES, lines, expected, strict=True) if line != own]


def _only_pem(file: Path) -> bytes:
    """The content of a file with one PEM block: of several, the others would be passed over in silence."""
    try:
        pem = file.read_bytes()
    except OSError:
        raise ValueError(f"{file}: this file cannot be read") from None
    if pem.count(b"-----BEGIN ") != 1:
        raise ValueError(f"{file}: this is not one key in PEM")
    return pem
