"""The moments clocks are computed from, and the answered surveys."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, func, insert, select

from bot.core.clocks.marks import Mark
from bot.core.clocks.rating import Rating
from bot.store.statements import insert_or_update
from bot.store.tables import ClockMark, RatingRow, table

_MARK = table(ClockMark)
_RATING = table(RatingRow)


def note_mark(tx: Connection, *, tenant: str, conversation: str, mark: Mark) -> None:
    """Append a mark; the conversation is held, so no other takes its place."""
    before = select(func.coalesce(func.max(_MARK.c.position), 0)).where(
        _MARK.c.tenant_id == tenant, _MARK.c.conversation_id == conversation
    )
    row = {
        "tenant_id": tenant,
        "conversation_id": conversation,
        "position": before.scalar_subquery() + 1,
        "at": mark.at,
        "kind": mark.kind,
        "by": mark.by,
        "about": mark.about,
    }
    tx.execute(insert(_MARK).values(row))


def marks_of(tx: Connection, *, tenant: str, conversation: str) -> tuple[Mark, ...]:
    """Return a conversation's marks in the order they happened."""
    rows = tx.execute(
        select(_MARK.c.at, _MARK.c.kind, _MARK.c.by, _MARK.c.about)
        .where(_MARK.c.tenant_id == tenant, _MARK.c.conversation_id == conversation)
        .order_by(_MARK.c.position)
    )
    return tuple(Mark(at=at, kind=kind, by=by, about=about) for at, kind, by, about in rows)


def marks_of_many(
    tx: Connection, *, tenant: str, conversations: Collection[str]
) -> Mapping[str, tuple[Mark, ...]]:
    """Return the marks of several conversations, those without any left out."""
    rows = tx.execute(
        select(_MARK.c.conversation_id, _MARK.c.at, _MARK.c.kind, _MARK.c.by, _MARK.c.about)
        .where(_MARK.c.tenant_id == tenant, _MARK.c.conversation_id.in_(conversations))
        .order_by(_MARK.c.conversation_id, _MARK.c.position)
    )
    found: dict[str, tuple[Mark, ...]] = {}
    for conversation, at, kind, by, about in rows:
        mark = Mark(at=at, kind=kind, by=by, about=about)
        found[conversation] = (*found.get(conversation, ()), mark)
    return found


def keep_rating(tx: Connection, *, tenant: str, conversation: str, rating: Rating) -> None:
    """Keep an answered survey; a word that comes later joins its score."""
    row = {
        "tenant_id": tenant,
        "conversation_id": conversation,
        "subject": rating.subject,
        "score": rating.score,
        "word": rating.word,
        "at": rating.at,
    }
    tx.execute(insert_or_update(tx, _RATING, change=("score", "word", "at")), row)


def ratings_of(tx: Connection, *, tenant: str, conversation: str) -> tuple[Rating, ...]:
    """Return a conversation's answered surveys, the oldest first."""
    rows = tx.execute(
        select(_RATING.c.subject, _RATING.c.score, _RATING.c.word, _RATING.c.at)
        .where(_RATING.c.tenant_id == tenant, _RATING.c.conversation_id == conversation)
        .order_by(_RATING.c.at)
    )
    return tuple(
        Rating(subject=subject, score=score, word=word, at=at) for subject, score, word, at in rows
    )
