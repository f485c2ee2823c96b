import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import ChangeSent, HandOff
from bot.core.events import MediaFile
from bot.core.turn import Turn
from bot.desk import Desk, views
from bot.store.engines import Store
from bot.store.executors import renew_executor, retire_executor
from bot.store.outbox import Outgoing
from bot.store.rates import Rate
from bot.store.transcript import GATHERING
from bot.work.courier import Courier
from bot.work.ledger import Ledger
from bot.work.outcome import MAX_ATTEMPTS
from bot.work.pace import Pace
from bot.work.sender import Failed, Gone, Sender, Sent, Slow, Unknown
from tests.desk.engines import NOON, doing, event, say, tiny_book
from tests.work.doubles import UNHURRIED, HandClock, ScriptedSender, write

CHAT = "telegram:1"
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def courier(
    store: Store,
    sender: Sender,
    clock: HandClock,
    *,
    name: str = "worker",
    pace: Pace = UNHURRIED,
) -> Courier:
    with store.write() as tx:
        renew_executor(tx, executor=name, until=clock() + 8 * SECOND)
    return Courier(store, {"telegram": sender}, name=name, clock=clock, pace=pace)


def deliveries(store: Store, chat: str = CHAT) -> list[tuple[str, str, str]]:
    return [
        (line.text, line.delivery, line.reason)
        for line in views.transcript(store, chat)
        if not line.incoming
    ]


async def test_replies_leave_in_order_and_are_marked_sent(store: Store, clock: HandClock):
    write(store, "一", "二")
    write(store, "三")
    sender = ScriptedSender()
    assert await courier(store, sender, clock).drain(CHAT) is None
    assert sender.texts == ["一", "二", "三"]
    assert deliveries(store) == [("一", "sent", ""), ("二", "sent", ""), ("三", "sent", "")]


async def test_pending_words_of_the_bot_survive_a_hand_off_to_the_queue(
    store: Store, clock: HandClock
):
    write(store, "先别骑")
    step = doing(say("同事马上来"), HandOff(reason="asked"))
    Desk(store, tiny_book, step=step).handle(event(update="handoff"))
    sender = ScriptedSender()
    await courier(store, sender, clock).drain(CHAT)
    assert sender.texts == ["先别骑", "同事马上来"]


async def test_row_of_an_older_epoch_is_fenced(store: Store, clock: HandClock):
    write(store, "bot, too late")

    def taken_over(_book, state, _event, _records):
        return Turn(replace(state, owner="staff:7"), (say("请稍等"),))

    Desk(store, tiny_book, step=taken_over).handle(event(update="claim"))
    sender = ScriptedSender()
    await courier(store, sender, clock).drain(CHAT)
    assert deliveries(store) == [("bot, too late", "failed", "fenced"), ("请稍等", "sent", "")]
    assert sender.texts == ["请稍等"]


async def test_429_pauses_the_whole_bot_and_costs_no_attempt(store: Store, clock: HandClock):
    write(store, "一")
    write(store, "二", chat="telegram:2")
    sender = ScriptedSender([Slow(timedelta(seconds=30))])
    sending = courier(store, sender, clock)
    resumed = NOON + timedelta(seconds=30)
    assert await sending.drain(CHAT) == resumed
    assert await sending.drain("telegram:2") == resumed
    assert sender.texts == ["一"]
    clock.now = resumed
    assert await sending.drain(CHAT) is None
    assert await sending.drain("telegram:2") is None
    assert [(sent.text, sent.attempt) for sent in sender.given] == [("一", 1), ("一", 1), ("二", 1)]


async def test_unknown_is_not_resent_and_the_next_one_follows(store: Store, clock: HandClock):
    write(store, "一", "二")
    sender = ScriptedSender([Unknown("timeout")])
    await courier(store, sender, clock).drain(CHAT)
    assert sender.texts == ["一", "二"]
    assert deliveries(store) == [("一", "unknown", "timeout"), ("二", "sent", "")]
    assert [(letter.text, letter.state) for letter in views.undelivered(store)] == [
        ("一", "unknown")
    ]


async def test_sender_that_raises_leaves_an_unknown(store: Store, clock: HandClock):
    write(store, "一")
    sender = ScriptedSender([ZeroDivisionError()])
    await courier(store, sender, clock).drain(CHAT)
    assert deliveries(store) == [("一", "unknown", "ZeroDivisionError")]


