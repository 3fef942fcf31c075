"""The letter by which a legal representative asks to close the company's account, ready to be signed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from gateway.domain.identifiers import EnterpriseNumber, format_enterprise_number
from gateway.domain.language import Language
from gateway.letter.page import COLUMN, MARGIN, RIGHT, WIDTH, Page
from gateway.sentences import say

_WINDOW = 45.0
_FOOT = 270.0
_LONGEST_IN_TEXT = 100
_ADDRESS_LINES = 4


@dataclass(frozen=True, slots=True)
class ClosureLetter:
    """What the letter names. `address`: up to four lines, none for a natural person's enterprise;
    `requested_at`: the day in Belgium; `requested_by`: the representative, first name first."""

    reference: str
    company: str
    number: EnterpriseNumber
    address: tuple[str, ...]
    requested_at: date
    requested_by: str


def closure_letter(letter: ClosureLetter, language: Language) -> bytes:
    """The letter as a PDF of one A4 page: the same bytes for the same letter.

    Names too long for their place end in an ellipsis, so that everything stays on the page; the number still says
    which company it is. Takes some 60 milliseconds of computing: call it in a thread.
    """
    title = f"{say('letter.subject', language)} – {letter.reference}"
    page = Page(title, f"{language}-BE", datetime.combine(letter.requested_at, datetime.min.time(), UTC))
    _sender(page, letter, language)
    _addressee(page, language)
    _heading(page, letter, language)
    _body(page, letter, language)
    _signature(page, letter, language)
    page.foot(_FOOT, say("letter.instructions", language))
    return bytes(page.output())


def _sender(page: Page, letter: ClosureLetter, language: Language) -> None:
    page.write_in(11, bold=True)
    page.put(letter.company, width=COLUMN, most=3)
    page.write_in(10)
    for line in letter.address[:_ADDRESS_LINES]:
        page.put(line, width=COLUMN, most=2)
    page.put(say("letter.enterprise_number", language, number=format_enterprise_number(letter.number)), width=COLUMN)


def _addressee(page: Page, language: Language) -> None:
    """On the right, where the window of a Belgian envelope is; what follows begins below both blocks."""
    below_sender = page.get_y()
    page.set_y(_WINDOW)
    page.write_in(11)
    for line in ("addressee", "addressee_unit", "addressee_street", "addressee_town"):
        page.put(say(f"letter.{line}", language), x=RIGHT, width=COLUMN)
    page.set_y(max(below_sender, page.get_y()) + 12)


def _heading(page: Page, letter: ClosureLetter, language: Language) -> None:
    page.write_in(10)
    page.put(say("letter.reference", language, reference=letter.reference))
    page.put(say("letter.date", language, date=letter.requested_at), gap=8)
    page.write_in(11, bold=True)
    page.put(say("letter.subject", language), gap=6)


def _body(page: Page, letter: ClosureLetter, language: Language) -> None:
    page.write_in(11)
    page.put(say("letter.salutation", language), gap=4)
    named = {"company": _short(letter.company), "number": format_enterprise_number(letter.number)}
    page.put(say("letter.request", language, **named), gap=4)
    page.put(say("letter.consequences", language), gap=4)
    page.put(say("letter.closing", language), gap=8)


def _signature(page: Page, letter: ClosureLetter, language: Language) -> None:
    """Where and when, then the place for the signature, with the name below the line."""
    page.write_in(10)
    page.blank(say("letter.place", language), until=MARGIN + 95)
    page.blank(say("letter.day", language), until=MARGIN + WIDTH)
    page.ln(10)
    page.put(say("letter.signature", language), gap=16)
    page.rule(until=MARGIN + COLUMN)
    page.ln(2)
    page.put(letter.requested_by, width=COLUMN, most=2)
    page.put(say("letter.capacity", language), width=COLUMN)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_IN_TEXT else f"{text[: _LONGEST_IN_TEXT - 1]}…"
