"""With a policy that grants nothing, everything is refused; with one that grants a way, what lies beyond it is."""

from typing import Any

import pytest
from asking import Asking, contact, edges
from granting import Granting, action, at
from graphql import parse
from test_mandate_rights import BEYOND_MANDATES, SAME_AS_TRIED
from test_refusals import given

from gateway.demo.world import ADAM, LAMBERT, MAES
from gateway.graphql.schema import build_schema, sdl

CALLERS = ["lea", "ines", None]
SEES_TASKS = ("viewer.read", "manager.designate", "manager.read")

ROOT_FIELDS = {
    "node": 'node(id: "Q29tcGFueTowMDAwMDAwMTk2") { id }',
    "nodes": 'nodes(ids: ["Q29tcGFueTowMDAwMDAwMTk2"]) { id }',
    "viewer": "viewer { person { id } }",
    "company": f'company(number: "{LAMBERT}") {{ number }}',
    "companies": 'companies(search: "Lambert") { edges { node { number } } }',
    "mandate": 'mandate(id: "TWFuZGF0ZTp4") { id }',
    "takeOverPreview": (
        'takeOverPreview(replaces: "TWFuZGF0ZTp4", mandatary: "0000010292", applicationGroups: ["DMFA_DIMONA"], '
        'startQuarter: "2100-Q1") { lastDay }'
    ),
    "applicationGroups": "applicationGroups { code }",
    "policy": "policy { version rules { text } matrix { allowed } lastError { message } }",
}

SHAPES = {
    "plain": "{{ {0} }}",
    "alias": "{{ id: {0} }}",
    "inline": "{{ ... on Query {{ ... {{ {0} }} }} }}",
    "named": "{{ ...F }} fragment F on Query {{ {0} }}",
    "skipped by nobody": "query ($no: Boolean = false) {{ {0} }}",
}


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("field", ROOT_FIELDS)
def test_with_an_empty_policy_every_field_of_query_is_forbidden(
    granting: Granting, field: str, shape: str, who: str | None
) -> None:
    if shape == "skipped by nobody":
        text = SHAPES[shape].format(ROOT_FIELDS[field].replace(" {", " @skip(if: $no) {", 1))
    else:
        text = SHAPES[shape].format(ROOT_FIELDS[field])
    body = granting().ask(who, text)
    assert not any((body["data"] or {}).values())
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
    assert body["errors"][0]["extensions"]["decision"]["allowed"] is False


def test_every_field_of_query_is_among_those_tried() -> None:
    query = build_schema()._schema.query_type
    assert query is not None
    assert set(query.fields) == set(ROOT_FIELDS)


@pytest.mark.parametrize("who", CALLERS)
def test_with_an_empty_policy_every_mutation_is_forbidden(granting: Granting, who: str | None) -> None:
    mutations = build_schema()._schema.mutation_type
    assert mutations is not None
    for name in mutations.fields:
        data = granting().read(
            who,
            f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ errors {{ code }} }} }}",
            input=given(name, LAMBERT),
        )
        assert data[name]["errors"] == [{"code": "FORBIDDEN"}]


@pytest.mark.parametrize("who", CALLERS)
def test_with_an_empty_policy_there_is_no_letter(granting: Granting, who: str | None) -> None:
    gateway = granting()
    assert gateway.send("GET", "/letters/2026-AAAAAAAAAA", headers=gateway.headers(who)).status_code == 403


