"""/readyz: whether a gateway can do its work, part by part, told soon and whatever goes on."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asking import Asking, contact
from running import Prepared, Running
from streaming import STUCK, Live

from gateway.demo.folder import DemoFolder
from gateway.demo.world import LAMBERT
from gateway.http import health
from gateway.identity import FollowedKeys, Issuer
from gateway.identity.keys import KeysUnavailable
from gateway.storage import probe

DOWN = "https://down.example"


class NobodyAnswers:
    """A provider that is down."""

    async def read(self) -> None:
        """What fetching comes to."""
        raise KeysUnavailable("Nobody answers.")


def down(gateway: Running) -> Issuer:
    """An issuer whose keys were never to be had."""
    keys = FollowedKeys(DOWN, NobodyAnswers(), gateway.clock, refetch_seconds=60, refresh_seconds=600)
    return replace(gateway.issuer.issuer, url=DOWN, keys=keys)


@pytest.fixture
def stopped(prepared: Prepared, tmp_path: Path) -> Running:
    """A gateway that was not started yet."""
    return Running(prepared.copy_to(tmp_path / "world"), tmp_path / "world")


def readiness(gateway: Asking) -> tuple[int, dict[str, Any]]:
    response = gateway.send("GET", "/readyz")
    return response.status_code, dict(response.json())


@contextmanager
def database_of(gateway: Asking) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(DemoFolder(gateway.folder).database, isolation_level=None)) as connection:
        yield connection


def test_without_keys_of_any_issuer_it_is_not_ready(stopped: Running) -> None:
    stopped.issuers = [down(stopped)]
    with stopped as gateway:
        status, body = readiness(gateway)
        assert (status, body["status"]) == (503, "not ready")
        [keys] = body["keys"]
        assert (keys["issuer"], keys["status"], keys["keys"]) == (DOWN, "none", 0)
        assert (keys["failures"], keys["last_failure"]) == (1, "Nobody answers.")


def test_one_of_two_issuers_may_be_down_and_is_shown(stopped: Running) -> None:
    stopped.issuers.append(down(stopped))
    with stopped as gateway:
        status, body = readiness(gateway)
    assert (status, body["status"]) == (200, "ready")
    assert [keys["status"] for keys in body["keys"]] == ["ok", "none"]


def test_a_database_that_is_gone_is_not_ready(gateway: Running) -> None:
    database = DemoFolder(gateway.folder).database
    database.rename(gateway.folder / "elsewhere")
    assert _trouble(gateway) == (503, "The database cannot be read.")
    assert not database.exists()


def test_a_database_of_another_version_is_not_ready(gateway: Running) -> None:
    with database_of(gateway) as database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    assert _trouble(gateway) == (503, "The tables are not those of this version: gateway db upgrade.")


def test_a_database_that_cannot_be_written_is_not_ready(gateway: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever runs the tests as root may write everywhere.
    monkeypatch.setattr(probe.os, "access", lambda *_: False)
    assert _trouble(gateway) == (503, "The file of the database cannot be written.")


def test_a_database_that_somebody_writes_to_is_ready(gateway: Running) -> None:
    with database_of(gateway) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert _trouble(gateway) == (200, "ok")
        database.execute("ROLLBACK")


def test_a_database_that_does_not_answer_is_not_waited_for_and_looked_at_once(
    gateway: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, looks = threading.Event(), []

    def stuck(path: Path) -> None:
        looks.append(path)
        answers.wait(20)

    monkeypatch.setattr(health, "trouble", stuck)
    monkeypatch.setattr(health, "LOOK_SECONDS", 0.01)
    assert [_trouble(gateway) for _ in range(3)] == [(503, "The database does not answer.")] * 3
    assert len(looks) == 1
    answers.set()


def test_a_gateway_of_which_every_turn_is_taken_still_tells_how_it_is(prepared: Prepared, tmp_path: Path) -> None:
    settings = prepared.copy_to(tmp_path / "world").model_copy(update={"requests_at_once": 1})
    given = {"company": LAMBERT, "manager": contact("petra")}
    with Live(settings, tmp_path / "world") as live, database_of(live) as database, ThreadPoolExecutor(1) as aside:
        database.execute("BEGIN EXCLUSIVE")
        act = aside.submit(live.act, "lea", "designateChiefAccessManager", given)
        while 'gateway_turns{state="taken"} 1.0' not in live.send("GET", "/metrics").text:
            assert not act.done()
        assert live.send("GET", "/livez").status_code == 200
        assert readiness(live)[0] == 200
        database.execute("ROLLBACK")
        assert act.result(STUCK)["errors"] == []


def test_nothing_is_told_of_where_things_are(gateway: Running) -> None:
    DemoFolder(gateway.folder).database.rename(gateway.folder / "elsewhere")
    told = [gateway.send("GET", path).text for path in ("/readyz", "/metrics")]
    assert not [text for text in told if str(gateway.folder) in text]


def test_a_gateway_that_is_about_to_stop_says_so(gateway: Running) -> None:
    gateway.crowd.leaving = True
    status, body = readiness(gateway)
    assert (status, body["status"], body["database"]) == (503, "stopping", "ok")
    assert gateway.send("GET", "/livez").status_code == 200


def test_each_part_says_how_it_is(shared: Running) -> None:
    status, body = readiness(shared)
    assert (status, body["status"], body["database"]) == (200, "ready", "ok")
    assert body["policy"]["status"] == "ok"
    [keys] = body["keys"]
    assert (keys["status"], keys["keys"], keys["last_failure"]) == ("ok", 1, None)


def _trouble(gateway: Running) -> tuple[int, str]:
    status, body = readiness(gateway)
    return status, body["database"]
