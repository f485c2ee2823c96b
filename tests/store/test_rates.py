from datetime import timedelta

from bot.store.engines import Store
from bot.store.rates import Limit, NotYet, Rate, Reserved, forget_slots, reserve_slot
from tests.desk.engines import NOON

SECOND = timedelta(seconds=1)
AHEAD = 10 * SECOND
ANY = Rate(1000, SECOND, burst=1000)


def reserve(
    store: Store, *, bot: Rate = ANY, chat: Rate = ANY, name: str = "a", after: float = 0
) -> Reserved | NotYet:
    with store.write() as tx:
        return reserve_slot(
            tx,
            tenant=store.tenant,
            own=Limit(f"chat:{name}", chat),
            shared=Limit("bot", bot),
            now=NOON + after * SECOND,
            at_most_ahead=AHEAD,
        )


def test_burst_leaves_at_once_and_the_rest_at_the_rate(store: Store):
    slots = [reserve(store, bot=Rate(2, SECOND, burst=3)) for _ in range(5)]
    assert slots == [Reserved(NOON + delay * SECOND) for delay in (0, 0, 0, 0.5, 1)]


def test_silence_fills_the_burst_again(store: Store):
    bot = Rate(1, SECOND, burst=2)
    for _ in range(2):
        reserve(store, bot=bot)
    slots = [reserve(store, bot=bot, after=10) for _ in range(3)]
    assert slots == [Reserved(NOON + delay * SECOND) for delay in (10, 10, 11)]


def test_chat_waiting_for_its_own_slot_keeps_nobody_else_waiting(store: Store):
    chat, bot = Rate(1, SECOND), Rate(10, SECOND, burst=2)
    assert reserve(store, chat=chat, bot=bot) == Reserved(NOON)
    waiting = [reserve(store, chat=chat, bot=bot) for _ in range(5)]
    assert waiting == [NotYet(NOON + SECOND)] * 5
    assert reserve(store, chat=chat, bot=bot, name="b") == Reserved(NOON)
    assert reserve(store, chat=chat, bot=bot, after=1) == Reserved(NOON + SECOND)


def test_slot_free_for_long_is_forgotten(store: Store):
    reserve(store, name="old")
    reserve(store, name="young", after=3600)
    with store.write() as tx:
        gone = [
            forget_slots(tx, tenant=store.tenant, before=NOON + SECOND * after)
            for after in (0, 60, 60)
        ]
    assert gone == [0, 1, 0]


def test_slot_too_far_away_reserves_nothing(store: Store):
    bot = Rate(1, timedelta(minutes=1))
    assert reserve(store, bot=bot) == Reserved(NOON)
    too_far = NotYet(NOON + 60 * SECOND)
    assert [reserve(store, bot=bot), reserve(store, bot=bot)] == [too_far, too_far]
    assert reserve(store, bot=bot, after=60) == Reserved(NOON + 60 * SECOND)
