"""Authorities and cards of any quality, and signatures of any kind with them."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from gateway.domain.errors import Invalid
from gateway.domain.identifiers import PersonKeys, parse_national_number
from gateway.domain.signature import SignatureAlgorithm, SignatureForm
from gateway.signature import Seal, Trust, WebEid

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NUMBER, ANOTHER = "02070990283", "01031490179"
KEYS = PersonKeys(b"a key for tests, and 32 bytes of it")
SIGNER = KEYS.of(parse_national_number(NUMBER))
SEAL = Seal(bytes(range(32)))
ACCEPTED = ("", "accepted")
DOCUMENT = b'{"id":"0123","startQuarter":"2027-Q1","version":1}'
SIGNING, AUTHENTICATING, ISSUING = ("content_commitment",), ("digital_signature",), ("key_cert_sign", "crl_sign")
_USAGES = [
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
]
_CURVES = {
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
    "secp256k1": ec.SECP256K1(),
    "P-224": ec.SECP224R1(),
    "brainpool": ec.BrainpoolP256R1(),
}
FITTING = {
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "P-521": ("ES512",),
    "RSA-2048": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
}


@cache
def key_of(kind: str, which: int) -> Any:
    """The key of a kind; another one for each number. No default: the cache would keep a second key under it."""
    if kind == "Ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if kind.startswith("RSA"):
        return rsa.generate_private_key(65537, int(kind[4:]))
    return ec.generate_private_key(_CURVES[kind])


@dataclass(frozen=True)
class Holder:
    """A certificate to be made: whose, for which key and use, when. `numbers` are the serialNumbers of its subject."""

    name: str
    kind: str = "P-384"
    which: int = 0
    usage: tuple[str, ...] | None = SIGNING
    numbers: tuple[str, ...] = ()
    ca: bool = False
    longest: int | None = None
    begin: datetime = NOW - timedelta(days=1)
    end: datetime = NOW + timedelta(days=365)
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = field(default=())

    @property
    def key(self) -> Any:
        return key_of(self.kind, self.which)

    @property
    def subject(self) -> x509.Name:
        country = x509.NameAttribute(NameOID.COUNTRY_NAME, "BE")
        numbers = [x509.NameAttribute(NameOID.SERIAL_NUMBER, number) for number in self.numbers]
        return x509.Name([country, x509.NameAttribute(NameOID.COMMON_NAME, self.name), *numbers])

    def issued_by(self, issuer: "Holder") -> x509.Certificate:
        """The certificate."""
        builder = x509.CertificateBuilder(
            issuer_name=issuer.subject, subject_name=self.subject, public_key=self.key.public_key()
        )
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(self.begin).not_valid_after(self.end)
        builder = builder.add_extension(x509.BasicConstraints(self.ca, self.longest), critical=True)
        if self.usage is not None:
            usage = {name: name in self.usage for name in _USAGES}
            builder = builder.add_extension(x509.KeyUsage(**usage), critical=True)
        for extension, critical in self.extensions:
            builder = builder.add_extension(extension, critical=critical)
        digest = None if issuer.kind == "Ed25519" else hashes.SHA384()
        return builder.sign(issuer.key, digest)


LONG = {"begin": NOW - timedelta(days=900), "end": NOW + timedelta(days=3650)}
ROOT = Holder("Root", which=1, usage=ISSUING, ca=True, longest=1, **LONG)  # type: ignore[arg-type]
CITIZEN = Holder("Citizen CA", which=2, usage=ISSUING, ca=True, longest=0, **LONG)  # type: ignore[arg-type]
ROOT_CERTIFICATE, CITIZEN_CERTIFICATE = ROOT.issued_by(ROOT), CITIZEN.issued_by(ROOT)


def lea(**values: Any) -> Holder:
    """The holder whose card signs, good but for the changes."""
    return Holder("Léa Lambert (Signature)", **{"numbers": (NUMBER,), **values})


def trusting(folder: Path, *certificates: x509.Certificate, crls: Path | None = None) -> WebEid:
    """A gateway that trusts these, or the usual two."""
    folder.mkdir(exist_ok=True)
    for place, certificate in enumerate(certificates or (ROOT_CERTIFICATE, CITIZEN_CERTIFICATE)):
        (folder / f"{place}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    return WebEid(Trust(folder, crls), KEYS, SEAL)


def in_base64(content: x509.Certificate | bytes) -> str:
    """As it is sent."""
    return b64encode(content if isinstance(content, bytes) else content.public_bytes(Encoding.DER)).decode()


def value_of(key: Any, algorithm: str, document: bytes = DOCUMENT, salt: int | None = None) -> bytes:
    """The signature of a key, as a card gives it."""
    digest = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[algorithm[2:]]
    if algorithm.startswith("ES"):
        r, s = decode_dss_signature(key.sign(document, ec.ECDSA(digest)))
        return raw(key, r, s)
    if algorithm.startswith("RS"):
        return bytes(key.sign(document, padding.PKCS1v15(), digest))
    length = salt if salt is not None else digest.digest_size
    return bytes(key.sign(document, padding.PSS(padding.MGF1(digest), length), digest))


def raw(key: Any, r: int, s: int) -> bytes:
    """r and s, one after the other."""
    size = (key.key_size + 7) // 8
    return r.to_bytes(size) + s.to_bytes(size)


def form(holder: Holder, algorithm: str = "ES384", issuer: Holder = CITIZEN, **sent: Any) -> SignatureForm:
    """What Web eID gives; `sent` replaces the certificate, the algorithm or the signature."""
    certificate = sent.get("certificate", holder.issued_by(issuer))
    signature = sent.get("signature")
    if signature is None:
        signature = value_of(holder.key, algorithm, sent.get("document", DOCUMENT))
    return SignatureForm(
        certificate if isinstance(certificate, str) else in_base64(certificate),
        SignatureAlgorithm(algorithm),
        signature if isinstance(signature, str) else in_base64(signature),
    )


def answer(gateway: WebEid, sent: SignatureForm, document: bytes = DOCUMENT, now: datetime = NOW) -> tuple[str, str]:
    """The field and the rule of the refusal, or ACCEPTED."""
    try:
        gateway.check(sent, document, SIGNER, now)
    except Invalid as refused:
        [problem] = refused.problems
        [path] = problem.path
        return path, problem.sentence.key
    return ACCEPTED


def crl(issuer: Holder, revoked: Iterable[x509.Certificate] = (), key: Any = None, **when: Any) -> bytes:
    """A list of an issuer, in DER; `key` is another's if it is forged. `extensions`: each, and if it is critical."""
    builder = x509.CertificateRevocationListBuilder(issuer.subject)
    builder = builder.last_update(when.get("begin", NOW - timedelta(hours=1)))
    builder = builder.next_update(when.get("end", NOW + timedelta(days=7)))
    for certificate in revoked:
        row = x509.RevokedCertificateBuilder(certificate.serial_number, NOW - timedelta(minutes=30))
        builder = builder.add_revoked_certificate(row.build())
    for extension, critical in when.get("extensions", ()):
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(key or issuer.key, hashes.SHA384()).public_bytes(Encoding.DER)
