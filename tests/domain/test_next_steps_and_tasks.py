"""What a company still has to do, in order; and what waits for its representatives."""

from datetime import datetime, timedelta

import pytest
from procedure_rules import DESIGNATED_AT, LAMBERT, NOW, TERM, manager

from gateway.domain.company import Company
from gateway.domain.ebox import Ebox, EboxStatus
from gateway.domain.manager import Manager, ManagerStatus, confirm
from gateway.domain.next_step import next_steps
from gateway.domain.rights import Action
from gateway.domain.task import Task, TaskKind, task_about

STATUS = ManagerStatus
A_MOMENT = timedelta(microseconds=1)
A_YEAR_LATER = DESIGNATED_AT + timedelta(days=365)
INACTIVE = Ebox(LAMBERT)
ACTIVE = Ebox(LAMBERT, EboxStatus.ACTIVE, NOW, "lea", "info@lambert.example")


def company(situation: str) -> Company:
    return Company(LAMBERT, natural_person=False, situation=situation, legal_form=None, start_date=None)


@pytest.mark.parametrize("situation", ["000", "012", "050"])
@pytest.mark.parametrize("ebox", [INACTIVE, ACTIVE])
@pytest.mark.parametrize(
    ("current", "designated", "signed_in"),
    [(None, False, False), (manager(STATUS.DESIGNATED), True, False), (manager(STATUS.ACTIVE), True, True)],
)
def test_the_steps_are_designation_first_sign_in_and_ebox_each_done_or_not(
    situation: str, ebox: Ebox, current: Manager | None, designated: bool, signed_in: bool
) -> None:
    steps = next_steps(company(situation), current, ebox)
    assert [(step.key, step.action, step.done) for step in steps] == [
        ("designate", Action.MANAGER_DESIGNATE, designated),
        ("first_sign_in", None, signed_in),
        ("ebox", Action.EBOX_ACTIVATE, ebox is ACTIVE),
    ]


@pytest.mark.parametrize("situation", ["014", "", "777"])
def test_nothing_is_asked_of_a_company_that_has_ended(situation: str) -> None:
    assert next_steps(company(situation), manager(STATUS.ACTIVE), ACTIVE) == ()


@pytest.mark.parametrize("now", [DESIGNATED_AT, NOW, DESIGNATED_AT + TERM - A_MOMENT])
def test_a_designation_is_to_be_taken_up_before_its_term(now: datetime) -> None:
    waiting = manager(STATUS.DESIGNATED)
    task = task_about(waiting, now)
    assert task == Task(TaskKind.TAKE_UP_DESIGNATION, waiting, DESIGNATED_AT, DESIGNATED_AT + TERM)
    assert task.words == {"manager": "Dries Wouters", "until": DESIGNATED_AT + TERM}


def test_after_a_designation_that_expired_another_is_to_be_made() -> None:
    expired = manager(STATUS.EXPIRED, ended_at=DESIGNATED_AT + TERM)
    task = task_about(expired, DESIGNATED_AT + 2 * TERM)
    assert task == Task(TaskKind.DESIGNATE_MANAGER, expired, DESIGNATED_AT + TERM, None)
    assert task.words == {"since": DESIGNATED_AT + TERM}


@pytest.mark.parametrize("now", [NOW, A_YEAR_LATER - timedelta(days=1), A_YEAR_LATER - A_MOMENT])
def test_before_a_year_has_passed_nobody_asks_whether_the_manager_is_still_there(now: datetime) -> None:
    assert task_about(manager(STATUS.ACTIVE), now) is None


@pytest.mark.parametrize("now", [A_YEAR_LATER, A_YEAR_LATER + timedelta(days=1000)])
def test_from_day_365_on_the_representatives_are_asked_whether_the_manager_is_still_there(now: datetime) -> None:
    active = manager(STATUS.ACTIVE)
    task = task_about(active, now)
    assert task == Task(TaskKind.REVIEW_MANAGER, active, A_YEAR_LATER, None)
    assert task.words == {"manager": "Dries Wouters", "since": DESIGNATED_AT}


def test_a_confirmation_makes_the_year_begin_anew() -> None:
    confirmed = confirm(manager(STATUS.ACTIVE), "dries", A_YEAR_LATER)
    next_year = A_YEAR_LATER + timedelta(days=365)
    assert task_about(confirmed, next_year - A_MOMENT) is None
    assert task_about(confirmed, next_year) == Task(TaskKind.REVIEW_MANAGER, confirmed, next_year, None)


@pytest.mark.parametrize("status", [STATUS.REPLACED, STATUS.ENDED])
def test_a_manager_who_was_replaced_or_ended_with_the_account_asks_for_nothing(status: ManagerStatus) -> None:
    assert task_about(manager(status), DESIGNATED_AT + timedelta(days=3650)) is None
