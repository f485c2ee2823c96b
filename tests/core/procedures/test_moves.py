"""Moves that are refused, late, migrated, called off and opened again."""

from dataclasses import replace

from bot.core.cases import Case, CaseLine
from bot.core.effects import ClearTimer, SetTimer
from bot.core.procedures.acting import act
from bot.core.procedures.lateness import came_due
from bot.core.procedures.migrating import migrate
from bot.core.procedures.opening import begin
from bot.core.procedures.procedure import Procedure
from tests.core.procedures.play import MONDAY, NUMBER, Office, Play
from tests.core.procedures.test_lives import appraised, arrived, dealer_return


def test_illegal_move_says_whose_it_is_in_the_actors_language(book):
    play = dealer_return(book)
    m = play.making("qc", lang="en")
    assert play.try_("qc", "ship") == ["“已寄出，填运单”由经销商、客服来做。"]
    act(m, "ship", {})
    assert m.stops == ["“Sent; waybill” is for the dealer, customer service to do."]


def test_every_missing_field_is_named(book):
    play = dealer_return(book)
    assert play.try_("dealer", "ship", pieces="0") == [
        "还差“承运人（快递或物流公司）”。",
        "还差“运单号”。",
        "“几箱”不能小于 1，现在是“0”。",
    ]


def test_action_of_another_stage_names_what_can_be_done(book):
    assert dealer_return(book).try_("qc", "appraise") == [
        "“已报退，等寄出”这一步没有这个操作。能做的有：已寄出，填运单、直接到货，清点。"
    ]


def test_nothing_moves_on_while_a_signature_is_wanted(book):
    play = appraised(book).do("agent", "exchange", lines="1", reason="坏了")
    play.do("tech", "repair", lines="2")
    assert play.try_("tech", "start", plan="换") == ["“换新”还在等签字，签完或退回以后再往下走。"]


def test_signature_waits_only_for_its_own_lines(book):
    play = appraised(book).do("agent", "exchange", lines="1", reason="坏了")
    assert play.try_("tech", "repair", lines="1") == ["“换新”还在等签字，签完或退回以后再往下走。"]
    play.do("agent", "exchange", lines="2", reason="也坏了")
    assert [dict(one.values)["lines"] for one in play.case.pending] == ["1", "2"]


def test_signature_for_what_was_settled_otherwise_is_not_given(book):
    play = appraised(book).do("agent", "exchange", lines="1", reason="坏了")
    play.sign("tech", "sales", "gm")
    settled = replace(play.case.lines[0], decision="repair")
    play.case = replace(play.case, lines=(settled, *play.case.lines[1:]))
    stops = play.try_("finance", f"approve:{play.case.pending[0].id}")
    assert stops == ["“哪几行”里的“1”不在可选的行里。"]


def test_who_asked_is_told_of_a_refusal_until_they_ask_again(book):
    play = appraised(book).do("agent", "exchange", lines="1", reason="坏了")
    play.do("tech", f"refuse:{play.case.pending[0].id}", reason="先修一次看")
    told = [task for task in play.tasks.values() if task.kind == "callback" and task.assignee]
    assert [(task.title, task.assignee, task.due_at) for task in told] == [
        (f"{NUMBER} “换新”没批（tech：先修一次看），改了再报", "s-agent", play.case.due_at)
    ]
    play.do("agent", "exchange", lines="1", reason="修过两次了")
    assert [task.id for task in told if task.id in play.tasks] == []


def test_who_asked_is_told_of_the_last_signature_until_the_case_goes_on(book):
    play = appraised(book).do("agent", "exchange", lines="1", reason="坏了")
    play.sign("tech", "sales", "gm")
    assert not [task for task in play.tasks.values() if task.assignee == "s-agent"]
    play.sign("finance")
    told = [task.title for task in play.tasks.values() if task.assignee == "s-agent"]
    assert told == [f"{NUMBER} “换新”批了，接着办"]
    play.do("tech", "repair", lines="2")
    assert not [task for task in play.tasks.values() if task.assignee == "s-agent"]


