"""The value of a signature, in each algorithm of Web eID."""

from base64 import b64decode
from binascii import Error as NotBase64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from gateway.domain.signature import SignatureAlgorithm
from gateway.signature.refusal import refused

LONGEST = 2 * 1024
"""Characters of base64: a signature with RSA of 8,192 bits has 1,368."""

_HASHES: dict[str, hashes.HashAlgorithm] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
_CURVES: dict[str, type[ec.EllipticCurve]] = {"256": ec.SECP256R1, "384": ec.SECP384R1, "512": ec.SECP521R1}
# SEC 2, the orders of P-256, P-384 and P-521: both halves of a signature lie between them and 0.
_ORDERS = {
    "256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "384": int("f" * 48 + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16),
    "512": int("1ff" + "f" * 63 + "a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409", 16),
}


def fits(algorithm: SignatureAlgorithm, key: CertificatePublicKeyTypes) -> bool:
    """Whether a key can sign with an algorithm: ES384, for example, is for P-384 alone."""
    if algorithm.startswith("ES"):
        return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES[algorithm[2:]])
    return isinstance(key, rsa.RSAPublicKey)


def read_value(text: str, algorithm: SignatureAlgorithm, key: CertificatePublicKeyTypes) -> bytes:
    """The signature, of exactly the length that algorithm and key give it; or Invalid."""
    try:
        value = b64decode(text, validate=True) if len(text) <= LONGEST else b""
    except (NotBase64, ValueError):
        value = b""
    if isinstance(key, ec.EllipticCurvePublicKey):
        readable = _halves(value, algorithm, key) is not None
    else:
        readable = isinstance(key, rsa.RSAPublicKey) and len(value) == (key.key_size + 7) // 8
    if not readable:
        raise refused("signature", "signature_unreadable")
    return value


def holds(value: bytes, algorithm: SignatureAlgorithm, key: CertificatePublicKeyTypes, document: bytes) -> bool:
    """Whether the key made this signature over the document. A card signs its hash, which comes to the same.

    Of ECDSA (r, n-s) holds as (r, s) does, and a card may give either. So the bytes of a signature are never taken for
    its identity: a side signs a version once.
    """
    digest = _HASHES[algorithm[2:]]
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            halves = _halves(value, algorithm, key)
            if halves is None:
                return False
            key.verify(encode_dss_signature(*halves), document, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(value, document, _padding(algorithm, digest), digest)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _padding(algorithm: SignatureAlgorithm, digest: hashes.HashAlgorithm) -> padding.AsymmetricPadding:
    if algorithm.startswith("RS"):
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(digest), padding.PSS.DIGEST_LENGTH)


def _halves(value: bytes, algorithm: SignatureAlgorithm, key: ec.EllipticCurvePublicKey) -> tuple[int, int] | None:
    """r and s of a raw signature; None if they are not two numbers of the curve's length and range."""
    size, order = (key.key_size + 7) // 8, _ORDERS.get(algorithm[2:], 0)
    if len(value) != 2 * size:
        return None
    r, s = int.from_bytes(value[:size]), int.from_bytes(value[size:])
    return (r, s) if 0 < r < order and 0 < s < order else None
