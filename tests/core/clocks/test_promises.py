from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.core.calendar import Calendar
from bot.core.clocks.promise_words import promise_words
from bot.core.clocks.promises import find_promise, hear_promises, promise_task
from bot.core.clocks.task import Task, task_id

SHANGHAI = ZoneInfo("Asia/Shanghai")
POLICY = Path(__file__).parents[3] / "dialogues/common/policies/promised.yaml"
WORDS = promise_words(yaml.safe_load(POLICY.read_text("utf-8")))
DAY = ((time(9), time(12)), (time(13, 30), time(18)))
OFFICE = Calendar(
    timezone="Asia/Shanghai",
    shifts=dict.fromkeys(range(1, 6), DAY) | {6: ((time(9), time(12)),)},
)


def local(*moment):
    return datetime(*moment, tzinfo=SHANGHAI).astimezone(UTC)


MONDAY = local(2026, 11, 23, 10, 0)


def due(text, now=MONDAY):
    found = find_promise(text, now=now, calendar=OFFICE, words=WORDS)
    if found is None:
        return None
    return f"{found.due_at.astimezone(SHANGHAI):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("明天上午给您回电", "11-24 12:00"),
        ("我明天上午给您打电话，您注意接听", "11-24 12:00"),
        ("明早一上班就联系您", "11-24 10:00"),
        ("明天下午三点前给您答复", "11-24 15:00"),
        ("明天下午3点半给您回电话", "11-24 15:30"),
        ("今天下午5点之前给您消息", "11-23 17:00"),
        ("今天下班前一定给您结果", "11-23 18:00"),
        ("下午给您回电", "11-23 18:00"),
        ("上午给您回话", "11-23 12:00"),
        ("中午前回复您", "11-23 12:00"),
        ("两个小时内给您回电", "11-23 12:00"),
        ("半小时内回您", "11-23 10:30"),
        ("30分钟之内联系您", "11-23 10:30"),
        ("一个半小时后给您打电话", "11-23 11:30"),
        ("24小时内给您答复", "11-24 10:00"),
        ("48小时之内解决", "11-25 10:00"),
        ("两个工作日内给您报价", "11-25 18:00"),
        ("3个工作日内退款到账", "11-26 18:00"),
        ("3天内给您发货", "11-26 18:00"),
        ("后天寄出", "11-25 18:00"),
        ("大后天上门", "11-26 18:00"),
        ("周三上午安排师傅上门", "11-25 12:00"),
        ("这周五之前给您换好", "11-27 18:00"),
        ("下周一给您答复", "11-30 18:00"),
        ("下周二下午师傅过去看", "12-01 18:00"),
        ("下星期三发货", "12-02 18:00"),
        ("本周内给您处理好", "11-27 18:00"),
        ("下周给您答复", "12-04 18:00"),
        ("月底前退给您", "11-30 18:00"),
        ("25号给您发货", "11-25 18:00"),
        ("12月3日上门", "12-03 18:00"),
        ("我马上给您打过去，马上联系您", "11-23 10:15"),
        ("稍后给您回电", "11-23 11:00"),
        ("一会儿回您", "11-23 10:30"),
        ("尽快给您答复", "11-23 12:00"),
        ("我查一下仓库，十五分钟内回复您。", "11-23 10:15"),
        ("您好，这边核实清楚了，明天10:00给您致电。", "11-24 10:00"),
        ("好的。我们后天上午9点半派人上门，麻烦您留人。", "11-25 09:30"),
        ("明天上午十点一刻给您回电", "11-24 10:15"),
        ("昨天没打通，今天下午再打给您", "11-23 18:00"),
        ("请您先别拆，明天给您答复", "11-24 18:00"),
        ("I'll call you back tomorrow morning", "11-24 12:00"),
        ("We'll get back to you within two hours.", "11-23 12:00"),
        ("I'll let you know by 5 pm", "11-23 17:00"),
        ("Someone will call you at 3:30pm today", "11-23 15:30"),
        ("we will ship it on Friday", "11-27 18:00"),
        ("I'll reply by end of day", "11-23 18:00"),
        ("You'll have it: we send it within 3 business days", "11-26 18:00"),
        ("I will email you in half an hour", "11-23 10:30"),
        ("Our technician will come by next Tuesday afternoon", "12-01 18:00"),
        ("We'll have it ready on Dec 3", "12-03 18:00"),
        ("I'll call you back right away", "11-23 10:15"),
        ("We will refund it before the end of the month", "11-30 18:00"),
        ("我们周末不上班，周一给您回复", "11-30 18:00"),
        ("下下周给您答复", "12-11 18:00"),
        ("下下周二上午安排师傅上门", "12-08 12:00"),
        ("十一月二十五号给您发货", "11-25 18:00"),
        ("11月25日前给您答复", "11-25 18:00"),
        ("25日之前给您发货", "11-25 18:00"),
        ("3日内给您答复", "11-26 18:00"),
        ("这两天给您答复", "11-25 10:00"),
        ("15分钟后给您回过去", "11-23 10:15"),
        ("我今天已经给您申请退款，3个工作日内到账", "11-26 18:00"),
        ("等您照片发来，我半小时内回复", "11-23 10:30"),
        ("下午十二点半前给您电话", "11-23 12:00"),
        ("We'll have an answer for you by noon tomorrow", "11-24 12:00"),
        ("I'll call you at 9 tomorrow", "11-24 09:00"),
        ("Expect our call between 2 and 3 pm", "11-23 15:00"),
        ("We'll reply by Friday 5pm", "11-27 17:00"),
        ("明天上午打给你", "11-24 12:00"),
        ("我晚点儿给你回个话哈，大概四五点的样子", "11-23 17:00"),
        ("明早第一时间跟你说", "11-24 10:00"),
        ("最迟明儿晌午给您信儿", "11-24 13:30"),
        ("等我电话，三点左右", "11-23 15:00"),
        ("周三来您家修", "11-25 18:00"),
        ("回头给你回电", "11-23 12:00"),
    ],
)
def test_promise_has_a_time(said, until):
    assert due(said) == until


