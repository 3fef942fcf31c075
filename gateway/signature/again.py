"""A stored signature, verified again from what was kept with it: offline, however long ago it was made."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from gateway.domain.signature import SignatureAlgorithm
from gateway.signature.certificate import for_signatures
from gateway.signature.trust import path
from gateway.signature.value import fits, holds


def verify_again(
    document: bytes,
    algorithm: SignatureAlgorithm,
    signature: bytes,
    fingerprint: str,
    chain: tuple[bytes, ...],
    at: datetime,
) -> str | None:
    """What does not hold of a signature that was given at a moment, as a sentence; None if all does.

    The chain is believed as far as its seal is: its last certificate was trusted when it was sealed.
    """
    try:
        certificates = [x509.load_der_x509_certificate(each) for each in chain]
        certificate, *between, anchor = certificates
        key = certificate.public_key()
    except ValueError:
        return "The chain of certificates cannot be read."
    if certificate.fingerprint(hashes.SHA256()).hex() != fingerprint:
        return "The certificate is not the one whose fingerprint was recorded."
    if path(certificate, between, [anchor], at) is None:
        return "The chain of certificates does not hold."
    if not for_signatures(certificate):
        return "The certificate is not made for signatures with legal effect."
    if not fits(algorithm, key) or not holds(signature, algorithm, key, document):
        return "The signature does not hold for this document."
    return None
