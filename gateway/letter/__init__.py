"""Documents, drawn up as PDF: the letter that asks to close an account, and the electronic proxy of a mandate."""

from gateway.letter.closure import ClosureLetter, closure_letter
from gateway.letter.proxy import ProxyLetter, ProxySigned, proxy_letter

__all__ = ["ClosureLetter", "ProxyLetter", "ProxySigned", "closure_letter", "proxy_letter"]
