from datetime import timedelta

from bot.desk.context import context_card
from bot.desk.queue import QueueFilter, queue_counts, queue_list
from bot.desk.search import search
from tests.desk.counter import Counter


def test_card_tells_who_what_how_far_and_what_was_tried(counter: Counter):
    counter.say("充电器灯不亮，充不进电，我电话13800005551")
    frame = counter.view.state.frames[-1]
    counter.press("绿灯") if frame.waiting else None
    card = context_card(counter.store, counter.desk.books(), counter.chat, counter.now)
    assert card is not None
    assert (card.name, card.phone, card.owner) == ("王先生", "13800005551", "bot")
    assert card.fault
    assert card.path
    assert all(passed.question for passed in card.path)
    assert card.targets
    assert card.targets[0].interrupted


def test_card_of_no_conversation_is_none(counter: Counter):
    assert context_card(counter.store, counter.desk.books(), "telegram:9", counter.now) is None


def test_queue_puts_danger_before_threat_before_who_waits_longest(store, book):
    chats = {}
    for chat, words in (
        ("1", "转人工"),
        ("2", "再不处理我就找媒体曝光，转人工"),
        ("3", "电瓶冒烟了"),
        ("4", "转人工"),
    ):
        counter = Counter(store, book, chat=f"telegram:{chat}")
        counter.now += timedelta(minutes=int(chat))
        counter.say(words)
        chats[chat] = counter
    li = counter.colleague("小李")
    rows = queue_list(store, book, li, now=counter.now)
    assert [row.id for row in rows] == [f"telegram:{n}" for n in ("3", "2", "1", "4")]
    assert queue_counts(rows)["queue"] == 4
    chats["1"].do("claim", li)
    mine = queue_list(store, book, li, QueueFilter(whose="mine"), now=counter.now)
    assert [(row.id, row.owner_name, row.mine) for row in mine] == [("telegram:1", "小李", True)]
    late = counter.now + timedelta(hours=5)
    assert all(row.overdue for row in queue_list(store, book, li, now=late))


def test_search_finds_name_phone_end_case_and_words(counter: Counter):
    counter.say("充电器灯不亮，充不进电，我电话13800005551")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("open_case", li, procedure="repair")
    by = {
        text: [(found.kind, found.why) for found in search(counter.store, li, text)]
        for text in ("王先生", "5551", "rt 20261123 1", "充不进电", "没有的话")
    }
    assert ("conversation", "name") in by["王先生"]
    assert set(by["5551"]) >= {("conversation", "phone"), ("case", "phone")}
    assert ("case", "number") in by["rt 20261123 1"]
    assert ("conversation", "words") in by["充不进电"]
    assert by["没有的话"] == []


def test_search_shows_a_warehouse_worker_cases_but_no_chats(counter: Counter):
    counter.say("充电器灯不亮，充不进电，我电话13800005551")
    li, wu = counter.colleague("小李"), counter.colleague("老吴", "warehouse")
    counter.do("claim", li)
    counter.do("open_case", li, procedure="repair")
    kinds = {
        found.kind for text in ("5551", "充不进电") for found in search(counter.store, wu, text)
    }
    assert kinds == {"case"}
