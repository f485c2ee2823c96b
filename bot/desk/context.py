"""The context card: everything a colleague must know before saying a word (R4, R8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.book import Book
from bot.core.cases import Case
from bot.core.clocks.sla import Clocks
from bot.core.engine.talk import Talk
from bot.core.fault import Node
from bot.core.hours import reply_by
from bot.core.say import FALLBACK_LANGUAGE, in_language
from bot.core.state import State
from bot.core.takeover.card import Passed, Target, targets, warranty_words, way_walked
from bot.desk.clocks import clocks_of
from bot.desk.glance import glance
from bot.desk.views import ConversationView
from bot.desk.views import conversation as find_conversation
from bot.store.engines import Store

__all__ = ["ContextCard", "Passed", "Target", "context_card"]

_NO_VALUE = ("", "unsure", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextCard:
    """Who, what, how far, and what for."""

    conversation: str
    name: str
    role: str
    """`customer` or `dealer`."""
    dealer: str
    """Name of the dealership; empty for a customer."""
    channel: str
    lang: str
    phone: str
    """In full; places that many people read mask it (`core.privacy`)."""
    product: str
    frame_no: str
    bought_on: str
    """ISO day."""
    warranty: str
    """What the warranty says of the part at hand, in words; empty when nothing is known."""
    said: str
    """The customer's own words for the trouble."""
    fault: str
    """Name of the fault at hand."""
    severity: str
    """`safety` first; empty when no fault is known."""
    further: tuple[str, ...]
    """Names of other faults heard and not worked on."""
    path: tuple[Passed, ...]
    """Questions and answers of the way walked, in order."""
    tried: tuple[Passed, ...]
    """Of these, what the customer was told to try, and whether it helped."""
    mood: str
    reason: str
    """Why a person is wanted."""
    note: str
    """One line from the hand-off."""
    priority: str
    owner: str
    owner_name: str
    """The colleague's; empty for bot and queue."""
    owned_at: datetime | None
    waiting_since: datetime | None
    clocks: Clocks
    """The service agreement's clocks."""
    answer_by: datetime | None
    """Until when something is owed: by the most pressing clock, else by hours and cases; None: nothing is."""
    running: str
    """`script/step` the owner is having the bot ask; empty: nothing."""
    photos: tuple[str, ...]
    """Refs of what the customer sent."""
    open_cases: tuple[Case, ...]
    earlier_cases: tuple[Case, ...]
    targets: tuple[Target, ...]
    """Where it can be handed back to or what can be run; the interrupted step first."""


def context_card(
    store: Store, book: Book, conversation: str, now: datetime, *, lang: str = FALLBACK_LANGUAGE
) -> ContextCard | None:
    """Return the card of a conversation in the reader's language; None when there is none."""
    view = find_conversation(store, conversation)
    with glance(store, book, conversation, now=now) as talk:
        if view is None or talk is None:
            return None
        return _card(view, talk, clocks_of(store, book, conversation, now=now), lang=lang)


def _card(view: ConversationView, talk: Talk, clocks: Clocks, *, lang: str) -> ContextCard:
    state, node, pack = view.state, talk.node, talk.pack
    cases = talk.records.cases_of(view.id)
    dealer = talk.records.dealer_of(view.id)
    path = way_walked(talk, lang=lang)
    return ContextCard(
        conversation=view.id,
        name=view.name,
        role=view.role,
        dealer=dealer.name if dealer is not None else "",
        channel=view.channel,
        lang=view.lang,
        phone=_value(state, "phone"),
        product=_value(state, "product"),
        frame_no=_value(state, "frame_no"),
        bought_on=_value(state, "bought_on"),
        warranty=warranty_words(talk, lang=lang),
        said=state.said,
        fault=in_language(node.name, lang) if node is not None else "",
        severity=node.severity if node is not None else "",
        further=tuple(
            in_language(pack.nodes[one.node].name, lang)
            for one in state.symptoms
            if one.node in pack.nodes
        ),
        path=path,
        tried=tuple(passed for passed in path if passed.tried),
        mood=state.mood,
        reason=state.queued_for,
        note=_note(view.note, node, lang=lang),
        priority=view.priority,
        owner=view.owner,
        owner_name=state.stretch.name if state.stretch is not None else "",
        owned_at=view.owned_at,
        waiting_since=view.waiting_since,
        clocks=clocks,
        answer_by=_answer_by(view, talk, clocks, cases),
        running=_running(state),
        photos=state.evidence,
        open_cases=tuple(case for case in cases if not case.ended),
        earlier_cases=tuple(case for case in cases if case.ended),
        targets=targets(talk, lang=lang),
    )


def _note(note: str, node: Node | None, *, lang: str) -> str:
    """Return the hand-off's line, with the fault it begins with in the reader's language."""
    kept = in_language(node.name, FALLBACK_LANGUAGE) if node is not None else ""
    if node is None or not kept or not note.startswith(kept):
        return note
    return in_language(node.name, lang) + note.removeprefix(kept)


def _value(state: State, slot: str) -> str:
    found = next((a.value for a in reversed(state.answers) if a.slot == slot), "")
    return "" if found in _NO_VALUE else found


def _answer_by(
    view: ConversationView, talk: Talk, clocks: Clocks, cases: Iterable[Case]
) -> datetime | None:
    worst = clocks.worst
    if worst is not None and worst.state != "paused":
        return worst.due_at
    if view.waiting_since is None:
        return None
    usual = reply_by(talk.pack.brand.hours, view.waiting_since)
    promised = [case.reply_by for case in cases if not case.ended and case.reply_by is not None]
    return min([usual, *promised])


def _running(state: State) -> str:
    if state.stretch is None or not state.stretch.running or not state.frames:
        return ""
    return f"{state.frames[-1].script}/{state.frames[-1].step}"
