"""Which numbers are numbers, in which spellings; and that a wrong one is never repeated."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.be import ssn, vat

from gateway.domain.identifiers import (
    format_enterprise_number,
    parse_enterprise_number,
    parse_national_number,
)

WELL_KNOWN = ["0206731645", "0202239951", "0203430576", "0314595348"]
UNASSIGNED = [
    "0000000196",
    "0000010193",
    "0000010292",
    "0000010391",
    "0000010490",
    "0000010589",
    "0000020190",
    "0000030187",
    "0000040184",
    "0000050181",
]
BORN_1901_AND_1902 = [
    "01031490179",
    "01031490377",
    "01031490575",
    "01031490773",
    "02070990283",
    "02070990481",
    "02070990679",
    "02070990877",
]
BORN_LATER = ["01051690162", "03112390232"]
BIS = ["03240290146", "04483090273", "02460690386"]
NATIONAL = BORN_1901_AND_1902 + BORN_LATER + BIS

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def with_check(first8: str) -> str:
    return f"{first8}{97 - int(first8) % 97:02d}"


enterprise_numbers = st.from_regex(r"[01][0-9]{7}", fullmatch=True).map(with_check)


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, str]:
    """A number, and one of the ways in which people write it."""
    number = draw(enterprise_numbers)
    digits = number[1:] if number[0] == "0" and draw(st.booleans()) else number
    between = st.sampled_from(["", "", ".", " ", "\u00a0"])
    prefix = draw(st.sampled_from(["", "BE", "be", "Be ", " BE"]))
    return number, prefix + "".join(digit + draw(between) for digit in digits)


@given(spelled())
def test_every_spelling_of_an_enterprise_number_is_the_same_number(pair: tuple[str, str]) -> None:
    number, spelling = pair
    assert parse_enterprise_number(spelling) == number


@given(enterprise_numbers)
def test_an_enterprise_number_is_shown_as_people_read_it_and_read_back(number: str) -> None:
    shown = format_enterprise_number(parse_enterprise_number(number))
    assert (shown[4], shown[8], len(shown)) == (".", ".", 12)
    assert parse_enterprise_number(shown) == number


def test_the_number_of_the_office_is_shown_with_dots() -> None:
    assert format_enterprise_number(parse_enterprise_number("BE 206731645")) == "0206.731.645"


@pytest.mark.parametrize("number", WELL_KNOWN + UNASSIGNED)
def test_a_known_enterprise_number_is_accepted(number: str) -> None:
    assert parse_enterprise_number(number) == number


@given(enterprise_numbers, st.integers(0, 99))
def test_exactly_one_check_is_right(number: str, check: int) -> None:
    assume(check != int(number[8:]))
    with pytest.raises(ValueError, match="An enterprise number has ten digits"):
        parse_enterprise_number(f"{number[:8]}{check:02d}")


@given(enterprise_numbers, st.integers(0, 9), st.integers(0, 9))
def test_one_digit_typed_wrong_is_noticed(number: str, place: int, digit: int) -> None:
    """97 is a prime, so that no single digit changes the rest but keeps the check."""
    wrong = number[:place] + str(digit) + number[place + 1 :]
    assume(wrong != number)
    with pytest.raises(ValueError, match="last two digits are a check"):
        parse_enterprise_number(wrong)


@pytest.mark.parametrize("number", [f"{97 * times:08d}00" for times in (1, 2, 20_000, 206_185)])
def test_check_digits_00_are_refused_although_the_library_accepts_them(number: str) -> None:
    assert int(number[:8]) % 97 == 0
    assert vat.is_valid(number)
    with pytest.raises(ValueError, match="check"):
        parse_enterprise_number(number)


def test_a_number_divisible_by_97_has_the_check_97() -> None:
    assert parse_enterprise_number("0000009797") == "0000009797"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "BE",
        "0",
        "206731646",
        "00206731645",
        "06731645",
        "2206731645",  # an establishment unit begins with 2 to 8
        "9206731645",  # a branch begins with 9
        "0206-731-645",
        "NL0206731645",
        "BEBE0206731645",
        "0206731645BE",
        "0206731645x",
        "+206731645",
        "０206731645",
        "0206731645" + " " * 30,
        "0" * 100_000,
    ],
)
def test_what_is_no_enterprise_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="An enterprise number"):
        parse_enterprise_number(text)


def test_an_establishment_unit_is_no_enterprise() -> None:
    with pytest.raises(ValueError, match="begins with 0 or 1"):
        parse_enterprise_number(with_check("21234567"))


@pytest.mark.parametrize("alphabet", [ARABIC, FULL_WIDTH])
def test_digits_of_another_alphabet_are_refused(alphabet: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="An enterprise number"):
        parse_enterprise_number(WELL_KNOWN[0].translate(alphabet))
    with pytest.raises(ValueError, match="This is no national number"):
        parse_national_number(NATIONAL[0].translate(alphabet))


@given(st.text())
def test_the_refusal_of_an_enterprise_number_repeats_nothing(text: str) -> None:
    try:
        parse_enterprise_number(text)
    except ValueError as error:
        assert str(error).startswith("An enterprise number has ten digits, begins with 0 or 1")
        assert error.__context__ is None


# ------------------------------------------------------------------------------------------ national numbers


def national(birth: str, counter: str, century: str = "") -> str:
    return f"{birth}{counter}{97 - int(century + birth + counter) % 97:02d}"


@pytest.mark.parametrize("number", NATIONAL)
def test_a_known_national_number_is_accepted(number: str) -> None:
    assert parse_national_number(number) == number


@pytest.mark.parametrize("number", NATIONAL)
@pytest.mark.parametrize("spelling", ["{0}.{1}.{2}-{3}.{4}", "{0} {1} {2} {3} {4}", " {0}{1}{2}-{3}-{4}\n"])
def test_a_national_number_may_be_written_with_its_separators(number: str, spelling: str) -> None:
    parts = number[:2], number[2:4], number[4:6], number[6:9], number[9:]
    assert parse_national_number(spelling.format(*parts)) == number


@pytest.mark.parametrize("months_more", [0, 20, 40])
@pytest.mark.parametrize("century", ["", "2"])
@pytest.mark.parametrize("counter", ["001", "002", "500", "998"])
def test_both_centuries_and_both_kinds_of_bis_numbers_are_accepted(
    months_more: int, century: str, counter: str
) -> None:
    number = national(f"{'85' if not century else '05'}{3 + months_more:02d}14", counter, century)
    assert parse_national_number(number) == number


@pytest.mark.parametrize("birth", ["850300", "850000", "852300", "850231"])
def test_a_person_whose_birthday_is_not_known_has_a_national_number_too(birth: str) -> None:
    """The day or the month is zero then, or the days of a month ran out of counters."""
    assert parse_national_number(national(birth, "123")) == national(birth, "123")


@pytest.mark.parametrize("counter", ["000", "999"])
@pytest.mark.parametrize(("birth", "century"), [("850314", ""), ("050314", "2"), ("852314", ""), ("854314", "")])
def test_counters_that_are_never_given_out_are_refused_although_the_library_accepts_some(
    counter: str, birth: str, century: str
) -> None:
    number = national(birth, counter, century)
    if birth[2] == "0":
        assert ssn.is_valid(number)
    with pytest.raises(ValueError, match="This is no national number"):
        parse_national_number(number)


@given(st.sampled_from(NATIONAL), st.integers(0, 99))
def test_exactly_one_check_of_a_national_number_is_right_for_a_century(number: str, check: int) -> None:
    first9 = number[:9]
    right = {97 - int(first9) % 97, 97 - int("2" + first9) % 97}
    assume(check not in right)
    with pytest.raises(ValueError, match="This is no national number"):
        parse_national_number(f"{first9}{check:02d}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "0207099028",
        "020709902831",
        "02070990284",
        national("853314", "123"),  # month 33: neither 01-12, nor 21-32, nor 41-52
        "0207099028x",
        "02/07/09-902.83",
        "02070990283" + " " * 30,
        "0" * 100_000,
    ],
)
def test_what_is_no_national_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="This is no national number"):
        parse_national_number(text)


@given(st.text() | st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_the_refusal_of_a_national_number_repeats_nothing(text: str) -> None:
    try:
        parse_national_number(text)
    except ValueError as error:
        assert str(error) == "This is no national number."
        assert error.__context__ is None
        assert error.__cause__ is None
