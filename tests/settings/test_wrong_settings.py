"""What is wrong is told all at once, by variable and place; whatever was typed is repeated nowhere."""

import json
import logging
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.settings import (
    DemoSecrets,
    Settings,
    StoreSettings,
    WrongSettings,
    demo_settings,
    new_demo_key,
    settings_from_environment,
)
from gateway.settings.issuer import ClaimSettings, IssuerSettings

CANARY = "canary-51"

texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=30)
with_canary = st.builds(lambda before, after: f"{before}{CANARY}{after}", texts, texts)
addresses = with_canary.map(lambda text: f"http://me:{text}@issuer.example")
names = st.sampled_from([*IssuerSettings.model_fields, *ClaimSettings.model_fields]) | with_canary
in_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | with_canary | addresses,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(names, inside, max_size=4),
    max_leaves=12,
)
values = with_canary | addresses | in_json.map(json.dumps) | in_json.map(lambda one: json.dumps([one, {"url": one}]))
fields = st.sampled_from([*Settings.model_fields])


def wrong(kind: type[StoreSettings] = Settings) -> dict[str, str]:
    """What is told of the settings, by place."""
    with pytest.raises(WrongSettings) as refused:
        settings_from_environment(kind)
    return dict(refused.value.wrong)


def set_all(monkeypatch: pytest.MonkeyPatch, variables: Iterable[tuple[str, str]]) -> None:
    for name, value in variables:
        monkeypatch.setenv(f"GATEWAY_{name}", value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(field=fields, value=values)
def test_no_message_repeats_what_was_typed(field: str, value: str, set_up: Path) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(f"GATEWAY_{field.upper()}", value)
        try:
            settings_from_environment(Settings)
        except WrongSettings as refused:
            assert CANARY not in str(refused)
            assert f"GATEWAY_{field.upper()}" in str(refused)
            assert all(place.startswith(f"GATEWAY_{field.upper()}") for place in refused.wrong)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(name=st.from_regex(r"[A-Z_]{1,20}", fullmatch=True), value=with_canary)
def test_a_variable_that_is_not_known_is_refused_without_its_value(name: str, value: str, set_up: Path) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(f"GATEWAY_X{name}", value)
        told = wrong()

        assert list(told) == [f"GATEWAY_X{name}"]
        assert CANARY not in told[f"GATEWAY_X{name}"]


def test_nothing_is_logged_even_when_the_library_is_told_to(
    set_up: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PYDANTIC_SETTINGS_DEBUG", "1")
    caplog.set_level(logging.DEBUG)

    settings_from_environment(Settings)
    assert caplog.text == ""


def test_everything_that_is_wrong_is_told_at_once(set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(
        monkeypatch,
        [
            ("ISUERS", "[]"),
            ("SEALING_KEY", "abcd"),
            ("DESIGNATION_DAYS", "0"),
            ("TRACE_RATIO", "1.5"),
            ("GRAPHIQL", "perhaps"),
            ("LOG_LEVEL", "loud"),
            ("POLICIES", ""),
            ("STOP_SECONDS", " "),
        ],
    )
    monkeypatch.delenv("GATEWAY_DATABASE_URL")

    assert wrong() == {
        "GATEWAY_ISUERS": "this is no setting; did you mean GATEWAY_ISSUERS?",
        "GATEWAY_POLICIES": "this is empty: give it a value, or leave it out",
        "GATEWAY_STOP_SECONDS": "this is empty: give it a value, or leave it out",
        "GATEWAY_DATABASE_URL": "Field required",
        "GATEWAY_SEALING_KEY": "The sealing key has 32 bytes.",
        "GATEWAY_DESIGNATION_DAYS": "Input should be greater than or equal to 1",
        "GATEWAY_GRAPHIQL": "Input should be a valid boolean, unable to interpret input",
        "GATEWAY_LOG_LEVEL": "Input should be 'debug', 'info', 'warning' or 'error'",
        "GATEWAY_TRACE_RATIO": "Input should be less than or equal to 1",
    }


def test_of_an_issuer_the_place_is_told(set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = {"url": "https://issuer.example", "audience": "gateway"}
    bad = {
        "url": "https://other.example",
        "audiense": "gateway",
        "algorithms": ["RS256", "HS256"],
        "claims": {"emial": "mail", "first_name": ""},
        "assurance_levels": {"urn:something": 600},
        "refetch_seconds": 0,
    }
    set_all(monkeypatch, [("ISSUERS", json.dumps([good, bad]))])
    listed = "'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'Ed25519' or 'EdDSA'"

    assert wrong() == {
        "GATEWAY_ISSUERS[1].audience": "Field required",
        "GATEWAY_ISSUERS[1].algorithms[1]": f"Input should be {listed}",
        "GATEWAY_ISSUERS[1].claims.first_name": "this is empty",
        "GATEWAY_ISSUERS[1].claims": "a name in it is not known; did you mean email?",
        "GATEWAY_ISSUERS[1].assurance_levels": "Input should be less than or equal to 500",
        "GATEWAY_ISSUERS[1].refetch_seconds": "Input should be greater than or equal to 1",
        "GATEWAY_ISSUERS[1]": "a name in it is not known; did you mean audience?",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "this is no JSON, from line 1, column 2 on"),
        ("", "this is no JSON, from line 1, column 1 on"),
        ("[" * 100_000, "this is JSON with too much inside one another"),
        ('{"url": "https://issuer.example"}', "this must be a list: […]"),
        ('[{"audience": "gateway", "audience": "other"}]', "an object has one name twice"),
    ],
    ids=["cut off", "empty", "deep", "one object", "a name twice"],
)
def test_issuers_that_cannot_be_read_are_refused(
    text: str, said: str, set_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch, [("ISSUERS", text)])

    assert wrong() == {"GATEWAY_ISSUERS": said}


def test_an_issuer_that_is_no_object_is_refused(set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, [("ISSUERS", '["https://issuer.example"]')])

    assert wrong() == {"GATEWAY_ISSUERS[0]": "this must be an object: {…}"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OIDC_ISSUER", "https://issuer.example", "this is no setting any more: GATEWAY_ISSUERS describes the issuers"),
        ("PORT", "8080", "this is no setting: gateway serve --port says where to listen"),
        ("HOST", "0.0.0.0", "this is no setting: gateway serve --host says where to listen"),
        ("POLICYS", "/etc/gateway", "this is no setting; did you mean GATEWAY_POLICIES?"),
        ("ORIGINS_CORS", "*", "this is no setting; did you mean GATEWAY_CORS_ORIGINS?"),
        ("READ_ONLY", "true", "this is no setting"),
        ("oidc_jwks", "/etc/keys", "this is no setting any more: GATEWAY_ISSUERS describes the issuers"),
    ],
)
def test_a_variable_that_is_no_setting_is_refused_with_what_was_meant(
    name: str, value: str, said: str, set_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch, [(name, value)])

    assert wrong() == wrong(StoreSettings) == {f"GATEWAY_{name.upper()}": said}


def test_what_kubernetes_sets_beside_a_service_of_that_name_is_left_alone(
    set_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for service in ("", "EIDAS_"):
        set_all(
            monkeypatch,
            [
                (f"{service}SERVICE_HOST", "10.96.0.17"),
                (f"{service}SERVICE_PORT", "8000"),
                (f"{service}SERVICE_PORT_HTTP", "8000"),
                (f"{service}PORT", "tcp://10.96.0.17:8000"),
                (f"{service}PORT_8000_TCP", "tcp://10.96.0.17:8000"),
                (f"{service}PORT_8000_TCP_PROTO", "tcp"),
                (f"{service}PORT_8000_TCP_PORT", "8000"),
                (f"{service}PORT_8000_TCP_ADDR", "10.96.0.17"),
            ],
        )

    assert settings_from_environment(Settings).stop_seconds == 10


def test_a_setting_in_small_letters_counts(set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, [("stop_seconds", "3")])

    assert settings_from_environment(Settings).stop_seconds == 3


def test_all_of_an_issuer_can_be_set(set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    described = {
        "url": "https://issuer.example/realms/company",
        "audience": "gateway",
        "algorithms": ["ES256", "EdDSA"],
        "jwks": "https://issuer.example/keys",
        "claims": {"national_number": "ssin", "assurance": "loa"},
        "assurance_levels": {"gold": 500},
        "authorized_parties": ["app"],
        "access_tokens_only": True,
        "sender_constrained": True,
        "clock_skew_seconds": 0,
        "refetch_seconds": 5,
        "refresh_seconds": 60,
        "client_id": "page",
    }
    set_all(monkeypatch, [("ISSUERS", json.dumps([described]))])
    [issuer] = settings_from_environment(Settings).issuers

    assert issuer.model_dump(mode="json", exclude_defaults=True) == described
    assert issuer.claims.email == "mail"


def test_a_demo_takes_what_is_no_setting_and_refuses_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = DemoSecrets(new_demo_key(), new_demo_key())

    def demo() -> Settings:
        return demo_settings(f"sqlite:///{tmp_path}/demo.sqlite", made, tmp_path, "https://demo.invalid", "demo")

    set_all(monkeypatch, [("TESTS_MUST_RUN", "1"), ("SEALING_KEY", "abcd"), ("DOCUMENTS", ""), ("STOP_SECONDS", "3")])
    assert demo().sealing_key.get_secret_value() == made.sealing_key
    assert demo().stop_seconds == 3

    set_all(monkeypatch, [("STOP_SECONDS", "-3"), ("ALLOWED_HOSTS", "*")])
    with pytest.raises(WrongSettings) as refused:
        demo()
    assert list(refused.value.wrong) == ["GATEWAY_ALLOWED_HOSTS[0]", "GATEWAY_STOP_SECONDS"]
