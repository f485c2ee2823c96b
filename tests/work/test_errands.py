import asyncio

import pytest

from bot.desk import views
from bot.store.engines import Store
from bot.store.executors import renew_executor
from bot.work.courier import Courier
from bot.work.errands import Errands
from bot.work.sender import Failed
from tests.desk.engines import NOON
from tests.patience import until
from tests.work.doubles import UNHURRIED, HandClock, ScriptedSender, write

CHAT = "telegram:1"


class Gate(ScriptedSender):
    """Holds every message until it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()

    async def send(self, outgoing):  # type: ignore[no-untyped-def]
        self.reached.set()
        await self.opened.wait()
        return await super().send(outgoing)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def errands_of(store: Store, sender: ScriptedSender, clock: HandClock) -> Errands:
    with store.write() as tx:
        renew_executor(tx, executor="worker", until=NOON.replace(year=2030))
    senders = {"telegram": sender}
    return Errands(Courier(store, senders, name="worker", clock=clock, pace=UNHURRIED))


async def test_row_committed_during_a_drain_is_sent_by_it(store: Store, clock: HandClock):
    gate = Gate()
    errands = errands_of(store, gate, clock)
    write(store, "一")
    errands.wake(CHAT)
    await gate.reached.wait()
    write(store, "二")
    second = asyncio.ensure_future(errands.drain(CHAT))
    await asyncio.sleep(0)
    gate.opened.set()
    assert await second is None
    assert gate.texts == ["一", "二"]


async def test_chats_do_not_wait_for_each_other(store: Store, clock: HandClock):
    gate = Gate()
    errands = errands_of(store, gate, clock)
    write(store, "一", chat="telegram:1")
    write(store, "二", chat="telegram:2")
    drains = [asyncio.ensure_future(errands.drain(f"telegram:{n}")) for n in (1, 2)]
    await gate.reached.wait()
    gate.opened.set()
    await asyncio.gather(*drains)
    assert sorted(gate.texts) == ["一", "二"]


async def test_retry_comes_by_itself(store: Store, clock: HandClock):
    sender = ScriptedSender([Failed(reason="502", permanent=False)])
    errands = errands_of(store, sender, clock)
    write(store, "一")
    look_again = await errands.drain(CHAT)
    assert look_again is not None
    clock.now = look_again  # the alarm was set for one second; by this clock it is due
    await until(lambda: len(sender.given) == 2)
    await errands.stop()
    assert sender.texts == ["一", "一"]


async def test_stop_finishes_the_message_under_way_and_leaves_the_rest(
    store: Store, clock: HandClock
):
    gate = Gate()
    errands = errands_of(store, gate, clock)
    write(store, "一", "二")
    errands.wake(CHAT)
    await gate.reached.wait()
    stopping = asyncio.ensure_future(errands.stop())
    await asyncio.sleep(0)
    gate.opened.set()
    await stopping
    assert await errands.drain(CHAT) is None
    lines = views.transcript(store, CHAT)
    assert [line.delivery for line in lines if not line.incoming] == ["sent", "pending"]
