"""What makes the details of a person valid; all that is wrong is said at once, and nothing of it is repeated."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.contact import LONGEST_NAME, Contact, ContactForm, judge, judge_email
from gateway.domain.errors import Invalid

NUMBER = "02070990283"  # synthetic: no living person has it
GOOD = ContactForm("Dries", "Wouters", NUMBER, "dries@maes.example", "+32 470 12 34 56")
WRONG = {
    "first_name": ("7", "firstName", "name_characters"),
    "last_name": (" ", "lastName", "last_name_missing"),
    "national_number": ("02070990284", "nationalNumber", "national_number"),
    "email": ("dries at maes", "email", "email"),
    "phone": ("112", "phone", "phone"),
}


def wrong(form: ContactForm, *path: str) -> list[tuple[tuple[str, ...], str]]:
    with pytest.raises(Invalid) as refused:
        judge(form, *path)
    return [(problem.path, problem.sentence.key) for problem in refused.value.problems]


def test_good_details_come_out_in_their_normal_form() -> None:
    form = ContactForm(" Dries ", "de  Vries", "02.07.09-902.83", " Dries@MAES.example ", "0470/12.34.56")
    assert judge(form) == Contact("Dries", "de Vries", NUMBER, "Dries@maes.example", "+32470123456")  # type: ignore[arg-type]


@given(st.sets(st.sampled_from(list(WRONG)), min_size=1), st.sampled_from([(), ("manager",), ("input", "manager")]))
def test_all_wrong_fields_are_named_at_once_in_order_under_their_path(fields: set[str], path: tuple[str, ...]) -> None:
    form = replace(GOOD, **{field: WRONG[field][0] for field in fields})
    assert wrong(form, *path) == [((*path, WRONG[f][1]), WRONG[f][2]) for f in WRONG if f in fields]


def test_a_refusal_names_paths_and_repeats_no_value() -> None:
    with pytest.raises(Invalid) as refused:
        judge(replace(GOOD, national_number="02070990284", email="secret@"), "manager")
    assert str(refused.value) == "manager.nationalNumber, manager.email"
    assert refused.value.__cause__ is None
    assert not any(problem.sentence.words for problem in refused.value.problems)


def test_neither_what_was_typed_nor_what_holds_shows_in_a_repr() -> None:
    for shown in (repr(GOOD), repr(judge(GOOD))):
        assert NUMBER not in shown
        assert "maes" not in shown


# ------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    "name",
    [
        "Léa",
        "Jean-Pierre",
        "D'Hondt",
        "D’Hondt",
        "Inês",
        "Novák",
        "Müller",
        "Ñuñez",
        "O'Brien-Løvås",
        "van der Elst",
        "Saint-Éloi",
        "Ștefan",
        "Gal·la",
        "J. R.",
        "李",
        "Ольга",
        "Ümit",
        "Nguyễn",
        "أحمد",
        "X",
    ],
)
def test_a_name_people_have_is_accepted_as_it_is(name: str) -> None:
    contact = judge(replace(GOOD, first_name=name, last_name=name))
    assert (contact.first_name, contact.last_name) == (name, name)


def test_a_name_typed_with_combining_accents_is_the_same_name() -> None:
    assert judge(replace(GOOD, first_name="Le\u0301a")).first_name == "Léa"


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\n", "   "])
def test_blanks_in_a_name_become_one_and_those_around_it_none(blank: str) -> None:
    assert judge(replace(GOOD, last_name=f"{blank}de{blank}Vries{blank}")).last_name == "de Vries"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("", "first_name_missing"),
        (" \t\u00a0", "first_name_missing"),
        ("x" * (LONGEST_NAME + 1), "name_too_long"),
        ("-", "name_characters"),
        ("' .", "name_characters"),
        (NUMBER, "name_characters"),
        ("Dries2", "name_characters"),
        ("Dries ٣", "name_characters"),
        ("dries@maes.example", "name_characters"),
        ("<b>Dries</b>", "name_characters"),
        ("Dries\u202eseirD", "name_characters"),
        ("Dries\u200b", "name_characters"),
        ("Dries\x00", "name_characters"),
        ("Dries 🥖", "name_characters"),
        ("a/b", "name_characters"),
    ],
)
def test_what_is_no_name_is_refused_for_what_it_is(name: str, key: str) -> None:
    assert wrong(replace(GOOD, first_name=name)) == [(("firstName",), key)]


def test_a_name_of_the_longest_length_is_accepted() -> None:
    assert judge(replace(GOOD, last_name="x" * LONGEST_NAME)).last_name == "x" * LONGEST_NAME


@given(st.text(max_size=LONGEST_NAME + 20))
def test_a_name_is_refused_or_comes_out_in_one_form_that_is_accepted_again(name: str) -> None:
    try:
        once = judge(replace(GOOD, first_name=name)).first_name
    except Invalid:
        return
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    assert not any(character.isdigit() for character in once)
    assert judge(replace(GOOD, first_name=once)).first_name == once


# ------------------------------------------------------------------------------------------------------- e-mail


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("dries@maes.example", "dries@maes.example"),
        ("  dries@maes.example\n", "dries@maes.example"),
        ("Dries.Wouters+gap@MAES.Example", "Dries.Wouters+gap@maes.example"),
        ("dries@no-such-domain-7f3a.be", "dries@no-such-domain-7f3a.be"),
        ("léa@boulangerie.example", "léa@boulangerie.example"),
        ("lea@bücher.example", "lea@bücher.example"),
    ],
)
def test_an_address_is_kept_in_its_normal_form_and_its_domain_is_not_looked_up(typed: str, kept: str) -> None:
    assert judge_email(typed, "notificationEmail") == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "dries",
        "@maes.example",
        "dries@",
        "dries@maes",
        "dries@@maes.example",
        "a b@maes.example",
        "dries@maes..example",
        "dries@[127.0.0.1]",
        "Dries <dries@maes.example>",
        "dries@maes.example,lea@maes.example",
        "dries@maes.example\r\nBcc: x@y.example",
        "d@" + "x" * 300 + ".example",
        "d\x00@m.be",
    ],
)
def test_what_is_no_address_is_refused_at_its_path(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        judge_email(typed, "notificationEmail")
    assert [(p.path, p.sentence.key) for p in refused.value.problems] == [(("notificationEmail",), "email")]
    assert refused.value.__suppress_context__


# -------------------------------------------------------------------------------------------------------- phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0470 12 34 56", "+32470123456"),
        ("0470/12.34.56", "+32470123456"),
        ("+32 (0)470 12 34 56", "+32470123456"),
        ("0032 470 12 34 56", "+32470123456"),
        ("02 509 59 59", "+3225095959"),
        ("+33 1 42 68 53 00", "+33142685300"),
        ("+49 30 901820", "+4930901820"),
        ("00352 26 12 34 56", "+35226123456"),
        ("+31 20 624 1111", "+31206241111"),
    ],
)
def test_a_phone_number_is_belgian_unless_it_says_otherwise_and_kept_as_e164(typed: str, kept: str) -> None:
    assert judge(replace(GOOD, phone=typed)).phone == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "x",
        "12",
        "112",
        "+",
        "+32",
        "+32 470 12 34",
        "+32 470 12 34 56 78",
        "+999 470 12 34 56",
        NUMBER,
        "0470 12 34 56 ext. 7",
        "0470 12 34 56 x7",
        "tel:+32470123456;ext=7",
        "0" * 1000,
        "9" * 100000,
    ],
)
def test_what_is_no_phone_number_or_has_an_extension_is_refused(typed: str) -> None:
    assert wrong(replace(GOOD, phone=typed)) == [(("phone",), "phone")]


@given(st.text(max_size=40))
def test_whatever_is_typed_as_a_phone_number_is_refused_or_comes_out_as_e164(typed: str) -> None:
    try:
        phone = judge(replace(GOOD, phone=typed)).phone
    except Invalid:
        return
    assert phone[0] == "+"
    assert phone[1:].isascii()
    assert phone[1:].isdigit()
