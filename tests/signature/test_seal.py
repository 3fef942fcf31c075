"""A sealed chain opens with its key and for its place only, and shows nothing to anybody else."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from signature_cards import CITIZEN, CITIZEN_CERTIFICATE, NUMBER, ROOT_CERTIFICATE, lea

from gateway.signature import Seal, SealBroken

KEY, PLACE = bytes(range(32)), "0123:1:principal:4567"
CARD = lea().issued_by(CITIZEN)
CHAIN = tuple(each.public_bytes(Encoding.DER) for each in (CARD, CITIZEN_CERTIFICATE, ROOT_CERTIFICATE))
SEALED = Seal(KEY).seal(CHAIN, PLACE)


def broken(sealed: bytes, place: str = PLACE, key: bytes = KEY) -> bool:
    """Whether it is refused as broken, and in no other way."""
    try:
        Seal(key).open(sealed, place)
    except SealBroken:
        return True
    return False


@pytest.mark.parametrize("chain", [CHAIN, CHAIN[:1], (), (b"", b"\0" * 4, b"")], ids=["three", "one", "none", "empty"])
def test_a_chain_comes_back_as_it_was(chain: tuple[bytes, ...]) -> None:
    assert Seal(KEY).open(Seal(KEY).seal(chain, PLACE), PLACE) == chain


@pytest.mark.parametrize("place", range(32))
def test_it_opens_with_the_same_key_only(place: int) -> None:
    other = KEY[:place] + bytes([KEY[place] ^ 1]) + KEY[place + 1 :]
    assert broken(SEALED, key=other)


@pytest.mark.parametrize(
    "place", ["", "0123:1:principal:4568", "0123:1:mandatary:4567", "0123:2:principal:4567", PLACE + " ", PLACE[:-1]]
)
def test_it_opens_for_the_same_place_only(place: str) -> None:
    assert broken(SEALED, place)


def test_it_is_broken_by_a_change_of_any_byte() -> None:
    opened = [at for at in range(len(SEALED)) if not broken(SEALED[:at] + bytes([SEALED[at] ^ 1]) + SEALED[at + 1 :])]
    assert opened == []


def test_it_is_broken_by_a_byte_more_or_any_number_fewer() -> None:
    assert broken(SEALED + b"\0")
    assert [length for length in range(len(SEALED)) if not broken(SEALED[:length])] == []


def test_the_parts_of_two_seals_make_no_third() -> None:
    other = Seal(KEY).seal(CHAIN, PLACE)
    assert broken(SEALED[:12] + other[12:])
    assert broken(SEALED[:-16] + other[-16:])


def test_what_is_sealed_shows_neither_number_nor_name() -> None:
    der = CHAIN[0]
    for clear in (NUMBER.encode(), "Léa Lambert".encode()):
        assert clear in der
        assert clear not in SEALED
        assert b64encode(clear)[:-4] not in SEALED


def test_two_seals_of_the_same_differ_so_that_nobody_sees_who_signed_twice() -> None:
    other = Seal(KEY).seal(CHAIN, PLACE)
    assert [at for at in range(0, len(SEALED) - 8, 8) if SEALED[at : at + 8] == other[at : at + 8]] == []


def test_neither_a_seal_nor_its_failure_shows_anything() -> None:
    with pytest.raises(SealBroken) as failure:
        Seal(bytes(32)).open(SEALED, PLACE)
    assert (repr(Seal(KEY)), str(Seal(KEY))) == ("Seal(…)", "Seal(…)")
    assert str(failure.value) == "The seal is broken, or another key made it."
    assert failure.value.__suppress_context__


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33, 64])
def test_a_key_of_another_length_is_refused_and_not_repeated(length: int) -> None:
    with pytest.raises(ValueError) as refused:
        Seal(b"k" * length)
    assert str(refused.value) == "The sealing key has 32 bytes."