@pytest.mark.parametrize(
    "said",
    [
        "好的，我看一下",
        "您的电池是 2024 年 3 月买的",
        "先充满电，大概要 8 小时",
        "请您打 400-555-0142，下午有人接",
        "麻烦您明天上午把车推到店里",
        "您明天再试一次，不行告诉我们",
        "昨天给您回电没人接",
        "已经给您发货了，后天能到",
        "明天没法给您答复",
        "周末不能上门",
        "退款到账不一定在 3 天内",
        "已经安排了",
        "If you call us tomorrow morning we can check",
        "Could you send a photo today?",
        "I sent you the slip yesterday",
        "We can't ship it this week",
        "3天前给您回过电话",
        "您的快递预计明天送达，请注意查收，有问题联系我们",
        "充满电后再试，2小时后告诉我结果",
        "你明天下午打给我",
        "明天上午你再试一次",
        "",
    ],
)
def test_what_is_no_promise_is_none(said):
    assert due(said) is None


@pytest.mark.parametrize(
    ("said", "now", "until"),
    [
        ("两小时内给您回电", local(2026, 11, 23, 17, 0), "11-23 18:00"),
        ("半小时内给您回电", local(2026, 11, 23, 12, 20), "11-23 14:00"),
        ("两小时内给您回电", local(2026, 11, 23, 20, 0), "11-24 09:30"),
        ("明天下午给您回电", local(2026, 11, 27, 16, 0), "11-28 12:00"),
        ("后天上午给您回电", local(2026, 11, 27, 16, 0), "11-30 09:30"),
        ("明天上午给您回电", local(2026, 9, 30, 16, 0), "10-08 09:30"),
        ("上午给您回电", local(2026, 11, 23, 15, 0), "11-24 12:00"),
        ("5点给您回电", local(2026, 11, 23, 15, 0), "11-23 17:00"),
        ("3点给您回电", local(2026, 11, 23, 16, 0), "11-24 15:00"),
        ("今晚给您回电", local(2026, 11, 23, 17, 0), "11-23 18:00"),
        ("两个工作日内答复您", local(2026, 9, 30, 16, 0), "10-09 18:00"),
        ("5号给您发货", local(2026, 11, 23, 10, 0), "12-05 12:00"),
        ("周一给您答复", local(2026, 11, 25, 10, 0), "11-30 18:00"),
    ],
    ids=[
        "over closing",
        "at lunch",
        "at night",
        "saturday afternoon",
        "sunday",
        "holidays",
        "part gone by",
        "hour of the afternoon",
        "hour gone by",
        "evening",
        "working days over holidays",
        "day gone by",
        "weekday gone by",
    ],
)
def test_promise_is_due_while_somebody_works(said, now, until):
    assert due(said, now) == until


