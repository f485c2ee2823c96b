"""The moments clocks are computed from, and the answered surveys."""

from sqlalchemy import Connection, insert, select

from bot.core.clocks.marks import Mark
from bot.core.clocks.rating import Rating
from bot.store.statements import insert_or_update
from bot.store.tables import ClockMark, RatingRow, table

_MARK = table(ClockMark)
_RATING = table(RatingRow)


def note_mark(tx: Connection, *, tenant: str, conversation: str, mark: Mark) -> None:
    """Append a mark."""
    row = {
        "tenant_id": tenant,
        "conversation_id": conversation,
        "at": mark.at,
        "kind": mark.kind,
        "by": mark.by,
        "about": mark.about,
    }
    tx.execute(insert(_MARK), row)


def marks_of(tx: Connection, *, tenant: str, conversation: str) -> tuple[Mark, ...]:
    """Return a conversation's marks in the order they happened."""
    rows = tx.execute(
        select(_MARK.c.at, _MARK.c.kind, _MARK.c.by, _MARK.c.about)
        .where(_MARK.c.tenant_id == tenant, _MARK.c.conversation_id == conversation)
        .order_by(_MARK.c.id)
    )
    return tuple(Mark(at=at, kind=kind, by=by, about=about) for at, kind, by, about in rows)


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
