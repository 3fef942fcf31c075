"""The parent process: it holds the sockets, and sees to it that one worker serves them, until it is told to stop.

TERM and INT stop it in good order, a second one at once; a terminal that is closed stops it too. HUP restarts: a new
worker is made ready beside the one that serves, then that one stops, and the new one begins. Whoever connects meanwhile
waits in the queue of the socket, and nobody is turned away. A new worker that cannot begin changes nothing: the former
goes on.
"""

import logging
import math
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait

from gateway.cli.child import Child
from gateway.cli.handover import Order, Ready, Refused, Serving
from gateway.cli.signals import signals
from gateway.telemetry import logs

STDIN = 0
HEARD = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

logger = logging.getLogger(__name__)


class Supervisor:
    """`serves` is called once the first worker answers. `exit_code`: of the parent, in the end."""

    def __init__(
        self, order: Order, again: Order, sockets: Sequence[socket.socket], serves: Callable[[], None]
    ) -> None:
        self._again = again
        self._sockets = sockets
        self._serves: Callable[[], None] | None = serves
        self._serving: Child | None = None
        self._coming: Child | None = Child(order, sockets)
        self._at_terminal = os.isatty(STDIN)
        self._restart_after = False
        self._stopping = False
        self.exit_code = 0
        self.why: str | None = None

    def run(self) -> None:
        """Until no worker is left."""
        with signals(*HEARD) as heard:
            while workers := self._workers:
                for ready in wait([heard, *(worker.pipe for worker in workers)], self._patience(workers)):
                    if ready is heard:
                        for number in heard.recv(64):
                            self._told(signal.Signals(number))
                    else:
                        [worker] = (each for each in workers if each.pipe is ready)
                        self._hear(worker)
        self._close_sockets()

    @property
    def _workers(self) -> list[Child]:
        return [worker for worker in (self._serving, self._coming) if worker]

    def _patience(self, workers: Sequence[Child]) -> float | None:
        """How long to wait for what happens next; a worker that should have stopped by now is ended."""
        for worker in workers:
            if worker.stopped_by <= time.monotonic():
                logger.error("Worker %s does not stop: it is killed.", worker.process.pid)
                worker.process.kill()
                worker.stopped_by = math.inf
        first = min(worker.stopped_by for worker in workers)
        return None if math.isinf(first) else max(0.0, first - time.monotonic())

    def _told(self, told: signal.Signals) -> None:
        # The system sends HUP as well, when it takes a terminal away.
        if told is signal.SIGHUP and os.isatty(STDIN) == self._at_terminal:
            self._restart()
        elif not self._stopping:
            self._stop()
        elif told is not signal.SIGHUP:
            for worker in self._workers:
                worker.process.kill()

    def _stop(self) -> None:
        self._stopping = True
        self._close_sockets()
        for worker in self._workers:
            worker.stop()

    def _close_sockets(self) -> None:
        for listening in self._sockets:
            listening.close()

    def _restart(self) -> None:
        if self._coming:
            self._restart_after = True
        elif not self._stopping:
            logger.info("A new worker is made ready.")
            try:
                self._coming = Child(self._again, self._sockets)
            except OSError as error:
                logger.warning("No new worker can be started (%s), the former goes on.", error.strerror)

    def _hear(self, worker: Child) -> None:
        match worker.hear():
            case Ready() as ready:
                worker.ready = ready
                logs.set_up(ready.log_format, ready.log_level)
                if self._serving:
                    self._serving.stop()
                else:
                    worker.begin()
            case Serving():
                self._in_service(worker)
            case Refused(why):
                worker.why = why
            case None:
                self._ended(worker, worker.process.wait())

    def _in_service(self, worker: Child) -> None:
        self._serving, self._coming = worker, None
        logger.info("Worker %s serves.", worker.process.pid)
        if self._serves:
            self._serves()
            self._serves = None
        if self._restart_after:
            self._restart_after = False
            self._restart()

    def _ended(self, worker: Child, code: int) -> None:
        worker.pipe.close()
        if worker is self._serving:
            self._serving = None
            self._after(worker, code)
        else:
            self._coming = None
            if self._serving and not self._stopping:
                logger.error(
                    "The new worker cannot begin (exit code %s), the former goes on. %s", code, worker.why or ""
                )
            elif not self._stopping:
                self.exit_code = code if code > 0 else 1
                self.why = worker.why or f"The worker ended before it could serve (exit code {code})."

    def _after(self, worker: Child, code: int) -> None:
        if self._stopping:
            self.exit_code = 0 if code == 0 else 1
        elif self._coming:
            if self._coming.ready:
                self._coming.begin()
        else:
            logger.error("The worker ended by itself (exit code %s): another one begins.", code)
            self._coming = Child(self._again, self._sockets)
