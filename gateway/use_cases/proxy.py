"""The document of a mandate: drawn up, and told of in the history of both parties."""

from collections.abc import Collection
from dataclasses import dataclass

from gateway.domain.company import name_in
from gateway.domain.history import HistoryEvent
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import Mandate
from gateway.domain.person import Person
from gateway.domain.proxy import Proxy
from gateway.domain.proxy import draw_up as document_of
from gateway.storage.company import names
from gateway.storage.person import people
from gateway.storage.proxy import ProxySignature, proxies, signatures
from gateway.storage.reading import Reading
from gateway.storage.work import Work


@dataclass(frozen=True, slots=True)
class SignedProxy:
    """The document of the present version of a mandate, and the signatures under it, with those who gave them."""

    proxy: Proxy
    signatures: tuple[tuple[ProxySignature, Person], ...]


async def signed_proxy(read: Reading, mandate_id: str) -> SignedProxy:
    """What is, or is to be, signed by both sides."""
    proxy = (await proxies(read, [mandate_id]))[mandate_id]
    given = (await signatures(read, [mandate_id])).get(mandate_id, [])
    signers = await people(read, {row.signed_by for row in given})
    return SignedProxy(proxy, tuple((row, signers[row.signed_by]) for row in given))


async def draw_up(work: Work, mandate: Mandate) -> Proxy:
    """Keep the document of the present version, with the names that the parties have today."""
    called = await _called(work, mandate)
    proxy = document_of(mandate, called[mandate.principal], called[mandate.mandatary])
    await work.proxies.add(proxy)
    return proxy


async def tell(work: Work, mandate: Mandate, event: HistoryEvent, **words: str) -> None:
    """Say what the caller did to a mandate, in the history of either party."""
    told = {**await _words(work, mandate, mandate.codes), **words}
    for company in (mandate.principal, mandate.mandatary):
        work.tell(company, event, **told)


async def tell_superseded(work: Work, former: Mandate, before: Mandate, successor: Mandate) -> None:
    """Say which groups go over. Neither who signed last nor the successor's provider is the former one's to know."""
    codes = [group.code for group, was in zip(former.groups, before.groups, strict=True) if group != was]
    words = {**await _words(work, former, codes), "quarter": str(successor.start)}
    for company in (former.principal, former.mandatary):
        work.tell_of_itself(company, HistoryEvent.MANDATE_SUPERSEDED, **words)


async def _words(work: Work, mandate: Mandate, codes: Collection[str]) -> dict[str, str]:
    called = await _called(work, mandate)
    return {
        "principal": called[mandate.principal],
        "mandatary": called[mandate.mandatary],
        "groups": ",".join(codes),
    }


async def _called(work: Work, mandate: Mandate) -> dict[EnterpriseNumber, str]:
    parties = (mandate.principal, mandate.mandatary)
    known = await names(work.transaction, parties)
    return {number: name_in(None, number, known.get(number, ())) for number in parties}
