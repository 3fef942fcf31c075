"""Every sentence exists in the four languages, with the same words, and says what the domain asks of it."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import gateway.sentences
from gateway.domain.corporate_function import FunctionCode
from gateway.domain.language import Language
from gateway.domain.mandate import ProviderKind
from gateway.domain.rights import Action
from gateway.domain.side import Side
from gateway.sentences import function_label, say
from gateway.sentences.catalogue import load_catalogue, words_of

CATALOGUE = load_catalogue()
A_DAY = date(2025, 6, 30)
SAMPLES: dict[str, object] = {
    "function": FunctionCode.DIRECTOR,
    "action": Action.MANAGER_DESIGNATE,
    **dict.fromkeys(("begin", "end", "since", "until", "date"), A_DAY),
    **dict.fromkeys(("manager", "successor", "name", "company", "number", "reference", "id"), "Emma Éloy"),
    **dict.fromkeys(("principal", "mandatary"), "Établissements Éloy"),
    **{"groups": "Emploi, Élections", "quarter": "2027-Q1", "version": 2, "count": 3, "seconds": 5},
    **{"time": "14:05", "algorithm": "ES384"},
}
PROMISED = {
    "problem": "first_name_missing last_name_missing name_too_long name_characters national_number email phone "
    "search_too_short page_size first_and_last cursor since side_needed groups_none groups_unknown groups_repeated "
    "start_quarter_past start_quarter_take_over end_before_start provider_is_principal provider_natural_person "
    "company_ended replaces_same_provider "
    "replaces_no_group nothing_changes reason_too_long reason_characters reason_number "
    "certificate_unreadable certificate_for_authentication certificate_usage certificate_key certificate_expired "
    "certificate_not_yet_valid certificate_untrusted certificate_revoked certificate_state_unknown "
    "certificate_holder signature_unreadable signature_algorithm signature_wrong signature_older",
    "conflict": "manager_exists manager_changed no_manager_to_replace ebox_already_active no_account "
    "account_awaiting account_closing closure_already_requested no_closure_requested closure_ended key_reused "
    "proxy_open overlap overlap_reserved overlap_with_itself no_account_as_principal no_account_as_mandatary "
    "proxy_not_open mandate_not_in_force already_signed start_quarter_passed take_over_quarter_begun newer_version "
    "ends_already nothing_to_take_over",
    "not_found": "letter_unknown company_unknown mandate_unknown",
    "general": "unauthenticated token_refused internal rate_limited overloaded timeout belgium",
    "history": "manager_designated manager_activated manager_replaced manager_confirmed "
    "designation_expired account_activated closure_requested closure_cancelled account_closed ebox_activated refused "
    "mandate_drafted mandate_signed mandate_in_force mandate_refused mandate_withdrawn mandate_amended mandate_ended "
    "mandate_superseded",
    "task": "take_up_designation review_manager designate_manager sign_mandate sign_mandate_late mandate_ends",
    "step": "designate first_sign_in ebox",
    "action": " ".join(Action),
    "proxy": "title introduction groups more_groups start starts end ends open_ended version prepared_by mandate "
    "replaces legal_effect not_signed signed_by signed_at algorithm fingerprint document signed_document "
    + " ".join(
        [f"provider_kind.{kind}" for kind in ProviderKind]
        + [f"{of}.{side}" for of in ("side", "signature") for side in Side]
    ),
    "function.label": " ".join(FunctionCode),
    "function.running": " ".join(FunctionCode),
}


def test_every_file_of_sentences_is_in_the_catalogue() -> None:
    folder = Path(gateway.sentences.__file__).parent
    assert {key.split(".")[0] for key in CATALOGUE} == {file.stem for file in folder.glob("*.toml")}


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_a_sentence_has_the_four_languages_and_the_same_words_in_each(key: str) -> None:
    in_each = CATALOGUE[key]
    assert set(in_each) == set(Language)
    assert len({words_of(sentence) for sentence in in_each.values()}) == 1


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_a_sentence_can_be_said_in_every_language(key: str) -> None:
    for language, sentence in CATALOGUE[key].items():
        said = say(key, language, **{word: SAMPLES[word] for word in words_of(sentence)})
        assert said.strip() == said
        assert said
        assert not re.search(r"[{}]|  |\t|\b[dq]u?e [Eé]", said)


@pytest.mark.parametrize(
    "topic", ["decision", "problem", "conflict", "not_found", "general", "history", "task", "step"]
)
def test_a_sentence_to_people_begins_with_a_capital_and_ends_with_a_full_stop(topic: str) -> None:
    for key in (key for key in CATALOGUE if key.startswith(f"{topic}.") and key != "general.belgium"):
        for language, sentence in CATALOGUE[key].items():
            said = say(key, language, **{word: SAMPLES[word] for word in words_of(sentence)})
            assert said[0].isupper(), said
            assert said.endswith("."), said


@pytest.mark.parametrize("topic", sorted(PROMISED))
def test_the_sentences_of_a_topic_are_all_there_and_no_others(topic: str) -> None:
    assert {f"{topic}.{name}" for name in PROMISED[topic].split()} == {
        key for key in CATALOGUE if key.startswith(f"{topic}.")
    }


def test_a_sentence_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        say("conflict.no_such_thing", Language.EN)


def test_a_missing_word_is_refused() -> None:
    with pytest.raises(TypeError, match="manager_exists"):
        say("conflict.manager_exists", Language.EN)


def test_a_word_that_the_sentence_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError):
        say("problem.email", Language.EN, email="a@b.be")


def test_a_word_of_a_type_that_no_sentence_can_write_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        say("general.internal", Language.EN, id=b"12")


@pytest.mark.parametrize(
    ("language", "day"),
    [
        (Language.FR, "30 juin 2025"),
        (Language.NL, "30 juni 2025"),
        (Language.DE, "30. Juni 2025"),
        (Language.EN, "30 June 2025"),
    ],
)
def test_a_date_is_written_in_full_in_the_language(language: Language, day: str) -> None:
    assert day in say("conflict.manager_exists", language, since=A_DAY)


def test_the_first_of_a_month_is_written_as_french_does() -> None:
    assert "1er décembre 2026" in say("conflict.manager_exists", Language.FR, since=date(2026, 12, 1))
    assert "1 december 2026" in say("conflict.manager_exists", Language.NL, since=date(2026, 12, 1))


def test_a_moment_is_the_day_it_falls_on_in_belgium() -> None:
    half_past_midnight_in_brussels = datetime(2025, 6, 29, 22, 30, tzinfo=UTC)
    assert "30 June 2025" in say("conflict.manager_exists", Language.EN, since=half_past_midnight_in_brussels)


def test_french_elides_before_a_vowel_of_a_word_and_not_inside_it() -> None:
    assert say("history.manager_designated", Language.FR, manager="Emma Claes").startswith("Désignation d'Emma Claes")
    assert "de Jan de Ander" in say("history.manager_designated", Language.FR, manager="Jan de Ander")


def test_french_sets_a_space_that_does_not_break_before_a_colon() -> None:
    assert "Refusé\N{NO-BREAK SPACE}: désignation" in say(
        "history.refused", Language.FR, action=Action.MANAGER_DESIGNATE
    )


def test_a_word_is_put_in_as_it_is_even_with_braces() -> None:
    assert say("general.internal", Language.EN, id="{id}").count("{id}") == 1


@pytest.mark.parametrize(
    ("language", "label"),
    [
        (Language.FR, "Administrateur délégué"),
        (Language.NL, "Gedelegeerd bestuurder"),
        (Language.DE, "Geschäftsführender Verwalter"),
        (Language.EN, "Managing director"),
    ],
)
def test_a_function_has_a_label_in_every_language(language: Language, label: str) -> None:
    assert function_label(FunctionCode.MANAGING_DIRECTOR, language) == label
