"""HUP replaces the worker, and nobody notices: no request fails, and every act is there once."""

import asyncio
import math
import os
import signal
from multiprocessing import Pipe
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from following import Follower
from running import Prepared, Served
from supervising import Load, act, done, restart, until, workers

from gateway.cli import supervisor, worker
from gateway.cli.handover import Order
from gateway.cli.worker import prepare
from gateway.demo.world import MAES

RESTARTS = 2


def entries(served: Served) -> list[str]:
    """What the history of the company holds, as it is told."""
    rows = [row for row in served.rows("audit") if row["company"] == MAES and row["event"]]
    return [row["event"].upper() for row in rows]


def test_workers_restart_without_a_failed_request_under_load(served: Served) -> None:
    before, load = done(served), Load(served)
    over_sockets, over_streams = Follower(served), Follower(served)

    async def story() -> set[int]:
        async with asyncio.TaskGroup() as tasks:
            following = [tasks.create_task(over_sockets.over_sockets()), tasks.create_task(over_streams.over_streams())]
            async with load.going_on():
                await asyncio.sleep(0.5)
                serving = {await asyncio.to_thread(restart, served) for _ in range(RESTARTS)}
            history = entries(served)
            await asyncio.to_thread(until, lambda: over_sockets.told == over_streams.told == history)
            for each in following:
                each.cancel()
        return serving

    serving = asyncio.run(story())
    print(f"{load.asked} requests, {load.acts} acts, {len(load.failed)} failed, the longest took {load.worst:.3f} s")
    assert load.failed == []
    assert len(serving) == RESTARTS
    assert load.acts > RESTARTS
    assert done(served) - before == load.acts
    assert (over_sockets.ended, over_streams.ended) == ([1012] * RESTARTS, ["end"] * RESTARTS)


def test_rules_with_a_mistake_leave_the_former_worker_as_it_is(served: Served) -> None:
    rules = served.folder.parent / "policies" / "policy.csv"
    right, former = rules.read_text(), workers(served)
    try:
        rules.write_text(right + "p, persn, viewer, read\n")
        served.process.send_signal(signal.SIGHUP)
        until(lambda: "The new worker cannot begin" in served.printed.read_text())
        assert served.send("GET", "/livez").status_code == 200
        assert workers(served) == former
        assert "persn" in served.printed.read_text().partition("The new worker cannot begin")[2]
    finally:
        rules.write_text(right)


def test_a_worker_that_dies_in_the_middle_of_acts_is_replaced_and_what_it_acknowledged_is_there_once(
    served: Served,
) -> None:
    before, lost = done(served), 0
    for number in range(before, before + 30):
        answer: httpx.Response | None = None
        if number == before + 15:
            os.kill(workers(served)[-1], signal.SIGKILL)
        key = {"Idempotency-Key": f"dies-{number}", **served.headers("emma")}
        while answer is None:
            try:
                answer = served.client.post("/graphql", json=act(number), headers=key)
            except httpx.TransportError:
                lost += 1
        assert answer.json()["data"]["answer"]["errors"] == [], answer.text
    assert done(served) - before == 30
    assert lost, "It was in the middle of something."
    until(lambda: "ended by itself" in served.printed.read_text())


class Killed:
    """Stands for a worker that is killed before it says anything."""

    ready = why = None
    stopped_by = math.inf
    process = SimpleNamespace(wait=lambda: -signal.SIGKILL)

    def __init__(self, *_started_with: object) -> None:
        self.pipe, theirs = Pipe()
        theirs.close()

    def hear(self) -> None:
        """Nothing."""


def test_a_worker_that_dies_before_it_serves_ends_the_parent_which_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "Child", Killed)
    order = Order("127.0.0.1", None)
    parent = supervisor.Supervisor(order, order, [], lambda: None)
    parent.run()
    assert (parent.exit_code, parent.why) == (1, "The worker ended before it could serve (exit code -9).")


def test_a_database_that_is_gone_is_not_replaced_by_an_empty_one(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = prepared.copy_to(tmp_path / "world")
    monkeypatch.setattr(worker, "settings_from_environment", lambda _kind: settings)
    (tmp_path / "world" / "gateway.sqlite").unlink()
    with pytest.raises(ValueError, match=r"no database .* any more"):
        prepare(Order("127.0.0.1", None, again=True))
