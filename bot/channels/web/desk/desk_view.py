"""One open desk: the list, the conversation, the card; what its member does, and what happens meanwhile."""

from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import background_tasks

from bot.channels.web.desk.asked import Asked
from bot.channels.web.desk.card import CardPane
from bot.channels.web.desk.deeds import Deeds
from bot.channels.web.desk.dialogs import Dialogs
from bot.channels.web.desk.floor import Floor
from bot.channels.web.desk.listing import Listing
from bot.channels.web.desk.live import LivePage, Verb
from bot.channels.web.desk.patches import Op, Rows
from bot.channels.web.desk.talk import PAGE, Drawing, Seen, is_unsettled, look
from bot.channels.web.desk.task_desk import TaskDesk
from bot.channels.web.desk.why import why_html
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.staff import StaffMember
from bot.desk.audit import note_seen
from bot.desk.drafts import drafts_of, keep_draft
from bot.desk.search import may_read_conversations
from bot.desk.views import conversation as find_conversation


class DeskView(LivePage):
    """The page of one browser tab."""

    def __init__(self, floor: Floor, *, member: StaffMember, token: str, words: Words) -> None:
        """Begin with nothing open."""
        super().__init__(floor, member=member, token=token, words=words)
        self.listing = Listing(floor, words)
        self.card = CardPane(self)
        self._drawing = Drawing(floor, words)
        self._lines = Rows("#log")
        self._newest = PAGE
        self.open = ""
        """The conversation that is open, empty when none is."""
        self.seen: Seen | None = None
        self._later: list[Op] = []
        self._verbs: dict[str, Verb] = {
            "open": self._open,
            "older": self._older,
            "why": self._why,
            "draft": self._keep_draft,
            **self.listing.verbs(self),
            **self.card.verbs(),
            **Deeds(self).verbs(),
            **Dialogs(self).verbs(),
            **TaskDesk(self).verbs(),
        }

    def verbs(self) -> Mapping[str, Verb]:
        """Return what this page can be asked."""
        return self._verbs

    def admits(self, member: StaffMember) -> bool:
        """Tell whether a member may read what customers write."""
        return may_read_conversations(member)

    async def first(self, conversation: str) -> dict[str, Any]:
        """Return the parts of the page as it is first shown."""
        ops = await self.listing.first(self)
        if conversation:
            ops = [*ops, *await self.show(conversation)]
        shown = {op["fill"]: op["html"] for op in ops if "fill" in op}
        rows = {op["rows"]: "".join(op["html"].values()) for op in ops if "rows" in op}
        self._later = [op for op in ops if "fill" not in op and "rows" not in op]
        return {
            "views": shown.get("#views", ""),
            "rows": rows.get("#queue", ""),
            "head": shown.get("#head", ""),
            "lines": rows.get("#log") or render("desk/nobody.html", words=self.words),
            "card": shown.get("#card", ""),
            "channels": self.listing.channels,
        }

    async def refresh(self, moved: frozenset[str]) -> Sequence[Op]:
        """Return what changed."""
        ops: list[Op] = []
        if self._later:
            ops, self._later = [*self._later], []
        ops += await self.listing.refresh(self)
        if self.open and (self.open in moved or (self.seen and is_unsettled(self.seen))):
            ops += await self.redraw()
        elif not moved:
            ops += await self.card.refresh()
        return ops

    @property
    def is_behind(self) -> bool:
        """Whether the list is older than what moved."""
        return self.listing.is_behind

    async def show(self, conversation: str) -> list[Op]:
        """Open a conversation."""
        self._newest = PAGE
        seen = await self._look(conversation)
        if seen is None:
            return self.refused(self.words["gone"])
        self.open, self.seen = conversation, seen
        noting = self.read(
            note_seen, self.floor.store, self.member, at=self.now, conversation=conversation
        )
        background_tasks.create(noting, name="note who saw")
        kept = await self.read(drafts_of, self.floor.store, self.member, conversation)
        self.card.leave_case()
        return [
            self._standing(drafts=dict(kept)),
            *await self._draw(seen, fresh=True),
        ]

    async def _look(self, conversation: str) -> Seen | None:
        lang = self.words.lang
        return await self.read(
            look, self.floor, conversation, newest=self._newest, lang=lang, now=self.now
        )

    async def redraw(self, *, took: bool = False) -> list[Op]:
        """Bring the open conversation up to date."""
        seen = await self._look(self.open)
        if seen is None:
            return []
        self.seen = seen
        return [*await self._draw(seen), self._standing(took=took)]

    async def _draw(self, seen: Seen, *, fresh: bool = False) -> list[Op]:
        names = await self.floor.names()
        head = self._drawing.plain_head(seen, names=names, member=self.member)
        return [
            *self.fills.show("#head", self._drawing.head(head, member=self.member)),
            *self._lines.show(
                self._drawing.lines(seen, names=names, member=self.member), fresh=fresh
            ),
            *await self.card.refresh(),
        ]

    def _standing(self, **more: object) -> Op:
        owner = self.seen.about.owner if self.seen else ""
        mine = owner == f"staff:{self.member.id}"
        return {"talk": {"open": self.open, "owner": owner, "mine": mine, **more}}

    async def _open(self, asked: Asked) -> Sequence[Op]:
        ops: list[Op] = [] if asked["id"] == self.open else await self.show(asked["id"])
        if number := asked["number"]:
            return [*ops, *await self.card.show_case(number)]
        return ops

    async def _older(self, _: Asked) -> Sequence[Op]:
        self._newest += PAGE
        return await self.redraw() if self.open else []

    async def _keep_draft(self, asked: Asked) -> Sequence[Op]:
        known = await self.read(find_conversation, self.floor.store, asked["id"])
        if known is not None:
            await self.read(
                keep_draft,
                self.floor.store,
                self.member,
                known.id,
                asked["text"],
                kind="note" if asked["mode"] == "note" else "reply",
                at=self.now,
            )
        return []

    async def list_again(self) -> list[Op]:
        """Bring the list up to date."""
        return await self.listing.refresh(self, at_once=True)

    async def _why(self, asked: Asked) -> Sequence[Op]:
        seq = asked.number("seq")
        line = next((one for one in self.seen.lines if one.seq == seq), None) if self.seen else None
        if line is None or self.seen is None:
            return []
        pack = self.floor.pack(self.seen.about.pack)
        return [{"why": f"m{seq}", "html": why_html(line, pack=pack, words=self.words)}]
