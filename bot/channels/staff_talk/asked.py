"""One thing a staff member said or pressed, with all that is needed to answer it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.channels.staff_talk.replies import Replies, Reply
from bot.channels.staff_talk.state import TalkState
from bot.channels.staff_talk.words import StaffWords
from bot.core.effects import Button
from bot.core.events import MediaFile
from bot.core.staff import StaffMember
from bot.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks, when, and where their talk stands; `key` makes a repeat harmless."""

    desk: Desk
    member: StaffMember
    words: StaffWords
    state: TalkState
    at: datetime
    key: str
    files: tuple[MediaFile, ...] = ()

    def about(self, conversation: str) -> "Asked":
        """Return the same with a conversation in hand."""
        return replace(self, state=replace(self.state, conversation=conversation))

    def done(self, *replies: Reply, state: TalkState | None = None) -> "Answered":
        """Return what is shown and where the talk stands then."""
        return Answered(replies, self.state if state is None else state)

    def say(self, phrase: str, **values: object) -> "Answered":
        """Answer with one phrase, and nothing else changes."""
        return self.done(Reply(text=self.words(phrase, **values)))

    def button(self, phrase: str, data: str, **values: object) -> Button:
        """Return a button with the words of a phrase."""
        return Button(self.words.label(phrase, **values), data)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a staff member is shown, and where the talk stands then."""

    replies: Replies
    state: TalkState
    refused: bool = False
    """Nothing was done, and the replies say why."""
