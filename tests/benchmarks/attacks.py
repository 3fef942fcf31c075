"""What requests that are meant to harm cost those who make them, and what they cost everybody else.

    python -m tests.benchmarks.attacks

serves the demo in a process of its own, and prints in one table for each attack the status, the median in milliseconds
of what it took to be refused, and the longest that a second client, which never stops asking, waited meanwhile.
"""

import argparse
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import httpx

from tests.http.attacking import ATTACKS, Bystander, attack


@contextmanager
def _served() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    start = [sys.executable, "-c", "from gateway.cli import main; main()", "serve", "--demo", "--port", port, "--data"]
    with tempfile.TemporaryDirectory() as folder:
        quiet = subprocess.DEVNULL
        with subprocess.Popen([*start, f"{folder}/world"], stdout=quiet, stderr=quiet) as process:
            try:
                base = f"http://127.0.0.1:{port}"
                _until(lambda: httpx.get(f"{base}/readyz").status_code == 200)
                yield base
            finally:
                process.terminate()


def _until(ready: Callable[[], bool]) -> None:
    for _ in range(600):
        try:
            if ready():
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("The demo did not start.")


def main() -> None:
    """Read the options, attack and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--repeats", type=int, default=5)
    repeats = options.parse_args().repeats
    with _served() as base, httpx.Client(base_url=base, timeout=60) as client:
        with Bystander(base) as alone:
            time.sleep(2)
        print(f"{'':32}{'status':>8}{'ms':>8}{'others wait at most, ms':>26}")
        print(f"{'(nobody attacks)':32}{'':>8}{'':>8}{max(alone.waited):26.1f}")
        for name, body in ATTACKS.items():
            with Bystander(base) as other:
                refused = [attack(client, body) for _ in range(repeats)]
            took = median(each.milliseconds for each in refused)
            print(f"{name:32}{refused[0].status:8}{took:8.1f}{max(other.waited):26.1f}")


if __name__ == "__main__":
    main()
