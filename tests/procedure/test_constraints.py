"""What must never be true is refused by the database itself, whoever writes to it."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from procedure_acts import activate_ebox, designate, request_closure
from procedure_world import LAMBERT, MAES, House

NOW = "'2026-03-02 09:00:00.000000'"
MANAGER = (
    "INSERT INTO manager (id, company, person_key, first_name, last_name, email, phone, status, designated_at,"
    f" expires_at, activated_at, ended_at) VALUES ('new', '{{company}}', 'k', 'A', 'B', 'e', 'p', '{{status}}', {NOW},"
    f" {NOW}, {{activated}}, {{ended}})"
)


def manager(status: str, company: str = MAES, activated: str = "NULL", ended: str = "NULL") -> str:
    return MANAGER.format(status=status, company=company, activated=activated, ended=ended)


WRONG = {
    "a second designated manager": (manager("designated", LAMBERT), "UNIQUE"),
    "a second active manager": (manager("active", LAMBERT, activated=NOW), "UNIQUE"),
    "a former manager who comes back": ("UPDATE manager SET status = 'designated', ended_at = NULL", "UNIQUE"),
    "a manager in a state of no name": (manager("asleep", ended=NOW), "ck_manager_status"),
    "an active manager who never signed in": (manager("active"), "ck_manager_active_since"),
    "a live manager who has ended": (manager("designated", ended=NOW), "ck_manager_ended_when_gone"),
    "a former manager without an end": (manager("replaced"), "ck_manager_ended_when_gone"),
    "a manager designated by nobody known": ("UPDATE manager SET designated_by = 'nobody'", "FOREIGN KEY"),
    "a second account": (f"INSERT INTO account (company, status) VALUES ('{LAMBERT}', 'none')", "UNIQUE"),
    "an active account that never became active": (
        f"INSERT INTO account (company, status) VALUES ('{MAES}', 'active')",
        "ck_account_activated_when_active",
    ),
    "an account in a state of no name": ("UPDATE account SET status = 'asleep'", "ck_account"),
    "a second open letter": (
        f"INSERT INTO closure (reference, company, requested_at, requested_by, status) "
        f"SELECT 'second', company, {NOW}, requested_by, 'requested' FROM closure",
        "UNIQUE",
    ),
    "a letter for a company without an account": (
        f"INSERT INTO closure (reference, company, requested_at, requested_by, status) "
        f"SELECT 'second', '{MAES}', {NOW}, requested_by, 'requested' FROM closure",
        "FOREIGN KEY",
    ),
    "a letter that is over without an end": ("UPDATE closure SET status = 'confirmed'", "ck_closure_ended_when_over"),
    "a second e-Box": ("INSERT INTO ebox SELECT * FROM ebox", "UNIQUE"),
    "an e-Box activated by nobody known": ("UPDATE ebox SET activated_by = 'nobody'", "FOREIGN KEY"),
    "a person twice": ("INSERT INTO person SELECT 'other', key, first_name, last_name FROM person LIMIT 1", "UNIQUE"),
    "a trace of nobody known": ("UPDATE audit SET person = 'nobody'", "FOREIGN KEY"),
    "a trace of no kind": ("UPDATE audit SET kind = 'magic'", "ck_audit_kind"),
    "a trace with an outcome of no name": ("UPDATE audit SET outcome = 'perhaps'", "ck_audit_outcome"),
    "a second register in force": (
        f"INSERT INTO register_release (file, imported_at, current) VALUES ('other', {NOW}, 1)",
        "UNIQUE",
    ),
    "a refusal counted no times": (
        "INSERT INTO counted_refusal (day, person, action, reason, times) VALUES ('2026-03-02', '', 'A', 'r', 0)",
        "ck_counted_refusal_times",
    ),
}


@pytest.fixture(scope="module")
def house(template: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Lambert with a live manager and a former one, an account to be closed, its letter, and an e-Box."""
    house = House.copied(template, tmp_path_factory.mktemp("constraints") / "house")

    async def begin() -> None:
        async with house:
            await house.enter("lea")
            await designate(house, "dries")
            await house.enter("dries")
            await activate_ebox(house)
            await request_closure(house)

    asyncio.run(begin())
    house.change(manager("ended", LAMBERT, ended=NOW).replace("'new'", "'former'"))
    return house


@pytest.mark.parametrize("what", WRONG)
def test_the_database_refuses(house: House, what: str) -> None:
    statement, because = WRONG[what]
    with pytest.raises(sqlite3.IntegrityError, match=because):
        house.change(statement)
