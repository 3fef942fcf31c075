"""Lists of revoked certificates, from a folder that the operator keeps current."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cryptography import x509

from gateway.signature.certificate import UNREADABLE
from gateway.signature.refusal import refused

logger = logging.getLogger(__name__)

_NAME = "*.crl"


class _Version(NamedTuple):
    """By which a file is known to be the same as before."""

    modified_ns: int
    size: int


@dataclass(frozen=True, slots=True)
class _File:
    """What a file held when it was read; None if that is no list. `signed`: by whom it was found to be signed, or not.

    To find that out takes hashing all of it, and the lists of a country have megabytes: it is done once an issuer.
    """

    version: _Version
    content: x509.CertificateRevocationList | None
    signed: dict[x509.Certificate, bool] = field(default_factory=dict)

    def signed_by(self, issuer: x509.Certificate) -> bool:
        if self.content is None or self.content.issuer != issuer.subject:
            return False
        if issuer not in self.signed:
            self.signed[issuer] = _signed_by(self.content, issuer)
        return self.signed[issuer]


class RevocationLists:
    """The lists in a folder (*.crl, in DER or PEM), read again whenever a file changes: they are replaced every day."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, _File] = {}

    def check(self, chain: tuple[x509.Certificate, ...], now: datetime) -> None:
        """Refuse a chain of which a link is revoked, or of which that is not known.

        Where the operator has asked for it, not to know is a no: a list that has run out may be hiding the very
        revocation that matters.
        """
        self._look_again()
        for certificate, issuer in pairwise(chain):
            of_issuer = self._of(issuer, now)
            if not of_issuer:
                raise refused("certificate", "certificate_state_unknown")
            if any(one.get_revoked_certificate_by_serial_number(certificate.serial_number) for one in of_issuer):
                raise refused("certificate", "certificate_revoked")

    def current_until(self, issuer: x509.Certificate, now: datetime) -> datetime | None:
        """How long it is known what an authority has revoked; None if it is not known now."""
        self._look_again()
        return max((one.next_update_utc or now for one in self._of(issuer, now)), default=None)

    def _of(self, issuer: x509.Certificate, now: datetime) -> list[x509.CertificateRevocationList]:
        signed = [read.content for read in self._read.values() if read.signed_by(issuer)]
        return [one for one in signed if one is not None and _holds(one, now)]

    def _look_again(self) -> None:
        files = sorted(self._folder.glob(_NAME))
        self._read = {file: read for file in files if (read := self._again(file))}

    def _again(self, file: Path) -> _File | None:
        """What a file holds now, read only if it changed; None for one that went away meanwhile, or cannot be read."""
        try:
            seen = file.stat()
            version, known = _Version(seen.st_mtime_ns, seen.st_size), self._read.get(file)
            return known if known and known.version == version else _File(version, _parsed(file))
        except FileNotFoundError:
            return None
        except OSError as error:
            # Nothing in the file changes when it is made readable again, so this is not remembered.
            logger.warning("%s cannot be read (%s): it is left out.", file, error.strerror)
            return None


def _parsed(file: Path) -> x509.CertificateRevocationList | None:
    content = file.read_bytes()
    try:
        pem = content.lstrip().startswith(b"-----BEGIN")
        one = x509.load_pem_x509_crl(content) if pem else x509.load_der_x509_crl(content)
        # Both are read only when they are asked for; what cannot be read must not come up amid a signature.
        _ = one.issuer, one.extensions
    except UNREADABLE:
        logger.warning("%s is no list of revoked certificates: it is left out.", file)
        return None
    return one


def _holds(one: x509.CertificateRevocationList, now: datetime) -> bool:
    """Whether a list is current and whole: one of changes only, or for some certificates only, is not."""
    current = one.last_update_utc <= now and one.next_update_utc is not None and now < one.next_update_utc
    return current and not any(extension.critical for extension in one.extensions)


def _signed_by(one: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return bool(one.is_signature_valid(issuer.public_key()))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
