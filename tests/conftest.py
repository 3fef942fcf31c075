"""The tests of every day find the same things every day. Marked `slow` are long campaigns, which look further each
time, and journeys in a browser.

A test that needs what a machine lacks (Node, Chromium, openssl) skips and says so; where `GATEWAY_TESTS_MUST_RUN` is
set, as in CI, that is a failure.
"""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

# Their modules are for the tests of other folders too.
sys.path[:0] = [str(Path(__file__).parent / folder) for folder in ("http", "identity", "signature")]

if TYPE_CHECKING:
    from running import Prepared, Running

settings.register_profile("every_day", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("every_day")

MUST_RUN = bool(os.environ.get("GATEWAY_TESTS_MUST_RUN"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if MUST_RUN and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, where every test must run: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself whole."""
    report = yield
    if MUST_RUN and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Skipped, where every test must run: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def without_settings() -> Iterator[None]:
    """No setting of whoever runs the tests is one of the gateways under test, which would refuse those of the tests."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("GATEWAY_")]:
            environment.delenv(name)
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> "Prepared":
    """The demo's world, made once for all tests, each of which takes a copy."""
    from running import Prepared  # Not above: most tests need no gateway, and it takes a second.

    return Prepared(tmp_path_factory.mktemp("prepared") / "world")


@pytest.fixture
def gateway(prepared: "Prepared", tmp_path: Path) -> Iterator["Running"]:
    """A gateway with a world of the test's own."""
    from running import Running

    with Running(prepared.copy_to(tmp_path / "world"), tmp_path / "world") as running:
        yield running


@pytest.fixture(scope="module")
def shared(prepared: "Prepared", tmp_path_factory: pytest.TempPathFactory) -> Iterator["Running"]:
    """The same for the tests of a module that change nothing that another one looks at."""
    from running import Running

    folder = tmp_path_factory.mktemp("shared") / "world"
    with Running(prepared.copy_to(folder), folder) as running:
        yield running


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores for us, since some tests wait for most of their time."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1


def pytest_collection_finish() -> None:
    """What is there by now stays, and garbage is looked for seldom: else it takes a seventh of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
