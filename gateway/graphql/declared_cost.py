"""What is declared of fields that cost more than being looked at: how long their lists are, and what they do.

A field costs 1. A list without pages has a declared length here, a page is as long as it is asked for; what lies below
is multiplied by that.
"""

from collections.abc import Mapping
from types import MappingProxyType

from gateway.domain.rights import Action, Role

_GROUPS, _REFUSALS = 5, 5
"""How many groups of applications are shipped, and how many values of an input are refused at once."""

_DECISIONS = sum(action.about_company for action in Action)

LENGTHS: Mapping[str, int] = MappingProxyType(
    {
        "Company.names": 5,
        "Company.nextSteps": 3,
        "Company.viewerPermissions": _DECISIONS,
        "Query.applicationGroups": _GROUPS,
        "Mandate.applicationGroups": _GROUPS,
        "Mandate.takenOverGroups": _GROUPS,
        "TakeOverPreview.goesOver": _GROUPS,
        "TakeOverPreview.stays": _GROUPS,
        "TakeOverPreview.new": _GROUPS,
        "ElectronicProxy.signatures": 2,
        "Policy.rules": len(Role) * len(Action),
        "Policy.matrix": len(Role) * len(Action),
        "Policy.definitions": 2 * len(Role),
        "Policy.inclusions": len(Role),
        **{f"{kind}Payload.errors": _REFUSALS for kind in ("Account", "Company", "Ebox", "Manager", "Mandate")},
        "__Schema.types": 120,
        "__Schema.directives": 10,
        "__Type.fields": 4,
        "__Type.interfaces": 1,
        "__Type.possibleTypes": 1,
        "__Type.enumValues": 2,
        "__Type.inputFields": 1,
        "__Field.args": 1,
        "__Directive.args": 2,
    }
)
"""By `Type.field`, how many items a list has that is not asked for in pages; of short ones, roughly."""

OWN_COSTS: Mapping[str, int] = MappingProxyType({"Query.companies": 20, "Query.takeOverPreview": 20})
"""By `Type.field`, what it costs by itself, if that is not 1: looking words up, weighing mandates against another."""

ACT = 1_250
"""What each field of Mutation costs: a transaction that writes, and for which others wait."""
