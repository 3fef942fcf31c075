"""What every act in a company is given."""

import strawberry

from gateway.authorization.target import InCompany
from gateway.domain.identifiers import EnterpriseNumber


@strawberry.input(description="Which company to act in.")
class CompanyInput:
    company: EnterpriseNumber = strawberry.field(description="The company.")

    def target(self) -> InCompany:
        return InCompany(self.company)
