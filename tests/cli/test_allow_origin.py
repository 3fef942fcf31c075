"""The apps of another origin that may call: by an option for the demo, by a setting for everything else."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import Result

from gateway.cli.handover import Demo, Order
from gateway.cli.worker import prepare

Run = Callable[..., Result]

APP = "http://127.0.0.1:5173"
NO_ORIGINS = ["http://127.0.0.1:5173/", "*", "null", "127.0.0.1:5173", "http://App.example", "http://me@app.example"]


@pytest.mark.parametrize("wrong", NO_ORIGINS)
def test_what_no_browser_calls_an_origin_is_refused(wrong: str, run: Run, tmp_path: Path) -> None:
    answer = run("serve", "--demo", "--data", tmp_path / "demo", "--allow-origin", wrong)

    assert answer.exit_code == 2
    assert "An origin is a scheme, a host and perhaps a port" in answer.output
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("wrong", NO_ORIGINS)
def test_it_is_refused_in_the_settings_too(
    wrong: str, run: Run, operated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_CORS_ORIGINS", f"https://app.example, {wrong}")
    answer = run("db", "check")

    assert answer.exit_code == 2
    assert "GATEWAY_CORS_ORIGINS" in answer.output


def test_the_option_is_for_the_demo_alone(run: Run, operated: Path) -> None:
    answer = run("serve", "--allow-origin", APP)

    assert answer.exit_code == 2
    assert "GATEWAY_CORS_ORIGINS" in answer.output


def test_apps_of_the_origins_given_may_call_the_demo_and_no_others(tmp_path: Path) -> None:
    demo = Demo(tmp_path / "demo", fresh=False, origins=(APP, "https://app.example"))
    application = prepare(Order("127.0.0.1", demo)).app

    assert allowed(application, APP) == APP
    assert allowed(application, "https://app.example") == "https://app.example"
    assert allowed(application, "https://other.example") is None


def allowed(application: Any, origin: str) -> str | None:
    """Which origin a browser is told that it may call from, before it sends what an app asks."""
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}

    async def preflight() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://localhost") as client:
            return await client.options("/graphql", headers=headers)

    answer: str | None = asyncio.run(preflight()).headers.get("access-control-allow-origin")
    return answer
