"""A promise in a colleague's words, such as "明天上午给您回电", and the task it becomes (design §7)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.core.book import Pack
from bot.core.calendar import Calendar
from bot.core.clocks.promise_words import PromiseWords
from bot.core.clocks.spoken_time import named_window, settle
from bot.core.clocks.task import Task, task_id

_SENTENCES = re.compile(r"[。!?！？;；\n]+|(?<=[a-z])\.(?:\s|$)")
_CLAUSES = re.compile(r"[,，、]")
_REMIND = timedelta(minutes=15)
_TITLE = 120
"""Characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What was promised and until when; times are aware UTC."""

    kind: Literal["callback", "promise"]
    """A call, or anything else."""
    said: str
    """The sentence, as typed."""
    meant_until: datetime
    """The end of the time that was named."""
    due_at: datetime
    """The last moment at which somebody works to keep it; later when nobody works in all that time."""

    @property
    def outside_hours(self) -> bool:
        """Whether nobody works in the whole of the time that was named."""
        return self.due_at > self.meant_until


def find_promise(
    text: str, *, now: datetime, calendar: Calendar, words: PromiseWords
) -> Promise | None:
    """Return the first promise with a time in a text; None when it promises nothing by then.

    What the customer is asked to do, what was done already, and what is refused is no promise.
    """
    for sentence in _SENTENCES.split(text):
        folded = unicodedata.normalize("NFKC", sentence).lower()
        kept = ",".join(
            clause for clause in _CLAUSES.split(folded) if not words.no_promise.search(clause)
        )
        call = words.calls.search(kept)
        if call is None and words.acts.search(kept) is None:
            continue
        window = named_window(kept, now=now, calendar=calendar, words=words)
        if window is not None:
            return Promise(
                kind="callback" if call is not None else "promise",
                said=sentence.strip(),
                meant_until=window.end,
                due_at=settle(calendar, window),
            )
    return None


def promise_in(pack: Pack, text: str, *, now: datetime) -> Promise | None:
    """Return the promise in a text by the words and the working calendar of a pack."""
    words = pack.promise_words
    if words is None:
        return None
    return find_promise(text, now=now, calendar=pack.brand.hours.calendar, words=words)


def promise_task(
    promise: Promise, *, conversation: str, case: str, update: str, by: str, now: datetime
) -> Task:
    """Return the task of a promise: for the colleague `by` (staff id) who gave it, with a manager behind."""
    remind = promise.due_at - _REMIND
    return Task(
        id=task_id("promise", conversation, update),
        kind="promise",
        title=promise.said[:_TITLE],
        conversation=conversation,
        case=case,
        role="agent",
        assignee=by,
        opened_at=now,
        due_at=promise.due_at,
        remind_at=remind if remind > now else None,
        escalate_to="manager",
    )
