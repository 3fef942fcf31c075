"""Which values of a signature hold, in each algorithm, and by which rule each of the others is refused."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from signature_cards import ACCEPTED, DOCUMENT, FITTING, answer, form, lea, raw, value_of

from gateway.domain.signature import SignatureAlgorithm
from gateway.signature import WebEid
from gateway.signature.value import _ORDERS

PAIRS = [(kind, algorithm) for kind, algorithms in FITTING.items() for algorithm in algorithms]
N384 = _ORDERS["384"]


@pytest.mark.parametrize(("kind", "algorithm"), PAIRS)
def test_every_algorithm_is_accepted_with_its_key(gateway: WebEid, kind: str, algorithm: str) -> None:
    assert answer(gateway, form(lea(kind=kind), algorithm)) == ACCEPTED


@pytest.mark.parametrize("algorithm", SignatureAlgorithm)
@pytest.mark.parametrize("kind", FITTING)
def test_an_algorithm_is_refused_with_any_other_key(gateway: WebEid, kind: str, algorithm: str) -> None:
    if algorithm not in FITTING[kind]:
        sent = form(lea(kind=kind), algorithm, signature=b"x" * 96)
        assert answer(gateway, sent) == ("algorithm", "signature_algorithm")


@pytest.mark.parametrize(("kind", "algorithm"), PAIRS[:3])
def test_either_value_of_s_is_accepted_since_a_card_may_give_either(gateway: WebEid, kind: str, algorithm: str) -> None:
    card = lea(kind=kind)
    value = value_of(card.key, algorithm)
    half = len(value) // 2
    r, s = int.from_bytes(value[:half]), int.from_bytes(value[half:])
    other = raw(card.key, r, _ORDERS[algorithm[2:]] - s)
    assert answer(gateway, form(card, algorithm, signature=other)) == ACCEPTED


R = int.from_bytes(value_of(lea().key, "ES384")[:48])
OUT_OF_RANGE = [(0, 1), (1, 0), (N384, 1), (1, N384), (R, N384 + 1), (2**384 - 1, 1), (0, 0)]


@pytest.mark.parametrize(("r", "s"), OUT_OF_RANGE, ids=range(len(OUT_OF_RANGE)))
def test_numbers_out_of_the_range_of_the_curve_are_refused(gateway: WebEid, r: int, s: int) -> None:
    sent = form(lea(), signature=raw(lea().key, r, s))
    assert answer(gateway, sent) == ("signature", "signature_unreadable")


@pytest.mark.parametrize("length", [0, 1, 48, 95, 97, 192, 1600])
def test_a_value_of_another_length_is_refused(gateway: WebEid, length: int) -> None:
    assert answer(gateway, form(lea(), signature=b"\1" * length)) == ("signature", "signature_unreadable")


def test_a_value_in_der_is_refused_since_web_eid_gives_it_raw(gateway: WebEid) -> None:
    value = value_of(lea().key, "ES384")
    der = encode_dss_signature(int.from_bytes(value[:48]), int.from_bytes(value[48:]))
    assert answer(gateway, form(lea(), signature=der)) == ("signature", "signature_unreadable")


@pytest.mark.parametrize("text", ["", "x", "\n", "****", b64encode(b"1" * 96).decode() + "A" * 2048])
def test_a_value_that_is_no_base64_is_refused(gateway: WebEid, text: str) -> None:
    assert answer(gateway, form(lea(), signature=text or " ")) == ("signature", "signature_unreadable")


@pytest.mark.parametrize(("kind", "algorithm"), PAIRS)
def test_a_signature_under_another_document_is_refused(gateway: WebEid, kind: str, algorithm: str) -> None:
    other = DOCUMENT.replace(b"0123", b"0124")
    assert answer(gateway, form(lea(kind=kind), algorithm, document=other)) == ("signature", "signature_wrong")


def test_a_document_that_differs_in_one_byte_is_another(gateway: WebEid) -> None:
    sent = form(lea())
    for place in range(len(DOCUMENT)):
        changed = DOCUMENT[:place] + bytes([DOCUMENT[place] ^ 1]) + DOCUMENT[place + 1 :]
        assert answer(gateway, sent, changed) == ("signature", "signature_wrong")


@pytest.mark.parametrize(("made", "said"), [("RS256", "PS256"), ("PS256", "RS256"), ("RS256", "RS512")])
def test_a_value_is_refused_under_the_name_of_another_algorithm(gateway: WebEid, made: str, said: str) -> None:
    value = value_of(lea(kind="RSA-2048").key, made)
    assert answer(gateway, form(lea(kind="RSA-2048"), said, signature=value)) == ("signature", "signature_wrong")


@pytest.mark.parametrize("salt", [0, 20, 31])
def test_another_length_of_salt_is_refused(gateway: WebEid, salt: int) -> None:
    value = value_of(lea(kind="RSA-2048").key, "PS256", salt=salt)
    assert answer(gateway, form(lea(kind="RSA-2048"), "PS256", signature=value)) == ("signature", "signature_wrong")


def test_the_key_of_another_card_is_refused(gateway: WebEid) -> None:
    value = value_of(lea(which=77).key, "ES384")
    assert answer(gateway, form(lea(), signature=value)) == ("signature", "signature_wrong")
