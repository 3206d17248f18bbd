"""Settings: from the environment or in code, and never a misspelt one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from advisor import Settings, SettingsError


def test_the_defaults_need_no_configuration() -> None:
    settings = Settings()

    assert settings.data_dir == Path(".advisor")
    assert settings.embedding_model == ""
    assert settings.reranker == "bundled"
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)


def test_each_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", "elsewhere")
    monkeypatch.setenv("ADVISOR_PORT", "7999")
    monkeypatch.setenv("ADVISOR_RERANK_DEPTH", "3")

    settings = Settings()

    assert (settings.data_dir, settings.port, settings.rerank_depth) == (Path("elsewhere"), 7999, 3)


def test_arguments_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_PORT", "7999")
    assert Settings(port=7998).port == 7998


@pytest.mark.parametrize("where", ["environment", "argument"])
def test_proxies_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.setenv("ADVISOR_TRUSTED_PROXIES", "127.0.0.1, ::1,10.0.0.0/8")
    settings = Settings() if where == "environment" else Settings(trusted_proxies="127.0.0.1")
    listed = [str(each) for each in settings.trusted_proxies]
    assert listed[0] == "127.0.0.1/32"
    assert len(listed) == (3 if where == "environment" else 1)


@pytest.mark.parametrize("name", ["ADVISOR_PROT", "advisor_datadir"])
def test_an_unknown_variable_is_named_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError) as caught:
        Settings()
    assert name in str(caught.value)
    assert "ADVISOR_PORT" in str(caught.value)
    assert "ADVISOR_DATA_DIR" in str(caught.value)


def test_all_unknown_variables_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_B", "1")
    monkeypatch.setenv("ADVISOR_A", "1")
    with pytest.raises(SettingsError, match="ADVISOR_A, ADVISOR_B"):
        Settings()


def test_variables_for_the_tests_are_none_of_its_business(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_TEST_CHROMIUM", "/usr/bin/chromium")
    assert Settings().port == 7860


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("port", "many"),
        ("port", "0"),
        ("port", "65536"),
        ("rerank_depth", "0"),
        ("rerank_depth", "101"),
        ("host", ""),
        ("trusted_proxies", "a proxy"),
        ("fetch_networks", "an intranet"),
        ("fetch_seconds", "0"),
        ("fetch_pages", "0"),
    ],
)
@pytest.mark.parametrize("where", ["environment", "argument"])
def test_a_malformed_value_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, field: str, value: str, where: str
) -> None:
    values = {}
    if where == "argument":
        values[field] = value
    else:
        monkeypatch.setenv(f"ADVISOR_{field.upper()}", value)
    with pytest.raises(SettingsError) as caught:
        Settings(**values)
    assert field in str(caught.value)
    assert repr(value) in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_an_unknown_argument_is_named() -> None:
    with pytest.raises(SettingsError, match="colour"):
        Settings(colour="blue")


def test_settings_cannot_be_changed() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1
