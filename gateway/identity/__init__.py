"""Who is calling? A bearer token of a trusted issuer becomes an Identity, or is refused with a constant sentence.

issuer.py        whom we trust: address, audience, public keys, algorithms, names of claims
bearer.py        one token, from text to Identity: form, signature, terms, person
form.py          taking a token apart, strictly, before anything in it is believed
claims.py        what a token says, once its signature holds
refusal.py       every reason for which a token is refused
demo_issuer.py   an issuer of our own, for the demo only
"""

from gateway.identity.bearer import Bearer
from gateway.identity.demo_issuer import DemoIssuer
from gateway.identity.issuer import ClaimNames, Issuer, public_keys
from gateway.identity.refusal import TokenFault, TokenRefused

__all__ = ["Bearer", "ClaimNames", "DemoIssuer", "Issuer", "TokenFault", "TokenRefused", "public_keys"]
