"""The web application: its addresses, and what happens while it runs."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from gateway.http.card_reader import DemoReader
from gateway.http.door import WrongToken, wrong_token
from gateway.http.graphql import GraphQL
from gateway.http.health import Health
from gateway.http.letter import Letters
from gateway.http.metrics import Metrics
from gateway.http.proxy import Proxies
from gateway.http.refusal import unexpected

Application = Starlette
Running = Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Served:
    """What answers at each address. `reader`: the demo's card reader, where a demo is served."""

    graphql: GraphQL
    letters: Letters
    proxies: Proxies
    health: Health
    metrics: Metrics
    reader: DemoReader | None

    def routes(self) -> list[Route]:
        """The addresses."""
        routes = [
            Route("/graphql", self.graphql.handle, methods=["GET", "POST"]),
            Route("/letters/{reference}", self.letters.get, methods=["GET"]),
            Route("/proxies/{id}", self.proxies.get, methods=["GET"]),
            Route("/livez", self.health.live, methods=["GET"]),
            Route("/readyz", self.health.ready, methods=["GET"]),
            Route("/metrics", self.metrics.get, methods=["GET"]),
        ]
        if self.reader:
            routes.append(Route("/demo/sign", self.reader.post, methods=["POST"]))
        return routes


def web(served: Served, running: Running, origins: Sequence[str]) -> Application:
    """The application. `running`: what is open meanwhile; `origins`: of the apps that may call, exactly."""
    return Starlette(
        routes=served.routes(),
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=list(origins),
                allow_methods=["GET", "POST"],
                allow_headers=["Authorization", "Content-Type", "Accept-Language", "Idempotency-Key"],
                max_age=600,
            )
        ],
        exception_handlers={WrongToken: wrong_token, Exception: unexpected},
        lifespan=lambda _application: running(),
    )
