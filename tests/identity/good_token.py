"""What a good token says, and when the tests take place."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "https://idp.example"
AUDIENCE = "gateway"
NUMBER = "02070990283"  # synthetic: no living person has it
CLAIMS: dict[str, Any] = {
    "iss": URL,
    "aud": AUDIENCE,
    "sub": "f1",
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 300,
    "egovNRN": NUMBER,
    "givenName": "Léa",
    "surname": "Lambert",
    "prefLanguage": "fr",
    "acr": "urn:be:fedict:iam:fas:Level500",
}

Sign = Callable[..., str]
"""Signs good claims with changes; see the fixture `sign`."""
