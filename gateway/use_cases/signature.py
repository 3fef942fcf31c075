"""Signing an electronic proxy: the second signature over the same bytes puts the mandate in force."""

import asyncio

from gateway.domain import mandate as rule
from gateway.domain.day import day_in_belgium
from gateway.domain.errors import Invalid, Problem, Sentence
from gateway.domain.history import HistoryEvent
from gateway.domain.mandate import Mandate
from gateway.domain.mandate_overlap import refuse_overlap, supersede
from gateway.domain.proxy import Proxy
from gateway.domain.signature import CheckedSignature, SignatureForm
from gateway.storage.person import key_of
from gateway.storage.proxy import binding
from gateway.storage.work import Work
from gateway.use_cases.mandate import MandateTerms
from gateway.use_cases.proxy import tell, tell_superseded

_FORMER_VERSIONS = 10
"""As many are looked at to tell what a wrong signature is under: of an open proxy there may be any number."""


async def sign(work: Work, terms: MandateTerms, mandate_id: str, form: SignatureForm) -> Mandate:
    """Sign the present version for the side at hand.

    Whoever represents both companies signs twice, as two acts. The document names no side, so that the bytes of the two
    signatures may be the same: those of RSA are, whenever the same card signs the same document.
    """
    mandate, proxy = await work.mandates.one(mandate_id), await work.proxies.present(mandate_id)
    checked = await _checked(work, terms, proxy, form)
    today, former = day_in_belgium(work.now), await work.mandates.get(mandate.replaces) if mandate.replaces else None
    takes_over = former is not None and former.mandatary != mandate.mandatary
    signed = rule.sign(mandate, work.acting_side, work.now, today, takes_over=takes_over)
    superseded = supersede(former, signed, work.now) if former else None
    refuse_overlap(signed, await work.mandates.of_principal(signed.principal), work.acting_side, today)
    await _keep(work, terms, proxy, checked)
    await tell(work, signed, HistoryEvent.MANDATE_SIGNED)
    if signed.signed and former and superseded and former != superseded:
        await work.mandates.keep(superseded)
        await tell_superseded(work, superseded, former, signed)
    await work.mandates.keep(signed)
    if signed.signed:
        await tell(work, signed, HistoryEvent.MANDATE_IN_FORCE, quarter=str(signed.start))
    work.subject = signed.id
    return signed


async def _keep(work: Work, terms: MandateTerms, proxy: Proxy, checked: CheckedSignature) -> None:
    """The chain is bound to the place of the signature and to its maker, so that it proves this one alone."""
    side, actor = work.acting_side, work.actor
    place = binding(proxy.mandate, proxy.version, side, actor, work.now, checked.revocation)
    sealed = terms.signatures.seal(checked.chain, place)
    await work.proxies.add_signature(proxy, side, actor, work.now, checked, sealed)


async def _checked(work: Work, terms: MandateTerms, proxy: Proxy, form: SignatureForm) -> CheckedSignature:
    """The signature, if it holds for the present version; one under a former version is told so.

    In a thread: it is computing, and may read lists of revoked certificates from the disk.
    """
    signer = await key_of(work.transaction, work.actor)
    try:
        return await asyncio.to_thread(terms.signatures.check, form, proxy.octets, signer, work.now)
    except Invalid as refused:
        if [problem.sentence.key for problem in refused.problems] != ["signature_wrong"]:
            raise
    former = [version.octets for version in await work.proxies.former(proxy.mandate, _FORMER_VERSIONS)]
    under_former = await asyncio.to_thread(terms.signatures.made_under_any, form, former)
    raise Invalid(Problem(("signature",), Sentence("signature_older" if under_former else "signature_wrong")))
