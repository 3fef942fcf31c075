"""The command line: `gateway --help` lists it. Only Typer and Rich are known here.

A command is imported when it is asked for (later.py), so that none waits for the libraries of the others.
"""

from gateway.cli.later import commands_later

main = commands_later(
    "Who may act for a Belgian company towards Social Security.",
    {
        "serve": "gateway.cli.serve:serve",
        "token": "gateway.cli.token:token",
        "sign": "gateway.cli.sign:sign",
        "schema": "gateway.cli.schema:schema",
        "register": "gateway.cli.register:register",
        "officers": "gateway.cli.officers:officers",
        "config": "gateway.cli.config:config",
        "monitoring": "gateway.cli.monitoring:monitoring",
        "db": "gateway.cli.database:database",
        "audit": "gateway.cli.audit:audit",
        "policy": "gateway.cli.policy:policy",
    },
)
