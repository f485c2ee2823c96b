"""What Telegram's answer, or its silence, says about a message that was being sent."""

from datetime import timedelta

from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from bot.work.sender import Failed, Gone, SendResult, Sent, Slow, Unknown

TOKEN_WRONG = timedelta(minutes=1)
"""How long to leave Telegram alone when it does not know the bot's token."""

_NEVER_LEFT = (ClientConnectorError, ConnectionTimeoutError)
_GATEWAY_TIMEOUT = "504"


def result_of(error: AiogramError) -> SendResult:  # noqa: PLR0911 — one case an answer
    """Return what became of a message whose sending raised."""
    match error:
        case TelegramRetryAfter(retry_after=seconds):
            return Slow(timedelta(seconds=seconds))
        case TelegramUnauthorizedError() | TelegramNotFound():
            # Not this message's fault: every other one would fail as well.
            return Slow(TOKEN_WRONG)
        case TelegramForbiddenError(message=reason):
            return Gone(reason)
        case TelegramBadRequest(message=reason) if "chat not found" in reason.lower():
            return Gone(reason)
        case TelegramServerError(message=reason):
            return Failed(reason=reason, permanent=False)
        case TelegramEntityTooLarge(message=reason):
            return Failed(reason=reason, permanent=True)
        case TelegramNetworkError():
            return _broken_off(error)
        case TelegramAPIError(message=reason):
            return Failed(reason=reason, permanent=True)
        case ClientDecodeError(data=data):
            return _undecodable(data)
    return Unknown(type(error).__name__)


def _broken_off(error: TelegramNetworkError) -> SendResult:
    cause = error.__cause__
    reason = type(cause or error).__name__
    if isinstance(cause, _NEVER_LEFT):
        return Failed(reason=reason, permanent=False)
    return Unknown(reason)


def _undecodable(data: object) -> SendResult:
    match data:
        case {"ok": True, "result": {"message_id": int(number)}}:
            return Sent(
                str(number)
            )  # accepted, with something in it that aiogram does not know yet
        case str(page) if page.lstrip().startswith("<"):
            # A gateway's own page. Only after its timeout may the message still have got through.
            if _GATEWAY_TIMEOUT in page:
                return Unknown("gateway timeout")
            return Failed(reason="bad gateway", permanent=False)
    return Unknown("unreadable answer")
