"""The refusal of a certificate, an algorithm or a signature: which rule it breaks, and nothing of what was sent."""

from gateway.domain.errors import Invalid, Problem, Sentence


def refused(field: str, rule: str) -> Invalid:
    """The refusal of one field of what was sent; `rule` is the key of the sentence that says what is wrong."""
    return Invalid(Problem((field,), Sentence(rule)))
