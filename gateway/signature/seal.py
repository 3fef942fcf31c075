"""Chains of certificates, sealed: the holder's national number stands in them, and nobody reads it without the key."""

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed chain was changed, or belongs to something else, or another key sealed it."""

    def __init__(self) -> None:
        super().__init__("The seal is broken, or another key made it.")


class Seal:
    """Seals with AES-256-GCM. What a chain is bound to is authenticated with it: it proves nothing elsewhere."""

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise ValueError(f"The sealing key has {_KEY_BYTES} bytes.")
        self._cipher = AESGCM(key)

    def seal(self, chain: tuple[bytes, ...], bound_to: str) -> bytes:
        """The chain, to be opened with the same key and the same binding only."""
        nonce = os.urandom(_NONCE_BYTES)
        packed = b"".join(struct.pack(">I", len(each)) + each for each in chain)
        return nonce + self._cipher.encrypt(nonce, packed, bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> tuple[bytes, ...]:
        """The chain. Raises SealBroken."""
        try:
            packed = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
        except (InvalidTag, ValueError):
            raise SealBroken from None
        chain = []
        while packed:
            (length,) = struct.unpack_from(">I", packed)
            chain.append(packed[4 : 4 + length])
            packed = packed[4 + length :]
        return tuple(chain)

    def __repr__(self) -> str:
        return "Seal(…)"
