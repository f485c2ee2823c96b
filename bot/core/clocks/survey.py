"""The satisfaction survey: when it is time, and never twice (R4, 满意度调查表)."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.book import Book, Pack
from bot.core.calendar import next_open
from bot.core.effects import AmendCase, ClearTimer, Effect, SetTimer
from bot.core.engine.silence import keep_time
from bot.core.engine.surveying import SURVEY
from bot.core.engine.talk import Talk
from bot.core.engine.walk import push, run
from bot.core.events import Event
from bot.core.spans import parse_span
from bot.core.state import BOT, Frame, State
from bot.core.turn import Records, Turn

SURVEY_TIMER = "sla:survey"

_OFFICE = "office:"
_TALKS = "fault."
_AFTER = timedelta(minutes=10)


def after_turn(pack: Pack, before: State, event: Event, turn: Turn) -> tuple[State, list[Effect]]:
    """Return the state and effects that bring a survey nearer or put it off."""
    state = _without_buried(turn.state)
    if SURVEY not in pack.scripts or event.conversation.startswith(_OFFICE):
        return state, []
    subject = _finished(before, event, turn)
    if subject and subject not in state.surveyed:
        key = "after_talk" if subject.startswith("talk:") else "after_case"
        return _with(state, subject), [SetTimer(SURVEY_TIMER, _when(pack, key, event.at))]
    waits = state.survey and state.survey not in state.surveyed
    if waits and before.survey == state.survey and event.sender.role in ("customer", "dealer"):
        return state, [SetTimer(SURVEY_TIMER, _when(pack, "after_talk", event.at))]
    return state, []


def survey_due(book: Book, state: State, event: Event, records: Records) -> Turn:
    """Ask now, later when something else is being talked about, or not at all when it is too late."""
    pack = book.pack(state.pack)
    if not state.survey or state.survey in state.surveyed or SURVEY not in pack.scripts:
        return Turn(state, ())
    if state.owner != BOT:  # whoever owns it asks when closing
        return Turn(_with(state, ""), (ClearTimer(SURVEY_TIMER),))
    busy = (state.offer, state.returning, state.sending)
    if state.frames or any(one is not None for one in busy):
        return Turn(state, (SetTimer(SURVEY_TIMER, _when(pack, "after_talk", event.at)),))
    talk = Talk(book, state, event, records)
    talk.change(turns=state.turns + 1)
    push(talk, SURVEY, root=True)
    run(talk)
    keep_time(talk, state)
    return talk.turn()


def _finished(before: State, event: Event, turn: Turn) -> str:
    """Return what has just come to a good end; empty when nothing has."""
    for effect in turn.effects:
        if isinstance(effect, AmendCase) and effect.change.ended == "done":
            return effect.number
    after = turn.state
    ended = after.done is not None and after.done != before.done and not after.frames
    if not ended or after.done is None or not after.done.script.startswith(_TALKS):
        return ""
    alone = after.owner == BOT and after.case is None and not after.warned
    return f"talk:{after.turns}" if alone and event.sender.role in ("customer", "dealer") else ""


def _without_buried(state: State) -> State:
    """Drop a survey that something else was begun on top of: nobody wants to come back to it."""
    below: tuple[Frame, ...] = tuple(f for f in state.frames[:-1] if f.script != SURVEY)
    if len(below) == len(state.frames[:-1]):
        return state
    return replace(state, frames=(*below, state.frames[-1]))


def _with(state: State, subject: str) -> State:
    return replace(state, survey=subject)


def _when(pack: Pack, key: str, now: datetime) -> datetime:
    """Return when to ask: after some quiet, and while people are awake to hear of the answer."""
    span = parse_span(str(pack.policies.get(SURVEY, {}).get(key, "")))
    at = now + ((span.fixed if span is not None else None) or _AFTER)
    return next_open(pack.brand.hours.calendar, at) or at
