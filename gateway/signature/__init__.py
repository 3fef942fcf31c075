"""Did they sign this? Certificates, chains and signatures as Web eID gives them. Only cryptography is known here.

web_eid.py       one signature, from what was sent to what is kept: certificate, chain, holder, value
certificate.py   the holder's certificate: read, and fit for signatures with legal effect
value.py         the value of a signature, in each algorithm
trust.py         the authorities that the operator trusts, and the path to them
revocation.py    their lists of revoked certificates
authority.py     until when each of them is good
seal.py          chains kept so that nobody reads the national number in them
again.py         a stored signature, verified again
demo_cards.py    cards of our own, for the demo only
policy_signature.py   rules that somebody has signed
"""

from gateway.signature.again import verify_again
from gateway.signature.authority import AuthorityState, authority_states
from gateway.signature.demo_cards import Card, DemoCards, of_a_demo
from gateway.signature.seal import Seal, SealBroken
from gateway.signature.trust import Trust
from gateway.signature.web_eid import WebEid

__all__ = [
    "AuthorityState",
    "Card",
    "DemoCards",
    "Seal",
    "SealBroken",
    "Trust",
    "WebEid",
    "authority_states",
    "of_a_demo",
    "verify_again",
]
