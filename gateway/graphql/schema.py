"""The schema, and the SDL that apps code against."""

import json

import strawberry
from graphql import GraphQLDeferDirective, GraphQLError, introspection_from_schema
from strawberry.printer import print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import StrawberryObjectDefinition, StrawberryType
from strawberry.types.execution import ExecutionContext

from gateway.graphql.company_event import CompanyChanged, CompanyChangedByItself
from gateway.graphql.corporate_function import CorporateFunction
from gateway.graphql.error import ConflictError, ForbiddenError, InvalidError, NotFoundError, UnauthenticatedError
from gateway.graphql.history import HistoryEntry
from gateway.graphql.mandate_task import MandateEndsTask, SignMandateTask
from gateway.graphql.mutation import Mutation
from gateway.graphql.query import Query
from gateway.graphql.scalars import SCALARS
from gateway.graphql.subscription import Subscription
from gateway.graphql.task import DesignateManagerTask, ReviewManagerTask, TakeUpDesignationTask


class _Names(NameConverter):
    """A list of history entries is the history: `HistoryConnection`, `HistoryEdge`."""

    def from_generic(self, generic_type: StrawberryObjectDefinition, types: list[StrawberryType | type]) -> str:
        return super().from_generic(generic_type, types).replace("HistoryEntry", "History")


class _Schema(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing here: Strawberry would log the text of the query, with the literals in it. See `answer`."""


def build_schema() -> strawberry.Schema:
    """The schema of the gateway, with `@defer`; not with `@stream`, since lists come in pages."""
    schema = _Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[
            CompanyChanged,
            CompanyChangedByItself,
            CorporateFunction,
            HistoryEntry,
            ForbiddenError,
            UnauthenticatedError,
            InvalidError,
            NotFoundError,
            ConflictError,
            TakeUpDesignationTask,
            ReviewManagerTask,
            DesignateManagerTask,
            SignMandateTask,
            MandateEndsTask,
        ],
        config=StrawberryConfig(scalar_map=SCALARS, name_converter=_Names(), disable_field_suggestions=False),
    )
    schema._schema.directives += (GraphQLDeferDirective,)
    return schema


def sdl(schema: strawberry.Schema) -> str:
    """The schema as a text, with a line feed at the end, and with the rights, which no sorting of graphql-core keeps.

    Types come in the order of their names; fields and values as they are declared, since their order says something:
    which field is the first to know of, in which order errors are answered.
    """
    return print_schema(schema) + "\n"


def introspection(schema: strawberry.Schema) -> str:
    """The schema as JSON, as code generators read it: the answer to a full introspection, without what is around it."""
    return json.dumps(introspection_from_schema(schema._schema), ensure_ascii=False, indent=2) + "\n"
