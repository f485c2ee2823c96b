"""One open chat page: draws the conversation, follows it, and hands on what its visitor does."""

import asyncio
from collections import deque
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import structlog
from nicegui import app, ui
from nicegui.events import GenericEventArguments
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.cleaning import clean
from bot.channels.commands import read_text
from bot.channels.web.brakes import What, goes_on
from bot.channels.web.bubbles import Bubble, Pill, bubbles, open_question
from bot.channels.web.chat_frame import ChatFrame, Plain
from bot.channels.web.explanation import explain
from bot.channels.web.office import Office
from bot.channels.web.templates import render
from bot.channels.web.visit import Visit
from bot.channels.web.words import Words, language_of
from bot.core.book import Pack
from bot.core.cases import Case
from bot.core.events import CommandGiven, CommandName, CustomerPressed, Happening
from bot.core.say import FALLBACK_LANGUAGE
from bot.core.state import BOT, QUEUE
from bot.desk.views import (
    ConversationView,
    MessageView,
    cases_of,
    changes,
    conversation,
    last_seq,
    transcript,
)
from bot.store.engines import Store

_log = structlog.get_logger(__name__)

_LOOK_EVERY = 1.0
"""Seconds between two looks at the store, for what other processes and timers said."""
_LONGEST_TEXT = 4096
_SHOWN_LINES = 300
_DOUBLE_CLICK = 0.6
"""Seconds in which a second press of the same button is the first one's echo."""


