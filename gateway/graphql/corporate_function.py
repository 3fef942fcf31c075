"""Functions of the statutes in the schema, as the Public Search shows them."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from gateway.domain import corporate_function as domain
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.language import Language
from gateway.domain.rights import Action
from gateway.graphql.address import CodeLabel
from gateway.graphql.authorize import guarded
from gateway.graphql.context import Info
from gateway.graphql.node import Node, global_id
from gateway.sentences import function_label

if TYPE_CHECKING:
    from gateway.graphql.company import Company


@strawberry.type(description="A function in the statutes of a company that is active today, and who exercises it.")
class CorporateFunction(Node):
    row: strawberry.Private[domain.CorporateFunction]
    first_name: str | None = strawberry.field(
        description="The first name of the person who exercises it; null if an enterprise holds it and nobody does."
    )
    last_name: str | None = strawberry.field(description="The last name of the person who exercises it.")
    function: CodeLabel = strawberry.field(description="Which function.")
    since: date = strawberry.field(description="The first day.")
    until: date | None = strawberry.field(description="The last day, if there is one.")
    signing_power: bool = strawberry.field(description="Whether it gives power to sign alone.")
    legal_representative: bool = strawberry.field(
        description="Whether it makes a legal representative of the person who exercises it."
    )

    @classmethod
    def of(cls, row: domain.CorporateFunction) -> "CorporateFunction":
        return cls(
            id=global_id("CorporateFunction", row.id),
            row=row,
            first_name=row.first_name,
            last_name=row.last_name,
            function=CodeLabel(code=row.code, labels={to: function_label(row.code, to) for to in Language}),
            since=row.since,
            until=row.until,
            signing_power=row.signing_power,
            legal_representative=row.legal_representative,
        )

    @property
    def place(self) -> EnterpriseNumber:
        return self.row.company

    @property
    def number_of_holder(self) -> EnterpriseNumber:
        """The company that is shown: the holder, which is judged by itself."""
        return self.row.holder or self.row.company

    @guarded(
        Action.COMPANY_READ,
        "The enterprise that holds it, if no person does in their own name.",
        place="number_of_holder",
    )
    async def holder_company(
        self, info: Info
    ) -> Annotated["Company", strawberry.lazy("gateway.graphql.company")] | None:
        from gateway.graphql.company import card

        return await card(self.row.holder, info) if self.row.holder else None
