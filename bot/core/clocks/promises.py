"""A promise in a colleague's words, such as "明天上午给您回电", and the task it becomes (design §7)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.core.book import Pack
from bot.core.calendar import Calendar, after
from bot.core.clocks.promise_words import ANSWER, PromiseWords
from bot.core.clocks.spoken_time import Window, named_window, settle
from bot.core.clocks.task import Task, task_id

_SENTENCES = re.compile(r"([。!?！？;；\n]+|(?<=[a-z])\.(?:\s|$))")
_CLAUSES = re.compile(r"[,，、]")
_ASKS = "?？"
ANNOUNCED = "announced"
"""What an announced promise is about that names no known act."""
_REMIND = timedelta(minutes=15)
_TITLE = 120
"""Characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What was promised and until when; times are aware UTC."""

    kind: Literal["callback", "promise"]
    """A call, or anything else."""
    about: str
    """What it is about; a later promise about the same replaces it. Empty: about what was promised last."""
    said: str
    """The sentence, as typed."""
    meant_until: datetime
    """The end of the time that was named."""
    due_at: datetime
    """The last moment at which somebody works to keep it; later when nobody works in all that time."""
    timed: bool = True
    """A time was named; False: it is due by the policy for promises without one."""

    @property
    def outside_hours(self) -> bool:
        """Whether nobody works in the whole of the time that was named."""
        return self.due_at > self.meant_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a colleague's words do to what was promised."""

    given: tuple[Promise, ...] = ()
    """In order, each about something else; those about nothing give what was promised last another time."""
    taken_back: frozenset[str] = frozenset()
    """What is off."""
    kept: frozenset[str] = frozenset()
    """What is done."""


@dataclass(frozen=True, slots=True)
class _Listener:
    now: datetime
    calendar: Calendar
    words: PromiseWords

    def given(self, sentence: str, *, asks: bool) -> Iterator[Promise]:
        """Yield what a sentence promises, or asks for another time of."""
        clauses = _CLAUSES.split(sentence)
        promising = [one for one in clauses if not self.words.no_promise.search(self._fold(one))]
        apart = list(self._apart(promising))
        if len({about for about, _, _ in apart}) > 1:
            yield from (self._promise(about, window, said) for about, window, said in apart)
            return
        kept = self._fold(",".join(promising))
        window = self._window(kept)
        about = about_of(kept, self.words)
        if window is not None and (about or self.words.changed.search(kept)):
            yield self._promise(about, window, sentence, words=kept)
        elif about and not asks and window is None and self._is_owed(promising, kept):
            due = after(self.calendar, self.now, self.words.untimed)
            yield Promise(
                kind=self._kind(kept),
                about=about,
                said=sentence.strip(),
                meant_until=due,
                due_at=due,
                timed=False,
            )

    def ended(self, sentence: str) -> Iterator[tuple[Literal["taken_back", "kept"], str]]:
        """Yield what a sentence takes back, and what it says is done."""
        words, folded = self.words, self._fold(sentence)
        unreached = words.unreached.search(folded)
        for clause in _CLAUSES.split(folded):
            about = about_of(clause, words)
            if about and words.taken_back.search(clause) and not words.by_customer.search(clause):
                yield "taken_back", about
            if unreached or words.not_kept.search(clause):
                continue
            for done, pattern in words.kept.items():
                if about in ("", done) and pattern.search(clause):
                    yield "kept", done

    def _apart(self, clauses: Sequence[str]) -> Iterator[tuple[str, Window, str]]:
        """Yield each clause that is a promise by itself; a day named before counts for it, too."""
        day = ""
        for clause in clauses:
            folded = self._fold(clause)
            named = self.words.day.search(folded)
            window = self._window(folded if named else f"{day}{folded}")
            day = named[0] if named else day
            about = about_of(folded, self.words)
            if about and window is not None and self._window(folded) is not None:
                yield about, window, clause

    def _fold(self, text: str) -> str:
        return _fold(text, self.words)

    def _window(self, folded: str) -> Window | None:
        return named_window(folded, now=self.now, calendar=self.calendar, words=self.words)

    def _is_owed(self, clauses: Sequence[str], kept: str) -> bool:
        return not self.words.unless.search(kept) and any(
            about_of(one, self.words) and self.words.without_time.search(one)
            for one in map(self._fold, clauses)
        )

    def _kind(self, folded: str) -> Literal["callback", "promise"]:
        return "callback" if self.words.calls.search(folded) else "promise"

    def _promise(self, about: str, window: Window, said: str, *, words: str = "") -> Promise:
        return Promise(
            kind=self._kind(words or self._fold(said)),
            about=about,
            said=said.strip(),
            meant_until=window.end,
            due_at=settle(self.calendar, window),
        )


