"""`gateway db`: the tables of the database."""

import typer

from gateway.cli.environment import settings_or_exit
from gateway.storage.database import Database
from gateway.storage.upgrade import outdated, upgrade

database = typer.Typer(help="The tables of the database.", no_args_is_help=True)


@database.command("upgrade")
def upgrade_database() -> None:
    """Make or bring up to date the tables; running it again is fine."""
    upgrade(Database.at(settings_or_exit().database_url).path)
    typer.echo("The tables are up to date.")


@database.command("check")
def check_database() -> None:
    """Say whether the tables are as this version expects them; ends with 1 if not."""
    if problem := outdated(Database.at(settings_or_exit().database_url).path):
        typer.echo(problem, err=True)
        raise typer.Exit(1)
    typer.echo("The tables are up to date.")
