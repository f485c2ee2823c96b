from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from sqlalchemy.exc import IntegrityError

from bot.desk import staff
from bot.desk.attempts import forget_attempts, note_failure
from bot.desk.audit import audit_log
from bot.desk.staff import (
    ADMIN,
    SESSION_LASTS,
    PasswordBlockedError,
    PasswordRefusedError,
    Refused,
    SignedIn,
    StaffMember,
    add_staff,
    change_password,
    first_admin,
    forget_sessions,
    reset_password,
    sign_in,
    sign_out,
    who_is,
)
from bot.store.engines import Store
from tests.desk.engines import NOON

WRONG = "not the password"
HERE = "198.51.100.7"
ELSEWHERE = "203.0.113.9"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def password(store: Store) -> str:
    made = first_admin(store, now=NOON)
    assert made is not None
    return made


def signed_in(store: Store, password: str) -> SignedIn:
    result = sign_in(store, login=ADMIN, password=password, address=HERE, now=NOON)
    assert isinstance(result, SignedIn)
    return result


def test_first_start_makes_an_admin_once(store: Store, password: str):
    member = signed_in(store, password).member
    assert member == StaffMember(member.id, "admin", "admin", ("admin",), on_duty=False)
    assert first_admin(store, now=NOON) is None


def test_session_lasts_until_it_ends(store: Store, password: str):
    session = signed_in(store, password)
    assert who_is(store, session.token, now=NOON) == session.member
    assert who_is(store, session.token, now=NOON + SESSION_LASTS) is None
    assert who_is(store, "made up", now=NOON) is None
    sign_out(store, session.token)
    assert who_is(store, session.token, now=NOON) is None


def test_session_token_is_not_in_the_database(store: Store, password: str):
    session = signed_in(store, password)
    with store.read() as tx:
        rows = tx.exec_driver_sql("SELECT token_hash FROM staff_session").scalars().all()
    assert session.token not in rows


@pytest.mark.parametrize("login", [ADMIN, "nobody"])
def test_wrong_password_is_refused_then_blocked_for_longer_and_longer(
    store: Store, password: str, login: str
):
    def attempt(after: timedelta) -> Refused | SignedIn:
        return sign_in(store, login=login, password=WRONG, address=HERE, now=NOON + after)

    assert [attempt(0 * MINUTE) for _ in range(4)] == [Refused()] * 4
    assert attempt(0 * MINUTE) == Refused(NOON + MINUTE)
    assert attempt(0.5 * MINUTE) == Refused(NOON + MINUTE)
    assert attempt(MINUTE) == Refused(NOON + 3 * MINUTE)
    if login == ADMIN:
        right = sign_in(store, login=login, password=password, address=HERE, now=NOON + 2 * MINUTE)
        assert right == Refused(NOON + 3 * MINUTE)
        right = sign_in(store, login=login, password=password, address=HERE, now=NOON + 3 * MINUTE)
        assert isinstance(right, SignedIn)
        assert attempt(4 * MINUTE) == Refused()


def test_changed_password_closes_all_sessions(store: Store, password: str):
    session = signed_in(store, password)
    new = "a much better one"
    change_password(
        store, staff_id=session.member.id, old=password, new=new, address=HERE, now=NOON
    )
    assert who_is(store, session.token, now=NOON) is None
    assert isinstance(
        sign_in(store, login=ADMIN, password=password, address=HERE, now=NOON), Refused
    )
    signed_in(store, new)


@pytest.mark.parametrize(
    ("old", "new", "why"), [(WRONG, "long enough!", "old password"), (None, "short", "at least 10")]
)
def test_password_change_says_why_not(
    store: Store, password: str, old: str | None, new: str, why: str
):
    session = signed_in(store, password)
    with pytest.raises(PasswordRefusedError, match=why):
        change_password(
            store,
            staff_id=session.member.id,
            old=old or password,
            new=new,
            address=HERE,
            now=NOON,
        )


def test_added_staff_can_sign_in_and_logins_are_unique(store: Store):
    member = add_staff(
        store, login="li", name="李", roles=("agent",), password="long enough", now=NOON
    )
    result = sign_in(store, login="li", password="long enough", address=HERE, now=NOON)
    assert isinstance(result, SignedIn)
    assert result.member == member
    with pytest.raises(IntegrityError):
        add_staff(store, login="li", name="黎", roles=(), password="long enough", now=NOON)


