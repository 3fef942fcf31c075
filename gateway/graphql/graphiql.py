"""The page on which integrators explore the schema."""

from strawberry.http.ides import get_graphql_ide_html


def graphiql() -> str:
    """GraphiQL as Strawberry ships it: its scripts come from a public network, so it is for the demo."""
    return get_graphql_ide_html("graphiql")
