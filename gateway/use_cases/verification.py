"""Everything that was signed, verified again: each signature, and that each mandate says what was signed."""

from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

from gateway.domain.mandate import Mandate
from gateway.domain.side import Side
from gateway.storage.mandate import mandate_ids, mandates
from gateway.storage.proxy import ProxySignature, StoredSignature, proxies, signatures, stored_signatures
from gateway.storage.reading import Reading

Verify = Callable[[StoredSignature], str | None]


class Finding(NamedTuple):
    """Something that was looked at, and what is wrong with it, as a sentence; None if it holds."""

    place: str
    wrong: str | None


async def verified_signatures(read: Reading, verify: Verify) -> AsyncIterator[Finding]:
    """Every signature that was ever given, those under former versions too."""
    async for place, stored in stored_signatures(read):
        wrong = verify(stored) if stored else "What was kept of it cannot be read."
        yield Finding(f"mandate {place.mandate}, version {place.version}, {place.side}", wrong)


async def verified_mandates(read: Reading) -> AsyncIterator[Finding]:
    """Every mandate: it counts as signed by those who signed it, and is about what they signed."""
    for mandate_id in await mandate_ids(read):
        yield Finding(f"mandate {mandate_id}", await _wrong_with(read, mandate_id))


async def _wrong_with(read: Reading, mandate_id: str) -> str | None:
    try:
        mandate = (await mandates(read, [mandate_id]))[mandate_id]
        given = (await signatures(read, [mandate_id])).get(mandate_id, [])
        proxy = (await proxies(read, [mandate_id])).get(mandate_id)
    except (ValueError, TypeError, AttributeError):
        # Whoever has the file can write anything into it.
        return "What was kept of it cannot be read."
    if not _signed_by_those(mandate, given):
        return "The signatures under its present version are not those by which it counts as signed."
    if proxy is None or not proxy.says(mandate):
        return "It is not what its document says."
    return None


def _signed_by_those(mandate: Mandate, given: list[ProxySignature]) -> bool:
    counts = {Side.PRINCIPAL: mandate.principal_signed_at, Side.MANDATARY: mandate.mandatary_signed_at}
    return {one.side: one.signed_at for one in given} == {side: at for side, at in counts.items() if at}
