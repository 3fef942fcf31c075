"""The e-Box is activated once, by a company that has an account."""

import pytest
from procedure_rules import DESIGNATED_AT, LAMBERT, NOW, account

from gateway.domain.account import AccountStatus
from gateway.domain.ebox import Ebox, EboxStatus, activate
from gateway.domain.errors import Conflict, ConflictKind

EMAIL = "info@lambert.example"
ACTIVE = Ebox(LAMBERT, EboxStatus.ACTIVE, DESIGNATED_AT, "hugo", "office@lambert.example")
WITHOUT = {AccountStatus.NONE, AccountStatus.CLOSED}


@pytest.mark.parametrize("status", sorted(set(AccountStatus) - WITHOUT))
def test_a_company_with_an_account_activates_its_ebox(status: AccountStatus) -> None:
    active = activate(Ebox(LAMBERT), account(status), EMAIL, "lea", NOW)
    assert active == Ebox(LAMBERT, EboxStatus.ACTIVE, NOW, "lea", EMAIL)


@pytest.mark.parametrize("status", sorted(WITHOUT))
def test_a_company_without_an_account_must_designate_a_manager_first(status: AccountStatus) -> None:
    with pytest.raises(Conflict) as conflict:
        activate(Ebox(LAMBERT), account(status), EMAIL, "lea", NOW)
    assert (conflict.value.kind, conflict.value.sentence.key) == (ConflictKind.NO_ACCOUNT, "no_account")


@pytest.mark.parametrize("status", AccountStatus)
def test_an_ebox_is_activated_once_whatever_the_account(status: AccountStatus) -> None:
    with pytest.raises(Conflict) as conflict:
        activate(ACTIVE, account(status), EMAIL, "lea", NOW)
    assert (conflict.value.kind, conflict.value.sentence.key) == (
        ConflictKind.EBOX_ALREADY_ACTIVE,
        "ebox_already_active",
    )
    assert conflict.value.sentence.words == {"since": DESIGNATED_AT}


def test_an_ebox_that_nobody_activated_is_inactive() -> None:
    assert Ebox(LAMBERT).status is EboxStatus.INACTIVE
