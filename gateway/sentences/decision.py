"""The policy's answer as one sentence that names the concrete fact."""

from gateway.domain.decision import Decision, DenialReason
from gateway.domain.language import Language
from gateway.sentences.say import say


def decision_sentence(decision: Decision, language: Language) -> str:
    """Why not, and what would change it, or that they may.

    Raises ValueError for a denial without a reason, or whose reason speaks of a function that it does not hold.
    """
    if decision.allowed:
        return say("decision.allowed", language)
    if decision.reason is None:
        raise ValueError(f"A denial of {decision.action} gives no reason.")
    return say(f"decision.{decision.reason}", language, **_words(decision, decision.reason))


def _words(decision: Decision, reason: DenialReason) -> dict[str, object]:
    held = decision.function
    if reason not in _NAMES_A_FUNCTION:
        return {}
    if held is None:
        raise ValueError(f"A denial of {decision.action} because of {reason} names no function.")
    match reason:
        case DenialReason.FUNCTION_NOT_STARTED:
            return {"function": held.code, "begin": held.begin}
        case DenialReason.FUNCTION_ENDED:
            return {"function": held.code, "end": held.end}
        case _:
            return {"function": held.code}


_NAMES_A_FUNCTION = frozenset(
    {
        DenialReason.FUNCTION_NOT_STARTED,
        DenialReason.FUNCTION_ENDED,
        DenialReason.FUNCTION_DOES_NOT_REPRESENT,
        DenialReason.NO_SIGNING_POWER,
    }
)
