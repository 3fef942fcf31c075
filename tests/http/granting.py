"""Gateways whose policy grants nothing but what a test names."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from running import Running

from gateway.authorization.policy import shipped_policies

Granting = Callable[..., Running]


def policy_folder(folder: Path, rights: tuple[str, ...]) -> Path:
    """The roles of the shipped policy, with these rights for those who have them there, and no others.

    A right such as `registered_officer:company.read` is for that role alone.
    """
    folder.mkdir(parents=True)
    shipped = shipped_policies()
    (folder / "model.conf").write_bytes((shipped / "model.conf").read_bytes())
    kept = {"policy.csv": lambda line: _granted(line, rights), "invariants.csv": lambda line: line.startswith("only")}
    for name, keeps in kept.items():
        lines = (shipped / name).read_text().splitlines()
        (folder / name).write_text("\n".join(line for line in lines if keeps(line)) + "\n")
    with (folder / "policy.csv").open("a") as policy:
        for role, _, right in (right.partition(":") for right in rights if ":" in right):
            policy.write(f"p, {role}, {right.replace('.', ', ')}\n")
    return folder


def _granted(line: str, rights: tuple[str, ...]) -> bool:
    kind, *row = [cell.strip() for cell in line.split(",")]
    return kind in ("p2", "g") or (kind == "p" and ".".join(row[1:]) in rights)


def action(right: str) -> str:
    """The action that a right is one of: `mandate_as_principal.read` is MANDATE_READ."""
    resource, verb = right.split(".")
    return f"{resource.partition('_as_')[0]}_{verb}".upper()


def at(data: Any, path: list[Any]) -> Any:
    """What stands at a path; null if it is null on the way."""
    for step in path:
        data = data[step] if data is not None else None
    return data
