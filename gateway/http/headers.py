"""What every answer tells browsers: to show it nowhere else, run nothing in it and keep nothing of it.

An answer that needs more, such as the page of the explorer, says so itself.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.http.crowd import Crowd

NOT_ASKED_FOR = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NOT_ASKED_FOR),
    "Cache-Control": "no-store",
}
ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000"}
"""Said over https alone: whoever is on the way could say it as well."""
_ANSWERS = ("http.response.start", "websocket.http.response.start")


class Headers:
    """Adds them to every answer, and that no more can be asked over a connection once the server is about to stop."""

    def __init__(self, app: ASGIApp, crowd: Crowd) -> None:
        self._app = app
        self._crowd = crowd

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = {**ALWAYS, **(ENCRYPTED if scope.get("scheme") in ("https", "wss") else {})}

        async def answer(message: Message) -> None:
            if message["type"] in _ANSWERS:
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
                if self._crowd.leaving:
                    headers["Connection"] = "close"
            await send(message)

        await self._app(scope, receive, answer)