def test_nobody_signs_twice_for_one_request(book):
    play = appraised(book)
    play.office.change("tech", roles=("tech", "sales"))
    play.do("agent", "exchange", reason="坏了").sign("tech")
    assert play.try_("tech", f"approve:{play.case.pending[0].id}") == [
        "“换新”您已经签过了，剩下的要别人来签。"
    ]


def test_delegate_who_asked_does_not_sign(book):
    play = appraised(book)
    play.office.change("tech", away_until=play.at.replace(day=30), delegate="s-agent")
    play.do("agent", "exchange", reason="坏了")
    assert play.try_("agent", f"approve:{play.case.pending[0].id}") == [
        "“换新”是您自己提的，要请别人签字。"
    ]


def test_delegate_who_is_away_passes_it_on(book):
    play = appraised(book)
    holiday = play.at.replace(day=30)
    play.office.change("tech", away_until=holiday, delegate="s-qc")
    play.office.change("qc", away_until=holiday, delegate="s-production")
    play.do("agent", "exchange", reason="坏了")
    task = next(one for one in play.tasks.values() if one.kind == "approval")
    assert task.assignee == "s-production"
    play.sign("production")
    assert (play.case.approvals[-1].by, play.case.approvals[-1].for_) == (
        "staff:s-production",
        "s-tech",
    )


def test_delegates_who_wait_for_each_other_leave_it_to_the_role(book):
    play = appraised(book)
    holiday = play.at.replace(day=30)
    play.office.change("tech", away_until=holiday, delegate="s-qc")
    play.office.change("qc", away_until=holiday, delegate="s-tech")
    play.do("agent", "exchange", reason="坏了")
    assert next(one for one in play.tasks.values() if one.kind == "approval").assignee == ""


def test_signatures_in_any_order_are_all_asked_at_once(book):
    play = Play(book, "after_sales_slip")
    visit = {"technician": "郑可", "visit_at": "明天", "address": "样例路", "task": "换刹把"}
    play.do("agent", "dispatch", **visit)
    wanted = sorted(task.role for task in play.tasks.values() if task.kind == "approval")
    assert wanted == ["manager", "sales"]


def test_called_off_case_leaves_nothing_open_and_opens_again(book):
    play = dealer_return(book)
    assert play.try_("dealer", "cancel") == ["还差原因，写一句就行。"]
    play.do("dealer", "cancel", reason="不退了")
    assert (play.case.ended, play.tasks, play.timers) == ("cancelled", {}, {})
    assert "不退了" in play.said[0]
    assert play.try_("dealer", "ship") == ["这张单子已经结束了，要接着办请先“重新打开”。"]
    assert play.try_("agent", "reopen", reason="x") == ["重新打开由经理来做。"]
    play.do("manager", "reopen", reason="经销商又要退")
    assert (play.stage, play.case.ended) == ("announced", "")


def test_case_on_its_way_is_not_called_off(book):
    play = arrived(book)
    assert play.try_("dealer", "cancel", reason="不退了") == [
        "单子已经到“隔离待鉴定”，不能直接撤了。请联系经办同事商量怎么处理。"
    ]


def test_timer_of_an_earlier_stay_changes_nothing(book):
    play = dealer_return(book)
    stale = [name for name in play.timers if ":due:" in name]
    play.do("dealer", "ship", carrier="示范物流", waybill="SF5550001122")
    before = play.case
    m = play.making("system")
    came_due(m, stale[0])
    assert (m.case, m.effects) == (before, [])


