"""By what a demo's keys, cards and issuer are known: in any other gateway, anybody could be anybody with them."""

from pathlib import Path

from gateway.settings.issuer import IssuerSettings
from gateway.settings.paths import existing_folder
from gateway.signature import Trust, of_a_demo

DEMO_ISSUER = "https://demo-issuer.invalid"
DEMO_AUDIENCE = "gateway-demo"
"""As gateway.identity has them, which is not imported here: commands that identify nobody need not wait for it."""


def refuse_demo_issuer(issuer: IssuerSettings) -> None:
    """Raises ValueError for the issuer of a demo."""
    if issuer.url == DEMO_ISSUER or issuer.audience == DEMO_AUDIENCE:
        raise ValueError("an issuer or an audience is that of a demo, for which anybody can make tokens")


def refuse_demo_authorities(folder: Path) -> None:
    """Raises ValueError for a folder of certificates that cannot be used, and for one with those of a demo."""
    try:
        authorities = Trust(existing_folder(folder)).authorities
    except ValueError as wrong:
        raise ValueError(str(wrong).removeprefix(f"{folder}").lstrip(":/ ")) from None
    if any(map(of_a_demo, authorities)):
        raise ValueError("a certificate is that of a demo, whose cards anybody can make: take it out of the folder")
