"""What a legal representative still has to do before a company has secure access, in order."""

from dataclasses import dataclass

from gateway.domain.company import Company, CompanyStatus
from gateway.domain.ebox import Ebox, EboxStatus
from gateway.domain.manager import Manager, ManagerStatus
from gateway.domain.rights import Action


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step of the procedure. `key` is that of its sentence; without an action it is somebody else's to do."""

    key: str
    action: Action | None
    done: bool


def next_steps(company: Company, manager: Manager | None, ebox: Ebox) -> tuple[NextStep, ...]:
    """Designate, first sign-in, e-Box; of a company that has ended nothing is asked any more."""
    if company.status is CompanyStatus.ENDED:
        return ()
    signed_in = manager is not None and manager.status is ManagerStatus.ACTIVE
    return (
        NextStep("designate", Action.MANAGER_DESIGNATE, done=manager is not None),
        NextStep("first_sign_in", None, done=signed_in),
        NextStep("ebox", Action.EBOX_ACTIVATE, done=ebox.status is EboxStatus.ACTIVE),
    )
