"""How the gateway is reached, how much it does at once, and what its operators see of it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from gateway.settings.addresses import collector_address, host_name, network
from gateway.settings.spelling import between_commas
from gateway.settings.variables import Variables

Hosts = Annotated[tuple[Annotated[str, AfterValidator(host_name)], ...], NoDecode, BeforeValidator(between_commas)]
Networks = Annotated[tuple[Annotated[str, AfterValidator(network)], ...], NoDecode, BeforeValidator(between_commas)]


class ServingSettings(Variables):
    """Names and proxies, limits, logs and traces."""

    allowed_hosts: Hosts = Field(
        default=("localhost", "127.0.0.1", "[::1]"),
        min_length=1,
        description="The names under which the gateway may be called, without ports, between commas.",
    )
    trusted_proxies: Networks = Field(
        default=(),
        description="Reverse proxies whose X-Forwarded-For and -Proto count: addresses or networks, between commas.",
    )
    requests_at_once: int = Field(
        default=64, ge=1, le=10_000, description="How many GraphQL requests are answered at the same time."
    )
    operation_seconds: float = Field(
        default=10, gt=0, le=600, description="How long the statements of one operation may take, in seconds."
    )
    caller_cost_a_minute: int = Field(
        default=500_000,
        ge=0,
        description="What one person may ask for in a minute, in fields (extensions.cost); 0: all they want.",
    )
    address_cost_a_minute: int = Field(
        default=500_000,
        ge=0,
        description="What may be asked for in a minute from one address by those not signed in; 0: all they want.",
    )
    stop_seconds: int = Field(
        default=10, ge=0, le=600, description="How long requests may go on when the server stops, in seconds."
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="How log lines look: json, console, or auto: for people on a terminal, else JSON."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="From which level on lines are logged: debug, info, warning or error."
    )
    otlp_endpoint: Annotated[str, AfterValidator(collector_address)] | None = Field(
        default=None, description="The address to which traces are sent (OTLP over HTTP); without it none are."
    )
    trace_ratio: float = Field(
        default=1.0, ge=0, le=1, description="Which part of the traces that begin here is kept, from 0 to 1."
    )
