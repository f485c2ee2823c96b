from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.cases import Case, CaseChange, CaseLine, amend
from bot.core.effects import AmendCase, ClearTimer, HandOff, NoteMiss, OpenCase, SetTimer
from bot.core.events import (
    CustomerEdited,
    CustomerLeft,
    CustomerSentMedia,
    Event,
    MediaFile,
    TimerFired,
)
from bot.core.state import State
from bot.core.turn import Records, Turn
from bot.desk import Desk, Handled, views
from bot.desk.immediate import fire_due
from bot.desk.misses import MissView, misses
from bot.store.engines import Store
from tests.desk.engines import NOON, doing, echo, event, say, tiny_book

CHAT = "telegram:1"


def desk_with(store: Store, step: Callable[..., Turn] = echo) -> Desk:
    return Desk(store, tiny_book, step=step)


def texts(store: Store, chat: str = CHAT) -> list[tuple[str, str]]:
    return [("in" if line.incoming else "out", line.text) for line in views.transcript(store, chat)]


def test_event_leaves_transcript_and_state(store: Store):
    handled = desk_with(store).handle(event("充不进电"))
    assert (handled.status, handled.replies) == ("done", (2,))
    assert texts(store) == [("in", "充不进电"), ("out", "充不进电")]
    found = views.conversation(store, CHAT)
    assert found is not None
    assert found.state == State(pack="ebike", name="王先生", turns=1)
    assert [line.delivery for line in views.transcript(store, CHAT)] == ["received", "pending"]


def test_update_seen_before_changes_nothing(store: Store):
    desk = desk_with(store)
    desk.handle(event("一", update="7"))
    assert desk.handle(event("一", update="7")) == Handled("duplicate")
    assert texts(store) == [("in", "一"), ("out", "一")]


def test_same_update_id_on_another_channel_is_another_update(store: Store):
    desk = desk_with(store)
    desk.handle(event("一", update="7"))
    assert desk.handle(event("一", update="7", chat="web:1")).status == "done"


def test_crash_before_commit_leaves_nothing_and_update_comes_again(store: Store):
    def crash(*_: object) -> Turn:
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        desk_with(store, crash).handle(event("一"))
    assert views.conversation(store, CHAT) is None
    assert desk_with(store).handle(event("一")).status == "done"
    assert texts(store) == [("in", "一"), ("out", "一")]


def test_crash_after_commit_is_stopped_by_the_dedupe_row(store: Store):
    class DyingDispatcher:
        def enqueue_send(self, *_: object, **__: object) -> None: ...
        def arm_timer(self, *_: object, **__: object) -> None: ...
        def committed(self, conversation: str) -> None:
            raise RuntimeError(conversation)

    desk = Desk(store, tiny_book, step=echo, dispatcher=DyingDispatcher())
    with pytest.raises(RuntimeError):
        desk.handle(event("一"))
    assert desk_with(store).handle(event("一")) == Handled("duplicate")
    assert texts(store) == [("in", "一"), ("out", "一")]


def test_reply_on_the_web_is_sent_at_commit(store: Store):
    desk_with(store).handle(event("一", chat="web:1"))
    assert [line.delivery for line in views.transcript(store, "web:1")] == ["received", "sent"]


def test_hand_off_queues_and_keeps_the_epoch(store: Store):
    step = doing(say("稍等"), HandOff(reason="asked", priority="urgent", note="刹车失灵"))
    desk_with(store, step).handle(event())
    found = views.conversation(store, CHAT)
    assert found is not None
    assert (found.owner, found.epoch, found.priority, found.note, found.queued_at) == (
        "queue",
        0,
        "urgent",
        "刹车失灵",
        NOON,
    )
    assert (found.state.owner, found.state.epoch) == ("queue", 0)
    assert [view.id for view in views.queue(store)] == [CHAT]


def test_hand_off_of_a_queued_conversation_changes_nothing(store: Store):
    step = doing(HandOff(reason="asked"))
    desk = desk_with(store, step)
    desk.handle(event(update="1"))
    desk.handle(event(update="2", at=NOON + timedelta(minutes=1)))
    found = views.conversation(store, CHAT)
    assert found is not None
    assert (found.epoch, found.queued_at) == (0, NOON)


