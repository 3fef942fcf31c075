"""What a command of an author imports: whoever checks rules on each save must not wait for a server or a database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.authorization.policy import shipped_policies

SERVER = {"starlette", "strawberry", "graphql", "uvicorn", "fpdf", "alembic", "sqlalchemy", "joserfc"}

RUN = """
import json, sys
from gateway.cli import main
try:
    main()
finally:
    sys.stderr.write("\\n" + json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def imported(*words: str, folder: Path) -> set[str]:
    """The packages that a command has imported when it ends."""
    done = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, cwd=folder, text=True, check=False)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "command",
    ["check", "why --action MANAGER_DESIGNATE --facts authenticated", "diff policies policies", "--help"],
)
def test_a_command_about_rules_alone_imports_nothing_that_serves_or_keeps(command: str) -> None:
    """The help lists every command, and so imports the modules of all of them."""
    packages = imported("policy", *command.split(), folder=shipped_policies().parent)
    assert "gateway" in packages and "typer" in packages
    assert not packages & SERVER


def test_a_command_about_the_database_does_import_its_library(tmp_path: Path) -> None:
    assert "sqlalchemy" in imported("audit", "verify", "--data", str(tmp_path), folder=tmp_path)
