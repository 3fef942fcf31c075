"""A gateway that runs: in process on a clock of the test's, or as the process that an operator starts."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import httpx
import pytest
from asking import Asking

from gateway.app import create_app, now
from gateway.authorization.policy import Policy, PolicyFiles, proved
from gateway.authorization.signed import Verify
from gateway.demo.folder import CARDS, ISSUER, DemoFolder
from gateway.demo.start import make_world
from gateway.http.web import Application
from gateway.identity import DemoIssuer, Issuer
from gateway.settings import Settings
from gateway.signature import DemoCards

BASE = "http://gateway.test"


class Clock:
    """Goes on by a millisecond whenever it is read, and by more when told so."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time

    def advance(self, **by: float) -> None:
        """Let time pass."""
        self.time += timedelta(**by)


_PROVED: dict[object, Policy] = {}


def application(settings: Settings, issuers: Sequence[Issuer], clock: Callable[[], datetime]) -> Application:
    """A gateway whose rules are proved once for all tests: that takes longer than most of them."""

    def proved_once(files: PolicyFiles, verify: Verify | None = None) -> Policy:
        of = (files.folder, *files.contents.items(), files.problems, files.signature, verify)
        if of not in _PROVED:
            _PROVED[of] = proved(files, verify)
        return _PROVED[of]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gateway.app.proved", proved_once)
        return create_app(settings, issuers, clock)


class Prepared:
    """A world that was made once, to be copied for each test."""

    def __init__(self, folder: Path) -> None:
        demo = DemoFolder(folder)
        demo.make()
        settings, _ = make_world(demo)
        self.settings = settings.model_copy(update={"allowed_hosts": ("gateway.test", "127.0.0.1")})
        self.folder = folder

    def copy_to(self, folder: Path) -> Settings:
        """The settings of a copy."""
        shutil.copytree(self.folder, folder)
        return self.settings.model_copy(update={"database_url": DemoFolder(folder).database_url})


class Running(Asking):
    """The application in this process, with its lifespan, on a clock that tests can turn."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.clock = Clock()
        self.folder = folder
        self.issuer = DemoIssuer(folder / ISSUER, self.clock)
        self.issuers = [self.issuer.issuer]
        self.cards = DemoCards(folder / CARDS, self.clock)
        self._settings = settings
        self._runs = False

    def __enter__(self) -> Self:
        self._runner = asyncio.Runner()
        app = application(self._settings, self.issuers, self.clock)
        self.crowd = app.state.crowd
        self._lifespan = app.router.lifespan_context(app)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url=BASE)
        self._runner.run(self._lifespan.__aenter__())
        self._runs = True
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Shut down in good order, as far as it still runs; what was counted is written down."""
        if not self._runs:
            return
        self._runs = False
        self._runner.run(self._client.aclose())
        self._runner.run(self._lifespan.__aexit__(None, None, None))
        self._runner.close()

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self._runner.run(self._client.request(method, path, **request))

    def send_at_once(self, requests: list[tuple[str, str, dict[str, Any]]]) -> list[httpx.Response]:
        """Several requests concurrently."""

        async def all_of_them() -> list[httpx.Response]:
            return await asyncio.gather(*(self._client.request(m, path, **given) for m, path, given in requests))

        return self._runner.run(all_of_them())


class Served(Asking):
    """`gateway serve --demo` in a process of its own; everything that it prints is in `printed`."""

    def __init__(self, folder: Path, port: int, printed: Path, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self.printed = printed
        self.process = process
        self.issuer = DemoIssuer(folder / ISSUER, now)
        self.cards = DemoCards(folder / CARDS, now)
        self.base = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(base_url=self.base, timeout=30)

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self.client.request(method, path, **request)


@contextmanager
def serving(folder: Path, *options: str, stdin: int = subprocess.DEVNULL) -> Iterator[Served]:
    """Start the demo in a folder, wait until it is ready, and stop it as an operator would."""
    printed = folder.with_suffix(".log")
    with started("--demo", "--data", str(folder), *options, printed=printed, stdin=stdin) as (port, process):
        served = Served(folder, port, printed, process)
        with served.client:
            yield served


@contextmanager
def started(
    *options: str, printed: Path, stdin: int = subprocess.DEVNULL, variables: Mapping[str, str] | None = None
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`gateway serve` with these options and environment variables: its port, once it is ready, and its process."""
    port = _free_port()
    command = [sys.executable, "-c", "from gateway.cli import main; main()", "serve", "--port", str(port), *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **(variables or {})}
    with (
        printed.open("wb") as log,
        subprocess.Popen(command, stdin=stdin, stdout=log, stderr=log, env=environment) as process,
    ):
        try:
            _wait_until_ready(port, process, printed)
            yield port, process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int, process: subprocess.Popen[bytes], printed: Path) -> None:
    deadline = time.monotonic() + 60
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        while time.monotonic() < deadline and process.poll() is None:
            with suppress(httpx.TransportError):
                if client.get("/readyz").status_code == 200:
                    return
            time.sleep(0.1)
    raise AssertionError(f"The server did not start: {printed.read_text()}")
