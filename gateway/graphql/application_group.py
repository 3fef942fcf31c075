"""Groups of applications in the schema."""

import strawberry

from gateway.domain import application_group as domain
from gateway.graphql.address import InLanguage
from gateway.graphql.authorize import computed
from gateway.graphql.context import Info


@strawberry.type(description="A group of applications that a mandate can cover.")
class ApplicationGroup:
    row: strawberry.Private[domain.ApplicationGroup | None]
    code: str = strawberry.field(description="Its code, as mandates name it.")
    exclusive: bool = strawberry.field(description="Whether a company gives it to one provider at a time.")

    @classmethod
    def of(cls, group: domain.ApplicationGroup) -> "ApplicationGroup":
        return cls(row=group, code=group.code, exclusive=group.exclusive)

    @computed("What it is called, in the language wanted; its code if the operator has taken it out since.")
    def label(self, info: Info, language: InLanguage = None) -> str:
        return self.row.labels[language or info.context.language] if self.row else self.code