def test_stage_sets_its_deadline_and_clears_the_last(book):
    play = dealer_return(book)
    play.do("dealer", "ship", carrier="示范物流", waybill="SF5550001122")
    cleared = {one.name for one in play.last if isinstance(one, ClearTimer)}
    assert cleared == {f"case:{NUMBER}:due:1", f"case:{NUMBER}:nudge0:1", f"case:{NUMBER}:nudge1:1"}
    due = [one for one in play.last if isinstance(one, SetTimer) and ":due:" in one.name]
    assert due == [SetTimer(f"case:{NUMBER}:due:2", play.case.due_at)]


def edited(play: Play, procedure: Procedure) -> None:
    """A manager changed the procedure."""
    kept = {**play.pack.procedures, procedure.id: procedure}
    play.pack = replace(play.pack, procedures=kept)


def renamed(procedure: Procedure, old: str, new: str, *, declared: bool) -> Procedure:
    stages = tuple(
        replace(stage, id=new, renamed_from=(old,) if declared else ())
        if stage.id == old
        else stage
        for stage in procedure.stages
    )
    index = {stage.id: place for place, stage in enumerate(stages)}
    return replace(procedure, stages=stages, index=index, digest="new")


def test_edited_procedure_is_taken_over_where_the_stage_still_is(book):
    play = dealer_return(book)
    edited(play, replace(play.pack.procedures["dealer_return"], digest="new"))
    play.do("dealer", "ship", carrier="示范物流", waybill="SF5550001122")
    assert [(one.what, one.why) for one in play.changes] == [
        ("migrated", "same_stage"),
        ("moved", ""),
    ]
    assert play.case.version == "new"


def test_renamed_stage_goes_on_under_its_new_name(book):
    play = dealer_return(book)
    old = play.pack.procedures["dealer_return"]
    edited(play, renamed(old, "announced", "told", declared=True))
    play.do("dealer", "ship", carrier="示范物流", waybill="SF5550001122")
    assert [(one.what, one.was, one.stage) for one in play.changes] == [
        ("migrated", "announced", "told"),
        ("moved", "told", "in_transit"),
    ]


def test_stage_that_is_gone_sends_the_case_to_the_first_and_drops_requests(book):
    play = appraised(book).do("agent", "exchange", reason="坏了")
    old = play.pack.procedures["dealer_return"]
    edited(play, renamed(old, "handling", "deciding", declared=False))
    m = play.making("agent")
    migrate(m)
    assert (m.case.stage, m.case.pending, m.case.approvals) == ("announced", (), ())


def test_case_of_a_procedure_nobody_wrote_is_registered_as_it_is(book):
    draft = Case(
        number=NUMBER,
        procedure="unheard_of",
        stage="registered",
        conversation="test:1",
        opened_at=MONDAY,
        lines=(CaseLine(said="x"),),
    )
    agent = Office().actor("agent")
    case, effects = begin(book.packs["ebike"], draft, actor=agent, people=Office(), at=MONDAY)
    assert (case, len(effects)) == (draft, 1)


def test_suppliers_month_goes_on_after_the_case_has_moved_and_ended(book):
    play = appraised(book, "bought_in")
    (claim,) = [task for task in play.tasks.values() if task.role == "purchasing"]
    assert (claim.due_at - play.at).days == 30
    play.do("tech", "repair").do("tech", "start", plan="换")
    play.do("production", "finished").do(
        "warehouse", "send_back", carrier="x", waybill="SF5550003344"
    )
    play.do("finance", "settle")
    assert (play.case.ended, list(play.tasks)) == ("done", [claim.id])
    assert "task:supplier_claim" in play.can("purchasing")
    play.do("purchasing", "task:supplier_claim", supplier_replaced="3 件")
    assert (play.case.carried, play.tasks) == ((), {})
    assert play.case.value("supplier_replaced") == "3 件"


def test_difference_counted_later_becomes_somebodys_task(book):
    play = arrived(book)
    assert len([t for t in play.tasks.values() if "件数不符" in t.title]) == 0
    play.do("warehouse", "receive_more", received="1=2,2=2")
    assert [t.role for t in play.tasks.values() if "件数不符" in t.title] == ["agent"]
