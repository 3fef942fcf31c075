"""The authorities whose cards may sign, from a folder of the operator's, and the path from a certificate to one.

Nothing is fetched from anywhere, and nothing that a caller sends is part of the path but the holder's own certificate.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

from gateway.signature.certificate import UNREADABLE
from gateway.signature.refusal import refused
from gateway.signature.revocation import RevocationLists

_NAMES = ("*.pem", "*.crt")
Chain = tuple[x509.Certificate, ...]


class Trust:
    """The certificates in a folder (PEM): those signed by themselves are anchors, the others issue in between.

    Raises ValueError, naming the file, for what is no certificate of an authority, and if there is no anchor at all.
    """

    def __init__(self, folder: Path, crls: Path | None = None) -> None:
        authorities = [each for file in _files(folder) for each in _authorities(file)]
        self._anchors = [each for each in authorities if _self_signed(each)]
        self._between = [each for each in authorities if not _self_signed(each)]
        self.lists = RevocationLists(crls) if crls else None
        if not self._anchors:
            raise ValueError(f"{folder}: there is no root certificate to trust here")

    @property
    def authorities(self) -> tuple[x509.Certificate, ...]:
        """All of them, anchors first."""
        return (*self._anchors, *self._between)

    def chain(self, certificate: x509.Certificate, at: datetime) -> Chain:
        """The path from a holder's certificate to an anchor, each link of which holds at a moment; or Invalid."""
        found = path(certificate, self._between, self._anchors, at)
        if found is None:
            raise refused("certificate", "certificate_untrusted")
        return found


def path(
    certificate: x509.Certificate,
    between: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    at: datetime,
) -> Chain | None:
    """The path to an anchor, by RFC 5280: signatures, validity, CA flags, path lengths and key usages; or None.

    Of the holder's certificate the library would ask what a web server's has (a name of a host): Belgian ones have
    none, so that what matters of it is checked by `certificate`.
    """
    if _is_authority(certificate):
        return None
    policies = PolicyBuilder().store(Store(list(anchors))).time(at)
    policies = policies.extension_policies(
        ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ExtensionPolicy.permit_all()
    )
    try:
        return tuple(policies.build_client_verifier().verify(certificate, list(between)).chain)
    except (VerificationError, ValueError):
        return None


def _files(folder: Path) -> list[Path]:
    files = sorted(file for name in _NAMES for file in folder.glob(name))
    if not files:
        raise ValueError(f"{folder}: there is no certificate (*.pem, *.crt) here")
    return files


def _authorities(file: Path) -> list[x509.Certificate]:
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
        authorities = all(map(_is_authority, found))
    except (OSError, *UNREADABLE):
        raise ValueError(f"{file}: these are no certificates in PEM") from None
    if not authorities:
        raise ValueError(f"{file}: this is not the certificate of an authority")
    return found


def _self_signed(certificate: x509.Certificate) -> bool:
    """By its own key: one by which an authority goes over to another key bears one name twice, and is no anchor."""
    try:
        certificate.verify_directly_issued_by(certificate)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
