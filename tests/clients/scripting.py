"""Scripts that Node runs: clients from npm, as apps use them, against a gateway that is served."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from running import Served
from streaming import Live

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Node:
    """A copy of the scripts, with the packages in reach: what tools generate lies in the copy."""

    folder: Path

    def run(self, script: str, gateway: Served | Live, *personas: str, **given: object) -> Any:
        """What a script saw. It may sign in as these personas; `who` is the first of them."""
        tokens = {name: gateway.token(name) for name in personas}
        told = {"address": str(gateway.client.base_url), "who": next(iter(personas), None), "tokens": tokens, **given}
        return json.loads(self._call("node", script, told=json.dumps(told)))

    def tool(self, name: str, *words: str) -> str:
        """What a command of a package prints."""
        return self._call(str(PACKAGES / ".bin" / name), *words)

    def _call(self, *command: str, told: str = "") -> str:
        run = subprocess.run(
            command, cwd=self.folder, input=told, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout
