"""How what was done in the group is named, so that it happens once and is known again in the transcript."""

_PREFIX = "topic"


def message_key(chat_id: int, message_id: int) -> str:
    """Return the update id of what a message in a topic does."""
    return f"{_PREFIX}:{chat_id}:{message_id}"


def press_key(update_id: int) -> str:
    """Return the update id of what a pressed button does."""
    return f"{_PREFIX}:press:{update_id}"


def message_in(update_id: str, chat_id: int) -> int | None:
    """Return the message of a group that an event of the transcript came from."""
    prefix, _, number = update_id.rpartition(":")
    return int(number) if prefix == f"{_PREFIX}:{chat_id}" and number.isdecimal() else None


def album_key(chat_id: int, group: str | None) -> str:
    """Return the name of an album whose parts come one by one; empty when of none."""
    return f"{_PREFIX}:{chat_id}:{group}" if group else ""
