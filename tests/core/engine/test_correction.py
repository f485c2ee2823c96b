"""Corrections: in words, by an old button, by editing, before and after the case is open."""

from bot.core.effects import AmendCase, OpenCase
from bot.core.events import CustomerPressed

DEAD_CHARGER = "充电器指示灯不亮"


def registered(talk, first=DEAD_CHARGER):
    """Walk a dead charger to its case."""
    talk.say(first)
    talk.press("有电")
    while talk.labels and not talk.cases:
        known = ("还是不行", "先报价看看", "先跳过", "不确定")
        talk.press(next(label for label in known if label in talk.labels))
    assert talk.cases
    return talk.cases[0]


def test_correction_in_words_walks_on_from_the_other_answer(talk):
    talk.say(DEAD_CHARGER)
    talk.press("有电")

    said = talk.say("说错了，是插座没电")

    assert "插座没电" in said
    assert talk.state.answers[-1].said == "插座没电"


def test_correction_keeps_answers_that_do_not_depend_on_it(talk):
    talk.say(DEAD_CHARGER)
    talk.press("有电")
    asked = talk.says[-1].why.step

    talk.say("说错了，是插座没电")
    talk.say("说错了，是有电")

    assert talk.says[-1].why.step == asked


def test_old_button_offers_to_correct_and_changes_only_after_a_yes(talk):
    talk.say(DEAD_CHARGER)
    old = talk.button("插座没电")
    talk.press("有电")
    before = talk.state.answers

    said = talk.happen(CustomerPressed(old.data))

    assert "有电" in said
    assert "插座没电" in said
    assert talk.labels == ["改过来", "不改"]
    assert talk.state.answers == before
    talk.press("改过来")
    assert talk.state.answers[-1].said == "插座没电"


def test_old_button_declined_changes_nothing(talk):
    talk.say(DEAD_CHARGER)
    old = talk.button("插座没电")
    talk.press("有电")
    pending = talk.says[-1].why.step
    talk.happen(CustomerPressed(old.data))

    talk.press("不改")

    assert talk.says[-1].why.step == pending


def test_wrong_button_without_the_right_answer_asks_the_question_again(talk):
    talk.say(DEAD_CHARGER)
    talk.press("有电")

    talk.say("按错了")

    assert talk.says[-1].why.step == "fault.ev_charger_dead/socket"


def test_edited_message_corrects_the_answer_it_gave(talk):
    talk.say(DEAD_CHARGER)
    talk.say("有电")

    talk.edit("插座没电", message=2)

    assert talk.state.answers[-1].said == "插座没电"


def test_correction_after_the_case_amends_it_and_opens_no_second(talk):
    case = registered(talk)

    talk.say("说错了，是插座没电")
    while talk.labels and any(x in talk.labels for x in ("还是不行", "先跳过", "先报价看看")):
        known = ("还是不行", "先报价看看", "先跳过")
        talk.press(next(label for label in known if label in talk.labels))

    assert [one.number for one in talk.cases] == [case.number]
    kinds = [type(effect) for turn in talk.turns for effect in turn.effects]
    assert kinds.count(OpenCase) == 1
    assert AmendCase in kinds
    assert talk.cases[0].lines != case.lines


def test_phone_given_again_differently_changes_the_case(talk):
    registered_case = registered(talk, "我电话13905550111，充电器指示灯不亮")
    assert ("phone", "13905550111") in registered_case.contact

    talk.say("电话错了，是13905550222")

    assert ("phone", "13905550222") in talk.cases[0].contact
    assert len(talk.cases) == 1


def test_other_fault_in_a_correction_switches_to_it(talk):
    talk.say(DEAD_CHARGER)

    talk.say("不是充电器的问题，是仪表黑屏")

    assert talk.state.node == "ev_dash_dead"
