"""The holder's certificate: read strictly, and fit for signatures with legal effect.

A Belgian card holds two: only the signature certificate, with contentCommitment (nonRepudiation), counts.
"""

from base64 import b64decode
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from gateway.domain.identifiers import PersonKey, PersonKeys, parse_national_number
from gateway.signature.refusal import refused

LONGEST = 16 * 1024
"""Characters of base64. A Belgian certificate has about 2,000."""

CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What the library raises for what it cannot read. It may quote what was sent, so none of it travels on."""

_RSA_BITS = range(2048, 8192 + 1)


def read_certificate(text: str) -> x509.Certificate:
    """One certificate in DER, in base64, with nothing before or after it; or Invalid."""
    if len(text) > LONGEST:
        raise refused("certificate", "certificate_unreadable")
    try:
        der = b64decode(text, validate=True)
        certificate = x509.load_der_x509_certificate(der)
        # A second reader could make something else of bytes that do not come back as they were.
        whole = certificate.public_bytes(Encoding.DER) == der
        _ = certificate.extensions, certificate.subject, certificate.issuer, certificate.signature_algorithm_oid
    except UNREADABLE:
        whole = False
    if not whole:
        raise refused("certificate", "certificate_unreadable")
    return certificate


def check_fitness(certificate: x509.Certificate, now: datetime) -> None:
    """Refuse a certificate that is not made for signatures with legal effect, is too weak, or does not hold now."""
    if not for_signatures(certificate):
        usage = _usage(certificate)
        mixed_up = usage is not None and usage.digital_signature
        raise refused("certificate", "certificate_for_authentication" if mixed_up else "certificate_usage")
    if not _strong(certificate):
        raise refused("certificate", "certificate_key")
    if now > certificate.not_valid_after_utc:
        raise refused("certificate", "certificate_expired")
    if now < certificate.not_valid_before_utc:
        raise refused("certificate", "certificate_not_yet_valid")


def for_signatures(certificate: x509.Certificate) -> bool:
    """Whether it says that it is for signatures with legal effect."""
    usage = _usage(certificate)
    return usage is not None and usage.content_commitment


def holder_of(certificate: x509.Certificate, keys: PersonKeys) -> PersonKey | None:
    """The key of the holder, by the one national number in the subject; None if there is none, or more."""
    numbers = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    if len(numbers) != 1 or not isinstance(numbers[0].value, str):
        return None
    try:
        return keys.of(parse_national_number(numbers[0].value))
    except ValueError:
        return None


def _usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def _strong(certificate: x509.Certificate) -> bool:
    try:
        key = certificate.public_key()
    except UNREADABLE:
        return False
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size in _RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, CURVES)
