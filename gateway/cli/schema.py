"""`gateway schema`: the SDL that apps code against."""

import typer

from gateway.graphql.schema import build_schema, sdl


def schema() -> None:
    """Print the GraphQL schema."""
    typer.echo(sdl(build_schema()), nl=False)
