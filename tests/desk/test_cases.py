"""Cases as staff see and move them, through the one door and the store."""

from dataclasses import replace

import pytest

from bot.core.cases import Case, CaseLine, Parcel, rebuild
from bot.core.procedures.actor import Actor
from bot.core.procedures.opening import begin
from bot.core.turn import Turn
from bot.desk.cases import (
    Acted,
    CaseFilter,
    Refused,
    act,
    actions_for,
    board,
    case_card,
    case_list,
    register_case,
    search_cases,
)
from bot.desk.cases.fates import case_fates
from bot.desk.cases.sight import Everybody
from bot.desk.dealers import Profile, add_dealer, find_dealer
from bot.desk.door import Desk
from bot.desk.membership import take_out, trust
from bot.desk.tasks import tasks_of_case
from bot.desk.views import transcript
from bot.store.cases import case_changes, find_case
from tests.desk.counter import Counter
from tests.desk.engines import event

NUMBER = "RT-20261123-0040"


@pytest.fixture
def returned(counter: Counter):
    """A dealer's return, announced, and colleagues to work on it."""
    people = {
        role: counter.colleague(role, role)
        for role in ("agent", "qc", "warehouse", "tech", "sales", "gm", "finance", "production")
    }
    draft = Case(
        number=NUMBER,
        procedure="dealer_return",
        stage="",
        conversation="test:9",
        opened_at=counter.now,
        lines=(
            CaseLine(
                part="controller", model="TDR-12", quantity=2, serials=("LX25-0001", "LX25-0002")
            ),
            CaseLine(part="charger", model="TDR-12", quantity=1, said="充不进电"),
        ),
        contact=(("name", "示范车行"), ("phone", "03115550133")),
        parcels=(Parcel(id="p1", direction="in", plant="north"),),
        dealer="d1",
    )
    pack = counter.desk.books().packs["ebike"]

    def open_it(_book, state, _event, _records):
        _, effects = begin(
            pack, draft, actor=Actor(kind="dealer"), people=Everybody(()), at=counter.now
        )
        return Turn(state, effects)

    opening = Desk(counter.store, counter.desk.books, step=open_it)
    opening.handle(event("报退", chat="test:9", update="open", at=counter.now))
    return counter, people


def move(returned, role: str, action: str, **values: str) -> Acted | Refused:
    counter, people = returned
    counter.tick()
    return act(counter.desk, people[role], NUMBER, action, values, at=counter.now)


def test_move_is_stored_with_its_history_and_tasks(returned):
    counter, _ = returned
    done = move(returned, "warehouse", "receive", received="1=1,2=1")
    assert isinstance(done, Acted)
    assert (done.stage, done.status) == ("appraisal", "short")
    card = case_card(counter.store, counter.desk.books(), NUMBER, at=counter.now)
    assert card is not None
    assert [(row.what, row.by_name, row.was, row.to) for row in card.history] == [
        ("opened", "", "", "已报退，等寄出"),
        ("moved", "warehouse", "已报退，等寄出", "隔离待鉴定"),
    ]
    assert [line.status for line in card.lines] == ["short", "received"]
    assert {(task.title, task.action) for task in card.tasks} == {
        ("隔离待鉴定", ""),
        ("到货后给经销商打电话", "task:phone_call"),
        ("件数不符，和经销商对清楚", "task:difference"),
    }
    english = case_card(counter.store, counter.desk.books(), NUMBER, at=counter.now, lang="en")
    assert english is not None
    assert [task.title for task in english.tasks if task.kind == "stage"] == [
        "Quarantine and appraisal"
    ]
    assert [document.form for document in card.documents] == ["part_tag"]
    assert (card.summary.owner_role, card.summary.overdue) == ("qc", False)


def test_history_in_the_store_rebuilds_the_case(returned):
    counter, _ = returned
    move(returned, "warehouse", "receive")
    move(returned, "qc", "appraise", verdict="bought_in")
    with counter.store.read() as tx:
        opened, changes = case_changes(tx, tenant=counter.store.tenant, number=NUMBER)
        case = find_case(tx, tenant=counter.store.tenant, number=NUMBER)
    assert rebuild(opened, changes) == case


def test_refused_move_changes_nothing_and_says_why(returned):
    counter, _ = returned
    refused = move(returned, "qc", "receive")
    assert refused == Refused(messages=("“直接到货，清点”由仓库来做。",))
    assert isinstance(move(returned, "warehouse", "receive", received="1=x"), Refused)
    card = case_card(counter.store, counter.desk.books(), NUMBER)
    assert card is not None
    assert len(card.history) == 1


