"""The folder that comes with the gateway."""

from pathlib import Path

import pytest

from gateway.authorization.model import MODEL
from gateway.authorization.policy import Policy, PolicyRule, Written, load_policy, shipped_policies
from gateway.domain.rights import Right, Role


def test_the_shipped_folder_is_found_from_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert {"README.md", "invariants.csv", "model.conf", "policy.csv"} <= {
        path.name for path in shipped_policies().iterdir()
    }
    assert load_policy(shipped_policies()).rules


def test_every_rule_is_known_with_its_line(shipped: Policy) -> None:
    lines = (shipped_policies() / "policy.csv").read_text().splitlines()
    designate = next(rule for rule in shipped.rules if rule.right == Right("manager", "designate"))
    number = lines.index("p, legal_representative, manager, designate") + 1
    written = Written("policy.csv", number, lines[number - 1])
    assert designate == PolicyRule(Role.LEGAL_REPRESENTATIVE, Right("manager", "designate"), written)
    assert [rule.written.text for rule in shipped.rules] == [line for line in lines if line.startswith("p,")]


def test_the_shipped_model_is_the_gateways_own() -> None:
    lines = (shipped_policies() / "model.conf").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == MODEL.splitlines()


def test_the_version_is_that_of_the_files(folder: Path, shipped: Policy) -> None:
    assert load_policy(folder).version == shipped.version
    assert len(shipped.version) == 12
    (folder / "invariants.csv").write_bytes((folder / "invariants.csv").read_bytes() + b"\n")
    assert load_policy(folder).version != shipped.version


def test_two_policies_that_mean_the_same_have_equal_tables(folder: Path, shipped: Policy) -> None:
    rules = (folder / "policy.csv").read_text().splitlines()
    (folder / "policy.csv").write_text("\n".join(reversed(rules)))
    assert load_policy(folder).table == shipped.table
