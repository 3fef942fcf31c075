"""The electronic proxy to read, drawn from the bytes that are signed: what is signed is what is shown.

The first page says it in the reader's language, and cuts what is too long; the next one shows the document itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.domain.application_group import ApplicationGroup
from gateway.domain.day import BRUSSELS, day_in_belgium
from gateway.domain.identifiers import EnterpriseNumber, format_enterprise_number
from gateway.domain.language import Language
from gateway.domain.proxy import Proxy
from gateway.domain.quarter import parse_quarter
from gateway.domain.side import Side
from gateway.letter.page import COLUMN, MARGIN, RIGHT, WIDTH, Page
from gateway.sentences import say

_SIGNATURES, _FOOT = 196.0, 268.0
_MOST_GROUPS, _FEW_GROUPS = 8, 5
_LABEL, _CODE = 42.0, 52.0


@dataclass(frozen=True, slots=True)
class ProxySigned:
    """One signature, as it is shown. `fingerprint`: 64 hexadecimal digits."""

    side: Side
    name: str
    at: datetime
    algorithm: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ProxyLetter:
    """The document, what its groups are called (a code without a label is shown as it is), and the signatures."""

    proxy: Proxy
    groups: tuple[ApplicationGroup, ...]
    signatures: tuple[ProxySigned, ...]


def proxy_letter(letter: ProxyLetter, language: Language) -> bytes:
    """The proxy as a PDF, of two A4 pages as a rule: the same bytes for the same document and signatures.

    Takes some 60 milliseconds of computing: call it in a thread.
    """
    said, content = _in(language), letter.proxy.content()
    page = Page(f"{said('title')} – {content['id']}", f"{language}-BE", letter.proxy.drawn_up_at)
    page.write_in(17, bold=True)
    page.put(said("title"), gap=1)
    page.write_in(10)
    page.put(said("introduction"), gap=8)
    _parties(page, content, said)
    _groups(page, content, letter.groups, language)
    _terms(page, content, said)
    _signatures(page, letter, said)
    page.foot(_FOOT, said("document"), letter.proxy.digest("sha256").hex())
    _document(page, letter.proxy, said)
    return bytes(page.output())


Said = Callable[..., str]


def _in(language: Language) -> Said:
    return lambda key, **words: say(f"proxy.{key}", language, **words)


def _parties(page: Page, content: dict[str, Any], said: Said) -> None:
    """One beside the other; what follows begins below both."""
    top, below = page.get_y(), 0.0
    for side, x in ((Side.PRINCIPAL, MARGIN), (Side.MANDATARY, RIGHT)):
        party = content[side.value]
        page.set_y(top)
        page.write_in(9)
        page.put(said(f"side.{side}"), x=x, width=COLUMN, gap=1)
        page.write_in(12, bold=True)
        page.put(party["name"], x=x, width=COLUMN, most=3)
        page.write_in(10)
        page.put(format_enterprise_number(EnterpriseNumber(party["number"])), x=x, width=COLUMN)
        if side is Side.MANDATARY:
            page.put(said(f"provider_kind.{content['providerKind'].lower()}"), x=x, width=COLUMN)
        below = max(below, page.get_y())
    page.set_y(below + 7)


def _groups(page: Page, content: dict[str, Any], groups: tuple[ApplicationGroup, ...], language: Language) -> None:
    """Their codes are what is signed, so that a label, however long, leaves room for its code."""
    said, labels = _in(language), {group.code: group.labels[language] for group in groups}
    page.write_in(9)
    page.put(said("groups"), gap=1)
    codes = content["applicationGroups"]
    shown = codes if len(codes) <= _MOST_GROUPS else codes[: _MOST_GROUPS - 1]
    for code in shown:
        top = page.get_y()
        page.write_in(9)
        page.set_y(top + 0.5)
        page.put(code if code in labels else "", x=MARGIN + WIDTH - _CODE, width=_CODE, most=1)
        page.set_y(top)
        page.write_in(11)
        page.put(f"– {labels.get(code, code)}", width=WIDTH - _CODE - 3, most=2 if len(codes) <= _FEW_GROUPS else 1)
    if len(shown) < len(codes):
        page.put(said("more_groups", count=len(codes) - len(shown)))
    page.ln(6)


def _terms(page: Page, content: dict[str, Any], said: Said) -> None:
    start, end = parse_quarter(content["startQuarter"]), content["endQuarter"] and parse_quarter(content["endQuarter"])
    lines = [
        ("start", said("starts", quarter=str(start), begin=start.first_day)),
        ("end", said("ends", quarter=str(end), end=end.last_day) if end else said("open_ended")),
        ("prepared_by", said(f"side.{content['preparedBy'].lower()}")),
        ("version", str(content["version"])),
        ("mandate", content["id"]),
    ]
    if content["replaces"]:
        lines.append(("replaces", content["replaces"]))
    for key, value in lines:
        top = page.get_y()
        page.write_in(9)
        page.put(said(key), width=_LABEL)
        page.set_y(top)
        page.write_in(10)
        page.put(value, x=MARGIN + _LABEL, width=WIDTH - _LABEL, most=1, gap=0.6)
    page.ln(5)
    page.write_in(10)
    page.put(said("legal_effect"))


def _signatures(page: Page, letter: ProxyLetter, said: Said) -> None:
    given = {signature.side: signature for signature in letter.signatures}
    for side, x in ((Side.PRINCIPAL, MARGIN), (Side.MANDATARY, RIGHT)):
        page.set_y(_SIGNATURES)
        page.rule(x=x, until=x + COLUMN)
        page.ln(2)
        page.write_in(9, bold=True)
        page.put(said(f"signature.{side}"), x=x, width=COLUMN, gap=1)
        page.write_in(9)
        if signature := given.get(side):
            _signature(page, signature, x, said)
        else:
            page.put(said("not_signed"), x=x, width=COLUMN)


def _signature(page: Page, signature: ProxySigned, x: float, said: Said) -> None:
    local = signature.at.astimezone(BRUSSELS)
    page.put(said("signed_by"), x=x, width=COLUMN)
    page.write_in(12)
    page.put(signature.name, x=x, width=COLUMN, most=2)
    page.write_in(9)
    moment = said("signed_at", date=day_in_belgium(signature.at), time=f"{local:%H:%M}")
    page.put(moment, x=x, width=COLUMN, gap=1)
    page.write_in(8)
    page.put(said("algorithm", algorithm=signature.algorithm), x=x, width=COLUMN)
    page.put(said("fingerprint"), x=x, width=COLUMN)
    page.put(_in_fours(signature.fingerprint), x=x, width=COLUMN, most=3)


def _in_fours(digits: str) -> str:
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def _document(page: Page, proxy: Proxy, said: Said) -> None:
    """What is signed, however long it is; of blanks and letters that no typeface has, see `Page.showable`."""
    page.go_on()
    page.write_in(12, bold=True)
    page.put(said("signed_document"), gap=4)
    page.write_in(9)
    page.put(proxy.document, gap=6)
    for algorithm in ("sha256", "sha384", "sha512"):
        page.write_in(9, bold=True)
        page.put(algorithm.upper().replace("SHA", "SHA-"))
        page.write_in(8)
        page.put(_in_fours(proxy.digest(algorithm).hex()), gap=2)
