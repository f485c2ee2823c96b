"""The invented company: everybody in it, cases in every state, and nothing twice."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from bot.channels.guests import guest_of
from bot.core.cases import display_status
from bot.core.dispatch import dispatch
from bot.core.staff import STAFF_ROLES
from bot.demo import add_people, links, play
from bot.desk import Desk
from bot.desk.accounts import staff_list
from bot.desk.cases import case_card
from bot.desk.dealers import bought_by, list_dealers
from bot.desk.demo import Demo, DemoError, demo_of
from bot.desk.views import latest_cases, queue, recent_conversations, transcript
from bot.store.engines import Store
from tests.core.engine.conversation import shipped_book

SECRET = "s" * 32
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def book():
    return shipped_book()


@pytest.fixture(scope="module")
def demo(book) -> Demo:
    told = demo_of(book.pack("ebike"))
    assert told is not None
    return told


def fill(store: Store, book, demo: Demo) -> list[str]:
    desk = Desk(store, lambda: book, step=dispatch, pack="ebike")
    return [*add_people(store, demo, now=NOON), *play(desk, demo, now=NOON, secret=SECRET)]


def test_invented_company_has_everybody_and_cases_in_every_state(store: Store, book, demo: Demo):
    told = fill(store, book, demo)
    assert len([line for line in told if "\tpassword " in line]) == len(demo.staff)
    roles = {role for one in staff_list(store) for role in one.roles}
    assert roles == set(STAFF_ROLES) - {"admin"}
    assert [len(one.people) for one in list_dealers(store, now=NOON)] == [2, 1, 0]
    assert [len(one.serials) for one in bought_by(store, "D1003")] == [10]
    cases = latest_cases(store)
    assert {display_status(case) for case in cases} == {
        "announced",
        "in_transit",
        "working",
        "approval",
        "done",
        "open",
    }
    assert {case.dealer for case in cases} == {"", "D1001", "D1002"}
    assert all(case.opened_at < NOON for case in cases)
    (done,) = [case for case in cases if case.ended == "done"]
    card = case_card(store, book, done.number, at=NOON)
    assert card is not None
    assert len(card.history) > 8
    assert len(queue(store)) == 2
    assert any(one.owner.startswith("staff:") for one in recent_conversations(store))


def test_filling_again_changes_nothing(store: Store, book, demo: Demo):
    fill(store, book, demo)
    before = (staff_list(store), list_dealers(store, now=NOON), recent_conversations(store))
    again = fill(store, book, demo)
    assert all(line.endswith("is there already") for line in again)
    assert before == (staff_list(store), list_dealers(store, now=NOON), recent_conversations(store))


def test_everybody_invented_has_a_chat_page_that_answers_of_colleagues_reach(
    store: Store, book, demo: Demo
):
    fill(store, book, demo)
    told = [line.split("\t") for line in links(demo, secret=SECRET, site="http://here")]
    opened = {guest_of(link.rpartition("/")[2], secret=SECRET): name for _, name, link in told}
    known = {one.id: one.name for one in recent_conversations(store) if one.channel == "web"}
    assert known
    assert known.items() <= opened.items()
    assert guest_of(f"{next(iter(known)).partition(':')[2]}.{'0' * 32}", secret=SECRET) == ""
    assert guest_of("nonsense", secret=SECRET) == ""


def test_log_of_a_played_company_holds_no_word_and_no_number_of_a_customer(
    store: Store, book, demo: Demo
):
    with capture_logs() as lines:
        fill(store, book, demo)
    said = {
        line.text
        for one in recent_conversations(store)
        for line in transcript(store, one.id)
        if line.incoming and len(line.text) > 1
    }
    logged = "\n".join(str(value) for line in lines for value in line.values())
    assert said
    assert [text for text in said if text in logged] == []
    assert re.findall(r"1[3-9]\d{9}", logged) == []


def test_stranger_in_the_terminal_gets_the_profile_of_nobody(demo: Demo):
    shop = demo.shop("7")
    assert shop.id == "7"
    assert shop.name.endswith("7")
    assert demo.purchases_of("7", today=NOON.date()) == ()


def test_file_that_says_something_else_is_named(book):
    pack = book.pack("ebike")
    policies = {**pack.policies, "demo": {"staff": [{"login": "x"}], "dealers": []}}
    with pytest.raises(DemoError, match=r"staff\.0\.name: Field required"):
        demo_of(replace(pack, policies=policies))


def test_pack_without_the_file_has_no_company(book):
    assert demo_of(book.pack("shop")) is None