def test_danger_in_the_queue_raises_the_priority_only(store: Store):
    desk_with(store, doing(HandOff(reason="asked", note="催单"))).handle(event(update="1"))
    danger = doing(HandOff(reason="danger", priority="danger", note="冒烟"))
    desk_with(store, danger).handle(event(update="2", at=NOON + timedelta(minutes=1)))
    found = views.conversation(store, CHAT)
    assert found is not None
    assert (found.priority, found.note, found.epoch, found.queued_at) == (
        "danger",
        "冒烟",
        0,
        NOON,
    )


def test_queue_ahead_counts_by_priority_and_time(store: Store):
    seen: list[int] = []

    def ask(_book: object, state: State, _event: Event, records: Records) -> Turn:
        seen.append(records.queue_ahead(_event.conversation))
        return Turn(state, ())

    for minute, (chat, priority) in enumerate([("a", "normal"), ("b", "danger"), ("c", "normal")]):
        step = doing(HandOff(reason="x", priority=priority))
        at = NOON + timedelta(minutes=minute)
        desk_with(store, step).handle(event(chat=f"telegram:{chat}", update=chat, at=at))
    asker = desk_with(store, ask)
    for chat in ("a", "b", "c", "new"):
        asker.handle(event(chat=f"telegram:{chat}", update=f"ask {chat}"))
    assert seen == [1, 0, 2, 3]


def a_case(number: str) -> Case:
    return Case(
        number=number,
        procedure="repair",
        stage="registered",
        conversation=CHAT,
        opened_at=NOON,
        lines=(CaseLine(node="ev_no_charge", said="充不进电", facts=(("灯", "红"),)),),
        contact=(("phone", "13800000000"),),
        evidence=("file-1",),
        reply_by=NOON + timedelta(hours=1),
    )


def test_case_is_numbered_by_local_day_opened_and_amended(store: Store):
    late = NOON + timedelta(hours=14)  # already the next day in Shanghai

    def open_it(_book: object, state: State, event_: Event, records: Records) -> Turn:
        return Turn(state, (OpenCase(a_case(records.new_case_number(event_.at))),))

    desk = desk_with(store, open_it)
    desk.handle(event(update="1"))
    desk.handle(event(update="2"))
    desk.handle(event(update="3", at=late))
    numbers = ["RT-20261123-0001", "RT-20261123-0002", "RT-20261124-0001"]
    assert {case.number for case in views.cases_of(store, CHAT)} == set(numbers)

    change = CaseChange(
        at=late, by="customer", why="correction", lines=(CaseLine(node="ev_bat_swell"),)
    )
    desk_with(store, doing(AmendCase(numbers[0], change))).handle(event(update="4"))
    assert views.case(store, numbers[0]) == amend(a_case(numbers[0]), change)
    assert [(move.what, move.by, move.why) for move in views.case_history(store, numbers[0])] == [
        ("opened", "bot", ""),
        ("amended", "customer", "correction"),
    ]


def test_number_of_a_rolled_back_case_is_drawn_again(store: Store):
    def draw_and_crash(_book: object, _state: State, event_: Event, records: Records) -> Turn:
        raise RuntimeError(records.new_case_number(event_.at))

    for _ in range(2):
        with pytest.raises(RuntimeError, match="RT-20261123-0001"):
            desk_with(store, draw_and_crash).handle(event())


def test_case_of_somebody_else_is_not_shown(store: Store):
    desk_with(store, doing(OpenCase(a_case("RT-20261123-0001")))).handle(event())
    shown: list[Case | None] = []

    def look(_book: object, state: State, event_: Event, records: Records) -> Turn:
        shown.append(records.case("RT-20261123-0001", event_.conversation))
        return Turn(state, ())

    desk_with(store, look).handle(event(update="2"))
    desk_with(store, look).handle(event(update="3", chat="telegram:2"))
    assert shown == [a_case("RT-20261123-0001"), None]


