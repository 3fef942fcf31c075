"""The web application: its addresses, and what happens while it runs."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from gateway.graphql.not_now import NotNow
from gateway.http.budgets import LIMIT, POLICY
from gateway.http.card_reader import DemoReader
from gateway.http.door import WrongToken, wrong_token
from gateway.http.exchange import TRACE
from gateway.http.explorer import Explorer
from gateway.http.forgery import PREFLIGHT
from gateway.http.graphql import METHODS, GraphQL
from gateway.http.headers import Headers
from gateway.http.health import Health
from gateway.http.hosts import Hosts
from gateway.http.letter import Letters
from gateway.http.metrics import Metrics
from gateway.http.not_now import try_later
from gateway.http.observed import Observed
from gateway.http.personas import DemoSwitch
from gateway.http.proxy import Proxies
from gateway.http.unexpected import Unexpected
from gateway.http.websocket import Sockets
from gateway.storage.deadline import OutOfTime
from gateway.telemetry.measures import Measures
from gateway.telemetry.tracing import Tracing

Application = Starlette
Running = Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Served:
    """What answers at each address. `reader`, `switch`: the demo's card reader and persona switcher, in a demo."""

    graphql: GraphQL
    sockets: Sockets
    letters: Letters
    proxies: Proxies
    health: Health
    metrics: Metrics
    explorer: Explorer | None
    reader: DemoReader | None
    switch: DemoSwitch | None

    def routes(self) -> list[BaseRoute]:
        """The addresses."""
        routes: list[BaseRoute] = [
            Route("/graphql", self.graphql.handle, methods=METHODS),
            WebSocketRoute("/graphql", self.sockets.handle),
            Route("/letters/{reference}", self.letters.get, methods=["GET"]),
            Route("/proxies/{id}", self.proxies.get, methods=["GET"]),
            Route("/livez", self.health.live, methods=["GET"]),
            Route("/readyz", self.health.ready, methods=["GET"]),
            Route("/metrics", self.metrics.get, methods=["GET"]),
        ]
        if self.explorer:
            routes.append(Route("/explorer/assets/{name}", self.explorer.built, methods=["GET"]))
            routes.append(Route("/explorer/{name}", self.explorer.simple, methods=["GET"]))
        if self.switch:
            routes.append(Route("/demo/personas", self.switch.get, methods=["GET"]))
            routes.append(Route("/demo/token", self.switch.post, methods=["POST"]))
        if self.reader:
            routes.append(Route("/demo/sign", self.reader.post, methods=["POST"]))
        return routes


def web(
    served: Served,
    running: Running,
    origins: Sequence[str],
    hosts: Sequence[str],
    tracing: Tracing,
    measures: Measures,
) -> Application:
    """The application. `running`: what is open meanwhile; `origins`: of the apps that may call, exactly.

    `hosts`: the names under which it may be called. Whoever stops it sets `state.crowd.leaving`, then `closing`:
    what goes on for ever would keep it from stopping.
    """
    application = Starlette(
        routes=served.routes(),
        middleware=[
            Middleware(Observed, tracing=tracing, measures=measures),
            Middleware(Headers, crowd=served.sockets.crowd),
            Middleware(Hosts, allowed=hosts),
            Middleware(
                CORSMiddleware,
                allow_origins=list(origins),
                allow_methods=["GET", "POST"],
                allow_headers=[
                    "Authorization",
                    "DPoP",
                    "Content-Type",
                    "Accept-Language",
                    "Idempotency-Key",
                    "traceparent",
                    "tracestate",
                    PREFLIGHT,
                ],
                expose_headers=[TRACE, "Retry-After", LIMIT, POLICY],
                max_age=600,
            ),
            Middleware(Unexpected),
        ],
        exception_handlers={WrongToken: wrong_token, NotNow: try_later, OutOfTime: try_later},
        lifespan=lambda _application: running(),
    )
    application.state.crowd = served.sockets.crowd
    return application