async def test_passing_failure_is_retried_later_and_holds_back_the_rest(
    store: Store, clock: HandClock
):
    write(store, "一", "二")
    sender = ScriptedSender([Failed(reason="502", permanent=False)])
    sending = courier(store, sender, clock)
    assert await sending.drain(CHAT) == NOON + SECOND
    assert deliveries(store)[1] == ("二", "pending", "")
    clock.forward(seconds=1)
    assert await sending.drain(CHAT) is None
    assert sender.texts == ["一", "一", "二"]


async def test_message_tried_too_often_becomes_a_dead_letter(store: Store, clock: HandClock):
    write(store, "一")
    refusals = [Failed(reason="502", permanent=False)] * MAX_ATTEMPTS
    sender = ScriptedSender([*refusals])
    sending = courier(store, sender, clock)
    while (look_again := await sending.drain(CHAT)) is not None:
        clock.now = look_again
    reason = f"gave up after {MAX_ATTEMPTS} tries: 502"
    assert deliveries(store) == [("一", "failed", reason)]
    assert views.undelivered(store) == (
        views.Undelivered(
            conversation=CHAT,
            seq=2,
            text="一",
            state="failed",
            reason=reason,
            attempts=MAX_ATTEMPTS,
            at=clock.now,
        ),
    )


async def test_chat_that_is_gone_gets_nothing_more(store: Store, clock: HandClock):
    write(store, "一", "二")
    sender = ScriptedSender([Gone("bot was blocked")])
    assert await courier(store, sender, clock).drain(CHAT) is None
    assert sender.texts == ["一"]
    assert deliveries(store) == [
        ("一", "failed", "bot was blocked"),
        ("二", "failed", "bot was blocked"),
    ]
    found = views.conversation(store, CHAT)
    assert found is not None
    assert found.undeliverable


async def test_chat_of_a_living_worker_is_left_alone(store: Store, clock: HandClock):
    write(store, "一")
    started, finish = asyncio.Event(), asyncio.Event()

    class Slowly(ScriptedSender):
        async def send(self, outgoing):  # type: ignore[no-untyped-def]
            started.set()
            await finish.wait()
            return await super().send(outgoing)

    first, second = Slowly(), ScriptedSender()
    other = courier(store, second, clock, name="other")
    sending = asyncio.create_task(courier(store, first, clock).drain(CHAT))
    await started.wait()
    assert await other.drain(CHAT) == NOON + 5 * SECOND
    finish.set()
    await sending
    assert (first.texts, second.texts) == (["一"], [])


@pytest.mark.parametrize("how", ["lease ran out", "retired"])
async def test_chat_of_a_dead_worker_is_taken_over(store: Store, clock: HandClock, how: str):
    write(store, "一")

    class Dies(ScriptedSender):
        async def send(self, _outgoing):  # type: ignore[no-untyped-def]
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await courier(store, Dies(), clock, name="dead").drain(CHAT)
    survivor = ScriptedSender()
    if how == "retired":
        with store.write() as tx:
            retire_executor(tx, executor="dead", now=clock())
    else:
        clock.forward(seconds=9)
    assert await courier(store, survivor, clock, name="survivor").drain(CHAT) is None
    # At least once: the message may have left before the worker died.
    assert [(sent.text, sent.attempt) for sent in survivor.given] == [("一", 2)]


async def test_slots_keep_the_bot_below_its_rate(store: Store, clock: HandClock):
    pace = Pace(bot=Rate(1, SECOND, burst=2), chat=UNHURRIED.chat)
    sending = courier(store, ScriptedSender(), clock, pace=pace)
    chats = [f"telegram:{number}" for number in range(1, 4)]
    for chat in chats:
        write(store, "一", chat=chat)
    assert [await sending.drain(chat) for chat in chats[:2]] == [None, None]
    clock.forward(seconds=-5)  # the third slot is further away than a message waits in memory
    assert await sending.drain(chats[2]) == NOON + SECOND


async def test_chats_asking_together_share_one_transaction(store: Store, clock: HandClock):
    chats = [f"telegram:{number}" for number in range(20)]
    for chat in chats:
        write(store, chat, chat=chat)
    sender = ScriptedSender()
    sending = courier(store, sender, clock)
    await asyncio.gather(*(sending.drain(chat) for chat in chats))
    assert sorted(sender.texts) == sorted(chats)


