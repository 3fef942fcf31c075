"""Figures that are not counted here but looked up, at the moment when somebody asks for them."""

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.core import Metric as Metric

Rows = Iterable[tuple[*tuple[str, ...], float]]
"""The values of the labels, in their order, and a number."""


def gauge(name: str, about: str, value: float) -> Metric:
    """What goes up and down."""
    return GaugeMetricFamily(name, about, value)


def gauges(name: str, about: str, labels: tuple[str, ...], rows: Rows) -> Metric:
    """The same for several."""
    return _filled(GaugeMetricFamily(name, about, labels=labels), rows)


def counter(name: str, about: str, value: float) -> Metric:
    """What only goes up, since the start; it is shown as ``<name>_total``."""
    return CounterMetricFamily(name, about, value)


def counters(name: str, about: str, labels: tuple[str, ...], rows: Rows) -> Metric:
    """The same for several."""
    return _filled(CounterMetricFamily(name, about, labels=labels), rows)


def info(name: str, about: str, **labels: str) -> Metric:
    """What is said in words; it is shown as ``<name>_info``, and always 1."""
    return InfoMetricFamily(name, about, labels)


def _filled(family: GaugeMetricFamily | CounterMetricFamily, rows: Rows) -> Metric:
    for *labels, value in rows:
        family.add_metric(labels, value)
    return family
