"""Groups of applications that a mandate can cover. They are data, which the operator may edit."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.domain.language import Language


@dataclass(frozen=True, slots=True)
class ApplicationGroup:
    """A group of applications. `exclusive`: a company gives it to one provider at a time."""

    code: str
    exclusive: bool
    labels: Mapping[Language, str]


ApplicationGroups = Mapping[str, ApplicationGroup]
"""The groups by code, in the order in which they are shown."""