def test_promise_outside_hours_says_so():
    now = local(2026, 11, 27, 16, 0)
    sunday = find_promise("后天上午给您回电", now=now, calendar=OFFICE, words=WORDS)
    monday = find_promise("下周一上午给您回电", now=now, calendar=OFFICE, words=WORDS)

    assert (sunday.outside_hours, monday.outside_hours) == (True, False)
    assert sunday.meant_until == local(2026, 11, 29, 12, 0)


def test_promise_becomes_a_task_of_who_gave_it():
    found = find_promise("好的。明天上午给您回电！", now=MONDAY, calendar=OFFICE, words=WORDS)
    task = promise_task(
        found, conversation="telegram:5", case="RT-20261123-0001", update="u1", by="s7", now=MONDAY
    )

    assert task == Task(
        id=task_id("promise", "telegram:5", "u1", "answer"),
        kind="promise",
        title="明天上午给您回电",
        conversation="telegram:5",
        case="RT-20261123-0001",
        role="agent",
        assignee="s7",
        opened_at=MONDAY,
        due_at=local(2026, 11, 24, 12, 0),
        remind_at=local(2026, 11, 24, 11, 45),
        escalate_to="manager",
    )


def heard(text, now=MONDAY):
    """What is given (about, due), taken back and kept."""
    found = hear_promises(text, now=now, calendar=OFFICE, words=WORDS)
    given = [
        (one.about, f"{one.due_at.astimezone(SHANGHAI):%m-%d %H:%M}", one.timed)
        for one in found.given
    ]
    return given, set(found.taken_back), set(found.kept)


@pytest.mark.parametrize(
    ("said", "given"),
    [
        (
            "明天上午给您回电，后天把配件给您寄出",
            [("answer", "11-24 12:00"), ("send", "11-25 18:00")],
        ),
        ("明天上午给您回电，下午给您寄出", [("answer", "11-24 12:00"), ("send", "11-24 18:00")]),
        ("明天上午给您回电，不行就下午打给您", [("answer", "11-24 12:00")]),
        (
            "明天给您答复。退款3个工作日内到账。",
            [("answer", "11-24 18:00"), ("money", "11-26 18:00")],
        ),
        ("改成后天上午", [("", "11-25 12:00")]),
        ("明天没法给您回电了，改到后天上午", [("", "11-25 12:00")]),
        ("Let's make it Friday morning", [("", "11-27 12:00")]),
    ],
)
def test_each_promise_is_about_something(said, given):
    assert heard(said) == ([(*one, True) for one in given], set(), set())


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("我跟厂里核实一下，再给您回电", "answer"),
        ("有结果了通知您", "answer"),
        ("到时候联系您", "answer"),
        ("我会安排师傅的", "arrange"),
        ("配件到了就给您寄出", "send"),
        ("I'll get back to you once I hear from the factory", "answer"),
    ],
)
def test_promise_without_a_time_is_due_by_policy(said, about):
    assert heard(said) == ([(about, "11-23 15:30", False)], set(), set())


@pytest.mark.parametrize(
    "said",
    [
        "有问题我会联系您",
        "需要的话我再给您打电话",
        "要我给您回电吗？",
        "If it comes back I'll call you",
        "这个可以退款",
        "师傅上门要收费",
        "麻烦您再联系我们",
    ],
)
def test_what_hangs_on_something_is_no_promise(said):
    assert heard(said) == ([], set(), set())


@pytest.mark.parametrize(
    ("said", "taken_back", "kept"),
    [
        ("不用回电了，我直接帮您处理好了", {"answer"}, {"work"}),
        ("明天就不给您打电话了", {"answer"}, set()),
        ("No need for a call back, it is sorted now", {"answer"}, {"work"}),
        ("师傅先不上门了", {"visit"}, set()),
        ("配件已经给您寄出了，单号晚点发", set(), {"send"}),
        ("刚给您打过电话了", set(), {"answer"}),
        ("刚给您打过电话，没人接", set(), set()),
        ("昨天给您打过电话", set(), set()),
        ("修好了就通知您", set(), set()),
        ("您不用打电话给我们", set(), set()),
        ("不用给您回电了吗？", set(), set()),
    ],
)
def test_promise_is_taken_back_or_kept(said, taken_back, kept):
    assert heard(said)[1:] == (taken_back, kept)
