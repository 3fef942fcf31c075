"""The enumerations of the domain, as the schema shows them: every value with what it means."""

from enum import StrEnum
from typing import TypeVar

import strawberry

from gateway.domain.account import AccountStatus
from gateway.domain.company import CompanyNameKind, CompanyStatus
from gateway.domain.decision import DenialReason
from gateway.domain.ebox import EboxStatus
from gateway.domain.errors import ConflictKind
from gateway.domain.history import HistoryEvent
from gateway.domain.language import Language
from gateway.domain.manager import ManagerStatus
from gateway.domain.rights import Action, Role

E = TypeVar("E", bound=StrEnum)


class ErrorCode(StrEnum):
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    INVALID = "invalid"
    CONFLICT = "conflict"


def described(kind: type[E], description: str, values: dict[E, str], name: str | None = None) -> type[E]:
    """Show an enumeration in the schema. A value without a description is a mistake, found when this is imported."""
    strawberry.enum(kind, name=name, description=description)
    definition = kind.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = values[kind(value.value)]
    return kind


described(
    Language,
    "A language of names, labels and sentences.",
    {
        Language.FR: "French.",
        Language.NL: "Dutch.",
        Language.DE: "German.",
        Language.EN: "English.",
    },
)
described(
    Role,
    "What somebody is to a company. The policy makes roles from facts; a person has all that apply.",
    {
        Role.PUBLIC: "Anyone, signed in or not.",
        Role.PERSON: "Anyone who is signed in.",
        Role.REGISTERED_OFFICER: "Holds an active function in the statutes, with or without signing power.",
        Role.LEGAL_REPRESENTATIVE: (
            "Registered in the statutes, with an active mandate, in a function that represents the company in its "
            "situation, with signing power, and signed in with high assurance."
        ),
        Role.CHIEF_ACCESS_MANAGER: "Designated as Chief Access Manager, and has taken the designation up.",
        Role.MANDATED_PROVIDER: "Acts for a social service provider that holds an active mandate of the company.",
        Role.OFFICER: "An officer of the portal, signed in with high assurance.",
    },
)
described(
    Action,
    "What can be asked of the gateway, one a right. The policy says which role has which.",
    {
        Action.COMPANY_READ: "Read the public card of a company.",
        Action.REPRESENTATIVES_READ: "Read who holds which function in a company.",
        Action.ACCOUNT_READ: "Read the state of the company's account.",
        Action.ACCOUNT_REQUEST_CLOSURE: "Ask for the letter that closes the account.",
        Action.ACCOUNT_CANCEL_CLOSURE: "Call off the letter that closes the account.",
        Action.ACCOUNT_CONFIRM_CLOSURE: "Record the signed letter: the account is closed.",
        Action.MANAGER_READ: "Read who is and was Chief Access Manager.",
        Action.MANAGER_READ_CONTACT: "Read the e-mail address and phone number of a Chief Access Manager.",
        Action.MANAGER_DESIGNATE: "Designate the Chief Access Manager.",
        Action.MANAGER_REPLACE: "Replace the Chief Access Manager, or confirm that they are still with the company.",
        Action.MANDATE_READ: "Read mandates, as a party to them.",
        Action.MANDATE_DRAFT: "Prepare the electronic proxy of a mandate.",
        Action.MANDATE_WITHDRAW: "Withdraw a proxy that the own side prepared.",
        Action.MANDATE_SIGN: "Sign the electronic proxy for the own side.",
        Action.MANDATE_REFUSE: "Refuse a proxy that the other side prepared.",
        Action.MANDATE_AMEND: "Amend a mandate.",
        Action.MANDATE_END: "End a mandate at the end of the quarter.",
        Action.EBOX_READ: "Read the state of the company's e-Box.",
        Action.EBOX_ACTIVATE: "Activate the company's e-Box.",
        Action.HISTORY_READ: "Read what happened to a company, when, and by whom.",
        Action.POLICY_READ: "Read the policy in force.",
        Action.VIEWER_READ: "Read about oneself.",
        Action.APPLICATION_GROUP_READ: "Read the groups of applications that a mandate can cover.",
    },
)
described(
    DenialReason,
    "Why not: the first fact that is missing for the nearest role that would be allowed.",
    {
        DenialReason.NOT_AUTHENTICATED: "Nobody is signed in.",
        DenialReason.ASSURANCE_TOO_LOW: "Signed in at a level below Level400; acts with legal effect need more.",
        DenialReason.NO_ROLE: "The viewer has no part in the company, or none that would be allowed.",
        DenialReason.NO_FUNCTION: "The viewer holds no function in the statutes of the company.",
        DenialReason.FUNCTION_NOT_STARTED: "The viewer's function has not begun yet.",
        DenialReason.FUNCTION_ENDED: "The viewer's function has ended.",
        DenialReason.FUNCTION_DOES_NOT_REPRESENT: "The viewer's function is not one that represents a company.",
        DenialReason.NO_SIGNING_POWER: "The viewer's function has no power to sign alone.",
        DenialReason.COMPANY_ENDED: "The company has ended: nobody represents it.",
        DenialReason.COMPANY_IN_LIQUIDATION: "The company is in liquidation: only its liquidator represents it.",
        DenialReason.COMPANY_BANKRUPT: "The company is bankrupt: only its curator represents it.",
        DenialReason.WRONG_PARTY: "The right is the other side's.",
    },
)
described(
    CompanyStatus,
    "What the situation of a company means for who represents it.",
    {
        CompanyStatus.ACTIVE: "A going concern: its directors represent it.",
        CompanyStatus.IN_LIQUIDATION: "In liquidation: only its liquidator represents it.",
        CompanyStatus.BANKRUPT: "Bankrupt: only its curator represents it.",
        CompanyStatus.ENDED: "Ended: nobody represents it.",
    },
)
described(
    CompanyNameKind,
    "Which kind of name.",
    {
        CompanyNameKind.NAME: "The official name.",
        CompanyNameKind.ABBREVIATION: "An abbreviation of the official name.",
        CompanyNameKind.TRADE_NAME: "A name under which the company trades.",
        CompanyNameKind.BRANCH_NAME: "The name of a Belgian branch of a foreign company.",
    },
)
described(
    AccountStatus,
    "How far the account of a company has come.",
    {
        AccountStatus.NONE: "No account: nobody was designated, or the designation expired.",
        AccountStatus.AWAITING_FIRST_SIGN_IN: "A Chief Access Manager is designated and has not signed in yet.",
        AccountStatus.ACTIVE: "Active since the first sign-in of the Chief Access Manager.",
        AccountStatus.CLOSURE_REQUESTED: "The letter that closes it is drawn up, and not recorded yet.",
        AccountStatus.CLOSED: "Closed; its mandates have ended too. A new designation begins anew.",
    },
)
described(
    ManagerStatus,
    "What became of a designation.",
    {
        ManagerStatus.DESIGNATED: "Designated; becomes active at the first sign-in.",
        ManagerStatus.ACTIVE: "Has signed in, and manages the access of the company.",
        ManagerStatus.REPLACED: "Replaced by another.",
        ManagerStatus.EXPIRED: "The designation was not taken up in time.",
        ManagerStatus.ENDED: "Ended with the account.",
    },
)
described(
    EboxStatus,
    "Whether the e-Box receives mail.",
    {
        EboxStatus.INACTIVE: "Not activated yet.",
        EboxStatus.ACTIVE: "Activated by a legal representative.",
    },
)
described(
    HistoryEvent,
    "What an entry of the history tells.",
    {
        HistoryEvent.MANAGER_DESIGNATED: "A Chief Access Manager was designated.",
        HistoryEvent.MANAGER_ACTIVATED: "The Chief Access Manager signed in for the first time.",
        HistoryEvent.MANAGER_REPLACED: "The Chief Access Manager was replaced.",
        HistoryEvent.MANAGER_CONFIRMED: "A representative said that the manager is still with the company.",
        HistoryEvent.DESIGNATION_EXPIRED: "A designation was not taken up in time.",
        HistoryEvent.ACCOUNT_ACTIVATED: "The account became active.",
        HistoryEvent.CLOSURE_REQUESTED: "The letter that closes the account was drawn up.",
        HistoryEvent.CLOSURE_CANCELLED: "The letter was called off.",
        HistoryEvent.ACCOUNT_CLOSED: "The signed letter was recorded: the account is closed, and its mandates end.",
        HistoryEvent.EBOX_ACTIVATED: "The e-Box was activated.",
        HistoryEvent.MANDATE_DRAFTED: "An electronic proxy was prepared.",
        HistoryEvent.MANDATE_SIGNED: "A side signed an electronic proxy.",
        HistoryEvent.MANDATE_IN_FORCE: "Both sides had signed: a mandate has effect from its start quarter on.",
        HistoryEvent.MANDATE_REFUSED: "A proxy was refused by the side that did not prepare it.",
        HistoryEvent.MANDATE_WITHDRAWN: "A proxy was withdrawn by the side that prepared it.",
        HistoryEvent.MANDATE_AMENDED: "Another version was prepared; signatures under a former one do not count.",
        HistoryEvent.MANDATE_ENDED: "A mandate was ended.",
        HistoryEvent.MANDATE_SUPERSEDED: "Groups of a mandate go over to another one.",
        HistoryEvent.REFUSED: "An act was refused, for lack of a right or because of the state.",
    },
)
described(
    ConflictKind,
    "What stands in the way of an act that is allowed and well-formed.",
    {
        ConflictKind.MANAGER_EXISTS: "The company has a Chief Access Manager: replace them.",
        ConflictKind.MANAGER_CHANGED: "The Chief Access Manager is not the one that was seen.",
        ConflictKind.EBOX_ALREADY_ACTIVE: "The e-Box is active already.",
        ConflictKind.NO_ACCOUNT: (
            "The company has no account, or for a proxy no active one: a Chief Access Manager must be designated first."
        ),
        ConflictKind.WRONG_STATE: "The state does not allow it.",
        ConflictKind.PERIOD_OVERLAP: "Another mandate covers the same period.",
        ConflictKind.STALE_VERSION: "There is a newer version.",
        ConflictKind.PROXY_OPEN: "There is an open proxy for the same principal, provider and group.",
        ConflictKind.KEY_REUSED: "Something else was done under the same Idempotency-Key.",
    },
)
described(
    ErrorCode,
    "Which kind of refusal; the order of answers is that of this list, but INVALID goes before NOT_FOUND.",
    {
        ErrorCode.UNAUTHENTICATED: "Nobody is signed in, and somebody signed in could have the right.",
        ErrorCode.FORBIDDEN: "The policy does not allow it.",
        ErrorCode.NOT_FOUND: "Something that the input names does not exist.",
        ErrorCode.INVALID: "A value is wrong; there is one error for each wrong value.",
        ErrorCode.CONFLICT: "The state is not what the act needs.",
    },
)
