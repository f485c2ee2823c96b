"""How fast and how much one visitor may send: for people more than enough, for a program too little."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Literal

from bot.desk.views import uploaded
from bot.store.engines import Store
from bot.store.rates import Limit, Rate, Reserved, reserve_slot

What = Literal["message", "upload", "chat", "staff_upload"]

MOST_FILES = 100
MOST_BYTES = 200 * 1024 * 1024
"""Of all uploads of one conversation."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Pace:
    chat: Rate
    address: Rate


_PACES: dict[What, _Pace] = {
    "message": _Pace(Rate(30, _MINUTE, burst=20), Rate(240, _MINUTE, burst=120)),
    "upload": _Pace(Rate(30, _MINUTE, burst=20), Rate(120, _MINUTE, burst=60)),
    "staff_upload": _Pace(Rate(120, _MINUTE, burst=60), Rate(600, _MINUTE, burst=300)),
    "chat": _Pace(Rate(20, _MINUTE, burst=10), Rate(20, _MINUTE, burst=10)),
}
_HERE = Rate(60_000, _MINUTE, burst=60_000)
"""From this machine: its own programs, and a proxy that does not say for whom it asks."""


def may_go_on(store: Store, what: What, *, conversation: str, address: str, now: datetime) -> bool:
    """Count one more message, upload or new conversation; False when it is one too many for now."""
    pace = _PACES[what]
    here = address == "" or ip_address(address).is_loopback
    with store.write() as tx:
        slot = reserve_slot(
            tx,
            tenant=store.tenant,
            own=Limit(f"web:{what}:{conversation}", pace.chat),
            shared=Limit(f"web:{what}@{address}", _HERE if here else pace.address),
            now=now,
            at_most_ahead=timedelta(),
        )
    return isinstance(slot, Reserved)


async def goes_on(store: Store, what: What, *, conversation: str, address: str) -> bool:
    """Ask `may_go_on` beside the event loop, at this moment."""
    return await asyncio.to_thread(
        may_go_on,
        store,
        what,
        conversation=conversation,
        address=address,
        now=datetime.now(UTC),
    )


def has_room(store: Store, conversation: str, *, size: int) -> bool:
    """Tell whether a conversation may keep one more file of so many bytes."""
    files, kept = uploaded(store, conversation)
    return files < MOST_FILES and kept + size <= MOST_BYTES
