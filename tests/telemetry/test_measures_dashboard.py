"""The dashboard and the alerts ask for what a gateway tells, and the dashboard shows all of it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from promql_parser import AggregateExpr, BinaryExpr, Expr, VectorSelector
from running import Running
from typer.testing import CliRunner

from gateway.cli import main
from gateway.http.metrics import key_figures, revocation_figures
from gateway.identity import FixedKeys, KeysState
from gateway.signature import Trust
from gateway.telemetry.measures import Measures
from gateway.telemetry.seen import Seen

README = (Path(__file__).parent.parent.parent / "README.md").read_text()
OF_PROMETHEUS = {"job", "instance", "le"}
"""Labels that are not ours."""


def shipped(name: str) -> str:
    return (files("gateway.telemetry") / name).read_text(encoding="utf-8")


def panels() -> list[dict[str, Any]]:
    return list(json.loads(shipped("grafana-dashboard.json"))["panels"])


def queries() -> Iterator[tuple[str, Expr]]:
    """Every question to Prometheus, by where it stands."""
    dashboard = json.loads(shipped("grafana-dashboard.json"))
    asked = [(panel["title"], target["expr"]) for panel in panels() for target in panel.get("targets", [])]
    asked += [(note["name"], note["expr"]) for note in dashboard["annotations"]["list"]]
    [group] = yaml.safe_load(shipped("alerts.yml"))["groups"]
    asked += [(rule["alert"], rule["expr"]) for rule in group["rules"]]
    for place, text in asked:
        yield place, promql_parser.parse(text.replace("$__rate_interval", "5m"))


def parts(expression: Expr) -> list[Expr]:
    found: list[Expr] = []
    promql_parser.walk(expression, lambda part: found.append(part))
    return found


class Known(FixedKeys):
    """Keys of which a test says how they are."""

    def __init__(self, state: KeysState) -> None:
        self.state = state


def told(text: str) -> dict[str, set[str]]:
    """The names of all figures with their labels, as a gateway tells them."""
    labels: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels.setdefault(sample.name, set()).update(sample.labels)
    return labels


@pytest.fixture(scope="module")
def figures(shared: Running, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Those of a gateway of which somebody has asked something, and of which everything has happened once."""
    shared.read("lea", "{ viewer { person { firstName } } }")
    fetched = KeysState("https://issuer.example", 1, datetime.now(UTC))
    happened, seen = Measures(), Seen("query", "company", token_fault="EXPIRED", cost=1, statements=1)
    seen.decided("COMPANY_READ", None)
    happened.observe(seen, 0.1)
    happened.closed(seen)
    happened.watch(lambda: key_figures([replace(shared.issuer.issuer, keys=Known(fetched))]))
    trust = Trust(shared.cards.trust, tmp_path_factory.mktemp("no lists"))
    happened.watch(lambda: revocation_figures(trust, shared.clock()))
    everything = happened.exposition("")[0].decode()
    return told(everything) | told(shared.send("GET", "/metrics").text)


def test_everything_that_is_asked_for_is_told(figures: dict[str, set[str]]) -> None:
    asked = {(place, str(part.name)) for place, query in queries() for part in parts(query) if _names(part)}
    assert asked
    assert {(place, name) for place, name in asked if name not in figures} == set()


def test_every_label_that_is_asked_for_is_one_of_the_figure(figures: dict[str, set[str]]) -> None:
    for place, query in queries():
        known = OF_PROMETHEUS.union(*(figures[part.name] for part in parts(query) if _names(part)))
        for part in parts(query):
            if _names(part):
                own = figures[part.name] | OF_PROMETHEUS
                assert {each.name for each in part.matchers.matchers} <= own, place
            elif isinstance(part, AggregateExpr) and part.modifier:
                assert set(part.modifier.labels) <= known, place


def test_every_figure_of_the_gateway_is_on_the_dashboard(figures: dict[str, set[str]]) -> None:
    titles = {panel["title"] for panel in panels()}
    shown = {str(part.name) for place, query in queries() if place in titles for part in parts(query) if _names(part)}
    ours = {_family(name) for name in figures if name.startswith("gateway_")}
    assert ours - {_family(name) for name in shown} == set()


def test_the_readme_names_figures_that_there_are(figures: dict[str, set[str]]) -> None:
    named = set(re.findall(r"`(gateway_[a-z_]+)", README))
    assert named
    assert named - set(figures) - set(map(_family, figures)) == set()


def test_panels_are_told_apart_and_none_lies_on_another() -> None:
    ids = [panel["id"] for panel in panels()]
    assert len(ids) == len(set(ids))
    places = [panel["gridPos"] for panel in panels()]
    cells = [(x, y) for at in places for x in _span(at, "x", "w") for y in _span(at, "y", "h")]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_the_source_of_the_data_is_for_whoever_imports_it_to_choose() -> None:
    dashboard = shipped("grafana-dashboard.json")
    sources = {_source(part) for part in _objects(json.loads(dashboard)) if "datasource" in part}
    assert sources == {("prometheus", "${datasource}")}


def test_shares_are_of_the_same_gateways() -> None:
    """An alert that divides has the same labels on both sides: otherwise it would never fire."""
    for place, query in queries():
        for part in parts(query):
            if isinstance(part, BinaryExpr) and place.startswith("Gateway"):
                sides = {str(side.modifier) for side in (part.lhs, part.rhs) if isinstance(side, AggregateExpr)}
                assert len(sides) <= 1, place


@pytest.mark.parametrize(("command", "name"), [("dashboard", "grafana-dashboard.json"), ("alerts", "alerts.yml")])
def test_an_operator_gets_it_from_a_command(command: str, name: str) -> None:
    printed = CliRunner().invoke(main, ["monitoring", command])
    assert (printed.exit_code, printed.output) == (0, shipped(name))


def _names(part: Expr) -> bool:
    return isinstance(part, VectorSelector) and bool(part.name)


def _family(name: str) -> str:
    return name.removesuffix("_bucket").removesuffix("_count").removesuffix("_sum")


def _span(at: dict[str, int], start: str, length: str) -> range:
    return range(at[start], at[start] + at[length])


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(inner)


def _source(part: dict[str, Any]) -> tuple[str, str]:
    return part["datasource"]["type"], part["datasource"]["uid"]
