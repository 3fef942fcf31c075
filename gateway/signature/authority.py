"""The authorities that the operator trusts, for whoever looks after them: until when each is good."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from gateway.signature.trust import Trust


class AuthorityState(NamedTuple):
    """`until`: when its certificate ends. `revoked_until`: how long what it has revoked is known; None if it is not."""

    name: str
    until: datetime
    revoked_until: datetime | None


def authority_states(trust: Trust, now: datetime) -> Iterator[AuthorityState]:
    """Each of the authorities in the folder."""
    for each in trust.authorities:
        known = trust.lists.current_until(each, now) if trust.lists else None
        yield AuthorityState(each.subject.rfc4514_string(), each.not_valid_after_utc, known)
