"""Letters, drawn up as PDF: the one by which a legal representative asks to close the company's account."""

from gateway.letter.closure import ClosureLetter, closure_letter

__all__ = ["ClosureLetter", "closure_letter"]
