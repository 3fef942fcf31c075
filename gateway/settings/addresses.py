"""Addresses that an operator gives: each is checked to be one that does what they think it does.

No message repeats an address: a password may stand in it.
"""

from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

LOOPBACK_NAME = "localhost"


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can be meant by a name or an address, with or without brackets."""
    try:
        return ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return host == LOOPBACK_NAME


def exact_origin(text: str) -> str:
    """An origin as browsers send it. Anything else, such as one that ends with a slash, would match nothing, unseen.

    One of plain http must be of this machine: on any other, whoever is on the way becomes the app.
    """
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or text != f"{parts.scheme}://{parts.netloc.lower()}":
        raise ValueError(
            "An origin is a scheme, a host and perhaps a port, in small letters: https://app.example; "
            "neither * nor null is one, since apps that call may do all that people may do who are signed in there"
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ValueError("an origin of plain http must be of this machine (localhost, 127.0.0.1, [::1])")
    return text


def https_address(text: str) -> str:
    """An https address as it must stand in tokens or can be fetched: no user, no query, no fragment."""
    parts = _split(text)
    if parts is None or parts.scheme != "https":
        raise ValueError("this must be an https address: over plain http, whoever is on the way says who people are")
    if "?" in text or "#" in text:
        raise ValueError("this address must be without a query and a fragment")
    return text


def collector_address(text: str) -> str:
    """The address of a collector of traces, by http too: it is often beside us, and no personal data goes there."""
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https"):
        raise ValueError("this must be an http or https address, without a user and a password")
    return text


def host_name(text: str) -> str:
    """A name under which the gateway is called, as a Host header has it, without the port."""
    bare = text.removeprefix("[").removesuffix("]") if text.startswith("[") else text
    if "*" in text:
        raise ValueError("a name with * would let in any Host header: give each name")
    if text != text.lower() or not bare or (_address(bare) != text and not _is_name(text)):
        raise ValueError("a host is a name or an address in small letters, without scheme and port: gateway.example")
    return text


def network(text: str) -> str:
    """An address or a network of a reverse proxy; the whole of the internet is none."""
    try:
        parsed = ip_network(text)
    except ValueError:
        raise ValueError("this must be addresses or networks such as 10.0.0.0/8") from None
    if parsed.prefixlen == 0:
        raise ValueError("a proxy that can be anywhere lets anybody say which address they have: give its network")
    return text


def _split(text: str) -> SplitResult | None:
    """The parts of an address that has a host and a proper port, and neither a user nor what is no printable ASCII."""
    try:
        parts = urlsplit(text)
        whole = bool(parts.hostname) and (parts.port is None or parts.port > 0) and "@" not in parts.netloc
    except ValueError:
        return None
    return parts if whole and text.isascii() and text.isprintable() and " " not in text else None


def _address(bare: str) -> str | None:
    """An IP address as a Host header has it, if it is one."""
    try:
        parsed = ip_address(bare)
    except ValueError:
        return None
    return f"[{parsed}]" if parsed.version == 6 else str(parsed)


def _is_name(text: str) -> bool:
    parts = text.split(".")
    fit = all(part and len(part) < 64 and part.strip("-") == part for part in parts)
    return fit and text.isascii() and text.replace("-", "").replace(".", "").isalnum() and not parts[-1].isdigit()
