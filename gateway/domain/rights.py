"""Roles, actions, and the rights that a policy grants. One word each, the same in SDL, policy files and audit."""

from enum import StrEnum, unique
from typing import NamedTuple

from gateway.domain.side import Side


class Role(StrEnum):
    """What somebody is to a company, in the order in which they are named. Facts make a role; a person has all."""

    PUBLIC = "public"
    PERSON = "person"
    REGISTERED_OFFICER = "registered_officer"
    LEGAL_REPRESENTATIVE = "legal_representative"
    CHIEF_ACCESS_MANAGER = "chief_access_manager"
    MANDATED_PROVIDER = "mandated_provider"
    OFFICER = "officer"


class Right(NamedTuple):
    """A resource and a verb, as policy files write them: ``manager, designate``."""

    resource: str
    verb: str


@unique
class Action(StrEnum):
    """What can be asked of the gateway, one a right. For a mandate the two sides are two resources."""

    COMPANY_READ = "company.read"
    REPRESENTATIVES_READ = "representatives.read"
    ACCOUNT_READ = "account.read"
    ACCOUNT_REQUEST_CLOSURE = "account.request_closure"
    ACCOUNT_CANCEL_CLOSURE = "account.cancel_closure"
    ACCOUNT_CONFIRM_CLOSURE = "account.confirm_closure"
    MANAGER_READ = "manager.read"
    MANAGER_READ_CONTACT = "manager.read_contact"
    MANAGER_DESIGNATE = "manager.designate"
    MANAGER_REPLACE = "manager.replace"
    MANDATE_READ = "mandate.read"
    MANDATE_DRAFT = "mandate.draft"
    MANDATE_WITHDRAW = "mandate.withdraw"
    MANDATE_SIGN = "mandate.sign"
    MANDATE_REFUSE = "mandate.refuse"
    MANDATE_AMEND = "mandate.amend"
    MANDATE_END = "mandate.end"
    EBOX_READ = "ebox.read"
    EBOX_ACTIVATE = "ebox.activate"
    HISTORY_READ = "history.read"
    POLICY_READ = "policy.read"
    VIEWER_READ = "viewer.read"
    APPLICATION_GROUP_READ = "application_group.read"

    @property
    def rights(self) -> tuple[Right, ...]:
        """The rights of which one must be granted: one, or for a mandate one for each side."""
        if self.about_mandate:
            return tuple(self.right_as(side) for side in Side)
        return (Right(*self.value.split(".")),)

    def right_as(self, side: Side) -> Right:
        """The right that a side of a mandate needs for it."""
        return Right(f"mandate_as_{side}", self.value.removeprefix("mandate."))

    @property
    def about_mandate(self) -> bool:
        """Whether it is asked of one side of a mandate, by the facts about that side's company."""
        return self.value.startswith("mandate.")

    @property
    def about_company(self) -> bool:
        """Whether the question needs a company to be answered."""
        return self not in (Action.POLICY_READ, Action.VIEWER_READ, Action.APPLICATION_GROUP_READ)

    @property
    def changes(self) -> bool:
        """Whether this is an act, with an audit row of its own, and no reading."""
        return not self.value.split(".")[1].startswith("read")
