"""Lists of revoked certificates: which count, what they refuse, and that not to know is a no."""

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from signature_cards import (
    ACCEPTED,
    CITIZEN,
    CITIZEN_CERTIFICATE,
    DOCUMENT,
    NOW,
    NUMBER,
    ROOT,
    SIGNER,
    Holder,
    answer,
    crl,
    form,
    lea,
    trusting,
)

from gateway.domain.signature import Revocation
from gateway.signature import WebEid

CARD, OTHER_CARD = lea().issued_by(CITIZEN), lea().issued_by(CITIZEN)
REVOKED, UNKNOWN = ("certificate", "certificate_revoked"), ("certificate", "certificate_state_unknown")
IMPOSTOR = Holder(CITIZEN.name, which=9)
SECOND = timedelta(seconds=1)


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """The operator's folder, with current lists that name nobody."""
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "root.crl").write_bytes(crl(ROOT))
    (folder / "citizen.crl").write_bytes(crl(CITIZEN))
    return folder


@pytest.fixture
def gateway(tmp_path: Path, lists: Path) -> WebEid:
    return trusting(tmp_path / "trust", crls=lists)


def signing(gateway: WebEid) -> tuple[str, str]:
    return answer(gateway, form(lea(), certificate=CARD))


def pem(der: bytes) -> bytes:
    return x509.load_der_x509_crl(der).public_bytes(Encoding.PEM)


def test_by_current_lists_a_card_that_none_names_is_not_revoked(gateway: WebEid) -> None:
    checked = gateway.check(form(lea(), certificate=CARD), DOCUMENT, SIGNER, NOW)
    assert checked.revocation is Revocation.NOT_REVOKED


def test_without_a_folder_it_is_kept_that_nobody_looked(tmp_path: Path) -> None:
    checked = trusting(tmp_path / "trust").check(form(lea(), certificate=CARD), DOCUMENT, SIGNER, NOW)
    assert checked.revocation is Revocation.NOT_CHECKED


@pytest.mark.parametrize("encoded", [bytes, pem], ids=["DER", "PEM"])
def test_a_revoked_card_is_refused(gateway: WebEid, lists: Path, encoded: Callable[[bytes], bytes]) -> None:
    (lists / "citizen.crl").write_bytes(encoded(crl(CITIZEN, [OTHER_CARD, CARD])))
    assert signing(gateway) == REVOKED


def test_a_card_of_a_revoked_authority_is_refused(gateway: WebEid, lists: Path) -> None:
    (lists / "root.crl").write_bytes(crl(ROOT, [CITIZEN_CERTIFICATE]))
    assert signing(gateway) == REVOKED


def test_a_card_is_not_revoked_because_another_one_is(gateway: WebEid, lists: Path) -> None:
    (lists / "citizen.crl").write_bytes(crl(CITIZEN, [OTHER_CARD]))
    assert signing(gateway) == ACCEPTED


def test_a_serial_number_counts_for_the_issuer_of_the_list_alone(gateway: WebEid, lists: Path) -> None:
    (lists / "root.crl").write_bytes(crl(ROOT, [CARD]))
    assert signing(gateway) == ACCEPTED


def test_of_several_current_lists_one_that_names_the_card_is_enough(gateway: WebEid, lists: Path) -> None:
    (lists / "a-first.crl").write_bytes(crl(CITIZEN, [CARD]))
    assert signing(gateway) == REVOKED


def test_a_forged_list_revokes_nothing(gateway: WebEid, lists: Path) -> None:
    (lists / "a-forged.crl").write_bytes(crl(CITIZEN, [CARD], key=IMPOSTOR.key))
    assert signing(gateway) == ACCEPTED


def with_another_number(der: bytes) -> bytes:
    """A list that names the card, so changed that it names another one; its signature stays."""
    end, other = ((CARD.serial_number ^ change).to_bytes(20)[-8:] for change in (0, 1))
    assert end in der
    return der.replace(end, other)


def with_an_extension_twice() -> bytes:
    either = [(x509.UnrecognizedExtension(x509.ObjectIdentifier(f"1.2.3.{n}"), b"\5\0"), False) for n in (4, 5)]
    return crl(CITIZEN, extensions=either).replace(b"\x2a\3\5", b"\x2a\3\4")


def only(**scope: bool) -> bytes:
    """A list for some certificates only."""
    names = ("only_contains_user_certs", "only_contains_ca_certs", "indirect_crl", "only_contains_attribute_certs")
    values: dict[str, Any] = {name: scope.get(name, False) for name in names}
    point = x509.IssuingDistributionPoint(full_name=None, relative_name=None, only_some_reasons=None, **values)
    return crl(CITIZEN, extensions=[(point, True)])


