"""Dealers, their people and their invites, through the one door where it is the chat that acts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.cases import Case, CaseChange, CaseLine
from bot.core.dealers import Address, Purchase
from bot.core.engine import step
from bot.core.events import ConversationStarted, CustomerSaid, Event, Happening, Person
from bot.desk import Desk
from bot.desk.dealers import (
    DealerRefusedError,
    Profile,
    add_dealer,
    bought_by,
    change_profile,
    close_dealer,
    find_dealer,
    list_dealers,
    note_purchases,
    open_dealer,
)
from bot.desk.membership import INVITE_LASTS, give_right, invite, take_back, take_out, trust
from bot.desk.records import DeskRecords
from bot.store.cases import amend_case, open_case
from bot.store.engines import Store
from tests.core.engine.conversation import shipped_book

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SHUNDA = Profile(
    name=" 顺达  车行 ",
    contact="刘店长",
    phone="13855500111",
    addresses=(Address(label="门店", text="示范路 1 号", contact="", phone=""),),
)
KEPT = Profile(
    name="顺达 车行",
    contact="刘店长",
    phone="13855500111",
    addresses=(Address(label="门店", text="示范路 1 号", contact="刘店长", phone="13855500111"),),
)
CHAT, OTHER = "telegram:1", "telegram:2"


@pytest.fixture(scope="module")
def book():
    return shipped_book()


@pytest.fixture
def desk(store: Store, book):
    return Desk(store, lambda: book, step=step)


class Chats:
    """Several people writing to one desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.count = 0

    def happen(self, what: Happening, *, chat: str = CHAT, at: datetime = NOON) -> str:
        self.count += 1
        event = Event(
            channel="telegram",
            conversation=chat,
            update_id=str(self.count),
            at=at,
            sender=Person(role="customer", id=chat, name="小刘", language="zh"),
            what=what,
        )
        turn = self.desk.handle(event).turn
        assert turn is not None
        return "\n".join(getattr(effect, "text", "") for effect in turn.effects)

    def say(self, text: str, **more) -> str:
        return self.happen(CustomerSaid(text), **more)


@pytest.fixture
def chats(desk: Desk) -> Chats:
    return Chats(desk)


def seen(store: Store, chat: str = CHAT):
    with store.read() as tx:
        return DeskRecords(tx=tx, tenant=store.tenant, timezone="Asia/Shanghai").dealer_of(chat)


def test_dealer_is_kept_with_a_tidy_profile(store: Store):
    made = add_dealer(store, SHUNDA, now=NOON)
    assert (made.id, made.profile, made.active, made.people) == ("D1001", KEPT, True, ())
    assert add_dealer(store, Profile(name="通达车行"), now=NOON).id == "D1002"
    assert [one.id for one in list_dealers(store, now=NOON)] == ["D1001", "D1002"]


@pytest.mark.parametrize(
    ("profile", "dealer", "reason"),
    [
        (Profile(name="  "), "", "name_missing"),
        (KEPT, "no spaces", "id_form"),
        (KEPT, "D1001", "id_taken"),
    ],
)
def test_dealer_that_cannot_be_is_refused(store: Store, profile, dealer, reason):
    add_dealer(store, KEPT, now=NOON)
    with pytest.raises(DealerRefusedError) as refused:
        add_dealer(store, profile, now=NOON, dealer=dealer)
    assert refused.value.reason == reason
    assert len(list_dealers(store, now=NOON)) == 1


def test_invited_person_speaks_for_the_dealer(store: Store, chats: Chats):
    add_dealer(store, KEPT, now=NOON)
    invitation = invite(store, "D1001", now=NOON, name="小刘")
    assert invitation.expires_at == NOON + INVITE_LASTS
    assert "顺达 车行" in chats.say(f"邀请码 {invitation.code.lower()}")
    dealer = seen(store)
    assert dealer is not None
    assert (dealer.id, dealer.member_name, dealer.right) == ("D1001", "小刘", "submit")
    assert dealer.addresses == KEPT.addresses
    (view,) = list_dealers(store, now=NOON)
    assert [(one.name, one.right) for one in view.people] == [("小刘", "submit")]
    assert view.invites == ()


def test_code_works_once(store: Store, chats: Chats):
    add_dealer(store, KEPT, now=NOON)
    payload = invite(store, "D1001", now=NOON).payload
    chats.happen(ConversationStarted(payload))
    assert seen(store) is not None
    chats.happen(ConversationStarted(payload), chat=OTHER)
    assert seen(store, OTHER) is None
    assert "不用再登记" in chats.happen(ConversationStarted(payload))


def test_of_two_people_with_one_code_at_once_one_gets_in(store: Store, desk: Desk):
    add_dealer(store, KEPT, now=NOON)
    code = invite(store, "D1001", now=NOON).code
    people = [Chats(desk) for _ in range(4)]
    for number, chats in enumerate(people):
        chats.count = 100 * number
    with ThreadPoolExecutor(4) as pool:
        said = list(
            pool.map(
                lambda one: one[1].say(f"邀请码 {code}", chat=f"telegram:{one[0]}"),
                enumerate(people),
            )
        )
    assert len([text for text in said if "顺达 车行" in text]) == 1
    assert len(list_dealers(store, now=NOON)[0].people) == 1


