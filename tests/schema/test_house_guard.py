"""The house guard: what a field requires is declared on it, or on every way that leads to it.

It reads the SDL, so that it judges what is printed and not how it came about. A type with data of a company has one
right that every field which returns it carries, unless the field lies in a type that itself is only reached so.
"""

from collections.abc import Iterator, Mapping

import pytest
from graphql import (
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    TypeNode,
    parse,
)

from gateway.graphql.schema import build_schema, sdl

GUARDED = {
    "Company": "COMPANY_READ",
    "Address": "COMPANY_READ",
    "CompanyName": "COMPANY_READ",
    "CorporateFunction": "REPRESENTATIVES_READ",
    "CompanyAccount": "ACCOUNT_READ",
    "AccountClosure": "ACCOUNT_READ",
    "AccessManager": "MANAGER_READ",
    "Ebox": "EBOX_READ",
    "HistoryEntry": "HISTORY_READ",
    "CompanyEvent": "HISTORY_READ",
    "CompanyChanged": "HISTORY_READ",
    "CompanyChangedByItself": "HISTORY_READ",
    "Mandate": "MANDATE_READ",
    "ElectronicProxy": "MANDATE_READ",
    "ProxySignature": "MANDATE_READ",
    "TakenOverGroup": "APPLICATION_GROUP_READ",
    "TakeOverPreview": "MANDATE_READ",
    "KeptGroup": "MANDATE_READ",
    "ApplicationGroup": "APPLICATION_GROUP_READ",
    "Policy": "POLICY_READ",
    "PolicyRule": "POLICY_READ",
    "PolicyDefinition": "POLICY_READ",
    "PolicyInclusion": "POLICY_READ",
    "PolicyCell": "POLICY_READ",
    "PolicyError": "POLICY_READ",
    "Viewer": "VIEWER_READ",
    "Task": "VIEWER_READ",
    "TakeUpDesignationTask": "VIEWER_READ",
    "ReviewManagerTask": "VIEWER_READ",
    "DesignateManagerTask": "VIEWER_READ",
    "MandateTask": "VIEWER_READ",
    "SignMandateTask": "VIEWER_READ",
    "MandateEndsTask": "VIEWER_READ",
}
"""Types with data, and the right to read them."""

OPEN = {
    "CodeLabel",
    "Decision",
    "NextStep",
    "PageInfo",
    "Person",
    "UserError",
    "ForbiddenError",
    "UnauthenticatedError",
    "InvalidError",
    "NotFoundError",
    "ConflictError",
    "CompanyPayload",
    "ManagerPayload",
    "AccountPayload",
    "EboxPayload",
    "MandatePayload",
}
"""Types that say nothing of a company but what the type that holds them may, or what the viewer asked themselves."""

ROOTS = {"Query", "Mutation", "Subscription"}

JUDGED_EACH = {
    ("Query.node", "Node"),
    ("Query.nodes", "Node"),
    ("Viewer.companies", "CompanyConnection"),
}
"""Fields of which each item is judged by itself; `test_empty_policy` proves for each that it is."""

Types = Mapping[str, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode]


def test_every_field_declares_the_right_that_it_needs() -> None:
    assert list(undeclared(sdl(build_schema()))) == []


@pytest.mark.parametrize(
    ("field", "instead", "found"),
    [
        (
            "account: CompanyAccount @authorize(action: ACCOUNT_READ)",
            "account: CompanyAccount",
            "AccountPayload.account",
        ),
        ("ebox: Ebox @authorize(action: EBOX_READ)", "ebox: Ebox @authorize(action: COMPANY_READ)", "Company.ebox"),
        ("viewer: Viewer @authorize(action: VIEWER_READ)", "viewer: Viewer", "Query.viewer"),
        ("type CodeLabel {", "type CodeLabel {\n  of: Company", "CodeLabel.of"),
        ("type Person {", "type Person {\n  history: HistoryConnection", "Person.history"),
        ("type Company implements Node {", "type Company implements Node {\n  last: Task", "Company.last"),
        ("type Query {", "type Query {\n  secret: String", "Query.secret"),
        ("type Mutation {", "type Mutation {\n  wipe: Boolean!", "Mutation.wipe"),
        ("type Subscription {", "type Subscription {\n  secret: String", "Subscription.secret"),
        ("type Subscription {", "type Subscription {\n  last: CompanyEvent!", "Subscription.last"),
        (
            "CompanyEvent! @authorize(action: HISTORY_READ)",
            "CompanyEvent! @authorize(action: COMPANY_READ)",
            "Subscription.companyChanged",
        ),
        ("type Query {", "type Wage { paid: Int }\n\ntype Query {", "Wage"),
        ("type Mutation {", "type Mutation {\n  found: Company! @authorize(action: VIEWER_READ)", "Mutation.found"),
        ("type Person {", "type Person {\n  anything: Node", "Person.anything"),
    ],
)
def test_a_field_that_declares_nothing_is_found(field: str, instead: str, found: str) -> None:
    printed = sdl(build_schema())
    assert printed.count(field) >= 1
    assert found in set(undeclared(printed.replace(field, instead, 1)))


def undeclared(text: str) -> Iterator[str]:
    """The fields by which data is reached without its right, and types of which nobody said what they need."""
    types: Types = {
        node.name.value: node
        for node in parse(text).definitions
        if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode)
    }
    yield from sorted(name for name in types if not _known(name))
    for owner, node in types.items():
        for field in node.fields or ():
            name, returned = f"{owner}.{field.name.value}", _named(field.type)
            if owner in ROOTS and not _rights(field):
                yield name
            needed = _needed(returned, types)
            carried = _rights(field) | _needed(owner, types)
            if not needed <= carried and (name, returned) not in JUDGED_EACH:
                yield name


def _known(name: str) -> bool:
    return name in GUARDED.keys() | OPEN | ROOTS | {"Node"} or name.endswith(("Connection", "Edge"))


def _needed(name: str, types: Types) -> set[str]:
    """The rights to reach a type: its own; of a page those of its items; of an interface those of all its types."""
    if name in GUARDED:
        return {GUARDED[name]}
    if name.endswith("Connection") and name in types:
        return _needed(f"{name.removesuffix('Connection')}Edge", types)
    if name.endswith("Edge") and name in types:
        return set().union(
            *(_needed(_named(f.type), types) for f in types[name].fields or () if f.name.value == "node")
        )
    if name == "Node":
        return {GUARDED[kind] for kind, of in types.items() if "Node" in _interfaces(of) and kind in GUARDED}
    return set()


def _interfaces(node: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode) -> set[str]:
    return {interface.name.value for interface in node.interfaces or ()}


def _rights(field: FieldDefinitionNode) -> set[str]:
    return {
        given.value.value  # type: ignore[attr-defined]
        for directive in field.directives or ()
        if directive.name.value == "authorize"
        for given in directive.arguments or ()
    }


def _named(kind: TypeNode) -> str:
    while isinstance(kind, NonNullTypeNode | ListTypeNode):
        kind = kind.type
    assert isinstance(kind, NamedTypeNode)
    return kind.name.value
