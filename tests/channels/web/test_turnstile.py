import asyncio
import threading

import pytest
from fastapi import HTTPException

from bot.channels.web.turnstile import MOST, Turnstile


async def test_turnstile_lets_one_check_run_at_a_time_and_turns_away_a_crowd():
    turnstile, go = Turnstile(), threading.Event()
    running, most = 0, 0

    def check(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        go.wait()
        running -= 1
        return number

    inside = [asyncio.create_task(turnstile.check(check, number)) for number in range(MOST)]
    await asyncio.sleep(0)
    with pytest.raises(HTTPException) as refused:
        await turnstile.check(check, MOST)
    go.set()
    assert await asyncio.gather(*inside) == list(range(MOST))
    assert (refused.value.status_code, most) == (429, 1)
    assert await turnstile.check(check, 1) == 1
