"""`gateway config`: the settings, before and beside a gateway that runs with them."""

from gateway.cli.later import commands_later

config = commands_later(
    "Check and compare the settings of a gateway, before it starts.",
    {
        "check": "gateway.cli.config.check:check",
        "docs": "gateway.cli.config.docs:docs",
        "key": "gateway.cli.config.key:key",
        "show": "gateway.cli.config.show:show",
    },
)
