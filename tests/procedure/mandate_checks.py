"""What must hold of mandates whatever was done, seen in the file and through the gateway's own eyes."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.x509.oid import NameOID
from mandate_papers import HORIZON, first_day, quarter_of, written
from mandate_state import State
from mandate_world import GROUPS, MANAGERS, PRINCIPALS, PROVIDERS, REPRESENTATIVES, SEAL, identity
from procedure_world import KEYS, NAMES, POLICY, House
from sqlalchemy import select

from gateway.domain.identifiers import EnterpriseNumber, parse_national_number
from gateway.domain.mandate import Mandate
from gateway.domain.rights import Role
from gateway.domain.signature import SignatureAlgorithm
from gateway.signature import verify_again
from gateway.storage.mandate import mandates, mandating, status_on
from gateway.storage.mandate_tables import mandate
from gateway.storage.standing import standing

SIGNED = ("scheduled", "active", "ended", "expired", "superseded")
YEARS = 3
_BY_PROVIDERS = {who[provider] for who in (REPRESENTATIVES, MANAGERS) for provider in PROVIDERS}


class Seen(NamedTuple):
    """What the gateway says today: the mandates, what they are in SQL, and who is a mandated provider where."""

    mandates: dict[str, Mandate]
    statuses: dict[str, str]
    mandated: set[tuple[str, str]]


async def look(house: House, today: date) -> Seen:
    async with house.database.snapshot() as read:
        rows = await read.rows(select(mandate.c.id, status_on(today).label("status")))
        statuses = {row.id: row.status for row in rows}
        mandated = set[tuple[str, str]]()
        for person in _BY_PROVIDERS:
            known = await standing(read, identity(person), today)
            for principal in PRINCIPALS:
                roles = POLICY.table.roles(known.candidates(EnterpriseNumber(principal)))
                if Role.MANDATED_PROVIDER in roles:
                    mandated.add((person, principal))
        return Seen(await mandates(read, list(statuses)), statuses, mandated)


def check_days(seen: Seen, model: State) -> None:
    """Who holds a mandate of whom, on the days around each change of quarter, is as the model has it."""
    changes = [first_day(quarter_of(model.today) + ahead) for ahead in range(1, 4 * YEARS)]
    for day in [model.today + 1, *(change + step for change in changes for step in (-1, 0))]:
        on = date.fromordinal(day)
        active = {(one.principal, one.mandatary) for one in seen.mandates.values() if one.status(on) == "active"}
        assert active == _holders(model, day)


async def check_mandating(house: House, model: State) -> None:
    """So it is in SQL."""
    quarters = range(quarter_of(model.today) + 1, quarter_of(model.today) + 4 * YEARS)
    async with house.database.snapshot() as read:
        for day in [model.today, *(first_day(quarter) for quarter in quarters)]:
            found = set()
            for provider in PROVIDERS:
                giving = await mandating(read, [EnterpriseNumber(provider)], date.fromordinal(day))
                found |= {(principal, provider) for principal in giving}
            assert found == _holders(model, day)


def _holders(model: State, day: int) -> set[tuple[str, str]]:
    return {(principal, one) for principal in PRINCIPALS for one in PROVIDERS if model.covered(principal, [one], day)}


def check_seen(seen: Seen, model: State) -> None:
    """Every mandate is what the model holds, in Python and in SQL, and so is everybody's part by it."""
    assert seen.mandates.keys() == model.papers.keys()
    today = date.fromordinal(model.today)
    for key, paper in model.papers.items():
        one = seen.mandates[key]
        said = (key, seen.statuses[key], one.status(today), model.status(paper))
        assert len(set(said[1:])) == 1, said
        assert (one.principal, one.mandatary, one.codes) == (paper.principal, paper.mandatary, paper.groups)
        assert (str(one.start), str(one.end)) == (written(paper.start), str(paper.end and written(paper.end)))
        assert (one.version, one.prepared_by) == (paper.version, paper.prepared_by)
        assert one.replaces == (paper.replaces.id if paper.replaces else None)
        assert set(one.waiting_for) == ({"principal", "mandatary"} - paper.signed if paper.open else set())
    for person in _BY_PROVIDERS:
        for principal in PRINCIPALS:
            mandated = model.covered(principal, model.acts_for(person), model.today)
            assert ((person, principal) in seen.mandated) == mandated


