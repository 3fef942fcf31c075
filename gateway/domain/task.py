"""What waits for a legal representative: nobody should find out by chance that a manager never signed in, or left."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.domain.manager import Manager, ManagerStatus


class TaskKind(StrEnum):
    """What is to be done. The value is also the key of its sentence."""

    TAKE_UP_DESIGNATION = "take_up_designation"
    REVIEW_MANAGER = "review_manager"
    DESIGNATE_MANAGER = "designate_manager"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do for a company, since when, and by when if it has an end. It is about its last manager."""

    kind: TaskKind
    manager: Manager
    since: datetime
    due_at: datetime | None

    @property
    def words(self) -> dict[str, object]:
        """What goes into its sentence."""
        match self.kind:
            case TaskKind.TAKE_UP_DESIGNATION:
                return {"manager": self.manager.name, "until": self.due_at}
            case TaskKind.REVIEW_MANAGER:
                return {"manager": self.manager.name, "since": self.manager.designated_at}
            case TaskKind.DESIGNATE_MANAGER:
                return {"since": self.since}


def task_about(manager: Manager, now: datetime) -> Task | None:
    """What the last designation of a company asks of its representatives, if anything.

    See to it that the manager signs in in time; designate another if they did not; and once a year: is this person
    still with you?
    """
    match manager.status:
        case ManagerStatus.DESIGNATED:
            return Task(TaskKind.TAKE_UP_DESIGNATION, manager, manager.designated_at, manager.expires_at)
        case ManagerStatus.ACTIVE if manager.review_due_at <= now:
            return Task(TaskKind.REVIEW_MANAGER, manager, manager.review_due_at, None)
        case ManagerStatus.EXPIRED:
            return Task(TaskKind.DESIGNATE_MANAGER, manager, manager.expires_at, None)
        case _:
            return None
