"""Dangers told beside other faults, denied, doubtful, or only asked about."""

import pytest


@pytest.mark.parametrize(
    ("said", "node"),
    [
        ("喇叭不响了刹车也不灵灯还一闪一闪的", "ev_brake_weak"),
        ("充一晚上不转绿灯充电器摸着烫手", "ev_charger_hot"),
        ("喇叭沒聲音，煞車也煞不太住", "ev_brake_weak"),
        ("horn is dead and the brakes barely work", "ev_brake_weak"),
    ],
)
def test_danger_told_beside_another_fault_comes_first(talk, said, node):
    talk.say(said)

    assert talk.state.node == node
    assert (talk.says[0].why.step, talk.state.owner) == (f"fault.{node}/danger", "queue")


@pytest.mark.parametrize(
    "said", ["没有冒烟就是充不进电", "不是冒烟，是充不进电", "充不进电 电池不烫也没鼓"]
)
def test_denied_danger_leaves_the_fault_told(talk, said):
    talk.say(said)

    assert (talk.state.node, talk.state.warned) == ("ev_no_charge", ())


@pytest.mark.parametrize(
    "said", ["怎么防止电池鼓包", "电池会不会自燃啊", "can the battery explode in summer?"]
)
def test_danger_only_asked_about_is_answered(talk, said):
    talk.say(said)

    assert (talk.says[-1].why.rule, talk.state.warned) == ("worry", ())


def test_danger_in_pinyin_is_asked_about_in_chinese(talk):
    talk.say("maoyan le")

    assert (talk.state.warned, talk.state.lang) == (("maybe",), "zh-CN")
