"""Whoever waits and asks how long, or whether anybody is there, is told place and time, by day and by night."""

from datetime import timedelta

import pytest

from tests.core.engine.conversation import MONDAY_TEN, Conversation

ASKED = [
    "什么时候有人",
    "还要多久",
    "有人吗",
    "有人吗？？？",
    "人呢",
    "怎么还没人",
    "怎么还没人来",
    "还要等多久啊",
    "前面还有几个人",
    "我前面还有多少人在排队",
    "排到我了吗",
    "轮到我没有",
    "我排第几",
    "客服呢",
    "客服去哪了",
    "怎么没人理我",
    "怎么一直没人回我",
    "能不能快点",
    "你们还在吗",
    "多久能有人回我",
    "什么时候能轮到我",
    "人工什么时候来",
    "等了半天了",
    "我都等了半个小时了",
    "在吗",
    "喂",
    "喂，有人没有",
    "你好，请问还要等多久",
    "今天还有人吗",
    "没人吗",
    "到底有没有人管",
    "催一下",
    "？",
    "???",
    "are you there",
    "Are you still there?",
    "hello? anyone?",
    "is anybody there",
    "how long do I have to wait",
    "how much longer?",
    "when will someone answer",
    "How many people are ahead of me?",
    "still waiting",
    "where is everyone",
    "why is nobody answering",
]
OTHERS = [
    "什么时候能修好",
    "什么时候发货",
    "退款多久到账",
    "保修多久",
    "怎么还没发货",
    "有人受伤了",
    "电池冒烟了怎么还没人来",
    "没有声音",
    "不用了",
    "好的",
    "谢谢",
    "how long is the warranty",
    "when will it be repaired",
    "13905550123",
]


def queued(book, *, at=MONDAY_TEN) -> Conversation:
    """A conversation in the queue with nothing asked."""
    talk = Conversation(book, now=at)
    talk.say("转人工")
    talk.press("先跳过")
    return talk


def rules(talk: Conversation) -> set[str]:
    return {say.why.phrase.partition("#")[0] for say in talk.says}


@pytest.mark.parametrize("said", ASKED)
def test_question_about_the_wait_is_told_place_and_time(book, said):
    talk = queued(book)
    heard = talk.say(said)

    assert rules(talk) == {"handoff.still_queued"}
    assert "10 点半" in heard or "10:30 am" in heard


@pytest.mark.parametrize("said", OTHERS)
def test_what_is_about_something_else_is_heard_as_that(book, said):
    talk = queued(book)
    talk.say(said)

    assert "handoff.still_queued" not in rules(talk)


@pytest.mark.parametrize(
    "said", ["充不进电，有没有人", "充不进电 还要多久啊", "it won't charge, is anyone there?"]
)
def test_question_beside_a_fault_is_told_the_wait_first_and_the_fault_is_heard(book, said):
    talk = queued(book)
    talk.say(said)

    first, *others = "+".join(say.why.phrase for say in talk.says).split("+")
    assert first.startswith("handoff.still_queued")
    assert others
    assert talk.state.node == "ev_no_charge"


@pytest.mark.parametrize(
    "said", ["我跟你们老板是亲戚，到底有没有人管", "my aunt sells these, anybody there?"]
)
def test_question_beside_words_nobody_understands_is_told_both_once(book, said):
    talk = queued(book)
    heard = talk.say(said)

    assert rules(talk) == {"handoff.heard"}
    assert heard.count("10 点半") + heard.count("10:30 am") == 1


def test_question_beside_a_fault_while_the_phone_is_asked_for_is_told_the_wait(book):
    talk = Conversation(book)
    talk.say("转人工")
    heard = talk.say("充不进电，有没有人")

    assert heard.count("10 点半") == 1


def test_danger_beside_a_question_comes_first(book):
    talk = queued(book)
    talk.say("电池冒烟了，有没有人啊")

    assert "handoff.still_queued" not in rules(talk)
    assert talk.state.queued_for == "danger"


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (MONDAY_TEN + timedelta(hours=2, minutes=20), "下午 2 点"),
        (MONDAY_TEN + timedelta(hours=12), "明天上午 9 点半"),
        (MONDAY_TEN + timedelta(days=38, hours=12), "上午 9 点半"),
    ],
    ids=["between shifts", "at night", "before a holiday"],
)
def test_nobody_is_said_to_be_there_when_nobody_is(book, at, until):
    heard = queued(book, at=at).say("怎么还没人")

    assert "不在岗" in heard or "没有同事在岗" in heard
    assert until in heard
    assert "发“转人工”" not in queued(book, at=at).say("几点上班")


def test_time_gone_by_is_owned_up_to(book):
    talk = queued(book)
    talk.wait(hours=1)
    heard = talk.say("人呢")

    assert any(word in heard for word in ("抱歉", "对不起", "对不住"))


def test_answer_to_an_open_question_is_no_question_about_the_wait(book):
    talk = Conversation(book)
    talk.say("转人工")
    heard = talk.say("还要多久")

    assert "前有人回您" in heard or "回您" in heard
    assert "电话" in heard


def test_who_is_in_danger_is_not_told_of_a_queue(book):
    talk = Conversation(book)
    talk.say("电池冒烟了")
    talk.say("人都没事")
    talk.say("先跳过")
    heard = talk.say("人呢")

    assert "119" in heard
    assert "排在" in heard