def test_timer_fires_once_at_its_time(store: Store):
    due = NOON + timedelta(minutes=10)
    desk_with(store, doing(SetTimer("nudge", due))).handle(event())
    desk = desk_with(store)
    assert list(fire_due(desk, until=due - timedelta(seconds=1))) == []
    fired = [(timer.name, timer.at, handled.status) for timer, handled in fire_due(desk, until=due)]
    assert fired == [("nudge", due, "done")]
    assert list(fire_due(desk, until=due + timedelta(days=1))) == []
    assert texts(store) == [("in", "在吗"), ("out", "TimerFired")]


def test_timer_set_again_replaces_the_first(store: Store):
    first, second = NOON + timedelta(minutes=10), NOON + timedelta(minutes=15)
    desk_with(store, doing(SetTimer("nudge", first))).handle(event(update="1"))
    desk_with(store, doing(SetTimer("nudge", second))).handle(event(update="2"))
    desk = desk_with(store)
    late = Event(
        channel="telegram",
        conversation=CHAT,
        update_id="timer:nudge:1",
        at=first,
        sender=event().sender,
        what=TimerFired("nudge"),
    )
    assert desk.handle(late) == Handled("stale")
    assert [timer.at for timer, _ in fire_due(desk, until=NOON + timedelta(days=1))] == [second]


def test_timer_cleared_never_fires(store: Store):
    due = NOON + timedelta(minutes=10)
    desk_with(store, doing(SetTimer("nudge", due))).handle(event(update="1"))
    desk_with(store, doing(ClearTimer("nudge"))).handle(event(update="2"))
    assert list(fire_due(desk_with(store), until=NOON + timedelta(days=2))) == []


def test_timer_set_by_a_timer_fires_in_the_same_sweep(store: Store):
    def chain(_book: object, state: State, event_: Event, _records: Records) -> Turn:
        if state.turns > 2:
            return Turn(state, ())
        again = SetTimer("nudge", event_.at + timedelta(minutes=10))
        return Turn(replace(state, turns=state.turns + 1), (again,))

    desk = desk_with(store, chain)
    desk.handle(event())
    fired = [timer.at for timer, _ in fire_due(desk, until=NOON + timedelta(hours=2))]
    assert fired == [NOON + timedelta(minutes=10 * n) for n in (1, 2, 3)]


def test_blocked_customer_gets_no_rows_to_send_until_the_return(store: Store):
    desk = desk_with(store)
    desk.handle(event(CustomerLeft(), update="1"))
    desk.handle(event("又来了", update="2"))
    lines = [line for line in views.transcript(store, CHAT) if not line.incoming]
    assert [(line.delivery, line.reason) for line in lines] == [
        ("failed", "undeliverable"),
        ("pending", ""),
    ]


def test_photo_becomes_evidence_and_an_edit_marks_the_original(store: Store):
    desk = desk_with(store)
    photo = MediaFile(kind="photo", ref="f1", name="", size=10)
    desk.handle(event(CustomerSentMedia(file=photo, caption="看"), update="1"))
    desk.handle(event("红灯", update="2", message_id="55"))
    desk.handle(event(CustomerEdited("绿灯", "55"), update="3", message_id="55"))
    incoming = [line for line in views.transcript(store, CHAT) if line.incoming]
    assert [(line.kind, line.text, line.files, line.edited) for line in incoming] == [
        ("media", "看", (photo,), False),
        ("said", "红灯", (), True),
        ("edited", "绿灯", (), False),
    ]


def test_miss_is_kept_and_book_digest_follows_the_shelf(store: Store):
    digests = iter(["d1", "d2"])
    miss = NoteMiss(text="怪声", kind="missed", candidates=(("ev_noise", 0.4),))
    desk = Desk(store, lambda: tiny_book(next(digests)), step=doing(miss))
    desk.handle(event(update="1"))
    desk.handle(event(update="2"))
    assert (
        misses(store)
        == (
            MissView(
                text="怪声",
                kind="missed",
                candidates=(("ev_noise", 0.4),),
                chosen="",
                conversation=CHAT,
                at=NOON,
            ),
        )
        * 2
    )
