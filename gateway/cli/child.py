"""A worker, as its parent sees it."""

import math
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import Pipe

from gateway.cli.handover import Begin, Order, Ready, Report
from gateway.cli.signals import held_back

OVERTIME_SECONDS = 10
"""After the time that requests get, a worker that stops closes its database in these, or is stuck."""


class Child:
    """`why`: why it cannot begin, if it said so. `stopped_by`: when it must have ended, once it is told to stop."""

    def __init__(self, order: Order, sockets: Sequence[socket.socket]) -> None:
        self.pipe, theirs = Pipe()
        self.ready: Ready | None = None
        self.why: str | None = None
        self.stopped_by = math.inf
        passed = (theirs.fileno(), *(each.fileno() for each in sockets))
        command = [sys.executable, "-P", "-c", "from gateway.cli.worker import main; main()", *map(str, passed)]
        # A terminal sends its signals to all processes that it started, but they are for the parent.
        with held_back(signal.SIGINT, signal.SIGHUP), theirs:
            self.process = subprocess.Popen(command, pass_fds=passed, stdin=subprocess.DEVNULL)  # noqa: S603 - ours
        self.pipe.send(order)

    def hear(self) -> Report | None:
        """What it reports; None if it has ended."""
        try:
            report: Report = self.pipe.recv()
        except (EOFError, OSError):
            return None
        return report

    def begin(self) -> None:
        """Nobody else serves: it may."""
        with suppress(BrokenPipeError):  # It has just ended, which is heard next.
            self.pipe.send(Begin())

    def stop(self) -> None:
        """In good order, and in the time that it has for that."""
        seconds = OVERTIME_SECONDS + (self.ready.stop_seconds if self.ready else 0)
        self.stopped_by = min(self.stopped_by, time.monotonic() + seconds)
        self.process.terminate()
