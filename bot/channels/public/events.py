"""A Telegram update as an event of the desk."""

from datetime import datetime

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update, User

from bot.channels.cleaning import clean_event
from bot.channels.public.reading import is_someone_elses, read_message
from bot.core.events import (
    CustomerEdited,
    CustomerLeft,
    CustomerPressed,
    CustomerReturned,
    CustomerSentMedia,
    Event,
    Happening,
    Person,
)
from bot.store.files import MAX_BYTES

CHANNEL = "telegram"
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update Telegram is asked for."""

TOO_LARGE = "telegram.too_large"
SOMEONE_ELSES = "telegram.contact_of_another"


def read_update(update: Update, *, at: datetime) -> Event | None:
    """Return what happened in a private chat; None when the update is nothing for the desk."""
    happening: Happening | None
    message_id = ""
    match update:
        case Update(message=Message() as message):
            chat, sender, happening = message.chat, message.from_user, read_message(message)
            message_id = str(message.message_id)
        case Update(edited_message=Message() as message):
            chat, sender, happening = message.chat, message.from_user, _edited(message)
            message_id = str(message.message_id)
        case Update(callback_query=CallbackQuery(message=shown, data=str(data)) as query) if shown:
            chat, sender, happening = shown.chat, query.from_user, CustomerPressed(data)
        case Update(my_chat_member=ChatMemberUpdated() as moved):
            chat, sender, happening = moved.chat, moved.from_user, _membership(moved)
        case _:
            return None
    if happening is None or sender is None or chat.type != ChatType.PRIVATE:
        return None
    event = Event(
        channel=CHANNEL,
        conversation=f"{CHANNEL}:{chat.id}",
        update_id=str(update.update_id),
        at=at,
        sender=_person(sender),
        what=happening,
        message_id=message_id,
    )
    return clean_event(event)


def notice_for(update: Update, event: Event) -> str | None:
    """Return the phrase that answers what Telegram itself makes unusable; None for all the rest."""
    if isinstance(event.what, CustomerSentMedia) and (event.what.file.size or 0) > MAX_BYTES:
        return TOO_LARGE
    if update.message is not None and is_someone_elses(update.message):
        return SOMEONE_ELSES
    return None


def group_joined(update: Update) -> ChatMemberUpdated | None:
    """Return the notice that somebody put the bot into a group or channel."""
    moved = update.my_chat_member
    if moved is None or moved.chat.type == ChatType.PRIVATE:
        return None
    inside = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED)
    return moved if moved.new_chat_member.status in inside else None


def _person(sender: User) -> Person:
    return Person(
        role="customer",
        id=str(sender.id),
        name=sender.full_name,
        language=sender.language_code or "",
    )


def _edited(message: Message) -> CustomerEdited | None:
    text = message.text if message.text is not None else message.caption
    return None if text is None else CustomerEdited(text, str(message.message_id))


def _membership(moved: ChatMemberUpdated) -> CustomerLeft | CustomerReturned | None:
    match moved.new_chat_member.status:
        case ChatMemberStatus.KICKED:
            return CustomerLeft()
        case ChatMemberStatus.MEMBER:
            return CustomerReturned()
    return None
