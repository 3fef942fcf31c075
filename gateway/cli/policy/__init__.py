"""`gateway policy`: the workbench of those who edit the rules."""

from gateway.cli.later import commands_later

policy = commands_later(
    "Check, test, explain and compare the rules, before they are in force.",
    {
        "check": "gateway.cli.policy.check:check",
        "diff": "gateway.cli.policy.diff:diff",
        "fmt": "gateway.cli.policy.fmt:fmt",
        "matrix": "gateway.cli.policy.matrix:matrix",
        "sign": "gateway.cli.policy.sign:sign",
        "test": "gateway.cli.policy.test:test",
        "verify": "gateway.cli.policy.verify:verify",
        "watch": "gateway.cli.policy.watch:watch",
        "why": "gateway.cli.policy.why:why",
    },
)
