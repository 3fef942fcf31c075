"""The closure letter: one page that one would sign, in four languages, whatever the names."""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from gateway.domain.identifiers import parse_enterprise_number
from gateway.domain.language import Language
from gateway.letter import ClosureLetter, closure_letter

LETTER = ClosureLetter(
    reference="CL-7K3Q9D",
    company="Boulangerie Lambert SRL",
    number=parse_enterprise_number("0000000196"),
    address=("Rue de la Loi 16 boîte 3", "1000 Bruxelles"),
    requested_at=date(2026, 12, 1),
    requested_by="Léa Lambert",
)
FOOT_OF_THE_PAGE = 75.0  # points from the bottom, where the instructions stand


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def text_of(pdf: bytes) -> str:
    return " ".join(read(pdf).pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("language", "day", "subject"),
    [
        (Language.FR, "1er décembre 2026", "clôturer le compte de cette entreprise"),
        (Language.NL, "1 december 2026", "het account van deze onderneming"),
        (Language.DE, "1. Dezember 2026", "das Konto dieses Unternehmens"),
        (Language.EN, "1 December 2026", "close this company's account"),
    ],
)
def test_the_letter_says_who_asks_what_and_when(language: Language, day: str, subject: str) -> None:
    text = text_of(closure_letter(LETTER, language))
    for said in ("CL-7K3Q9D", "0000.000.196", "Boulangerie Lambert SRL", "1000 Bruxelles", "Léa Lambert", day, subject):
        assert said in text


@pytest.mark.parametrize("language", Language)
def test_the_letter_is_one_a4_page_with_its_title_and_language(language: Language) -> None:
    pdf = read(closure_letter(LETTER, language))
    (page,) = pdf.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    assert pdf.metadata is not None
    assert pdf.metadata.title is not None
    assert pdf.metadata.title.endswith("CL-7K3Q9D")
    assert pdf.root_object["/Lang"] == f"{language}-BE"


def test_the_same_letter_is_the_same_bytes_in_another_process() -> None:
    code = "import sys, test_closure_letter as t; sys.stdout.buffer.write(t.closure_letter(t.LETTER, t.Language.FR))"
    elsewhere = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(path for path in sys.path if path), "PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
    )
    assert elsewhere.stdout == closure_letter(LETTER, Language.FR)


def test_another_letter_is_other_bytes() -> None:
    other = replace(LETTER, reference="CL-7K3Q9E")
    assert closure_letter(other, Language.FR) != closure_letter(LETTER, Language.FR)


def test_european_letters_are_shown_as_they_are() -> None:
    name = "Ŝárka Łukasiewicz-Đorđević Ğ Œ ß Ω Жанна"
    assert name in text_of(closure_letter(replace(LETTER, requested_by=name), Language.NL))


def test_a_letter_that_the_typeface_lacks_is_visibly_replaced() -> None:
    text = text_of(closure_letter(replace(LETTER, requested_by="Li 李 Wei"), Language.NL))
    assert "Li \N{REPLACEMENT CHARACTER} Wei" in text


def test_accents_that_stand_apart_are_put_together() -> None:
    assert "Léa" in text_of(closure_letter(replace(LETTER, requested_by="Le\u0301a"), Language.FR))


def test_a_natural_persons_enterprise_has_no_address() -> None:
    assert "1000 Bruxelles" not in text_of(closure_letter(replace(LETTER, address=()), Language.FR))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("text", ["W" * 400, "Établissements " * 30, "a b " * 200])
def test_whatever_the_lengths_everything_stays_on_the_page(language: Language, text: str) -> None:
    long = replace(LETTER, company=text, address=(text,) * 6, requested_by=text)
    lowest: list[float] = []

    def note(shown: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        if shown.strip() and size > 9:
            lowest.append(tm[5])

    pdf = read(closure_letter(long, language))
    (page,) = pdf.pages
    assert "…" in page.extract_text(visitor_text=note)
    assert min(lowest) > FOOT_OF_THE_PAGE


@settings(max_examples=15, deadline=None)
@given(company=st.text(max_size=60), address=st.lists(st.text(max_size=40), max_size=5), name=st.text(max_size=40))
def test_no_name_breaks_the_letter(company: str, address: list[str], name: str) -> None:
    strange = replace(LETTER, company=company, address=tuple(address), requested_by=name)
    pdf = read(closure_letter(strange, Language.DE))
    assert len(pdf.pages) == 1
    assert "CL-7K3Q9D" in pdf.pages[0].extract_text()


@pytest.mark.parametrize(
    "name", ["\ud800", "a\nb\r\nc", "\x00", "**bold** __x__", "\u202eabc", "אבג", "\u200d", "", "👩‍👩‍👧"]
)
def test_strange_characters_are_only_characters(name: str) -> None:
    strange = replace(LETTER, company=name, address=(name,), requested_by=name)
    assert "CL-7K3Q9D" in text_of(closure_letter(strange, Language.EN))


def test_marks_of_markup_are_shown_as_typed() -> None:
    assert "**Bold** __SRL__" in text_of(closure_letter(replace(LETTER, company="**Bold** __SRL__"), Language.EN))
