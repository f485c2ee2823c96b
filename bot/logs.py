"""Logs that name the conversation and the update, and never hold what a customer said.

Every module logs through structlog; the libraries' own records run through the same processors.
"""

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.contextvars import merge_contextvars
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor, WrappedLogger

_PLACES = {"address", "latitude", "location", "longitude"}
_PEOPLE = {"contact", "first_name", "full_name", "last_name", "name", "phone", "sender", "username"}
_TEXTS = {"body", "caption", "description", "html", "label", "message", "text", "title", "words"}
_TALK = {"answer", "answers", "question", "quote", "reply", "said", "symptom", "value", "values"}
_KEYS = {"frame_no", "password", "payload", "secret", "token"}
PRIVATE_KEYS = frozenset(_PLACES | _PEOPLE | _TEXTS | _TALK | _KEYS)
"""Keys under which a customer's words, phone or address could reach a log line."""

_HIDDEN = "[hidden]"
_LEAKS = (
    re.compile(r"(?<=input_value=).*?(?=, input_type=)", re.DOTALL),  # pydantic: what it refused
    re.compile(r"(?<=\[parameters: ).*?(?=\]$)", re.DOTALL | re.MULTILINE),  # SQLAlchemy: a row
    re.compile(r"(?<=DETAIL:  ).*"),  # PostgreSQL: the row that broke a rule
    re.compile(r"(?<=/bot)\d+:[\w-]+"),  # a Bot API address holds the token
    re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),  # mobile phone
    re.compile(r"(?<![\d-])0\d{2,3}-\d{7,8}(?!\d)"),  # telephone with its area code
)
_QUIET = (
    *("aiogram.event", "alembic.runtime.plugins", "dbos", "httpx", "httpcore"),
    *("uvicorn.access", "uvicorn.error", "watchfiles"),
)


def without_private(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Blank private keys, and what a library quotes inside a message or traceback."""
    return {key: _HIDDEN if key in PRIVATE_KEYS else _masked(value) for key, value in line.items()}


def set_up_logs(*, level: str, as_json: bool, stream: TextIO | None = None) -> None:
    """Send structlog's and the libraries' records to `stream` (standard error when not given)."""
    target = stream or sys.stderr
    shared: list[Processor] = [
        merge_contextvars,
        add_log_level,
        add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[
                ProcessorFormatter.remove_processors_meta,
                structlog.processors.StackInfoRenderer(),
                structlog.processors.format_exc_info,
                without_private,
                _renderer(as_json=as_json, colours=target.isatty()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _renderer(*, as_json: bool, colours: bool) -> Processor:
    if as_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=colours)


def _masked(value: object) -> object:
    match value:
        case str():
            for leak in _LEAKS:
                value = leak.sub(_HIDDEN, value)
            return value
        case dict():
            return {
                key: _HIDDEN if key in PRIVATE_KEYS else _masked(inner)
                for key, inner in value.items()
            }
        case list() | tuple():
            return [_masked(inner) for inner in value]
    return value
