"""The left side of the desk: which conversations are listed, and which of them match."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.web.desk.asked import Asked
from bot.channels.web.desk.floor import Floor
from bot.channels.web.desk.live import Verb
from bot.channels.web.desk.patches import Op, Rows
from bot.channels.web.desk.rows import QueueRow, owner_of
from bot.channels.web.desk.talk import channel_name
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.desk.views import ConversationView, recent_conversations

if TYPE_CHECKING:
    from bot.channels.web.desk.desk_view import DeskView

VIEWS = ("mine", "waiting", "danger", "late", "all", "tasks")
CHANNELS = ("telegram", "web", "office")
PAGE = 60
"""Rows shown at first, and more each time the end of the list comes near."""


@dataclass(frozen=True, slots=True)
class ViewTab:
    """One way to look at the list."""

    name: str
    label: str
    count: int | None
    hot: bool = False


class Listing:
    """The list of one desk."""

    channels = CHANNELS

    def __init__(self, floor: Floor, words: Words) -> None:
        """Begin with everything that is open."""
        self._floor = floor
        self._words = words
        self._rows = Rows("#queue")
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

    async def refresh(self, desk: "DeskView", *, fresh: bool = False) -> list[Op]:
        """Return what changed in the list."""
        items = await desk.read(recent_conversations, self._floor.store, limit=500)
        names = await self._floor.names()
        rows = {}
        for item in items[: self._most]:
            row = self._row(item, names=names, me=desk.member.id)
            rows[row.id] = render("desk/row.html", row=row)
        tabs = [ViewTab(name, self._words[f"view_{name}"], None) for name in VIEWS]
        return [
            *desk.fills.show("#views", render("desk/views.html", views=tabs, now=self._view)),
            *self._rows.show(rows, fresh=fresh),
        ]

    def _row(self, item: ConversationView, *, names: dict[str, str], me: str) -> QueueRow:
        kind, who = owner_of(item.owner, me=me, names=names)
        return QueueRow(
            id=item.id,
            name=item.name or self._words["nameless"],
            preview=item.note or item.state.said,
            priority=item.priority,
            seq=0,
            mine=kind == "me",
            owner_kind=kind,
            owner=who if kind == "other" else self._words[f"own_{kind}"],
            channel=channel_name(item.channel, self._words),
            since=item.waiting_since or item.queued_at,
        )
