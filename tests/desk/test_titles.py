"""What the system writes, as a colleague reads it who does not read Chinese."""

import re
from datetime import timedelta

from bot.core.clocks.wording import customer_name
from bot.core.staff import StaffMember
from bot.desk.canned import canned_replies
from bot.desk.context import context_card
from bot.desk.immediate import fire_due
from bot.desk.tasks import tasks_in
from bot.desk.titles import notices_in, title_in, titles_in
from bot.desk.views import transcript
from tests.desk.counter import Counter

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def chinese(*texts: str) -> list[str]:
    return [text for text in texts if _CHINESE.search(text.replace("王先生", ""))]


def test_card_and_canned_titles_are_in_the_language_of_who_reads(counter: Counter):
    counter.say("充电器灯不亮，充不进电")
    book = counter.desk.books()
    card = context_card(counter.store, book, counter.chat, counter.now, lang="en")
    li = StaffMember("1", "li", "Li", ("agent",), on_duty=True)
    ready = canned_replies(counter.store, book, counter.chat, li, now=counter.now, lang="en")
    assert card is not None
    told = (card.fault, *card.further, *(one.question for one in card.path))
    assert chinese(*told, *(one.label for one in card.targets)) == []
    assert chinese(*(one.title for one in ready)) == []
    assert chinese(*(one.text for one in ready if one.text))


def test_warnings_and_lateness_are_told_anew_in_another_language(counter: Counter):
    counter.say("转人工")
    counter.now = counter.now.replace(hour=9)
    for _ in fire_due(counter.desk, until=counter.now):
        pass
    book, now = counter.desk.books(), counter.now
    tasks = tasks_in(counter.store, counter.chat)
    kept = titles_in(counter.store, book, tasks, lang="zh-CN", now=now)
    told = titles_in(counter.store, book, tasks, lang="en", now=now)
    noticed = notices_in(counter.store, book, counter.chat, lang="en", now=now)
    assert tasks
    assert kept == {task.id: task.title for task in tasks}
    assert chinese(*told.values()) == []
    assert {kept[id_]: told[id_] for id_ in told}.items() <= noticed.items()
    assert notices_in(counter.store, book, counter.chat, lang="zh-CN", now=now) == {}


def test_words_of_people_stay_as_they_were_typed(counter: Counter):
    li = counter.colleague("小李")
    counter.say("转人工")
    counter.do("claim", li)
    counter.do("say", li, "明天上午给您回电话")
    (task,) = (
        one for one in tasks_in(counter.store, counter.chat) if one.kind in ("promise", "callback")
    )
    book = counter.desk.books()
    assert title_in(counter.store, book, task, lang="en", now=counter.now) == task.title


def test_end_of_a_promise_is_told_in_the_language_of_who_reads(counter: Counter):
    li = counter.colleague("小李")
    counter.say("转人工")
    counter.do("claim", li)
    counter.do("say", li, "I call you in ten minutes")
    counter.do("say", li, "No need for me to call you any more")
    book, now = counter.desk.books(), counter.now
    noticed = notices_in(counter.store, book, counter.chat, lang="en", now=now)
    lines = transcript(counter.store, counter.chat, for_staff=True)
    (ended,) = [line.text for line in lines if line.kind == "notice" and "ten minutes" in line.text]
    assert chinese(ended)
    assert chinese(noticed[ended]) == []


def test_customer_without_a_name_is_told_by_the_end_of_a_long_number():
    assert customer_name("王先生", "web:50ce50435015a210d3d8823339a6e8fa") == "王先生"
    assert customer_name("", "web:50ce50435015a210d3d8823339a6e8fa") == "#e8fa"
    assert customer_name("", "telegram:7000002") == "7000002"


def test_what_is_late_over_and_over_is_told_once(counter: Counter):
    li = counter.colleague("小李")
    counter.say("转人工")
    counter.do("claim", li)
    counter.do("say", li, "明天上午给您回电话")
    counter.now += timedelta(days=3)
    for _ in fire_due(counter.desk, until=counter.now):
        pass
    book, now = counter.desk.books(), counter.now
    tasks = tasks_in(counter.store, counter.chat)
    climbed = [one for one in tasks if one.parent and "明天上午" in one.title]
    assert len({one.title for one in climbed}) == 1
    assert [one.title.count("到期还没办") for one in climbed] == [1] * len(climbed)
    assert len(climbed) > 1
    for lang, word in (("zh-CN", "到期还没办"), ("en", "Overdue")):
        for task in climbed:
            title = title_in(counter.store, book, task, lang=lang, now=now)
            assert title.count(word) == 1
            assert title.count("明天上午给您回电话") == 1
