"""The tests of every day find the same things every day; the long campaigns, marked `slow`, look further each time.

A test that needs what a machine lacks (Node, Chromium, openssl) skips and says so; where `GATEWAY_TESTS_MUST_RUN` is
set, as in CI, that is a failure.
"""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("every_day", derandomize=True, deadline=None)
settings.load_profile("every_day")

MUST_RUN = bool(os.environ.get("GATEWAY_TESTS_MUST_RUN"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if MUST_RUN and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, where every test must run: {report.longrepr}"
    return report
