"""The account of a company: it becomes active by itself, and is closed by a signed letter only."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gateway.domain.errors import Conflict, ConflictKind, NotFound, Sentence
from gateway.domain.identifiers import EnterpriseNumber


class AccountStatus(StrEnum):
    """How far the account of a company has come."""

    NONE = "none"
    AWAITING_FIRST_SIGN_IN = "awaiting_first_sign_in"
    ACTIVE = "active"
    CLOSURE_REQUESTED = "closure_requested"
    CLOSED = "closed"


class ClosureStatus(StrEnum):
    """What became of a letter."""

    REQUESTED = "requested"
    CANCELLED = "cancelled"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a company; one that never had any has status NONE."""

    company: EnterpriseNumber
    status: AccountStatus = AccountStatus.NONE
    activated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """The letter that asks to close an account. `requested_by` and `confirmed_by` are ids of persons."""

    reference: str
    company: EnterpriseNumber
    requested_at: datetime
    requested_by: str
    status: ClosureStatus = ClosureStatus.REQUESTED
    ended_at: datetime | None = None


def open_account(account: Account) -> Account:
    """After a designation: a company without an account, or with a closed one, begins anew."""
    if account.status in (AccountStatus.NONE, AccountStatus.CLOSED):
        return Account(account.company, AccountStatus.AWAITING_FIRST_SIGN_IN)
    return account


def activate(account: Account, now: datetime) -> Account:
    """At the first sign-in of the Chief Access Manager; an account that is active already stays as it is."""
    if account.status is AccountStatus.AWAITING_FIRST_SIGN_IN:
        return replace(account, status=AccountStatus.ACTIVE, activated_at=now)
    return account


def abandon(account: Account) -> Account:
    """After a designation expired: an account that never became active is none; another stays as it is."""
    if account.status is AccountStatus.AWAITING_FIRST_SIGN_IN:
        return Account(account.company)
    return account


def request_closure(account: Account, reference: str, by: str, now: datetime) -> tuple[Account, Closure]:
    """Draw up the letter. Only an active account can be closed."""
    match account.status:
        case AccountStatus.NONE | AccountStatus.CLOSED:
            raise Conflict(ConflictKind.NO_ACCOUNT, Sentence("no_account"))
        case AccountStatus.AWAITING_FIRST_SIGN_IN:
            raise Conflict(ConflictKind.WRONG_STATE, Sentence("account_awaiting"))
        case AccountStatus.CLOSURE_REQUESTED:
            raise Conflict(ConflictKind.WRONG_STATE, Sentence("closure_already_requested"))
        case AccountStatus.ACTIVE:
            closure = Closure(reference, account.company, now, by)
            return replace(account, status=AccountStatus.CLOSURE_REQUESTED), closure


def cancel_closure(account: Account, closure: Closure | None, now: datetime) -> tuple[Account, Closure]:
    """Call the letter off: the account is active again, as before."""
    if account.status is not AccountStatus.CLOSURE_REQUESTED or closure is None:
        raise Conflict(ConflictKind.WRONG_STATE, Sentence("no_closure_requested"))
    return (
        replace(account, status=AccountStatus.ACTIVE),
        replace(closure, status=ClosureStatus.CANCELLED, ended_at=now),
    )


def confirm_closure(account: Account, closure: Closure | None, now: datetime) -> tuple[Account, Closure]:
    """An officer records the signed letter: the account is closed from now on. `closure` is the one referred to."""
    if closure is None or closure.company != account.company:
        raise NotFound(Sentence("letter_unknown"), ("reference",))
    if closure.status is not ClosureStatus.REQUESTED or account.status is not AccountStatus.CLOSURE_REQUESTED:
        raise Conflict(ConflictKind.WRONG_STATE, Sentence("closure_ended"))
    return (
        replace(account, status=AccountStatus.CLOSED),
        replace(closure, status=ClosureStatus.CONFIRMED, ended_at=now),
    )
