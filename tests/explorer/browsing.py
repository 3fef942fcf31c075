"""Chromium, driven by scripts that Node runs with the packages of `tests/clients`."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.http.explorer import SOURCE

HERE = Path(__file__).parent
PACKAGES = HERE.parent / "clients" / "node_modules"
CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 90
PICTURES = os.environ.get("GATEWAY_TEST_PICTURES")
"""A folder for screenshots, for whoever wants to look at them."""


def lacking() -> str | None:
    """What this machine lacks to look at the page in a browser."""
    if shutil.which("node") is None:
        return "Node is not installed"
    if not PACKAGES.is_dir():
        return "the packages are not installed: npm ci --prefix tests/clients"
    if not CHROMIUM.exists():
        return f"there is no {CHROMIUM}"
    if not (SOURCE / "built").is_dir():
        return "the page is not built: npm ci --prefix gateway/explorer && npm run build --prefix gateway/explorer"
    return None


@dataclass(frozen=True, slots=True)
class Browser:
    """Looks at the page. `folder` holds the scripts, with the packages in reach."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> "Browser":
        for script in HERE.glob("*.mjs"):
            shutil.copy(script, folder)
        (folder / PACKAGES.name).symlink_to(PACKAGES, target_is_directory=True)
        return cls(folder)

    def look(self, script: str, address: str, **given: object) -> dict[str, Any]:
        """What a script saw of the page of the gateway at this address."""
        told = {"address": address, "chromium": str(CHROMIUM), "pictures": PICTURES, **given}
        run = subprocess.run(
            ["node", script],
            cwd=self.folder,
            input=json.dumps(told),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return dict(json.loads(run.stdout))
