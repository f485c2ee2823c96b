"""The customer waits for a colleague: how long they may, and who is away meanwhile (R4, R8)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.book import Pack
from bot.core.calendar import after
from bot.core.clocks.task import task_id
from bot.core.effects import ClearTimer, CloseTask, SetTimer
from bot.core.engine.talk import Talk
from bot.core.hours import is_open, reply_by
from bot.core.spans import Span, parse_span
from bot.core.state import Stretch
from bot.core.takeover.stretch import SILENCE, WARNING, speak_as

_SILENCE = Span(15, "wm")


def silence_span(pack: Pack) -> Span:
    """Return how long an owner may leave a customer without a word (`policies/desk.yaml`)."""
    policy = pack.policies.get("desk", {})
    return parse_span(str(policy.get("staff_silence", ""))) or _SILENCE


def warning_spans(pack: Pack) -> tuple[Span, ...]:
    """Return after how much of that silence the owner is warned."""
    policy: Mapping[str, Any] = pack.policies.get("desk", {})
    spans = (parse_span(str(text)) for text in policy.get("staff_warnings", ()))
    return tuple(span for span in spans if span is not None)


def owe_words(talk: Talk) -> None:
    """The customer waits for the owner from now on, unless they wait already."""
    stretch = talk.state.stretch
    if stretch is None or stretch.waiting_since is not None:
        return
    talk.change(stretch=replace(stretch, waiting_since=talk.now))
    calendar = talk.pack.brand.hours.calendar
    due = after(calendar, talk.now, silence_span(talk.pack))
    talk.effects.append(SetTimer(SILENCE, due))
    for number, span in enumerate(warning_spans(talk.pack)):
        at = after(calendar, talk.now, span)
        if at < due:
            talk.effects.append(SetTimer(f"{WARNING}{number}", at))


def gave_words(talk: Talk) -> None:
    """The owner answered: nobody waits."""
    stretch = talk.state.stretch
    if stretch is None:
        return
    no_more_waiting(talk)
    talk.change(
        stretch=replace(stretch, waiting_since=None, said_at=talk.now, away_told_until=None)
    )


def no_more_waiting(talk: Talk) -> None:
    """Neither warn the owner nor take the conversation from them any more."""
    stretch = talk.state.stretch
    if stretch is None or stretch.waiting_since is None:
        return
    talk.effects.append(ClearTimer(SILENCE))
    for number, _ in enumerate(warning_spans(talk.pack)):
        talk.effects.append(ClearTimer(f"{WARNING}{number}"))
    talk.effects.append(
        CloseTask(id=warning_id(talk, stretch), by=stretch.staff, state="cancelled")
    )


def owner_is_gone(talk: Talk) -> bool:
    """Whether the owner's account was closed, or they are on leave and not writing all the same."""
    stretch = talk.state.stretch
    member = talk.records.staff(stretch.staff) if stretch is not None else None
    if stretch is None or member is None:
        return False
    return not member.active or (member.is_away(talk.now) and not _is_here(talk, stretch))


def tell_away(talk: Talk) -> None:
    """Outside hours, tell the customer once when the colleague is back; not while they are writing."""
    stretch = talk.state.stretch
    hours = talk.pack.brand.hours
    if stretch is None or is_open(hours, talk.now) or _is_here(talk, stretch):
        return
    if stretch.away_told_until is not None and talk.now < stretch.away_told_until:
        return
    talk.change(stretch=replace(stretch, away_told_until=reply_by(hours, talk.now)))
    speak_as(talk, talk.state.owner, "takeover.away", colleague=stretch.name)


def _is_here(talk: Talk, stretch: Stretch) -> bool:
    """Whether the owner came or wrote so lately that they work outside hours."""
    span = silence_span(talk.pack)
    lately = span.fixed or span.open_time
    seen = stretch.said_at or stretch.since
    return lately is not None and talk.now - seen <= lately


def warning_id(talk: Talk, stretch: Stretch) -> str:
    """Return the id of the task that warns an owner of their silence."""
    since = stretch.waiting_since or stretch.since
    return task_id("silent", talk.event.conversation, stretch.staff, since.isoformat())
