"""Play a written talk through the one door, with a clock of its own, as if it had happened then."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.channels.commands import read_text
from bot.channels.guests import guest_chat
from bot.channels.terminal.durations import read_duration
from bot.core.cases import display_status
from bot.core.events import ConversationStarted, CustomerPressed, Event, Happening, Person
from bot.core.staff import StaffMember
from bot.desk import Desk, takeover
from bot.desk.accounts import find_login
from bot.desk.cases import Refused as MoveRefused
from bot.desk.cases import act
from bot.desk.demo import Doing, Talk
from bot.desk.immediate import fire_due
from bot.desk.views import cases_of, conversation, transcript

CHANNEL = "web"
"""Invented customers sit at the chat page, so that what colleagues write reaches somebody."""

_PAUSE = timedelta(seconds=20)
"""Between one thing and the next."""


class PlayError(Exception):
    """A talk cannot go on as it is written; the message says where."""


class Player:
    """Turns written talks into events; each happens once, however often it is played.

    `secret` is the installation's: it makes the ids of the chats.
    """

    def __init__(self, desk: Desk, *, secret: str) -> None:
        self._desk = desk
        self._secret = secret

    def chat(self, who: str) -> str:
        """Return the conversation of somebody, written with or without `customer:` or `dealer:`."""
        return guest_chat(who.rpartition(":")[2], secret=self._secret)

    def has_happened(self, talk: Talk) -> bool:
        """Tell whether a talk was played before: its own first words are in the transcript."""
        chat = self.chat(talk.who)
        return any(
            line.update_id.startswith(_mark(talk)) for line in transcript(self._desk.store, chat)
        )

    def outcome(self, talk: Talk) -> str:
        """Return in a few words how a talk ended."""
        seen = conversation(self._desk.store, self.chat(talk.who))
        cases = cases_of(self._desk.store, self.chat(talk.who))
        told = [f"{case.number} {display_status(case)}" for case in cases]
        return ", ".join([*told, "" if seen is None else f"with {seen.owner}"])

    def join(self, who: str, payload: str, *, name: str, at: datetime) -> None:
        """Have somebody follow a start link."""
        self._happen(who, ConversationStarted(payload), name=name, at=at, update=f"demo-join-{who}")

    def play(self, talk: Talk, begins: datetime) -> None:
        """Play a talk from its beginning; raises PlayError when it cannot go on as written."""
        now = begins
        for number, doing in enumerate(talk.steps, start=1):
            update = f"{_mark(talk)}{number}"
            try:
                now = self._do(talk, doing, now, update)
            except PlayError as error:
                raise PlayError(f"{talk.who}, step {number}: {error}") from None
        for _ in fire_due(self._desk, until=now):
            pass

    def _do(self, talk: Talk, doing: Doing, now: datetime, update: str) -> datetime:
        if doing.wait:
            time = read_duration(doing.wait)
            if time is None:
                raise PlayError(f"{doing.wait!r} is no time to wait")
            for _ in fire_due(self._desk, until=now + time):
                pass
            return now + time
        if doing.do:
            self._staff_does(talk, doing, now, update)
        elif doing.press:
            data = CustomerPressed(self._button(talk, doing.press))
            self._happen(talk.who, data, name=talk.name, at=now, update=update)
        else:
            self._happen(talk.who, read_text(doing.say), name=talk.name, at=now, update=update)
        return now + _PAUSE

    def _happen(self, who: str, what: Happening, *, name: str, at: datetime, update: str) -> None:
        event = Event(
            channel=CHANNEL,
            conversation=self.chat(who),
            update_id=update,
            at=at,
            sender=Person(role="customer", id=self.chat(who).partition(":")[2], name=name),
            what=what,
            message_id=update,
        )
        self._desk.handle(event)

    def _button(self, talk: Talk, label: str) -> str:
        for line in reversed(transcript(self._desk.store, self.chat(talk.who))):
            for row in line.buttons:
                for button in row:
                    if button.label == label:
                        return button.data
        raise PlayError(f"there is no button {label!r}")

    def _staff_does(self, talk: Talk, doing: Doing, now: datetime, update: str) -> None:
        member = find_login(self._desk.store, doing.by)
        if member is None:
            raise PlayError(f"there is no login {doing.by!r}")
        if doing.do == "act":
            self._moves(talk, doing, member, now, update)
            return
        outcome = _VERBS[doing.do](self._desk, member, self.chat(talk.who), doing, now, update)
        if isinstance(outcome, takeover.Refused):
            raise PlayError(outcome.message)

    def _moves(
        self, talk: Talk, doing: Doing, member: StaffMember, now: datetime, update: str
    ) -> None:
        cases = cases_of(self._desk.store, self.chat(talk.who))
        if doing.case > len(cases):
            raise PlayError(f"there is no case {doing.case}")
        number = cases[doing.case - 1].number
        moved = act(self._desk, member, number, doing.action, doing.values, at=now, key=update)
        if isinstance(moved, MoveRefused):
            raise PlayError(" ".join(moved.messages))


def _mark(talk: Talk) -> str:
    return f"demo-{talk.who}-{talk.days}-"


_Verb = Callable[[Desk, StaffMember, str, Doing, datetime, str], takeover.Outcome]
_VERBS: Mapping[str, _Verb] = {
    "claim": lambda desk, member, chat, _, at, key: takeover.claim(
        desk, member, chat, at=at, key=key
    ),
    "reply": lambda desk, member, chat, doing, at, key: takeover.say(
        desk, member, chat, doing.text, at=at, key=key
    ),
    "note": lambda desk, member, chat, doing, at, key: takeover.note(
        desk, member, chat, doing.text, at=at, key=key
    ),
    "release": lambda desk, member, chat, doing, at, key: takeover.release(
        desk, member, chat, at=at, key=key, reason=doing.text
    ),
    "hand_back": lambda desk, member, chat, doing, at, key: takeover.hand_back(
        desk, member, chat, at=at, key=key, promised=doing.text
    ),
    "close": lambda desk, member, chat, _, at, key: takeover.close(
        desk, member, chat, at=at, key=key
    ),
}
