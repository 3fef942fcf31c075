"""How people are recognised without their number being kept."""

import hashlib
import hmac

import pytest

from gateway.domain.identifiers import PersonKeys, parse_national_number

NUMBER = "02070990283"  # synthetic: no living person has it
SECRET = bytes(range(32))


def test_a_key_is_the_keyed_hash_of_the_number() -> None:
    expected = hmac.new(SECRET, NUMBER.encode(), hashlib.sha256).hexdigest()
    assert PersonKeys(SECRET).of(parse_national_number(NUMBER)) == expected


def test_every_spelling_of_a_number_has_the_same_key() -> None:
    keys = PersonKeys(SECRET)
    spellings = [NUMBER, "02.07.09-902.83", "02 07 09 902 83"]
    assert len({keys.of(parse_national_number(spelling)) for spelling in spellings}) == 1


def test_another_secret_gives_other_keys_and_a_bare_hash_is_none() -> None:
    number = parse_national_number(NUMBER)
    key = PersonKeys(SECRET).of(number)
    assert key != PersonKeys(SECRET[::-1]).of(number)
    assert key != hashlib.sha256(NUMBER.encode()).hexdigest()


@pytest.mark.parametrize("length", [0, 1, 16, 31])
def test_a_short_secret_is_refused_without_being_repeated(length: int) -> None:
    with pytest.raises(ValueError, match="at least 32 bytes") as refused:
        PersonKeys(b"s" * length)
    assert "sss" not in str(refused.value)


def test_the_secret_does_not_show() -> None:
    keys = PersonKeys(b"secret-secret-secret-secret-secret")
    assert "secret" not in f"{keys!r} {keys}"
