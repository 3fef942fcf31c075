"""A digital signature under an electronic proxy: what is sent, what is kept of it, and who checks it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from gateway.domain.identifiers import PersonKey


class SignatureAlgorithm(StrEnum):
    """The algorithms of Web eID, by their JOSE names. Values of ECDSA (ES) are raw r‖s."""

    ES256 = "ES256"
    ES384 = "ES384"
    ES512 = "ES512"
    RS256 = "RS256"
    RS384 = "RS384"
    RS512 = "RS512"
    PS256 = "PS256"
    PS384 = "PS384"
    PS512 = "PS512"


class Revocation(StrEnum):
    """What was known, at the moment of signing, of whether the certificate was revoked."""

    NOT_REVOKED = "not_revoked"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True, repr=False)
class SignatureForm:
    """What was sent, not yet judged: a DER certificate and a signature, both in base64."""

    certificate: str
    algorithm: SignatureAlgorithm
    signature: str


@dataclass(frozen=True, slots=True, repr=False)
class CheckedSignature:
    """A signature that holds.

    `fingerprint`: the SHA-256 of the certificate, in hexadecimal. `chain`: certificates in DER, the holder's first,
    the trust anchor last; the holder's national number stands in the first, so it is kept sealed only.
    """

    algorithm: SignatureAlgorithm
    signature: bytes
    fingerprint: str
    chain: tuple[bytes, ...]
    revocation: Revocation


class Signatures(Protocol):
    """Checks signatures, and seals what must not be read. `gateway.signature` has the one there is."""

    def check(self, form: SignatureForm, document: bytes, signer: PersonKey, now: datetime) -> CheckedSignature:
        """The signature, if `signer` made it over these very bytes with a card that is trusted now.

        Raises Invalid, with the path ("certificate",) or ("signature",), and says which rule it breaks.
        """
        ...

    def made_under_any(self, form: SignatureForm, documents: Iterable[bytes]) -> bool:
        """Whether the signature is under one of these documents; of the certificate nothing is judged."""
        ...

    def seal(self, chain: tuple[bytes, ...], bound_to: str) -> bytes:
        """The chain so that nobody reads it without the key, nor passes it off as that of something else."""
        ...
