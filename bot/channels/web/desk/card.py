"""The right side of the desk: what is known of the customer, or the case that is worked on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.channels.web.desk.asked import Asked
from bot.channels.web.desk.case_panel import CasePanel
from bot.channels.web.desk.files import Attachment, attachment
from bot.channels.web.desk.live import Verb
from bot.channels.web.desk.patches import Op
from bot.channels.web.desk.talk_words import channel_name
from bot.channels.web.templates import render
from bot.core.events import MediaFile
from bot.core.privacy import mask
from bot.core.say import FALLBACK_LANGUAGE, in_language
from bot.desk.canned import canned_replies
from bot.desk.cases import CaseSummary, case_card
from bot.desk.clocks import clocks_of
from bot.desk.context import ContextCard, Target, context_card
from bot.desk.tasks import tasks_in
from bot.desk.titles import titles_in

if TYPE_CHECKING:
    from bot.channels.web.desk.desk_view import DeskView

_MOST_CASES = 8
"""Cases of each kind that the card shows."""


@dataclass(frozen=True, slots=True)
class Option:
    """A step to choose."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ReadyAnswer:
    """A canned reply as its picker shows it."""

    title: str
    text: str
    find: str


class CardPane:
    """The card of one desk."""

    def __init__(self, desk: "DeskView") -> None:
        """Show nothing until a conversation is open."""
        self._desk = desk
        self._case = CasePanel(desk, back="leave-case", link=False)

    def verbs(self) -> dict[str, Verb]:
        """Return what the page can ask about its card."""
        return {
            "case": self._open_case,
            "leave-case": self._leave_case,
            "canned": self._canned,
            **self._case.verbs(),
        }

    def leave_case(self) -> None:
        """Turn from a case back to the customer."""
        self._case.leave()

    async def show_case(self, number: str) -> Sequence[Op]:
        """Turn to a case."""
        if not await self._case.show(number):
            return self._desk.refused(self._desk.words["no_case"])
        return await self.refresh()

    async def refresh(self) -> list[Op]:
        """Return what changed in the card."""
        if self._case.number:
            html = await self._case.html()
        elif self._desk.open:
            html = await self._desk.read(self._context)
        else:
            html = ""
        return self._desk.fills.show("#card", html)

    async def targets(self) -> list[Option]:
        """Return where the bot can go on, the interrupted step first, and a fresh start."""
        card = await self._card()
        found = card.targets if card is not None else ()
        options = [self._option(one) for one in found if one.interrupted]
        fresh = Option("", self._desk.words["back_fresh"], chosen=not options)
        return [*options, fresh, *(self._option(one) for one in found if not one.interrupted)]

    async def runnable(self) -> list[tuple[str, list[Option]]]:
        """Return the questions the bot can put, by script."""
        card = await self._card()
        groups: dict[str, list[Option]] = {}
        for one in card.targets if card is not None else ():
            groups.setdefault(self._script_name(one.script), []).append(self._option(one))
        return list(groups.items())

    def procedures(self) -> list[tuple[str, str]]:
        """Return the kinds of case the member may open in this conversation."""
        seen = self._desk.seen
        pack = self._desk.floor.pack(seen.about.pack if seen else "")
        lang = self._desk.words.lang
        roles = self._desk.member.roles
        return [
            (id_, in_language(one.name, lang))
            for id_, one in pack.procedures.items()
            if not one.opens or not set(one.opens).isdisjoint(roles)
        ]

    def _option(self, target: Target) -> Option:
        words = self._desk.words
        label = f"{words['back_here']} {target.label}" if target.interrupted else target.label
        return Option(f"{target.script}#{target.step}", label, chosen=target.interrupted)

    def _script_name(self, script: str) -> str:
        seen = self._desk.seen
        pack = self._desk.floor.pack(seen.about.pack if seen else "")
        found = pack.scripts.get(script)
        if found is None:
            return script
        node = pack.nodes.get(found.node or "")
        return in_language(node.name, self._desk.words.lang) if node else found.purpose or script

    async def _card(self) -> ContextCard | None:
        desk = self._desk
        return await desk.read(
            context_card,
            desk.floor.store,
            desk.floor.book,
            desk.open,
            desk.now,
            lang=desk.words.lang,
        )

    def _context(self) -> str:
        """Read and draw the card: one walk beside the event loop."""
        desk, floor = self._desk, self._desk.floor
        lang, now = desk.words.lang, desk.now
        card = context_card(floor.store, floor.book, desk.open, now, lang=lang)
        if card is None:
            return ""
        mine = card.owner == f"staff:{desk.member.id}"
        tasks = tasks_in(floor.store, desk.open)
        return render(
            "desk/context.html",
            words=desk.words,
            card=card,
            phone=card.phone if mine else mask(card.phone),
            channel=channel_name(card.channel, desk.words),
            open_cases=self._summaries([case.number for case in card.open_cases]),
            earlier_cases=self._summaries([case.number for case in card.earlier_cases]),
            photos=self._photos(card),
            tasks=tasks,
            titles=titles_in(floor.store, floor.book, tasks, lang=lang, now=now),
            note=card.note if lang == FALLBACK_LANGUAGE or not card.reason else "",
            clocks=clocks_of(floor.store, floor.book, desk.open, now=desk.now).open,
            local=self._local,
        )

    def _summaries(self, numbers: Sequence[str]) -> list[CaseSummary]:
        floor, lang = self._desk.floor, self._desk.words.lang
        cards = (
            case_card(floor.store, floor.book, one, lang=lang) for one in numbers[:_MOST_CASES]
        )
        return [card.summary for card in cards if card is not None]

    def _photos(self, card: ContextCard) -> list[Attachment]:
        shown = (
            attachment(MediaFile(kind="photo", ref=ref), card.conversation) for ref in card.photos
        )
        return [one for one in shown if one.shown]

    def _local(self, at: datetime) -> str:
        return f"{at.astimezone(self._desk.floor.zone()):%m-%d %H:%M}"

    async def _open_case(self, asked: Asked) -> Sequence[Op]:
        return await self.show_case(asked["number"])

    async def _leave_case(self, _: Asked) -> Sequence[Op]:
        self._case.leave()
        return await self.refresh()

    async def _canned(self, asked: Asked) -> Sequence[Op]:
        desk = self._desk
        found = await desk.read(
            canned_replies,
            desk.floor.store,
            desk.floor.book,
            asked["id"],
            desk.member,
            now=desk.now,
            lang=desk.words.lang,
        )
        answers = [
            ReadyAnswer(one.title, one.text, f"{one.id} {one.title} {one.text}".lower())
            for one in found
            if one.text
        ]
        return [{"canned": render("desk/canned.html", words=desk.words, answers=answers)}]