def test_code_runs_out_and_can_be_taken_back(store: Store, chats: Chats):
    add_dealer(store, KEPT, now=NOON)
    old = invite(store, "D1001", now=NOON)
    chats.happen(ConversationStarted(old.payload), at=old.expires_at)
    assert seen(store) is None
    fresh = invite(store, "D1001", now=NOON)
    (view,) = list_dealers(store, now=NOON)
    assert {one.hint for one in view.invites} == {old.code[:2], fresh.code[:2]}
    for one in view.invites:
        take_back(store, one.id, now=NOON)
    chats.happen(ConversationStarted(fresh.payload))
    assert seen(store) is None
    with pytest.raises(DealerRefusedError):
        take_back(store, view.invites[0].id, now=NOON)


def test_guessing_is_held_up_even_with_the_right_code_at_last(store: Store, chats: Chats):
    add_dealer(store, KEPT, now=NOON)
    code = invite(store, "D1001", now=NOON).code
    for number in range(5):
        chats.say(f"邀请码 AAAA-AAA{number}")
    assert "先停一下" in chats.say(f"邀请码 {code}")
    assert seen(store) is None
    chats.say(f"邀请码 {code}", chat=OTHER)
    assert seen(store, OTHER) is not None


def test_held_up_person_gets_in_after_the_wait(store: Store, chats: Chats):
    add_dealer(store, KEPT, now=NOON)
    code = invite(store, "D1001", now=NOON).code
    for number in range(5):
        chats.say(f"邀请码 AAAA-AAA{number}")
    chats.say(f"邀请码 {code}", at=NOON + timedelta(minutes=2))
    assert seen(store) is not None


def test_closed_dealer_has_no_people(store: Store, chats: Chats):
    add_dealer(store, KEPT, now=NOON)
    waiting = invite(store, "D1001", now=NOON)
    chats.happen(ConversationStarted(invite(store, "D1001", now=NOON).payload))
    close_dealer(store, "D1001", now=NOON, by="s1")
    assert seen(store) is None
    chats.happen(ConversationStarted(waiting.payload), chat=OTHER)
    assert seen(store, OTHER) is None
    with pytest.raises(DealerRefusedError, match="dealer_closed"):
        invite(store, "D1001", now=NOON)
    open_dealer(store, "D1001", now=NOON, by="s1")
    assert seen(store) is not None


def test_staff_change_rights_and_take_people_out(store: Store, chats: Chats):
    add_dealer(store, KEPT, now=NOON)
    chats.happen(ConversationStarted(invite(store, "D1001", now=NOON).payload))
    (view,) = list_dealers(store, now=NOON)
    give_right(store, view.people[0].id, "look")
    dealer = seen(store)
    assert dealer is not None
    assert dealer.right == "look"
    take_out(store, view.people[0].id, now=NOON, by="s1")
    assert seen(store) is None
    for again in (lambda: give_right(store, view.people[0].id, "look"),):
        with pytest.raises(DealerRefusedError, match="no_such_member"):
            again()


def test_leaving_by_chat_ends_the_membership(store: Store, chats: Chats):
    add_dealer(store, KEPT, now=NOON)
    chats.happen(ConversationStarted(invite(store, "D1001", now=NOON).payload))
    chats.say("退出经销商")
    assert seen(store) is not None
    chats.say("退出")
    assert seen(store) is None


def test_profile_changes_only_by_staff(store: Store, chats: Chats):
    add_dealer(store, KEPT, now=NOON)
    chats.happen(ConversationStarted(invite(store, "D1001", now=NOON).payload))
    chats.say("我们店搬家了，地址改成骗子路 9 号")
    view = find_dealer(store, "D1001", now=NOON)
    assert view is not None
    assert view.profile == KEPT
    moved = Profile(name="顺达车行", phone="13855500112")
    changed = change_profile(store, "D1001", moved, now=NOON + timedelta(hours=1), by="s1")
    assert (changed.profile, changed.changed_at) == (moved, NOON + timedelta(hours=1))


def test_terminal_person_is_trusted_at_once_and_again(store: Store):
    add_dealer(store, KEPT, now=NOON, dealer="7")
    for _ in range(2):
        trust(store, "7", conversation=CHAT, name="7", now=NOON)
    dealer = seen(store)
    assert dealer is not None
    assert (dealer.id, dealer.may_submit) == ("7", True)
    assert len(list_dealers(store, now=NOON)[0].people) == 1


def bought(**more) -> Purchase:
    base = {
        "dealer": "D1001",
        "model": "TDR-12",
        "part": "vehicle",
        "quantity": 2,
        "invoice": "55501",
        "invoice_date": date(2025, 3, 8),
        "serials": ("YT12A0001", "YT12A0002"),
    }
    return Purchase(**(base | more))


