"""What the parent process and its workers tell each other. The parent knows nothing else of the gateway it serves."""

from dataclasses import dataclass
from pathlib import Path

REFUSED = 2
"""The exit code of a start that cannot be: the settings, the rules, or another gateway are against it."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A fictional world to serve."""

    data: Path | None
    fresh: bool
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """To a worker: what it is to serve, and on which address the parent listens. `again`: it was served before."""

    host: str
    demo: Demo | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """From a worker: all is read and proved. It has touched nothing that is served, and waits until it may begin."""

    stop_seconds: int
    log_format: str
    log_level: str


@dataclass(frozen=True, slots=True)
class Begin:
    """To a worker that is ready: nobody else serves any more."""


@dataclass(frozen=True, slots=True)
class Serving:
    """From a worker: it answers."""


@dataclass(frozen=True, slots=True)
class Refused:
    """From a worker, before it ends: why it cannot begin."""

    why: str


Report = Ready | Serving | Refused
