"""The process that serves. `gateway serve` starts one, and for a restart another one beside it.

A SQLite database has one serving process: so a new worker reads and proves all that it can without touching it, and
then waits until the one before has gone.
"""

import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from gateway.app import create_app, issuers_of, now
from gateway.authorization.problem import PolicyRefused
from gateway.cli.handover import REFUSED, Demo, Order, Ready, Refused, Serving
from gateway.cli.server import run, server_of
from gateway.demo.folder import ISSUER, DemoFolder, NotADemo
from gateway.demo.persona_switch import PersonaSwitch
from gateway.demo.start import make_world, reader_of, settings_of
from gateway.http.web import Application
from gateway.identity import DemoIssuer
from gateway.settings import (
    Settings,
    WrongSettings,
    doubts,
    exact_origin,
    refuse_to_listen,
    settings_from_environment,
)
from gateway.settings.addresses import is_loopback
from gateway.storage.database import Database
from gateway.storage.sqlite import AlreadyServed, known_bug, serving_lock
from gateway.storage.upgrade import upgrade
from gateway.telemetry import logs

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A gateway that can begin. `make`: brings its database up to date, once it is the only one that serves it."""

    app: Application
    settings: Settings
    database: Path
    make: Callable[[Path], object]


def main() -> None:
    """Serve what the parent orders, on its sockets: their numbers follow that of the pipe among the arguments."""
    pipe, *sockets = map(int, sys.argv[1:])
    code = _work(Connection(pipe), [socket.socket(fileno=number) for number in sockets])
    # All is closed and nothing is left to do, and the next worker waits for this one to be gone.
    logging.shutdown()
    os._exit(code)


def _work(parent: Connection, sockets: Sequence[socket.socket]) -> int:
    order: Order = parent.recv()
    try:
        prepared = prepare(order)
    except WrongSettings as wrong:
        return _refuse(parent, f"These settings are missing or wrong:\n{wrong}")
    except (AlreadyServed, NotADemo, PolicyRefused, ValueError) as refusal:
        return _refuse(parent, str(refusal))
    settings = prepared.settings
    logs.set_up(settings.log_format, settings.log_level)
    gc.collect()
    parent.send(Ready(settings.stop_seconds, settings.log_format, settings.log_level))
    try:
        parent.recv()
    except EOFError:
        return 0  # The parent has gone meanwhile, and nobody wants to be served.
    return _begin(parent, prepared, sockets)


def _begin(parent: Connection, prepared: Prepared, sockets: Sequence[socket.socket]) -> int:
    try:
        with serving_lock(prepared.database):
            prepared.make(prepared.database)
            if warning := known_bug():
                logger.warning(warning)
            for variable, doubt in doubts(prepared.settings):
                logger.warning("%s: %s", variable, doubt)
            _serve(parent, prepared, sockets)
    except AlreadyServed as refusal:
        return _refuse(parent, str(refusal))
    return 0


def prepare(order: Order) -> Prepared:
    """All that can be done beside another worker. Raises what says why it cannot be."""
    prepared = _demo(order.demo, local=is_loopback(order.host)) if order.demo else _gateway(again=order.again)
    refuse_to_listen(prepared.settings, order.host)
    return prepared


def _gateway(*, again: bool) -> Prepared:
    settings = settings_from_environment(Settings)
    database = Database.at(settings.database_url).path
    # Else an empty one would take the place of a database whose disk is gone, or whose address was mistyped.
    if again and not database.exists():
        raise ValueError(f"There is no database at {database} any more.")
    app = create_app(settings, issuers_of(settings))
    return Prepared(app, settings, database, upgrade)


def _demo(demo: Demo, *, local: bool) -> Prepared:
    """`local`: nobody but this machine can reach it; only then may anybody sign for anybody."""
    origins, folder = tuple(map(exact_origin, demo.origins)), DemoFolder(demo.data)
    if demo.fresh or not folder.exists:
        folder.make()
        with serving_lock(folder.database):
            folder.make(fresh=demo.fresh)
            make_world(folder)
    settings, issuer = settings_of(folder), DemoIssuer(folder.path / ISSUER, now)
    settings = settings.model_copy(update={"cors_origins": (*settings.cors_origins, *origins)})
    reader, switch = (reader_of(folder), PersonaSwitch(issuer)) if local else (None, None)
    app = create_app(settings, [issuer.issuer], reader=reader, switch=switch)
    return Prepared(app, settings, folder.database, lambda _path: make_world(folder))


def _serve(parent: Connection, prepared: Prepared, sockets: Sequence[socket.socket]) -> None:
    server = server_of(
        prepared.app,
        stop_seconds=prepared.settings.stop_seconds,
        trusted_proxies=prepared.settings.trusted_proxies,
        started=lambda: parent.send(Serving()),
    )

    def stop(*_: object) -> None:
        server.should_exit = True

    def stop_without_parent() -> None:
        with suppress(EOFError, OSError):
            parent.recv()
        stop()

    signal.signal(signal.SIGTERM, stop)
    Thread(target=stop_without_parent, daemon=True).start()
    run(server, sockets)


def _refuse(parent: Connection, why: str) -> int:
    parent.send(Refused(why))
    return REFUSED
