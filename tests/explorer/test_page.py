"""The page and its files, as they are sent: what the page may do, what a browser keeps, and nothing else."""

import asyncio
import json
import re
from html import unescape
from pathlib import Path

import httpx
import pytest
from running import Prepared, Running
from starlette.applications import Starlette
from starlette.routing import Route

from gateway.http.explorer import SOURCE, Explorer, SignIn

INDEX = '<meta name="gateway" content="%GATEWAY%"><meta property="csp-nonce" nonce="%NONCE%">'
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def built(folder: Path) -> Path:
    """A build, small enough to look into."""
    assets = folder / "built" / "assets"
    assets.mkdir(parents=True)
    (folder / "built" / "index.html").write_text(INDEX)
    (folder / "built" / "licences.md").write_text("MIT")
    (assets / "page-1a2b.js").write_text("let plain")
    (assets / "page-1a2b.js.gz").write_text("zipped")
    (assets / "page-1a2b.js.br").write_text("brotli")
    (assets / "font-3c4d.ttf").write_text("letters")
    return folder


def get(explorer: Explorer, path: str, **headers: str) -> httpx.Response:
    """What is sent, as it is sent: `sent` is not unpacked."""
    routes = [Route("/explorer/assets/{name}", explorer.built), Route("/explorer/{name}", explorer.simple)]

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=routes))
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client,
            client.stream("GET", path, headers=headers) as answer,
        ):
            sent = b"".join([chunk async for chunk in answer.aiter_raw()])
            return httpx.Response(answer.status_code, headers=answer.headers, extensions={"sent": sent})

    return asyncio.run(send())


def allowed(explorer: Explorer) -> dict[str, str]:
    """The directives of the page's policy."""
    parts = explorer.page().headers["content-security-policy"].split("; ")
    return {name: rest for name, _, rest in (part.partition(" ") for part in parts)}


def test_nothing_runs_that_the_gateway_did_not_send(shared: Running) -> None:
    page = shared.send("GET", "/graphql", headers=BROWSER)
    policy = page.headers["content-security-policy"]

    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'; script-src 'self'; worker-src 'self'; " in policy
    assert "connect-src 'self'; " in policy
    assert "unsafe-eval" not in policy and policy.count("unsafe-inline") == 1
    assert "style-src-attr 'unsafe-inline'" in policy
    for nothing in ("base-uri", "form-action", "frame-ancestors"):
        assert f"{nothing} 'none'" in policy


def test_the_page_is_hardened_and_never_kept_unasked(shared: Running) -> None:
    headers = shared.send("GET", "/graphql", headers=BROWSER).headers

    assert headers["cache-control"] == "no-cache"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_style_sheets_need_a_word_that_each_answer_has_for_itself(tmp_path: Path) -> None:
    explorer = Explorer(personas=False, sign_in=None, folder=built(tmp_path))
    pages = [explorer.page(), explorer.page()]
    nonces = [re.findall(r'nonce="(\S+)"', bytes(page.body).decode())[0] for page in pages]

    assert nonces[0] != nonces[1] and min(map(len, nonces)) >= 20
    assert all(
        f"'nonce-{nonce}'" in page.headers["content-security-policy"] for nonce, page in zip(nonces, pages, strict=True)
    )


def test_the_issuer_is_reached_only_where_people_sign_in(tmp_path: Path) -> None:
    folder = built(tmp_path)
    sign_in = SignIn("https://login.example:8443/realms/'people'", "the-page")

    assert allowed(Explorer(personas=False, sign_in=None, folder=folder))["connect-src"] == "'self'"
    explorer = Explorer(personas=False, sign_in=sign_in, folder=folder)
    assert allowed(explorer)["connect-src"] == "'self' https://login.example:8443"
    [told] = re.findall(r'content="(.*?)"', bytes(explorer.page().body).decode())
    assert json.loads(unescape(told)) == {
        "personas": False,
        "signIn": {"issuer": sign_in.issuer, "client": "the-page"},
    }


def test_without_a_build_there_is_a_simple_page_that_says_how_to_build_the_full_one(tmp_path: Path) -> None:
    (tmp_path / "simple.html").write_text((SOURCE / "simple.html").read_text())
    explorer = Explorer(personas=True, sign_in=None, folder=tmp_path)
    text = bytes(explorer.page().body).decode()

    assert "npm ci --prefix gateway/explorer &amp;&amp; npm run build --prefix gateway/explorer" in text
    assert "<script>" not in text and "style=" not in text and not re.search(r"(src|href)=\"(https?:)?//", text)
    built(tmp_path)
    assert "npm ci" not in bytes(explorer.page().body).decode()


def test_the_build_command_that_it_shows_is_one_of_the_package() -> None:
    assert "build" in json.loads((SOURCE / "package.json").read_text())["scripts"]


@pytest.mark.parametrize("name", ["simple.js", "simple.css"])
def test_the_simple_page_has_its_files(name: str) -> None:
    answer = get(Explorer(personas=False, sign_in=None), f"/explorer/{name}")

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert f"/explorer/{name}" in (SOURCE / "simple.html").read_text()


@pytest.mark.parametrize(
    ("accepted", "sent", "content"),
    [
        ("gzip, deflate, br", "br", "brotli"),
        ("gzip", "gzip", "zipped"),
        ("br;q=0, gzip;q=0.5", "gzip", "zipped"),
        ("br; q=0, gzip; q=0.0", None, "let plain"),
        ("", None, "let plain"),
    ],
)
def test_files_of_the_build_are_packed_as_the_browser_can_take_them_and_kept_for_ever(
    tmp_path: Path, accepted: str, sent: str | None, content: str
) -> None:
    explorer = Explorer(personas=False, sign_in=None, folder=built(tmp_path))
    answer = get(explorer, "/explorer/assets/page-1a2b.js", **{"Accept-Encoding": accepted})

    assert answer.headers.get("content-encoding") == sent
    assert answer.extensions["sent"].decode() == content
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "/explorer/assets/none.js",
        "/explorer/assets/page-1a2b.js.br",
        "/explorer/assets/..%2Findex.html",
        "/explorer/assets/%2Fetc%2Fpasswd",
        "/explorer/assets/..",
        "/explorer/assets/%00",
        f"/explorer/assets/{'a' * 300}",
        "/explorer/simple.html",
        "/explorer/package.json",
        "/explorer/..%2Fsettings.py",
    ],
)
def test_there_is_nothing_else_to_be_had(tmp_path: Path, path: str) -> None:
    explorer = Explorer(personas=False, sign_in=None, folder=built(tmp_path))

    assert get(explorer, path).status_code == 404


def test_where_there_is_no_page_there_are_none_of_its_files(prepared: Prepared, tmp_path: Path) -> None:
    plain = prepared.copy_to(tmp_path / "world").model_copy(update={"graphiql": False})
    with Running(plain, tmp_path / "world") as gateway:
        assert gateway.send("GET", "/explorer/simple.js").status_code == 404
