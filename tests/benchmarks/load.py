"""What limits cost those who keep within them, and what they are worth while one caller asks without an end.

    python -m tests.benchmarks.load

serves a demo in a process of its own for each row, and prints in one table what a few callers got who ask on and on
for a company as a page shows it: answers a second, and how long they waited in milliseconds. Meanwhile, in the last
rows, one more caller floods the gateway with questions that cost a hundred times as much; how many of these were
answered a second, and how many refused, is printed too. Rows are repeated in turns, and their medians printed.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import httpx

from gateway.app import now
from gateway.demo.folder import ISSUER
from gateway.demo.personas import PERSONAS
from gateway.demo.world import LAMBERT, MAES
from gateway.graphql.node import global_id
from gateway.identity import DemoIssuer

CALLERS = ("emma", "jan", "bruno", "chantal")
FLOODING = "lea"
SHOWN = """id number name legalForm { label } address { street municipality } nextSteps { message done }
  viewerPermissions { action allowed message } representatives { edges { node { firstName function { label } } } }"""
CARD = {"query": f'{{ company(number: "{LAMBERT}") {{ {SHOWN} }} }}'}
FLOOD = {
    "query": f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Company {{ {SHOWN} }} }} }}",
    "variables": {"ids": [global_id("Company", number) for number in (LAMBERT, MAES) * 50]},
}
WITHOUT = {"GATEWAY_CALLER_COST_A_MINUTE": "0", "GATEWAY_REQUESTS_AT_ONCE": "1000"}
TURNS = {"GATEWAY_CALLER_COST_A_MINUTE": "0"}
LIMITS = {"GATEWAY_CALLER_COST_A_MINUTE": "500000"}


class Row(NamedTuple):
    """A gateway with these settings, and so many connections of the one who floods it."""

    settings: dict[str, str]
    flooding: int


ROWS = {
    "without limits": Row(WITHOUT, 0),
    "with limits": Row(LIMITS, 0),
    "flooded, without limits": Row(WITHOUT, 100),
    "flooded, with turns": Row(TURNS, 100),
    "flooded, with turns and budgets": Row(LIMITS, 100),
}


class Got(NamedTuple):
    """What the callers got in so many seconds, and what the one got who flooded."""

    answers: float
    p50: float
    p99: float
    flood: float
    refused: float


@contextmanager
def _served(settings: dict[str, str], folder: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-c", "from gateway.cli import main; main()", "serve", "--demo"]
    command += ["--port", str(port), "--data", str(folder)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env={**os.environ, **settings}) as process:
        try:
            _wait_until_ready(port)
            yield port
        finally:
            process.terminate()


def _wait_until_ready(port: int) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("The demo did not start.")


def _ask_on(port: int, token: str, body: bytes, until: float) -> list[tuple[int, float]]:
    """The status of each answer, and how many milliseconds it took."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    connection, got = HTTPConnection("127.0.0.1", port, timeout=60), []
    while (began := time.perf_counter()) < until:
        connection.request("POST", "/graphql", body, headers)
        response = connection.getresponse()
        response.read()
        got.append((response.status, (time.perf_counter() - began) * 1000))
    connection.close()
    return got


def _measured(row: Row, folder: Path, seconds: float) -> Got:
    with _served(row.settings, folder) as port:
        issuer = DemoIssuer(folder / ISSUER, now)
        tokens = {who: issuer.sign(PERSONAS[who].claims(), timedelta(hours=1)) for who in (*CALLERS, FLOODING)}
        until = time.perf_counter() + seconds
        card, flood = json.dumps(CARD).encode(), json.dumps(FLOOD).encode()
        with ThreadPoolExecutor(len(CALLERS) + row.flooding) as threads:
            flooding = [threads.submit(_ask_on, port, tokens[FLOODING], flood, until) for _ in range(row.flooding)]
            asking = [threads.submit(_ask_on, port, tokens[who], card, until) for who in CALLERS]
    waited = [took for each in asking for status, took in each.result() if status == 200]
    statuses = Counter(status for each in flooding for status, _ in each.result())
    p50, p99 = (_quantile(waited, each) for each in (50, 99))
    refused = statuses.total() - statuses[200]
    return Got(len(waited) / seconds, p50, p99, statuses[200] / seconds, refused / seconds)


def _quantile(waited: list[float], percent: int) -> float:
    """Infinite if nobody was answered."""
    several = (waited or [float("inf")]) * 2
    return quantiles(several, n=100)[percent - 1]


def main() -> None:
    """Read the options, measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=5)
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    got: dict[str, list[Got]] = {name: [] for name in ROWS}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(given.repeats):
            for name, row in ROWS.items():
                got[name].append(_measured(row, Path(folder) / "world", given.seconds))
    print(f"{'':34}{'answers/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'flood/s':>9}{'refused/s':>10}")
    for name, several in got.items():
        middle = Got(*(median(each) for each in zip(*several, strict=True)))
        print(
            f"{name:34}{middle.answers:10.0f}{middle.p50:9.1f}{middle.p99:9.1f}{middle.flood:9.1f}{middle.refused:10.1f}"
        )


if __name__ == "__main__":
    main()
