"""The command line: `gateway --help` lists it. Only Typer and Rich are known here."""

import typer

from gateway.cli.audit import audit
from gateway.cli.database import database
from gateway.cli.officers import officers
from gateway.cli.policy import policy
from gateway.cli.register import register
from gateway.cli.schema import schema
from gateway.cli.serve import serve
from gateway.cli.sign import sign
from gateway.cli.token import token

main = typer.Typer(
    help="Who may act for a Belgian company towards Social Security.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
main.command()(serve)
main.command()(token)
main.command()(sign)
main.command()(schema)
main.add_typer(register, name="register")
main.add_typer(officers, name="officers")
main.add_typer(database, name="db")
main.add_typer(audit, name="audit")
main.add_typer(policy, name="policy")
