"""Anger that tells of a fault besides: a person comes at once, and nothing of it is lost (R4, R15)."""

import pytest

from bot.core.effects import HandOff
from bot.core.state import QUEUE
from tests.core.engine.conversation import Conversation


@pytest.mark.parametrize(
    ("said", "node"),
    [
        ("修了三次还是断电，我要去12315投诉", "ev_cut_out"),
        ("充不进电，再不管我就找记者", "ev_no_charge"),
        ("喇叭修了两回还是没声音，你们等着上电视吧", "ev_horn"),
        ("电机嗡嗡响，不给我解决我就起诉你们", "ev_motor_noise"),
        ("The battery won't charge, third time. I'm calling the press", "ev_no_charge"),
    ],
)
def test_threat_brings_a_person_and_keeps_the_fault(talk: Conversation, said, node):
    talk.say(said)

    (wish,) = talk.effects_of(HandOff)
    assert (wish.reason, wish.priority) == ("threat", "urgent")
    assert said in wish.note
    assert (talk.state.owner, talk.state.node, talk.state.said) == (QUEUE, node, said)


def test_threat_without_a_fault_asks_what_it_is_about(talk: Conversation):
    heard = talk.say("我要投诉你们")

    assert talk.effects_of(HandOff)
    assert "前有人回您" in heard
    assert talk.state.said == "我要投诉你们"


def test_insult_over_repairs_in_vain_is_met_with_these_first(talk: Conversation):
    heard = talk.say("什么垃圾玩意儿，修了三次还不响")

    assert heard.startswith(("修了三次还没好", "修了三次都没修好"))
    assert (talk.state.owner, talk.state.node) == (QUEUE, "ev_horn")
    assert talk.state.said == "什么垃圾玩意儿，修了三次还不响"


def test_repairs_in_vain_are_named_to_who_threatens(talk: Conversation):
    assert "修了三次还没好" in talk.say("修了三次还是断电，我要去12315投诉")


def test_fault_told_in_anger_while_waiting_is_kept(talk: Conversation):
    talk.say("转人工")
    talk.press("先跳过")
    talk.say("充不进电，再不管我就找记者")

    assert talk.state.owner == QUEUE
    assert talk.state.node == "ev_no_charge"