def hear_promises(text: str, *, now: datetime, calendar: Calendar, words: PromiseWords) -> Heard:
    """Return what a text promises, and which promises it changes, takes back or keeps.

    What the customer is asked to do, what was done already, and what is refused is no promise.
    """
    listener = _Listener(now, calendar, words)
    given: dict[str, Promise] = {}
    ended: dict[str, set[str]] = {"taken_back": set(), "kept": set()}
    parts = _SENTENCES.split(text)
    for sentence, stop in zip(parts[::2], [*parts[1::2], ""], strict=True):
        asks = any(mark in stop for mark in _ASKS)
        for promise in listener.given(sentence, asks=asks):
            known = given.get(promise.about)
            if known is None or (promise.timed and not known.timed):
                given[promise.about] = promise
        for how, about in () if asks else listener.ended(sentence):
            ended[how].add(about)
    return Heard(
        given=tuple(given.values()),
        taken_back=frozenset(ended["taken_back"] - given.keys()),
        kept=frozenset(ended["kept"] - given.keys()),
    )


def find_promise(
    text: str, *, now: datetime, calendar: Calendar, words: PromiseWords
) -> Promise | None:
    """Return the first promise with a time in a text; None when it promises nothing by then."""
    heard = hear_promises(text, now=now, calendar=calendar, words=words)
    return next((one for one in heard.given if one.timed and one.about), None)


def _fold(text: str, words: PromiseWords) -> str:
    return unicodedata.normalize("NFKC", text).lower().translate(words.same)


def promises_in(pack: Pack, text: str, *, now: datetime) -> Heard:
    """Return what a text does to promises by the words and the working calendar of a pack."""
    words = pack.promise_words
    if words is None:
        return Heard()
    return hear_promises(text, now=now, calendar=pack.brand.hours.calendar, words=words)


def announced_in(pack: Pack, text: str, *, now: datetime) -> Promise | None:
    """Return a text that is a promise whatever its words: with its time, else due by policy."""
    words, calendar = pack.promise_words, pack.brand.hours.calendar
    if words is None:
        return None
    heard = hear_promises(text, now=now, calendar=calendar, words=words)
    if heard.given:
        return heard.given[0]
    folded = _fold(text, words)
    window = named_window(folded, now=now, calendar=calendar, words=words)
    due = after(calendar, now, words.untimed) if window is None else settle(calendar, window)
    return Promise(
        kind="callback" if words.calls.search(folded) else "promise",
        about=about_of(folded, words) or ANNOUNCED,
        said=text.strip(),
        meant_until=due if window is None else window.end,
        due_at=due,
        timed=window is not None,
    )


def about_of(text: str, words: PromiseWords) -> str:
    """Return what a text that promises is about; empty when it names no act."""
    folded = _fold(text, words)
    if words.calls.search(folded):
        return ANSWER
    return next((about for about, pattern in words.acts.items() if pattern.search(folded)), "")


def promise_task(
    promise: Promise, *, conversation: str, case: str, update: str, by: str, now: datetime
) -> Task:
    """Return the task of a promise: for the colleague `by` (staff id) who gave it, with a manager behind."""
    return Task(
        id=task_id("promise", conversation, update, promise.about),
        kind="promise",
        title=title_of(promise),
        conversation=conversation,
        case=case,
        role="agent",
        assignee=by,
        opened_at=now,
        due_at=promise.due_at,
        remind_at=remind_at(promise, now),
        escalate_to="manager",
    )


def title_of(promise: Promise) -> str:
    """Return the line staff read of a promise."""
    return promise.said[:_TITLE]


def remind_at(promise: Promise, now: datetime) -> datetime | None:
    """Return when to remind of a promise; None when there is no time left for it."""
    at = promise.due_at - _REMIND
    return at if at > now else None
