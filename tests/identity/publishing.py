"""A provider that really publishes its keys, over TLS, and that can be made to fail in every way."""

import datetime
import ipaddress
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import RSAKey

DISCOVERY = "/.well-known/openid-configuration"
KEYS = "/keys"


class Publisher:
    """What it answers at each path: a document, bytes, or whatever a function does to the request."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"https://127.0.0.1:{server.server_port}"
        self.asked: list[str] = []
        self.seconds = 0.0
        self.answers: dict[str, Any] = {DISCOVERY: {"issuer": self.url, "jwks_uri": self.url + KEYS}}
        self.headers: list[dict[str, str]] = []

    def publish(self, *keys: RSAKey) -> None:
        """From now on these are its keys."""
        self.answers[KEYS] = {"keys": [key.as_dict() for key in keys]}

    def fetches(self) -> int:
        """How often its keys were asked for."""
        return self.asked.count(KEYS)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """One request; whoever has gone away in the meantime is no failure of ours."""
        self.asked.append(request.path)
        self.headers.append(dict(request.headers.items()))
        time.sleep(self.seconds)
        answer = self.answers.get(request.path)
        if callable(answer):
            answer(request)
        elif answer is None:
            send(request, 404, b"")
        else:
            send(request, 200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())


def send(request: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    """One answer."""
    request.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


@contextmanager
def publishing(certificate: Path) -> Iterator[Publisher]:
    """Listen on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            publisher.answer(self)

        def log_message(self, *_: object) -> None:
            """It is kept in `asked`."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that does not trust us, or has gone."""

        def get_request(self) -> Any:
            connection, address = super().get_request()
            return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Server(("127.0.0.1", 0), Handler) as server:
        publisher = Publisher(server)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield publisher
        finally:
            server.shutdown()
            thread.join(20)


def certificate_in(folder: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, and its key; clients trust it if told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Provider of a test")])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    place = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
    authority = x509.BasicConstraints(ca=True, path_length=0)
    certificate = built.add_extension(place, critical=False).add_extension(authority, critical=True)
    file = folder / "provider.pem"
    file.write_bytes(
        certificate.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file
