"""What is changed, taken back, promised and spared during a take-over."""

from datetime import timedelta

import pytest

from bot.core.effects import Say, SetTimer, Why
from bot.core.events import Event, MediaFile, Person, TimerFired
from bot.core.takeover import spare
from bot.core.turn import Turn
from bot.desk import Desk, views
from bot.desk.canned import canned_replies
from bot.desk.takeover import Done
from bot.store.outbox import Settled, settle
from bot.store.tasks import open_tasks_of
from tests.desk.counter import Counter
from tests.desk.engines import doing, event, say


@pytest.fixture
def li(counter: Counter):
    counter.say("转人工")
    member = counter.colleague("小李")
    counter.do("claim", member)
    counter.read()
    return member


def sent(counter: Counter) -> int:
    """Let everything pending arrive; returns the number of the last line that went out."""
    lines = [line for line in views.transcript(counter.store, counter.chat) if not line.incoming]
    with counter.store.write() as tx:
        for line in lines:
            done = Settled(
                seq=line.seq, state="sent", at=counter.now, channel_message_id=f"m{line.seq}"
            )
            settle(tx, tenant=counter.store.tenant, conversation=counter.chat, outcome=done)
    return lines[-1].seq


def test_edit_of_a_sent_reply_waits_for_its_channel(counter: Counter, li):
    counter.do("say", li, "明天上午到")
    line = sent(counter)
    assert isinstance(counter.do("edit", li, line, "今天下午到"), Done)
    order = views.transcript(counter.store, counter.chat, for_staff=True)[-1]
    assert (order.kind, order.about, order.text, order.delivery) == (
        "edit",
        line,
        "今天下午到",
        "pending",
    )
    assert views.transcript(counter.store, counter.chat)[-1].text == "明天上午到"


def test_edit_where_customers_read_the_transcript_shows_at_once(store, book):
    counter = Counter(store, book, chat="web:1")
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "明天上午到")
    line = views.transcript(store, "web:1")[-1].seq
    drawn = views.last_seq(store, "web:1")
    counter.do("edit", li, line, "今天下午到")
    (changed,) = views.changes(store, "web:1", after=drawn)
    assert (changed.seq, changed.text, changed.edited) == (line, "今天下午到", True)
    drawn = views.last_seq(store, "web:1")
    counter.do("delete", li, line)
    (gone,) = views.changes(store, "web:1", after=drawn)
    assert gone.deleted
    assert line not in [one.seq for one in views.transcript(store, "web:1")]


def test_only_colleagues_replies_can_be_changed_and_only_by_who_may(counter: Counter, li):
    counter.do("say", li, "好的")
    line = sent(counter)
    zhang = counter.colleague("小张")
    assert counter.do("edit", zhang, line, "不好").reason == "not_yours"
    assert counter.do("edit", li, 1, "不好").reason == "not_yours"
    assert counter.do("delete", li, 999).reason == "unknown_line"
    assert counter.do("edit", li, line, "好的").reason == "nothing"
    counter.do("transfer", li, to=zhang.id)
    assert isinstance(counter.do("edit", zhang, line, "好，马上"), Done)


def test_change_after_two_days_is_refused_with_the_reason(counter: Counter, li):
    counter.do("say", li, "好的")
    line = sent(counter)
    counter.now += timedelta(hours=49)
    refused = counter.do("delete", li, line)
    assert refused.reason == "too_late"
    assert "48" in refused.message


def test_change_of_what_never_arrived_is_refused(counter: Counter, li):
    counter.do("say", li, "好的")
    line = views.transcript(counter.store, counter.chat)[-1].seq
    with counter.store.write() as tx:
        lost = Settled(seq=line, state="unknown", at=counter.now)
        settle(tx, tenant=counter.store.tenant, conversation=counter.chat, outcome=lost)
    assert counter.do("edit", li, line, "好").reason == "not_sent"


def test_files_go_out_as_albums_of_what_fits_with_the_words_first(counter: Counter, li):
    kinds = ("photo", "video", "voice", "document", "document", "photo")
    files = tuple(MediaFile(kind=kind, ref=f"file:{n}") for n, kind in enumerate(kinds))
    counter.do("say", li, "看这些", files=files)
    lines = views.transcript(counter.store, counter.chat)[-6:]
    albums = [line.files[0].album for line in lines]
    assert [line.text for line in lines] == ["看这些", "", "", "", "", ""]
    assert [line.files[0].ref for line in lines] == [file.ref for file in files]
    assert [albums[2], albums[5]] == ["", ""]
    assert albums[0] == albums[1] != albums[3] == albums[4]
    assert {line.delivery for line in lines} == {"pending"}


def test_long_reply_is_cut_between_sentences_and_nothing_is_lost(counter: Counter, li):
    text = "这是一句话，有二十个字左右那么长的样子。" * 600
    counter.do("say", li, text)
    parts = counter.read()
    assert len(parts) == 3
    assert all(part.endswith("。") and len(part) <= 4000 for part in parts)
    assert "".join(parts) == text


def test_promise_in_a_reply_becomes_a_task_of_who_gave_it(counter: Counter, li):
    counter.do("say", li, "明天上午给您回电话")
    with counter.store.read() as tx:
        (task,) = open_tasks_of(tx, tenant=counter.store.tenant, conversation=counter.chat)
    assert (task.assignee, task.conversation) == (li.id, counter.chat)
    assert task.due_at is not None
    assert ("promised", "明天上午给您回电话") in counter.inside


@pytest.mark.usefixtures("li")
def test_notice_nobody_asked_for_stays_inside_while_a_person_owns(counter: Counter):
    owned = counter.view.state
    turn = Turn(owned, (Say(text="<b>到了</b>", why=Why(rule="case")), SetTimer("x", counter.now)))
    clock = Event(
        channel="telegram",
        conversation=counter.chat,
        update_id="t",
        at=counter.now,
        sender=Person(role="system", id="clock"),
        what=TimerFired("case:RT-1:late"),
    )
    spared = spare(owned, clock, turn)
    assert [type(effect).__name__ for effect in spared.effects] == ["Note", "SetTimer"]
    assert spared.effects[0].text == "到了"


def test_words_for_who_has_no_chat_stay_inside(store, book):
    desk = Desk(store, lambda: book, step=doing(say("到期了")))
    desk.handle(event("来函登记", chat="office:7"))
    assert [line.incoming for line in views.transcript(store, "office:7")] == [True]
    inside = views.transcript(store, "office:7", for_staff=True)[-1]
    assert (inside.kind, inside.text, inside.internal) == ("notice", "到期了", True)


def test_verb_on_no_conversation_is_refused(counter: Counter):
    li = counter.colleague("小李")
    assert counter.do("claim", li).reason == "unknown_conversation"


def test_promise_given_with_a_hand_back_becomes_a_task(counter: Counter, li):
    counter.do("hand_back", li, promised="明天上午给您回电")
    with counter.store.read() as tx:
        (task,) = open_tasks_of(tx, tenant=counter.store.tenant, conversation=counter.chat)
    assert task.assignee == li.id


def test_ready_replies_are_filled_in_for_the_conversation(counter: Counter, li):
    book = counter.desk.books()
    ready = canned_replies(counter.store, book, counter.chat, li, now=counter.now)
    greeting = next(reply for reply in ready if reply.id == "greet")
    assert "我是小李" in greeting.text
    assert all(reply.text for reply in ready)
