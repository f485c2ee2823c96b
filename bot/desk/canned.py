"""Ready replies, filled in for a conversation, to look at before they are sent."""

from dataclasses import dataclass
from datetime import datetime

from jinja2 import UndefinedError

from bot.core.book import Book, Pack
from bot.core.engine.scope import Scope
from bot.core.engine.talk import Talk
from bot.core.markup import plain
from bot.core.say import FALLBACK_LANGUAGE, in_language, render
from bot.core.staff import StaffMember
from bot.desk.glance import glance
from bot.store.engines import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedView:
    """One ready reply."""

    id: str
    title: str
    """In the staff's language."""
    text: str
    """Plain text in the customer's language, filled in."""


def canned_replies(
    store: Store,
    book: Book,
    conversation: str,
    member: StaffMember,
    *,
    now: datetime,
    lang: str = FALLBACK_LANGUAGE,
) -> tuple[CannedView, ...]:
    """Return the ready replies of a conversation's pack, filled in, their titles in `lang`.

    None for an unknown conversation.
    """
    with glance(store, book, conversation, now=now) as talk:
        if talk is None:
            return ()
        return tuple(
            CannedView(
                id=reply.id,
                title=in_language(reply.title, lang),
                text=_filled(talk, talk.pack, reply.phrase, colleague=member.name),
            )
            for reply in talk.pack.canned.values()
        )


def _filled(talk: Talk, pack: Pack, phrase: str, *, colleague: str) -> str:
    try:
        words, _ = render(
            pack,
            phrase,
            lambda: Scope(talk).variables({"colleague": colleague}),
            lang=talk.state.lang,
            seed=talk.event.conversation,
        )
    except UndefinedError:  # it speaks of a fact this conversation does not have
        return ""
    return plain(words)
