"""After announcing: the list changes, lines are withdrawn, and what can no longer be changed is said (R1, R12)."""

from dataclasses import replace

import pytest

from bot.core.effects import AmendCase, KeepDocument, OpenCase, OpenTask, SendDocument

LIST = """控制器 3个 TDR-12 2026年3月 不通电
充电器 2个 TDR-12 2026年2月 不充电"""


def announce(talk, told=LIST):
    talk.say(told)
    talk.say("提交")
    return [effect.case.number for effect in talk.effects if isinstance(effect, OpenCase)]


def held(talk, number):
    return [(line.part, line.quantity) for line in talk.records.cases[number].lines]


def receive(talk, number):
    case = talk.records.cases[number]
    lines = tuple(
        replace(line, logistics="received", received=line.quantity, missing=0)
        for line in case.lines
    )
    talk.records.cases[number] = replace(case, stage="appraisal", lines=lines)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("第1行改成5个", [("controller", 5), ("charger", 2)]),
        ("单子改一下，控制器只有2个", [("controller", 2), ("charger", 2)]),
        ("控制器写错了，是2个", [("controller", 2), ("charger", 2)]),
        ("控制器2个，不是3个", [("controller", 2), ("charger", 2)]),
        ("再加一个充电器", [("controller", 3), ("charger", 3)]),
        ("刚才那单控制器写多了一个", [("controller", 2), ("charger", 2)]),
        ("那个充电器不退了", [("controller", 3)]),
        ("控制器改成2个，充电器不要了", [("controller", 2)]),
        ("再加一个电机 TDR-12 2026年1月 异响", [("controller", 3), ("charger", 2), ("motor", 1)]),
    ],
)
def test_announced_list_changes_under_its_number(said, lines, talk):
    (number,) = announce(talk)
    told = talk.say(said)
    assert held(talk, number) == lines
    assert f"单号还是 {number}" in told
    assert [one.form for one in talk.effects if isinstance(one, SendDocument)] == [
        "return_list",
        "shipping_label",
    ]
    assert talk.state.returning is None
    assert list(talk.records.cases) == [number]


def test_change_is_kept_in_the_history_with_the_dealers_words(talk):
    announce(talk)
    talk.say("控制器只有2个")
    (change,) = [one.change for one in talk.effects if isinstance(one, AmendCase)]
    assert change.why == "经销商改单：控制器只有2个"
    assert change.by == "dealer:m1"
    assert change.rule == "dealer_return/announced.amend"


def test_untold_line_is_asked_for_and_its_answer_heard(talk):
    (number,) = announce(talk)
    assert "要改哪一行" in talk.say("少写了一个")
    talk.say("控制器")
    assert held(talk, number) == [("controller", 4), ("charger", 2)]


def test_line_left_out_is_asked_about_and_joins_the_announced_ones(talk):
    (number,) = announce(talk)
    assert "第 3 行电机是哪个车型" in talk.say("再加一个电机")
    talk.say("TDR-12")
    talk.say("2026年1月")
    assert "加上 电机 ×1" in talk.say("异响")
    assert held(talk, number)[-1] == ("motor", 1)


def test_line_of_another_plant_becomes_a_return_of_its_own(talk):
    (number,) = announce(talk)
    talk.say("再加一个电机")
    talk.say("YT-60")
    talk.say("2026年1月")
    assert held(talk, number) == [("controller", 3), ("charger", 2)]
    talk.say("异响")
    assert "不归这个厂" in talk.said_last()
    talk.say("提交")
    assert len(talk.records.cases) == 2


def test_one_of_several_returns_is_asked_for(talk):
    north, south = announce(
        talk, "控制器 3个 TDR-12 2026年3月 不通电\n控制器 2个 YT-60 2026年2月 不通电"
    )
    assert "改哪一张" in talk.say("控制器只有1个")
    talk.say("南方的")
    assert held(talk, north) == [("controller", 3)]
    assert held(talk, south) == [("controller", 1)]


def test_change_never_finished_leaves_the_return_as_it_was(talk):
    (number,) = announce(talk)
    talk.say("再加一个电机")
    assert "照原来的办" in talk.say("算了")
    assert held(talk, number) == [("controller", 3), ("charger", 2)]
    assert talk.state.returning is None


def test_sent_list_is_still_corrected(talk):
    (number,) = announce(talk)
    talk.say("顺丰 SF1399876543210")
    assert "箱子已经在路上" in talk.say("控制器只有2个")
    assert {line.logistics for line in talk.records.cases[number].lines} == {"in_transit"}


def test_received_list_no_longer_changes(talk):
    (number,) = announce(talk)
    receive(talk, number)
    talk.say("控制器只有2个")
    assert held(talk, number) == [("controller", 3), ("charger", 2)]


@pytest.mark.parametrize("said", ["那个电机不退了", "我不想退了", "先不退了", "甭退了"])
def test_changed_mind_with_nothing_announced_is_no_fault(said, talk):
    assert "不用撤" in talk.say(said)
    assert talk.state.frames == ()
    assert talk.state.offer is None


