"""Updates settled in order: those of one lane one after the other, lanes side by side."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


async def settle_in_lanes(
    updates: Sequence[T],
    *,
    lane_of: Callable[[T], Hashable],
    settle: Callable[[T], Awaitable[bool]],
) -> bool:
    """Settle all updates; False when one could not be, and what was behind it in its lane waits."""
    lanes: defaultdict[Hashable, list[T]] = defaultdict(list)
    for update in updates:
        lanes[lane_of(update)].append(update)

    async def take(lane: Sequence[T]) -> bool:
        for update in lane:
            if not await settle(update):
                return False  # those behind it wait, or they would overtake it
        return True

    return all(await asyncio.gather(*(take(lane) for lane in lanes.values())))


class Numbered(Protocol):
    """An update as Telegram counts them."""

    @property
    def update_id(self) -> int:
        """Its number; a later one has a greater."""
        ...


def offset_after(updates: Sequence[Numbered]) -> int:
    """Return the offset that confirms a batch."""
    return max(update.update_id for update in updates) + 1


async def rest(stopping: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until everything stops."""
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        pass
