"""What an operator reads while the gateway serves: when it was, how grave it is, and what became of the rules."""

import re
import shutil
import time
from pathlib import Path

import pytest
from running import Prepared, serving

from gateway.authorization.policy import shipped_policies

TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"


def test_the_log_tells_when_rules_came_into_force_and_when_they_were_refused(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = Path(shutil.copytree(shipped_policies(), tmp_path / "policies"))
    monkeypatch.setenv("GATEWAY_POLICIES", str(policies))
    monkeypatch.setenv("GATEWAY_LOG_FORMAT", "console")
    prepared.copy_to(tmp_path / "world")
    with serving(tmp_path / "world") as served:
        append(policies, "# A remark.\n")
        assert_told_once(served.printed, rf"{TIME} \[info +\] Policy \w{{12}}, which means \w{{12}}, is in force")
        append(policies, "p, persn, viewer, read\n")
        assert_told_once(served.printed, rf"{TIME} \[error +\] The policy files are refused; policy \w{{12}} stays")
    assert_told_once(served.printed, rf"{TIME} \[info +\] Worker \d+ serves")
    assert_told_once(served.printed, r"^ +p, persn, viewer, read\n +\^{5}$")


def append(policies: Path, line: str) -> None:
    with (policies / "policy.csv").open("a") as rules:
        rules.write(line)


def assert_told_once(printed: Path, line: str) -> None:
    """It is told within half a minute, on one line."""
    deadline = time.monotonic() + 30
    while not (told := re.findall(line, printed.read_text(), re.MULTILINE)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(told) == 1, printed.read_text()
