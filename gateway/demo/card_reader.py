"""Stands in for a card reader: signs with a persona's demo card, made on the fly, without asking whether they may."""

from gateway.demo.personas import PERSONAS
from gateway.domain.proxy import Proxy
from gateway.domain.signature import SignatureForm
from gateway.signature import DemoCards


class CardReader:
    """Signs proxies for the personas of the demo."""

    def __init__(self, cards: DemoCards) -> None:
        self._cards = cards

    def sign(self, name: str, proxy: Proxy, *, authentication: bool = False) -> SignatureForm:
        """What Web eID would give. `authentication`: with the wrong certificate of the card. KeyError: no such name."""
        persona = PERSONAS[name]
        card = self._cards.card(
            persona.national_number, persona.first_name, persona.last_name, authentication=authentication
        )
        return card.sign(proxy.octets)
