"""The working pieces of a take-over: who owns, what is refused, what is marked, who speaks."""

from bot.core.effects import KeepDraft, Note, NoteKind, Refusal, Refuse
from bot.core.engine.talk import Talk
from bot.core.events import StaffSaid
from bot.core.state import STAFF, State

TIMERS = "takeover:"
"""How the names of a take-over's timers begin."""
SILENCE = "takeover:silence"
"""The colleague has not answered the customer for too long."""
WARNING = "takeover:warning:"
"""They have not answered for so long that they are warned; the number of the warning follows."""

RULE = "takeover"
"""Rule of everything the bot says about a take-over."""


def is_owned(state: State) -> bool:
    """Tell whether a person owns the conversation."""
    return state.owner.startswith(STAFF)


def actor(talk: Talk) -> str:
    """Return the colleague who acts as an owner or author is written."""
    return f"{STAFF}{talk.event.sender.id}"


def owns(talk: Talk) -> bool:
    """Tell whether the colleague who acts is the owner."""
    return talk.state.owner == actor(talk)


def refuse(talk: Talk, reason: Refusal, *, name: str = "") -> None:
    """Do nothing, and tell the colleague who owns the conversation; what they wrote is kept."""
    stretch = talk.state.stretch
    name = name or (stretch.name if stretch is not None and reason != "away" else "")
    talk.effects.append(Refuse(reason=reason, owner=talk.state.owner, name=name))
    what = talk.event.what
    if isinstance(what, StaffSaid) and what.text.strip():
        talk.effects.append(KeepDraft(talk.event.sender.id, what.text))


def mark(talk: Talk, kind: NoteKind, text: str = "", *, author: str = "") -> None:
    """Leave an internal line, by the colleague who acts unless another author is given."""
    talk.effects.append(Note(kind=kind, text=text, author=author or actor(talk)))


def speak_as(talk: Talk, author: str, phrase: str, **values: object) -> None:
    """Say a phrase in a colleague's own name: it is theirs, so it is not fenced as the bot's."""
    talk.author = author
    talk.tell(phrase, rule=RULE, **values)
    talk.flush()
    talk.author = "bot"


def undo(talk: Talk, before: State) -> None:
    """Take back everything this turn has done and said."""
    talk.effects.clear()
    talk.drop_words()
    talk.state = before
