"""Every shipped procedure from its first move to its end, with everybody who has a part in it."""

from datetime import UTC, datetime

from bot.core.cases import CaseLine, display_status
from tests.core.procedures.play import NUMBER, Play

PARTS = (
    CaseLine(part="controller", model="TDR-12", quantity=3, said="进水", logistics="announced"),
    CaseLine(part="charger", model="TDR-12", quantity=2, said="充不进电", logistics="announced"),
)


def dealer_return(book, lines=PARTS) -> Play:
    return Play(book, "dealer_return", lines, dealer="d1")


def arrived(book, received="*", **counts: str) -> Play:
    play = dealer_return(book)
    play.do("dealer", "ship", carrier="示范物流", waybill="SF5550001122", pieces="1")
    return play.do("warehouse", "receive", received=received, **counts)


def appraised(book, verdict="own_fault", **values: str) -> Play:
    play = arrived(book).do("agent", "task:phone_call", spoke_with="林小满", call_note="件数对")
    play.do("qc", "appraise", verdict=verdict, **values)
    return play.do("qc", "finish")


def test_dealer_return_goes_from_announced_to_settled(book):
    play = dealer_return(book)
    assert (play.stage, display_status(play.case)) == ("announced", "announced")
    play.do("dealer", "ship", carrier="示范物流", waybill="sf 5550001122")
    assert display_status(play.case) == "in_transit"
    assert play.case.parcels[0].waybill == "SF5550001122"
    play.do("warehouse", "receive")
    assert (play.stage, display_status(play.case)) == ("appraisal", "received")
    assert [(line.received, line.missing) for line in play.case.lines] == [(3, 0), (2, 0)]
    play.do("qc", "appraise", verdict="own_fault")
    assert play.try_("qc", "finish") == [
        "还差一件事：“到货后给经销商打电话”（客服）。做完才能离开这一步。"
    ]
    play.do("agent", "task:phone_call", spoke_with="林小满", call_note="件数对")
    play.do("qc", "finish").do("tech", "repair").do("tech", "start", plan="换密封圈")
    assert play.stage == "working"
    play.do("production", "finished", parts_used="密封圈*3", cost="100")
    assert play.case.value("share.workshop") == "34.00"
    play.do("warehouse", "send_back", carrier="示范物流", waybill="SF5550003344")
    play.do("finance", "settle", cost="100")
    assert play.case.ended == "done"
    assert play.tasks == {}
    assert play.timers == {}
    assert play.printed == ["part_tag", "appraisal", "rework_report", "rework_card", "settlement"]


def test_majority_of_appraisals_takes_two_taps(book):
    play = arrived(book)
    offer = next(one for one in play.offers("qc") if one.id == "appraise")
    assert [field.id for field in offer.form if field.required] == ["verdict"]


def test_short_receipt_is_told_and_cleared_up(book):
    play = arrived(book, received="1=2,2=2", damaged="2=1")
    line = play.case.lines[0]
    assert (line.received, line.missing, line.logistics) == (2, 1, "short")
    assert display_status(play.case) == "short"
    assert "少 1 件" in play.said[0]
    assert "task:difference" in play.can("agent")


def test_more_pieces_than_announced_count_as_over(book):
    play = arrived(book, received="1=5,2=2")
    line = play.case.lines[0]
    assert (line.received, line.missing, line.over) == (3, 0, 2)


def test_user_damage_needs_words_and_a_photo(book):
    play = arrived(book)
    assert play.try_("qc", "appraise", verdict="user_damage") == [
        "判人为损坏，要写明鉴定情况，经销商会看到。",
        "判人为损坏，要有照片。",
    ]
    play.do("qc", "appraise", verdict="user_damage", found="有撬痕", photos="photo-1")
    assert {line.liability for line in play.case.lines} == {"customer"}
    assert {line.photos for line in play.case.lines} == {("photo-1",)}


def test_quote_is_paid_before_work(book):
    play = appraised(book, "user_damage", found="有撬痕", photos="photo-1")
    play.do("agent", "quote", list_price="100", price="95", reason="人为损坏")
    assert display_status(play.case) == "quoted"
    assert "190 元" in play.said[0]
    assert play.try_("tech", "start", plan="换壳") == [
        "还有收到的件没有定怎么办。",
        "报价对方还没有答复。",
    ]
    play.do("dealer", "agree")
    assert play.try_("tech", "start", plan="换壳") == [
        "同意了报价，财务还没确认收款；先收款再动工。"
    ]
    play.do("finance", "paid", paid_on="2026-11-23").do("tech", "start", plan="换壳")
    assert play.stage == "working"


