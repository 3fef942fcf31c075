"""Makes one a persona of the demo, for the page on which people try it."""

from collections.abc import Mapping
from datetime import timedelta

from gateway.demo.personas import PERSONAS
from gateway.identity import DemoIssuer

LIFETIME = timedelta(hours=1)


class PersonaSwitch:
    """Tokens of the demo's issuer, for its personas; the page fetches another one before it is out of date."""

    def __init__(self, issuer: DemoIssuer) -> None:
        self._issuer = issuer
        self.personas: Mapping[str, str] = {name: persona.who for name, persona in PERSONAS.items()}
        self.seconds = int(LIFETIME.total_seconds())

    def token(self, name: str) -> str:
        """A bearer token. Raises KeyError if nobody has this name."""
        return self._issuer.sign(PERSONAS[name].claims(), LIFETIME)
