"""Where an issuer's keys are written: in a file, or where it publishes them."""

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import httpx

from gateway.identity.form import JsonObject, strict_json
from gateway.identity.keys import KeysUnavailable
from gateway.telemetry.spans import fetch_span, traceparent_headers

FETCH_SECONDS = 5.0
"""For all that it takes to get the keys, however slowly it is sent."""
STEP_SECONDS = 2.0
"""For each step of it: to connect, and between two parts of an answer."""
LARGEST = 256 * 1024
"""Bytes. A document of keys has some thousands, with certificates some tens of thousands."""
_MOST_NESTED = 500
_DISCOVERY = "/.well-known/openid-configuration"


class Source(Protocol):
    """Where a JWKS document is."""

    async def read(self) -> JsonObject | None:
        """The document, or None if it has not changed since the last time. Raises KeysUnavailable."""


class KeyFile:
    """A file, read again when it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_as: object = None

    async def read(self) -> JsonObject | None:
        return await asyncio.to_thread(self.document)

    def document(self) -> JsonObject | None:
        """The same at once, for the start."""
        try:
            found = self._path.stat()
            is_as = (found.st_mtime_ns, found.st_size, found.st_ino)
            if is_as == self._read_as:
                return None
            document = strict_json(self._path.read_bytes(), _MOST_NESTED)
        except OSError:
            raise KeysUnavailable("The file with the keys cannot be read.") from None
        if document is None:
            raise KeysUnavailable("The file with the keys is no JSON object.")
        self._read_as = is_as
        return document


class Published:
    """An address that the operator gives, or else the one that the issuer's discovery document gives.

    Only ever by TLS; the authorities that count can be set as everywhere, by SSL_CERT_FILE.
    """

    def __init__(self, issuer: str, address: str | None = None) -> None:
        self._issuer = issuer
        self._address = address
        self._trusted: ssl.SSLContext = httpx.create_ssl_context()

    async def read(self) -> JsonObject:
        try:
            async with (
                asyncio.timeout(FETCH_SECONDS),
                httpx.AsyncClient(verify=self._trusted, timeout=STEP_SECONDS, follow_redirects=False) as client,
            ):
                return await _fetched(client, self._address or await self._discovered(client))
        except KeysUnavailable:
            raise
        except TimeoutError:
            raise KeysUnavailable("The issuer does not answer in time.") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise KeysUnavailable(_why(error)) from None

    async def _discovered(self, client: httpx.AsyncClient) -> str:
        found = await _fetched(client, self._issuer.rstrip("/") + _DISCOVERY)
        if found.get("issuer") != self._issuer:
            raise KeysUnavailable("The discovery document is that of another issuer.")
        address = found.get("jwks_uri")
        if not isinstance(address, str) or not address.startswith("https://"):
            raise KeysUnavailable("The discovery document gives no https address of keys.")
        return address


async def _fetched(client: httpx.AsyncClient, address: str) -> JsonObject:
    """The JSON object at an address. It is asked for as it is: what is packed could unpack to any size."""
    headers = {**traceparent_headers(), "Accept": "application/json", "Accept-Encoding": "identity"}
    body = bytearray()
    with fetch_span(httpx.URL(address).host):
        async with client.stream("GET", address, headers=headers) as response:
            if response.status_code != 200 or response.headers.get("content-encoding", "identity") != "identity":
                raise KeysUnavailable("The issuer answers otherwise than with a document.")
            async for part in response.aiter_raw():
                body += part
                if len(body) > LARGEST:
                    raise KeysUnavailable("The issuer's answer is too large.")
    document = strict_json(bytes(body), _MOST_NESTED)
    if document is None:
        raise KeysUnavailable("The issuer's answer is no JSON object.")
    return document


def _why(error: BaseException) -> str:
    """One of few sentences; the error's own text may hold anything."""
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error)):
        return "The issuer's certificate is not trusted."
    return f"The issuer cannot be reached ({type(error).__name__})."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
