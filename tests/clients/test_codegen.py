"""graphql-codegen's client preset: a strictly typed program compiles against the schema, and does what it says."""

from collections.abc import Iterator

import pytest
from running import Prepared, Served
from scripting import Node
from streaming import Live
from typer.testing import CliRunner

from gateway.cli import main
from gateway.demo.world import NOORD

SEEN = {
    "wrong": ["INVALID notificationEmail"],
    "done": [],
    "again": ["conflict EBOX_ALREADY_ACTIVE"],
    "page": {
        "heading": "Sociaal Secretariaat Noord VZW, ACTIVE: Jan since 2015",
        "greyedOut": ["ACCOUNT_CONFIRM_CLOSURE"],
        "mandates": 2,
    },
}


@pytest.fixture(scope="session")
def compiled(node: Node) -> Node:
    """The program as JavaScript, by the schema as tools read it; what it may not do would not have compiled."""
    (node.folder / "schema.json").write_text(CliRunner().invoke(main, ["schema", "--json"]).stdout)
    node.tool("graphql-codegen", "--config", "codegen/codegen.mjs")
    node.tool("tsc", "--project", "codegen")
    return node


@pytest.fixture(scope="session")
def trusting(compiled: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A gateway that answers the documents of the program, and no others."""
    folder = tmp_path_factory.mktemp("trusting") / "world"
    manifest = compiled.folder / "codegen/gql/persisted-documents.json"
    settings = Prepared(folder).settings.model_copy(update={"documents": manifest, "documents_mode": "only"})
    with Live(settings, folder) as gateway:
        yield gateway


def test_a_document_that_is_not_of_the_program_is_refused_where_only_its_own_are_trusted(trusting: Live) -> None:
    response = trusting.post("jan", {"query": "{ viewer { person { firstName } } }"})
    [error] = response.json()["errors"]

    assert (response.status_code, error["extensions"]["code"]) == (403, "DOCUMENT_NOT_TRUSTED")


def test_there_the_program_is_answered_by_the_hashes_of_its_documents(compiled: Node, trusting: Live) -> None:
    assert compiled.run("codegen/journey.mjs", trusting, "jan", company=NOORD, byHash=True) == SEEN


def test_a_typed_program_acts_and_knows_every_refusal_by_its_type(compiled: Node, served: Served) -> None:
    assert compiled.run("codegen/journey.mjs", served, "jan", company=NOORD, byHash=False) == SEEN
