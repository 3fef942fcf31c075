"""Nothing that apps code against is broken unawares: the schema is compared with that of the last release.

`released.graphql` is that schema. Whoever releases writes it anew: `gateway schema > tests/schema/released.graphql`.
Until the first release it is the one that the first apps were written against.
"""

import json
from pathlib import Path

import pytest
from graphql import build_client_schema, find_breaking_changes, find_dangerous_changes
from graphql import build_schema as schema_from
from typer.testing import CliRunner

from gateway.cli import main
from gateway.graphql.schema import build_schema, sdl
from gateway.graphql.schema_changes import SchemaChange, schema_changes

RELEASED = Path(__file__).with_name("released.graphql")
SDL = sdl(build_schema())
SMALL = """
directive @authorize(action: Action!) on FIELD_DEFINITION
enum Action { EBOX_READ EBOX_ACTIVATE }
enum Status { INACTIVE ACTIVE }
interface Node { id: ID! }
input Search { text: String }
scalar Email
type Company implements Node { id: ID! ebox: Ebox @authorize(action: EBOX_READ) status: Status! }
type Ebox { status: Status! notificationEmail: Email }
type Query { companies(search: Search!, first: Int = 20): [Company!]! }
"""

BREAKING = {
    "Field Company.ebox was removed.": ("ebox: Ebox @authorize(action: EBOX_READ)", ""),
    "Email was removed.": ("Email", "Mail"),
    "Field Ebox.status changed type from Status! to Status.": ("Ebox { status: Status!", "Ebox { status: Status"),
    "A required argument Query.companies(language:) was added.": ("(search", "(language: String! search"),
    "A required field Search.language was added.": ("{ text: String", "{ text: String language: String!"),
    "Company no longer implements interface Node.": ("Company implements Node", "Company"),
    "Enum value Status.INACTIVE was removed.": ("INACTIVE", ""),
}
DANGEROUS = {
    "Enum value Status.FULL was added.": ("INACTIVE", "INACTIVE FULL"),
    "An optional argument Query.companies(language:) was added.": ("(search", "(language: String search"),
    "Query.companies(first:) has changed defaultValue from 20 to 10.": ("20", "10"),
    "Company.ebox requires EBOX_ACTIVATE, and required EBOX_READ before.": (": EBOX_READ", ": EBOX_ACTIVATE"),
    "Company.ebox requires no right of its own, and required EBOX_READ before.": ("@authorize(action: EBOX_READ)", ""),
    "Ebox.status requires EBOX_READ, and required no right of its own before.": (
        "Ebox { status: Status!",
        "Ebox { status: Status! @authorize(action: EBOX_READ)",
    ),
}


def changed(text: str, instead: str) -> list[SchemaChange]:
    """What would have changed if the small schema were another one from now on."""
    assert text in SMALL
    return schema_changes(SMALL, SMALL.replace(text, instead))


def run(*arguments: str) -> tuple[int, str]:
    """How `gateway schema` ends, and what it prints."""
    result = CliRunner().invoke(main, ["schema", *arguments])
    return result.exit_code, result.output


def test_nothing_that_was_released_is_broken() -> None:
    changes = schema_changes(RELEASED.read_text(encoding="utf-8"), SDL)
    assert [change.description for change in changes if change.breaking] == []


def test_a_schema_has_not_changed_since_itself() -> None:
    assert schema_changes(SDL, SDL) == []


@pytest.mark.parametrize("told", BREAKING)
def test_what_would_break_an_app_is_told(told: str) -> None:
    assert SchemaChange(True, told) in changed(*BREAKING[told])


@pytest.mark.parametrize("told", DANGEROUS)
def test_what_could_surprise_an_app_is_told_and_does_not_break_it(told: str) -> None:
    assert changed(*DANGEROUS[told]) == [SchemaChange(False, told)]


def test_what_is_new_is_no_change_to_those_who_know_nothing_of_it() -> None:
    assert changed("scalar Email", "scalar Email type Letter { id: ID! }") == []
    assert changed("type Ebox {", "type Ebox { size: Int") == []


def test_the_command_tells_each_change_and_fails_if_one_is_breaking(tmp_path: Path) -> None:
    former = tmp_path / "former.graphql"
    former.write_text(SDL.replace("type Person {", "type Person { initials: String"), encoding="utf-8")
    assert run("--against", str(former)) == (1, "breaking: Field Person.initials was removed.\n")
    former.write_text(SDL.replace("Viewer @authorize(action: VIEWER_READ)", "Viewer"), encoding="utf-8")
    told = "dangerous: Query.viewer requires VIEWER_READ, and required no right of its own before.\n"
    assert run("--against", str(former)) == (0, told)
    former.write_text(SDL, encoding="utf-8")
    assert run("--against", str(former)) == (0, "")


@pytest.mark.parametrize("content", ["# Nothing", "type Query {", "type Query { a: Nothing }", None])
def test_a_file_that_holds_no_schema_is_refused(tmp_path: Path, content: str | None) -> None:
    former = tmp_path / "former.graphql"
    if content is not None:
        former.write_text(content, encoding="utf-8")
    ended, printed = run("--against", str(former))
    assert ended == 2
    assert printed.startswith(f"{former} is no schema that can be read: ")


def test_the_json_is_the_schema_as_code_generators_read_it() -> None:
    ended, printed = run("--json")
    told, present = build_client_schema(json.loads(printed)), schema_from(SDL)
    assert ended == 0
    assert [*find_breaking_changes(present, told), *find_dangerous_changes(present, told)] == []
    assert [*find_breaking_changes(told, present), *find_dangerous_changes(told, present)] == []
    assert told.type_map["Company"].description == present.type_map["Company"].description