def test_part_that_was_never_announced_is_said(talk):
    (number,) = announce(talk)
    assert f"没办完的单子里没有电机：\n{number}" in talk.say("电机不退了")


@pytest.mark.parametrize("said", ["我不想退了", "先不退了", "这批不退了"])
def test_announced_return_is_called_off_after_a_yes(said, talk):
    (number,) = announce(talk)
    assert "要撤掉" in talk.say(said)
    talk.press("撤掉")
    assert talk.records.cases[number].ended == "cancelled"


def test_part_on_the_road_is_asked_about(talk):
    (number,) = announce(talk)
    talk.say("顺丰 SF1399876543210")
    assert "放进箱子了没有" in talk.say("充电器不退了")
    talk.press("没放进箱子")
    assert held(talk, number) == [("controller", 3)]


def test_part_at_the_factory_comes_back_as_it_is(talk):
    (number,) = announce(talk)
    receive(talk, number)
    assert "厂里已经收到" in talk.say("充电器不退了")
    assert "前给您回话" in talk.press("不修，原样寄回")
    (task,) = [one.task for one in talk.effects if isinstance(one, OpenTask)]
    assert (task.role, task.case) == ("agent", number)
    assert "充电器" in task.title


def quoted(talk):
    (number,) = announce(talk)
    case = talk.records.cases[number]
    lines = tuple(
        replace(
            line,
            logistics="received",
            received=line.quantity,
            missing=0,
            verdict="user_damage",
            money="quoted",
            price_fen=8000,
        )
        for line in case.lines
    )
    talk.records.cases[number] = replace(case, stage="handling", lines=lines)
    return number


@pytest.mark.parametrize("said", ["太贵了，便宜点", "能不能打折", "9折行不", "能少点不"])
def test_price_talk_is_sales_and_the_quote_stays_open(said, talk):
    number = quoted(talk)
    told = talk.say(said)
    assert "160 元" in told
    assert "营销同事" in told
    assert talk.labels[:2] == ["同意报价", "不同意报价"]
    (task,) = [one.task for one in talk.effects if isinstance(one, OpenTask)]
    assert (task.role, task.case, task.escalate_to) == ("sales", number, "manager")
    assert said in task.title
    assert {line.money for line in talk.records.cases[number].lines} == {"quoted"}


def test_price_talk_that_ends_it_is_a_no(talk):
    number = quoted(talk)
    talk.say("太贵了，不修了")
    assert {line.decision for line in talk.records.cases[number].lines} == {"refuse"}


def test_price_talk_before_any_quote_says_when_there_is_one(talk):
    announce(talk)
    assert "现在还没有报价" in talk.say("能不能便宜点")


@pytest.mark.parametrize(
    "said",
    ["再加一个充电器", "充电器不退了", "撤单", "同意", "提交", "寄了 顺丰 SF1399876543210", LIST],
)
def test_who_may_only_look_is_told_who_may_do_it(said, talk):
    (number,) = announce(talk)
    before = talk.records.cases[number]
    talk.records.dealers["test:1"] = replace(talk.records.dealers["test:1"], right="look")
    assert "请林小满来发" in talk.say(said)
    assert talk.records.cases[number] == before


@pytest.mark.parametrize(
    "said",
    [
        "工厂收到没",
        "到哪了",
        "那批货怎么样了",
        "充电器那个怎么样了",
        "处理得咋样了",
        "啥时候能修好",
        "我的件呢",
        "有消息没",
        "修好发回来没",
        "查下我那批退件",
    ],
)
@pytest.mark.parametrize("right", ["submit", "look"])
def test_status_is_understood_however_it_is_asked(said, right, talk):
    (number,) = announce(talk)
    talk.records.dealers["test:1"] = replace(talk.records.dealers["test:1"], right=right)
    assert f"{number}（2026 年 11 月 23 日" in talk.say(said)


def test_status_of_a_part_shows_its_lines_alone(talk):
    announce(talk)
    assert "控制器" not in talk.say("充电器那个怎么样了")


def test_month_without_returns_is_said_before_the_others_are_shown(talk):
    announce(talk)
    assert "2026 年 10 月没有报过退件" in talk.say("上个月退的处理了没")
    assert "2026 年 3 月还没有退过件" in talk.say("3月份退了哪些")


def test_status_without_any_return_says_so(talk):
    assert "还没有退货单" in talk.say("那批货怎么样了")


def test_list_changed_on_the_road_is_laid_with_the_case(talk):
    announce(talk)
    talk.say("顺丰 SF1399876543210")
    talk.say("控制器只有2个")
    assert not [one for one in talk.effects if isinstance(one, SendDocument)]
    (kept,) = [one for one in talk.effects if isinstance(one, KeepDocument)]
    assert (kept.form, kept.data["total"]) == ("return_list", 4)