def test_declined_quote_goes_back_unrepaired(book):
    play = appraised(book, "user_damage", found="有撬痕", photos="photo-1")
    play.do("agent", "quote", list_price="100", price="100", reason="人为损坏").do(
        "dealer", "decline"
    )
    play.do("tech", "start", plan="原样退回")
    assert play.stage == "shipping"
    assert {line.decision for line in play.case.lines} == {"refuse"}


def test_quote_far_below_the_list_waits_for_the_general_manager(book):
    play = appraised(book, "user_damage", found="有撬痕", photos="photo-1")
    play.do("agent", "quote", list_price="100", price="80", reason="老客户")
    assert display_status(play.case) == "approval"
    assert play.try_("agent", f"approve:{play.case.pending[0].id}") == [
        "“报价”是您自己提的，要请别人签字。"
    ]
    play.sign("gm")
    assert display_status(play.case) == "quoted"


def test_exchange_needs_every_signature_in_order(book):
    play = appraised(book)
    play.do("agent", "exchange", lines="1", reason="换过两次还坏")
    request = play.case.pending[0].id
    assert play.try_("gm", f"approve:{request}") == ["“换新”现在等技术支持签字。"]
    play.sign("tech", "sales", "gm", "finance")
    assert [line.decision for line in play.case.lines] == ["exchange", "pending"]


def test_refused_signature_leaves_the_line_undecided(book):
    play = appraised(book)
    play.do("agent", "refund", reason="客户要求")
    request = play.case.pending[0].id
    assert play.try_("manager", f"refuse:{request}") == ["还差原因，写一句就行。"]
    play.do("manager", f"refuse:{request}", reason="先修")
    assert {line.decision for line in play.case.lines} == {"pending"}
    assert [(one.approved, one.why) for one in play.case.approvals] == [(False, "先修")]


def test_subsidised_product_is_not_exchanged(book):
    play = appraised(book)
    assert play.try_("agent", "exchange", subsidised="yes", reason="坏了") == [
        "补贴已办，不能换货，只能维修。"
    ]


def test_who_is_away_is_stood_in_for_by_their_delegate(book):
    play = appraised(book)
    play.office.change("tech", away_until=play.at.replace(day=30), delegate="s-manager")
    play.do("agent", "exchange", reason="坏了").sign("manager")
    assert play.case.approvals[0].for_ == "s-tech"


def test_lost_parcel_is_traced_and_found(book):
    play = dealer_return(book)
    play.do("dealer", "ship", carrier="示范物流", waybill="SF5550001122").do("dealer", "trace")
    assert (play.stage, display_status(play.case)) == ("tracing", "lost")
    assert "SF5550001122" in play.said[0]
    play.do("agent", "found")
    assert (play.stage, display_status(play.case)) == ("in_transit", "in_transit")


def test_dealer_who_does_not_send_is_reminded_and_then_called(book):
    play = dealer_return(book).wait(days=3)
    assert "还没收到运单号" in play.said[0]
    play.wait(days=11)
    assert [change.what for change in play.changes] == ["reminded", "reminded", "overdue"]
    assert {task.role for task in play.tasks.values()} == {"agent"}


def test_late_stage_is_noted_and_said(book):
    play = appraised(book).wait(days=4)
    assert play.changes[-1].what == "overdue"
    assert "慢了" in play.said[0]


def test_factory_repair_runs_its_seven_working_days(book):
    play = Play(book, "factory_repair")
    play.do("warehouse", "receive", place="B-07")
    play.do("production", "task:production_view", production_view="密封不良")
    play.do("qc", "appraise", verdict="own_fault").do("qc", "judged").do("tech", "repair")
    play.do("agent", "open_form", process="装配", plan="换密封圈")
    assert play.case.due_at == datetime(2026, 12, 1, 10, 0, tzinfo=UTC)  # Saturday is worked
    play.do("qc", "rework", reason="密封还不对").do("production", "finished")
    play.do("sales", "send_back", carrier="示范物流", waybill="SF5550003344")
    play.do("finance", "settle", cost="333.33")
    shares = [value for field, value in play.case.values if field.startswith("share.")]
    assert sum(round(float(share) * 100) for share in shares) == 33333
    assert play.case.ended == "done"


