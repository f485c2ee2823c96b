"""The left side of the desk: which conversations are listed, and what a search finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.web.desk.asked import Asked
from bot.channels.web.desk.floor import Floor
from bot.channels.web.desk.live import Verb
from bot.channels.web.desk.patches import Op, Rows
from bot.channels.web.desk.rows import queue_row
from bot.channels.web.desk.talk_words import channel_name
from bot.channels.web.staff_bar import AREA as OFFICE
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.clocks.task import Task
from bot.core.state import QUEUE
from bot.desk.queue import QueueRow, Whose, queue_counts
from bot.desk.search import Found, search
from bot.desk.tasks import open_tasks
from bot.desk.titles import titles_in

if TYPE_CHECKING:
    from bot.channels.web.desk.desk_view import DeskView

VIEWS = ("queue", "mine", "overdue", "danger", "all", "tasks")
CHANNELS = ("telegram", "web", "office", "bot")
"""What the list can be narrowed to: a channel, or what the bot has by itself."""
PAGE = 60
"""Rows shown at first, and more each time the end of the list comes near."""
_LEAST = 2
"""Characters of a search; fewer only pick names out of the list."""
_HOT = ("overdue", "danger")


@dataclass(frozen=True, slots=True)
class ViewTab:
    """One way to look at the list."""

    name: str
    label: str
    count: int
    hot: bool


class Listing:
    """The list of one desk."""

    channels = CHANNELS

    def __init__(self, floor: Floor, words: Words) -> None:
        """Begin with everything people work on."""
        self._floor = floor
        self._words = words
        self._rows = Rows("#queue")
        self._drawn: dict[QueueRow, str] = {}
        """Rows on the page: most of them stay as they are."""
        self._view = "all"
        self._channel = ""
        self._text = ""
        self._most = PAGE

    def verbs(self, desk: "DeskView") -> dict[str, Verb]:
        """Return what the page can ask about its list."""

        async def choose(asked: Asked) -> Sequence[Op]:
            self._view = asked["to"] if asked["to"] in VIEWS else "all"
            return await self._again(desk)

        async def narrow(asked: Asked) -> Sequence[Op]:
            self._channel = asked["to"] if asked["to"] in CHANNELS else ""
            return await self._again(desk)

        async def find(asked: Asked) -> Sequence[Op]:
            self._text = asked["text"].strip()[:100]
            return await self._again(desk)

        async def more(_: Asked) -> Sequence[Op]:
            self._most += PAGE
            return await self.refresh(desk)

        return {"filter": choose, "channel": narrow, "find": find, "more": more}

    async def _again(self, desk: "DeskView") -> list[Op]:
        self._most = PAGE
        return await self.refresh(desk, fresh=True)

    async def refresh(
        self, desk: "DeskView", *, fresh: bool = False, at_once: bool = False
    ) -> list[Op]:
        """Return what changed in the list; `at_once`: with what happened this very moment."""
        return await self._draw_all(desk, await self._listed(desk, at_once=at_once), fresh=fresh)

    async def first(self, desk: "DeskView") -> list[Op]:
        """Return the list for a page that is being made."""
        return await self._draw_all(desk, await self._floor.waiting_room.glimpse(desk.member))

    async def _draw_all(
        self, desk: "DeskView", listed: Sequence[QueueRow], *, fresh: bool = False
    ) -> list[Op]:
        tasks = await desk.read(
            open_tasks, self._floor.store, desk.member.roles, desk.member, now=desk.now
        )
        counts = {**queue_counts(listed), "all": len(listed), "tasks": len(tasks)}
        tabs = [
            ViewTab(name, self._words[f"view_{name}"], count, name in _HOT and count > 0)
            for name, count in ((name, counts.get(name, 0)) for name in VIEWS)
        ]
        if self._text:
            rows = await self._found(desk, listed)
        elif self._view == "tasks":
            chats = {row.id: row.name for row in listed}
            titles = await desk.read(
                titles_in,
                self._floor.store,
                self._floor.book,
                tasks,
                lang=self._words.lang,
                now=desk.now,
            )
            rows = {
                f"task:{task.id}": self._task_row(task, desk, chats, titles[task.id])
                for task in tasks
            }
        else:
            rows = self._shown(listed)
        return [
            *desk.fills.show("#views", render("desk/views.html", views=tabs, now=self._view)),
            *self._rows.show(rows, fresh=fresh),
        ]

    @property
    def is_behind(self) -> bool:
        """Whether something moved that the list does not show yet."""
        return self._floor.waiting_room.is_behind(self._whose)

    @property
    def _whose(self) -> Whose:
        return "bot" if self._channel == "bot" else "working"

    async def _listed(self, desk: "DeskView", *, at_once: bool) -> Sequence[QueueRow]:
        rows = await self._floor.waiting_room.rows(desk.member, self._whose, at_once=at_once)
        if self._channel in ("", "bot"):
            return rows
        return [row for row in rows if row.channel == self._channel]

    def _shown(self, listed: Sequence[QueueRow]) -> dict[str, str]:
        chosen = [row for row in listed if self._is_in_view(row)][: self._most]
        self._drawn = {row: self._drawn.get(row) or self._draw(row) for row in chosen}
        return {row.id: html for row, html in self._drawn.items()}

    def _draw(self, row: QueueRow) -> str:
        return render("desk/row.html", words=self._words, row=queue_row(row, self._words))

    def _is_in_view(self, row: QueueRow) -> bool:
        match self._view:
            case "mine":
                return row.mine
            case "queue":
                return row.owner == QUEUE
            case "overdue":
                return row.overdue
            case "danger":
                return row.priority == "danger"
            case _:
                return True

    async def _found(self, desk: "DeskView", listed: Sequence[QueueRow]) -> dict[str, str]:
        if len(self._text) < _LEAST:
            return self._shown([row for row in listed if self._text in row.name])
        found = await desk.read(search, self._floor.store, desk.member, self._text)
        return {f"{one.kind}:{one.id}": self._found_row(one) for one in found}

    def _task_row(self, task: Task, desk: "DeskView", names: Mapping[str, str], title: str) -> str:
        return render(
            "desk/task_row.html",
            words=self._words,
            office=self._words.area(OFFICE),
            task=task,
            title=title,
            chat=names.get(task.conversation, ""),
            overdue=task.is_overdue(desk.now),
            mine=task.assignee == desk.member.id,
        )

    def _found_row(self, found: Found) -> str:
        return render(
            "desk/found_row.html",
            words=self._words,
            found=found,
            channel=channel_name(found.conversation.partition(":")[0], self._words),
            at=found.at.astimezone(self._floor.zone()),
        )
