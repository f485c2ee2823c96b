"""What the channel itself has to say: one phrase of the book, and nothing else changes."""

from bot.core.book import Book
from bot.core.effects import Say, Why
from bot.core.events import Event
from bot.core.say import render
from bot.core.state import BOT, QUEUE, State
from bot.core.turn import Records, Turn
from bot.desk.door import Step


def saying(phrase: str) -> Step:
    """Return an engine that answers every event with one phrase and leaves the state as it is.

    While a person owns the conversation it only lets the event into the transcript.
    """

    def step(book: Book, state: State, event: Event, _: Records) -> Turn:
        if state.owner not in (BOT, QUEUE):
            return Turn(state, ())
        lang = state.lang if state.turns else language_of(event.sender.language)
        text, variant = words(book, phrase, pack=state.pack, lang=lang, seed=event.update_id)
        return Turn(state, (Say(text=text, why=Why(rule="notice", phrase=variant)),))

    return step


def words(book: Book, phrase: str, *, pack: str, lang: str, seed: str = "") -> tuple[str, str]:
    """Return a phrase that needs no variables, and the name of its variant."""
    return render(book.pack(pack), phrase, dict, lang=lang, seed=seed)


def language_of(tag: str) -> str:
    """Return the language of ours for the tag a channel reports; Chinese when it reports none."""
    return "zh-CN" if not tag or tag.lower().startswith("zh") else "en"