def test_purchases_are_found_by_part_and_serial(store: Store):
    add_dealer(store, KEPT, now=NOON)
    add_dealer(store, Profile(name="通达车行"), now=NOON)
    car, box = bought(), bought(part="controller", quantity=10, serials=(), invoice="55502")
    theirs = bought(dealer="D1002", serials=("YT12B0001",))
    assert note_purchases(store, [car, box, theirs], now=NOON) == 3
    assert set(bought_by(store, "D1001")) == {car, box}
    with store.read() as tx:
        look = DeskRecords(tx=tx, tenant=store.tenant, timezone="Asia/Shanghai")
        assert look.purchases_of("D1001", part="controller") == (box,)
        assert look.purchases_of("D1001", model="TDR-20") == ()
        assert set(look.purchases_with(["YT12A0002", "YT12B0001", "NONE"])) == {car, theirs}
    assert [one.bought for one in list_dealers(store, now=NOON)] == [12, 2]


def test_purchase_sheet_read_again_changes_nothing_and_a_corrected_line_counts(store: Store):
    add_dealer(store, KEPT, now=NOON)
    for _ in range(2):
        note_purchases(store, [bought()], now=NOON)
    assert bought_by(store, "D1001") == (bought(),)
    fewer = bought(quantity=1, serials=("YT12A0001",))
    note_purchases(store, [fewer], now=NOON)
    assert bought_by(store, "D1001") == (fewer,)
    with store.read() as tx:
        look = DeskRecords(tx=tx, tenant=store.tenant, timezone="Asia/Shanghai")
        assert look.purchases_with(["YT12A0002"]) == ()


def test_a_thousand_serials_are_looked_up_at_once(store: Store):
    add_dealer(store, KEPT, now=NOON)
    serials = tuple(f"YT12A{number:05}" for number in range(1200))
    note_purchases(store, [bought(quantity=1200, serials=serials)], now=NOON)
    with store.read() as tx:
        look = DeskRecords(tx=tx, tenant=store.tenant, timezone="Asia/Shanghai")
        assert look.purchases_with(serials) == bought_by(store, "D1001")
        assert look.claims_with(serials) == ()


def announced(store: Store, number: str, *, dealer: str, chat: str, **line) -> Case:
    case = Case(
        number=number,
        procedure="dealer_return",
        stage="announced",
        conversation=chat,
        opened_at=NOON,
        dealer=dealer,
        lines=(CaseLine(part="controller", model="TDR-12", **line), CaseLine(part="charger")),
    )
    with store.write() as tx:
        open_case(tx, tenant=store.tenant, case=case, by="bot")
    return case


def test_earlier_claims_are_found_by_serial_and_by_dealer(store: Store, chats: Chats):
    add_dealer(store, KEPT, now=NOON)
    for chat in (CHAT, OTHER):
        chats.say("你好", chat=chat)
    announced(store, "RT-1", dealer="D1001", chat=CHAT, serials=("YT12-A 0001", "YT12A0002"))
    announced(store, "RT-2", dealer="", chat=OTHER, serials=("YT12A0001",))
    change = CaseChange(at=NOON + timedelta(days=2), by="s1", why="", stage="closed", ended="done")
    with store.write() as tx:
        amend_case(tx, tenant=store.tenant, number="RT-2", change=change)
    with store.read() as tx:
        look = DeskRecords(tx=tx, tenant=store.tenant, timezone="Asia/Shanghai")
        found = look.claims_with({"YT12A0001"})
        assert [(one.case, one.line, one.dealer, one.closed_at) for one in found] == [
            ("RT-2", 1, "", NOON + timedelta(days=2)),
            ("RT-1", 1, "D1001", None),
        ]
        assert look.claims_with({"YT12A9999"}) == ()
        assert [(one.case, one.part) for one in look.claims_of("D1001")] == [
            ("RT-1", "controller"),
            ("RT-1", "charger"),
        ]


def test_colleagues_of_a_shop_see_its_cases_and_who_left_does_not(store: Store, chats: Chats):
    add_dealer(store, KEPT, now=NOON)
    for chat in (CHAT, OTHER):
        chats.happen(ConversationStarted(invite(store, "D1001", now=NOON).payload), chat=chat)
    case = announced(store, "RT-1", dealer="D1001", chat=CHAT)
    private = announced(store, "RT-2", dealer="", chat=OTHER)

    def in_sight(chat: str) -> set[str]:
        with store.read() as tx:
            look = DeskRecords(tx=tx, tenant=store.tenant, timezone="Asia/Shanghai")
            seen_now = {one.number for one in look.cases_of(chat)}
            assert (look.case(case.number, chat) is not None) == (case.number in seen_now)
            return seen_now

    assert in_sight(CHAT) == {"RT-1"}
    assert in_sight(OTHER) == {"RT-1", private.number}
    (view,) = list_dealers(store, now=NOON)
    for person in view.people:
        take_out(store, person.id, now=NOON, by="s1")
    assert (in_sight(CHAT), in_sight(OTHER)) == (set(), {"RT-2"})
    assert in_sight("telegram:3") == set()
