"""How long tests wait for what takes a moment: so long that only what never comes makes them fail."""

import asyncio
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds. On a quiet machine nothing takes a twentieth of it; a loaded one stalls for seconds."""

TICK = 0.02
"""Seconds between two looks."""


async def until(condition: Callable[[], object]) -> None:
    """Wait for a condition that nobody announces; one that cannot be judged yet is not true yet."""
    async with asyncio.timeout(PATIENCE):
        while not _holds(condition):  # noqa: ASYNC110 — a database rings no bell
            await asyncio.sleep(TICK)


def _holds(condition: Callable[[], object]) -> bool:
    try:
        return bool(condition())
    except (AssertionError, LookupError, StopIteration):
        return False
