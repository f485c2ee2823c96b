import re
import stat
from pathlib import Path

import pytest

from bot.database import open_store
from bot.settings import Settings, SettingsError, load_settings, sqlite_address
from bot.store.engines import database_url

ROOT = Path(__file__).parents[1]
Documented = dict[str, tuple[str, str]]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    """An empty environment and a folder without `.env`."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def in_code() -> Documented:
    return {
        name.upper(): ("" if field.default is None else str(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }


def in_example() -> Documented:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    rows = re.findall(r"^# (.+)\n# ([A-Z_]+)=(.*)$", text, re.MULTILINE)
    return {name: (default, meaning) for meaning, name, default in rows}


def in_page() -> Documented:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`(.+?)`)? ?\| (.+) \|$", text, re.MULTILINE)
    return {name: (default, meaning) for name, default, meaning in rows}


def test_settings_are_the_same_in_code_example_and_page():
    assert in_example() == in_code()
    assert in_page() == in_code()


def test_settings_without_environment_are_the_documented_defaults():
    settings = load_settings()
    assert settings == Settings.model_construct()
    assert settings.database == "sqlite:///data/shouhou.db"
    assert not settings.logs_as_json


@pytest.mark.parametrize("name", ["x?y.db", "a#b%41.db", "中 文.db", "x.db"])
def test_file_of_any_name_can_be_the_database(tmp_path, name):
    assert database_url(sqlite_address(tmp_path / name)).database == str(tmp_path / name)


def test_data_folder_is_made_for_its_owner_only(tmp_path):
    settings = load_settings(data_dir=tmp_path / "new" / "data")
    open_store(settings).close()
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700


def test_environment_wins_over_env_file_and_an_empty_value_is_unset(monkeypatch):
    Path(".env").write_text("WEB_PORT=9000\nPACK=shop\nLOG_LEVEL=\n")
    monkeypatch.setenv("WEB_PORT", "9001")
    settings = load_settings()
    assert (settings.web_port, settings.pack, settings.log_level) == (9001, "shop", "INFO")


def test_production_logs_json_unless_told_otherwise(monkeypatch):
    monkeypatch.setenv("ENVIRONMENT", "production")
    assert load_settings().logs_as_json
    monkeypatch.setenv("LOG_FORMAT", "console")
    assert not load_settings().logs_as_json


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("WEB_PORT", "http", "WEB_PORT: Input should be a valid integer"),
        ("WEB_PORT", "70000", "WEB_PORT: Input should be less than or equal to 65535"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL: Input should be 'DEBUG', 'INFO'"),
        ("PUBLIC_BOT_TOKEN", "hello", "PUBLIC_BOT_TOKEN is no bot token: BotFather gives"),
        ("STAFF_GROUP_ID", "5", "STAFF_GROUP_ID: Input should be less than 0"),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL must begin with sqlite:/// or postgresql://"),
        ("DATABASE_URL", "sqlite:///", "DATABASE_URL must begin with sqlite:/// or postgresql://"),
        ("PUBLIC_WEBHOOK_URL", "example.org", "PUBLIC_WEBHOOK_URL is no web address"),
        ("PUBLIC_WEBHOOK_URL", "http://example.org", "PUBLIC_WEBHOOK_URL must begin with https://"),
        ("PUBLIC_WEBHOOK_URL", "https://example.org", "WEBHOOK_SECRET is needed"),
        ("WEBHOOK_SECRET", "a b", "WEBHOOK_SECRET may hold 1 to 256"),
        ("METRICS_TOKEN", "short", "METRICS_TOKEN must have 16 to 256 characters"),
        ("SECRET_KEY", "short", "SECRET_KEY must have at least 32 characters"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(monkeypatch, name, value, line):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as wrong:
        load_settings()
    assert str(wrong.value).startswith(line)
    assert "\n" not in str(wrong.value)


def test_every_wrong_setting_is_reported_at_once(monkeypatch):
    monkeypatch.setenv("WEB_PORT", "0")
    monkeypatch.setenv("PUBLIC_BOT_TOKEN", "secret-but-wrong")
    with pytest.raises(SettingsError) as wrong:
        load_settings()
    assert sorted(line.split()[0] for line in str(wrong.value).splitlines()) == [
        "PUBLIC_BOT_TOKEN",
        "WEB_PORT:",
    ]
    assert "secret-but-wrong" not in str(wrong.value)


def test_a_misspelt_name_in_env_file_is_reported_with_the_name_meant():
    Path(".env").write_text("PUBLC_BOT_TOKEN=1:a\n")
    with pytest.raises(SettingsError) as wrong:
        load_settings()
    assert str(wrong.value) == (
        "PUBLC_BOT_TOKEN in .env is no setting; did you mean PUBLIC_BOT_TOKEN?"
    )


def test_session_secret_is_made_once_and_readable_by_the_owner_only(tmp_path):
    settings = load_settings()
    first = settings.session_secret()
    assert (len(first) >= 32, settings.session_secret()) == (True, first)
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600


def test_a_given_value_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("PACK", "ebike")
    assert load_settings(pack="shop").pack == "shop"


def test_session_secret_set_outside_is_used(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    assert load_settings().session_secret() == "k" * 32
    assert not (tmp_path / "data").exists()
