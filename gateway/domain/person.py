"""Who is calling, and people as the schema shows them."""

from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.identifiers import PersonKey
from gateway.domain.language import Language

HIGH_ASSURANCE = 400
"""The lowest level of the federal authentication service that counts as high (500 eID, 450 itsme, 400 app)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as their token describes them; the national number is hashed already. `until`: when it expires."""

    key: PersonKey
    first_name: str
    last_name: str
    language: Language | None
    assurance: int
    until: datetime | None = field(default=None, compare=False)
    mail: str | None = field(default=None, compare=False, repr=False)
    """What their token says that their e-mail address is; `contact.email_of` judges it."""

    @property
    def high_assurance(self) -> bool:
        return self.assurance >= HIGH_ASSURANCE


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has signed in at least once. `id` is random, never derived from a number."""

    id: str
    first_name: str
    last_name: str