def test_missing_field_is_told_at_its_place(returned):
    refused = move(returned, "agent", "ship", carrier="示范物流")
    assert isinstance(refused, Refused)
    assert refused.fields == (("waybill", "还差“运单号”。"),)


def test_same_key_moves_a_case_once(returned):
    counter, people = returned
    for _ in range(2):
        done = act(
            counter.desk, people["warehouse"], NUMBER, "receive", {}, at=counter.now, key="k"
        )
        assert isinstance(done, Acted)
    with counter.store.read() as tx:
        _, changes = case_changes(tx, tenant=counter.store.tenant, number=NUMBER)
    assert len(changes) == 1


def test_unknown_case_is_refused(counter: Counter):
    member = counter.colleague("小李")
    refused = act(counter.desk, member, "RT-20260101-0001", "x", {}, at=counter.now)
    assert isinstance(refused, Refused)
    assert actions_for(counter.store, counter.desk.books(), "RT-20260101-0001", member) == ()
    assert case_card(counter.store, counter.desk.books(), "RT-20260101-0001") is None


def test_signature_task_is_opened_and_closed(returned):
    counter, people = returned
    move(returned, "warehouse", "receive")
    move(returned, "agent", "task:phone_call", spoke_with="林小满", call_note="对过")
    move(returned, "qc", "appraise", verdict="own_fault")
    move(returned, "qc", "finish")
    asked = move(returned, "agent", "exchange", reason="换过两次")
    assert isinstance(asked, Acted)
    assert (asked.asked, asked.status) == (True, "approval")
    assert asked.outstanding == ("技术支持 tech", "营销 sales", "总经理 gm", "财务 finance")
    wanted = [t for t in tasks_of_case(counter.store, NUMBER) if t.kind == "approval"]
    assert [(task.role, task.state) for task in wanted] == [("tech", "open")]
    offers = actions_for(counter.store, counter.desk.books(), NUMBER, people["tech"])
    sign = next(one.id for one in offers if one.kind == "approve" and not one.why_not)
    signed = move(returned, "tech", sign)
    assert isinstance(signed, Acted)
    assert signed.outstanding == ("营销 sales", "总经理 gm", "财务 finance")
    assert [
        t.role
        for t in tasks_of_case(counter.store, NUMBER)
        if t.kind == "approval" and t.state == "open"
    ] == ["sales"]
    card = case_card(counter.store, counter.desk.books(), NUMBER)
    assert card is not None
    assert [(row.role, row.state) for row in card.signatures] == [
        ("tech", "approved"),
        ("sales", "waiting"),
        ("gm", "later"),
        ("finance", "later"),
    ]
    request = card.requests[0]
    assert (request.action_name, request.asked_by_name, request.why) == (
        "换新",
        "agent",
        "换过两次",
    )
    assert [(one.position, one.quantity, one.judged) for one in request.lines] == [
        (1, 2, ("自身质量",)),
        (2, 1, ("自身质量",)),
    ]
    assert request.asks == (("补贴办过没有", "否", "yes_no"),)
    assert "营销" in request.rule
    refuse = next(
        one.id
        for one in actions_for(counter.store, counter.desk.books(), NUMBER, people["sales"])
        if one.kind == "refuse" and not one.why_not
    )
    refused = move(returned, "sales", refuse, reason="先修")
    assert isinstance(refused, Acted)
    assert refused.sent_back_to == "agent"


def test_who_was_taken_out_of_the_dealership_hears_no_more_and_a_colleague_passes_it_on(returned):
    counter, _ = returned
    store = counter.store
    add_dealer(
        store,
        Profile(name="示范车行", contact="林小满", phone="0311-555-0133"),
        now=counter.now,
        dealer="d1",
    )
    trust(store, "d1", conversation="test:9", name="林小满", now=counter.now)
    move(returned, "agent", "ship", carrier="示范物流", waybill="SF5550001122")
    assert "SF5550001122" in transcript(store, "test:9")[-1].text
    member = find_dealer(store, "d1", now=counter.now).people[0]
    take_out(store, member.id, now=counter.now, by="s1")
    move(returned, "warehouse", "receive", received="1=1,2=1")
    last = transcript(store, "test:9", for_staff=True)[-1]
    assert (last.internal, "到货了" in last.text) == (True, True)
    assert "到货了" not in transcript(store, "test:9")[-1].text
    passed_on = [t for t in tasks_of_case(store, NUMBER) if "已不在店里" in t.title]
    assert [(t.role, "03115550133" in t.title, "到货了" in t.title) for t in passed_on] == [
        ("agent", True, True)
    ]


