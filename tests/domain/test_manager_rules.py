"""The Chief Access Manager: every state and every act, allowed with its result or refused with its reason."""

from dataclasses import replace as changed
from datetime import datetime, timedelta

import pytest
from procedure_rules import CONTACT, DESIGNATED_AT, LAMBERT, NEXT, NOW, TERM, manager

from gateway.domain.errors import Conflict, ConflictKind
from gateway.domain.manager import (
    LIVE,
    REVIEW_AFTER,
    Manager,
    ManagerStatus,
    confirm,
    designate,
    end,
    expire,
    overdue,
    replace,
    take_up,
)

A_MOMENT = timedelta(microseconds=1)
STATUS = ManagerStatus


def refusal(conflict: pytest.ExceptionInfo[Conflict]) -> tuple[ConflictKind, str, str | None]:
    return conflict.value.kind, conflict.value.sentence.key, conflict.value.manager


def assert_designated(new: Manager) -> None:
    assert new == Manager(
        id="next",
        company=LAMBERT,
        person_key=NEXT.person_key,
        first_name=CONTACT.first_name,
        last_name=CONTACT.last_name,
        email=CONTACT.email,
        phone=CONTACT.phone,
        status=STATUS.DESIGNATED,
        designated_at=NOW,
        designated_by="lea",
        expires_at=NOW + TERM,
    )


def test_a_company_without_a_manager_gets_one_who_has_a_term_to_sign_in() -> None:
    assert_designated(designate(LAMBERT, None, NEXT, NOW))


@pytest.mark.parametrize("status", LIVE)
def test_a_live_manager_stands_in_the_way_of_a_designation_and_is_named(status: ManagerStatus) -> None:
    with pytest.raises(Conflict) as conflict:
        designate(LAMBERT, manager(status), NEXT, NOW)
    assert refusal(conflict) == (ConflictKind.MANAGER_EXISTS, "manager_exists", "dries")
    assert conflict.value.sentence.words == {"since": DESIGNATED_AT}


@pytest.mark.parametrize("status", LIVE)
def test_the_manager_who_was_seen_is_replaced_and_the_next_begins_as_designated(status: ManagerStatus) -> None:
    former, new = replace(LAMBERT, manager(status), "dries", NEXT, NOW)
    assert former == changed(manager(status), status=STATUS.REPLACED, ended_at=NOW)
    assert_designated(new)


@pytest.mark.parametrize("status", LIVE)
def test_a_live_manager_is_confirmed_and_stays_what_they_are(status: ManagerStatus) -> None:
    assert confirm(manager(status), "dries", NOW) == changed(manager(status), confirmed_at=NOW)


@pytest.mark.parametrize(
    ("current", "sentence", "named"),
    [
        (None, "no_manager_to_replace", None),
        (manager(STATUS.DESIGNATED), "manager_changed", "dries"),
        (manager(STATUS.ACTIVE), "manager_changed", "dries"),
    ],
)
def test_another_manager_than_the_one_seen_is_neither_replaced_nor_confirmed(
    current: Manager | None, sentence: str, named: str | None
) -> None:
    for act in (lambda: replace(LAMBERT, current, "seen", NEXT, NOW), lambda: confirm(current, "seen", NOW)):
        with pytest.raises(Conflict) as conflict:
            act()
        assert refusal(conflict) == (ConflictKind.MANAGER_CHANGED, sentence, named)


def test_the_first_sign_in_makes_the_designated_person_active_from_that_moment() -> None:
    active = take_up(manager(STATUS.DESIGNATED), NOW)
    assert active == changed(manager(STATUS.DESIGNATED), status=STATUS.ACTIVE, activated_at=NOW)


def test_a_designation_that_was_not_taken_up_ended_at_its_term_whenever_that_is_noticed() -> None:
    waiting = manager(STATUS.DESIGNATED)
    assert expire(waiting) == changed(waiting, status=STATUS.EXPIRED, ended_at=DESIGNATED_AT + TERM)


@pytest.mark.parametrize("status", LIVE)
def test_a_manager_ends_when_the_account_is_closed(status: ManagerStatus) -> None:
    assert end(manager(status), NOW) == changed(manager(status), status=STATUS.ENDED, ended_at=NOW)


@pytest.mark.parametrize("status", STATUS)
@pytest.mark.parametrize(
    ("now", "past_its_term"),
    [
        (DESIGNATED_AT, False),
        (DESIGNATED_AT + TERM - A_MOMENT, False),
        (DESIGNATED_AT + TERM, True),
        (DESIGNATED_AT + 20 * TERM, True),
    ],
)
def test_only_a_designation_not_taken_up_becomes_overdue_and_not_before_its_term(
    status: ManagerStatus, now: datetime, past_its_term: bool
) -> None:
    assert overdue(manager(status), now) is (past_its_term and status is STATUS.DESIGNATED)


@pytest.mark.parametrize("status", STATUS)
def test_managers_live_while_designated_or_active(status: ManagerStatus) -> None:
    assert manager(status).live is (status in (STATUS.DESIGNATED, STATUS.ACTIVE))


def test_a_review_is_due_a_year_after_the_designation_or_its_last_confirmation() -> None:
    assert REVIEW_AFTER.days == 365
    assert manager(STATUS.ACTIVE).review_due_at == DESIGNATED_AT + REVIEW_AFTER
    assert confirm(manager(STATUS.ACTIVE), "dries", NOW).review_due_at == NOW + REVIEW_AFTER


def test_a_manager_is_named_by_first_and_last_name() -> None:
    assert manager(STATUS.ACTIVE).name == "Dries Wouters"