OF_COMPANY = {
    "representatives": "{ edges { node { id } } }",
    "account": "{ status }",
    "chiefAccessManager": "{ id }",
    "managers": "{ edges { node { id } } }",
    "ebox": "{ status }",
    "mandates": "{ edges { node { id } } }",
    "history": "{ edges { node { id } } }",
}
COMPANY_ID = "Q29tcGFueTowMDAwMDAwMTk2"
WAYS_TO_COMPANY = {
    "company": f'{{ company(number: "{LAMBERT}") {{ {{0}} }} }}',
    "alias": f'{{ name: company(number: "{LAMBERT}") {{ name: {{0}} }} }}',
    "inline": f'{{ company(number: "{LAMBERT}") {{ ... on Node {{ ... on Company {{ {{0}} }} }} }} }}',
    "named": f'{{ company(number: "{LAMBERT}") {{ ...F }} }} fragment F on Company {{ {{0}} }}',
    "node": f'{{ node(id: "{COMPANY_ID}") {{ ... on Company {{ {{0}} }} }} }}',
    "nodes": f'{{ nodes(ids: ["{COMPANY_ID}"]) {{ ... on Company {{ {{0}} }} }} }}',
    "companies": '{ companies(search: "Boulangerie Lambert") { edges { node { {0} } } } }',
}


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("way", WAYS_TO_COMPANY)
@pytest.mark.parametrize("field", OF_COMPANY)
def test_a_guarded_field_of_a_company_is_forbidden_on_every_way_to_it(
    granting: Granting, field: str, way: str, who: str | None
) -> None:
    text = WAYS_TO_COMPANY[way].replace("{0}", f"{field} {OF_COMPANY[field]}")
    body = granting("company.read").ask(who, text)
    [error] = body["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert at(body["data"], error["path"]) is None
    assert error["path"][-1] == ("name" if way == "alias" else field)


CONTACT = f'{{ company(number: "{MAES}") {{ chiefAccessManager {{ {{0}} }} }} }}'
TASKS = "{ viewer { tasks { edges { node { {0} } } } } }"

BEYOND = {
    # the field: who asks, the way to it, what is asked there, the rights that lead there; the last one is its own
    "AccessManager.email": ("emma", CONTACT, "email", ("company.read", "manager.read", "manager.read_contact")),
    "AccessManager.phone": ("dries", CONTACT, "x: phone", ("company.read", "manager.read", "manager.read_contact")),
    "Task.company": ("lea", TASKS, "company { number }", (*SEES_TASKS, "company.read")),
    "TakeUpDesignationTask.company": (
        "lea",
        TASKS,
        "... on TakeUpDesignationTask { company { number } }",
        (*SEES_TASKS, "company.read"),
    ),
}


@pytest.mark.parametrize("field", BEYOND)
def test_what_lies_beyond_is_forbidden_until_its_own_right_is_granted(granting: Granting, field: str) -> None:
    who, way, asked, rights = BEYOND[field]
    text = way.replace("{0}", asked)
    for gateway in (granting(*rights[:-1]), granting(*rights)):
        act(gateway, "lea", "designateChiefAccessManager", "", manager=contact("petra"))
    body = granting(*rights[:-1]).ask(who, text)
    assert {error["extensions"]["decision"]["action"] for error in body["errors"]} == {action(rights[-1])}
    assert {error["extensions"]["code"] for error in body["errors"]} == {"FORBIDDEN"}
    assert all(at(body["data"], error["path"]) is None for error in body["errors"])
    assert "errors" not in granting(*rights).ask(who, text)


def test_the_holder_of_a_function_is_judged_in_its_own_company(granting: Granting) -> None:
    """Lea has a part in Lambert, and none in Holding Adam, which holds a function there."""
    gateway = granting("registered_officer:company.read", "representatives.read")
    assert gateway.ask("lea", f'{{ company(number: "{ADAM}") {{ name }} }}')["data"]["company"] is None
    functions = "representatives { edges { node { firstName holderCompany { name } } } }"
    body = gateway.ask("lea", f'{{ company(number: "{LAMBERT}") {{ {functions} }} }}')
    shown = [function["holderCompany"] for function in edges(body["data"]["company"]["representatives"])]
    assert shown == [None] * len(shown)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]


def test_the_company_of_a_manager_is_forbidden_to_those_who_may_not_read_companies(granting: Granting) -> None:
    gateway = granting("manager.replace", "manager.read")
    body = act(gateway, "emma", "replaceChiefAccessManager", CURRENT, MAES, manager=contact("petra"), replaces="x")
    assert [error["extensions"]["decision"]["action"] for error in body["errors"]] == ["COMPANY_READ"]
    assert at(body["data"], body["errors"][0]["path"]) is None


CURRENT = "errors { ... on ConflictError { currentManager { company { number } } } }"


def act(
    gateway: Asking, who: str, mutation: str, selection: str, company: str = LAMBERT, **more: object
) -> dict[str, Any]:
    """A mutation with a selection of the test's own."""
    return gateway.ask(
        who,
        f"mutation ($input: {mutation[0].upper()}{mutation[1:]}Input!) "
        f"{{ {mutation}(input: $input) {{ errors {{ code }} {selection} }} }}",
        input={"company": company, **more},
    )


