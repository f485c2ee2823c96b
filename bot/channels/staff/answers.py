"""What Telegram's refusals mean to the staff bot."""

from datetime import timedelta

from httpx import ConnectError, ConnectTimeout, PoolTimeout
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

TOKEN_WRONG = timedelta(minutes=1)
"""How long to leave Telegram alone when it does not know the token, or the bot not the group."""

_TOPIC_GONE = ("message thread not found", "topic_deleted", "topic_id_invalid")
_NOT_THERE = (
    "message to edit not found",
    "message to delete not found",
    "message to be replied not found",
    "message to react not found",
    "message to pin not found",
    "message can't be edited",
    "message can't be deleted",
    "message_id_invalid",
)
_GROUP_REFUSES = (
    "not enough rights",
    "chat not found",
    "not a forum",
    "bot was kicked",
    "not a member",
    "admin_required",
    "write_forbidden",
    "administrator rights",
)
_NOT_CHANGED = ("message is not modified", "topic_not_modified")
_NEVER_LEFT = (ConnectError, ConnectTimeout, PoolTimeout)


class StaffApiError(Exception):
    """Something the staff bot asked of Telegram did not happen."""


class TopicGoneError(StaffApiError):
    """The topic was deleted, or is to be: everything in it is gone."""


class NotThereError(StaffApiError):
    """The message to be changed is not there, or too old to be changed."""


class GroupMovedError(StaffApiError):
    """The group became a supergroup; `chat_id` is its new id."""

    def __init__(self, chat_id: int) -> None:
        super().__init__(str(chat_id))
        self.chat_id = chat_id


class SlowDownError(StaffApiError):
    """Telegram asks for silence for so long."""

    def __init__(self, pause: timedelta) -> None:
        super().__init__(str(pause))
        self.pause = pause


class UnreachableError(StaffApiError):
    """Nobody answered; `perhaps_done` when the request may have got through nevertheless."""

    def __init__(self, reason: str, *, perhaps_done: bool) -> None:
        super().__init__(reason)
        self.perhaps_done = perhaps_done


class RefusedError(StaffApiError):
    """Telegram refused for good; `is_about_the_group` when it would refuse everything else as well."""

    def __init__(self, reason: str, *, forbidden: bool = False) -> None:
        super().__init__(reason)
        said = reason.lower()
        self.is_about_the_group = forbidden or any(part in said for part in _GROUP_REFUSES)


def is_unchanged(error: TelegramError) -> bool:
    """Tell whether Telegram refused only because nothing would change."""
    return isinstance(error, BadRequest) and _says(error, _NOT_CHANGED)


def meaning_of(error: TelegramError) -> StaffApiError:
    """Return what a refusal means."""
    match error:
        case RetryAfter():
            pause = error.retry_after
            return SlowDownError(
                pause if isinstance(pause, timedelta) else timedelta(seconds=pause)
            )
        case ChatMigrated(new_chat_id=chat_id):
            return GroupMovedError(chat_id)
        case InvalidToken():
            return SlowDownError(TOKEN_WRONG)
        case BadRequest() if _says(error, _TOPIC_GONE):
            return TopicGoneError(error.message)
        case BadRequest() if _says(error, _NOT_THERE):
            return NotThereError(error.message)
        case BadRequest() | Forbidden():
            return RefusedError(error.message, forbidden=isinstance(error, Forbidden))
        case TimedOut() | NetworkError():
            never_left = isinstance(error.__cause__, _NEVER_LEFT)
            return UnreachableError(type(error).__name__, perhaps_done=not never_left)
    return RefusedError(error.message)


def _says(error: TelegramError, parts: tuple[str, ...]) -> bool:
    said = error.message.lower()
    return any(part in said for part in parts)
