"""The account: every state and every act, allowed with its result or refused with its reason."""

from dataclasses import replace

import pytest
from procedure_rules import DESIGNATED_AT, LAMBERT, MAES, NOW, account, letter

from gateway.domain.account import (
    Account,
    AccountStatus,
    Closure,
    ClosureStatus,
    abandon,
    activate,
    cancel_closure,
    confirm_closure,
    open_account,
    request_closure,
)
from gateway.domain.errors import Conflict, ConflictKind, NotFound

STATUS = AccountStatus
OPEN, CALLED_OFF, RECORDED = (letter(status) for status in ClosureStatus)
NEW = Account(LAMBERT, STATUS.AWAITING_FIRST_SIGN_IN)


def refusal(conflict: pytest.ExceptionInfo[Conflict]) -> tuple[ConflictKind, str]:
    return conflict.value.kind, conflict.value.sentence.key


@pytest.mark.parametrize(
    ("status", "after"),
    [
        (STATUS.NONE, NEW),
        (STATUS.AWAITING_FIRST_SIGN_IN, NEW),
        (STATUS.ACTIVE, account(STATUS.ACTIVE)),
        (STATUS.CLOSURE_REQUESTED, account(STATUS.CLOSURE_REQUESTED)),
        (STATUS.CLOSED, NEW),
    ],
)
def test_a_designation_opens_an_account_where_there_is_none_and_leaves_any_other(
    status: AccountStatus, after: Account
) -> None:
    assert open_account(account(status)) == after


@pytest.mark.parametrize("status", STATUS)
def test_a_first_sign_in_activates_the_account_that_awaits_it_and_leaves_any_other(status: AccountStatus) -> None:
    awaiting = status is STATUS.AWAITING_FIRST_SIGN_IN
    after = Account(LAMBERT, STATUS.ACTIVE, NOW) if awaiting else account(status)
    assert activate(account(status), NOW) == after


@pytest.mark.parametrize("status", STATUS)
def test_an_expired_designation_takes_the_account_that_never_was_active_and_leaves_any_other(
    status: AccountStatus,
) -> None:
    awaiting = status is STATUS.AWAITING_FIRST_SIGN_IN
    assert abandon(account(status)) == (Account(LAMBERT) if awaiting else account(status))


def test_an_active_account_is_to_be_closed_by_a_letter() -> None:
    after, drawn_up = request_closure(account(STATUS.ACTIVE), "2026-NEW", "lea", NOW)
    assert after == account(STATUS.CLOSURE_REQUESTED)
    assert drawn_up == Closure("2026-NEW", LAMBERT, NOW, "lea", ClosureStatus.REQUESTED, None)


@pytest.mark.parametrize(
    ("status", "kind", "sentence"),
    [
        (STATUS.NONE, ConflictKind.NO_ACCOUNT, "no_account"),
        (STATUS.AWAITING_FIRST_SIGN_IN, ConflictKind.WRONG_STATE, "account_awaiting"),
        (STATUS.CLOSURE_REQUESTED, ConflictKind.WRONG_STATE, "closure_already_requested"),
        (STATUS.CLOSED, ConflictKind.NO_ACCOUNT, "no_account"),
    ],
)
def test_no_other_account_can_be_asked_to_close(status: AccountStatus, kind: ConflictKind, sentence: str) -> None:
    with pytest.raises(Conflict) as conflict:
        request_closure(account(status), "2026-NEW", "lea", NOW)
    assert refusal(conflict) == (kind, sentence)


def test_a_letter_that_is_called_off_leaves_the_account_as_it_was_before() -> None:
    after, closure = cancel_closure(account(STATUS.CLOSURE_REQUESTED), OPEN, NOW)
    assert after == account(STATUS.ACTIVE)
    assert closure == replace(OPEN, status=ClosureStatus.CANCELLED, ended_at=NOW)


@pytest.mark.parametrize("status", sorted(set(STATUS) - {STATUS.CLOSURE_REQUESTED}))
@pytest.mark.parametrize("closure", [None, OPEN])
def test_without_a_request_there_is_no_letter_to_call_off(status: AccountStatus, closure: Closure | None) -> None:
    with pytest.raises(Conflict) as conflict:
        cancel_closure(account(status), closure, NOW)
    assert refusal(conflict) == (ConflictKind.WRONG_STATE, "no_closure_requested")


def test_a_request_without_its_letter_cannot_be_called_off() -> None:
    with pytest.raises(Conflict) as conflict:
        cancel_closure(account(STATUS.CLOSURE_REQUESTED), None, NOW)
    assert refusal(conflict) == (ConflictKind.WRONG_STATE, "no_closure_requested")


def test_a_signed_letter_that_came_in_closes_the_account_from_that_moment() -> None:
    after, closure = confirm_closure(account(STATUS.CLOSURE_REQUESTED), OPEN, NOW)
    assert after == Account(LAMBERT, STATUS.CLOSED, DESIGNATED_AT)
    assert closure == replace(OPEN, status=ClosureStatus.CONFIRMED, ended_at=NOW)


@pytest.mark.parametrize("status", STATUS)
@pytest.mark.parametrize("closure", [None, *(letter(status, MAES) for status in ClosureStatus)])
def test_no_letter_and_the_letter_of_another_company_are_equally_unknown(
    status: AccountStatus, closure: Closure | None
) -> None:
    with pytest.raises(NotFound) as unknown:
        confirm_closure(account(status), closure, NOW)
    assert (unknown.value.sentence.key, unknown.value.path) == ("letter_unknown", ("reference",))


@pytest.mark.parametrize("status", STATUS)
@pytest.mark.parametrize("closure", [OPEN, CALLED_OFF, RECORDED])
def test_a_letter_counts_once_and_only_while_the_account_asks_for_it(status: AccountStatus, closure: Closure) -> None:
    if status is STATUS.CLOSURE_REQUESTED and closure is OPEN:
        return
    with pytest.raises(Conflict) as conflict:
        confirm_closure(account(status), closure, NOW)
    assert refusal(conflict) == (ConflictKind.WRONG_STATE, "closure_ended")
