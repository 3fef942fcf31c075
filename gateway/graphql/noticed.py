"""What is noticed of a question while it is answered, for the log and the figures: nothing of it was typed."""

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)

from gateway.graphql.documents import Prepared
from gateway.graphql.redaction import safe_name
from gateway.telemetry import seen


def notice(prepared: Prepared) -> None:
    """Which kind of operation it is, its first field as the schema names it, and what it costs."""
    if gathered := seen.current():
        operation = prepared.operation
        gathered.kind = operation.operation.value
        gathered.root = next(_fields(operation.selection_set, prepared.document), "")
        gathered.name = safe_name(operation.name.value) if operation.name else None
        gathered.cost = prepared.cost.fields


def _fields(selected: SelectionSetNode, document: DocumentNode) -> Iterator[str]:
    """The fields of a selection, as the schema names them. The document is valid: no fragment spreads itself."""
    for selection in selected.selections:
        if isinstance(selection, FieldNode):
            yield selection.name.value
        elif isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            found = (each for each in document.definitions if isinstance(each, FragmentDefinitionNode))
            yield from _fields(next(each for each in found if each.name.value == name).selection_set, document)
        elif isinstance(selection, InlineFragmentNode):
            yield from _fields(selection.selection_set, document)
