"""Whom a gateway trusts: the certificates in the operator's folder, each of which must be an authority's."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from signature_cards import (
    ACCEPTED,
    CITIZEN,
    CITIZEN_CERTIFICATE,
    ISSUING,
    KEYS,
    LONG,
    ROOT,
    ROOT_CERTIFICATE,
    SEAL,
    Holder,
    answer,
    form,
    lea,
)

from gateway.signature import Trust, WebEid

BELGIUM = Holder("Another Root", which=3, usage=ISSUING, ca=True, longest=1, **LONG)  # type: ignore[arg-type]
FOREIGN = Holder("Foreign CA", which=4, usage=ISSUING, ca=True, longest=0, **LONG)  # type: ignore[arg-type]
UNTRUSTED = ("certificate", "certificate_untrusted")


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)


def signing(folder: Path, issuer: Holder = CITIZEN) -> tuple[str, str]:
    return answer(WebEid(Trust(folder), KEYS, SEAL), form(lea(), issuer=issuer))


@pytest.mark.parametrize("name", ["trust.pem", "trust.crt"])
@pytest.mark.parametrize("order", [1, -1])
def test_several_certificates_may_stand_in_one_file_in_any_order(tmp_path: Path, name: str, order: int) -> None:
    (tmp_path / name).write_bytes(pem(*(ROOT_CERTIFICATE, CITIZEN_CERTIFICATE)[::order]))
    assert signing(tmp_path) == ACCEPTED


def test_the_words_around_a_certificate_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "trust.pem").write_bytes(b"Root\n" + pem(ROOT_CERTIFICATE) + b"\nIssuing\n" + pem(CITIZEN_CERTIFICATE))
    assert signing(tmp_path) == ACCEPTED


def test_every_root_in_the_folder_is_trusted(tmp_path: Path) -> None:
    (tmp_path / "one.pem").write_bytes(pem(ROOT_CERTIFICATE, CITIZEN_CERTIFICATE))
    (tmp_path / "two.crt").write_bytes(pem(BELGIUM.issued_by(BELGIUM), FOREIGN.issued_by(BELGIUM)))
    assert [signing(tmp_path, issuer) for issuer in (CITIZEN, FOREIGN)] == [ACCEPTED, ACCEPTED]


def test_an_issuer_is_not_trusted_for_itself(tmp_path: Path) -> None:
    (tmp_path / "trust.pem").write_bytes(pem(ROOT_CERTIFICATE, FOREIGN.issued_by(BELGIUM)))
    assert signing(tmp_path, FOREIGN) == UNTRUSTED


def test_without_the_issuer_a_root_does_not_lead_to_the_card(tmp_path: Path) -> None:
    (tmp_path / "trust.pem").write_bytes(pem(ROOT_CERTIFICATE))
    assert signing(tmp_path) == UNTRUSTED


def test_a_root_may_issue_cards_itself(tmp_path: Path) -> None:
    (tmp_path / "trust.pem").write_bytes(pem(ROOT_CERTIFICATE))
    assert signing(tmp_path, ROOT) == ACCEPTED


def test_other_files_in_the_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "trust.pem").write_bytes(pem(ROOT_CERTIFICATE, CITIZEN_CERTIFICATE))
    (tmp_path / "README.txt").write_text("From the site of the authority.")
    (tmp_path / "foreign.pem.off").write_bytes(pem(BELGIUM.issued_by(BELGIUM), FOREIGN.issued_by(BELGIUM)))
    assert [signing(tmp_path), signing(tmp_path, FOREIGN)] == [ACCEPTED, UNTRUSTED]


def refusal(folder: Path) -> str:
    with pytest.raises(ValueError) as refused:
        Trust(folder)
    return str(refused.value)


def test_an_empty_folder_is_refused_and_so_is_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere"):
        assert refusal(folder) == f"{folder}: there is no certificate (*.pem, *.crt) here"


def test_a_folder_without_a_root_is_refused(tmp_path: Path) -> None:
    (tmp_path / "issuing.pem").write_bytes(pem(CITIZEN_CERTIFICATE))
    assert refusal(tmp_path) == f"{tmp_path}: there is no root certificate to trust here"


def with_an_extension_twice() -> x509.Certificate:
    either = tuple((x509.UnrecognizedExtension(x509.ObjectIdentifier(f"1.2.3.{n}"), b"\5\0"), False) for n in (4, 5))
    der = Holder("Twice", which=6, usage=ISSUING, ca=True, extensions=either).issued_by(ROOT).public_bytes(Encoding.DER)
    return x509.load_der_x509_certificate(der.replace(b"\x2a\3\5", b"\x2a\3\4"))


def without_constraints() -> x509.Certificate:
    """An old authority's, that does not say that it is one."""
    builder = x509.CertificateBuilder(ROOT.subject, CITIZEN.subject, CITIZEN.key.public_key(), 7, *LONG.values())
    return builder.sign(ROOT.key, CITIZEN_CERTIFICATE.signature_hash_algorithm)


NO_AUTHORITY: dict[str, Callable[[], bytes]] = {
    "a card": lambda: pem(lea().issued_by(CITIZEN)),
    "a card that its holder signed": lambda: pem(lea().issued_by(lea())),
    "a card after the authorities": lambda: pem(ROOT_CERTIFICATE, CITIZEN_CERTIFICATE, lea().issued_by(CITIZEN)),
    "one that does not say what it is": lambda: pem(without_constraints()),
}
NO_CERTIFICATE: dict[str, Callable[[], bytes]] = {
    "garbage": lambda: b"\0garbage",
    "nothing": lambda: b"",
    "DER": lambda: CITIZEN_CERTIFICATE.public_bytes(Encoding.DER),
    "a key": lambda: CITIZEN.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    "one that is cut off": lambda: pem(CITIZEN_CERTIFICATE)[:-40],
    "one with an extension twice": lambda: pem(with_an_extension_twice()),
    "one that was changed": lambda: pem(CITIZEN_CERTIFICATE).replace(b"MII", b"MIA"),
}


@pytest.mark.parametrize("case", NO_AUTHORITY)
def test_what_is_no_authority_is_refused_with_the_name_of_its_file(tmp_path: Path, case: str) -> None:
    (tmp_path / "a-good.pem").write_bytes(pem(ROOT_CERTIFICATE, CITIZEN_CERTIFICATE))
    (tmp_path / "other.pem").write_bytes(NO_AUTHORITY[case]())
    assert refusal(tmp_path) == f"{tmp_path / 'other.pem'}: this is not the certificate of an authority"


@pytest.mark.parametrize("case", NO_CERTIFICATE)
def test_what_is_no_certificate_is_refused_with_the_name_of_its_file(tmp_path: Path, case: str) -> None:
    (tmp_path / "a-good.pem").write_bytes(pem(ROOT_CERTIFICATE, CITIZEN_CERTIFICATE))
    (tmp_path / "other.crt").write_bytes(NO_CERTIFICATE[case]())
    assert refusal(tmp_path) == f"{tmp_path / 'other.crt'}: these are no certificates in PEM"


def test_a_folder_that_is_named_as_a_certificate_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "old.pem").mkdir()
    assert refusal(tmp_path) == f"{tmp_path / 'old.pem'}: these are no certificates in PEM"