class ChatView:
    """The page of one browser tab."""

    def __init__(self, office: Office, visit: Visit) -> None:
        """Show the visit's conversation."""
        self._office = office
        self._visit = visit
        self.seen = 0
        """Number of the last line on the page."""
        self._looked = 0
        """Number of the last line there was at the last look, whoever may read it."""
        self._drawn: dict[int, ui.element] = {}
        """The lines on the page, for those that are changed or taken back later."""
        self._lines: deque[MessageView] = deque(maxlen=_SHOWN_LINES)
        """The newest lines, so that a look at the store reads only what is new."""
        self._redraw: set[int] = set()
        self._rows: list[tuple[int, ui.element, tuple[tuple[ui.element, Pill], ...]]] = []
        self._day = ""
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._drawing = asyncio.Lock()
        self._following = False

    async def build(self) -> None:
        """Draw the page with everything said so far."""
        state, cases = await self._read()
        words = self._words(state)
        ui.page_title(_named(self._pack(state), words))
        self._frame = ChatFrame(
            words=words,
            conversation=self._visit.conversation,
            on_text=self._typed,
            on_command=self._commanded,
        )
        self._show(state, cases)

    async def start(self, payload: str) -> None:
        """Open the conversation, unless this address opens too many."""
        if await self._goes_on("message" if self.seen else "chat"):
            await self._visit.start(payload)

    async def follow(self) -> None:
        """Keep the page up to date until it is closed."""
        if self._following:
            return
        self._following = True
        client = ui.context.client
        with self._office.bell.listening(self._visit.conversation) as ear:
            while not (client.is_deleted or app.is_stopping or app.is_stopped):
                await self._refresh()
                await ear.wait(at_most=_LOOK_EVERY)

    async def _refresh(self) -> None:
        """Draw what is new; a database out of reach for a while is no reason to stop following."""
        async with self._drawing:
            try:
                if await asyncio.to_thread(last_seq, self._store, self._id) == self._looked:
                    return
                state, cases = await self._read()
            except SQLAlchemyError:
                _log.exception("page_not_refreshed", conversation=self._id)
                return
            self._show(state, cases)

    async def _read(self) -> tuple[ConversationView | None, tuple[Case, ...]]:
        """Take in the lines since the last look, and return how the conversation stands."""
        after = self._looked
        looked, new, changed, state, cases = await asyncio.to_thread(
            lambda: (
                last_seq(self._store, self._id),
                transcript(self._store, self._id, after=after, newest=_SHOWN_LINES),
                changes(self._store, self._id, after=after) if after else (),
                conversation(self._store, self._id),
                cases_of(self._store, self._id),
            )
        )
        self._take_in(new, changed)
        self._looked = max(looked, new[-1].seq if new else 0)
        return state, cases

    def _take_in(self, new: Sequence[MessageView], changed: Sequence[MessageView]) -> None:
        """Keep the new lines, and those that were changed as they are now; forget what was taken back."""
        now = {line.seq: line for line in changed}
        kept = [now.get(line.seq, line) for line in self._lines]
        fresh = [line for line in new if line.seq > (kept[-1].seq if kept else 0)]
        self._lines.clear()
        self._lines.extend(line for line in (*kept, *fresh) if not line.deleted)
        for line in changed:
            element = self._drawn.get(line.seq)
            if element is None:
                continue
            if line.deleted:
                del self._drawn[line.seq]
            rest = [seq for seq, drawn in self._drawn.items() if drawn is element]
            self._redraw.update(rest)
            if not rest:
                element.delete()

    def _show(self, state: ConversationView | None, cases: Sequence[Case]) -> None:
        """Add what is new to the page, and bring everything around it up to date."""
        words = self._words(state)
        pack = self._pack(state)
        zone = ZoneInfo(pack.brand.hours.timezone)
        lines = tuple(self._lines)
        shown = bubbles(lines, conversation=self._id, words=words, zone=zone)
        self._frame.dress(
            words,
            title=_named(pack, words),
            about=words[_ABOUT.get(state.owner if state else BOT, "staff_is_here")],
            pack=pack.name,
            packs={
                name: _named(other, words) for name, other in self._office.shelf.book.packs.items()
            },
            languages={lang: Words(pack, lang)["language_name"] for lang in pack.brand.languages},
        )
        with self._frame.log:
            for bubble in shown:
                drawn = next((self._drawn[seq] for seq in bubble.parts if seq in self._drawn), None)
                if drawn is None:
                    if bubble.seq > self.seen:
                        self._add(bubble, words)
                elif bubble.parts[-1] > self.seen or not self._redraw.isdisjoint(bubble.parts):
                    drawn.clear()
                    with drawn:
                        self._fill(bubble, words)
                    self._drawn.update(dict.fromkeys(bubble.parts, drawn))
        self._redraw.clear()
        if lines:
            self.seen = lines[-1].seq
        self._mark_buttons(shown)
        self._frame.panel.set_content(
            render(
                "explanation.html",
                words=words,
                it=explain(lines, state=state, cases=cases, pack=pack, words=words),
            )
        )

    def _add(self, bubble: Bubble, words: Words) -> None:
        if bubble.day.isoformat() != self._day:
            self._day = bubble.day.isoformat()
            ui.label(self._day).classes("day")
        article = ui.element("article").classes(f"line {bubble.side}")
        self._drawn.update(dict.fromkeys(bubble.parts, article.props(f"data-seq={bubble.seq}")))
        with article:
            self._fill(bubble, words)

    def _fill(self, bubble: Bubble, words: Words) -> None:
        ui.html(render("bubble.html", bubble=bubble, words=words)).classes("said")
        if bubble.rows:
            self._add_rows(bubble)

    def _add_rows(self, bubble: Bubble) -> None:
        made: list[tuple[ui.element, Pill]] = []
        with ui.element("div").classes("rows") as rows:
            for row in bubble.rows:
                with ui.element("div").classes("row-of-pills"):
                    made.extend((self._pill(pill), pill) for pill in row)
        self._rows.append((bubble.seq, rows, tuple(made)))

    def _pill(self, pill: Pill) -> ui.element:
        button = Plain("button", pill.label).classes("pill").props("type=button")
        if pill.request == "contact":  # a browser has no number to share: let them type it
            return button.on("click", js_handler="() => shouhou.askPhone()")
        return button.on(
            "click",
            lambda: self._do(CustomerPressed(pill.data)),
            [],
            throttle=_DOUBLE_CLICK,
            trailing_events=False,
        )

    def _mark_buttons(self, shown: Sequence[Bubble]) -> None:
        pressed = {
            pill.data for bubble in shown for row in bubble.rows for pill in row if pill.pressed
        }
        open_one = open_question(shown)
        for seq, rows, pills in self._rows:
            rows.classes(**({"remove": "old"} if seq == open_one else {"add": "old"}))
            for button, pill in pills:
                if pill.data in pressed:
                    button.classes("pressed")

    async def _typed(self, event: GenericEventArguments) -> None:
        text = clean(str(event.args)).strip()[:_LONGEST_TEXT]
        if text:
            await self._do(read_text(text), text=text)

    async def _commanded(self, name: CommandName, argument: str = "") -> None:
        await self._do(CommandGiven(name, argument))

    async def _do(self, what: Happening, *, text: str = "") -> None:
        """Hand one action to the desk and show what comes of it; the actions of a page keep their order."""
        self._waiting += 1
        self._frame.typing(on=True)
        try:
            async with self._turn:
                if await self._goes_on("message"):
                    await self._visit.send(what)
                else:
                    self._frame.complain("too_fast", give_back=text)
        except Exception:  # noqa: BLE001 — the visitor must hear it, whatever went wrong below
            _log.exception("turn_failed", conversation=self._id)
            self._frame.complain("not_saved", give_back=text)
        finally:
            await self._refresh()
            self._waiting -= 1
            if not self._waiting:
                self._frame.typing(on=False)

    async def _goes_on(self, what: What) -> bool:
        visit = self._visit
        return await goes_on(
            self._store, what, conversation=visit.conversation, address=visit.address
        )

    @property
    def _store(self) -> Store:
        return self._office.desk.store

    @property
    def _id(self) -> str:
        return self._visit.conversation

    def _pack(self, state: ConversationView | None) -> Pack:
        desk = self._office.desk
        return self._office.shelf.book.pack(state.pack if state else desk.pack)

    def _words(self, state: ConversationView | None) -> Words:
        pack = self._pack(state)
        if state is not None:
            return Words(pack, state.lang)
        return Words(pack, language_of(self._visit.language, known=pack.brand.languages))


_ABOUT = {BOT: "bot_is_here", QUEUE: "in_queue"}


def _named(pack: Pack, words: Words) -> str:
    return pack.brand.name.get(words.lang) or pack.brand.name[FALLBACK_LANGUAGE]
