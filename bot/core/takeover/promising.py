"""What a colleague promises becomes a task with a clock, and follows what they say of it later (design §7).

The customer holds one promise about a thing: a later one about the same replaces it, "不用回电了" ends
it, and a message that is changed or taken back counts as it stands now.
"""

import html
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.core.clocks.promises import (
    Heard,
    Promise,
    about_of,
    announced_in,
    promise_task,
    promises_in,
    remind_at,
    title_of,
)
from bot.core.clocks.task import Task, TaskState
from bot.core.clocks.wording import staff_line
from bot.core.effects import CloseTask, MoveTask, Note, OpenTask
from bot.core.engine.talk import Talk
from bot.core.takeover.stretch import mark
from bot.core.turn import Written


def keep_promise(talk: Talk, text: str) -> None:
    """Keep what a text promises, and end or move what it changes."""
    heard = promises_in(talk.pack, text, now=talk.now)
    for promise in heard.given:
        _give(talk, promise)
    for about in sorted(heard.taken_back | heard.kept):
        _end(talk, about, kept=about not in heard.taken_back)


def keep_announced(talk: Talk, text: str) -> None:
    """Keep a text that is a promise whatever its words, such as the one given with a hand-back."""
    promise = announced_in(talk.pack, text, now=talk.now) if text.strip() else None
    if promise is not None:
        _give(talk, promise)


def reread(talk: Talk, line: Written, text: str | None) -> None:
    """Keep what still stands after a message was changed to `text`, or taken back (None)."""
    said = talk.records.said_by_staff(talk.event.conversation)
    before = _standing(talk, said)
    after = _standing(talk, _as_changed(said, line, text))
    for about in sorted(before.keys() - after.keys()):
        _end(talk, about, kept=False)
    for about, promise in after.items():
        known = before.get(about)
        if known is None or (known.due_at, known.said) != (promise.due_at, promise.said):
            _give(talk, promise)


def _as_changed(said: Iterable[Written], line: Written, text: str | None) -> tuple[Written, ...]:
    changed = tuple(one for one in said if one.seq != line.seq or text is not None)
    if text is None:
        return changed
    return tuple(replace(one, text=text) if one.seq == line.seq else one for one in changed)


def _standing(talk: Talk, said: Iterable[Written]) -> Mapping[str, Promise]:
    """Return what the customer holds by what can be read now, by what it is about."""
    held: dict[str, Promise] = {}
    for line in said:
        heard = _heard_then(talk, line)
        for promise in heard.given:
            about = promise.about or next(reversed(held), "")
            if not about or (about in held and not promise.timed):
                continue
            held.pop(about, None)
            held[about] = replace(promise, about=about)
        for about in heard.taken_back | heard.kept:
            held.pop(about, None)
    return held


def _heard_then(talk: Talk, line: Written) -> Heard:
    """Read a line as of the moment it was written; "tomorrow" is still the day after that."""
    text = html.unescape(line.text)
    heard = promises_in(talk.pack, text, now=line.at or talk.now)
    gone_by = any(one.due_at <= talk.now for one in heard.given)
    return promises_in(talk.pack, text, now=talk.now) if gone_by else heard


def _give(talk: Talk, promise: Promise) -> None:
    held = _held(talk, promise.about)
    if held is None and not promise.about:
        return
    if held is not None and (not promise.timed or _same(talk, held, promise)):
        return
    by = talk.event.sender.id
    if held is None:
        task = promise_task(
            promise,
            conversation=talk.event.conversation,
            case=talk.state.case or "",
            update=talk.event.update_id,
            by=by,
            now=talk.now,
        )
        talk.effects.append(OpenTask(task))
    else:
        talk.effects.append(
            MoveTask(
                id=held.id,
                assignee=by,
                due_at=promise.due_at,
                remind_at=remind_at(promise, talk.now),
                title=_new_title(talk, held, promise),
            )
        )
    mark(talk, "promised", promise.said)


def _end(talk: Talk, about: str, *, kept: bool) -> None:
    held = _held(talk, about)
    if held is None:
        return
    state: TaskState = "done" if kept else "cancelled"
    phrase = "task.promise_kept" if kept else "task.promise_off"
    talk.effects += [
        CloseTask(id=held.id, by=talk.event.sender.id, state=state),
        Note(kind="notice", text=staff_line(talk.pack, phrase, now=talk.now, title=held.title)),
    ]


def _held(talk: Talk, about: str) -> Task | None:
    """Return the open promise about something, the latest; about nothing: the latest of all."""
    words = talk.pack.promise_words
    if words is None:
        return None
    tasks = talk.records.open_tasks(talk.event.conversation)
    promises = [
        task
        for task in tasks
        if task.kind == "promise" and about in ("", about_of(task.title, words))
    ]
    return max(promises, key=lambda task: task.opened_at, default=None)


def _same(talk: Talk, held: Task, promise: Promise) -> bool:
    return (held.due_at, held.title) == (promise.due_at, _new_title(talk, held, promise))


def _new_title(talk: Talk, held: Task, promise: Promise) -> str:
    """Return the line of a promise that has another time; "改成后天上午" does not say what it is about."""
    if promise.about:
        return title_of(promise)
    values = {"title": held.title, "word": promise.said}
    return staff_line(talk.pack, "task.promise_moved", now=talk.now, **values)
