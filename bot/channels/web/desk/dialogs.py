"""The small forms over the desk: whom to give a conversation to, where the bot goes on, what is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.channels.web.desk.asked import Asked
from bot.channels.web.desk.live import Verb
from bot.channels.web.desk.patches import Op
from bot.channels.web.staff_bar import AREA as OFFICE
from bot.channels.web.templates import render
from bot.core.markup import plain
from bot.core.staff import StaffMember

if TYPE_CHECKING:
    from bot.channels.web.desk.desk_view import DeskView


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague to choose."""

    id: str
    name: str
    roles: str
    note: str
    here: bool


class Dialogs:
    """The forms of one desk."""

    def __init__(self, desk: "DeskView") -> None:
        """Ask the desk's member."""
        self._desk = desk

    def verbs(self) -> dict[str, Verb]:
        """Return what the page can ask."""
        return {
            "transfer-ask": self._transfer,
            "back-ask": self._back,
            "run-ask": self._run,
            "open-ask": self._case,
            "close-ask": self._close,
            "edit-ask": self._edit,
            "delete-ask": self._delete,
        }

    async def _transfer(self, _: Asked) -> Sequence[Op]:
        desk = self._desk
        owner = desk.seen.about.owner.removeprefix("staff:") if desk.seen else ""
        others = [
            one
            for one in await desk.floor.staff()
            if one.active and one.reads_conversations and one.id != owner
        ]
        people = sorted(
            (self._person(one) for one in others), key=lambda one: (not one.here, one.name)
        )
        return self._show("transfer", people=people)

    def _person(self, member: StaffMember) -> Person:
        words = self._desk.words
        office = words.area(OFFICE)
        away = member.is_away(self._desk.now)
        here = member.on_duty and not away
        roles = [office[f"role_{role}"] for role in member.roles if f"role_{role}" in office]
        note = words["away"] if away else words["on_duty"] if here else ""
        return Person(member.id, member.name, " · ".join(roles), note, here)

    async def _back(self, _: Asked) -> Sequence[Op]:
        desk = self._desk
        if desk.seen is None:
            return []
        return self._show("back", targets=await desk.card.targets(), promised="")

    async def _run(self, _: Asked) -> Sequence[Op]:
        desk = self._desk
        if desk.seen is None:
            return []
        return self._show("run", groups=await desk.card.runnable())

    async def _case(self, _: Asked) -> Sequence[Op]:
        desk = self._desk
        if desk.seen is None:
            return []
        about = desk.seen.about
        procedures = desk.card.procedures()
        return self._show(
            "case",
            procedures=procedures,
            chosen=procedures[0][0] if procedures else "",
            priority=about.priority,
            said=about.state.said,
        )

    async def _close(self, _: Asked) -> Sequence[Op]:
        return self._show("close")

    async def _edit(self, asked: Asked) -> Sequence[Op]:
        seq = asked.number("seq")
        return self._show("edit", seq=seq, text=self._text_of(seq))

    async def _delete(self, asked: Asked) -> Sequence[Op]:
        seq = asked.number("seq")
        return self._show("delete", seq=seq, text=self._text_of(seq))

    def _text_of(self, seq: int) -> str:
        lines = self._desk.seen.lines if self._desk.seen else ()
        return next((plain(line.text) for line in lines if line.seq == seq), "")

    def _show(self, name: str, **values: Any) -> list[Op]:
        desk = self._desk
        if not desk.open:
            return []
        html = render(
            f"desk/dialog_{name}.html",
            words=desk.words,
            conversation=desk.open,
            refused="",
            **values,
        )
        return [{"dialog": html}]