def test_actions_one_can_do_come_first_with_their_forms(returned):
    counter, people = returned
    offers = actions_for(counter.store, counter.desk.books(), NUMBER, people["warehouse"])
    assert (offers[0].id, offers[0].label, offers[0].why_not) == ("receive", "直接到货，清点", ())
    received = offers[0].form[0]
    assert received.choices == (("1", "1. 控制器 TDR-12 × 2"), ("2", "2. 充电器 TDR-12 × 1"))
    assert offers[1].why_not == ("“已寄出，填运单”由经销商、客服来做。",)


@pytest.mark.parametrize(
    "text", ["LX25-0002", "lx25 0002", "示范车行", "5550133", NUMBER, "SF5550001122"]
)
def test_case_is_found_by_what_it_holds(returned, text: str):
    counter, _ = returned
    move(returned, "agent", "ship", carrier="示范物流", waybill="SF5550001122")
    found = search_cases(counter.store, text, book=counter.desk.books())
    assert [one.number for one in found] == [NUMBER]


def test_case_is_not_found_by_what_it_does_not_hold(returned):
    counter, _ = returned
    for text in ("LX26", "%", "", "'; DROP TABLE case_file; --"):
        assert search_cases(counter.store, text, book=counter.desk.books()) == ()


def test_list_and_board_show_open_cases_by_stage(returned):
    counter, _ = returned
    book = counter.desk.books()
    listed = case_list(counter.store, book, CaseFilter(dealer="d1", ended=False))
    assert [(one.who, one.title, one.pieces) for one in listed] == [
        ("示范车行", "控制器 TDR-12 +1", 3)
    ]
    assert case_list(counter.store, book, CaseFilter(role="qc")) == ()
    columns = board(counter.store, book, procedure="dealer_return")
    assert [column.stage for column in columns][:2] == ["announced", "in_transit"]
    assert [case.number for case in columns[0].cases] == [NUMBER]


def test_late_case_is_marked_and_found(returned):
    counter, _ = returned
    late = counter.now.replace(month=12, day=20)
    book = counter.desk.books()
    listed = case_list(counter.store, book, CaseFilter(overdue_at=late), at=late)
    assert [(one.number, one.overdue) for one in listed] == [(NUMBER, True)]


def test_reader_of_english_gets_english(returned):
    counter, people = returned
    book = counter.desk.books()
    card = case_card(counter.store, book, NUMBER, lang="en")
    assert card is not None
    assert (card.summary.stage_name, card.lines[0].title) == ("Announced", "the controller TDR-12")
    offers = actions_for(counter.store, book, NUMBER, people["warehouse"], lang="en")
    assert offers[0].label == "It arrived; count"


def test_case_by_phone_is_registered_without_a_chat(counter: Counter):
    agent = counter.colleague("agent", "agent")
    caller = {"name": "王先生", "phone": "13900005550"}
    for _ in range(2):
        opened = register_case(
            counter.desk,
            agent,
            "complaint",
            said="约好没来",
            contact=caller,
            at=counter.now,
            key="k1",
        )
    assert isinstance(opened, Acted)
    assert (opened.stage, opened.status) == ("reported", "open")
    found = search_cases(counter.store, "13900005550", book=counter.desk.books())
    assert [one.number for one in found] == [opened.number]
    moved = act(counter.desk, agent, opened.number, "cancel", {"reason": "x"}, at=counter.now)
    assert isinstance(moved, Refused)


def test_case_by_phone_says_what_is_missing(counter: Counter):
    clerk = counter.colleague("clerk", "finance")
    refused = register_case(counter.desk, clerk, "complaint", said="", contact={}, at=counter.now)
    assert refused == Refused(
        messages=(
            "“客户投诉”由客服、经理、营销来开单。",
            "还差一句：出了什么问题。",
            "还差客户：姓名或者电话，留一个就行。",
        ),
        fields=(
            ("said", "还差一句：出了什么问题。"),
            ("name", "还差客户：姓名或者电话，留一个就行。"),
        ),
    )
    assert case_list(counter.store, counter.desk.books()) == ()


def test_edited_book_says_what_becomes_of_open_cases(returned):
    counter, _ = returned
    book = counter.desk.books()
    assert case_fates(counter.store, book) == {"unchanged": 1}
    pack = replace(book.packs["ebike"], procedures={})
    gone = replace(book, packs={**book.packs, "ebike": pack})
    assert case_fates(counter.store, gone) == {"procedure_gone": 1}
