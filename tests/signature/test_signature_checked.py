"""Which signatures count, and by which rule each of the others is refused."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from signature_cards import (
    ACCEPTED,
    ANOTHER,
    AUTHENTICATING,
    CITIZEN,
    CITIZEN_CERTIFICATE,
    DOCUMENT,
    ISSUING,
    LONG,
    NOW,
    NUMBER,
    ROOT,
    ROOT_CERTIFICATE,
    SIGNER,
    SIGNING,
    Holder,
    answer,
    form,
    in_base64,
    lea,
    trusting,
)

from gateway.domain.signature import Revocation
from gateway.signature import WebEid
from gateway.signature.certificate import LONGEST


def test_what_is_kept_names_the_certificate_and_leads_to_the_anchor(gateway: WebEid) -> None:
    certificate = lea().issued_by(CITIZEN)
    checked = gateway.check(form(lea(), certificate=certificate), DOCUMENT, SIGNER, NOW)
    assert checked.fingerprint == certificate.fingerprint(hashes.SHA256()).hex()
    chain = [x509.load_der_x509_certificate(each) for each in checked.chain]
    assert chain == [certificate, CITIZEN_CERTIFICATE, ROOT_CERTIFICATE]
    assert checked.revocation is Revocation.NOT_CHECKED


def test_a_chain_like_those_of_belgian_cards_is_accepted(tmp_path: Path) -> None:
    """Critical key usage, policies, statements of qualified certificates, an address for mail, no name of a host."""

    def policy(oid: str) -> tuple[x509.ExtensionType, bool]:
        written = x509.PolicyInformation(x509.ObjectIdentifier(oid), ["http://repository.eid.belgium.be"])
        return x509.CertificatePolicies([written]), False

    root = Holder("Belgium Root", "RSA-4096", usage=ISSUING, ca=True, **LONG)  # type: ignore[arg-type]
    issuing = Holder(
        "Citizen", "RSA-2048", 7, usage=ISSUING, ca=True, longest=0, extensions=(policy("2.16.56.12.1.1.2"),)
    )
    qualified = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), bytes.fromhex("3000"))
    mail = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
    card = lea(extensions=((qualified, False), (mail, False), policy("2.16.56.12.1.1.2.1")))
    gateway = trusting(tmp_path / "trust", root.issued_by(root), issuing.issued_by(root))
    assert answer(gateway, form(card, issuer=issuing)) == ACCEPTED


def test_a_certificate_for_both_uses_is_accepted(gateway: WebEid) -> None:
    assert answer(gateway, form(lea(usage=SIGNING + AUTHENTICATING))) == ACCEPTED


REFUSED_CARDS = {
    "another person's": (lea(numbers=(ANOTHER,)), "certificate_holder"),
    "without a number": (lea(numbers=()), "certificate_holder"),
    "with two numbers": (lea(numbers=(NUMBER, NUMBER)), "certificate_holder"),
    "with a malformed number": (lea(numbers=(NUMBER[:-1] + "4",)), "certificate_holder"),
    "expired": (lea(begin=NOW - timedelta(days=9), end=NOW - timedelta(seconds=1)), "certificate_expired"),
    "not valid yet": (lea(begin=NOW + timedelta(seconds=1)), "certificate_not_yet_valid"),
    "for authentication": (lea(usage=AUTHENTICATING), "certificate_for_authentication"),
    "for nothing": (lea(usage=()), "certificate_usage"),
    "that does not say what it is for": (lea(usage=None), "certificate_usage"),
    "for encryption": (lea(usage=("key_encipherment",)), "certificate_usage"),
    "of an authority": (lea(usage=SIGNING + ISSUING, ca=True), "certificate_untrusted"),
    "with what no reader knows": (
        lea(extensions=((x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),)),
        "certificate_untrusted",
    ),
    **{
        f"on {kind}": (lea(kind=kind), "certificate_key")
        for kind in ("secp256k1", "P-224", "brainpool", "Ed25519", "RSA-1024")
    },
}


@pytest.mark.parametrize("case", REFUSED_CARDS)
def test_a_card_is_refused(gateway: WebEid, case: str) -> None:
    card, rule = REFUSED_CARDS[case]
    assert answer(gateway, form(card, signature=b"x" * 96)) == ("certificate", rule)


def evil(**values: object) -> Holder:
    return Holder("Citizen CA", **{"which": 9, "usage": ISSUING, "ca": True, **values})  # type: ignore[arg-type]


UNTRUSTED = {
    "an unknown authority": (Holder("Unknown", which=8, usage=ISSUING, ca=True), ()),
    "one of the same name with another key": (evil(), ()),
    "one that has expired": (
        evil(end=NOW - timedelta(days=1), begin=NOW - timedelta(days=9)),
        (ROOT_CERTIFICATE, evil(end=NOW - timedelta(days=1), begin=NOW - timedelta(days=9)).issued_by(ROOT)),
    ),
    "one that may not sign certificates": (
        evil(usage=("crl_sign",)),
        (ROOT_CERTIFICATE, evil(usage=("crl_sign",)).issued_by(ROOT)),
    ),
    "one too far from the root": (
        Holder("Third", which=10, usage=ISSUING, ca=True),
        (
            ROOT_CERTIFICATE,
            CITIZEN_CERTIFICATE,
            Holder("Third", which=10, usage=ISSUING, ca=True).issued_by(CITIZEN),
        ),
    ),
    "a card": (Holder("Card", which=5), ()),
}


@pytest.mark.parametrize("case", UNTRUSTED)
def test_a_card_issued_by_it_is_not_trusted(tmp_path: Path, case: str) -> None:
    issuer, trusted = UNTRUSTED[case]
    gateway = trusting(tmp_path / "trust", *trusted)
    assert answer(gateway, form(lea(), issuer=issuer)) == ("certificate", "certificate_untrusted")


def test_a_card_signed_with_sha1_is_not_trusted(gateway: WebEid, tmp_path: Path) -> None:
    """No library of today makes one, so the command of old does."""
    if not shutil.which("openssl"):
        pytest.skip("the openssl command is needed to sign with SHA-1")
    key = tmp_path / "ca.key"
    key.write_bytes(CITIZEN.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "ca.pem").write_bytes(CITIZEN_CERTIFICATE.public_bytes(Encoding.PEM))
    own = tmp_path / "own.key"
    own.write_bytes(lea().key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "extensions").write_text("keyUsage=critical,nonRepudiation\nbasicConstraints=critical,CA:FALSE\n")
    commands = (
        f"openssl req -new -sha1 -key own.key -subj /C=BE/CN=Lea/serialNumber={NUMBER} -out own.csr",
        "openssl x509 -req -sha1 -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 "
        "-extfile extensions -outform DER -out own.der",
    )
    for command in commands:
        subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    sent = form(lea(), certificate=(tmp_path / "own.der").read_bytes())
    certificate = x509.load_der_x509_certificate((tmp_path / "own.der").read_bytes())
    assert isinstance(certificate.signature_hash_algorithm, hashes.SHA1)
    assert answer(gateway, sent, now=certificate.not_valid_before_utc) == ("certificate", "certificate_untrusted")


def test_of_a_certificate_every_truncated_form_is_refused(gateway: WebEid) -> None:
    der = lea().issued_by(CITIZEN).public_bytes(Encoding.DER)
    for length in range(0, len(der), 16):
        assert answer(gateway, form(lea(), certificate=der[:length])) == ("certificate", "certificate_unreadable")


UNREADABLE = {
    "one byte more": lambda c: in_base64(c.public_bytes(Encoding.DER) + b"\0"),
    "two of them": lambda c: in_base64(2 * c.public_bytes(Encoding.DER)),
    "PEM": lambda c: c.public_bytes(Encoding.PEM).decode(),
    "PEM in base64": lambda c: in_base64(c.public_bytes(Encoding.PEM)),
    "lines of base64": lambda c: in_base64(c)[:64] + "\n" + in_base64(c)[64:],
    "base64 for addresses": lambda _: "-_-_",
    "other letters": lambda _: "é" * 8,
    "nothing": lambda _: "",
    "too much": lambda c: in_base64(c) + "A" * LONGEST,
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_is_no_certificate_is_refused(gateway: WebEid, case: str) -> None:
    text = UNREADABLE[case](lea().issued_by(CITIZEN))
    assert answer(gateway, form(lea(), certificate=text)) == ("certificate", "certificate_unreadable")


def test_what_is_too_long_is_refused_before_it_is_decoded(gateway: WebEid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.signature.certificate.b64decode", lambda *_, **__: pytest.fail("it was decoded"))
    text = "A" * (LONGEST + 1)
    assert answer(gateway, form(lea(), certificate=text)) == ("certificate", "certificate_unreadable")
