"""Where a subscription stands, from one turn to the next.

A subscription is a question that is asked again whenever its answer may be another. Each turn is a request of its own,
with a snapshot, a decision and a trace of its own; all that lasts is what is here.
"""

from dataclasses import dataclass

from gateway.authorization.changes import Waiting


class NothingNew(Exception):
    """There is nothing to tell in this turn. Raised by the field itself, once the caller was let in."""


@dataclass(slots=True)
class Following:
    """`told`: what the field told last, in terms of its own; None before its first turn.

    `news`: whether it tells something in this turn. A turn that neither does nor raises NothingNew was refused.
    """

    waiting: Waiting
    told: object = None
    news: bool = False

    def begin(self) -> None:
        """A turn begins: what happens from here on wakes the caller again."""
        self.news = False
        self.waiting.look()

    def tell(self, told: object) -> None:
        """Tell something in this turn."""
        self.told, self.news = told, True
