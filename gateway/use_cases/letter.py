"""The letter that closes an account, as it is drawn up for its representative."""

from dataclasses import dataclass

from gateway.domain.account import Closure, ClosureStatus
from gateway.domain.company import Address, name_in
from gateway.domain.language import Language
from gateway.domain.person import Person
from gateway.storage.account import closure_by_reference
from gateway.storage.company import addresses, names
from gateway.storage.person import people
from gateway.storage.reading import Reading


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands in a letter besides its text."""

    closure: Closure
    company_name: str
    address: Address | None
    requested_by: Person


async def waiting_closure(read: Reading, reference: str) -> Closure | None:
    """The letter with this reference, if it still waits for its signature."""
    closure = await closure_by_reference(read, reference)
    return closure if closure and closure.status is ClosureStatus.REQUESTED else None


async def letter(read: Reading, closure: Closure, language: Language) -> Letter:
    """What to write in the letter."""
    company = closure.company
    requested_by = (await people(read, [closure.requested_by]))[closure.requested_by]
    name = name_in(language, company, (await names(read, [company])).get(company, ()))
    return Letter(closure, name, (await addresses(read, [company])).get(company), requested_by)
