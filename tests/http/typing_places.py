"""Everywhere that somebody can type something, and the numbers that they may type there by mistake."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable

import httpx
from asking import Asking, contact, mutation_document

from gateway.demo.personas import PERSONAS
from gateway.demo.world import LAMBERT, MAES

NUMBERS = sorted({persona.national_number for persona in PERSONAS.values()} | {"01031490971", "02070991077"})
FORMS: list[Callable[[str], str]] = [
    str,
    lambda n: f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6:9]}.{n[9:]}",
    lambda n: f"{n[:6]} {n[6:9]} {n[9:]}",
    lambda n: f"{n[:6]}-{n[6:]}",
    lambda n: f"{n[:2]}/{n[2:4]}/{n[4:6]}–{n[6:]}",
    lambda n: f"{n[:6]}:{n[6:9]},{n[9:]}",
    " ".join,
    "\u00a0".join,
    "_".join,
    lambda n: "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in n),
]

# What may be typed, where: each place makes one request of a text.
Place = Callable[[Asking, str], httpx.Response]
CONTACT = contact("petra")


def acting(who: str, mutation: str, **typed: Callable[[str], object]) -> Place:
    def place(gateway: Asking, text: str) -> httpx.Response:
        variables = {"input": {name: make(text) for name, make in typed.items()}}
        return gateway.post(who, {"query": mutation_document(mutation), "variables": variables})

    return place


def document(template: str, **variables: Callable[[str], object]) -> Place:
    def place(gateway: Asking, text: str) -> httpx.Response:
        values = {name: make(text) for name, make in variables.items()}
        quoted = json.dumps(text, ensure_ascii=False)
        return gateway.post(
            "lea", {"query": template.replace("<text>", quoted).replace("<bare>", text), "variables": values}
        )

    return place


def lambert(_text: str) -> str:
    return LAMBERT


def manager(**changes: str) -> Callable[[str], object]:
    return lambda text: {**CONTACT, **{name: change.format(text) for name, change in changes.items()}}


DESIGNATE = "designateChiefAccessManager"
REPLACE = "replaceChiefAccessManager"
CARD = f'company(number: "{LAMBERT}") {{ name }}'

TEXTS: dict[str, Place] = {
    "first name": acting("lea", DESIGNATE, company=lambert, manager=manager(firstName="{}")),
    "part of a last name": acting("lea", DESIGNATE, company=lambert, manager=manager(lastName="Van {} Acker")),
    "e-mail": acting("lea", DESIGNATE, company=lambert, manager=manager(email="{}")),
    "phone": acting("lea", DESIGNATE, company=lambert, manager=manager(phone="{}")),
    "a phone from abroad": acting("lea", DESIGNATE, company=lambert, manager=manager(phone="+{}")),
    "national number and more": acting("lea", DESIGNATE, company=lambert, manager=manager(nationalNumber="{}0")),
    "company": acting("lea", DESIGNATE, company=str, manager=manager()),
    "manager instead of an object": acting("lea", DESIGNATE, company=lambert, manager=str),
    "a field that there is not": acting("lea", DESIGNATE, company=lambert, manager=lambda t: {**CONTACT, t: t}),
    "a list": acting("lea", DESIGNATE, company=lambda t: [t], manager=manager()),
    "manager replaced": acting("emma", REPLACE, company=lambda _: MAES, manager=manager(), replaces=str),
    "manager confirmed": acting("emma", "confirmChiefAccessManager", company=lambda _: MAES, manager=str),
    "address of the e-Box": acting("lea", "activateEbox", company=lambert, notificationEmail=str),
    "reference": acting("ines", "confirmAccountClosure", company=lambert, reference=str),
    "search": document("query ($s: String!) { companies(search: $s) { edges { cursor } } }", s=str),
    "search literal": document("{ companies(search: <text>) { edges { cursor node { name } } } }"),
    "cursor": document('{ companies(search: "ring", after: <text>) { edges { cursor } } }'),
    "position in a cursor": document(
        'query ($c: String) { companies(search: "ring", after: $c) { pageInfo { startCursor } } }',
        c=lambda text: urlsafe_b64encode(json.dumps([4, text]).encode()).decode(),
    ),
    "page size": document('query ($f: Int) { companies(search: "ring", first: $f) { edges { cursor } } }', f=str),
    "page size literal": document('{ companies(search: "ring", first: <text>) { edges { cursor } } }'),
    "node": document("{ node(id: <text>) { id } nodes(ids: [<text>, <text>]) { id } }"),
    "node as a key": document(
        "query ($i: ID!) { node(id: $i) { id } }",
        i=lambda text: urlsafe_b64encode(f"Company:{text}".encode()).decode(),
    ),
    "enterprise number": document("query ($n: EnterpriseNumber!) { company(number: $n) { name } }", n=str),
    "enterprise number literal": document("{ company(number: <text>) { name } }"),
    "enterprise number as an object": document("{ company(number: {number: <text>}) { name } }"),
    "action": document("query ($a: Action!) { company(number: 1) { viewerCan(action: $a) { allowed } } }", a=str),
    "action literal": document(f'{{ company(number: "{LAMBERT}") {{ viewerCan(action: <text>) {{ allowed }} }} }}'),
    "language": document("query ($l: Language) { company(number: 1) { name(language: $l) } }", l=str),
    "a comment": document("# <bare>\n{ " + CARD + " }"),
    "a block string": document('{ companies(search: """<bare>""") { edges { cursor } } }'),
    "in the middle of nowhere": document("{ <bare> }"),
    "no document": document("<bare>"),
    "default": document("query ($n: EnterpriseNumber = <text>) { company(number: $n) { name } }"),
    "directive": document("{ " + CARD + " @skip(if: <text>) }"),
}
BARE: dict[str, Place] = {
    "alias": document("{ <bare>: " + CARD + " }"),
    "alias of what is refused": document("{ <bare>: node(id: 1) { id } }"),
    "alias below": document(f'{{ company(number: "{LAMBERT}") {{ <bare>: name }} }}'),
    "alias in a fragment": document("{ ...F } fragment F on Query { ... { <bare>: " + CARD + " } }"),
    "alias of a mutation": document("mutation { <bare>: __typename }"),
    "operation": document("query <bare> { " + CARD + " }"),
    "two operations": document("query <bare> { __typename } query <bare> { __typename }"),
    "variable": document("query ($<bare>: EnterpriseNumber!) { company(number: $<bare>) { name } }"),
    "variable not used": document("query ($<bare>: Int) { __typename }"),
    "variable not defined": document("{ company(number: $<bare>) { name } }"),
    "field": document("{ <bare> }"),
    "argument": document(f'{{ company(number: "{LAMBERT}", <bare>: 1) {{ name }} }}'),
    "directive": document("{ __typename @<bare> }"),
    "type": document("query ($x: <bare>) { __typename }"),
    "fragment": document("{ ...<bare> }"),
    "fragment on itself": document("{ ...<bare> } fragment <bare> on Query { ...<bare> }"),
    "enum value": document(f'{{ company(number: "{LAMBERT}") {{ viewerCan(action: <bare>) {{ allowed }} }} }}'),
    "input field": document('mutation { activateEbox(input: {<bare>: 1, company: "x"}) { errors { code } } }'),
}
DIGITS: dict[str, Place] = {
    "integer": document('{ companies(search: "ring", first: <bare>) { edges { cursor } } }'),
    "integer as an id": document("{ node(id: <bare>) { id } }"),
    "integer as a number": document("{ company(number: <bare>) { name } }"),
    "float": document('{ companies(search: "ring", first: <bare>.5) { edges { cursor } } }'),
    "JSON number": document('query ($f: Int) { companies(search: "ring", first: $f) { edges { cursor } } }', f=int),
    "JSON number as a name": acting("lea", DESIGNATE, company=lambert, manager=lambda t: {**CONTACT, "phone": int(t)}),
    "JSON number as company": acting("lea", DESIGNATE, company=int, manager=manager()),
}


def request(method: str, path: str = "/graphql", **headers: str) -> Place:
    """The text in the address or a header."""

    def place(gateway: Asking, text: str) -> httpx.Response:
        given = {name.replace("_", "-"): value.format(text).encode() for name, value in headers.items()}
        body = json.dumps({"query": "{ __typename }"}) if method == "POST" else None
        content = {"Content-Type": b"application/json", **given}
        return gateway.send(method, path.format(text), headers=content, content=body)

    return place


WEB: dict[str, Place] = {
    "letter": request("GET", "/letters/{}"),
    "address": request("GET", "/{}"),
    "query string": request("GET", "/graphql?query={{__typename}}&operationName={}"),
    "another parameter": request("GET", "/graphql?{0}={0}"),
    "language": request("POST", Accept_Language="{}"),
    "bearer token": request("POST", Authorization="Bearer {}"),
    "scheme": request("POST", Authorization="{}"),
    "origin": request("POST", Origin="https://{}.example"),
    "media type": request("POST", Content_Type="{}"),
    "accepted": request("POST", Accept="{}"),
    "agent": request("POST", User_Agent="{}"),
    "key": request("POST", Idempotency_Key="{}"),
    "body": lambda gateway, text: gateway.send(
        "POST", "/graphql", content=text.encode(), headers={"Content-Type": "application/json"}
    ),
    "operationName": lambda gateway, text: gateway.post(None, {"query": "{ __typename }", "operationName": text}),
    "extensions": lambda gateway, text: gateway.post(None, {"query": "{ __typename }", "extensions": {text: text}}),
    "no query": lambda gateway, text: gateway.post(None, {"query": {text: text}, text: text}),
}
