"""Sparing the customer: what nobody asked for becomes a note while a person owns the conversation."""

from collections.abc import Iterator
from dataclasses import replace

from bot.core.effects import Effect, KeepDocument, Note, Say, SendDocument
from bot.core.events import Event
from bot.core.markup import plain
from bot.core.state import STAFF, State
from bot.core.takeover.stretch import is_owned
from bot.core.turn import Turn


def spare(before: State, event: Event, turn: Turn) -> Turn:
    """Turn the bot's words into internal notes when neither owner nor customer caused them.

    A notice about a case that a colleague other than the owner moved, a deadline, a reminder: the
    owner decides whether and how the customer hears of it.
    """
    if not is_owned(before) or not is_owned(turn.state):
        return turn
    caused_by_owner = f"{STAFF}{event.sender.id}" == before.owner and event.sender.role == "staff"
    if caused_by_owner or event.sender.role in ("customer", "dealer"):
        return turn
    kept = (inside for effect in turn.effects for inside in _kept_inside(effect))
    return replace(turn, effects=tuple(kept))


def _kept_inside(effect: Effect) -> Iterator[Effect]:
    match effect:
        case Say(author="bot"):
            yield Note(kind="notice", text=plain(effect.text))
        case SendDocument():
            yield Note(kind="notice", text=plain(effect.text))
            yield KeepDocument(
                form=effect.form, data=effect.data, name=effect.name, case=effect.case
            )
        case _:
            yield effect
