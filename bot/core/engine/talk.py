"""The working table of one turn: the state as it changes and the words and effects as they gather.

Made at the start of a turn and thrown away at its end, so that nothing outside sees it change.
"""

from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.book import Book, Pack
from bot.core.cases import Case
from bot.core.dealers import DealerSeen
from bot.core.effects import Button, Effect, Say, Why
from bot.core.engine.scope import Scope
from bot.core.events import Event
from bot.core.fault import Node
from bot.core.matching import Match
from bot.core.say import render
from bot.core.script import Ask, Script, Step
from bot.core.state import Answer, Asked, Frame, State
from bot.core.turn import Records, Turn

_MESSAGE_ROOM = 3500  # characters; Telegram takes 4096, the rest is for what escaping adds
_REMEMBERED_ASKS = 40
_WITHDRAWN = ""


class Talk:
    """One turn in the making."""

    def __init__(self, book: Book, state: State, event: Event, records: Records) -> None:
        """Lay out the state and the event."""
        self.book = book
        self.event = event
        self.records = records
        self.state = state
        self.effects: list[Effect] = []
        self.walked: list[str] = []
        self.match: Match | None = None
        self.draft: Case | None = None
        """The case as this turn left it, before the store knows."""
        self.author = "bot"
        """In whose name the words are said: `bot` or `staff:<id>`."""
        self.rule = ""
        self.said = ""
        """The customer's words in this event."""
        self.learned: list[str] = []
        """Slots filled in passing in this event."""
        self._lines: list[tuple[str, str]] = []
        self._where = ("", "")

    @property
    def pack(self) -> Pack:
        """The pack this conversation runs on."""
        return self.book.pack(self.state.pack)

    @property
    def now(self) -> datetime:
        """The moment of the event, aware UTC."""
        return self.event.at

    @property
    def today(self) -> date:
        """The local day of the event."""
        return self.now.astimezone(ZoneInfo(self.pack.brand.hours.timezone)).date()

    def change(self, **fields: Any) -> None:
        """Replace fields of the state."""
        self.state = replace(self.state, **fields)

    # Frames and answers

    @property
    def top(self) -> Frame | None:
        """The frame that talks."""
        return self.state.frames[-1] if self.state.frames else None

    def set_top(self, frame: Frame) -> None:
        """Replace the frame that talks."""
        self.change(frames=(*self.state.frames[:-1], frame))

    def script_of(self, frame: Frame) -> Script:
        """The script a frame runs; frames are mended before a turn, so it exists."""
        return self.pack.scripts[frame.script]

    @property
    def pending(self) -> tuple[Step, Ask] | None:
        """The question that waits for an answer."""
        frame = self.top
        if frame is None or not frame.waiting:
            return None
        step = self.script_of(frame).step(frame.step)
        if step is None or not isinstance(step.action, Ask):
            return None
        return step, step.action

    @property
    def node(self) -> Node | None:
        """The fault at hand."""
        return self.pack.nodes.get(self.state.node) if self.state.node else None

    def answer(self, slot: str) -> Answer | None:
        """The last answer for a slot, None when there is none or it was withdrawn."""
        for answer in reversed(self.state.answers):
            if answer.slot == slot:
                return answer if answer.value != _WITHDRAWN else None
        return None

    def learn(self, slot: str, value: str, *, said: str = "") -> None:
        """Append an answer to the log."""
        answer = Answer(
            slot=slot,
            value=value,
            said=said or self.said,
            update=self.event.update_id,
            at=self.now,
            message_id=self.event.message_id,
        )
        self.change(answers=(*self.state.answers, answer))

    def forget(self, slot: str) -> None:
        """Withdraw an answer; the log keeps what was said."""
        if self.answer(slot) is not None:
            self.learn(slot, _WITHDRAWN)

    def open_case(self) -> Case | None:
        """The case opened in this conversation, None when there is none or it is closed."""
        number = self.state.case
        case = self.draft or (
            self.records.case(number, self.event.conversation) if number else None
        )
        return case if case is not None and not case.ended else None

    @cached_property
    def dealer(self) -> DealerSeen | None:
        """The dealership this person speaks for, None for a customer; looked up once a turn."""
        return self.records.dealer_of(self.event.conversation)

    # Words

    def tell(self, phrase: str, *, rule: str = "", **values: object) -> None:
        """Add a phrase to the message in the making."""
        self.rule = rule or self.rule
        words, variant = render(
            self.pack,
            phrase,
            lambda: Scope(self).variables(values),
            lang=self.state.lang,
            seed=f"{self.event.conversation}/{self.state.turns}",
        )
        if not words or any(line == words for line, _ in self._lines):
            return
        if self._lines and sum(len(line) for line, _ in self._lines) + len(words) > _MESSAGE_ROOM:
            self.flush()
        self._lines.append((words, variant))
        self._where = self._place()

    def has_words(self) -> bool:
        """Whether anything is said in this turn."""
        return bool(self._lines) or any(isinstance(effect, Say) for effect in self.effects)

    def flush(self, buttons: tuple[tuple[Button, ...], ...] = (), *, file: str = "") -> None:
        """Close the message in the making and queue it, with a file of the book when it has one."""
        if not self._lines:
            return
        text = "\n\n".join(line for line, _ in self._lines)
        why = self._why()
        self.effects.append(Say(text=text, buttons=buttons, why=why, file=file, author=self.author))
        self._lines.clear()

    def drop_words(self) -> None:
        """Forget the message in the making."""
        self._lines.clear()

    def _place(self) -> tuple[str, str]:
        """The step that speaks and its line in the book; the frame may be gone when the message is closed."""
        frame = self.top
        if frame is None:
            return "", ""
        step = self.script_of(frame).step(frame.step)
        source = f"{step.source.file}:{step.source.line}" if step else ""
        return f"{frame.script}/{frame.step}", source

    def _why(self) -> Why:
        match = self.match
        candidates = match.candidates if match else ()
        latest = {answer.slot: answer for answer in self.state.answers}
        return Why(
            rule=self.rule,
            phrase="+".join(variant for _, variant in self._lines),
            step=self._where[0],
            source=self._where[1],
            candidates=tuple(
                (candidate.node, round(candidate.score, 3)) for candidate in candidates
            ),
            evidence=tuple(f"{e.line} ({e.score:.2f})" for e in candidates[0].evidence)
            if candidates
            else (),
            answers=tuple(
                (a.slot, a.value, a.update) for a in latest.values() if a.value != _WITHDRAWN
            ),
        )

    # Questions sent with buttons

    def next_ask(self, script: str, step: str) -> int:
        """Number a question that is being sent, and remember it for old buttons."""
        number = self.state.asks + 1
        asked = (*self.state.asked, Asked(number, script, step))[-_REMEMBERED_ASKS:]
        self.change(asks=number, asked=asked)
        return number

    def turn(self) -> Turn:
        """Close the turn."""
        self.flush()
        return Turn(self.state, tuple(self.effects), tuple(self.walked))
