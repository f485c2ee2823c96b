"""Batches of updates: order within a lane, and what may be confirmed."""

import asyncio

from bot.channels.lanes import rest, settle_in_lanes


async def test_updates_of_a_lane_keep_their_order_and_lanes_do_not_wait_for_each_other():
    done = []
    let = asyncio.Event()

    async def settle(update):
        if update == ("a", 1):
            await let.wait()
        done.append(update)
        if update == ("b", 2):
            let.set()
        return True

    updates = [("a", 1), ("b", 1), ("a", 2), ("b", 2)]
    assert await settle_in_lanes(updates, lane_of=lambda update: update[0], settle=settle)
    assert done == [("b", 1), ("b", 2), ("a", 1), ("a", 2)]


async def test_update_that_cannot_be_settled_holds_up_its_own_lane_alone():
    done = []

    async def settle(update):
        done.append(update)
        return update != ("a", 1)

    updates = [("a", 1), ("a", 2), ("b", 1)]
    assert not await settle_in_lanes(updates, lane_of=lambda update: update[0], settle=settle)
    assert sorted(done) == [("a", 1), ("b", 1)]


async def test_rest_ends_when_everything_stops():
    stopping = asyncio.Event()
    stopping.set()
    await rest(stopping, 3600)
    await rest(asyncio.Event(), 0)
