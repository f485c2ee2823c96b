"""A task on a page: done, taken, given to a colleague or a role, put off with a reason."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.web.desk.asked import Asked
from bot.channels.web.desk.live import LivePage, Verb
from bot.channels.web.desk.patches import Op
from bot.channels.web.staff_bar import AREA as OFFICE
from bot.channels.web.templates import render
from bot.core.clocks.task import Task
from bot.core.markup import plain
from bot.core.say import render as say
from bot.desk.search import may_read_conversations
from bot.desk.tasks import (
    TaskMoved,
    TaskRefused,
    act_on_task,
    ends_by_its_case,
    find_task,
    may_act_on,
    move_task,
    take_task,
    takers,
)
from bot.desk.titles import title_in


class TaskDesk:
    """What the member of a page does about tasks."""

    def __init__(self, page: LivePage) -> None:
        """Act for the page's member."""
        self._page = page

    def verbs(self) -> dict[str, Verb]:
        """Return what the page can ask."""
        return {
            "task-ask": self._ask,
            "task-done": self._done,
            "task-take": self._take,
            "task-give": self._give,
            "task-later": self._later,
        }

    async def _ask(self, asked: Asked) -> Sequence[Op]:
        """Show a task with what can be done about it."""
        page = self._page
        task = await self._open_task(asked)
        if task is None:
            return await self._gone()
        people = await page.read(takers, page.floor.store, page.floor.book, task, now=page.now)
        words = page.words
        html = render(
            "desk/dialog_task.html",
            words=words,
            office=words.area(OFFICE),
            task=task,
            title=await page.read(
                title_in,
                page.floor.store,
                page.floor.book,
                task,
                lang=words.lang,
                now=page.now,
            ),
            mine=task.assignee == page.member.id,
            holder=(await page.floor.names()).get(task.assignee, ""),
            may=await page.read(may_act_on, page.floor.store, task, page.member, now=page.now),
            by_case=ends_by_its_case(task),
            reads=may_read_conversations(page.member),
            people=[one for one in people.people if one.id != page.member.id],
            roles=people.roles,
            now=page.now,
            due=_typed(task.due_at, page.floor.zone()),
            soonest=_typed(page.now, page.floor.zone()),
        )
        return [{"dialog": html}]

    async def _done(self, asked: Asked) -> Sequence[Op]:
        page = self._page
        done = await page.read(
            act_on_task,
            page.floor.office.desk,
            page.member,
            asked["task"],
            "done",
            at=page.now,
            note=asked["note"].strip(),
        )
        return await self._after("" if done else page.words["task_not_done"], told="done_task")

    async def _take(self, asked: Asked) -> Sequence[Op]:
        page = self._page
        result = await page.read(
            take_task, page.floor.office.desk, page.member, asked["task"], at=page.now
        )
        return await self._after(self._why_not(result), told="task_taken")

    async def _give(self, asked: Asked) -> Sequence[Op]:
        page = self._page
        result = await page.read(
            move_task,
            page.floor.office.desk,
            page.member,
            asked["task"],
            to=asked["to"],
            at=page.now,
            note=asked["note"].strip(),
        )
        return await self._after(self._why_not(result), told="task_given")

    async def _later(self, asked: Asked) -> Sequence[Op]:
        page = self._page
        due, why = _read(asked["due"], page.floor.zone()), asked["note"].strip()
        if due is None or due <= page.now or not why:
            return [{"refused": "#dialog", "message": page.words["task_later_needs"]}]
        put_off = await page.read(
            act_on_task,
            page.floor.office.desk,
            page.member,
            asked["task"],
            "later",
            at=page.now,
            note=why,
            due_at=due,
        )
        return await self._after("" if put_off else page.words["task_not_done"], told="task_later")

    async def _after(self, refused: str, *, told: str) -> Sequence[Op]:
        page = self._page
        if refused:
            return [{"refused": "#dialog", "message": refused}, *await self._again()]
        return [{"dialog": None}, {"toast": page.words[told]}, *await self._again()]

    async def _again(self) -> Sequence[Op]:
        return await self._page.refresh(frozenset())

    async def _gone(self) -> Sequence[Op]:
        page = self._page
        return [*page.refused(self._words("gone")), *await self._again()]

    async def _open_task(self, asked: Asked) -> Task | None:
        page = self._page
        task = await page.read(find_task, page.floor.store, asked["task"])
        return task if task is not None and task.state == "open" else None

    def _why_not(self, result: TaskMoved | TaskRefused) -> str:
        return self._words(result.reason) if isinstance(result, TaskRefused) else ""

    def _words(self, reason: str) -> str:
        page = self._page
        lang = page.words.lang
        told, _ = say(page.floor.pack(), f"task.refused_{reason}", dict, lang=lang, seed="")
        return plain(told)


def _typed(at: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment as the browser's field for one shows it; empty when there is none."""
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"


def _read(typed: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment a browser's field holds, None when it holds none."""
    try:
        local = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return local if local.tzinfo is not None else local.replace(tzinfo=zone)
