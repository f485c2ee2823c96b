"""A conversation in memory: what tests of the engine say and look at."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.book import load
from bot.core.book import Book
from bot.core.cases import Case, amend, case_number
from bot.core.dealers import DealerSeen, InviteSeen
from bot.core.effects import AmendCase, HandOff, OpenCase, Say, SetTimer
from bot.core.engine import step
from bot.core.events import (
    CustomerEdited,
    CustomerPressed,
    CustomerSaid,
    CustomerSentMedia,
    Event,
    Happening,
    MediaFile,
    Person,
    TimerFired,
)
from bot.core.markup import plain
from bot.core.state import State
from bot.core.turn import Turn

DIALOGUES = Path(__file__).parents[3] / "dialogues"
MONDAY_TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""10:00 in China, the desk is open."""


@cache
def shipped_book() -> Book:
    """The dialogues of this repository; read once for all tests of a process, as it takes seconds."""
    loaded = load(DIALOGUES, default="ebike")
    assert loaded.book is not None, "\n".join(map(str, loaded.issues))
    return loaded.book


@dataclass
class MemoryRecords:
    """`core.turn.Records` without a database."""

    cases: dict[str, Case] = field(default_factory=dict)
    dealers: dict[str, DealerSeen] = field(default_factory=dict)
    """By conversation."""
    invites: dict[str, InviteSeen] = field(default_factory=dict)
    """By code."""

    def new_case_number(self, now):
        return case_number(now.date(), len(self.cases) + 1)

    def case(self, number, conversation):
        found = self.cases.get(number)
        return found if found and found.conversation == conversation else None

    def case_file(self, number):
        return self.cases.get(number)

    def cases_of(self, conversation):
        return tuple(c for c in reversed(self.cases.values()) if c.conversation == conversation)

    def queue_ahead(self, _conversation):
        return 0

    def left_dealer(self, _conversation):
        return False

    def dealer_of(self, conversation):
        return self.dealers.get(conversation)

    def invite(self, code, _conversation, _now):
        return self.invites.get(code, InviteSeen(standing="unknown"))

    def claims_with(self, _serials):
        return ()

    def take(self, turn):
        """Keep what a turn registered."""
        for effect in turn.effects:
            if isinstance(effect, OpenCase):
                self.cases[effect.case.number] = effect.case
            elif isinstance(effect, AmendCase):
                self.cases[effect.number] = amend(self.cases[effect.number], effect.change)


class Conversation:
    """One customer; every verb returns what the bot said, as plain text."""

    def __init__(self, book, *, pack="ebike", now=MONDAY_TEN):
        self.book = book
        self.state = State(pack=pack)
        self.records = MemoryRecords()
        self.now = now
        self.events: list[Event] = []
        self.turns: list[Turn] = []

    def happen(self, what: Happening, *, message_id: str = "") -> str:
        self.now += timedelta(seconds=5)
        number = str(len(self.events) + 1)
        event = Event(
            channel="test",
            conversation="test:1",
            update_id=number,
            at=self.now,
            sender=Person(role="customer", id="1"),
            what=what,
            message_id=message_id or number,
        )
        self.events.append(event)
        turn = step(self.book, self.state, event, self.records)
        self.turns.append(turn)
        self.state = turn.state
        self.records.take(turn)
        return "\n".join(plain(say.text) for say in self.says)

    def say(self, text):
        return self.happen(CustomerSaid(text))

    def press(self, label):
        return self.happen(CustomerPressed(self.button(label).data))

    def photo(self, ref="photo-1", caption=""):
        return self.happen(
            CustomerSentMedia(file=MediaFile(kind="photo", ref=ref), caption=caption)
        )

    def edit(self, text, *, message):
        return self.happen(CustomerEdited(text, str(message)))

    def fire(self, name):
        return self.happen(TimerFired(name))

    def wait(self, **time):
        self.now += timedelta(**time)

    @property
    def effects(self):
        return self.turns[-1].effects

    @property
    def says(self):
        return [effect for effect in self.effects if isinstance(effect, Say)]

    @property
    def labels(self):
        return [button.label for say in self.says for row in say.buttons for button in row]

    @property
    def cases(self):
        return list(self.records.cases.values())

    def answer_value(self, slot):
        return next(a.value for a in reversed(self.state.answers) if a.slot == slot)

    def effects_of(self, kind: type[HandOff | SetTimer]):
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def button(self, label):
        for turn in reversed(self.turns):
            for effect in reversed(turn.effects):
                if isinstance(effect, Say):
                    for row in effect.buttons:
                        for button in row:
                            if button.label == label:
                                return button
        raise AssertionError(f"no button {label!r}")
