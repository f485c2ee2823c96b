"""A case on a page: what it is, what can be done about it now, and the doing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.web.desk.asked import Asked
from bot.channels.web.desk.case_form import count_of, read_form
from bot.channels.web.desk.files import attachment
from bot.channels.web.desk.live import LivePage, Verb
from bot.channels.web.desk.patches import Op
from bot.channels.web.staff_bar import AREA as OFFICE
from bot.channels.web.templates import render
from bot.core.events import MediaFile
from bot.desk.audit import note_seen
from bot.desk.cases import (
    ActionView,
    CaseCard,
    HistoryRow,
    LineCard,
    Refused,
    act,
    actions_for,
    case_card,
)
from bot.desk.tasks import find_task
from bot.desk.titles import titles_in


@dataclass(slots=True)
class Opened:
    """The action whose form was refused, with what was typed into it."""

    action: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()


class CasePanel:
    """The case shown on one page; `back` is the verb that leaves it, `link` whether its chat is offered."""

    def __init__(self, page: LivePage, *, back: str, link: bool) -> None:
        """Begin with no case."""
        self._page = page
        self._back = back
        self._link = link
        self.number = ""
        self._opened = Opened()
        self._at = ""

    def verbs(self) -> dict[str, Verb]:
        """Return what the page can ask about its case."""
        return {"act": self._act}

    async def show(self, number: str) -> bool:
        """Turn to a case; False when there is none of that number."""
        page = self._page
        card = await self._read_card(number)
        if card is None:
            return False
        self.number = card.summary.number
        self._opened = Opened()
        await page.read(note_seen, page.floor.store, page.member, at=page.now, number=self.number)
        return True

    def leave(self) -> None:
        """Turn away from the case."""
        self.number = ""

    async def html(self) -> str:
        """Return the case as it is now; empty when there is none."""
        card = await self._read_card(self.number)
        if card is None:
            return ""
        actions = await self._read_actions(self.number)
        return self._draw(card, actions, await self._page.read(self._titles, card))

    def _titles(self, card: CaseCard) -> dict[str, str]:
        """Return what the tasks of a case are called in the reader's language."""
        page = self._page
        store, book, lang = page.floor.store, page.floor.book, page.words.lang
        found = (find_task(store, task.id) for task in card.tasks)
        tasks = [task for task in found if task is not None]
        return dict(titles_in(store, book, tasks, lang=lang, now=page.now))

    async def _read_card(self, number: str) -> CaseCard | None:
        page = self._page
        return await page.read(
            case_card, page.floor.store, page.floor.book, number, lang=page.words.lang
        )

    async def _read_actions(self, number: str) -> Sequence[ActionView]:
        page = self._page
        return await page.read(
            actions_for,
            page.floor.store,
            page.floor.book,
            number,
            page.member,
            lang=page.words.lang,
        )

    async def _act(self, asked: Asked) -> Sequence[Op]:
        page = self._page
        number, action_id = asked["number"], asked["action"]
        actions = await self._read_actions(number)
        action = next((one for one in actions if one.id == action_id), None)
        if action is None:  # somebody else was faster: the form is gone
            return [*page.refused(page.words["case_moved"]), *await self._again()]
        result = await page.read(
            act,
            page.floor.office.desk,
            page.member,
            number,
            action_id,
            read_form(action, asked.values),
            at=page.now,
            key=asked["nonce"],
            lang=page.words.lang,
        )
        if isinstance(result, Refused):
            self._opened = Opened(
                action_id, dict(asked.values), dict(result.fields), result.messages
            )
            return [
                {"toast": "\n".join(result.messages), "kind": "bad"},
                *await self._again(),
            ]
        self._opened = Opened()
        told = (
            "done_asked" if result.asked else "done_signed" if result.outstanding else "done_case"
        )
        between = page.words["and"]
        notice = page.words[told].replace("{stage}", result.stage_name)
        notice = notice.replace("{who}", between.join(result.outstanding))
        await self._ring(number)
        return [{"touch": "#card"}, {"toast": notice}, *await self._again()]

    async def _again(self) -> Sequence[Op]:
        return await self._page.refresh(frozenset())

    async def _ring(self, number: str) -> None:
        card = await self._read_card(number)
        if card is not None:
            self._page.floor.office.bell.ring(card.summary.conversation)

    def _draw(
        self, card: CaseCard, actions: Sequence[ActionView], titles: Mapping[str, str]
    ) -> str:
        words = self._page.words
        office = words.area(OFFICE)
        shown = self._opened
        forms = render(
            "desk/actions.html",
            words=words,
            office=office,
            number=card.summary.number,
            actions=actions,
            opened=shown.action,
            given=shown.given,
            wrong=shown.wrong,
            messages=shown.messages,
            counts=count_of,
        )
        return render(
            "desk/case.html",
            words=words,
            office=office,
            card=card,
            back=self._back,
            link=self._link,
            actions=forms,
            local=self._local,
            titles=titles,
            axes=self._axes,
            who=self._who,
            counted=self._counted,
            evidence=lambda ref, chat: attachment(MediaFile(kind="photo", ref=ref), chat),
        )

    def _who(self, move: HistoryRow) -> str:
        """Return who made a move: a colleague's name, or what kind of person it was."""
        words = self._page.words
        kind, _, id_ = move.by.partition(":")
        if id_ and move.by_name == move.by:
            return words.get(f"person_{kind}", kind)
        return move.by_name or words.get(f"person_{kind}", words["by_bot"])

    def _local(self, at: datetime) -> str:
        return f"{at.astimezone(self._page.floor.zone()):%m-%d %H:%M}"

    def _axes(self, line: LineCard) -> list[tuple[str, str]]:
        """Return the axes of a line that say something, with their names."""
        words, about = self._page.words, line.about
        shown = []
        for axis, value in (
            ("logistics", about.logistics),
            ("verdict", about.verdict),
            ("decision", about.decision),
            ("money", about.money),
            ("liability", about.liability),
        ):
            name = f"{axis}_{value}"
            if value not in ("", "none", "pending"):
                shown.append((words[f"axis_{axis}"], words.get(name, value)))
        if about.warranty is not None:
            result = f"covered_{about.warranty.result}"
            if result in words:
                shown.append((words["warranty"], words[result]))
        return shown

    @staticmethod
    def _counted(line: LineCard) -> str:
        about = line.about
        if about.received is None:
            return f"×{about.quantity}"
        return f"{about.received}/{about.quantity}"
