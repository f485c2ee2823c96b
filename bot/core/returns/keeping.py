"""A list that comes while a colleague has the conversation: kept as a draft, never lost, nothing asked (R1)."""

from dataclasses import replace

from bot.core.effects import Note
from bot.core.engine.talk import Talk
from bot.core.events import CustomerSaid, CustomerSentMedia, DealerSentTable
from bot.core.markup import plain
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.drafting import show
from bot.core.returns.listing import Heard, read_list
from bot.core.returns.photos import keep_photo
from bot.core.returns.table import read_rows
from bot.core.say import FALLBACK_LANGUAGE, render
from bot.core.state import BOT, QUEUE

_RULE = "return_kept"


def keep(talk: Talk) -> int:
    """Put what a dealer lists into the draft and tell the colleague; returns how many lines came."""
    words, dealer = talk.pack.returns, talk.dealer
    if words is None or dealer is None or not dealer.may_submit:
        return 0
    match talk.event.what:
        case CustomerSaid(text=text):
            heard = read_list(text, words, today=talk.today)
            return _take(talk, heard) if _is_list(heard) else 0
        case DealerSentTable(unreadable="") as sent:
            return _take(talk, read_rows(sent.rows, words, today=talk.today))
        case DealerSentTable(unreadable="late"):
            pass
        case DealerSentTable() as sent:
            values = {"file": sent.name, "unreadable": sent.unreadable}
            _note(talk, "dealer.table_kept_note", "dealer.table_unreadable", **values)
        case CustomerSentMedia() as media:
            keep_photo(talk, media)
    return 0


def give_back(talk: Talk) -> None:
    """Once the bot speaks again, show the dealer the list kept meanwhile, to be checked and handed in."""
    draft = talk.state.returning
    if draft is None or not draft.kept or talk.dealer is None or talk.state.frames:
        return
    if talk.state.owner not in (BOT, QUEUE):
        return
    talk.change(returning=replace(draft, kept=0))
    talk.tell("dealer.list_back", rule=_RULE, count=draft.kept)
    show(talk)


def _is_list(heard: Heard) -> bool:
    """Whether a message is meant as a list: several parts, or one with its count or model and more."""
    told = [line for line in heard.lines if line.part and (line.quantity or line.model)]
    return len(told) > 1 or any(line.quantity and line.model for line in told)


def _take(talk: Talk, heard: Heard) -> int:
    words = talk.pack.returns
    if words is None or not heard.lines:
        return 0
    draft = talk.state.returning
    if draft is None or draft.amends or draft.stage == "which":
        draft = ReturnDraft()
    lines = tuple(
        replace(line, message=talk.event.message_id)
        for line in heard.lines[: words.limits.lines - len(draft.lines)]
    )
    draft = replace(
        draft,
        lines=(*draft.lines, *lines),
        stated=heard.stated if not draft.lines else None,
        stage="lines",
        asked=None,
        heard="",
        shown=0,
        explained=0,
        kept=draft.kept + len(lines),
        touched=talk.now,
    )
    talk.change(returning=draft)
    _note(talk, "dealer.list_kept_note", count=len(lines), total=len(draft.lines))
    return len(lines)


def _note(talk: Talk, *phrases: str, **values: object) -> None:
    texts = [
        render(talk.pack, phrase, lambda: values, lang=FALLBACK_LANGUAGE, seed="")[0]
        for phrase in phrases
    ]
    talk.effects.append(Note(kind="note", text=plain("\n".join(texts))))
