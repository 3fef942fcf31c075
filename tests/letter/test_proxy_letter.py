"""The proxy as a PDF: what is signed is what is shown, in four languages, whatever the names and the groups."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from gateway.application_groups import SHIPPED, load_application_groups
from gateway.domain.identifiers import parse_enterprise_number
from gateway.domain.language import Language
from gateway.domain.mandate import Mandate, MandateGroup, ProviderKind
from gateway.domain.proxy import draw_up
from gateway.domain.quarter import Quarter
from gateway.domain.side import Side
from gateway.letter import ProxyLetter, ProxySigned, proxy_letter

GROUPS = load_application_groups(SHIPPED)
NOW = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
SIGNED = ProxySigned(Side.PRINCIPAL, "Léa Lambert", NOW, "ES384", "0123456789abcdef" * 4)
MANDATE = Mandate(
    id="0f" * 16,
    principal=parse_enterprise_number("0000000196"),
    mandatary=parse_enterprise_number("0000010292"),
    provider_kind=ProviderKind.ACCOUNTANT,
    groups=tuple(MandateGroup(group.code, group.exclusive) for group in GROUPS.values()),
    start=Quarter(2027, 1),
    end=None,
    version=3,
    replaces="ab" * 16,
    prepared_by=Side.MANDATARY,
    created_at=NOW,
    created_by="1" * 32,
    drawn_up_at=NOW,
)


def letter(mandate: Mandate = MANDATE, *names: str, signatures: tuple[ProxySigned, ...] = ()) -> ProxyLetter:
    called = names or ("Boulangerie Lambert SRL", "Fiduciaire Benali SRL")
    return ProxyLetter(draw_up(mandate, *called), tuple(GROUPS.values()), signatures)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def text_of(pdf: bytes, page: int = 0) -> str:
    return " ".join(read(pdf).pages[page].extract_text().split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.FR, ("Procuration électronique", "à partir du 1er janvier 2027", "Durée indéterminée", "Comptable")),
        (Language.NL, ("Elektronische procuratie", "vanaf 1 januari 2027", "Onbepaalde duur", "Boekhouder")),
        (Language.DE, ("Elektronische Vollmacht", "ab dem 1. Januar 2027", "Unbefristet", "Buchhalter")),
        (Language.EN, ("Electronic proxy", "from 1 January 2027 on", "Open-ended", "Accountant")),
    ],
)
def test_the_first_page_says_in_the_reader_s_language_what_is_signed(language: Language, said: tuple[str, ...]) -> None:
    text = text_of(proxy_letter(letter(), language))
    parties = ("Boulangerie Lambert SRL", "0000.000.196", "Fiduciaire Benali SRL", "0000.010.292")
    for part in (*said, *parties, "2027-Q1", "0f" * 16, "ab" * 16):
        assert part in text
    for group in GROUPS.values():
        assert group.code in text and group.labels[language] in text


def test_it_names_the_last_quarter_if_there_is_one() -> None:
    text = text_of(proxy_letter(letter(replace(MANDATE, end=Quarter(2027, 4))), Language.EN))
    assert "2027-Q4, up to and including 31 December 2027" in text


def test_the_next_page_shows_the_document_itself_and_its_hashes() -> None:
    shown = letter()
    text = text_of(proxy_letter(shown, Language.EN), page=1).replace(" ", "")
    assert shown.proxy.document.replace(" ", "") in text
    for algorithm in ("sha256", "sha384", "sha512"):
        assert shown.proxy.digest(algorithm).hex() in text


def test_it_says_who_has_signed_when_in_belgium_and_who_has_not() -> None:
    text = text_of(proxy_letter(letter(signatures=(SIGNED,)), Language.EN))
    assert "Léa Lambert on 26 November 2026 at 00:30 (Belgium) Algorithm: ES384" in text
    assert "0123 4567 89ab cdef" in text
    assert "Signature for the mandatary Not signed yet" in text


def test_a_group_that_the_operator_has_taken_out_is_shown_by_its_code() -> None:
    gone = replace(MANDATE, groups=(MandateGroup("A_GROUP_OF_OLD", True),))
    assert text_of(proxy_letter(letter(gone), Language.EN)).count("A_GROUP_OF_OLD") == 1


def test_of_many_groups_the_first_page_shows_some_and_the_document_all() -> None:
    many = tuple(MandateGroup(f"GROUP_{number:02}_{'X' * 54}", True) for number in range(60))
    pdf = proxy_letter(letter(replace(MANDATE, groups=many)), Language.EN)
    assert "… and 53 more (next page)" in text_of(pdf)
    rest = "".join(text_of(pdf, page) for page in range(1, len(read(pdf).pages)))
    assert all(group.code in rest.replace(" ", "") for group in many)


@pytest.mark.parametrize("language", Language)
def test_its_pages_are_a4_with_a_title_and_a_language(language: Language) -> None:
    pdf = read(proxy_letter(letter(), language))
    assert [(round(page.mediabox.width), round(page.mediabox.height)) for page in pdf.pages] == [(595, 842)] * 2
    assert pdf.metadata is not None and pdf.metadata.title is not None
    assert pdf.metadata.title.endswith("0f" * 16)
    assert pdf.root_object["/Lang"] == f"{language}-BE"


def test_the_same_document_and_signatures_are_the_same_bytes() -> None:
    assert proxy_letter(letter(signatures=(SIGNED,)), Language.NL) == proxy_letter(
        letter(signatures=(SIGNED,)), Language.NL
    )


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=320)


@settings(max_examples=25, deadline=None)
@given(NAMES, NAMES, st.sampled_from(Language))
def test_no_name_moves_the_signatures_or_is_lost_from_the_document(
    principal: str, mandatary: str, language: Language
) -> None:
    shown = letter(MANDATE, principal, mandatary, signatures=(SIGNED,))
    first, *rest = read(proxy_letter(shown, language)).pages
    assert rest
    places = []
    first.extract_text(visitor_text=lambda text, _u, place, *_: places.append(place[5]) if "ES384" in text else None)
    assert places and all(75 < place < 290 for place in places)
    assert json.loads(shown.proxy.document)["principal"]["name"] == principal
