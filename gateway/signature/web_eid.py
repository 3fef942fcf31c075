"""One signature, from what Web eID gave to what is kept of it."""

import hmac
from collections.abc import Iterable
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.domain.identifiers import PersonKey, PersonKeys
from gateway.domain.signature import CheckedSignature, Revocation, SignatureForm
from gateway.signature.certificate import check_fitness, holder_of, read_certificate
from gateway.signature.refusal import refused
from gateway.signature.seal import Seal
from gateway.signature.trust import Trust
from gateway.signature.value import fits, holds, read_value


class WebEid:
    """Checks signatures by the certificates that an operator trusts; implements `Signatures` of the domain."""

    def __init__(self, trust: Trust, people: PersonKeys, seal: Seal) -> None:
        self._trust = trust
        self._people = people
        self._seal = seal

    def check(self, form: SignatureForm, document: bytes, signer: PersonKey, now: datetime) -> CheckedSignature:
        """The signature, if `signer` made it over these very bytes with a card that is trusted now; or Invalid.

        The first rule that is broken is told, from the certificate to the value of the signature.
        """
        certificate = read_certificate(form.certificate)
        check_fitness(certificate, now)
        chain = self._trust.chain(certificate, now)
        revocation = self._revocation(chain, now)
        self._check_holder(certificate, signer)
        key = certificate.public_key()
        if not fits(form.algorithm, key):
            raise refused("algorithm", "signature_algorithm")
        value = read_value(form.signature, form.algorithm, key)
        if not holds(value, form.algorithm, key, document):
            raise refused("signature", "signature_wrong")
        return CheckedSignature(
            algorithm=form.algorithm,
            signature=value,
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
            chain=tuple(each.public_bytes(Encoding.DER) for each in chain),
            revocation=revocation,
        )

    def made_under_any(self, form: SignatureForm, documents: Iterable[bytes]) -> bool:
        """See `Signatures`; for what `check` has found to be under another document."""
        key = read_certificate(form.certificate).public_key()
        value = read_value(form.signature, form.algorithm, key)
        return any(holds(value, form.algorithm, key, document) for document in documents)

    def seal(self, chain: tuple[bytes, ...], bound_to: str) -> bytes:
        """See `Seal.seal`."""
        return self._seal.seal(chain, bound_to)

    def _revocation(self, chain: tuple[x509.Certificate, ...], now: datetime) -> Revocation:
        if self._trust.lists is None:
            return Revocation.NOT_CHECKED
        self._trust.lists.check(chain, now)
        return Revocation.NOT_REVOKED

    def _check_holder(self, certificate: x509.Certificate, signer: PersonKey) -> None:
        """One answer for another person's card and for one without a number: nothing is learnt of whose it is."""
        holder = holder_of(certificate, self._people)
        if holder is None or not hmac.compare_digest(holder, signer):
            raise refused("certificate", "certificate_holder")
