"""Signals as something that can be waited for, like what comes over a pipe."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def signals(*heard: signal.Signals) -> Iterator[socket.socket]:
    """A socket on which the numbers of these signals arrive, which do nothing else meanwhile."""
    rung, rings = socket.socketpair()
    rings.setblocking(False)
    former = {each: signal.signal(each, lambda *_: None) for each in heard}
    signal.set_wakeup_fd(rings.fileno())
    try:
        yield rung
    finally:
        signal.set_wakeup_fd(-1)
        for each, handler in former.items():
            signal.signal(each, handler)
        rung.close()
        rings.close()


@contextmanager
def held_back(*signals: signal.Signals) -> Iterator[None]:
    """Have a process that is started meanwhile never receive these; our own arrive after it."""
    former = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
