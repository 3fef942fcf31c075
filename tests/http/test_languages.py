"""Everything that is said to people is said in their language."""

from collections.abc import Iterator
from typing import Any

import pytest
from asking import contact
from hypothesis import given
from hypothesis import strategies as st
from running import Running

from gateway.demo.personas import PERSONAS
from gateway.demo.world import BENALI, LAMBERT, MAES
from gateway.domain.identifiers import PersonKeys
from gateway.domain.language import Language
from gateway.domain.person import Identity
from gateway.http.language import language_in

NL_SPEAKER = PERSONAS["emma"].identity(PersonKeys(bytes(32)))
LANGUAGES = [language.value for language in Language]

PREFERRED = {
    "fr": "fr",
    "FR": "fr",
    "fr-BE": "fr",
    "nl-BE-x-any, fr": "nl",
    "de, fr": "de",
    "fr;q=0.1, de;q=0.9": "de",
    "fr;q=0.10,\tde ; q=0.101": "de",
    "en;q=0.5, nl;q=0.5": "en",
    "fr-CH;q=0.2, fr;q=0.8, de;q=0.5": "fr",
    "it, es;q=0.9, de;q=0.1": "de",
    "de, fr;q=0": "de",
    "*": "en",
    "*, en;q=0": "fr",
    "fr;q=0.5, *": "en",
    "en;q=0.2, *;q=0.1": "en",
    "*;q=0": "en",
    "en;q=0": "fr",
    "fr;q=0, en;q=0": "nl",
    "": "en",
    "it": "en",
    "fr;q=2, de;q=0.1": "de",
    "fr;q=nan, de;q=0.1": "de",
    "fr;q=0.1234, de;q=0.1": "de",
    "fr;level=1, de;q=0.1": "de",
    "french, de;q=0.1": "de",
    "fr_BE, de;q=0.1": "de",
    "; , ,,q=1, nl": "nl",
}


@pytest.mark.parametrize("header", PREFERRED)
def test_the_language_is_the_one_most_welcome(header: str) -> None:
    assert language_in(header, None) == PREFERRED[header]


@pytest.mark.parametrize(
    ("header", "language"), [("", "nl"), ("it", "nl"), ("*", "nl"), ("fr", "fr"), ("nl;q=0", "en"), ("nl;q=0, *", "en")]
)
def test_without_one_that_is_named_it_is_that_of_the_token(header: str, language: str) -> None:
    assert NL_SPEAKER.language == "nl"
    assert language_in(header, NL_SPEAKER) == language


RANGES = st.sampled_from(["fr", "nl-BE", "de", "en-GB", "it", "*"])
WEIGHTS = st.integers(0, 1000)


@given(ranges=st.dictionaries(RANGES, WEIGHTS))
def test_nobody_is_answered_in_a_language_that_is_less_welcome_than_another(ranges: dict[str, int]) -> None:
    header = ", ".join(f"{tag};q={weight / 1000:.3f}" for tag, weight in ranges.items())
    quality = {tag[:2]: weight for tag, weight in ranges.items()}
    welcome = {language: quality.get(language, quality.get("*")) for language in LANGUAGES}
    chosen = welcome[language_in(header, None)]
    # A language that nothing is said of stands between those that are welcome and those that are refused.
    rank = {language: 0.5 if weight is None else weight for language, weight in welcome.items()}
    assert (0.5 if chosen is None else chosen) == max(rank.values())


@given(header=st.text(max_size=40) | st.from_regex(r"[a-zA-Z*;,=q0-9. -]{0,40}", fullmatch=True))
def test_no_header_is_too_strange_for_an_answer(header: str) -> None:
    speaker: Identity | None = NL_SPEAKER if "*" in header else None
    assert language_in(header, speaker) in Language


def test_several_headers_are_one_list(shared: Running) -> None:
    headers = [("Accept-Language", "it"), ("Accept-Language", "de"), ("Content-Type", "application/json")]
    response = shared.send("POST", "/graphql", headers=headers, json={"query": "{ __typename }"})
    assert response.headers["content-language"] == "de"


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_say_in_which_language_they_are(shared: Running, language: str) -> None:
    for query in ("{ policy { version } }", "{ viewer { person { id } } }"):
        assert shared.post(None, {"query": query}, language).headers["content-language"] == language
    refused = shared.send("POST", "/graphql", headers={"Authorization": "Bearer x", "Accept-Language": language})
    assert (refused.status_code, refused.headers["content-language"]) == (401, language)
    for path in ("/letters/x", "/proxies/x"):
        refused = shared.send("GET", path, headers={"Accept-Language": language})
        assert (refused.status_code, refused.headers["content-language"]) == (401, language)


