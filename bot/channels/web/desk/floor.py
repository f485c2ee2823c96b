"""What all open desks of a process share: what moved, who works here, and how words are found."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from zoneinfo import ZoneInfo

from bot.channels.web.desk.pulse import Pulse
from bot.channels.web.desk.waiting_room import WaitingRoom
from bot.channels.web.office import Office
from bot.core.book import Book, Pack
from bot.core.staff import StaffMember
from bot.desk.accounts import staff_list
from bot.store.engines import Store

_NAMES_LAST = 10.0
"""Seconds until the list of colleagues is read again."""


@dataclass(slots=True)
class _Known:
    staff: tuple[StaffMember, ...] = ()
    until: float = 0.0


class Floor:
    """The room with all the desks."""

    def __init__(self, office: Office) -> None:
        """Listen to what moves, from now on."""
        self.office = office
        self.pulse = Pulse(office.desk.store, office.bell)
        self.waiting_room = WaitingRoom(self.store, lambda: self.book, self.pulse)
        self._known = _Known()

    @property
    def store(self) -> Store:
        """The store of this process."""
        return self.office.desk.store

    @property
    def book(self) -> Book:
        """The running book."""
        return self.office.shelf.book

    def pack(self, name: str = "") -> Pack:
        """Return a pack of the running book."""
        return self.book.pack(name or self.office.desk.pack)

    def zone(self, pack: str = "") -> ZoneInfo:
        """Return the time zone of the company."""
        return ZoneInfo(self.pack(pack).brand.hours.timezone)

    async def staff(self) -> tuple[StaffMember, ...]:
        """Return everybody who works here, as of a few seconds ago."""
        if monotonic() >= self._known.until:
            staff = await asyncio.to_thread(staff_list, self.store)
            self._known = _Known(staff, monotonic() + _NAMES_LAST)
        return self._known.staff

    async def names(self) -> Mapping[str, str]:
        """Return the names of everybody by id."""
        return {member.id: member.name for member in await self.staff()}