def check_covered(house: House, model: State) -> None:
    """In the file the model's days are covered and no other; an exclusive group has one provider on any day."""
    held: dict[tuple[str, str], dict[str, set[int]]] = {}
    for row in house.rows("SELECT * FROM mandate_group WHERE state = 'signed'"):
        until = _ordinal(row["until"]) if row["until"] else HORIZON
        days = set(range(_ordinal(row["begins"]), until))
        assert days == model.papers[row["mandate"]].days[row["code"]]
        of_group = held.setdefault((row["principal"], row["code"]), {})
        of_group[row["mandatary"]] = of_group.get(row["mandatary"], set()) | days
    for (_, code), by_provider in held.items():
        if GROUPS[code]:
            assert sum(map(len, by_provider.values())) == len(set().union(*by_provider.values()))


def _ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


class Ledger:
    """Every document and every signature that was ever seen in the file, to see that it stays there as it was."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, int], tuple[Any, ...]] = {}
        self.signatures: dict[tuple[str, int, str], tuple[Any, ...]] = {}

    def check(self, house: House, seen: Seen) -> None:
        documents = {tuple(row[:2]): tuple(row) for row in house.rows("SELECT * FROM proxy ORDER BY rowid")}
        signatures = {tuple(row[:3]): tuple(row) for row in house.rows("SELECT * FROM proxy_signature ORDER BY rowid")}
        assert self.documents.items() <= documents.items()
        assert self.signatures.items() <= signatures.items()
        self.verify(house, signatures.keys() - self.signatures.keys())
        self.documents, self.signatures = documents, signatures
        self.check_both_sides(seen)

    def check_both_sides(self, seen: Seen) -> None:
        """What has, had or will have effect was signed by each side, under the one document of its version."""
        for key, one in seen.mandates.items():
            said = json.loads(self.documents[key, one.version][2])
            assert (said["id"], said["version"], said["applicationGroups"]) == (key, one.version, list(one.codes))
            assert (said["principal"]["number"], said["mandatary"]["number"]) == (one.principal, one.mandatary)
            assert (said["startQuarter"], said["endQuarter"]) == (str(one.start), one.end and str(one.end))
            under = {side for mandate, version, side in self.signatures if (mandate, version) == (key, one.version)}
            assert len(under) == {"draft": 0, "pending": 1}.get(seen.statuses[key], len(under))
            assert seen.statuses[key] not in SIGNED or under == {"principal", "mandatary"}

    def verify(self, house: House, keys: Iterable[tuple[str, int, str]]) -> None:
        """These signatures hold for the bytes that are kept, and a representative of that side made each."""
        for key in keys:
            (row,) = house.rows(
                "SELECT * FROM proxy_signature s JOIN proxy USING (mandate, version) JOIN person p ON p.id = signed_by"
                " JOIN mandate m ON m.id = s.mandate WHERE (s.mandate, s.version, s.side) = (?, ?, ?)",
                *key,
            )
            at = datetime.fromisoformat(row["signed_at"]).replace(tzinfo=UTC)
            bound_to = [*map(str, key), row["signed_by"], at.isoformat(), row["revocation"]]
            chain = SEAL.open(row["sealed_chain"], ":".join(bound_to))
            algorithm = SignatureAlgorithm(row["algorithm"])
            document = row["document"].encode()
            assert verify_again(document, algorithm, row["signature"], row["fingerprint"], chain, at) is None
            (number,) = x509.load_der_x509_certificate(chain[0]).subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
            assert KEYS.of(parse_national_number(str(number.value))) == row["key"]
            assert NAMES[row["key"]] == REPRESENTATIVES[row[key[2]]]
