"""A manager, an account, a letter, in any state one asks for; and when the tests of the rules take place."""

from datetime import UTC, datetime, timedelta

from gateway.domain.account import Account, AccountStatus, Closure, ClosureStatus
from gateway.domain.contact import ContactForm, judge
from gateway.domain.identifiers import EnterpriseNumber, PersonKey
from gateway.domain.manager import Designation, Manager, ManagerStatus

LAMBERT, MAES = EnterpriseNumber("0000000196"), EnterpriseNumber("0000010193")
DESIGNATED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TERM = timedelta(days=30)
NOW = DESIGNATED_AT + timedelta(days=7)
CONTACT = judge(ContactForm("Gita", "Sharma", "02070990877", "gita@benali.example", "0470 12 34 56"))
NEXT = Designation("next", CONTACT, PersonKey("e" * 64), "lea", TERM)


def manager(status: ManagerStatus, **values: object) -> Manager:
    """A designation of 2 March 2026, with the moments that its status calls for."""
    taken_up = status in (ManagerStatus.ACTIVE, ManagerStatus.REPLACED, ManagerStatus.ENDED)
    gone = status not in (ManagerStatus.DESIGNATED, ManagerStatus.ACTIVE)
    details: dict[str, object] = {
        "id": "dries",
        "company": LAMBERT,
        "person_key": PersonKey("d" * 64),
        "first_name": "Dries",
        "last_name": "Wouters",
        "email": "dries@maes.example",
        "phone": "+32470123456",
        "status": status,
        "designated_at": DESIGNATED_AT,
        "designated_by": "lea",
        "expires_at": DESIGNATED_AT + TERM,
        "activated_at": DESIGNATED_AT + timedelta(days=1) if taken_up else None,
        "ended_at": DESIGNATED_AT + timedelta(days=2) if gone else None,
    }
    return Manager(**details | values)  # type: ignore[arg-type]


def account(status: AccountStatus) -> Account:
    """The account of Lambert in this state, with the moment of its activation if it ever had one."""
    was_active = status not in (AccountStatus.NONE, AccountStatus.AWAITING_FIRST_SIGN_IN)
    return Account(LAMBERT, status, DESIGNATED_AT if was_active else None)


def letter(status: ClosureStatus, company: EnterpriseNumber = LAMBERT) -> Closure:
    """A letter in this state."""
    over = None if status is ClosureStatus.REQUESTED else NOW - timedelta(days=1)
    return Closure("2026-ABCDEFGHJK", company, DESIGNATED_AT, "lea", status, over)
