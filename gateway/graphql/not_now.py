"""What is right to be asked, and could be answered at another time.

NotNow
├── RateLimited     this caller has asked for enough in this minute
├── Overloaded      too much is being worked out, most of it for others or most of it for this caller
└── TimedOut        the database took too long; nothing was done
"""

from typing import Any, ClassVar

from gateway.domain.language import Language
from gateway.sentences import say
from gateway.telemetry.seen import Outcome, came_to


class NotNow(Exception):
    """Nothing was done. In so many `seconds` it can be asked again."""

    code: ClassVar[str]
    status: ClassVar[int] = 503
    outcome: ClassVar[Outcome]

    def __init__(self, seconds: int) -> None:
        super().__init__(self.code)
        self.seconds = seconds

    def error(self, language: Language) -> dict[str, Any]:
        """The one error of an answer."""
        came_to(self.outcome)
        return {
            "message": say(f"general.{self.code.lower()}", language, seconds=self.seconds),
            "extensions": {"code": self.code, "retryAfter": self.seconds},
        }


class RateLimited(NotNow):
    """The budget of a caller does not last."""

    code = "RATE_LIMITED"
    outcome = Outcome.TOO_MANY
    status = 429


class Overloaded(NotNow):
    """There was no turn for this caller in time."""

    code = "OVERLOADED"
    outcome = Outcome.UNAVAILABLE

    def __init__(self) -> None:
        super().__init__(seconds=2)


class TimedOut(NotNow):
    """The statements of an operation took longer than they may."""

    code = "TIMEOUT"
    outcome = Outcome.TIMED_OUT

    def __init__(self) -> None:
        super().__init__(seconds=5)
