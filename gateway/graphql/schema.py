"""The schema, and the SDL that apps code against."""

import strawberry
from graphql import GraphQLError
from strawberry.printer import print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import StrawberryObjectDefinition, StrawberryType
from strawberry.types.execution import ExecutionContext

from gateway.graphql.corporate_function import CorporateFunction
from gateway.graphql.error import ConflictError, ForbiddenError, InvalidError, NotFoundError, UnauthenticatedError
from gateway.graphql.history import HistoryEntry
from gateway.graphql.mandate_task import MandateEndsTask, SignMandateTask
from gateway.graphql.mutation import Mutation
from gateway.graphql.query import Query
from gateway.graphql.scalars import SCALARS
from gateway.graphql.task import DesignateManagerTask, ReviewManagerTask, TakeUpDesignationTask


class _Names(NameConverter):
    """A list of history entries is the history: `HistoryConnection`, `HistoryEdge`."""

    def from_generic(self, generic_type: StrawberryObjectDefinition, types: list[StrawberryType | type]) -> str:
        return super().from_generic(generic_type, types).replace("HistoryEntry", "History")


class _Schema(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing here: Strawberry would log the text of the query, with the literals in it. See `answer`."""


def build_schema() -> strawberry.Schema:
    """The schema of the gateway."""
    return _Schema(
        query=Query,
        mutation=Mutation,
        types=[
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


def sdl(schema: strawberry.Schema) -> str:
    """The schema as a text, with a line feed at the end."""
    return print_schema(schema) + "\n"
