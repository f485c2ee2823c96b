import logging

import pytest
from structlog.testing import capture_logs

from bot.channels.web.sockets import harden


@pytest.fixture
def handlers():
    def event(_sid, message):
        return message["id"]

    async def handshake(_sid, message):
        return message["id"]

    def log(_sid, message):
        logging.getLogger("nicegui").error(message)

    made = {"handshake": handshake, "event": event, "javascript_response": event, "ack": event}
    made["log"] = log
    harden(made)
    return made


@pytest.mark.parametrize("kind", ["handshake", "event", "javascript_response", "ack"])
async def test_malformed_event_is_one_line_without_its_content(handlers, kind):
    with capture_logs() as lines:
        answers = [await handlers[kind]("sid", given) for given in ({"id": 1}, None, "secret", {})]
        answers.append(await handlers[kind]("sid"))
    assert answers == [1, False, False, False, False]
    assert {line["event"] for line in lines} == {"socket_event_refused"}
    assert "secret" not in str(lines)


def test_log_line_of_a_browser_is_not_ours(handlers, caplog):
    handlers["log"]("sid", {"level": "error", "message": "made up"})
    assert caplog.records == []