def test_a_payload_shows_only_what_its_rights_allow(granting: Granting) -> None:
    gateway = granting("manager.designate", "ebox.activate", "account.request_closure")
    shown = [
        act(gateway, "lea", "designateChiefAccessManager", "manager { id } company { name }", manager=contact("petra")),
        act(gateway, "lea", "activateEbox", "ebox { status } company { name }", notificationEmail="a@demo.example"),
    ]
    gateway.send("GET", "/livez")
    gateway.post("petra", {"query": "{ __typename }"})
    shown.append(act(gateway, "lea", "requestAccountClosure", "account { status } company { name }"))
    for body, field in zip(shown, ["manager", "ebox", "account"], strict=True):
        [payload] = body["data"].values()
        assert payload == {"errors": [], field: None, "company": None}
        assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN", "FORBIDDEN"]


def test_a_conflict_names_the_manager_only_to_those_who_may_read_them(granting: Granting) -> None:
    current = "errors { ... on ConflictError { currentManager { firstName } } }"
    for rights, codes in ((("manager.replace",), ["FORBIDDEN"]), (("manager.replace", "manager.read"), [])):
        gateway = granting(*rights)
        body = act(gateway, "emma", "replaceChiefAccessManager", current, MAES, manager=contact("petra"), replaces="x")
        assert [error["extensions"]["code"] for error in body.get("errors", [])] == codes
        [error] = body["data"]["replaceChiefAccessManager"]["errors"]
        assert error == {"code": "CONFLICT", "currentManager": None if codes else {"firstName": "Dries"}}


def test_the_viewers_companies_are_those_they_may_read(granting: Granting) -> None:
    companies = "{ viewer { companies { edges { node { number } } } } }"
    allowed = granting("viewer.read", "company.read").read("lea", companies)
    assert allowed["viewer"]["companies"]["edges"] == [{"node": {"number": LAMBERT}}]
    assert granting("viewer.read").read("lea", companies)["viewer"]["companies"]["edges"] == []


def test_tasks_are_shown_only_to_those_who_may_read_the_manager(granting: Granting) -> None:
    tasks = "{ viewer { tasks { edges { node { message company { number } } } } } }"
    for rights, count in (((), 0), (("manager.read",), 1)):
        gateway = granting("viewer.read", "company.read", "manager.designate", *rights)
        act(gateway, "lea", "designateChiefAccessManager", "", manager=contact("petra"))
        assert len(gateway.read("lea", tasks)["viewer"]["tasks"]["edges"]) == count


def test_next_steps_are_empty_to_those_who_may_not_read_what_they_tell(granting: Granting) -> None:
    steps = f'{{ company(number: "{LAMBERT}") {{ nextSteps {{ done }} }} }}'
    everything = ("account.read", "manager.read", "ebox.read")
    for left_out in everything:
        rights = [right for right in everything if right != left_out]
        assert granting("company.read", *rights).read("lea", steps)["company"]["nextSteps"] == []
    assert len(granting("company.read", *everything).read("lea", steps)["company"]["nextSteps"]) == 3


def test_every_guarded_field_is_among_those_tried() -> None:
    guarded = {
        f"{node.name.value}.{field.name.value}"  # type: ignore[attr-defined]
        for node in parse(sdl(build_schema())).definitions
        for field in getattr(node, "fields", None) or ()
        if any(directive.name.value == "authorize" for directive in getattr(field, "directives", None) or ())
    }
    payloads = {"ManagerPayload.manager", "AccountPayload.account", "EboxPayload.ebox"}
    payloads |= {f"{kind}Payload.company" for kind in ("Company", "Manager", "Account", "Ebox")}
    others = {"AccessManager.company", "CorporateFunction.holderCompany", "ConflictError.currentManager"}
    inside = {f"Company.{field}" for field in OF_COMPANY}
    same_as_tried = {
        "DesignateManagerTask.company",
        "ReviewManagerTask.company",
        "ReviewManagerTask.manager",
        "TakeUpDesignationTask.manager",
    }
    mandates = BEYOND_MANDATES.keys() | SAME_AS_TRIED | {"ConflictError.mandate", "MandatePayload.mandate"}
    events = {f"{kind}.company" for kind in ("CompanyEvent", "CompanyChanged", "CompanyChangedByItself")}
    tried = events | payloads | others | inside | same_as_tried | BEYOND.keys() | mandates
    assert {field for field in guarded if field.partition(".")[0] not in ("Query", "Mutation", "Subscription")} == tried
