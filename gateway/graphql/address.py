"""Addresses and labels: what the register says in two languages, or four."""

from typing import Annotated

import strawberry

from gateway.domain import company as domain
from gateway.domain.language import Language
from gateway.graphql.authorize import computed
from gateway.graphql.context import Info
from gateway.sentences import say

InLanguage = Annotated[
    Language | None, strawberry.argument(description="The language wanted; without it that of the request.")
]


def in_language(language: Language | None, info: Info, fr: str | None, nl: str | None) -> str | None:
    """What is said in French and Dutch, in the language wanted as far as there is one."""
    return domain.either(language or info.context.language, fr, nl)


@strawberry.type(description="The seat of a company. Of enterprises that are natural persons none is shown.")
class Address:
    row: strawberry.Private[domain.Address]
    house_number: str | None = strawberry.field(description="The number in the street.")
    box: str | None = strawberry.field(description="The box or letter box.")
    postal_code: str | None = strawberry.field(description="The postal code.")

    @classmethod
    def of(cls, address: domain.Address) -> "Address":
        return cls(row=address, house_number=address.house_number, box=address.box, postal_code=address.postal_code)

    @computed("The street, in French or Dutch.")
    def street(self, info: Info, language: InLanguage = None) -> str | None:
        return in_language(language, info, self.row.street_fr, self.row.street_nl)

    @computed("The municipality, in French or Dutch.")
    def municipality(self, info: Info, language: InLanguage = None) -> str | None:
        return in_language(language, info, self.row.municipality_fr, self.row.municipality_nl)

    @computed("The country; the register names it only where it is not Belgium.")
    def country(self, info: Info, language: InLanguage = None) -> str | None:
        abroad = in_language(language, info, self.row.country_fr, self.row.country_nl)
        return abroad or say("general.belgium", language or info.context.language)


@strawberry.type(description="A code of the register, and what it is called.")
class CodeLabel:
    labels: strawberry.Private[dict[Language, str]]
    code: str = strawberry.field(description="The code.")

    @computed("What it is called, in the language wanted if the register says it in that.")
    def label(self, info: Info, language: InLanguage = None) -> str:
        wanted = language or info.context.language
        for spoken in (wanted, Language.EN, Language.FR, Language.NL, Language.DE):
            if spoken in self.labels:
                return self.labels[spoken]
        return self.code
