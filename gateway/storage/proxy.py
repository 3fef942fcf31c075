"""The documents of mandates, and the signatures under them: added, and never changed."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, insert, select

from gateway.domain.proxy import Proxy
from gateway.domain.side import Side
from gateway.domain.signature import CheckedSignature, Revocation, SignatureAlgorithm
from gateway.storage.database import Transaction
from gateway.storage.mandate_tables import mandate, proxy, proxy_signature
from gateway.storage.reading import Reading

_PRESENT = and_(proxy.c.mandate == mandate.c.id, proxy.c.version == mandate.c.version)
_SHOWN = [column for column in proxy_signature.c if column.name not in ("signature", "sealed_chain")]


@dataclass(frozen=True, slots=True)
class ProxySignature:
    """What is shown of a signature. `signed_by` is the id of a person."""

    mandate: str
    version: int
    side: Side
    signed_by: str
    signed_at: datetime
    algorithm: SignatureAlgorithm
    fingerprint: str
    revocation: Revocation


class SignaturePlace(NamedTuple):
    """Where a signature stands, as it was read: a row that was tampered with may say anything."""

    mandate: str
    version: int
    side: str


class StoredSignature(NamedTuple):
    """A signature with all that proves it: the document in bytes, the value of the signature, and the sealed chain."""

    shown: ProxySignature
    document: bytes
    signature: bytes
    sealed_chain: bytes

    @property
    def bound_to(self) -> str:
        """What the chain is sealed to, so that it proves this signature and no other."""
        one = self.shown
        return binding(one.mandate, one.version, one.side, one.signed_by, one.signed_at, one.revocation)


def binding(
    mandate_id: str, version: int, side: Side, signed_by: str, signed_at: datetime, revocation: Revocation
) -> str:
    """What a sealed chain is bound to: the place of the signature, and what the gateway found of it: who, when, how."""
    return f"{mandate_id}:{version}:{side}:{signed_by}:{signed_at.astimezone(UTC).isoformat()}:{revocation}"


async def proxies(read: Reading, ids: Collection[str]) -> dict[str, Proxy]:
    """The document of the present version of each mandate."""
    rows = await read.rows(select(proxy).join(mandate, _PRESENT).where(mandate.c.id.in_(ids)))
    return {row.mandate: Proxy(row.mandate, row.version, row.document, row.drawn_up_at) for row in rows}


async def signatures(read: Reading, ids: Collection[str]) -> dict[str, list[ProxySignature]]:
    """The signatures under the present version of each mandate, the first one first."""
    present = and_(proxy_signature.c.mandate == mandate.c.id, proxy_signature.c.version == mandate.c.version)
    statement = select(*_SHOWN).join(mandate, present).where(mandate.c.id.in_(ids))
    found = defaultdict[str, list[ProxySignature]](list)
    for row in await read.rows(statement.order_by(proxy_signature.c.signed_at)):
        found[row.mandate].append(_signature(row))
    return found


async def stored_signatures(read: Reading) -> AsyncIterator[tuple[SignaturePlace, StoredSignature | None]]:
    """Every signature that was ever given, those under former versions too, the oldest first; None if unreadable."""
    keys = select(proxy_signature.c.mandate, proxy_signature.c.version, proxy_signature.c.side)
    for key in await read.rows(keys.order_by(proxy_signature.c.signed_at)):
        place = SignaturePlace(key.mandate, key.version, key.side)
        yield place, await _stored(read, place)


async def _stored(read: Reading, place: SignaturePlace) -> StoredSignature | None:
    """None if the row is none of ours any more, or its document is gone: whoever has the file can do that to it."""
    of_proxy = and_(proxy.c.mandate == proxy_signature.c.mandate, proxy.c.version == proxy_signature.c.version)
    this = and_(*(proxy_signature.c[name] == value for name, value in place._asdict().items()))
    try:
        [row] = await read.rows(select(proxy_signature, proxy.c.document).join(proxy, of_proxy).where(this))
        shown, document = _signature(row), row.document.encode()
    except (ValueError, TypeError, AttributeError):
        return None
    whole = isinstance(row.signature, bytes) and isinstance(row.sealed_chain, bytes)
    return StoredSignature(shown, document, row.signature, row.sealed_chain) if whole else None


class Proxies:
    """The documents and signatures, to be added to in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def present(self, mandate_id: str) -> Proxy:
        """The document of the present version; every mandate has one."""
        return (await proxies(self._transaction, [mandate_id]))[mandate_id]

    async def former(self, mandate_id: str, most: int) -> list[Proxy]:
        """The documents of so many former versions, the newest first."""
        statement = select(proxy).join(mandate, proxy.c.mandate == mandate.c.id)
        rows = statement.where(mandate.c.id == mandate_id, proxy.c.version < mandate.c.version)
        return [
            Proxy(row.mandate, row.version, row.document, row.drawn_up_at)
            for row in await self._transaction.rows(rows.order_by(proxy.c.version.desc()).limit(most))
        ]

    async def add(self, new: Proxy) -> None:
        row = {
            "mandate": new.mandate,
            "version": new.version,
            "document": new.document,
            "drawn_up_at": new.drawn_up_at,
        }
        await self._transaction.change(insert(proxy), row)

    async def add_signature(
        self, under: Proxy, side: Side, signed_by: str, signed_at: datetime, checked: CheckedSignature, sealed: bytes
    ) -> None:
        row = {
            "mandate": under.mandate,
            "version": under.version,
            "side": side,
            "signed_by": signed_by,
            "signed_at": signed_at,
            "algorithm": checked.algorithm,
            "signature": checked.signature,
            "fingerprint": checked.fingerprint,
            "revocation": checked.revocation,
            "sealed_chain": sealed,
        }
        await self._transaction.change(insert(proxy_signature), row)


def _signature(row: Row[Any]) -> ProxySignature:
    return ProxySignature(
        mandate=row.mandate,
        version=row.version,
        side=Side(row.side),
        signed_by=row.signed_by,
        signed_at=row.signed_at,
        algorithm=SignatureAlgorithm(row.algorithm),
        fingerprint=row.fingerprint,
        revocation=Revocation(row.revocation),
    )
