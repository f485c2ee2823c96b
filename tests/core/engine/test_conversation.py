"""Danger, digressions, misses, moods, silence and the ways out of a conversation."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.effects import ClearTimer, HandOff, Note, NoteMiss, Say, SetTimer
from bot.core.events import CommandGiven, ConversationStarted, CustomerSharedContact
from bot.core.state import Offer
from tests.core.engine.conversation import Conversation

DEAD_CHARGER = "充电器指示灯不亮"


@pytest.mark.parametrize(
    ("said", "node"),
    [
        ("电池冒烟了", "ev_bat_hot"),
        ("电池鼓包", "ev_bat_swell"),
        ("车身漏电", "ev_shock_elec"),
        ("刹车失灵", "ev_brake_weak"),
        ("飞车失控", "ev_runaway"),
    ],
)
def test_danger_says_what_to_do_before_asking_and_calls_a_person(talk, said, node):
    talk.say(said)

    first, *rest = talk.says
    assert first.why.step == f"fault.{node}/danger"
    assert not first.buttons
    assert rest
    assert talk.effects_of(HandOff)[0].priority == "danger"
    assert talk.state.owner == "queue"


def test_danger_in_the_middle_interrupts_and_comes_back(talk):
    talk.say(DEAD_CHARGER)

    talk.say("等等，电池冒烟了")

    assert talk.state.node == "ev_bat_hot"
    assert talk.state.frames[0].script == "fault.ev_charger_dead"


def test_digression_is_answered_and_the_question_asked_again_without_a_retry(talk):
    talk.say(DEAD_CHARGER)
    pending = talk.says[-1].why.step

    for _ in range(5):
        said = talk.say("保修多久")

    assert "12 个月" in said
    assert talk.says[-1].why.step == pending
    assert talk.state.frames[-1].misses == 0


def test_misses_at_a_question_end_with_a_person(talk):
    talk.say(DEAD_CHARGER)

    for _ in range(3):
        talk.say("紫色的大象会飞")

    assert talk.state.owner == "queue"
    assert talk.effects_of(HandOff)


def test_not_understood_asks_openly_then_by_area_then_a_person(talk):
    rules = []
    for _ in range(3):
        talk.say("今天股市涨了没有")
        assert isinstance(talk.effects[0], NoteMiss)
        rules.append(talk.says[-1].why.rule)

    assert rules == ["miss", "area", "ask"]
    assert talk.state.owner == "queue"


def test_unsure_is_an_answer(talk):
    talk.say(DEAD_CHARGER)

    talk.say("不知道，没看")

    assert talk.state.answers[-1].value == "unsure"


def test_furious_customer_meets_one_short_line_first(talk):
    said = talk.say("气死我了，充电器指示灯不亮，垃圾")

    assert talk.state.mood == "furious"
    assert talk.state.apologies == 1
    assert said.split("\n")[0].removeprefix("充电器不亮灯，") in {
        "您的火气我听明白了，换我也急。废话不说，直接给您办。",
        "这事搁谁都火大。我不绕弯子，马上给您弄。",
    }


def test_two_faults_are_both_kept(talk):
    talk.say(DEAD_CHARGER)
    talk.say("还有喇叭不响")

    assert [symptom.node for symptom in talk.state.symptoms] == ["ev_horn"]


def test_cancel_asks_once_and_stops(talk):
    talk.say(DEAD_CHARGER)
    talk.say("算了")

    assert talk.labels == ["不弄了", "接着来"]
    talk.press("不弄了")
    assert talk.state.frames == ()


def test_restart_forgets_what_is_running(talk):
    talk.say(DEAD_CHARGER)

    talk.say("重新开始")

    assert talk.state.frames == ()
    assert talk.state.node is None


def test_human_is_called_at_once_and_told_when(talk):
    said = talk.say("转人工")

    assert talk.state.owner == "queue"
    assert "今天上午 10 点半" in said


def test_human_at_night_is_told_the_next_opening(book):
    night = Conversation(book, now=datetime(2026, 11, 23, 15, 0, tzinfo=UTC))

    said = night.say("转人工")

    assert "明天上午 9 点半" in said


def test_human_before_a_holiday_is_told_the_day_after_it(book):
    eve = Conversation(book, now=datetime(2026, 9, 30, 15, 0, tzinfo=UTC))

    said = eve.say("转人工")

    assert "10 月 8 日" in said


def test_silence_nudges_once_and_closes_gently(talk):
    talk.say(DEAD_CHARGER)
    assert {effect.name for effect in talk.effects_of(SetTimer)} == {"nudge", "close"}

    nudged = talk.fire("nudge")
    closed = talk.fire("close")

    assert "插座" in nudged
    assert closed
    assert not talk.effects_of(SetTimer)


def test_silence_of_who_waits_for_a_colleague_is_not_called_being_busy(talk):
    talk.say(DEAD_CHARGER)
    talk.say("转人工")

    assert len(talk.fire("nudge").splitlines()) == 1  # the question alone
    assert talk.fire("close") == ""


def test_timers_are_cleared_when_nothing_is_awaited(talk):
    talk.say(DEAD_CHARGER)
    talk.say("转人工")
    talk.press("先跳过")

    assert {effect.name for effect in talk.effects_of(ClearTimer)} == {"nudge", "close"}


def test_stale_question_is_resumed_only_after_asking(talk):
    talk.say(DEAD_CHARGER)
    talk.wait(hours=30)

    talk.say("有电")

    assert talk.labels == ["接着来", "说别的事"]
    talk.press("接着来")
    assert talk.says[-1].why.step == "fault.ev_charger_dead/socket"


def test_start_in_the_middle_loses_nothing(talk):
    talk.say(DEAD_CHARGER)

    talk.happen(ConversationStarted(""))

    assert talk.state.frames
    assert talk.labels == ["接着来", "说别的事"]


def test_photo_is_kept_and_the_question_stays(talk):
    talk.say(DEAD_CHARGER)

    talk.photo("photo-7")

    assert talk.state.evidence == ("photo-7",)
    assert talk.says[-1].why.step == "fault.ev_charger_dead/socket"


def test_shared_contact_answers_the_phone_question(talk):
    talk.say("转人工")

    talk.happen(CustomerSharedContact(phone="+86 139 0555 0133"))

    assert talk.state.frames == ()
    assert talk.answer_value("phone") == "13905550133"


def test_language_follows_the_customer_until_chosen(talk):
    talk.say("my charger has no light at all")
    assert talk.state.lang == "en"

    talk.happen(CommandGiven("language"))
    talk.say("thanks a lot")

    assert talk.state.lang == "zh-CN"


def test_traditional_script_is_answered_in_simplified(talk):
    said = talk.say("充電器指示燈不亮")

    assert talk.state.node == "ev_charger_dead"
    assert "充电器" in said


def test_status_finds_a_case_however_it_is_typed(talk):
    talk.say("轮胎磨平")
    while talk.labels and not talk.cases:
        known = ("先跳过", "不确定", "先报价看看")
        talk.press(next(label for label in known if label in talk.labels))
    number = talk.cases[0].number

    for typed in (number, number.lower(), number.replace("-", " "), number.removeprefix("RT-")):
        assert number in talk.say(f"查进度 {typed}")


def test_status_of_somebody_elses_case_is_not_told(talk):
    said = talk.say("查进度 RT-20261123-0042")

    assert "没查到" in said


def test_fraud_report_warns_and_calls_a_person(talk):
    said = talk.say("有人自称是你们客服让我转账")

    assert "转账" in said
    assert [handed.reason for handed in talk.effects_of(HandOff)] == ["fraud"]


def test_book_text_shows_customer_words_escaped(talk):
    talk.say("<b>嘟噜</b>{{ 7*7 }}")
    talk.say("<script>alert(1)</script>充电不知道怎么了")

    said = [
        effect.text for turn in talk.turns for effect in turn.effects if isinstance(effect, Say)
    ]
    assert not [text for text in said if "<script>" in text or "<b>嘟噜" in text]


def test_vague_danger_warns_and_asks_which_before_calling_anybody(talk):
    said = talk.say("刹车有毛病")

    assert talk.says[0].why.rule == "clarify"
    assert said.startswith("保险起见")
    assert not talk.effects_of(HandOff)
    talk.press("刹车失灵偏软")
    assert [handed.priority for handed in talk.effects_of(HandOff)] == ["danger"]


def test_two_faults_in_one_message_are_taken_in_turn(talk):
    talk.say("轮胎漏气，喇叭也不响")

    assert talk.state.node == "ev_tire_leak"
    assert [symptom.node for symptom in talk.state.symptoms] == ["ev_horn"]


def test_fact_out_of_turn_is_noted_and_costs_no_retry(talk):
    talk.say(DEAD_CHARGER)

    said = talk.say("13905550123")

    assert said.startswith("电话记下了")
    assert talk.state.frames[-1].misses == 0


def test_story_that_answers_a_question_is_not_asked_it_again(talk):
    said = talk.say("轮胎漏气，慢慢瘪的那种")

    assert "“慢慢瘪的”" in said
    assert talk.answer_value("ev_tire_leak.how") == "slow"


def test_short_answer_that_fits_is_no_danger(talk):
    talk.say("遥控器失灵")
    pending = talk.says[-1].why.step

    talk.say("失灵了")

    assert talk.state.node == "ev_remote", pending
    assert talk.state.owner == "bot"


def test_contact_without_a_number_is_no_phone(talk):
    talk.happen(CustomerSharedContact(phone="<b>12"))

    assert talk.state.answers == ()


def test_deep_link_keeps_products_only(talk):
    talk.happen(ConversationStarted("<b>{{7*7}}"))
    assert talk.state.answers == ()

    talk.happen(ConversationStarted("product_TDR-12"))
    assert talk.answer_value("product") == "TDR-12"


def test_all_right_to_an_instruction_is_no_success(talk):
    talk.say(DEAD_CHARGER)
    talk.press("插座没电")
    pending = talk.says[-1].why.step

    talk.say("好")

    assert talk.state.frames[-1].step == pending.partition("/")[2]


def test_solved_too_early_is_taken_back(talk):
    talk.say(DEAD_CHARGER)
    talk.press("插座没电")
    talk.press("解决了")

    talk.say("还是不行")

    assert talk.state.frames


def test_danger_asked_about_or_denied_raises_no_alarm(talk):
    for said in ("电池会不会爆炸啊", "没冒烟", "充电器有点热正常吗"):
        talk.say(said)

    assert talk.state.warned == ()
    assert talk.state.owner == "bot"


def test_numbers_of_authorities_inside_other_numbers_are_no_threat(talk):
    talk.say("13812345678")

    assert talk.state.mood == "calm"


def test_words_that_fit_nothing_go_into_the_open_case(talk):
    talk.say("轮胎漏气")
    while talk.labels and not talk.cases:
        known = ("慢慢瘪的", "不确定", "还是不行", "先跳过", "先报价看看")
        talk.press(next(label for label in known if label in talk.labels))

    talk.say("今天股市涨了没有")

    assert ("note", "今天股市涨了没有") in talk.cases[0].lines[0].facts
    assert talk.state.owner == "bot"


@pytest.mark.parametrize(
    ("said", "node"),
    [
        ("骑到一半刹车突然没了，吓死我了", "ev_brake_weak"),
        ("着火了", "ev_bat_hot"),
        ("电动车在楼道里冒黑烟", "ev_bat_hot"),
        ("充电器插着插着冒烟了", "ev_charger_hot"),
        ("电瓶鼓起来了", "ev_bat_swell"),
        ("松了转把还在往前冲", "ev_runaway"),
        ("刚才被车电了一下", "ev_shock_elec"),
        ("the battery is smoking", "ev_bat_hot"),
    ],
)
@pytest.mark.parametrize("amid", [False, True], ids=["first", "amid a question"])
def test_danger_said_outright_is_never_missed(talk, said, node, amid):
    if amid:
        talk.say(DEAD_CHARGER)

    talk.say(said)

    assert talk.says[0].why.step == f"fault.{node}/danger"
    assert talk.state.owner == "queue"


def test_danger_without_a_known_product_is_warned_of_in_general(book):
    shop = Conversation(book, pack="shop")

    shop.say("着火了")

    assert shop.says[0].why.step == "danger.general/act"


def test_second_danger_asks_again_whether_all_are_safe(talk):
    talk.say("电池鼓包")
    talk.press(talk.labels[0])

    talk.say("着火了！")

    assert talk.state.node == "ev_bat_hot"
    assert talk.says[-1].why.step.endswith("/safe")


def test_lights_and_pads_of_the_brake_are_no_danger(talk):
    for said in ("刹车灯没反应", "大灯不亮", "轮胎鼓包"):
        talk.say(said)

    assert talk.state.warned == ()


@pytest.mark.parametrize("told", ["每次过坎就断", "电瓶是后来才换的", "颠得厉害的时候会"])
def test_detail_amid_a_question_is_kept_and_costs_no_retry(talk, told):
    talk.say("骑着骑着突然断电")
    pending = talk.says[-1].why.step

    said = talk.say(told)

    assert "记" in said
    assert talk.says[-1].why.step == pending
    assert talk.state.frames[-1].misses == 0
    assert told in talk.state.said
    assert talk.state.warned == ()


def test_details_at_one_question_are_bounded(talk):
    talk.say("骑着骑着突然断电")

    for _ in range(6):
        talk.say("每次过坎就断")

    assert talk.state.owner == "queue"


@pytest.mark.parametrize("said", ["我自己修好了", "现在好了 不用了", "it's fine now thanks"])
def test_solved_amid_the_questions_ends_the_matter(talk, said):
    talk.say("充不进电")

    talk.say(said)

    assert (talk.state.frames, talk.state.owner, talk.state.phase) == ((), "bot", "none")
    assert talk.says[-1].why.rule == "solved"


def test_solved_while_waiting_calls_the_colleague_off_after_a_yes(talk):
    talk.say("转人工")
    talk.say("先跳过")

    talk.say("我自己修好了")
    assert talk.state.owner == "queue"
    talk.say("不用联系了")

    assert talk.state.owner == "bot"
    assert talk.effects_of(Note)[0].kind == "withdrew"


def test_danger_is_not_called_off_by_saying_it_is_over(talk):
    talk.say("电池冒烟了")

    talk.say("现在好了，不用了")

    assert (talk.state.owner, talk.state.queued_for) == ("queue", "danger")


def test_after_a_danger_nobody_is_told_that_it_is_safe(talk):
    talk.say("充电器冒烟了")
    talk.say("人没事，离远了")

    assert "先别用" in talk.say("没事了吧")


def test_wish_amid_the_questions_is_kept_for_who_decides(talk):
    talk.say("充不进电")
    pending = talk.says[-1].why.step

    talk.say("给我换新的")

    assert talk.says[-1].why.step == pending
    assert talk.state.answers[-1].slot == "wish"


def test_questions_beside_a_fault_are_answered_and_the_fault_worked_on(talk):
    said = talk.say("充电器灯不亮，保修多久？你们几点上班？")

    assert "12 个月" in said
    assert "同事" in said
    assert talk.state.node == "ev_charger_dead"


def test_words_beside_a_number_we_ask_for_are_kept_and_the_question_stays(book):
    talk = Conversation(book, pack="shop")
    talk.say("发票开错了")
    pending = talk.says[-1].why.step

    talk.say("抬头改成 星河商贸有限公司")

    assert talk.says[-1].why.step == pending
    assert "星河商贸" in talk.state.said


def test_food_that_made_somebody_ill_waits_for_no_choice(book):
    talk = Conversation(book, pack="shop")

    said = talk.say("鸡爪吃了拉肚子")

    assert "120" in said
    assert talk.state.node == "ec_spoiled"


def test_number_without_a_name_is_an_order_where_nothing_has_a_frame(book):
    talk = Conversation(book, pack="shop")
    talk.say("少发了一个盖子")

    talk.say("TB2026112055512")

    assert talk.state.answers[-1].slot == "order_no"


def offered(*nodes, said):
    return Offer("clarify", 1, nodes, said=said)


def test_short_reply_to_a_choice_adds_to_what_was_told_before(talk):
    talk.say("你好")
    told = offered("ev_water", "ev_power_dead", said="淋了大雨第二天打不开电门没反应")
    talk.state = replace(talk.state, offer=told)

    talk.say("啥都没有")

    assert talk.state.node in told.options


def test_where_it_is_dangerous_is_noted(talk):
    talk.say("电池鼓起来了")

    said = talk.say("在家里阳台")

    assert "记" in said


def test_question_beside_an_answer_is_answered_and_the_answer_kept(talk):
    talk.say("充不进电")

    said = talk.say("红灯，保修多久啊")

    assert "12 个月" in said
    assert talk.state.answers[-1].value == "red"


def test_two_questions_at_once_are_both_answered(book):
    talk = Conversation(book, pack="shop")

    said = talk.say("我不想要了，7天内能退不 邮费谁出")

    assert "7 天内" in said
    assert "运费" in said


def test_another_fault_told_with_its_story_is_kept_for_afterwards(talk):
    talk.say("喇叭不响")

    talk.say("仪表盘花屏 下雨天骑完就这样了 之前没事")

    assert [symptom.node for symptom in talk.state.symptoms] == ["ev_dash_garbled"]


def test_when_it_happens_is_no_further_fault(talk):
    talk.say("电机响得跟拖拉机一样")

    talk.say("起步的时候")

    assert talk.state.symptoms == ()


def test_corrected_day_is_said_as_people_say_it(talk):
    talk.say("充电器灯不亮，去年3月买的")

    said = talk.say("不是去年3月 是今年3月买的")

    assert "2026 年 3 月 1 日" in said


def test_correction_while_waiting_is_passed_on_to_the_colleague(talk):
    talk.say("转人工")
    talk.say("先跳过")

    talk.say("哦对了 地址写错了 是 C3 栋")

    assert talk.says[-1].why.rule == "queued"
    assert not talk.state.frames


def test_further_words_at_a_choice_are_added_and_the_choice_stays(talk):
    talk.say("你好")
    told = offered("ev_range_short", "ev_slow", said="那我的只能跑三十")
    talk.state = replace(talk.state, offer=told)

    talk.say("60伏20安的")

    assert talk.state.node in told.options or "60伏" in talk.state.offer.said
