"""Who is calling? A token of an issuer that we trust becomes an Identity, or is refused with a constant sentence.

issuer.py         whom we trust, and how: address, audience, keys, algorithms, names of claims
bearer.py         one token, from text to Identity: form, issuer, signature, terms, binding, person
form.py           taking a token apart, strictly, before anything in it is believed
algorithm.py      which signatures may count, and whether one holds
kind.py           what a token is for: access, and nothing else
claims.py         what a token says, once its signature holds
proof.py          proof that its bearer holds the key to which it is bound (DPoP)
once.py           which proofs have been used
keys.py           which keys count
followed_keys.py  the keys of an issuer, while they change
source.py         where they are read: a file, an address, the discovery document
refusal.py        every reason for which a token is refused
demo_issuer.py    an issuer of our own, for the demo only
"""

from gateway.identity.algorithm import ALGORITHMS
from gateway.identity.bearer import Bearer
from gateway.identity.demo_issuer import DemoIssuer
from gateway.identity.followed_keys import FollowedKeys
from gateway.identity.issuer import ClaimNames, Issuer
from gateway.identity.keys import FixedKeys, KeysState, KeysUnavailable
from gateway.identity.proof import Proof
from gateway.identity.refusal import TokenFault, TokenRefused

__all__ = [
    "ALGORITHMS",
    "Bearer",
    "ClaimNames",
    "DemoIssuer",
    "FixedKeys",
    "FollowedKeys",
    "Issuer",
    "KeysState",
    "KeysUnavailable",
    "Proof",
    "TokenFault",
    "TokenRefused",
]
