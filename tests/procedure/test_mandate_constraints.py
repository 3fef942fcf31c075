"""What must never be true of mandates is refused by the database itself, whoever writes to it, and however."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from mandate_house import EXCLUSIVE, SHARED, MandateHouse
from mandate_world import BENALI, MAES, NOORD

from gateway.domain.quarter import Quarter

PROXY, SIGNATURE = "a proxy is never changed or deleted", "a signature is never changed or deleted"
TERMS, KEPT = "the terms of a signed mandate are never changed", "a mandate is never deleted"
GROUPS = "the groups of a signed mandate are never"
SIGNED = "a mandate counts as signed by its signatures"
COLUMNS = "code, position, exclusive, principal, mandatary, state, begins, until"
THEN = "'2026-05-05 05:05:05.000000'"
BEGIN, UNTIL = "2026-04-01", "2026-10-01"
"""When the signed mandate begins, and the first day without it."""

WRONG = {
    # a document that was drawn up, and a signature that was given
    "a proxy that says something else": ("UPDATE proxy SET document = '{{}}'", PROXY),
    "a proxy of another version": ("UPDATE proxy SET version = 7 WHERE mandate = '{open}'", PROXY),
    "a proxy that is gone": ("DELETE FROM proxy WHERE mandate = '{open}'", PROXY),
    "a proxy in the place of another": (
        "INSERT OR REPLACE INTO proxy SELECT mandate, version, '{{}}', drawn_up_at FROM proxy",
        PROXY,
    ),
    "a signature that is another": ("UPDATE proxy_signature SET signature = x'00'", SIGNATURE),
    "a signature of somebody else": ("UPDATE proxy_signature SET signed_by = (SELECT min(id) FROM person)", SIGNATURE),
    "a signature that is gone": ("DELETE FROM proxy_signature", SIGNATURE),
    "a signature in the place of another": (
        "INSERT OR REPLACE INTO proxy_signature SELECT * FROM proxy_signature",
        SIGNATURE,
    ),
    "a second signature of a side": ("INSERT INTO proxy_signature SELECT * FROM proxy_signature", "UNIQUE|never"),
    "a signature under no version": (
        "INSERT INTO proxy_signature SELECT mandate, 7, side, signed_by, signed_at, algorithm, signature, fingerprint,"
        " revocation, sealed_chain FROM proxy_signature",
        "FOREIGN KEY",
    ),
    # what a mandate says, once both sides have signed it
    **{
        f"a signed mandate with another {column}": (
            f"UPDATE mandate SET {column} = {value} WHERE id = '{{signed}}'",
            f"{TERMS}|{SIGNED}",
        )
        for column, value in {
            "principal": f"'{BENALI}'",
            "mandatary": f"'{BENALI}'",
            "provider_kind": "'full_service_secretariat'",
            "starts_on": "'2026-01-01'",
            "expires_from": "NULL",
            "version": "2",
            "replaces": "'{open}'",
            "prepared_by": "'principal'",
            "principal_signed_at": THEN,
            "mandatary_signed_at": THEN,
        }.items()
    },
    **{
        f"a signed mandate that the {side} has not signed": (
            f"UPDATE mandate SET {side}_signed_at = NULL WHERE id = '{{signed}}'",
            TERMS,
        )
        for side in ("principal", "mandatary")
    },
    "a signed mandate that neither has signed": (
        "UPDATE mandate SET principal_signed_at = NULL, mandatary_signed_at = NULL WHERE id = '{signed}'",
        TERMS,
    ),
    "a signed mandate that is withdrawn": (
        f"UPDATE mandate SET closed_as = 'withdrawn', closed_at = {THEN} WHERE id = '{{signed}}'",
        "ck_mandate_closed_before_effect",
    ),
    "a mandate that is gone": ("DELETE FROM mandate WHERE id = '{open}'", KEPT),
    "a mandate in the place of a signed one": (
        "INSERT OR REPLACE INTO mandate (id, principal, mandatary, provider_kind, starts_on, version, prepared_by,"
        " created_at, created_by, drawn_up_at) SELECT '{signed}', principal, mandatary, provider_kind, starts_on,"
        " version, prepared_by, created_at, created_by, drawn_up_at FROM mandate WHERE id = '{open}'",
        KEPT,
    ),
    "a mandate in force that nobody signed": (
        f"UPDATE mandate SET principal_signed_at = {THEN}, mandatary_signed_at = {THEN} WHERE id = '{{open}}'",
        SIGNED,
    ),
    "a mandate that is in force from the first": (
        "INSERT INTO mandate (id, principal, mandatary, provider_kind, starts_on, version, prepared_by, created_at,"
        " created_by, drawn_up_at, principal_signed_at, mandatary_signed_at) SELECT 'new', principal, mandatary,"
        " provider_kind, starts_on, version, prepared_by, created_at, created_by, drawn_up_at, principal_signed_at,"
        " mandatary_signed_at FROM mandate WHERE id = '{signed}'",
        SIGNED,
    ),
    # the groups of a signed mandate
    **{
        f"a group of a signed mandate with another {column}": (
            f"UPDATE mandate_group SET {column} = {value} WHERE mandate = '{{signed}}' AND code = '{EXCLUSIVE}'",
            GROUPS,
        )
        for column, value in {
            "mandate": "'{open}'",
            "code": "'ASR_UNEMPLOYMENT'",
            "exclusive": "0",
            "principal": f"'{BENALI}'",
            "mandatary": f"'{BENALI}'",
            "state": "'closed'",
            "begins": "'2026-01-01'",
        }.items()
    },
    "a signed mandate with a group less": (
        "DELETE FROM mandate_group WHERE mandate = '{signed}'",
        GROUPS,
    ),
    "a signed mandate with a group more": (
        f"INSERT INTO mandate_group (mandate, {COLUMNS}) SELECT mandate, 'ASR_UNEMPLOYMENT', 7, exclusive, principal,"
        " mandatary, state, begins, until FROM mandate_group WHERE mandate = '{signed}' LIMIT 1",
        GROUPS,
    ),
    "a group in the place of one of a signed mandate": (
        f"INSERT OR REPLACE INTO mandate_group (mandate, {COLUMNS}) SELECT mandate, code, position, 0, principal,"
        " mandatary, 'open', begins, until FROM mandate_group WHERE mandate = '{signed}'",
        GROUPS,
    ),
    "a group that moves into the place of one of a signed mandate": (
        f"UPDATE OR REPLACE mandate_group SET mandate = '{{signed}}', code = '{EXCLUSIVE}' WHERE mandate = '{{open}}'",
        GROUPS,
    ),
    # what a mandate is, whoever signed it
    "a mandate with itself": (
        f"UPDATE mandate SET mandatary = '{MAES}' WHERE id = '{{open}}'",
        "ck_mandate_two_parties",
    ),
    "two open proxies of a provider for a group": (
        f"INSERT INTO mandate_group (mandate, {COLUMNS}) SELECT '{{another}}', {COLUMNS} FROM mandate_group"
        " WHERE mandate = '{open}'",
        "UNIQUE",
    ),
}


@pytest.fixture(scope="module")
def house(mandate_template: Path, tmp_path_factory: pytest.TempPathFactory) -> MandateHouse:
    """Maes with a mandate to Noord that both sides have signed, and two open proxies to Benali."""
    return MandateHouse.copied(mandate_template, tmp_path_factory.mktemp("constraints") / "house")


@pytest.fixture(scope="module")
def ids(house: MandateHouse) -> dict[str, str]:
    async def begin() -> dict[str, str]:
        async with house:
            signed = await house.in_force("jan", (EXCLUSIVE, SHARED), start=Quarter(2026, 2), end=Quarter(2026, 3))
            one = await house.draft("farid", "farid", ("FEDERAL_LEARNING_ACCOUNT",))
            another = await house.draft("farid", "farid", ("TEMPORARY_UNEMPLOYMENT",))
            return {"signed": signed.id, "open": one.id, "another": another.id}

    return asyncio.run(begin())


def write(house: MandateHouse, *statements: str) -> None:
    """Write to the file behind the gateway's back, and take it back."""
    with closing(sqlite3.connect(house.file, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("BEGIN")
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize("what", WRONG)
def test_the_database_refuses(house: MandateHouse, ids: dict[str, str], what: str) -> None:
    statement, because = WRONG[what]
    with pytest.raises(sqlite3.IntegrityError, match=because):
        write(house, statement.format(**ids))


def group(mandate: str, begins: str, until: str | None, **other: object) -> str:
    """The statement that adds the exclusive group of the signed mandate to another one, to another provider."""
    row = {"code": EXCLUSIVE, "exclusive": 1, "principal": MAES, "mandatary": BENALI, "state": "signed", **other}
    values = {"mandate": mandate, "position": 7, "begins": begins, "until": until, **row}
    written = ", ".join("NULL" if value is None else f"'{value}'" for value in values.values())
    return f"INSERT INTO mandate_group ({', '.join(values)}) VALUES ({written})"


APART: list[tuple[str, str | None]] = [("2026-01-01", BEGIN), (UNTIL, None), (UNTIL, "2027-01-01"), ("2026-07-01",) * 2]
TOGETHER: list[tuple[str, str | None]] = [
    (BEGIN, UNTIL),
    ("2026-01-01", None),
    ("2026-01-01", "2027-01-01"),
    ("2026-01-01", "2026-07-01"),
    ("2026-07-01", None),
    ("2026-07-01", "2026-07-02"),
    ("2026-01-01", "2026-04-02"),
    ("2026-09-30", "2027-01-01"),
]
OTHERWISE: list[dict[str, object]] = [
    {"mandatary": NOORD},
    {"principal": "0000000196"},
    {"state": "open"},
    {"state": "closed"},
    {"code": "ASR_UNEMPLOYMENT"},
    {"code": SHARED, "exclusive": 0},
]


def at_a_time(house: MandateHouse, *statements: str) -> bool:
    """Whether the database admits them, as far as it is about one mandatary at a time."""
    try:
        write(house, *statements)
    except sqlite3.IntegrityError as refused:
        assert str(refused) == "an exclusive group has one mandatary at a time"
        return False
    return True


@pytest.mark.parametrize(("begins", "until"), [*APART, *TOGETHER])
def test_an_exclusive_group_has_one_provider_a_day(
    house: MandateHouse, ids: dict[str, str], begins: str, until: str | None
) -> None:
    free = (begins, until) in APART
    signs = f"UPDATE mandate_group SET state = 'signed' WHERE mandate = '{ids['open']}'"
    for other in ({}, {"exclusive": 0}, {"code": SHARED}):
        assert at_a_time(house, group(ids["open"], begins, until, **other)) is free
        assert at_a_time(house, group(ids["open"], begins, until, **other, state="open"), signs) is free


def test_a_provider_keeps_no_exclusive_group_into_the_time_of_another(house: MandateHouse, ids: dict[str, str]) -> None:
    longer = f"UPDATE mandate_group SET until = '2026-04-02' WHERE mandate = '{ids['open']}'"
    assert not at_a_time(house, group(ids["open"], "2026-01-01", BEGIN), longer)


@pytest.mark.parametrize("other", OTHERWISE, ids=str)
def test_what_binds_nobody_else_stands_in_no_ones_way(
    house: MandateHouse, ids: dict[str, str], other: dict[str, object]
) -> None:
    assert at_a_time(house, group(ids["open"], BEGIN, UNTIL, **other))