async def test_stopped_courier_takes_no_more(store: Store, clock: HandClock):
    write(store, "一", "二")

    class StopsAfterFirst(ScriptedSender):
        async def send(self, outgoing):  # type: ignore[no-untyped-def]
            sending.stop()
            return await super().send(outgoing)

    sending = courier(store, StopsAfterFirst(), clock)
    assert await sending.drain(CHAT) == NOON
    assert deliveries(store) == [("一", "sent", ""), ("二", "pending", "")]


async def test_colleagues_words_survive_a_change_of_owner(store: Store, clock: HandClock):
    words = replace(say("我来看一下"), author="staff:li")
    Desk(store, tiny_book, step=doing(words, owner="staff:li")).handle(event(update="o1"))
    Desk(store, tiny_book, step=doing(say("早些的话"))).handle(event(update="o2"))
    Desk(store, tiny_book, step=doing(owner="staff:zhang")).handle(event(update="o3"))
    sender = ScriptedSender()
    await courier(store, sender, clock).drain(CHAT)
    assert sender.texts == ["我来看一下"]
    assert deliveries(store) == [("我来看一下", "sent", ""), ("早些的话", "failed", "fenced")]


async def test_words_that_waited_for_their_turn_are_fenced_when_somebody_claims_meanwhile(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
):
    write(store, "一", "二")
    claim = Desk(store, tiny_book, step=doing(owner="staff:li"))
    is_overtaken = Ledger.is_overtaken

    async def claimed_just_before(ledger: Ledger, outgoing: Outgoing) -> bool:
        await asyncio.to_thread(claim.handle, event(update="o1"))
        return await is_overtaken(ledger, outgoing)

    monkeypatch.setattr(Ledger, "is_overtaken", claimed_just_before)
    sender = ScriptedSender()
    pace = replace(UNHURRIED, bot=Rate(20, SECOND, burst=1))
    await courier(store, sender, clock, pace=pace).drain(CHAT)
    assert sender.texts == ["一"]
    assert deliveries(store) == [("一", "sent", ""), ("二", "failed", "fenced")]


def photos(store: Store, *names: str, album: str = "a", update: str) -> None:
    said = tuple(
        replace(
            say(name), author="staff:1", media=(MediaFile(kind="photo", ref=name, album=album),)
        )
        for name in names
    )
    Desk(store, tiny_book, step=doing(*said)).handle(event(update=update))


async def test_album_leaves_as_one_and_its_parts_are_sent_under_their_own_ids(
    store: Store, clock: HandClock
):
    photos(store, "一", "二", "三", update="1")
    write(store, "您看")
    sender = ScriptedSender(answers=[Sent("10", ("11", "12"))])
    assert await courier(store, sender, clock).drain(CHAT) is None
    assert [(one.text, [part.text for part in one.rest]) for one in sender.given] == [
        ("一", ["二", "三"]),
        ("您看", []),
    ]
    assert {state for _, state, _ in deliveries(store)} == {"sent"}


async def test_parts_of_an_album_that_come_one_by_one_wait_for_each_other(
    store: Store, clock: HandClock
):
    photos(store, "一", update="1")
    sender = ScriptedSender(answers=[Slow(SECOND), Sent("10", ("11",))])
    by = courier(store, sender, clock)
    assert await by.drain(CHAT) == NOON + GATHERING
    photos(store, "二", update="2")
    clock.forward(seconds=2)
    assert await by.drain(CHAT) == clock() + SECOND
    clock.forward(seconds=1)
    assert await by.drain(CHAT) is None
    assert [1 + len(one.rest) for one in sender.given] == [2, 2]
    assert deliveries(store) == [("一", "sent", ""), ("二", "sent", "")]


async def test_album_that_fails_fails_as_a_whole(store: Store, clock: HandClock):
    photos(store, "一", "二", update="1")
    sender = ScriptedSender(answers=[Failed(reason="no", permanent=True)])
    await courier(store, sender, clock).drain(CHAT)
    assert deliveries(store) == [("一", "failed", "no"), ("二", "failed", "no")]


async def test_reply_taken_back_before_it_left_is_never_sent(store: Store, clock: HandClock):
    write(store, "发错了", "您好")
    taken_back = ChangeSent(seq=2, text=None, author="staff:1")
    Desk(store, tiny_book, step=doing(taken_back)).handle(event(update="back"))
    sender = ScriptedSender()
    await courier(store, sender, clock).drain(CHAT)
    assert sender.texts == ["您好"]
    (line,) = (one for one in views.transcript(store, CHAT, for_staff=True) if one.seq == 2)
    assert line.deleted
