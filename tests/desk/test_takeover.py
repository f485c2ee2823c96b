from datetime import timedelta

from bot.desk.audit import audit_log
from bot.desk.context import context_card
from bot.desk.drafts import drafts_of
from bot.desk.takeover import Done, Refused
from tests.core.engine.conversation import MONDAY_TEN
from tests.desk.counter import Counter


def test_claim_makes_a_colleague_the_owner_and_says_so(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.read()
    assert isinstance(counter.do("claim", li), Done)
    assert (counter.view.owner, counter.view.epoch) == (f"staff:{li.id}", 1)
    (said,) = counter.read()
    assert "小李" in said


def test_of_two_claims_the_second_is_told_who_was_first(counter: Counter):
    counter.say("转人工")
    li, zhang = counter.colleague("小李"), counter.colleague("小张")
    counter.do("claim", li)
    refused = counter.do("claim", zhang)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.owner, refused.owner_name) == (
        "owned",
        f"staff:{li.id}",
        "小李",
    )
    assert "小李" in refused.message
    assert counter.view.epoch == 1


def test_claiming_twice_changes_nothing(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    before = counter.view
    counter.read()
    assert isinstance(counter.do("claim", li), Done)
    assert (counter.view.owner, counter.view.epoch) == (before.owner, before.epoch)
    assert counter.read() == []


def test_same_key_is_carried_out_once(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    counter.do("say", li, "您好", key="click-1")
    assert counter.do("say", li, "您好", key="click-1") == Done(repeated=True)
    assert counter.read() == ["您好"]


def test_bot_is_silent_while_a_person_owns(counter: Counter):
    counter.say("充电器灯不亮")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    assert counter.say("充电器灯是绿的") == []
    assert counter.say("刹车也不灵") == []
    assert counter.wait(minutes=10) == []


def test_words_of_the_owner_arrive_as_typed(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    counter.do("say", li, "电压 < 48 & 正常 <b>")
    assert counter.read() == ["电压 < 48 & 正常 <b>"]


def test_text_of_another_is_refused_and_kept_as_a_draft(counter: Counter):
    counter.say("转人工")
    li, zhang = counter.colleague("小李"), counter.colleague("小张")
    counter.do("claim", li)
    counter.read()
    refused = counter.do("say", zhang, "我来回")
    assert isinstance(refused, Refused)
    assert refused.reason == "not_owner"
    assert counter.read() == []
    assert drafts_of(counter.store, zhang, counter.chat) == {"reply": "我来回"}


def test_note_stays_inside_and_needs_no_ownership(counter: Counter):
    counter.say("转人工")
    zhang = counter.colleague("小张")
    counter.read()
    assert isinstance(counter.do("note", zhang, "上次也是这个问题"), Done)
    assert counter.read() == []
    assert counter.inside == [("note", "上次也是这个问题")]


def test_transfer_gives_the_customer_the_new_name(counter: Counter):
    counter.say("转人工")
    li, zhang = counter.colleague("小李"), counter.colleague("小张")
    counter.do("claim", li)
    counter.read()
    assert isinstance(counter.do("transfer", li, to=zhang.id), Done)
    assert (counter.view.owner, counter.view.epoch) == (f"staff:{zhang.id}", 2)
    (said,) = counter.read()
    assert "小张" in said
    assert "小李" in said
    assert counter.do("say", li, "等等").reason == "not_owner"


def test_manager_may_take_a_conversation_from_a_colleague_and_an_agent_may_not(counter: Counter):
    counter.say("转人工")
    li, zhang = counter.colleague("小李"), counter.colleague("小张")
    chief = counter.colleague("王经理", "manager")
    counter.do("claim", li)
    assert counter.do("transfer", zhang, to=zhang.id).reason == "owned"
    assert isinstance(counter.do("transfer", chief, to=chief.id), Done)
    assert counter.view.owner == f"staff:{chief.id}"


def test_transfer_to_nobody_is_refused(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    assert counter.do("transfer", li, to="nobody").reason == "unknown_staff"
    assert counter.do("transfer", li, to=li.id).reason == "nothing"


def test_release_puts_it_back_into_the_queue_and_says_until_when(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    counter.do("release", li, reason="要开会")
    assert counter.view.owner == "queue"
    (said,) = counter.read()
    assert "小李" in said
    assert "前有人回您" in said
    assert ("released", "要开会") in counter.inside


def test_hand_back_goes_on_exactly_at_the_step_with_the_promise(counter: Counter):
    (asked,) = counter.say("充电器灯不亮，充不进电")
    frame = counter.view.state.frames[-1]
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "我看一下")
    counter.read()
    done = counter.do(
        "hand_back", li, script=frame.script, step=frame.step, promised="配件今天寄出"
    )
    assert isinstance(done, Done)
    (said,) = counter.read()
    assert "小李" in said
    assert "配件今天寄出" in said
    assert counter.view.owner == "bot"
    top = counter.view.state.frames[-1]
    assert (top.script, top.step, top.waiting) == (frame.script, frame.step, True)
    assert said.splitlines()[-1] == asked.splitlines()[-1]


def test_hand_back_after_a_call_for_people_goes_back_to_the_fault(counter: Counter):
    counter.say("电动车充不进电")
    counter.press("红灯")
    frame = counter.view.state.frames[-1]
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    card = context_card(counter.store, counter.desk.books(), counter.chat, counter.now)
    target = card.targets[0]
    assert (target.script, target.step, target.interrupted) == (frame.script, frame.step, True)
    assert not [one for one in card.targets if one.script == "handoff"]
    counter.do("hand_back", li, script=target.script, step=target.step)
    assert counter.view.state.frames[-1].step == frame.step
    assert counter.say("一整夜了") != []
    assert counter.view.owner == "bot"


def test_hand_back_without_a_step_greets_and_waits(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    counter.do("hand_back", li)
    (said,) = counter.read()
    assert "小李" in said
    assert counter.view.state.frames == ()


def test_hand_back_to_a_step_that_is_not_there_is_refused(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    assert counter.do("hand_back", li, script="nowhere", step="1").reason == "unknown_step"
    assert counter.view.owner == f"staff:{li.id}"


def test_answers_to_a_script_the_owner_runs_go_to_the_engine(counter: Counter):
    counter.say("充不进电")
    state = counter.view.state
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    counter.do("run", li, script=state.frames[-1].script, step=state.frames[-1].step)
    (asked,) = counter.read()
    assert asked
    answered = counter.say("绿灯")
    assert answered
    assert counter.view.owner == f"staff:{li.id}"
    assert counter.view.epoch == 1
    assert counter.view.state.answers[-1].said


def test_one_question_run_by_the_owner_stops_at_its_answer(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    counter.do("run", li, script="desk.details", step="phone", only=True)
    (asked,) = counter.read()
    assert "电话" in asked
    assert counter.say("13800005551") == []
    assert counter.view.state.stretch.running is False
    assert counter.inside[-1][0] == "ran_out"
    assert [a.value for a in counter.view.state.answers if a.slot == "phone"][-1] == "13800005551"


def test_words_that_answer_nothing_leave_the_question_open_and_are_noted(counter: Counter):
    counter.say("充电器灯不亮，充不进电")
    frame = counter.view.state.frames[-1]
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("run", li, script=frame.script, step=frame.step)
    counter.read()
    assert counter.say("我孩子今天放学早，先去接一下") == []
    assert counter.view.state.stretch.running is True
    assert counter.inside[-1] == ("unheard", "我孩子今天放学早，先去接一下")


def test_case_opened_by_the_owner_is_told_by_its_number(counter: Counter):
    counter.say("充电器灯不亮，充不进电")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    counter.do("open_case", li, procedure="repair")
    (said,) = counter.read()
    assert "RT-20261123-0001" in said
    assert counter.inside[-1] == ("case_opened", "RT-20261123-0001")
    assert counter.view.owner == f"staff:{li.id}"


def test_close_says_goodbye_and_the_bot_takes_the_next_trouble(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    counter.do("close", li, survey=False)
    assert len(counter.read()) == 1
    assert counter.view.owner == "bot"
    assert counter.say("充电器灯不亮，充不进电") != []


def test_silent_owner_loses_the_conversation_and_the_customer_is_told(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    assert counter.wait(minutes=14) == []
    (said,) = counter.wait(minutes=2)
    assert "小李" in said
    assert counter.view.owner == "queue"
    assert counter.inside[-1] == ("back_in_queue", "小李")


def test_owner_who_answered_keeps_the_conversation(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "您好")
    counter.read()
    assert counter.wait(hours=1) == []
    assert counter.view.owner == f"staff:{li.id}"
    counter.say("还在吗")
    assert counter.wait(minutes=14) == []
    assert len(counter.wait(minutes=2)) == 1


def test_silence_outside_hours_does_not_count_and_is_told_once(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "您好")
    counter.wait(hours=9)
    counter.read()
    (away,) = counter.say("在吗")
    assert "小李" in away
    assert counter.say("在不在") == []
    assert counter.wait(hours=12) == []
    assert counter.view.owner == f"staff:{li.id}"


def test_who_claims_at_night_is_there(store, book):
    counter = Counter(store, book, now=MONDAY_TEN + timedelta(hours=12))
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    assert counter.say("终于来了") == []
    counter.wait(minutes=20)
    (away,) = counter.say("人呢")
    assert "自动回复" in away


def test_danger_said_to_a_colleague_raises_the_priority_and_stays_with_them(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.read()
    assert counter.say("电瓶冒烟了") == []
    assert (counter.view.owner, counter.view.priority) == (f"staff:{li.id}", "danger")


def test_details_asked_for_the_owner_are_filled_one_after_another(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("run", li, script="desk.details")
    counter.read()
    for answer in ("王小明", "13800005551", "TDR-12"):
        assert len(counter.say(answer)) == 1
    latest = {answer.slot: answer.value for answer in counter.view.state.answers}
    assert (latest["name"], latest["phone"], latest["product"]) == (
        "王小明",
        "13800005551",
        "TDR-12",
    )
    assert counter.view.owner == f"staff:{li.id}"


def test_everything_a_colleague_did_is_in_the_audit_log(counter: Counter):
    counter.say("转人工")
    li, zhang = counter.colleague("小李"), counter.colleague("小张")
    counter.do("claim", li)
    counter.do("claim", zhang)
    counter.do("say", li, "您好")
    log = audit_log(counter.store, conversation=counter.chat)
    assert [(deed.staff, deed.what, deed.detail) for deed in log] == [
        (li.id, "said", ""),
        (zhang.id, "refused:claimed", "owned"),
        (li.id, "claimed", ""),
    ]


def test_colleague_who_may_not_read_conversations_cannot_have_one(counter: Counter):
    counter.say("转人工")
    li, cang = counter.colleague("小李"), counter.colleague("老仓", "warehouse")

    assert counter.do("claim", cang).reason == "not_their_work"
    assert counter.view.owner == "queue"
    counter.do("claim", li)
    assert counter.do("transfer", li, to=cang.id).reason == "not_their_work"
    assert counter.view.owner == f"staff:{li.id}"
