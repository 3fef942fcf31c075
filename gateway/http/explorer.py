"""The page on which people explore the schema, and its files: all from here, none from another origin.

`gateway/explorer/` holds its source, and in `built/` what `npm run build` made of it. Where nobody built it, a simple
page takes its place, which says how to.
"""

import json
import mimetypes
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from gateway.http.refusal import problem

SOURCE = Path(__file__).parent.parent / "explorer"
SIMPLE = ("simple.js", "simple.css")
LONGEST_NAME = 200
PACKED = {"br": ".br", "gzip": ".gz"}
CHECKED = {"Cache-Control": "no-cache"}
KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where people sign in, and as which client the page sends them there (OpenID Connect, code flow with PKCE)."""

    issuer: str
    client: str

    @property
    def origin(self) -> str:
        """The origin that the page has to reach for it."""
        address = urlsplit(self.issuer)
        return f"{address.scheme}://{address.netloc}"


@dataclass(frozen=True, slots=True)
class Explorer:
    """What a browser gets at /graphql, and under /explorer. `personas`: whether there is a persona switcher.

    `folder` holds the source, and perhaps what was built of it: that is looked up each time, so that building it while
    the gateway serves takes effect.
    """

    personas: bool
    sign_in: SignIn | None
    folder: Path = SOURCE

    def page(self) -> Response:
        """The page: what was built, or else the simple one."""
        index, nonce = self.folder / "built" / "index.html", secrets.token_urlsafe(16)
        text = (index if index.is_file() else self.folder / "simple.html").read_text(encoding="utf-8")
        told = {"personas": self.personas, "signIn": asdict(self.sign_in) if self.sign_in else None}
        filled = text.replace("%NONCE%", nonce).replace("%GATEWAY%", escape(json.dumps(told)))
        headers = {"Content-Security-Policy": "; ".join(self._allowed(nonce)), "Vary": "Accept"}
        return HTMLResponse(filled, headers={**CHECKED, **headers})

    def _allowed(self, nonce: str) -> Iterator[str]:
        """What the page may do. Its editor, Monaco, writes style attributes, and style sheets that carry the nonce."""
        yield "default-src 'none'"
        yield "script-src 'self'"
        yield "worker-src 'self'"
        yield f"style-src-elem 'self' 'nonce-{nonce}'"
        yield "style-src-attr 'unsafe-inline'"
        yield "font-src 'self'"
        yield "img-src 'self' data:"
        yield f"connect-src 'self' {self.sign_in.origin if self.sign_in else ''}".rstrip()
        yield from ("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")

    async def simple(self, request: Request) -> Response:
        """A file of the simple page."""
        name = request.path_params["name"]
        return FileResponse(self.folder / name, headers=CHECKED) if name in SIMPLE else _no_such_file()

    async def built(self, request: Request) -> Response:
        """A file of the build. Its name, without a slash in it, holds its hash: it never changes."""
        assets, name = self.folder / "built" / "assets", request.path_params["name"]
        path = assets / name
        if path.suffix in PACKED.values() or len(name) > LONGEST_NAME or not path.is_file():
            return _no_such_file()
        media_type, _ = mimetypes.guess_type(path.name)
        for encoding, suffix in PACKED.items():
            packed = path.with_name(path.name + suffix)
            if encoding in _accepted(request) and packed.is_file():
                return FileResponse(packed, headers={**KEPT, "Content-Encoding": encoding}, media_type=media_type)
        return FileResponse(path, headers=KEPT, media_type=media_type)


def _accepted(request: Request) -> set[str]:
    """The encodings that the client names, but for those that it names to say no."""
    named = request.headers.get("accept-encoding", "").lower().replace(" ", "").split(",")
    return {each.partition(";")[0] for each in named if not each.endswith((";q=0", ";q=0.0"))}


def _no_such_file() -> Response:
    return problem(404, "NOT_FOUND", "The page has no such file.")