NOT_COUNTED = {
    "that has run out": crl(CITIZEN, begin=NOW - timedelta(days=8), end=NOW),
    "that does not hold yet": crl(CITIZEN, begin=NOW + SECOND),
    "that another key signed": crl(CITIZEN, key=IMPOSTOR.key),
    "that another card's key signed": crl(CITIZEN, key=lea().key),
    "of an authority of the same name": crl(IMPOSTOR),
    "of the root": crl(ROOT),
    "of an authority with the same key": crl(Holder("Foreigner CA", which=CITIZEN.which)),
    "that was changed": with_another_number(crl(CITIZEN, [CARD])),
    "of changes only": crl(CITIZEN, extensions=[(x509.DeltaCRLIndicator(1), True)]),
    "for several issuers": only(indirect_crl=True),
    "for authorities only": only(only_contains_ca_certs=True),
    "that must be understood and is not": crl(
        CITIZEN, extensions=[(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0"), True)]
    ),
    "of an issuer whose name is no text": crl(CITIZEN).replace(b"Citizen", b"\xff" * 7),
    "of a version that there is not": crl(CITIZEN).replace(b"\2\1\1\x30", b"\2\1\7\x30", 1),
    "with an extension twice": with_an_extension_twice(),
    "that is cut off": crl(CITIZEN)[:-1],
    "in PEM that is cut off": pem(crl(CITIZEN))[:-30],
    "that is empty": b"",
    "that is a certificate": CITIZEN_CERTIFICATE.public_bytes(Encoding.DER),
}


@pytest.mark.parametrize("case", NOT_COUNTED)
def test_a_list_does_not_count(gateway: WebEid, lists: Path, case: str) -> None:
    (lists / "citizen.crl").write_bytes(NOT_COUNTED[case])
    assert signing(gateway) == UNKNOWN


@pytest.mark.parametrize("case", NOT_COUNTED)
def test_beside_a_current_list_it_does_no_harm(gateway: WebEid, lists: Path, case: str) -> None:
    (lists / "a-first.crl").write_bytes(NOT_COUNTED[case])
    assert signing(gateway) == ACCEPTED


@pytest.mark.parametrize("edge", [{"begin": NOW}, {"end": NOW + SECOND}], ids=["from now", "until the next second"])
def test_a_list_counts_from_its_first_moment_until_the_next_is_due(
    gateway: WebEid, lists: Path, edge: dict[str, Any]
) -> None:
    (lists / "citizen.crl").write_bytes(crl(CITIZEN, **edge))
    assert signing(gateway) == ACCEPTED


def test_a_list_with_a_number_and_the_name_of_its_key_counts_as_belgian_ones_have_both(
    gateway: WebEid, lists: Path
) -> None:
    key = x509.AuthorityKeyIdentifier.from_issuer_public_key(CITIZEN.key.public_key())
    extensions = [(x509.CRLNumber(7), False), (key, False)]
    (lists / "citizen.crl").write_bytes(crl(CITIZEN, extensions=extensions))
    assert signing(gateway) == ACCEPTED


@pytest.mark.parametrize("name", ["root.crl", "citizen.crl"])
def test_every_issuer_up_to_the_root_needs_a_list(gateway: WebEid, lists: Path, name: str) -> None:
    (lists / name).unlink()
    assert signing(gateway) == UNKNOWN


def test_of_a_folder_that_is_not_there_nothing_is_known(tmp_path: Path) -> None:
    assert signing(trusting(tmp_path / "trust", crls=tmp_path / "none")) == UNKNOWN


def test_only_files_that_are_named_as_lists_are_read(gateway: WebEid, lists: Path) -> None:
    (lists / "citizen.crl").rename(lists / "citizen.crl.part")
    assert signing(gateway) == UNKNOWN


def test_a_list_that_is_replaced_is_read_again(gateway: WebEid, lists: Path) -> None:
    file = lists / "citizen.crl"
    assert signing(gateway) == ACCEPTED
    file.write_bytes(crl(CITIZEN, [CARD]))
    assert signing(gateway) == REVOKED
    file.write_bytes(crl(CITIZEN))
    assert signing(gateway) == ACCEPTED


@pytest.mark.parametrize(("longer", "later"), [(0, 1), (1, 0)], ids=["of the same size", "of the same moment"])
def test_a_replaced_list_is_told_by_its_size_and_by_its_moment(
    gateway: WebEid, lists: Path, longer: int, later: int
) -> None:
    file = lists / "citizen.crl"
    for revoked, size, moment, expected in ((OTHER_CARD, 2000, 1, ACCEPTED), (CARD, 2000 + longer, 1 + later, REVOKED)):
        file.write_bytes(pem(crl(CITIZEN, [revoked])).ljust(size, b"\n"))
        os.utime(file, ns=(moment, moment))
        assert signing(gateway) == expected


def test_a_list_that_stays_is_not_read_again(gateway: WebEid, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signing(gateway) == ACCEPTED
    monkeypatch.setattr(Path, "read_bytes", lambda file: pytest.fail(f"{file} was read again"))
    assert signing(gateway) == ACCEPTED


def test_a_list_that_is_removed_counts_no_more(gateway: WebEid, lists: Path) -> None:
    assert signing(gateway) == ACCEPTED
    (lists / "citizen.crl").unlink()
    assert signing(gateway) == UNKNOWN


def test_a_folder_that_is_named_as_a_list_is_none(gateway: WebEid, lists: Path) -> None:
    (lists / "old.crl").mkdir()
    assert signing(gateway) == ACCEPTED


def test_what_is_no_list_is_left_out_and_logged_once_without_what_stands_in_it(
    gateway: WebEid, lists: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = lists / "notes.crl"
    file.write_text(f"revoke {NUMBER}")
    with caplog.at_level(logging.INFO):
        assert [signing(gateway), signing(gateway)] == [ACCEPTED, ACCEPTED]
    [record] = caplog.records
    assert (record.levelname, str(file) in record.getMessage()) == ("WARNING", True)
    assert NUMBER not in caplog.text
