"""The web application: its addresses, and what happens while it runs."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from gateway.http.door import WrongToken, wrong_token
from gateway.http.graphql import GraphQL
from gateway.http.health import Health
from gateway.http.letter import Letters
from gateway.http.refusal import unexpected

Application = Starlette
Running = Callable[[], AbstractAsyncContextManager[None]]


def web(graphql: GraphQL, letters: Letters, health: Health, running: Running, origins: Sequence[str]) -> Application:
    """Everything that is served. `running`: what is open meanwhile; `origins`: of the apps that may call, exactly."""
    return Starlette(
        routes=[
            Route("/graphql", graphql.handle, methods=["GET", "POST"]),
            Route("/letters/{reference}", letters.get, methods=["GET"]),
            Route("/livez", health.live, methods=["GET"]),
            Route("/readyz", health.ready, methods=["GET"]),
        ],
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
