"""The example app, as its developers build it and as people use it, in a browser."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from asking import contact
from running import Served, serving
from scripting import HERE, PACKAGES, Node

from gateway.demo.world import LAMBERT

pytestmark = pytest.mark.slow

CHROMIUM = "/usr/bin/chromium"
PICTURES = os.environ.get("GATEWAY_TEST_PICTURES")
"""A folder for screenshots, for whoever wants to look at them."""


@pytest.fixture(scope="module")
def app(node: Node) -> Path:
    """The folder of the app, with what its build made: types from the schema, checked, and the files to serve."""
    shutil.copy(HERE.parent.parent / "schema.graphql", node.folder.parents[1])
    folder = node.folder / "app"
    for left in ("dist", "src/gql"):
        shutil.rmtree(folder / left, ignore_errors=True)
    building(folder)
    return folder


def building(folder: Path, script: str = "build") -> None:
    run = subprocess.run(["npm", "run", script], cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture(scope="module")
def seen(node: Node, app: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What people saw who used it. It is served from an origin of its own, which the gateway was told to allow."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no {CHROMIUM}")
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    with (
        serving(tmp_path_factory.mktemp("app") / "world", "--allow-origin", origin) as gateway,
        preview(app, port, gateway),
    ):
        return dict(
            node.run(
                "app_journey.mjs",
                gateway,
                app=f"{origin}/",
                chromium=CHROMIUM,
                company=LAMBERT,
                manager=contact("petra"),
                successor=contact("gita"),
                pictures=PICTURES,
            )
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def preview(app: Path, port: int, gateway: Served) -> Iterator[None]:
    """Serve what was built, with the headers that go with it, and the demo's issuer."""
    environment = {**os.environ, "GATEWAY_URL": f"{gateway.base}/graphql"}
    command = [PACKAGES / ".bin" / "vite", "preview", "--port", str(port)]
    with subprocess.Popen(command, cwd=app, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/", process)
            yield
        finally:
            process.terminate()


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the app's server ended at once"
        with suppress(httpx.TransportError):
            httpx.get(address)
            return
        time.sleep(0.1)
    raise AssertionError("the app's server did not answer within half a minute")


def test_a_field_that_the_schema_has_not_stops_the_build(app: Path, tmp_path: Path) -> None:
    wrong = app.parent / "wrong"
    shutil.copytree(app, wrong)
    source = wrong / "src" / "history.ts"
    source.write_text(source.read_text().replace("message\n", "massage\n"))

    with pytest.raises(AssertionError, match='Cannot query field "massage" on type "HistoryEntry"'):
        building(wrong, "generate")


def test_it_talks_to_its_own_origin_and_the_gateway_alone_and_nothing_goes_wrong(seen: dict[str, Any]) -> None:
    assert len(seen["origins"]) == 2
    assert seen["complaints"] == []


def test_axe_finds_nothing_wrong_on_any_screen_and_none_is_too_wide(seen: dict[str, Any]) -> None:
    assert set(seen["wrong"]) == {"anybody", "bruno", "lea-wrong", "lea", "petra-dark-narrow"}
    assert [wrong for screen in seen["wrong"].values() for wrong in screen] == []


def test_anybody_finds_the_card_and_is_told_to_sign_in(seen: dict[str, Any]) -> None:
    offered = seen["anybody"]["offered"]

    assert [button["label"] for button in offered] == [
        "Designate a Chief Access Manager",
        "Activate the e-Box Enterprise",
    ]
    assert all(button["denied"] and button["why"] == "You must sign in to do this." for button in offered)


def test_more_people_come_when_asked_for_and_the_focus_moves_to_them(seen: dict[str, Any]) -> None:
    assert [text.split("\n")[0].split(" ")[0] for text in seen["anybody"]["people"]] == ["Léa", "Bruno", "Hugo"]
    assert seen["anybody"]["more"]["focused"].startswith("Marie Lejeune")


def test_what_bruno_may_not_do_is_greyed_out_with_the_reason_as_its_description(seen: dict[str, Any]) -> None:
    without = "You are registered as director of this company, without signing power"

    assert all(button["denied"] and button["why"].startswith(without) for button in seen["bruno"]["offered"])
    assert seen["bruno"]["dialogs"] == 0
    assert "History" not in seen["bruno"]["sections"]


def test_a_button_that_was_not_greyed_out_would_not_help_him(seen: dict[str, Any]) -> None:
    [refused] = seen["bruno"]["refused"]

    assert refused == seen["bruno"]["offered"][0]["why"]


def test_another_language_changes_the_page_and_the_reasons(seen: dict[str, Any]) -> None:
    german = seen["bruno"]["german"]

    assert german["language"] == "de"
    assert german["offered"][0]["label"] == "Einen Hauptzugangsverwalter bestimmen"
    assert german["offered"][0]["why"].startswith("Sie sind als")


def test_all_that_lea_typed_wrong_is_said_beside_it_at_once(seen: dict[str, Any]) -> None:
    assert [name for name, _ in seen["lea"]["wrong"]] == ["email", "phone"]
    assert all(message for _, message in seen["lea"]["wrong"])
    assert seen["lea"]["focused"] == "email"


def test_lea_designates_petra(seen: dict[str, Any]) -> None:
    assert not any(button["denied"] for button in seen["lea"]["offered"])
    assert seen["lea"]["before"] == [False, False, False]
    assert seen["lea"]["after"]["steps"] == [True, False, False]
    assert seen["lea"]["after"]["manager"] == ["Petra Novák\nGestionnaire d'Accès Principal · désigné"]
    assert seen["lea"]["after"]["focused"] == "manager"


def test_petra_is_active_by_signing_in_and_lea_sees_it_at_once(seen: dict[str, Any]) -> None:
    live = seen["lea"]["live"]

    assert seen["petra"]["steps"] == [True, True, False]
    assert live["manager"] == ["Petra Novák\nGestionnaire d'Accès Principal · actif"]
    assert [entry.split("\n")[0] for entry in live["history"][:2]] == [
        "Activation du compte de l'entreprise.",
        "Première identification de Petra Novák comme Gestionnaire d'Accès Principal.",
    ]


def test_what_lea_does_while_petra_has_no_connection_is_told_when_it_is_back(seen: dict[str, Any]) -> None:
    assert all(button["denied"] for button in seen["petra"]["offered"])
    assert "e-Box" not in seen["petra"]["offline"][0]
    assert "e-Box" in seen["petra"]["live"][0]
    assert [button["label"] for button in seen["lea"]["end"]["offered"]] == [
        "Remplacer le Gestionnaire d'Accès Principal"
    ]


def test_petra_is_replaced_and_at_once_sees_the_history_no_longer_and_why(seen: dict[str, Any]) -> None:
    assert "Geschiedenis" in seen["petra"]["sections"]
    assert "Geschiedenis" not in seen["petra"]["lost"]["sections"]
    assert seen["petra"]["lost"]["trouble"] == ["U hebt in deze onderneming geen rol die u dit recht geeft."]
