"""`gateway monitoring`: what a monitor is given so that it can watch a gateway."""

from importlib.resources import files

import typer

monitoring = typer.Typer(help="What Grafana and Prometheus are given, to watch a gateway.", no_args_is_help=True)


@monitoring.command()
def dashboard() -> None:
    """Print the dashboard for Grafana, as JSON to import."""
    typer.echo(_shipped("grafana-dashboard.json"), nl=False)


@monitoring.command()
def alerts() -> None:
    """Print the alerts for Prometheus, as a file of rules."""
    typer.echo(_shipped("alerts.yml"), nl=False)


def _shipped(name: str) -> str:
    return (files("gateway.telemetry") / name).read_text(encoding="utf-8")
