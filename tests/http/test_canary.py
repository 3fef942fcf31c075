"""No national number comes out again, wherever somebody types one: not in an answer, not in a log, not in a file."""

import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from asking import Asking, contact
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logged import logged
from running import Prepared, Running, serving
from typing_places import BARE, DESIGNATE, DIGITS, FORMS, NUMBERS, TEXTS, WEB, Place

from gateway.demo.personas import PERSONAS
from gateway.demo.world import LAMBERT

_ANY_FORM = re.compile("|".join(r"[\W_]{0,3}".join(number) for number in NUMBERS))
_BASE64 = re.compile(r"[A-Za-z0-9_-]{12,}")


def exposed(text: str) -> list[str]:
    """The numbers of this test that a text holds, in any form: with separators, in other digits, in base64."""
    plain = unicodedata.normalize("NFKC", text)
    return _ANY_FORM.findall(plain) + [n for inner in _decoded(plain) for n in _ANY_FORM.findall(inner)]


def _decoded(text: str) -> Iterator[str]:
    for found in _BASE64.findall(text):
        try:
            yield urlsafe_b64decode(found + "=" * (-len(found) % 4)).decode()
        except ValueError:
            continue


def exposed_in_files(folder: Path) -> dict[str, list[str]]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    found = {file.name: exposed(file.read_bytes().decode("latin-1")) for file in files}
    return {name: numbers for name, numbers in found.items() if numbers}


def check(response: httpx.Response) -> None:
    assert exposed(response.text) == []
    assert exposed(str(response.headers.multi_items())) == []
    assert response.status_code < 500
    assert '"INTERNAL"' not in response.text


def test_a_number_is_found_in_any_form() -> None:
    for number in NUMBERS:
        for form in FORMS:
            assert exposed(f"so {form(number)}.")
        assert exposed(urlsafe_b64encode(f"Company:{number}".encode()).decode())
    assert exposed('{"at":"2026-11-23T08:00:00Z","id":"QWNjZXNzTWFuYWdlcjp4"}') == []


@pytest.fixture
def silent(gateway: Running) -> Iterator[Running]:
    """A gateway of which, when the test is over, no file and no line of the log holds a number."""
    with logged() as log:
        yield gateway
        gateway.stop()
    assert log.told("request")
    assert exposed(log.text) == []
    assert exposed_in_files(gateway.folder) == {}


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    number=st.sampled_from(NUMBERS),
    form=st.sampled_from(FORMS),
    place=st.sampled_from([*TEXTS.items(), *WEB.items()]),
)
def test_no_number_comes_back_from_any_text(
    silent: Running, number: str, form: Callable[[str], str], place: tuple[str, Place]
) -> None:
    check(place[1](silent, form(number)))


@pytest.mark.parametrize("place", TEXTS | WEB | DIGITS)
def test_no_number_comes_back_from_anywhere(silent: Running, place: str) -> None:
    for number in NUMBERS[:3]:
        check((TEXTS | WEB | DIGITS)[place](silent, number))


@pytest.mark.parametrize("place", BARE)
def test_no_number_comes_back_from_a_name(silent: Running, place: str) -> None:
    for number in NUMBERS[:3]:
        for name in (f"n{number}", f"n_{'_'.join(number)}", f"n{number}_1", f"n1_{number}"):
            check(BARE[place](silent, name))


@pytest.mark.parametrize("alias", ["c0206731645", "c1_0206731645", "c12_0314595348", "at_2026_11_23_08_00_00"])
def test_other_numbers_may_stand_in_an_alias(gateway: Running, alias: str) -> None:
    assert gateway.read(None, f"{{ {alias}: __typename }}") == {alias: "Query"}


@pytest.mark.parametrize("field", ["email", "notificationEmail"])
def test_a_national_number_is_no_part_of_an_address(silent: Running, field: str) -> None:
    for form in (FORMS[0], FORMS[1], FORMS[-1]):
        address = f"{form(NUMBERS[0])}@demo.example"
        answers = {
            "email": silent.act("lea", DESIGNATE, {"company": LAMBERT, "manager": contact("petra", email=address)}),
            "notificationEmail": silent.act("lea", "activateEbox", {"company": LAMBERT, "notificationEmail": address}),
        }
        assert [error["code"] for error in answers[field]["errors"]] == ["INVALID"]


def test_the_national_number_of_a_designation_is_never_read_back(silent: Running) -> None:
    for form in FORMS[:2]:
        petra = contact("petra", nationalNumber=form(PERSONAS["petra"].national_number))
        silent.act("lea", DESIGNATE, {"company": LAMBERT, "manager": petra})
    headers = {"Authorization": f"Bearer {_telling(silent)}"}
    check(silent.send("POST", "/graphql", json={"query": "{ viewer { person { id } } }"}, headers=headers))


def _telling(gateway: Asking) -> str:
    """A token that has the number wherever a token can."""
    number = PERSONAS["petra"].national_number
    return gateway.token("petra", sub=number, mail=f"{number}@demo.example", prefLanguage=number, jti=number)


def test_a_served_gateway_prints_and_keeps_no_number(prepared: Prepared, tmp_path: Path) -> None:
    prepared.copy_to(tmp_path / "world")
    with serving(tmp_path / "world") as served:
        for place in {**TEXTS, **WEB, **DIGITS}.values():
            check(place(served, NUMBERS[0]))
        for place in BARE.values():
            check(place(served, f"n{NUMBERS[0]}"))
        given_ = {"company": LAMBERT, "manager": contact("petra")}
        assert served.act("lea", DESIGNATE, given_)["errors"] == []
        check(served.post("petra", {"query": f'{{ company(number: "{LAMBERT}") {{ account {{ status }} }} }}'}))
        assert served.act("lea", "requestAccountClosure", {"company": LAMBERT})["errors"] == []
        running = exposed_in_files(served.folder)
    assert running == exposed_in_files(served.folder) == {}
    assert exposed(served.printed.read_text()) == []
