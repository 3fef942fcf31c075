"""A denial says why in one sentence, and names the concrete fact."""

from datetime import date

import pytest

from gateway.domain.corporate_function import FunctionCode, HeldFunction
from gateway.domain.decision import Decision, DenialReason
from gateway.domain.identifiers import parse_enterprise_number
from gateway.domain.language import Language
from gateway.domain.rights import Action
from gateway.sentences import decision_sentence

NAMES_A_FUNCTION = {
    DenialReason.FUNCTION_NOT_STARTED,
    DenialReason.FUNCTION_ENDED,
    DenialReason.FUNCTION_DOES_NOT_REPRESENT,
    DenialReason.NO_SIGNING_POWER,
}


def held(code: FunctionCode = FunctionCode.DIRECTOR, end: date | None = date(2025, 6, 30)) -> HeldFunction:
    return HeldFunction(
        parse_enterprise_number("0000000196"), code, date(2026, 12, 1), end, False, "000", natural_person=False
    )


def denial(reason: DenialReason | None, function: HeldFunction | None = None) -> Decision:
    return Decision(Action.MANAGER_DESIGNATE, False, reason, (), (), (), function)


@pytest.mark.parametrize("reason", DenialReason)
@pytest.mark.parametrize("language", Language)
def test_every_reason_has_a_sentence(reason: DenialReason, language: Language) -> None:
    assert decision_sentence(denial(reason, held()), language).endswith(".")


@pytest.mark.parametrize("code", FunctionCode)
@pytest.mark.parametrize("language", Language)
def test_every_function_fits_in_every_sentence(code: FunctionCode, language: Language) -> None:
    said = {decision_sentence(denial(reason, held(code)), language) for reason in NAMES_A_FUNCTION}
    assert len(said) == len(NAMES_A_FUNCTION)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.EN, "Your function as director ended on 30 June 2025."),
        (Language.FR, "Votre fonction d'administrateur a pris fin le 30 juin 2025."),
        (Language.NL, "Uw functie als bestuurder is op 30 juni 2025 geëindigd."),
        (Language.DE, "Ihre Funktion als Verwalter endete am 30. Juni 2025."),
    ],
)
def test_an_ended_function_is_named_with_its_last_day(language: Language, sentence: str) -> None:
    assert decision_sentence(denial(DenialReason.FUNCTION_ENDED, held()), language) == sentence


def test_a_function_to_come_is_named_with_its_first_day() -> None:
    said = decision_sentence(denial(DenialReason.FUNCTION_NOT_STARTED, held()), Language.EN)
    assert said == "Your function as director begins on 1 December 2026."


def test_no_signing_power_says_that_joint_power_does_not_count() -> None:
    said = decision_sentence(denial(DenialReason.NO_SIGNING_POWER, held()), Language.EN)
    assert said.startswith("You are registered as director of this company, without signing power")
    assert "jointly" in said


def test_a_function_that_does_not_represent_is_named() -> None:
    said = decision_sentence(denial(DenialReason.FUNCTION_DOES_NOT_REPRESENT, held(FunctionCode.AUDITOR)), Language.EN)
    assert "as auditor" in said


def test_low_assurance_says_with_what_to_sign_in() -> None:
    for language in Language:
        said = decision_sentence(denial(DenialReason.ASSURANCE_TOO_LOW), language)
        assert "eID" in said
        assert "itsme" in said


def test_allowed_is_said_too() -> None:
    allowed = Decision(Action.COMPANY_READ, True, None, (), (), ())
    assert decision_sentence(allowed, Language.EN) == "You may do this."


def test_a_denial_without_a_reason_is_a_fault() -> None:
    with pytest.raises(ValueError, match="no reason"):
        decision_sentence(denial(None), Language.EN)


@pytest.mark.parametrize("reason", sorted(NAMES_A_FUNCTION))
def test_a_reason_that_speaks_of_a_function_needs_one(reason: DenialReason) -> None:
    with pytest.raises(ValueError, match="names no function"):
        decision_sentence(denial(reason), Language.EN)


def test_a_function_without_an_end_cannot_be_said_to_have_ended() -> None:
    with pytest.raises(TypeError):
        decision_sentence(denial(DenialReason.FUNCTION_ENDED, held(end=None)), Language.EN)
