"""Documents asked by their id: trusted ones of a manifest, in three modes, and those that were sent before."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from running import Prepared, Running

from gateway.graphql.trusted import Mode, Trusted, WrongManifest, hash_of

TRUSTED = "query Me { viewer { person { firstName } } }"
OTHER = "query Other { viewer { person { lastName } } }"
LEA = {"viewer": {"person": {"firstName": "Léa"}}}
Serving = Callable[[str], Running]


@pytest.fixture(scope="module")
def serving(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A gateway for each mode, that trusts one document."""
    running: dict[str, Running] = {}
    with ExitStack() as opened:

        def serve(mode: str) -> Running:
            if mode not in running:
                folder = tmp_path_factory.mktemp("trusting")
                manifest = folder / "persisted-documents.json"
                manifest.write_text(json.dumps({hash_of(TRUSTED): TRUSTED}), encoding="utf-8")
                update = {"documents": manifest, "documents_mode": mode}
                settings = prepared.copy_to(folder / "world").model_copy(update=update)
                running[mode] = opened.enter_context(Running(settings, folder / "world"))
            return running[mode]

        yield serve


def answered(gateway: Running, **body: Any) -> Any:
    """The data, or the code of the error."""
    found = gateway.post("lea", body).json()
    return found["data"] if "errors" not in found else found["errors"][0]["extensions"]["code"]


def hashed(text: str, named: str | None = None) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": named or hash_of(text)}}


IDS = [{"documentId": f"sha256:{hash_of(TRUSTED)}"}, {"documentId": hash_of(TRUSTED)}, {"extensions": hashed(TRUSTED)}]


@pytest.mark.parametrize("named", IDS, ids=["sha256:", "hash", "persistedQuery"])
@pytest.mark.parametrize("mode", ["prefer", "only"])
def test_a_trusted_document_is_answered_by_its_id(serving: Serving, mode: str, named: dict[str, Any]) -> None:
    assert answered(serving(mode), **named) == LEA


def test_without_a_manifest_in_force_no_document_has_an_id(serving: Serving) -> None:
    assert answered(serving("off"), **IDS[0]) == "PERSISTED_QUERY_NOT_SUPPORTED"


@pytest.mark.parametrize(("mode", "answer"), [("off", None), ("prefer", None), ("only", "DOCUMENT_NOT_TRUSTED")])
def test_any_other_document_is_refused_where_only_trusted_ones_are_answered(
    serving: Serving, mode: str, answer: str | None
) -> None:
    expected = answer or {"viewer": {"person": {"lastName": "Lambert"}}}
    assert answered(serving(mode), query=OTHER) == expected
    assert answered(serving(mode), query=OTHER, extensions=hashed(OTHER)) == expected
    assert answered(serving(mode), query=TRUSTED) == LEA


def test_what_was_sent_with_its_hash_is_answered_by_the_hash(serving: Serving) -> None:
    gateway, text = serving("prefer"), "query Kept { viewer { person { firstName } } }"
    assert answered(gateway, extensions=hashed(text)) == "PERSISTED_QUERY_NOT_FOUND"
    assert answered(gateway, query=text, extensions=hashed(text)) == LEA
    assert answered(gateway, extensions=hashed(text)) == LEA


def test_where_only_trusted_ones_are_answered_nothing_is_kept(serving: Serving) -> None:
    assert answered(serving("only"), extensions=hashed(OTHER)) == "PERSISTED_QUERY_NOT_SUPPORTED"


def test_a_document_under_another_hash_is_refused_and_not_kept(serving: Serving) -> None:
    gateway, foreign = serving("prefer"), hash_of("{ __typename }")
    assert answered(gateway, query=OTHER, extensions=hashed(OTHER, foreign)) == "BAD_REQUEST"
    assert answered(gateway, extensions=hashed("", foreign)) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_document_that_is_not_valid_is_not_kept(serving: Serving) -> None:
    gateway, text = serving("prefer"), "{ nothing }"
    assert answered(gateway, query=text, extensions=hashed(text)) == "GRAPHQL_VALIDATION_FAILED"
    assert answered(gateway, extensions=hashed(text)) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "wrong", [1, {}, {"version": 2, "sha256Hash": "a" * 64}, {"version": 1, "sha256Hash": "A" * 64}, {"version": 1}]
)
def test_a_persisted_query_that_names_no_hash_is_refused(serving: Serving, wrong: object) -> None:
    assert answered(serving("prefer"), extensions={"persistedQuery": wrong}) == "BAD_REQUEST"


@pytest.mark.parametrize("manifest", ["", "[]", '{"a": 1}', json.dumps({hash_of(OTHER): TRUSTED}), None])
def test_a_manifest_that_cannot_be_used_is_refused_at_the_start(tmp_path: Path, manifest: str | None) -> None:
    path = tmp_path / "manifest.json"
    if manifest is not None:
        path.write_text(manifest, encoding="utf-8")
    with pytest.raises(WrongManifest):
        Trusted.read(Mode.ONLY, path)


def test_a_trusted_document_that_is_not_valid_is_refused_at_the_start(prepared: Prepared, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"old": "{ nothing }"}), encoding="utf-8")
    settings = prepared.copy_to(tmp_path / "world").model_copy(update={"documents": manifest, "documents_mode": "only"})
    with pytest.raises(WrongManifest, match="old"):
        Running(settings, tmp_path / "world").__enter__()
