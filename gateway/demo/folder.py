"""The folder of a demo: its database, its keys, and a marker that says that it may be thrown away."""

import shutil
from pathlib import Path

from platformdirs import user_cache_path

from gateway.settings import DemoSecrets, new_demo_key

MARKER = ".gateway-demo"
DATABASE = "gateway.sqlite"
ISSUER = "issuer"
CARDS = "cards"


class NotADemo(Exception):
    """A folder holds something else; the message says so."""


class DemoFolder:
    """A folder that the demo made, or may make."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = (path or user_cache_path("gateway-demo")).absolute()

    @property
    def exists(self) -> bool:
        return (self.path / MARKER).is_file()

    def make(self, *, fresh: bool = False) -> None:
        """Make it if it is not there yet. Only a folder with the demo's own marker is ever deleted."""
        if self.path.exists() and not self.exists and (not self.path.is_dir() or any(self.path.iterdir())):
            raise NotADemo(f"{self.path} holds something else than a demo: choose another folder with --data.")
        if fresh and self.exists:
            shutil.rmtree(self.path)
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.path / MARKER).touch()

    @property
    def database(self) -> Path:
        return self.path / DATABASE

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.database}"

    def keys(self) -> DemoSecrets:
        """The demo's own secrets; made when they are first asked for."""
        return DemoSecrets(self._secret("national-number.key"), self._secret("sealing.key"))

    def _secret(self, name: str) -> str:
        file = self.path / name
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(new_demo_key())
        return file.read_text()
