"""In which media type clients are answered: what they accept, how gladly, and in which order they say so."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from running import Running

from gateway.demo.world import LAMBERT
from gateway.http.media_type import Accept, MediaType
from gateway.http.reply import MODERN, PLAIN

QUESTION = {"query": "{ __typename }"}
OLD, NEW = "application/json; charset=utf-8", "application/graphql-response+json; charset=utf-8"


def answered(gateway: Running, *accept: str) -> tuple[int, str]:
    """The status and the media type of an answer without errors."""
    headers = [("Accept", each) for each in accept]
    response = gateway.send("POST", "/graphql", json=QUESTION, headers=headers)
    assert {"Accept", "Authorization", "Accept-Language"} <= set(response.headers["vary"].split(", "))
    return response.status_code, response.headers["content-type"]


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/xml",
        "json",
        "application/json;q=0",
        "application/json;q=0, application/graphql-response+json;q=0.000",
        "*/*;q=0",
        "application/*;q=0, */*;q=0",
        "application/json; charset=iso-8859-1",
        "application/json; profile=other",
        "application/json;q=2",
        "application/json;q=nan",
        "multipart/mixed",
    ],
)
def test_what_we_do_not_have_is_answered_406(shared: Running, accept: str) -> None:
    assert answered(shared, accept)[0] == 406


def test_nothing_is_done_for_a_client_that_accepts_no_answer(gateway: Running) -> None:
    mutation = f'mutation {{ requestAccountClosure(input: {{company: "{LAMBERT}"}}) {{ errors {{ code }} }} }}'
    gateway.read("lea", "{ viewer { person { id } } }")
    before = gateway.rows("audit")
    headers = {**gateway.headers("lea"), "Accept": "text/plain"}
    assert gateway.send("POST", "/graphql", json={"query": mutation}, headers=headers).status_code == 406
    assert gateway.rows("audit") == before


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json", OLD),
        ("application/graphql-response+json", NEW),
        ("Application/GraphQL-Response+JSON; Charset=UTF-8", NEW),
        ('application/json; charset="utf-8"', OLD),
        ("application/graphql-response+json, application/json", NEW),
        ("application/json, application/graphql-response+json", OLD),
        ("application/graphql-response+json;q=0.5, application/json;q=0.6", OLD),
        ("application/json;q=0.9,application/graphql-response+json", NEW),
        ("application/json;q=.2, application/graphql-response+json;q=.3", NEW),
        ("application/json;q=0, */*", NEW),
        ("*/*", OLD),
        ("*", OLD),
        ("application/*", OLD),
        ("*/*, application/graphql-response+json", NEW),
        ("*/*, application/graphql-response+json;q=0.9", OLD),
        ("application/*;q=0.5, application/graphql-response+json;q=0.4", OLD),
        ("application/*;q=0.4, application/graphql-response+json;q=0.5", NEW),
        ("application/json;q=.1, application/graphql-response+json;q=.5, application/json;charset=utf-8;q=.9", OLD),
        ("text/html, application/json;q=0.1", OLD),
        ("application/json, text/plain, */*", OLD),
        ("", OLD),
        (" , ,", OLD),
        ("application/graphql-response+json, application/graphql+json, application/json, text/event-stream", NEW),
        ("multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9", NEW),
    ],
)
def test_the_client_chooses(shared: Running, accept: str, media_type: str) -> None:
    assert answered(shared, accept) == (200, media_type)


def test_a_client_that_does_not_say_gets_what_clients_always_got(shared: Running) -> None:
    request = shared._client.build_request("POST", "/graphql", json=QUESTION)
    del request.headers["accept"]
    response = shared._runner.run(shared._client.send(request))
    assert (response.status_code, response.headers["content-type"]) == (200, OLD)


def test_several_headers_are_one_list(shared: Running) -> None:
    assert answered(shared, "text/html", "application/graphql-response+json, */*;q=0.1") == (200, NEW)


OFFERS = (PLAIN, MODERN, MediaType("text/html"), MediaType.read("multipart/mixed; deferSpec=20220824"))
NAMES = ["*/*", "*", "application/*", "text/*", "multipart/mixed; deferspec=20220824", "multipart/mixed", "x"]
RANGES = st.tuples(
    st.sampled_from([*NAMES, *(offer.name for offer in OFFERS)]),
    st.sampled_from(["", ";q=0", ";q=0.5", ";q=1", "; Q=0.25", ";q=", ";q=1.5", ";charset=utf-8"]),
).map("".join)


@given(headers=st.lists(st.lists(RANGES).map(", ".join), max_size=3))
def test_the_best_offer_is_one_that_none_is_better_than(headers: list[str]) -> None:
    accept = Accept.read(headers)
    best = accept.prefers(OFFERS)
    qualities = {offer: accept.quality(offer) for offer in OFFERS}
    assert all(0 <= quality <= 1 for quality in qualities.values())
    assert (qualities[best] == max(qualities.values()) > 0) if best else not any(qualities.values())


@given(headers=st.lists(RANGES), offer=st.sampled_from(OFFERS))
def test_what_is_named_and_refused_is_never_sent(headers: list[str], offer: MediaType) -> None:
    assert Accept.read([f"{offer};q=0", *headers]).quality(offer) == 0


@given(header=st.text(st.characters(max_codepoint=255)) | st.text('*/;,="q01. ax'))
@example(header=";" * 10_000)
@example(header=("a/b;q=0.1," * 10_000))
@example(header='"\\' * 10_000)
def test_no_header_is_too_strange_to_be_read(header: str) -> None:
    assert Accept.read([header]).prefers(OFFERS) in (*OFFERS, None)
