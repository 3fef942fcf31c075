"""`gateway sign`: the demo's card reader on the command line signs for any persona, and judges nobody."""

import json
import shutil
import sqlite3
from base64 import b64decode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from gateway.app import mandate_terms_of, now, trust_of
from gateway.demo.folder import DemoFolder
from gateway.demo.personas import PERSONAS
from gateway.demo.start import make_world, settings_of
from gateway.domain.errors import Invalid
from gateway.domain.identifiers import parse_national_number
from gateway.domain.signature import SignatureAlgorithm, SignatureForm
from gateway.graphql.node import global_id, read_id

Run = Callable[..., Result]
Document = tuple[str, bytes]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> DemoFolder:
    """A demo that was started once."""
    folder = DemoFolder(tmp_path_factory.mktemp("demo") / "world")
    folder.make()
    make_world(folder)
    return folder


@pytest.fixture(scope="module")
def proxy(world: DemoFolder) -> Document:
    """The id of a mandate, as GraphQL shows it, and its document."""
    with closing(sqlite3.connect(world.database)) as connection:
        mandate, document = connection.execute("SELECT mandate, document FROM proxy").fetchone()
    return global_id("Mandate", mandate), document.encode()


def printed(answer: Result) -> dict[str, Any]:
    """The one line of JSON that a command printed, and nothing beside it."""
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout == f"{answer.stdout.strip()}\n"
    return dict(json.loads(answer.stdout))


def check(world: DemoFolder, given: dict[str, Any], document: bytes, persona: str) -> str:
    """What a gateway of this demo says to the signature, if this persona sends it."""
    settings = settings_of(world)
    signer = settings.person_keys.of(parse_national_number(PERSONAS[persona].national_number))
    form = SignatureForm(given["certificate"], SignatureAlgorithm(given["algorithm"]), given["signature"])
    try:
        mandate_terms_of(settings, trust_of(settings)).signatures.check(form, document, signer, now())
    except Invalid as refused:
        return refused.problems[0].sentence.key
    return "accepted"


def test_it_prints_what_sign_mandate_takes_and_nothing_else(run: Run, world: DemoFolder, proxy: Document) -> None:
    mandate, document = proxy
    given = printed(run("sign", "emma", mandate, "--data", world.path))
    assert set(given) == {"mandate", "certificate", "algorithm", "signature"}
    assert given["mandate"] == mandate
    assert check(world, given, document, "emma") == "accepted"
    assert check(world, given, document + b" ", "emma") == "signature_wrong"


def test_it_signs_for_whoever_is_named_and_leaves_it_to_the_gateway_to_refuse(
    run: Run, world: DemoFolder, proxy: Document
) -> None:
    mandate, document = proxy
    for persona in ("jan", "bruno", "petra"):
        given = printed(run("sign", persona, mandate, "--data", world.path))
        assert check(world, given, document, persona) == "accepted"
        assert check(world, given, document, "emma") == "certificate_holder"


@pytest.mark.parametrize(
    ("certificate", "expected"), [("signature", "accepted"), ("authentication", "certificate_for_authentication")]
)
def test_it_signs_with_either_certificate_of_the_card(
    certificate: str, expected: str, run: Run, world: DemoFolder, proxy: Document
) -> None:
    mandate, document = proxy
    given = printed(run("sign", "emma", mandate, "--data", world.path, "--certificate", certificate))
    assert check(world, given, document, "emma") == expected


@pytest.mark.parametrize(("side", "said"), [("principal", "PRINCIPAL"), ("mandatary", "MANDATARY")])
def test_the_side_is_passed_on_as_graphql_names_it(
    side: str, said: str, run: Run, world: DemoFolder, proxy: Document
) -> None:
    given = printed(run("sign", "emma", proxy[0], "--data", world.path, "--side", side))
    assert given["side"] == said


def test_no_card_stays_behind(run: Run, world: DemoFolder, proxy: Document) -> None:
    """Each is made on the fly: no file of the demo holds the national number of anybody."""
    first, second = (printed(run("sign", "emma", proxy[0], "--data", world.path)) for _ in range(2))
    assert first["certificate"] != second["certificate"]
    number = PERSONAS["emma"].national_number.encode()
    assert number in b64decode(first["certificate"])
    assert [file for file in world.path.rglob("*") if file.is_file() and number in file.read_bytes()] == []


def refusal(answer: Result) -> str:
    """Why a command did nothing; said on stderr, so that no script takes it for a signature."""
    assert (answer.exit_code, answer.stdout) == (2, "")
    return answer.stderr


def test_a_persona_that_there_is_not_is_refused_with_those_that_there_are(
    run: Run, world: DemoFolder, proxy: Document
) -> None:
    said = refusal(run("sign", "nobody", proxy[0], "--data", world.path))
    assert said == f"There is no persona of this name. There are: {', '.join(PERSONAS)}.\n"


@pytest.mark.parametrize(
    "mandate",
    [
        "",
        "é",
        "nonsense",
        "0" * 500,
        global_id("Mandate", "0" * 32),
        global_id("Mandate", ""),
        global_id("Company", "0000000196"),
    ],
)
def test_an_id_of_no_mandate_is_refused(mandate: str, run: Run, world: DemoFolder) -> None:
    said = refusal(run("sign", "emma", mandate, "--data", world.path))
    assert said == "There is no mandate with this id.\n"


def test_the_id_of_another_type_is_none_of_a_mandate(run: Run, world: DemoFolder, proxy: Document) -> None:
    known = read_id(proxy[0])
    assert known is not None
    said = refusal(run("sign", "emma", global_id("Company", known.key), "--data", world.path))
    assert said == "There is no mandate with this id.\n"


def test_without_a_demo_there_are_no_cards_and_none_are_made(run: Run, tmp_path: Path) -> None:
    said = refusal(run("sign", "emma", "nonsense", "--data", tmp_path / "none"))
    assert "gateway serve --demo" in said
    assert not (tmp_path / "none").exists()


def test_a_folder_of_something_else_is_no_demo(run: Run, world: DemoFolder, proxy: Document, tmp_path: Path) -> None:
    """Not even one with the cards and the database of a demo: the marker says that it is fictional."""
    copy = tmp_path / "copy"
    shutil.copytree(world.path, copy)
    (copy / ".gateway-demo").unlink()
    assert "There is no demo" in refusal(run("sign", "emma", proxy[0], "--data", copy))


@pytest.mark.parametrize("option", [("--certificate", "encryption"), ("--side", "PROVIDER")])
def test_what_is_no_certificate_or_no_side_is_refused(
    option: tuple[str, str], run: Run, world: DemoFolder, proxy: Document
) -> None:
    refusal(run("sign", "emma", proxy[0], "--data", world.path, *option))
