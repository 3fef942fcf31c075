"""The closed list of facts from which the policy makes roles.

A fact is about one person and one company, true or false today. Policy files may use no other word.
"""

from enum import StrEnum


class Fact(StrEnum):
    """What can be true of a person in a company. The four of a function are judged function by function."""

    ANYONE = "anyone"
    """True of everybody, signed in or not."""
    AUTHENTICATED = "authenticated"
    """Signed in."""
    REGISTERED_IN_STATUTES = "registered_in_statutes"
    """Holds a function row of the company, directly or as the person who exercises it for an enterprise."""
    MANDATE_ACTIVE = "mandate_active"
    """Begin ≤ today ≤ end, the end included, in days of Europe/Brussels."""
    FUNCTION_REPRESENTS = "function_represents"
    """The function is one that represents a company in this situation."""
    SIGNING_POWER = "signing_power"
    """Signs alone in this function."""
    HIGH_ASSURANCE = "high_assurance"
    """Signed in at Level400 or above."""
    DESIGNATED = "designated"
    """Has a live designation as Chief Access Manager."""
    DESIGNATION_ACTIVE = "designation_active"
    """That designation was taken up."""
    PROVIDER_MANDATE_ACTIVE = "provider_mandate_active"
    """Represents, or is Chief Access Manager of, a provider that holds an active mandate of the company."""
    OFFICER = "officer"
    """Is an officer of the portal."""


FACTS_OF_A_FUNCTION = frozenset(
    {Fact.REGISTERED_IN_STATUTES, Fact.MANDATE_ACTIVE, Fact.FUNCTION_REPRESENTS, Fact.SIGNING_POWER}
)
