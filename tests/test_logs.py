import io
import json
import logging
import warnings

import pytest
import structlog
from pydantic import BaseModel, ValidationError

from bot.logs import PRIVATE_KEYS, set_up_logs


@pytest.fixture
def logged():
    """What is logged as JSON from here on; the test runner's own logging comes back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    set_up_logs(level="DEBUG", as_json=True, stream=stream)
    yield stream
    root.handlers, root.level = handlers, level
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def lines(stream) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def without_time(line: dict) -> dict:
    return {key: value for key, value in line.items() if key != "timestamp"}


def test_a_line_carries_the_ids_bound_around_it(logged):
    with structlog.contextvars.bound_contextvars(conversation="web:7", update="41"):
        structlog.get_logger("bot.desk").info("event_handled", replies=2)
    assert [without_time(line) for line in lines(logged)] == [
        {
            "event": "event_handled",
            "level": "info",
            "logger": "bot.desk",
            "conversation": "web:7",
            "update": "41",
            "replies": 2,
        }
    ]


@pytest.mark.parametrize("key", sorted(PRIVATE_KEYS))
def test_a_private_key_is_blanked_at_any_depth(logged, key):
    structlog.get_logger().info("x", **{key: "幸福路 8 号"})
    structlog.get_logger().info("x", inner=[{"deep": {key: "幸福路 8 号"}}])
    assert "幸福路" not in logged.getvalue()
    assert logged.getvalue().count("[hidden]") == 2


@pytest.mark.parametrize(
    "phone", ["13800138000", "+86 138-0013-8000", "138 0013 8000", "8613800138000", "0571-88886666"]
)
def test_a_phone_is_masked_in_messages_and_tracebacks(logged, phone):
    logging.getLogger("some.library").warning("cannot call %s now", phone)
    error = ValueError(f"no answer from {phone}")
    structlog.get_logger().error("failed", exc_info=error)
    assert phone not in logged.getvalue()
    assert [line["event"] for line in lines(logged)] == ["cannot call [hidden] now", "failed"]
    assert "ValueError: no answer from [hidden]" in lines(logged)[1]["exception"]


@pytest.mark.parametrize("number", ["1712345678901", "RT-20261123-0007", "-1001380013800"])
def test_a_number_that_is_no_phone_is_kept(logged, number):
    structlog.get_logger().info("x", update=number)
    assert lines(logged)[0]["update"] == number


def test_what_a_library_quotes_in_its_error_is_masked(logged):
    class Form(BaseModel):
        age: int

    said = {"age": "我住在幸福路"}
    try:
        Form.model_validate(said)
    except ValidationError:
        structlog.get_logger().exception("failed")
    shown = (
        "(sqlite3.IntegrityError) UNIQUE failed\n[SQL: INSERT INTO m VALUES (?)]\n"
        "[parameters: ('我住在\\n幸福路',)]\n(Background on this error…)"
    )
    logging.getLogger("sqlalchemy").error(shown)
    logging.getLogger("psycopg").error("duplicate key\nDETAIL:  Key (text)=(幸福路) exists.")
    logging.getLogger("aiohttp").error("POST https://example.org/bot12:AB-c_d/sendMessage")
    assert "幸福路" not in logged.getvalue()
    assert "AB-c_d" not in logged.getvalue()
    assert "INSERT INTO m" in logged.getvalue()


def test_a_warning_becomes_a_line(logged):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old call", DeprecationWarning, stacklevel=1)
    assert lines(logged)[0]["logger"] == "py.warnings"


def test_the_console_form_hides_as_well():
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    try:
        set_up_logs(level="INFO", as_json=False, stream=stream)
        structlog.get_logger().info("x", text="幸福路")
        structlog.get_logger().debug("not shown")
    finally:
        root.handlers, root.level = handlers, level
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()
    assert "[hidden]" in stream.getvalue()
    assert "幸福路" not in stream.getvalue()
    assert "not shown" not in stream.getvalue()
