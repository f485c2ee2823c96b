import asyncio
from datetime import UTC, datetime

from bot.channels.web.bell import Bell
from bot.channels.web.desk.pulse import Pulse
from bot.desk import Desk
from tests.desk.engines import echo, event, tiny_book
from tests.patience import PATIENCE


async def test_bell_of_this_process_is_heard_at_once(store):
    bell = Bell()
    pulse = Pulse(store, bell)
    with pulse.listening() as ear:
        bell.ring("web:1")
        bell.ring("web:2")
        assert await ear.wait(at_most=PATIENCE) == {"web:1", "web:2"}
        assert await ear.wait(at_most=0) == frozenset()


async def test_what_other_processes_do_is_seen(store):
    pulse = Pulse(store, Bell())
    desk = Desk(store, tiny_book, step=echo)
    with pulse.listening() as ear:
        said = event("在吗", chat="web:7", update="u1", at=datetime.now(UTC))
        await asyncio.to_thread(desk.handle, said)
        assert await ear.wait(at_most=PATIENCE) == {"web:7"}
        beats = pulse.beats
        again = event("还在吗", chat="web:7", update="u2", at=datetime.now(UTC))
        await asyncio.to_thread(desk.handle, again)
        assert await ear.wait(at_most=PATIENCE) == {"web:7"}
        assert pulse.beats > beats
