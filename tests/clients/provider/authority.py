"""A certificate authority of the tests, for servers on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Self

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Authority:
    """`trusted` is the file of its own certificate; `key` and `certificate` are those of a server on 127.0.0.1."""

    trusted: Path
    key: str
    certificate: str

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Make one whose certificate lies in this folder."""
        own, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = _certificate(own.public_key(), own, "authority", x509.BasicConstraints(ca=True, path_length=0))
        here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        leaf = _certificate(server.public_key(), own, "server", here)
        trusted = folder / "authority.pem"
        trusted.write_bytes(root.public_bytes(Encoding.PEM))
        private = server.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return cls(trusted, private.decode(), leaf.public_bytes(Encoding.PEM).decode())

    @contextmanager
    def trusted_meanwhile(self) -> Iterator[None]:
        """Gateways that are started meanwhile trust it, and no other authority."""
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("SSL_CERT_FILE", str(self.trusted))
            yield


def _certificate(
    key: ec.EllipticCurvePublicKey, signer: ec.EllipticCurvePrivateKey, name: str, extension: x509.ExtensionType
) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name("authority"))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(extension, critical=True)
        .sign(signer, SHA256())
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
