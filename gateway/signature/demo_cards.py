"""Cards of our own, so that the demo needs no reader: made on the fly, by an authority made at first start.

What lies in the folder is the authority's; no file holds the national number of anybody.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from gateway.domain.signature import SignatureAlgorithm, SignatureForm

DEMO_ROOT, DEMO_CITIZEN = "Demo Root CA", "Demo Citizen CA"
"""By these names the authorities of every demo are known."""
_TRUST = "trust"
_KEY = "issuing-key.pem"
_PAST, _FUTURE = timedelta(days=2 * 365), timedelta(days=10 * 365)
_HALF = 48
_NO_USAGE = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """One certificate of a card, and the key that belongs to it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def sign(self, document: bytes) -> SignatureForm:
        """What Web eID would give: ES384, r and s one after the other."""
        r, s = decode_dss_signature(self.key.sign(document, ec.ECDSA(hashes.SHA384())))
        return SignatureForm(
            certificate=b64encode(self.certificate.public_bytes(Encoding.DER)).decode(),
            algorithm=SignatureAlgorithm.ES384,
            signature=b64encode(r.to_bytes(_HALF) + s.to_bytes(_HALF)).decode(),
        )


class DemoCards:
    """The authority of a demo. `trust` is the folder with its certificates, as an operator would have one."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        """Open the authority of a folder, making it if it is not there yet."""
        self._clock = clock
        if not folder.exists():
            _found(folder, clock())
        self.trust = folder / _TRUST
        self._issuer = x509.load_pem_x509_certificate((self.trust / "issuing.pem").read_bytes())
        key = load_pem_private_key((folder / _KEY).read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{folder / _KEY} is not the key of a demo.")
        self._key = key

    def card(self, national_number: str, first_name: str, last_name: str, *, authentication: bool = False) -> Card:
        """A card for somebody, that holds around now: its signature certificate, or that for authentication."""
        purpose = "Authentication" if authentication else "Signature"
        subject = {
            NameOID.COMMON_NAME: f"{first_name} {last_name} ({purpose})",
            NameOID.SURNAME: last_name,
            NameOID.GIVEN_NAME: first_name,
            NameOID.SERIAL_NUMBER: national_number,
        }
        now, key = self._clock(), ec.generate_private_key(ec.SECP384R1())
        usage = {"digital_signature": authentication, "content_commitment": not authentication}
        made = _certificate(
            _name(subject), key, self._issuer.subject, self._key, x509.BasicConstraints(False, None), usage
        )
        valid = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
        return Card(valid.sign(self._key, hashes.SHA384()), key)


def of_a_demo(authority: x509.Certificate) -> bool:
    """Whether an authority is that of a demo, whose cards anybody can make."""
    names = authority.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return any(name.value in (DEMO_ROOT, DEMO_CITIZEN) for name in names)


def _found(folder: Path, now: datetime) -> None:
    """Make the authority beside, and put it there whole; if two processes do so at once, both go on with one of them.

    The root's own key is needed once, and kept nowhere.
    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Path(mkdtemp(dir=folder.parent))
    root_key, key = ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP384R1())
    root_name, name = _named(DEMO_ROOT), _named(DEMO_CITIZEN)
    authority = {"key_cert_sign": True, "crl_sign": True}
    root = _certificate(root_name, root_key, root_name, root_key, x509.BasicConstraints(True, 1), authority)
    issuing = _certificate(name, key, root_name, root_key, x509.BasicConstraints(True, 0), authority)
    (made / _TRUST).mkdir()
    for file, certificate in {"root": root, "issuing": issuing}.items():
        valid = certificate.not_valid_before(now - _PAST).not_valid_after(now + _FUTURE)
        pem = valid.sign(root_key, hashes.SHA384()).public_bytes(Encoding.PEM)
        (made / _TRUST / f"{file}.pem").write_bytes(pem)
    (made / _KEY).touch(mode=0o600)
    (made / _KEY).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        made.rename(folder)
    except OSError:
        if not folder.exists():
            raise


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuing_key: ec.EllipticCurvePrivateKey,
    constraints: x509.BasicConstraints,
    usage: dict[str, bool],
) -> x509.CertificateBuilder:
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key())
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(constraints, critical=True)
        .add_extension(x509.KeyUsage(**{**_NO_USAGE, **usage}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(issued_by, critical=False)
    )


def _named(common_name: str) -> x509.Name:
    return _name({NameOID.COMMON_NAME: common_name})


def _name(attributes: dict[x509.ObjectIdentifier, str]) -> x509.Name:
    parts = {NameOID.COUNTRY_NAME: "BE", **attributes}
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts.items()])
