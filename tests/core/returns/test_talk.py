"""The dealer's conversation, from the first line to the parcel on its way (R1, R12, R13)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import HandOff, OpenCase, SendDocument, SetTimer
from bot.core.returns.drafting import TIMER
from tests.core.returns.dealer import DEALER, Dealing

PASTE = """老板好，这批要退：
1. 控制器 3个 TDR-12 2026年3月 不通电
2. 充电器 2个 YT-60 26.2 不充电
3、转把 1个 TDR-12 26.6 失灵
一共6个"""


def opened(talk):
    return [effect.case for effect in talk.effects if isinstance(effect, OpenCase)]


def forms(talk):
    return [effect.form for effect in talk.effects if isinstance(effect, SendDocument)]


def test_paste_to_papers_in_two_messages(talk):
    summary = talk.say(PASTE)
    assert "控制器 ×3 · TDR-12 · 2026年3月 · 不通电" in summary
    assert "三包内，到 2027 年 3 月 31 日" in summary
    assert "3 行 6 件，分 2 个厂收" in summary
    assert talk.labels == ["提交", "还要加", "转人工"]
    talk.press("提交")
    north, south = opened(talk)
    assert [(line.part, line.quantity, line.plant) for line in (*north.lines, *south.lines)] == [
        ("controller", 3, "north"),
        ("throttle", 1, "north"),
        ("charger", 2, "south"),
    ]
    assert {line.logistics for line in north.lines} == {"announced"}
    assert dict(north.parcels[0].consignee)["address"].startswith("天津市武清区")
    assert dict(south.parcels[0].sender)["name"] == "示范车行"
    assert forms(talk) == ["return_list", "shipping_label"] * 2
    assert talk.state.returning is None


def test_return_list_holds_what_the_factory_must_know(talk):
    talk.say("控制器 2个 TDR-12 2026年3月 不通电 A2025001 A2025002")
    talk.say("提交")
    data = next(one.data for one in talk.documents if one.form == "return_list")
    assert data["total"] == 2
    assert data["lines"] == [
        {
            "part": "控制器",
            "model": "TDR-12",
            "quantity": 2,
            "serials": ["A2025001", "A2025002"],
            "bought_on": "2026-03-01",
            "fault": "不通电",
            "warranty": "保内",
        }
    ]


def test_official_address_comes_with_the_warning(talk):
    talk.say("控制器 2个 TDR-12 2026年3月 不通电")
    said = talk.say("提交")
    assert "天津市武清区示范路 555 号" in said
    assert "只认这一个地址" in said


def test_address_is_not_told_before_there_is_a_case(talk):
    assert "先别寄" in talk.say("寄到哪里")


def test_guided_from_the_first_word(talk):
    assert "一行一种" in talk.say("我要退件")
    assert talk.say("控制器") == "控制器退几个？"
    assert "哪个车型" in talk.say("三个")
    assert "哪年哪月" in talk.say("tdr12")
    assert "是几月买的" in talk.say("去年")
    assert "什么毛病" in talk.say("去年12月")
    assert "1 行 3 件" in talk.say("进水不通电")
    (line,) = talk.lines
    assert (line.part, line.pieces, line.model, line.fault) == (
        "controller",
        3,
        "TDR-12",
        "进水不通电",
    )


def test_wrong_lines_are_asked_one_by_one_and_the_good_ones_stay(talk):
    said = talk.say(
        "控制器 -3个 TDR-12 26.3 坏\n充电器 2个 YT-60 26.2 不充电\n转把 1个 TDR-99 2099年1月 失灵"
    )
    assert "3 行里有 2 行要补" in said
    assert "写成了 -3" in said
    assert "TDR-99" in talk.say("3个")
    assert "还没到呢" in talk.press("TDR-12")
    assert "3 行 6 件" in talk.say("2026年1月")


def test_model_missing_everywhere_is_asked_once(talk):
    said = talk.say("控制器 3个 26.3 坏\n充电器 2个 26.2 不充电\n转把 1个 26.1 失灵")
    assert "有 3 行没写车型" in said
    talk.press("TDR-12")
    assert {line.model for line in talk.lines} == {"TDR-12"}
    assert talk.state.returning.stage == "review"


def test_unknown_day_goes_on_and_is_checked_at_the_factory(talk):
    talk.say("控制器 3个 TDR-12 不转")
    said = talk.say("记不清了")
    assert "1 行 3 件" in said
    talk.say("提交")
    (case,) = opened(talk)
    assert case.lines[0].warranty.result == "unknown"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("第3行改成5个", 5),
        ("转把改成5个", 5),
        ("最后一行 5个", 5),
    ],
)
def test_line_is_corrected_by_saying_so(talk, words, wanted):
    talk.say(PASTE)
    talk.say(words)
    assert talk.lines[2].quantity == wanted


def test_wrong_part_is_corrected_by_saying_so(talk):
    talk.say(PASTE)
    talk.say("第二行不是充电器是仪表")
    assert talk.lines[1].part == "meter"


def test_edited_message_is_taken_anew_and_not_twice(talk):
    talk.say("仪表 1个 TDR-12 26.3 黑屏")
    talk.say(PASTE)
    talk.edit(PASTE.replace("充电器 2个", "充电器 4个"), message=2)
    assert [line.quantity for line in talk.lines] == [1, 3, 4, 1]


def test_several_lines_are_corrected_in_one_message(talk):
    talk.say(PASTE)
    talk.say("第1行进水，第2行改成5个，第3行不要了")
    assert [(line.quantity, line.fault) for line in talk.lines] == [(3, "进水"), (5, "不充电")]


def test_words_nobody_understands_get_help_with_the_list(talk):
    talk.say(PASTE)
    assert "哪里不对" in talk.say("好像不对")
    assert talk.effects_of(HandOff) == []


def test_list_in_the_middle_of_a_diagnosis_can_be_submitted(talk):
    talk.say("客户的车插上去充不进电")
    talk.say("控制器 2个 TDR-12 26.3 不转")
    talk.say("提交")
    assert len(opened(talk)) == 1


def test_total_that_differs_is_told(talk):
    assert "一共是 7 件，我数出来是 6 件" in talk.say(PASTE.replace("一共6个", "一共7个"))


def test_refused_and_paid_are_told_with_the_reason(talk):
    said = talk.say("控制器 3个 TDR-12 2024年3月 坏")
    assert "可付费修" in said
    assert "已经过了" in said


def test_swollen_battery_stays_and_a_person_is_called(talk):
    said = talk.say("铅酸电池 4组 TDR-12 26.5 鼓包\n控制器 1个 TDR-12 26.5 坏")
    assert "别寄快递" in said
    talk.say("提交")
    (case,) = opened(talk)
    assert [line.part for line in case.lines] == ["controller"]
    assert [one.reason for one in talk.effects_of(HandOff)] == ["not_shippable"]


def test_list_of_nothing_but_dangerous_batteries_calls_a_person(talk):
    assert "都是不能走快递的电池" in talk.say("铅酸电池 4组 TDR-12 26.5 鼓包")
    assert "已经报给同事" in talk.say("提交")
    assert opened(talk) == []
    assert [one.reason for one in talk.effects_of(HandOff)] == ["not_shippable"]
    assert talk.state.returning is None


def test_nothing_is_opened_when_nothing_may_go(book):
    strict = replace(
        book,
        packs={
            **book.packs,
            "ebike": replace(
                book.packs["ebike"],
                policies={
                    **book.packs["ebike"].policies,
                    "warranty": {
                        **book.packs["ebike"].policies["warranty"],
                        "rules": {"out_of_term": "refused"},
                    },
                },
            ),
        },
    )
    talk = Dealing(strict)
    assert "不在能退的范围里" in talk.say("控制器 3个 TDR-12 2020年3月 坏")
    talk.say("提交")
    assert opened(talk) == []


def test_interrupted_list_is_there_the_next_day(talk):
    talk.say(PASTE)
    assert "都给您留着" in talk.say("明天继续")
    talk.wait(days=1)
    assert "控制器 ×3" in talk.say("清单")
    assert "加了 1 行" in talk.say("仪表 1个 TDR-12 26.3 黑屏")
    talk.say("提交")
    assert sum(len(case.lines) for case in opened(talk)) == 4


def test_unfinished_list_is_remembered_after_a_day(talk):
    talk.say(PASTE)
    assert TIMER in [timer.name for timer in talk.effects_of(SetTimer)]
    talk.wait(days=1)
    assert "还有 3 行没提交" in talk.fire(TIMER)


def test_greeting_knows_the_dealer_and_what_is_open(talk):
    assert talk.say("/start") is not None
    talk.say(PASTE)
    talk.wait(hours=2)
    from bot.core.events import ConversationStarted  # noqa: PLC0415

    said = talk.happen(ConversationStarted())
    assert said.startswith("林小满，您好")
    assert "还留着 3 行" in said


def test_question_in_the_middle_is_answered_and_the_list_stays(talk):
    talk.say(PASTE)
    said = talk.say("保修多久")
    assert "12 个月" in said
    assert "3 行" in said
    assert len(talk.lines) == 3


def test_complaint_of_a_dealer_is_diagnosed(talk):
    talk.say(PASTE)
    talk.say("客户的车插上去充不进电")
    assert talk.state.node == "ev_no_charge"
    assert len(talk.lines) == 3


def test_danger_comes_first(talk):
    talk.say(PASTE)
    said = talk.say("客户的电池冒烟了！")
    assert "119" in said
    assert [one.reason for one in talk.effects_of(HandOff)][:1] == ["danger"]


def test_fault_in_a_list_is_no_danger(talk):
    talk.say("控制器 2个 TDR-12 26.3 冒烟烧了")
    assert talk.effects_of(HandOff) == []
    assert len(talk.lines) == 1


def test_fraud_is_recognised(talk):
    talk.say(PASTE)
    assert "骗子" in talk.say("有人让我改地址寄到别处，还要先转账")
    assert [one.reason for one in talk.effects_of(HandOff)] == ["fraud"]


def test_person_is_called_and_the_list_stays(talk):
    talk.say(PASTE)
    talk.press("转人工")
    assert talk.effects_of(HandOff)
    assert len(talk.lines) == 3


def test_list_is_thrown_away_only_after_a_yes(talk):
    talk.say(PASTE)
    talk.say("算了")
    assert len(talk.lines) == 3
    talk.press("不退了")
    assert talk.state.returning is None


def test_look_only_member_may_not_announce(book):
    talk = Dealing(book, dealer=replace(DEALER, right="look"))
    assert "能查，不能报" in talk.say(PASTE)
    assert talk.state.returning is None


def test_customer_is_not_taken_for_a_dealer(book):
    talk = Dealing(book)
    talk.records.dealers.clear()
    talk.say("控制器 3个 TDR-12 2026年3月 不通电")
    assert talk.state.returning is None


def test_sender_is_asked_when_the_profile_has_none(book):
    talk = Dealing(book, dealer=replace(DEALER, addresses=()))
    talk.say("控制器 2个 TDR-12 26.3 不转")
    assert "发货地址" in talk.say("提交")
    assert "写全一点" in talk.say("河北")
    talk.say("河北省石家庄市长安区样例路 555 号")
    (case,) = opened(talk)
    assert dict(case.parcels[0].sender)["address"] == "河北省石家庄市长安区样例路 555 号"


def announce(talk, text="控制器 2个 TDR-12 26.3 不转"):
    talk.say(text)
    talk.say("提交")
    return [case.number for case in opened(talk)]


def test_waybill_is_noted_with_nothing_blank(talk):
    (number,) = announce(talk)
    said = talk.say("顺丰 SF1399876543210 两箱")
    parcel = talk.records.cases[number].parcels[0]
    assert (parcel.carrier, parcel.waybill, parcel.pieces) == ("顺丰速运", "SF1399876543210", 2)
    assert "提货人：北方工厂 收件组 022-555-0110，天津市武清区示范路" in said
    assert "发货人：示范车行 0311-555-0133，河北省石家庄市" in said
    assert talk.records.cases[number].stage == "in_transit"


def test_what_the_waybill_lacks_is_named(talk):
    announce(talk)
    assert "单号是多少" in talk.say("发的顺丰")
    assert "位数对不上" in talk.say("SF123")
    assert "登记" in talk.say("SF1399876543210") or "记下了" in talk.said_last()


def test_number_of_several_carriers_is_asked_with_buttons(talk):
    (number,) = announce(talk)
    talk.say("单号 123456789012")
    assert talk.labels == ["顺丰速运", "安能物流", "转人工"]
    talk.press("顺丰速运")
    assert talk.records.cases[number].parcels[0].carrier == "顺丰速运"


def test_ordinary_mail_is_not_taken(talk):
    (number,) = announce(talk)
    assert "查不到轨迹" in talk.say("平邮寄的 XA12345678901")
    assert talk.records.cases[number].parcels[0].waybill == ""


def test_waybill_finds_its_parcel_by_plant_or_part(talk):
    north, south = announce(talk, PASTE)
    talk.say("南方工厂那箱 中通78123456789012")
    assert talk.records.cases[south].parcels[0].waybill == "78123456789012"
    assert talk.records.cases[north].parcels[0].waybill == ""


def test_waybill_of_two_parcels_is_asked(talk):
    north, _ = announce(talk, PASTE)
    talk.say("顺丰 SF1399876543210")
    talk.press("0001 北方工厂")
    assert talk.records.cases[north].parcels[0].waybill == "SF1399876543210"


def test_status_by_case_and_line(talk):
    announce(talk)
    said = talk.say("查进度")
    assert "等您寄出" in said
    assert "1. 控制器 TDR-12 ×2：等您寄出" in said


def test_month_as_list_and_spreadsheet(talk):
    announce(talk)
    assert "一共退了 1 单 2 件" in talk.say("我这个月退了多少")
    assert forms(talk) == ["monthly_returns"]
    assert "2026 年 10 月还没有退过件" in talk.say("上个月退了多少")


def test_template_is_sent(talk):
    talk.say("有表格模板吗")
    assert forms(talk) == ["return_lines"]


def test_case_is_called_off_after_a_yes(talk):
    (number,) = announce(talk)
    talk.say("撤单")
    assert talk.records.cases[number].ended == ""
    talk.press("撤掉")
    assert talk.records.cases[number].ended == "cancelled"


def test_lost_parcel_early_late_and_traced(talk):
    (number,) = announce(talk)
    assert "还没登记运单" in talk.say("丢件了")
    talk.say("顺丰 SF1399876543210")
    assert "今天刚发出" in talk.say("丢件了")
    talk.wait(days=8)
    assert "按丢件查" in talk.say("快递丢了")
    assert talk.records.cases[number].stage == "tracing"


def test_quote_is_agreed_or_declined_in_words(talk):
    for words, decision, money in (
        ("同意", "paid", "agreed"),
        ("不同意，寄回来", "refuse", "none"),
    ):
        (number,) = announce(talk)
        case = talk.records.cases[number]
        line = replace(
            case.lines[0],
            logistics="received",
            received=2,
            missing=0,
            verdict="user_damage",
            money="quoted",
            price_fen=8000,
        )
        talk.records.cases[number] = replace(case, stage="handling", lines=(line,))
        talk.say(f"{number} {words}")
        after = talk.records.cases[number].lines[0]
        assert (after.decision, after.money) == (decision, money)


def test_photos_find_their_lines(talk):
    talk.say(PASTE)
    talk.photo("p1", "第2行")
    talk.photo("p2")
    assert talk.labels == ["1 控制器", "2 充电器", "3 转把", "整批的"]
    talk.say("第一行")
    assert [line.photos for line in talk.lines] == [("p2",), ("p1",), ()]
    talk.say("提交")
    assert [line.photos for case in opened(talk) for line in case.lines] == [("p2",), (), ("p1",)]


def test_spreadsheet_is_taken_in(talk):
    rows = [
        ("配件", "数量", "车型", "发票日期", "故障"),
        ("控制器", "3", "TDR-12", "2026-03-01", "坏"),
    ]
    assert "1 行" in talk.table(rows)
    assert "1 行 3 件" in talk.said_last()


def test_unreadable_spreadsheet_says_what_to_do(talk):
    assert "另存" in talk.table((), unreadable="corrupt")
    assert "没找到退件" in talk.table([("a", "b"), ("c", "d")])
    assert talk.state.returning is None


def test_old_button_changes_nothing(talk):
    talk.say("控制器 3个 26.3 坏")
    old = talk.button("TDR-12").data
    talk.press("YT-60")
    from bot.core.events import CustomerPressed  # noqa: PLC0415

    assert "前面的问题" in talk.happen(CustomerPressed(old))
    assert talk.lines[0].model == "YT-60"


def test_english_from_greeting_to_waybill(talk):
    said = talk.say("I want to return parts")
    assert "one part per line" in said
    assert "in warranty until 31 March 2027" in talk.say("3 controllers TDR-12 March 2026 dead")
    assert "Your return is open" in talk.say("submit")
    assert "Please check these on the waybill" in talk.say("SF Express SF1399876543210")


BAD = (
    "'; DROP TABLE cases;--",
    "<script>alert(1)</script>",
    "😀😀😀",
    "控制器 3个 TDR-12 2026年3月 <b>坏</b> '; DROP TABLE x;--",
    "\n".join(["控制器 1个 TDR-12 26.3 坏"] * 500),
    "控制器 99999999999999999999个",
    "x" * 8000,
)


@pytest.mark.parametrize("text", BAD)
def test_bad_input_gets_words_and_leaves_nothing_half_written(talk, text):
    said = talk.say(text)
    assert said
    assert opened(talk) == []
    assert all("<" not in line.fault for line in talk.lines)


def test_draft_survives_its_stored_form(talk):
    from bot.store.codec import dumps, type_state  # noqa: PLC0415

    talk.say(PASTE)
    talk.photo("p1")
    stored = dumps(type_state, talk.state)
    assert type_state.validate_json(stored) == talk.state


def test_same_log_gives_the_same_replies(book):
    texts = (PASTE, "第1行改成5个", "提交", "顺丰 SF1399876543210")
    one, two = Dealing(book), Dealing(book)
    assert [one.say(text) for text in texts] == [two.say(text) for text in texts]
    assert timedelta(0) == one.now - two.now
