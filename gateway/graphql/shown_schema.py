"""The part of the schema that a caller could ever use, for introspection by right.

Nothing is in it that is out of the caller's reach under the policy in force: neither fields whose right is, nor types
to which only such fields lead.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias

from graphql import (
    DocumentNode,
    FieldDefinitionNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    build_ast_schema,
    parse,
)

from gateway.domain.rights import Action
from gateway.graphql.printed_right import right_of

_KEPT = 32
_ROOTS = ("Query", "Mutation", "Subscription")
_WithFields: TypeAlias = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode
_Types: TypeAlias = Mapping[str, TypeDefinitionNode]


class ShownSchemas:
    """What callers are shown of a schema, by the actions within their reach; worked out once for each such set."""

    def __init__(self, sdl: str) -> None:
        document = parse(sdl, no_location=True)
        self._types = {each.name.value: each for each in document.definitions if isinstance(each, TypeDefinitionNode)}
        self._others = tuple(each for each in document.definitions if not isinstance(each, TypeDefinitionNode))
        self.within = lru_cache(maxsize=_KEPT)(self._within)

    def _within(self, reach: frozenset[Action]) -> GraphQLSchema:
        """The schema for those who have these actions within reach; good for introspection, and for nothing else."""
        types = _usable(self._types, {action.name for action in reach})
        # Of what a page or a field of its own leads to, an interface alone leads nobody there.
        led_to = {_named(field.type) for kind in self._types.values() for field in _fields(kind)}
        shown, waiting = dict[str, TypeDefinitionNode](), [*_ROOTS, "Action"]
        while waiting:
            name = waiting.pop()
            if name in types and name not in shown:
                shown[name] = types[name]
                waiting += _mentioned(types[name])
                waiting += (other for other in _implementing(name, types) if other not in led_to)
        kept = [kind for name, kind in types.items() if name in shown and (_fields(kind) or not _has_fields(kind))]
        return build_ast_schema(DocumentNode(definitions=(*self._others, *kept)), assume_valid=True)


def _usable(types: _Types, actions: set[str]) -> _Types:
    """The types, without the fields that nobody may read with these actions, nor those that lead to nothing else."""
    usable = {name: _only(kind, lambda field: right_of(field) in {None, *actions}) for name, kind in types.items()}
    while empty := {name for name, kind in usable.items() if _has_fields(kind) and not _fields(kind)} - {*_ROOTS}:
        usable = {
            name: _only(kind, lambda field: _named(field.type) not in empty)
            for name, kind in usable.items()
            if name not in empty
        }
    return usable


def _only(kind: TypeDefinitionNode, usable: Callable[[FieldDefinitionNode], bool]) -> TypeDefinitionNode:
    return replace(kind, fields=tuple(filter(usable, _fields(kind)))) if isinstance(kind, _WithFields) else kind


def _has_fields(kind: TypeDefinitionNode) -> bool:
    return isinstance(kind, _WithFields)


def _fields(kind: TypeDefinitionNode) -> tuple[FieldDefinitionNode, ...]:
    return kind.fields or () if isinstance(kind, _WithFields) else ()


def _mentioned(kind: TypeDefinitionNode) -> Iterator[str]:
    """The types that a definition names."""
    given: list[InputValueDefinitionNode] = []
    if isinstance(kind, InputObjectTypeDefinitionNode):
        given += kind.fields or ()
    if isinstance(kind, _WithFields):
        yield from (interface.name.value for interface in kind.interfaces or ())
    for field in _fields(kind):
        yield _named(field.type)
        given += field.arguments or ()
    yield from (_named(each.type) for each in given)


def _implementing(name: str, types: _Types) -> Iterator[str]:
    for other, kind in types.items():
        if isinstance(kind, _WithFields) and name in {each.name.value for each in kind.interfaces or ()}:
            yield other


def _named(kind: TypeNode) -> str:
    while isinstance(kind, ListTypeNode | NonNullTypeNode):
        kind = kind.type
    return kind.name.value if isinstance(kind, NamedTypeNode) else ""
