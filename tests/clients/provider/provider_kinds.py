"""Two kinds of provider: each has the personas of the demo, and its own way to say who they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway.demo.personas import PERSONAS, Persona
from gateway.settings import ClaimSettings

Claims = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a provider signs and for whom, and what a gateway has to know to understand its tokens."""

    audience: str
    algorithm: str
    claims_of: Callable[[Persona], Claims]
    names: ClaimSettings
    levels: Mapping[str, int]

    @property
    def people(self) -> dict[str, Claims]:
        """What its tokens say of whom, by the name with which they sign in."""
        return {name: self.claims_of(persona) for name, persona in PERSONAS.items()}


def _as_keycloak(persona: Persona) -> Claims:
    return {
        "nationalRegister": persona.national_number,
        "name": f"{persona.first_name} {persona.last_name}",
        "given_name": persona.first_name,
        "family_name": persona.last_name,
        "email": persona.email,
        "locale": persona.language.value,
        "acr": "gold" if persona.level >= 400 else "bronze",
    }


FEDERAL = Kind(
    audience="gateway",
    algorithm="RS256",
    claims_of=lambda persona: {name: value for name, value in persona.claims().items() if name != "sub"},
    names=ClaimSettings(),
    levels={},
)
"""As the federal authentication service."""

ENTERPRISE = Kind(
    audience="enterprise-gateway",
    algorithm="ES256",
    claims_of=_as_keycloak,
    names=ClaimSettings(
        national_number="nationalRegister",
        first_name="given_name",
        last_name="family_name",
        email="email",
        language="locale",
    ),
    levels={"gold": 450, "bronze": 200},
)
"""As the Keycloak of an enterprise."""
