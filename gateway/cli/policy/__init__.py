"""`gateway policy`: the workbench of those who edit the rules."""

import typer

from gateway.cli.policy.check import check
from gateway.cli.policy.diff import diff
from gateway.cli.policy.fmt import fmt
from gateway.cli.policy.matrix import matrix
from gateway.cli.policy.sign import sign
from gateway.cli.policy.test import test
from gateway.cli.policy.verify import verify
from gateway.cli.policy.watch import watch
from gateway.cli.policy.why import why

policy = typer.Typer(help="Check, test, explain and compare the rules, before they are in force.", no_args_is_help=True)
policy.command("check")(check)
policy.command("diff")(diff)
policy.command("fmt")(fmt)
policy.command("matrix")(matrix)
policy.command("sign")(sign)
policy.command("test")(test)
policy.command("verify")(verify)
policy.command("watch")(watch)
policy.command("why")(why)
