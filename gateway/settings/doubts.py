"""What is no fault, and hardly meant either: told at the start, and by `gateway config check`."""

from collections.abc import Iterator
from itertools import chain

from pydantic import SecretStr

from gateway.settings.environment import Given
from gateway.settings.files import open_to_others
from gateway.settings.settings import Settings
from gateway.settings.variables import variable


def doubts(settings: Settings) -> list[tuple[str, str]]:
    """The variable and a sentence for each. A demo leaves none: it is open to everybody, and meant to be."""
    found = (_of_signatures(settings), _of_exploring(settings), _of_documents(settings), _of_files())
    return [] if settings.is_demo else [(variable(field), said) for field, said in chain.from_iterable(found)]


def _of_signatures(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.signature_crls is None:
        yield "signature_crls", "without it a card that is lost or stolen still signs"


def _of_exploring(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.graphiql and settings.introspection == "off":
        yield "graphiql", "GraphiQL has nothing to show while introspection is off"
    elif settings.graphiql and not any(issuer.client_id for issuer in settings.issuers):
        yield "graphiql", "nobody can sign in there: no issuer has a client_id"
    if settings.field_suggestions and settings.introspection != "on":
        yield "field_suggestions", "they tell, name by name, what introspection is not to tell"


def _of_documents(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.documents is not None and settings.documents_mode == "off":
        yield "documents", f"it is not read while {variable('documents_mode')} is off"
    if settings.documents_mode == "only":
        if settings.graphiql:
            yield "graphiql", "what people type there is refused: only trusted documents are answered"
        if settings.introspection != "off":
            yield "introspection", "who asks for the schema is refused: only trusted documents are answered"


def _of_files() -> Iterator[tuple[str, str]]:
    files = Given.read().files
    for field, about in Settings.model_fields.items():
        file = files.get(variable(field))
        if about.annotation is SecretStr and file is not None and open_to_others(file):
            yield field, "others on this machine may read its file: chmod 400"