def test_bought_in_part_is_claimed_from_the_supplier(book):
    play = Play(book, "parts_warranty")
    play.do("sales", "inform", answered="先寄回来", major="yes").do(
        "qc", "named", team_named="郑可"
    )
    play.do("dealer", "ship", carrier="示范物流", waybill="SF5550001122")
    play.do("warehouse", "receive", place="B-07")
    play.do("qc", "appraise", verdict="bought_in").do("qc", "finish")
    assert play.stage == "supplier"
    assert (play.case.due_at - play.at).days == 30
    play.do("purchasing", "replaced", supplier_replaced="3 件")
    play.do("warehouse", "send_back", carrier="示范物流", waybill="SF5550003344")
    assert play.do("warehouse", "close").case.ended == "done"


def test_customer_sends_in_and_pays_before_the_repair(book):
    play = Play(book, "customer_send_in")
    play.do("agent", "accept", enclose="故障说明", open_agreed="yes")
    play.do("customer", "ship", carrier="示范快递", waybill="SF5550001122")
    play.do("warehouse", "receive").do("tech", "appraise", verdict="user_damage", found="进水")
    play.do("tech", "quote", list_price="200", price="200", reason="进水").do("customer", "agree")
    play.do("finance", "paid", paid_on="2026-11-23").do("tech", "start").do("tech", "repaired")
    play.do("warehouse", "send_back", carrier="示范快递", waybill="SF5550003344")
    assert play.do("customer", "arrived").case.ended == "done"


def test_slip_sends_parts_and_sets_off_the_old_one(book):
    play = Play(book, "after_sales_slip")
    play.do("tech", "send_parts", parts="充电器*1", address="样例路 555 号")
    play.do("finance", "priced", parts_total="128").do(
        "warehouse", "send", carrier="示范快递", waybill="SF5550001122"
    )
    assert play.try_("agent", "no_old_part") == ["这张单要旧件冲抵，旧件回来再结。"]
    assert play.do("warehouse", "old_part_back").case.ended == "done"
    assert play.printed == ["warranty_slip", "parts_sale"]


def test_slip_dispatches_somebody_when_both_have_signed(book):
    play = Play(book, "after_sales_slip")
    visit = {"technician": "郑可", "visit_at": "明天上午", "address": "样例路", "task": "换刹把"}
    play.do("agent", "dispatch", **visit).sign("manager", "sales")
    assert play.stage == "on_site"
    play.do("tech", "served", found="刹把断电", parts_used="刹把*1", signed_by="王先生")
    play.do("finance", "billed", parts_total="0")
    assert play.do("customer", "confirm").case.ended == "done"


def test_slip_refuses_an_exchange_at_the_factory_when_subsidised(book):
    play = Play(book, "after_sales_slip")
    assert play.try_("tech", "to_factory", return_reason="exchange", subsidised="yes") == [
        "补贴已办，不能换货或退货，只能维修。"
    ]
    play.do("tech", "to_factory", return_reason="repair", subsidised="yes")
    play.do("customer", "ship", carrier="示范快递", waybill="SF5550001122")
    play.do("warehouse", "receive", serials_seen="LX-1").do(
        "tech", "appraise", verdict="own_fault", found="x"
    )
    play.do("tech", "repair").do("tech", "start").do("tech", "repaired", found="x")
    play.do("warehouse", "send_back", carrier="示范快递", waybill="SF5550003344")
    assert play.do("agent", "confirm").case.ended == "done"


def test_complaint_goes_round_within_its_hours(book):
    play = Play(book, "complaint")
    hours = []
    facts = {"place": "南开", "people": "接待", "summary": "白跑一趟", "happened_at": "2026-11-22"}
    for who, action, values in (
        ("agent", "file", {"way": "来电", "kind": "工期", **facts}),
        ("agent", "unreachable", {"reason": "打了三次"}),
        (
            "agent",
            "decide",
            {"course": "没有交接", "fault": "company", "decision": "道歉", "answer": "接受"},
        ),
        ("manager", "pass", {}),
        ("gm", "approve", {}),
        ("manager", "enforced", {"result": "已道歉"}),
    ):
        hours.append((play.case.due_at - play.at).total_seconds() / 3600)
        play.do(who, action, **values)
    assert hours == [1, 24, 24, 4, 4, 8]
    play.do("agent", "close")
    assert play.printed == ["complaint_sheet", "complaint_sheet"]
    assert "已道歉" in play.said[0]


