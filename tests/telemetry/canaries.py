"""Canaries: whatever is sent to a gateway that must not come out where it does not belong."""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
from running import Served
from test_canary import exposed

from gateway.demo.personas import PERSONAS

HEADERS = {
    "User-Agent": "{}/1.0",
    "Cookie": "session={}",
    "Referer": "https://app.example/?q={}",
    "X-Forwarded-For": "{}",
    "X-Request-Id": "{}",
    "tracestate": "vendor={}",
    "baggage": "user={}",
}
NOTIFIED = "post@demo.example"
"""Where the journey has the e-Box tell that there is mail."""
_NAMES = re.compile("|".join(rf"\b{persona.first_name}\b(?![.@])" for persona in PERSONAS.values()))
_PHONE = re.compile(r"470[\W_]?12[\W_]?34[\W_]?56")


class Canaries:
    """Everything that is sent over the client of a served gateway, and everything that comes back.

    To each request some headers are added that are canaries as well.
    """

    def __init__(self, served: Served) -> None:
        self.responses: list[httpx.Response] = []
        self._known: dict[str, str] = {}
        self._known[NOTIFIED] = "e-mail"
        for persona in PERSONAS.values():
            self._known[persona.email.lower()] = "e-mail"
        served.client.event_hooks = {"request": [self._sent], "response": [self._came]}

    def text(self, place: str) -> str:
        """Something to type, which is known again by where it was typed."""
        return self._let_out(f"canary{len(self._known):04d}typed", place)

    def name(self, place: str) -> str:
        """A name for a document, which could be a number of somebody's, so that it is not told either."""
        return self._let_out(f"canary{len(self._known):04d}x2026", place)

    def digits(self, place: str) -> str:
        """A number."""
        return self._let_out(f"7{len(self._known):04d}424242427", place)

    def _let_out(self, canary: str, place: str) -> str:
        self._known[canary] = place
        return canary

    def token(self, token: str) -> None:
        """No part of a token may come out: neither its claims nor its signature."""
        for part in token.split("."):
            if len(part) > 10:
                self._known[part.lower()] = "token"

    def found(self, text: str) -> set[str]:
        """What a text holds of all that was sent, by where it was sent."""
        lower = text.lower()
        kinds = {kind for canary, kind in self._known.items() if canary in lower}
        spelt = {"national number": exposed(text), "phone": _PHONE.search(text), "first name": _NAMES.search(text)}
        return kinds | {kind for kind, there in spelt.items() if there}

    def found_in_errors(self) -> set[str]:
        """What the bodies and the headers of all errors hold."""
        failed = [each for each in self.responses if each.status_code >= 400 or '"errors":[{' in each.text]
        return {kind for each in failed for kind in self.found(each.text + str(each.headers.multi_items()))}

    def _sent(self, request: httpx.Request) -> None:
        self.token(request.headers.get("authorization", "").partition(" ")[2])
        for name, value in HEADERS.items():
            # The demo signs for nobody who comes by a proxy; and where a test says who it is, it stays so.
            proxied = name == "X-Forwarded-For" and request.url.path.startswith("/demo/")
            if not proxied and request.headers.get(name, "python").startswith("python"):
                request.headers[name] = value.format(self.text(f"header {name}"))

    def _came(self, response: httpx.Response) -> None:
        response.read()
        self.responses.append(response)


def columns(folder: Path) -> Iterator[tuple[str, str]]:
    """All text that the database holds, by table and column."""
    with closing(sqlite3.connect(folder / "gateway.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            held: dict[str, list[str]] = defaultdict(list)
            for row in connection.execute(f"SELECT * FROM {table}"):
                for column in row.keys():  # noqa: SIM118 - a row has no such membership
                    held[column].append(str(row[column]))
            yield from (
                (f"{table}.{column}", json.dumps(values, ensure_ascii=False)) for column, values in held.items()
            )