def test_what_is_wrong_with_a_request_itself_is_told_in_english(shared: Running) -> None:
    for body in ("{ nothing }", "{", 7):
        response = shared.post(None, {"query": body}, "fr")
        assert response.headers["content-language"] == "en"


SAID = f"""{{
  company(number: "{MAES}") {{
    situation {{ label }} legalForm {{ label }} nextSteps {{ message }} address {{ country }}
    representatives(first: 1) {{ edges {{ node {{ function {{ label }} }} }} }}
    history(first: 2) {{ edges {{ node {{ message }} }} }}
    viewerPermissions {{ message }}
    denied: viewerCan(action: ACCOUNT_CONFIRM_CLOSURE) {{ message }}
  }}
  foreign: company(number: "{LAMBERT}") {{ history {{ edges {{ cursor }} }} }}
  applicationGroups {{ label }}
}}"""


def said(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Everything in an answer that is for people, and where it stands."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name in ("message", "label", "country") and isinstance(value, str):
                yield f"{path}.{name}", value
            yield from said(value, f"{path}.{name}")
    if isinstance(data, list):
        for place, value in enumerate(data):
            yield from said(value, f"{path}.{place}")


def in_each_language(gateway: Running, who: str | None, query: str, **variables: object) -> dict[str, set[str]]:
    """What is said at each place of an answer, in all languages."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        body = gateway.ask(who, query, language, **variables)
        for place, text in said(body):
            found.setdefault(place, set()).add(text)
    return found


def test_everything_that_is_read_is_in_the_language_of_the_request(shared: Running) -> None:
    found = in_each_language(shared, "emma", SAID)
    # The register says what its codes mean in the three languages of Belgium.
    of_register = {place for place in found if place.endswith(("situation.label", "legalForm.label"))}
    assert {len(found.pop(place)) for place in of_register} == {3}
    assert len(found) > 30
    # And one name is the same in all of them.
    alike = [texts for texts in found.values() if len(texts) != len(Language)]
    assert alike == [{"Federal Learning Account"}]


def test_every_kind_of_refusal_is_in_the_language_of_the_request(shared: Running) -> None:
    designate = "designateChiefAccessManager"
    wrong = {"company": LAMBERT, "manager": contact("lea", firstName="", email="x", phone="x", nationalNumber="x")}
    acts: list[tuple[str | None, str, dict[str, object], str]] = [
        (None, "activateEbox", {"company": MAES, "notificationEmail": "a@b.be"}, "UNAUTHENTICATED"),
        ("bruno", "activateEbox", {"company": LAMBERT, "notificationEmail": "a@b.be"}, "FORBIDDEN"),
        ("lea", designate, wrong, "INVALID"),
        ("emma", designate, {"company": MAES, "manager": contact("lea")}, "CONFLICT"),
        ("ines", "confirmAccountClosure", {"company": MAES, "reference": "CL-0"}, "NOT_FOUND"),
    ]
    for who, mutation, form, code in acts:
        answers = [shared.act(who, mutation, form, language)["errors"] for language in LANGUAGES]
        assert {error["code"] for errors in answers for error in errors} == {code}
        for errors in zip(*answers, strict=True):
            assert len({error["message"] for error in errors}) == len(Language), errors


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_can_be_asked_for_in_another_language(shared: Running, language: str) -> None:
    labels = " ".join(f"{code.lower()}: label(language: {code})" for code in ("FR", "NL", "DE", "EN"))
    query = f"""{{ company(number: "{BENALI}") {{ situation {{ {labels} }} legalForm {{ {labels} }}
      representatives(first: 1) {{ edges {{ node {{ function {{ {labels} }} }} }} }} }} }}"""
    company = shared.read(None, query, language)["company"]
    assert company == shared.read(None, query, "en")["company"]
    assert [company["legalForm"][spoken] for spoken in ("fr", "nl", "de")] == [
        "Société à responsabilité limitée",
        "Besloten vennootschap",
        "Gesellschaft mit beschränkter Haftung",
    ]
    function = company["representatives"]["edges"][0]["node"]["function"]
    assert len(set(function.values())) == len(Language)
