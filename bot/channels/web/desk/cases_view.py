"""One open page of cases: the list or the board, and the case that is looked at."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from bot.channels.web.desk.asked import Asked
from bot.channels.web.desk.case_panel import CasePanel
from bot.channels.web.desk.floor import Floor
from bot.channels.web.desk.live import LivePage, Verb
from bot.channels.web.desk.patches import Op, Rows
from bot.channels.web.desk.task_desk import TaskDesk
from bot.channels.web.staff_bar import AREA as OFFICE
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.clocks.task import Task
from bot.core.say import in_language
from bot.core.staff import StaffMember
from bot.desk.cases import BoardColumn, CaseFilter, CaseSummary, board, case_list, search_cases
from bot.desk.search import may_read_conversations
from bot.desk.tasks import open_tasks
from bot.desk.titles import titles_in

VIEWS = ("mine", "list", "board")
_MOST = 300


class CasesView(LivePage):
    """The page of one browser tab."""

    def __init__(
        self, floor: Floor, *, member: StaffMember, token: str, words: Words, view: str
    ) -> None:
        """Begin with the list, or another view that was asked for."""
        super().__init__(floor, member=member, token=token, words=words)
        self.view = view if view in VIEWS else "list"
        self.procedure = ""
        self.narrow = ""
        """Of the list: empty for open cases, `late`, `turn` for mine to act on, or `ended`."""
        self.text = ""
        self._rows = Rows("#cases")
        self._panel = CasePanel(self, back="back", link=may_read_conversations(member))
        self._verbs: dict[str, Verb] = {
            "view": self._choose_view,
            "procedure": self._choose_procedure,
            "narrow": self._choose_narrow,
            "find": self._find,
            "case": self._open,
            **self._panel.verbs(),
            **TaskDesk(self).verbs(),
        }

    def verbs(self) -> Mapping[str, Verb]:
        """Return what this page can be asked."""
        return self._verbs

    def admits(self, member: StaffMember) -> bool:  # noqa: ARG002 — cases are everybody's work
        """Let everybody in who is signed in."""
        return True

    async def first(self, number: str) -> dict[str, Any]:
        """Return the parts of the page as it is first shown."""
        if number:
            await self._panel.show(number)
        ops = await self.refresh(frozenset())
        shown = {op["fill"]: op["html"] for op in ops if "fill" in op}
        rows: Mapping[str, str] = next((op["html"] for op in ops if "rows" in op), {})
        return {
            "tabs": shown.get("#case-tabs", ""),
            "rows": "".join(rows.values()),
            "board": shown.get("#board", ""),
            "card": shown.get("#card", ""),
            "view": self.view,
            "number": self._panel.number,
            "procedures": self._procedures(),
        }

    async def refresh(self, moved: frozenset[str]) -> Sequence[Op]:  # noqa: ARG002 — any may matter
        """Return what changed; whatever moved, a case may have moved with it."""
        return [*await self._tabs(), *await self._body(), *await self._card()]

    async def _tabs(self) -> list[Op]:
        tasks = await self._owed()
        html = render(
            "desk/case_tabs.html", words=self.words, views=VIEWS, now=self.view, tasks=len(tasks)
        )
        return self.fills.show("#case-tabs", html)

    async def _body(self) -> list[Op]:
        if self.view == "board":
            columns = await self.read(
                board,
                self.floor.store,
                self.floor.book,
                procedure=self.procedure,
                lang=self.words.lang,
            )
            return self.fills.show("#board", self._board(columns))
        if self.view == "mine":
            return self._rows.show(await self._tasks())
        found = await self._listed()
        return self._rows.show({one.number: self._row(one) for one in found})

    async def _listed(self) -> Sequence[CaseSummary]:
        store, book, lang = self.floor.store, self.floor.book, self.words.lang
        if self.text:
            return await self.read(search_cases, store, self.text, book=book, lang=lang)
        wanted = CaseFilter(
            procedure=self.procedure,
            overdue_at=self.now if self.narrow == "late" else None,
            ended=self.narrow == "ended",
            limit=_MOST,
        )
        found = await self.read(case_list, store, book, wanted, lang=lang)
        if self.narrow == "turn":
            found = tuple(one for one in found if one.owner_role in self.member.roles)
        if self.narrow == "ended":
            return found
        return sorted(found, key=_pressing)

    async def _tasks(self) -> dict[str, str]:
        tasks = await self._owed()
        office = self.words.area(OFFICE)
        titles = await self.read(
            titles_in,
            self.floor.store,
            self.floor.book,
            tasks,
            lang=self.words.lang,
            now=self.now,
        )
        return {
            f"task:{task.id}": render(
                "desk/case_task.html",
                words=self.words,
                office=office,
                task=task,
                title=titles[task.id],
                overdue=task.is_overdue(self.now),
                mine=task.assignee == self.member.id,
                link=may_read_conversations(self.member),
            )
            for task in tasks
        }

    async def _owed(self) -> Sequence[Task]:
        return await self.read(
            open_tasks, self.floor.store, self.member.roles, self.member, now=self.now
        )

    async def _card(self) -> list[Op]:
        html = await self._panel.html() if self._panel.number else ""
        return self.fills.show("#card", html)

    def _row(self, one: CaseSummary) -> str:
        return render(
            "desk/case_row.html",
            words=self.words,
            office=self.words.area(OFFICE),
            it=one,
            mine=one.owner_role in self.member.roles,
        )

    def _board(self, columns: Sequence[BoardColumn]) -> str:
        shown = [one for one in columns if one.cases or self.procedure]
        return render(
            "desk/board.html",
            words=self.words,
            office=self.words.area(OFFICE),
            columns=shown,
            many=not self.procedure,
            roles=self.member.roles,
        )

    def _procedures(self) -> list[tuple[str, str]]:
        known = {
            id_: in_language(one.name, self.words.lang)
            for pack in self.floor.book.packs.values()
            for id_, one in pack.procedures.items()
        }
        return list(known.items())

    async def _choose_view(self, asked: Asked) -> Sequence[Op]:
        self.view = asked["to"] if asked["to"] in VIEWS else "list"
        return await self._again()

    async def _choose_procedure(self, asked: Asked) -> Sequence[Op]:
        known = {id_ for id_, _ in self._procedures()}
        self.procedure = asked["to"] if asked["to"] in known else ""
        return await self._again()

    async def _choose_narrow(self, asked: Asked) -> Sequence[Op]:
        self.narrow = asked["to"] if asked["to"] in ("late", "turn", "ended") else ""
        return await self._again()

    async def _find(self, asked: Asked) -> Sequence[Op]:
        self.text = asked["text"].strip()[:100]
        if self.text:
            self.view = "list"
        return await self._again()

    async def _open(self, asked: Asked) -> Sequence[Op]:
        if not await self._panel.show(asked["number"]):
            return self.refused(self.words["no_case"])
        return [{"chosen": self._panel.number}, self._address(), *await self._card()]

    async def _again(self) -> list[Op]:
        self._rows = Rows("#cases")
        body = await self._body()
        if self.view != "board" and not body:
            body = [{"rows": "#cases", "order": [], "html": {}, "fresh": True}]
        fresh = [{**op, "fresh": True} if "rows" in op else op for op in body]
        return [{"view": self.view}, self._address(), *await self._tabs(), *fresh]

    def _address(self) -> Op:
        asked = {"view": self.view, "number": self._panel.number}
        query = urlencode({name: value for name, value in asked.items() if value})
        return {"url": f"/cases?{query}"}


def _pressing(one: CaseSummary) -> tuple[object, ...]:
    """Order cases: dangers, what is late or due, then the oldest."""
    due = one.due_at.timestamp() if one.due_at is not None else float("inf")
    return (one.priority != "danger", not one.overdue, due, one.number)
