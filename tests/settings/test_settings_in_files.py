"""Settings in files, as Docker and Kubernetes mount them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from gateway.settings import Settings, WrongSettings, new_key, settings_from_environment
from gateway.settings.doubts import doubts

Run = Callable[..., Result]


def refused() -> dict[str, str]:
    with pytest.raises(WrongSettings) as told:
        settings_from_environment(Settings)
    return dict(told.value.wrong)


@pytest.mark.parametrize("named", ["/nowhere", "", "/dev/null"])
def test_a_folder_that_is_none_stops_the_start(named: str, set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_SECRETS", named)

    assert refused() == {"GATEWAY_SECRETS": "this is no folder that can be read"}


def test_files_that_cannot_be_used_stop_the_start(set_up: Path, folder: Path) -> None:
    (folder / "GATEWAY_STOP_SECONDS").write_text(" \n")
    (folder / "GATEWAY_LOG_LEVEL").write_bytes(b"\xff\xfe")
    (folder / "GATEWAY_GRAPHIQL").mkdir()
    (folder / "GATEWAY_DOCUMENTS").symlink_to(folder / "nowhere")
    (folder / "GATEWAY_SEALING_KEY.txt").write_text(new_key())

    assert refused() == {
        "GATEWAY_SEALING_KEY.TXT": "this is no setting; did you mean GATEWAY_SEALING_KEY?",
        "GATEWAY_STOP_SECONDS": "its file is empty",
        "GATEWAY_LOG_LEVEL": "its file is no text in UTF-8",
        "GATEWAY_GRAPHIQL": "its file is none, or a link to none",
        "GATEWAY_DOCUMENTS": "its file is none, or a link to none",
    }


def test_what_a_file_says_is_checked_and_not_repeated(
    set_up: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GATEWAY_SEALING_KEY")
    (folder / "GATEWAY_SEALING_KEY").write_text("ab" * 32)

    [said] = refused().values()
    assert said.startswith("this key can be guessed")
    assert "abab" not in said


def test_a_file_stands_in_for_a_variable_as_kubernetes_mounts_it(
    set_up: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GATEWAY_SEALING_KEY")
    mounted = folder / "..2026_11_25_17_30_00.1"
    mounted.mkdir()
    (mounted / "GATEWAY_SEALING_KEY").write_text(f"{(key := new_key())}\n")
    (mounted / "GATEWAY_CORS_ORIGINS").write_text("https://a.example, https://b.example\n")
    (folder / "..data").symlink_to(mounted.name)
    for name in ("GATEWAY_SEALING_KEY", "GATEWAY_CORS_ORIGINS"):
        (folder / name).symlink_to(f"..data/{name}")
    (folder / "tls.crt").write_text("somebody else's")
    settings = settings_from_environment(Settings)

    assert settings.sealing_key.get_secret_value() == key
    assert settings.cors_origins == ("https://a.example", "https://b.example")


def test_the_environment_comes_before_a_file(set_up: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "gateway_stop_seconds").write_text("5")
    monkeypatch.delenv("GATEWAY_SECRETS")
    monkeypatch.setenv("gateway_secrets", str(folder))
    assert settings_from_environment(Settings).stop_seconds == 5

    monkeypatch.setenv("GATEWAY_STOP_SECONDS", "7")
    assert settings_from_environment(Settings).stop_seconds == 7


def test_commands_read_files_too(set_up: Path, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GATEWAY_SEALING_KEY", "GATEWAY_DATABASE_URL"):
        (folder / name).write_text(os.environ[name])
        monkeypatch.delenv(name)
    assert run("db", "upgrade").exit_code == 0
    assert (set_up / "gateway.sqlite").exists()
    assert run("officers", "list").exit_code == 0

    for name in ("GATEWAY_NATIONAL_NUMBER_KEY", "GATEWAY_ISSUERS", "GATEWAY_SIGNATURE_TRUST"):
        monkeypatch.delenv(name)
    assert run("audit", "verify").exit_code == 0
    assert run("officers", "list").exit_code == 2


def test_a_secret_that_others_may_read_is_told(set_up: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEWAY_SEALING_KEY")
    file = folder / "GATEWAY_SEALING_KEY"
    file.write_text(new_key())
    (folder / "GATEWAY_STOP_SECONDS").write_text("5")
    for mode, told in ((0o400, False), (0o600, False), (0o440, True), (0o604, True)):
        file.chmod(mode)
        assert ("GATEWAY_SEALING_KEY" in dict(doubts(settings_from_environment(Settings)))) is told
    assert "GATEWAY_STOP_SECONDS" not in dict(doubts(settings_from_environment(Settings)))