def test_ended_sessions_are_forgotten(store: Store, password: str):
    signed_in(store, password)
    assert forget_sessions(store, now=NOON) == 0
    assert forget_sessions(store, now=NOON + SESSION_LASTS) == 1


def failed(store: Store, times: int, *, address: str = ELSEWHERE) -> None:
    """A stranger guesses without ever being held up."""
    for _ in range(times):
        with store.write() as tx:
            note_failure(tx, tenant=store.tenant, login=ADMIN, address=address, now=NOON)


def test_stranger_cannot_lock_the_owner_out(store: Store, password: str):
    failed(store, 50)
    answer = sign_in(store, login=ADMIN, password=password, address=ELSEWHERE, now=NOON)
    assert answer == Refused(NOON + timedelta(hours=1))
    signed_in(store, password)


def test_guessing_from_everywhere_is_slowed_down_but_not_for_a_known_address(
    store: Store, password: str
):
    signed_in(store, password)
    for number in range(100):
        failed(store, 1, address=f"203.0.113.{number}")
    answer = sign_in(store, login=ADMIN, password=password, address="192.0.2.1", now=NOON)
    assert answer == Refused(NOON + timedelta(seconds=10))
    signed_in(store, password)


@pytest.mark.usefixtures("password")
def test_new_password_from_the_command_line_lifts_every_block(store: Store):
    failed(store, 200, address=HERE)
    assert reset_password(store, login=ADMIN, new="a much better one")
    signed_in(store, "a much better one")


def test_failures_are_forgotten_after_a_day_and_endless_logins_kept_short(store: Store):
    sign_in(store, login="x" * 10_000, password=WRONG, address=HERE, now=NOON)
    with store.read() as tx:
        kept = tx.exec_driver_sql("SELECT login, address FROM sign_in_attempt").all()
    assert sorted(map(tuple, kept)) == [
        ("anybody:", HERE),
        ("x" * 64, "*"),
        ("x" * 64, HERE),
    ]
    assert forget_attempts(store, now=NOON + timedelta(hours=23)) == 0
    assert forget_attempts(store, now=NOON + timedelta(days=1)) == 3


def test_address_that_tries_many_logins_has_to_wait_for_every_one(store: Store, password: str):
    for number in range(29):
        sign_in(store, login=f"staff{number}", password=WRONG, address=HERE, now=NOON)
    thirtieth = sign_in(store, login="staff29", password=WRONG, address=HERE, now=NOON)
    blocked = sign_in(store, login=ADMIN, password=password, address=HERE, now=NOON)
    later = sign_in(store, login=ADMIN, password=password, address=HERE, now=NOON + MINUTE)
    assert thirtieth == blocked == Refused(NOON + timedelta(seconds=10))
    assert isinstance(later, SignedIn)
    again = sign_in(store, login="staff30", password=WRONG, address=HERE, now=NOON + MINUTE)
    assert again == Refused()


def test_old_password_cannot_be_guessed_at_an_open_browser(store: Store, password: str):
    session = signed_in(store, password)

    def change(old: str) -> None:
        change_password(
            store,
            staff_id=session.member.id,
            old=old,
            new="a much better one",
            address=HERE,
            now=NOON,
        )

    for _ in range(5):
        with pytest.raises(PasswordRefusedError, match="old password"):
            change(WRONG)
    with pytest.raises(PasswordBlockedError, match="blocked"):
        change(password)
    assert who_is(store, session.token, now=NOON) == session.member


def test_signing_in_and_passwords_are_in_the_audit_log(store: Store, password: str):
    session = signed_in(store, password)
    sign_in(store, login=ADMIN, password=WRONG, address=ELSEWHERE, now=NOON)
    sign_in(store, login="nobody", password=WRONG, address=ELSEWHERE, now=NOON)
    change_password(
        store,
        staff_id=session.member.id,
        old=password,
        new="a much better one",
        address=HERE,
        now=NOON,
    )
    assert [(deed.what, deed.detail) for deed in reversed(audit_log(store))] == [
        ("signed_in", HERE),
        ("refused:sign_in", ELSEWHERE),
        ("password", HERE),
    ]


def test_password_is_hashed_at_the_cost_its_library_recommends():
    spec = spec_from_file_location("staff_as_shipped", staff.__file__)
    assert spec is not None
    assert spec.loader is not None
    shipped = module_from_spec(spec)
    spec.loader.exec_module(shipped)  # the tests' own copy hashes at the least cost

    assert (
        vars(shipped)["_HASHER"].hash("long enough 1").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    )
