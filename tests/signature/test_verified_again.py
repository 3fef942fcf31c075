"""What is kept of a signature proves it again, long after, without the network; and what was changed is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from signature_cards import (
    AUTHENTICATING,
    CITIZEN,
    CITIZEN_CERTIFICATE,
    DOCUMENT,
    FITTING,
    ISSUING,
    LONG,
    NOW,
    ROOT,
    ROOT_CERTIFICATE,
    SIGNING,
    Holder,
    lea,
    value_of,
)

from gateway.domain.signature import SignatureAlgorithm
from gateway.signature import verify_again

UNREADABLE = "The chain of certificates cannot be read."
OTHER_CERTIFICATE = "The certificate is not the one whose fingerprint was recorded."
NO_CHAIN = "The chain of certificates does not hold."
NOT_FOR_SIGNATURES = "The certificate is not made for signatures with legal effect."
WRONG = "The signature does not hold for this document."
SECOND = timedelta(seconds=1)
PAIRS = [(kind, algorithm) for kind, algorithms in FITTING.items() for algorithm in algorithms]


def der(*certificates: x509.Certificate) -> tuple[bytes, ...]:
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in certificates)


def fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()


def verified(card: Holder, made: str = "ES384", **changed: Any) -> str | None:
    """The answer for a signature that was kept, but for what was changed since."""
    certificate = changed.pop("certificate", card.issued_by(CITIZEN))
    kept = {
        "document": DOCUMENT,
        "algorithm": SignatureAlgorithm(made),
        "signature": value_of(card.key, made),
        "fingerprint": fingerprint(certificate),
        "chain": der(certificate, CITIZEN_CERTIFICATE, ROOT_CERTIFICATE),
        "at": NOW,
    }
    assert set(changed) <= set(kept)
    return verify_again(**{**kept, **changed})


@pytest.mark.parametrize(("kind", "algorithm"), PAIRS)
def test_a_signature_of_every_algorithm_holds(kind: str, algorithm: str) -> None:
    assert verified(lea(kind=kind), algorithm) is None


@pytest.mark.parametrize(("kind", "algorithm"), PAIRS)
def test_it_does_not_hold_for_another_document(kind: str, algorithm: str) -> None:
    assert verified(lea(kind=kind), algorithm, document=DOCUMENT + b" ") == WRONG


def test_it_does_not_hold_for_a_document_that_differs_in_one_byte() -> None:
    for at in range(len(DOCUMENT)):
        document = DOCUMENT[:at] + bytes([DOCUMENT[at] ^ 1]) + DOCUMENT[at + 1 :]
        assert verified(lea(), document=document) == WRONG


@pytest.mark.parametrize(("kind", "algorithm"), PAIRS)
def test_another_value_is_told(kind: str, algorithm: str) -> None:
    value = value_of(lea(kind=kind).key, algorithm)
    for changed in (value[:-1] + bytes([value[-1] ^ 1]), value[:-1], value + b"\0", b"", b"\0" * len(value)):
        assert verified(lea(kind=kind), algorithm, signature=changed) == WRONG


def test_the_value_of_another_card_is_told() -> None:
    assert verified(lea(), signature=value_of(lea(which=7).key, "ES384")) == WRONG


@pytest.mark.parametrize("said", SignatureAlgorithm)
@pytest.mark.parametrize(("kind", "made"), [("P-384", "ES384"), ("RSA-2048", "PS256")])
def test_another_algorithm_is_told(kind: str, made: str, said: SignatureAlgorithm) -> None:
    assert verified(lea(kind=kind), made, algorithm=said) == (None if said == made else WRONG)


@pytest.mark.parametrize(
    "other",
    ["", "00" * 32, fingerprint(CITIZEN_CERTIFICATE), fingerprint(lea().issued_by(CITIZEN))],
    ids=["none", "zeros", "of the authority", "of another card"],
)
def test_another_fingerprint_is_told(other: str) -> None:
    assert verified(lea(), fingerprint=other) == OTHER_CERTIFICATE


CARD = lea().issued_by(CITIZEN)
IMPOSTOR = Holder(CITIZEN.name, which=9, usage=ISSUING, ca=True, **LONG)  # type: ignore[arg-type]
OTHER_ROOT = Holder(ROOT.name, which=8, usage=ISSUING, ca=True, **LONG)  # type: ignore[arg-type]
CHAINS = {
    "nothing": ((), UNREADABLE),
    "the card alone": (der(CARD), UNREADABLE),
    "garbage in between": ((*der(CARD), b"garbage", *der(ROOT_CERTIFICATE)), UNREADABLE),
    "one that is cut off": ((*der(CARD, CITIZEN_CERTIFICATE), der(ROOT_CERTIFICATE)[0][:-1]), UNREADABLE),
    "the issuer left out": (der(CARD, ROOT_CERTIFICATE), NO_CHAIN),
    "the issuer first": (der(CITIZEN_CERTIFICATE, CARD, ROOT_CERTIFICATE), OTHER_CERTIFICATE),
    "the card last": (der(ROOT_CERTIFICATE, CITIZEN_CERTIFICATE, CARD), OTHER_CERTIFICATE),
    "another card": (der(lea().issued_by(CITIZEN), CITIZEN_CERTIFICATE, ROOT_CERTIFICATE), OTHER_CERTIFICATE),
    "an issuer of the same name": (der(CARD, IMPOSTOR.issued_by(ROOT), ROOT_CERTIFICATE), NO_CHAIN),
    "a root of the same name": (der(CARD, CITIZEN_CERTIFICATE, OTHER_ROOT.issued_by(OTHER_ROOT)), NO_CHAIN),
}


@pytest.mark.parametrize("case", CHAINS)
def test_another_chain_is_told(case: str) -> None:
    chain, sentence = CHAINS[case]
    assert verified(lea(), certificate=CARD, chain=chain) == sentence


def test_the_last_certificate_is_believed_since_it_was_trusted_when_the_chain_was_sealed() -> None:
    """No folder of today is asked: what an operator trusts changes, and what was signed before stays signed."""
    issuer = OTHER_ROOT.issued_by(OTHER_ROOT)
    card = lea().issued_by(OTHER_ROOT)
    assert verified(lea(), certificate=card, chain=der(card, issuer)) is None


@pytest.mark.parametrize(
    ("usage", "sentence"),
    [(AUTHENTICATING, NOT_FOR_SIGNATURES), ((), NOT_FOR_SIGNATURES), (None, NOT_FOR_SIGNATURES), (SIGNING, None)],
)
def test_a_certificate_for_something_else_is_told(usage: tuple[str, ...] | None, sentence: str | None) -> None:
    assert verified(lea(usage=usage)) == sentence


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (lea().begin - SECOND, NO_CHAIN),
        (lea().begin, None),
        (lea().end, None),
        (lea().end + SECOND, NO_CHAIN),
        (NOW - timedelta(days=3650), NO_CHAIN),
        (NOW + timedelta(days=3650), NO_CHAIN),
    ],
)
def test_a_moment_at_which_the_card_did_not_hold_is_told(at: datetime, sentence: str | None) -> None:
    assert verified(lea(), at=at) == sentence


@pytest.mark.parametrize(("at", "sentence"), [(NOW, None), (NOW + 2 * SECOND, NO_CHAIN)])
def test_a_moment_at_which_its_issuer_did_not_hold_is_told(at: datetime, sentence: str | None) -> None:
    issuer = Holder("Short CA", which=6, usage=ISSUING, ca=True, end=NOW + SECOND)
    card = lea().issued_by(issuer)
    assert (
        verified(lea(), certificate=card, chain=der(card, issuer.issued_by(ROOT), ROOT_CERTIFICATE), at=at) == sentence
    )