def test_repair_from_a_chat_is_arranged_done_and_confirmed(book):
    play = Play(book, "repair", pack="shop")
    play.do("agent", "arrange", agreed_on="明天上午").do("tech", "repaired", found="线松了")
    play.do("customer", "again", reason="还是响").do("tech", "repaired", found="轴承")
    assert play.do("agent", "confirm").case.ended == "done"
    assert play.case.visit == 5


def test_return_from_a_chat_is_refunded_after_signatures(book):
    play = Play(book, "return", pack="shop")
    play.do("agent", "accept", instructions="寄官方地址")
    play.do("customer", "ship", carrier="示范快递", waybill="SF5550001122")
    play.do("warehouse", "receive").do("qc", "check", verdict="own_fault")
    play.do("agent", "refund").sign("manager", "finance")
    assert play.try_("agent", "close") == ["退款财务还没办。"]
    assert (
        play.do("finance", "refunded", refund_amount="59.9").do("agent", "close").case.ended
        == "done"
    )


def test_reship_from_a_chat_arrives(book):
    play = Play(book, "reship", pack="shop")
    where = {"province": "浙江省", "city": "杭州市", "address": "样例街 5 号"}
    play.do(
        "agent", "confirm", cause="list", item="杯盖", name="何样", phone="13900005550", **where
    )
    play.do("warehouse", "send", carrier="示范快递", waybill="SF5550001122")
    assert play.do("customer", "arrived").case.ended == "done"


def test_advice_from_a_chat_is_answered(book):
    assert Play(book, "advice").do("agent", "answer", answer="充 8 小时").case.ended == "done"


def test_forms_of_a_visit_keep_what_was_drawn_and_what_was_used_apart(book):
    play = Play(book, "after_sales_slip")
    play.do(
        "agent",
        "dispatch",
        technician="郑可",
        visit_at="明天上午",
        address="示范大道 555 号",
        task="换刹把",
        parts="刹把*2; 断电线*1",
    ).sign("sales", "manager")
    order = play.paper("dispatch_order")
    assert (order["visit_at"], order["customer"]["address"]) == ("明天上午", "示范大道 555 号")
    assert order["parts"] == [{"part": "刹把", "drawn": 2}, {"part": "断电线", "drawn": 1}]
    assert "in_warranty" not in order
    play.do("tech", "served", found="刹把卡滞", parts_used="刹把*1", signed_by="王先生")
    slip = play.do("finance", "billed", parts_total="35").paper("warranty_slip")
    assert (slip["found"], slip["parts"], slip["total"]) == (
        "刹把卡滞",
        [{"part": "刹把", "quantity": 1}],
        "35.00",
    )


def test_sale_of_parts_lists_the_parts_and_where_they_go(book):
    play = Play(book, "after_sales_slip")
    play.do("agent", "send_parts", parts="断电刹把*1; 刹车线*2", address="样例里 5 号楼")
    play.do("finance", "priced", parts_total="88.5", freight="12")
    sale = play.paper("parts_sale")
    assert [(row["part"], row["quantity"]) for row in sale["lines"]] == [
        ("断电刹把", 1),
        ("刹车线", 2),
    ]
    assert (sale["slip"], sale["customer"]["address"], sale["total"], sale["freight"]) == (
        NUMBER,
        "样例里 5 号楼",
        "88.50",
        "12.00",
    )


def test_rework_after_a_failed_inspection_has_no_more_than_the_seven_days(book):
    play = Play(book, "factory_repair", PARTS)
    play.do("warehouse", "receive", place="C-02").do(
        "production", "task:production_view", production_view="松"
    )
    play.do("qc", "appraise", verdict="own_fault").do("qc", "judged").do("tech", "repair")
    play.do("agent", "open_form", plan="换插件", process="总装二工段")
    promised = play.case.due_at
    play.wait(days=2).do("qc", "rework", reason="插件还松")
    assert (play.stage, play.case.due_at) == ("working", promised)
    assert [task.due_at for task in play.tasks.values() if task.kind == "stage"] == [promised]
