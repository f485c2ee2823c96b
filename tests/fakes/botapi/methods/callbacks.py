"""The life of a pressed button."""

from __future__ import annotations

from telegram.constants import CallbackQueryLimit

from tests.fakes.botapi.clock import monotonic_ms
from tests.fakes.botapi.errors import bad_request

from .registry import Call, handles


@handles("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    query = call.world.queries.get(call.model.callback_query_id)
    age_s = 0.0 if query is None else (monotonic_ms() - query.asked_ms) / 1000
    if (
        query is None
        or query.bot_id != call.bot.id
        or query.answer is not None
        or query.expired
        or age_s > call.query_lifetime_s
    ):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = call.model.text or ""
    if len(text) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = {"text": text, "show_alert": bool(call.model.show_alert)}
    return True
