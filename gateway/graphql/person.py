"""People who act: their names, nothing more."""

import strawberry

from gateway.domain import person as domain
from gateway.graphql.context import Info
from gateway.graphql.node import global_id


@strawberry.type(description="Somebody who has signed in at least once.")
class Person:
    id: strawberry.ID = strawberry.field(description="Random; never derived from a national number.")
    first_name: str = strawberry.field(description="The first name, as the sign-in gave it.")
    last_name: str = strawberry.field(description="The last name, as the sign-in gave it.")

    @classmethod
    def of(cls, person: domain.Person) -> "Person":
        return cls(id=global_id("Person", person.id), first_name=person.first_name, last_name=person.last_name)


async def known_person(person_id: str, info: Info) -> Person:
    """The person of an id that a row must hold."""
    person = await info.context.load.person.load(person_id)
    if person is None:
        raise LookupError("A row names a person who is not there.")
    return Person.of(person)


async def person_with(person_id: str | None, info: Info) -> Person | None:
    """The person of an id that a row holds, if it holds one."""
    person = await info.context.load.person.load(person_id) if person_id else None
    return Person.of(person) if person else None
