"""Requests that are meant to harm, and somebody who asks on meanwhile: for the tests and for the benchmark."""

import json
import time
from threading import Event, Thread
from typing import NamedTuple

import httpx

QUESTION = {"query": "{ applicationGroups { code } }"}
JSON = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}


def _of(query: str, **variables: object) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


def _with_variables(variables: bytes) -> bytes:
    return b'{"query": "{ __typename }", "variables": ' + variables + b"}"


_CHAIN = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(30))
_PAGES = "{ viewer { companies(first: 100) { edges { node { managers(first: 100) { edges { node { id } } } } } } } }"
_IDS = "query ($x: [ID!]!) { nodes(ids: $x) { id } }"

ATTACKS: dict[str, bytes] = {
    "nested spreads": _of("{ ...F0 } " + _CHAIN + " fragment F30 on Query { __typename }"),
    "fragments in a circle": _of("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
    "a thousand operations": _of(" ".join(f"query Q{n} {{ __typename }}" for n in range(1_000))),
    "ten thousand fields": _of("{" + "__typename " * 10_000 + "}"),
    "a thousand aliases": _of("{" + " ".join(f"a{n}: __typename" for n in range(1_000)) + "}"),
    "six hundred directives": _of("{ __typename " + "@skip(if: false) " * 600 + "}"),
    "overlapping fields": _of("{" + "viewer { person { id } companies { edges { node { id } } } } " * 90 + "}"),
    "overlapping and different": _of(
        "{ viewer {" + " ".join(f"x: companies(first: {n}) {{ edges {{ cursor }} }}" for n in range(1, 100)) + "} }"
    ),
    "selections 1,500 deep": _of("{" + "... {" * 1_500 + "__typename" + "}" * 1_501),
    "a list 2,000 deep": _of("{ nodes(ids: " + "[" * 2_000 + "]" * 2_000 + ") { id } }"),
    "a list as deep as is parsed": _of("{ nodes(ids: " + "[" * 140 + "]" * 140 + ") { id } }"),
    "pages of pages": _of(_PAGES.replace("{ id }", "{ id company { id name status } }")),
    "a list of 501": _of(_IDS, x=["a"] * 501),
    "160,000 values": _of(_IDS, x=[["a"] * 200] * 200),
    "an integer of 5,000 digits": _with_variables(b'{"x": ' + b"9" * 5_000 + b"}"),
    "JSON 100,000 deep": _with_variables(b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "a million spaces": b'{"query": "' + b" " * 1_000_000 + b'{ __typename }"}',
    "a batch of a thousand": b"[" + b",".join([b'{"query": "{ __typename }"}'] * 1_000) + b"]",
}


class Refused(NamedTuple):
    """How a request was refused, and in how many milliseconds."""

    status: int
    code: str
    milliseconds: float


def attack(client: httpx.Client, body: bytes) -> Refused:
    """One request."""
    began = time.perf_counter()
    response = client.post("/graphql", content=body, headers=JSON)
    took = (time.perf_counter() - began) * 1000
    return Refused(response.status_code, response.json()["errors"][0]["extensions"]["code"], took)


class Bystander:
    """A second client, which asks again and again, and notes how long each answer took and whether it was right."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._done = Event()
        self._thread = Thread(target=self._ask)
        self.waited: list[float] = []
        self.statuses: set[int] = set()

    def __enter__(self) -> "Bystander":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _ask(self) -> None:
        with httpx.Client(base_url=self._base, timeout=60) as client:
            while not self._done.is_set() or not self.waited:
                began = time.perf_counter()
                self.statuses.add(client.post("/graphql", json=QUESTION, headers=JSON).status_code)
                self.waited.append((time.perf_counter() - began) * 1000)
