"""Staff accounts: roles, leave, closing, and the code that links a Telegram account."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.codes import read_code
from bot.core.staff import StaffMember
from bot.desk.accounts import (
    LINK_LASTS,
    StaffRefusedError,
    close_account,
    find_login,
    find_staff,
    find_telegram,
    link_code,
    new_account,
    new_password,
    open_account,
    redeem_link,
    rename,
    set_away,
    set_on_duty,
    set_roles,
    set_telegram,
    staff_list,
)
from bot.desk.records import DeskRecords
from bot.desk.staff import Refused, SignedIn, sign_in, who_is
from bot.store.engines import Store

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOME = "192.0.2.1"


def made(store: Store, login: str, *roles: str) -> StaffMember:
    return new_account(store, login=login, name="", roles=roles or ("agent",), now=NOON)[0]


def enters(store: Store, login: str, password: str) -> SignedIn | Refused:
    return sign_in(store, login=login, password=password, address=HOME, now=NOON)


def reason(deed, *args, **more) -> str:
    with pytest.raises(StaffRefusedError) as refused:
        deed(*args, **more)
    return refused.value.reason


def test_account_begins_with_a_password_that_works(store: Store):
    member, password = new_account(store, login="wu", name="吴工", roles=("qc", "tech"), now=NOON)
    assert member == StaffMember(member.id, "wu", "吴工", ("tech", "qc"), on_duty=False)
    assert find_login(store, "wu") == find_staff(store, member.id) == member
    assert isinstance(enters(store, "wu", password), SignedIn)
    other = new_password(store, "wu")
    assert isinstance(enters(store, "wu", password), Refused)
    assert isinstance(enters(store, "wu", other), SignedIn)


@pytest.mark.parametrize(
    ("login", "roles", "why"),
    [
        ("Wu Gong", ("qc",), "login_form"),
        ("invite:dealer", ("qc",), "login_form"),
        ("wu", (), "no_role"),
        ("wu", ("boss",), "unknown_role"),
        ("there", ("qc",), "login_taken"),
    ],
)
def test_account_that_cannot_be_is_refused(store: Store, login, roles, why):
    made(store, "there")
    assert reason(new_account, store, login=login, name="", roles=roles, now=NOON) == why
    assert [one.login for one in staff_list(store)] == ["there"]


def test_closed_account_is_signed_out_and_may_come_back(store: Store):
    _, password = new_account(store, login="wu", name="", roles=("qc",), now=NOON)
    entered = enters(store, "wu", password)
    assert isinstance(entered, SignedIn)
    close_account(store, "wu")
    assert who_is(store, entered.token, now=NOON) is None
    assert isinstance(enters(store, "wu", password), Refused)
    open_account(store, "wu")
    assert isinstance(enters(store, "wu", password), SignedIn)


def test_last_administrator_stays_one(store: Store):
    made(store, "first", "admin")
    assert reason(close_account, store, "first") == "last_admin"
    assert reason(set_roles, store, "first", ("agent",)) == "last_admin"
    made(store, "second", "admin")
    assert set_roles(store, "first", ("agent",)).roles == ("agent",)
    assert reason(close_account, store, "second") == "last_admin"


def test_leave_has_an_end_and_a_delegate(store: Store):
    made(store, "he", "manager")
    fang = made(store, "fang", "gm")
    set_on_duty(store, "he", on_duty=True)
    until = NOON + timedelta(days=3)
    away = set_away(store, "he", until=until, delegate="fang")
    assert (away.away_until, away.delegate, away.on_duty) == (until, fang.id, False)
    assert away.is_away(NOON)
    assert not away.is_away(until)
    back = set_away(store, "he", until=None)
    assert (back.away_until, back.delegate) == (None, "")
    assert reason(set_away, store, "he", until=until, delegate="he") == "own_delegate"
    close_account(store, "fang")
    assert reason(set_away, store, "he", until=until, delegate="fang") == "unknown_delegate"


def test_roles_are_asked_for_inside_a_turn(store: Store):
    he, wu = made(store, "he", "manager"), made(store, "wu", "manager", "qc")
    made(store, "gone", "manager")
    close_account(store, "gone")
    with store.read() as tx:
        look = DeskRecords(tx=tx, tenant=store.tenant, timezone="Asia/Shanghai")
        assert look.staff_with("manager") == (he, wu)
        assert look.staff(wu.id) == wu
        assert look.staff("nobody") is None


def test_code_links_a_telegram_account_once(store: Store):
    made(store, "wu")
    code = link_code(store, "wu", now=NOON)
    assert read_code(f"/start {code[:4]}-{code[4:]}".lower()) == code
    linked = redeem_link(store, code=code, telegram_id=55501, now=NOON)
    assert linked is not None
    assert (linked.login, linked.telegram_id) == ("wu", 55501)
    assert find_telegram(store, 55501) == linked
    assert redeem_link(store, code=code, telegram_id=55502, now=NOON) is None
    close_account(store, "wu")
    assert find_telegram(store, 55501) is None


def test_link_code_runs_out_and_guessing_is_held_up(store: Store):
    made(store, "wu")
    old = link_code(store, "wu", now=NOON)
    assert redeem_link(store, code=old, telegram_id=1, now=NOON + LINK_LASTS) is None
    fresh = link_code(store, "wu", now=NOON)
    for number in range(5):
        assert redeem_link(store, code=f"AAAAAAA{number}", telegram_id=2, now=NOON) is None
    assert redeem_link(store, code=fresh, telegram_id=2, now=NOON) is None
    assert redeem_link(store, code=fresh, telegram_id=3, now=NOON) is not None


def test_telegram_account_moves_with_its_owner(store: Store):
    made(store, "wu")
    made(store, "he")
    set_telegram(store, "wu", 55501)
    assert reason(set_telegram, store, "he", 55501) == "telegram_taken"
    code = link_code(store, "he", now=NOON)
    assert redeem_link(store, code=code, telegram_id=55501, now=NOON) is not None
    assert [one.telegram_id for one in staff_list(store)] == [55501, None]


def test_rename_changes_what_customers_read(store: Store):
    made(store, "wu")
    assert rename(store, "wu", "吴工").name == "吴工"
    assert reason(rename, store, "nobody", "x") == "no_such_login"
