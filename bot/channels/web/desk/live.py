"""A page for staff that stays in touch: takes what its member asks, and sends what changed."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import ParamSpec, TypeVar

import structlog
from nicegui import app, ui
from nicegui.events import GenericEventArguments

from bot.channels.web.desk.asked import Asked, read_asked
from bot.channels.web.desk.floor import Floor
from bot.channels.web.desk.patches import Fills, Op
from bot.channels.web.words import Words
from bot.core.staff import StaffMember
from bot.desk import staff

_QUIET = 8.0
"""Seconds after which a page looks even though nothing moved: clocks run out by themselves."""
_LOOK_UP = 0.6
"""Seconds after which a page looks whether it is behind, or whether everything stops."""
_CHECK_SESSION = 5.0
"""Seconds for which a session that was good may still look on; whoever acts is checked each time."""

Verb = Callable[[Asked], Awaitable[Sequence[Op]]]

_Given = ParamSpec("_Given")
_Seen = TypeVar("_Seen")

_log = structlog.get_logger(__name__)


class LivePage(ABC):
    """One open page of one signed-in member."""

    def __init__(self, floor: Floor, *, member: StaffMember, token: str, words: Words) -> None:
        """Take who is signed in, by which session."""
        self.floor = floor
        self.member = member
        self.words = words
        self.fills = Fills()
        self._token = token
        self._checked = monotonic()
        self._turn = asyncio.Lock()
        self._client = ui.context.client
        self._following = False

    @abstractmethod
    def verbs(self) -> Mapping[str, Verb]:
        """Return what this page can be asked."""

    @abstractmethod
    async def refresh(self, moved: frozenset[str]) -> Sequence[Op]:
        """Return what changed after conversations moved; empty: time passed."""

    @abstractmethod
    def admits(self, member: StaffMember) -> bool:
        """Tell whether a member, with the roles of this moment, may be on this page."""

    @property
    def is_behind(self) -> bool:
        """Whether something moved that the page does not show yet."""
        return False

    def listen(self) -> None:
        """Take what the page asks, and follow once it is there."""
        ui.on("desk", self._asked)
        self._client.on_connect(self._follow)

    def send(self, ops: Sequence[Op]) -> None:
        """Send instructions to the page."""
        if ops and not self._client.is_deleted:
            self._client.run_javascript(f"live.take({json.dumps(list(ops))})")

    def refused(self, message: str) -> list[Op]:
        """Return a notice that something was not done."""
        return [{"toast": message, "kind": "bad"}]

    @property
    def now(self) -> datetime:
        """What time it is, aware UTC."""
        return datetime.now(UTC)

    async def _asked(self, event: GenericEventArguments) -> None:
        asked = read_asked(event.args)
        act = None if asked is None else self.verbs().get(asked.verb)
        if asked is None or act is None:
            return
        async with self._turn:
            self.send(await self._answer(act, asked))

    async def _answer(self, act: Verb, asked: Asked) -> Sequence[Op]:
        try:
            if (leave := await self._turned_out(at_once=True)) is not None:
                return leave
            return await act(asked)
        except Exception:  # noqa: BLE001 — the member must hear it, whatever went wrong below
            _log.exception("desk_action_failed", verb=asked.verb)
            if nonce := asked["nonce"]:
                return [{"unsaid": nonce, "message": self.words["not_saved"]}]
            return self.refused(self.words["not_saved"])

    async def _turned_out(self, *, at_once: bool) -> Sequence[Op] | None:
        """Return how the page is left when its member may not be here any more; None: they may."""
        if not at_once and monotonic() - self._checked < _CHECK_SESSION:
            return None
        member = await asyncio.to_thread(
            staff.who_is, self.floor.store, self._token, now=datetime.now(UTC)
        )
        if member is None:
            return [{"leave": "/login"}]
        self.member = member
        self._checked = monotonic()
        return None if self.admits(member) else [{"leave": "/cases?view=mine"}]

    async def _follow(self) -> None:
        if self._following:
            return
        self._following = True
        moved: frozenset[str] = frozenset()
        with self.floor.pulse.listening() as ear:
            looked = float("-inf")
            while not (self._client.is_deleted or app.is_stopping or app.is_stopped):
                if moved or self.is_behind or monotonic() - looked >= _QUIET:
                    looked = monotonic()
                    async with self._turn:
                        self.send(await self._refreshed(moved))
                moved = await ear.wait(at_most=_LOOK_UP)

    async def _refreshed(self, moved: frozenset[str]) -> Sequence[Op]:
        try:
            if (leave := await self._turned_out(at_once=False)) is not None:
                return leave
            return await self.refresh(moved)
        except Exception:  # noqa: BLE001 — whatever it was, the page goes on following
            _log.exception("desk_not_refreshed")
            return []

    async def read(
        self, look: Callable[_Given, _Seen], /, *args: _Given.args, **kwargs: _Given.kwargs
    ) -> _Seen:
        """Look something up, or do it, beside the event loop."""
        return await asyncio.to_thread(look, *args, **kwargs)
