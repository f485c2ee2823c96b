"""What a task is called in a colleague's own language: told anew from what it is about.

Titles are kept in the company's language. Words of people, such as a promise, stay as they were typed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.core.book import Book, Pack
from bot.core.clocks.climbing import breach_id, warning_id
from bot.core.clocks.task import Task
from bot.core.clocks.wording import customer_name, staff_line
from bot.core.markup import plain
from bot.core.say import FALLBACK_LANGUAGE, in_language, render
from bot.desk.cases import CaseCard, case_card
from bot.desk.clocks import clocks_of
from bot.desk.tasks import find_task
from bot.desk.views import ConversationView, conversation
from bot.store.engines import Store
from bot.store.tasks import tasks_of_chat

_ENDS = ("task.promise_kept", "task.promise_off")
"""What is noted when a promise ends: the task's name with a few words."""


def title_in(store: Store, book: Book, task: Task, *, lang: str, now: datetime) -> str:
    """Return a task's title in a language; of one that climbed, that the first of its chain is late."""
    if lang == FALLBACK_LANGUAGE and not task.parent:
        return task.title
    seen = conversation(store, task.conversation)
    if seen is None:
        return task.title
    return _Reader(store, book, seen, lang, now).title(task) or task.title


def titles_in(
    store: Store, book: Book, tasks: Sequence[Task], *, lang: str, now: datetime
) -> Mapping[str, str]:
    """Return the titles of tasks in a language, by task id."""
    return {task.id: title_in(store, book, task, lang=lang, now=now) for task in tasks}


def notices_in(
    store: Store, book: Book, chat: str, *, lang: str, now: datetime
) -> Mapping[str, str]:
    """Return what tasks of a conversation are called in a language, by the words that are kept."""
    if lang == FALLBACK_LANGUAGE:
        return {}
    with store.read() as tx:
        tasks = tasks_of_chat(tx, tenant=store.tenant, conversation=chat)
    told = [(task.title, title_in(store, book, task, lang=lang, now=now)) for task in tasks]
    notices = {kept: title for kept, title in told if kept != title}
    pack = book.pack(book.default)
    for kept, title in told:
        for phrase in _ENDS:
            noted = staff_line(pack, phrase, now=now, title=kept)
            words, _ = render(pack, phrase, {"title": title}.copy, lang=lang, seed=phrase)
            notices[noted] = plain(words)
    return notices


class _Reader:
    def __init__(
        self, store: Store, book: Book, seen: ConversationView, lang: str, now: datetime
    ) -> None:
        self._store = store
        self._book = book
        self._seen = seen
        self._pack: Pack = book.pack(seen.pack)
        self._lang = lang
        self._now = now

    def title(self, task: Task) -> str:
        """Return a title; empty when only the words that are kept can tell it."""
        first = self._first(task)
        if first != task:
            named = self.title(first) or first.title
            if first.kind == "escalation":
                return named
            return self._say("task.late", title=named, due=first.due_at)
        if self._lang == FALLBACK_LANGUAGE:
            return task.title
        clock = self._of_a_clock(task) if task.kind == "escalation" else ""
        if clock or not task.case:
            return clock
        card = case_card(self._store, self._book, task.case, at=self._now, lang=self._lang)
        return "" if card is None else self._of_a_case(task, card)

    def _first(self, task: Task) -> Task:
        """Return the task a chain of late ones climbed from."""
        parent = find_task(self._store, task.parent) if task.parent else None
        return task if parent is None else self._first(parent)

    def _of_a_clock(self, task: Task) -> str:
        clocks = clocks_of(self._store, self._book, task.conversation, now=self._now)
        who = customer_name(self._seen.name, self._seen.id)
        for clock in clocks.clocks:
            if task.id == warning_id(task.conversation, clock):
                return self._say("task.warn", clock=clock.kind, who=who)
            if task.id == breach_id(task.conversation, clock):
                otherwise = clock.target.otherwise
                due = clock.due_at
                return self._say(
                    "task.broken", clock=clock.kind, who=who, due=due, otherwise=otherwise
                )
        return ""

    def _of_a_case(self, task: Task, card: CaseCard) -> str:
        summary = card.summary
        about = {"number": summary.number}
        move = {"procedure": summary.procedure_name, "stage": summary.stage_name}
        match task.kind:
            case "stage":
                return self._say("case.task_stage", case=about, move=move)
            case "approval":
                waiting = [one.action_name for one in card.signatures if one.state == "waiting"]
                asked = {**move, "action": waiting[0] if waiting else ""}
                return self._say("case.task_sign", case=about, move=asked) if waiting else ""
            case "callback":
                duty = next((one.action for one in card.tasks if one.id == task.id), "")
                label = self._duty(duty.partition(":")[2]) if duty else ""
                return f"{summary.number} {label}" if label else ""
        return ""

    def _duty(self, id_: str) -> str:
        duties = (
            duty
            for procedure in self._pack.procedures.values()
            for stage in procedure.stages
            for duty in stage.duties
            if duty.id == id_
        )
        found = next(duties, None)
        return "" if found is None else in_language(found.label, self._lang)

    def _say(self, phrase: str, **values: Any) -> str:
        scope = {"now": self._now, **values}
        words, _ = render(self._pack, phrase, lambda: scope, lang=self._lang, seed=phrase)
        return plain(words)
