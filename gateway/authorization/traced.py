"""The gate in the trace: what was to be done, and whether it might be and why not; nothing of whom or which company."""

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.domain.errors import Forbidden, Refused, Unauthenticated
from gateway.domain.rights import Action
from gateway.telemetry.spans import gate_span


@contextmanager
def traced(action: Action) -> Iterator[None]:
    """One act, from the decision to the commit."""
    with gate_span(action.name) as gate:
        try:
            yield
        except (Forbidden, Unauthenticated) as denied:
            reason = denied.decision.reason
            gate.tell(outcome="denied", reason=reason.name if reason else "")
            raise
        except Refused as refused:
            gate.tell(outcome="refused", reason=type(refused).__name__)
            raise
        gate.tell(outcome="allowed")
