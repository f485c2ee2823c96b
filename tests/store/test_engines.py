import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DatabaseError, DBAPIError, StatementError

from bot.core.cases import case_number
from bot.core.effects import OpenCase
from bot.core.events import Event
from bot.core.state import State
from bot.core.turn import Records, Turn
from bot.desk import Desk, views
from bot.store.engines import Store, database_url
from bot.store.tables import BotPause, RateSlot, table
from tests.desk.engines import NOON, echo, event, tiny_book
from tests.desk.test_door import a_case

SLOT = table(RateSlot)
PAUSE = table(BotPause)
ROUNDS = 40


def two_stores(store: Store) -> tuple[Store, Store]:
    """As two processes would have them: nothing shared but the database."""
    url = store.url.render_as_string(hide_password=False)
    return Store(url, synchronous="NORMAL"), Store(url, synchronous="NORMAL")


def test_two_writers_lose_no_update(store: Store):
    with store.write() as tx:
        tx.execute(insert(SLOT), {"tenant_id": "main", "key": "n", "tat": 0})

    def count(writer: Store) -> None:
        for _ in range(ROUNDS):
            with writer.write() as tx:
                seen = tx.execute(select(SLOT.c.tat).with_for_update()).scalar_one()
                tx.execute(update(SLOT).values(tat=seen + 1))

    writers = two_stores(store)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(count, writers))
    for writer in writers:
        writer.close()
    with store.read() as tx:
        assert tx.execute(select(SLOT.c.tat)).scalar_one() == 2 * ROUNDS


def test_two_workers_on_one_chat_take_turns_and_share_no_case_number(store: Store):
    def open_case(_book: object, state: State, event_: Event, records: Records) -> Turn:
        case = a_case(records.new_case_number(event_.at))
        return Turn(State(pack=state.pack, turns=state.turns + 1), (OpenCase(case),))

    start = threading.Barrier(2)
    writers = two_stores(store)

    def work(worker: int) -> None:
        desk = Desk(writers[worker], tiny_book, step=open_case)
        start.wait()
        for number in range(ROUNDS):
            desk.handle(event(update=f"{worker}-{number}"))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    for writer in writers:
        writer.close()
    found = views.conversation(store, "telegram:1")
    assert found is not None
    assert found.state.turns == 2 * ROUNDS
    numbers = sorted(case.number for case in views.cases_of(store, "telegram:1"))
    assert numbers == [case_number(NOON.date(), n) for n in range(1, 2 * ROUNDS + 1)]


def test_same_update_at_two_workers_is_handled_once(store: Store):
    start = threading.Barrier(2)
    writers = two_stores(store)

    def work(worker: int) -> list[str]:
        desk = Desk(writers[worker], tiny_book, step=echo)
        start.wait()
        return [desk.handle(event(str(n), update=str(n))).status for n in range(ROUNDS)]

    with ThreadPoolExecutor(2) as pool:
        statuses = [status for each in pool.map(work, range(2)) for status in each]
    for writer in writers:
        writer.close()
    assert sorted(statuses) == ["done"] * ROUNDS + ["duplicate"] * ROUNDS
    assert len(views.transcript(store, "telegram:1")) == 2 * ROUNDS


def test_reader_cannot_write(store: Store):
    with store.read() as tx, pytest.raises(DBAPIError):
        tx.execute(insert(SLOT), {"tenant_id": "main", "key": "n", "tat": 0})


def test_failed_transaction_leaves_nothing_and_the_store_usable(store: Store):
    row = {"tenant_id": "main", "key": "n", "tat": 0}
    with pytest.raises(DBAPIError), store.write() as tx:
        tx.execute(insert(SLOT), [row, row])
    with store.write() as tx:
        assert tx.execute(select(SLOT)).all() == []
        tx.execute(insert(SLOT), row)


def test_moment_comes_back_in_utc_to_the_microsecond(store: Store):
    moment = datetime(2026, 11, 23, 12, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=8)))
    with store.write() as tx:
        tx.execute(insert(PAUSE), {"tenant_id": "main", "channel": "t", "until": moment})
    with store.read() as tx:
        found = tx.execute(select(PAUSE.c.until)).scalar_one()
    assert (found, found.tzinfo) == (moment, UTC)


def test_naive_moment_is_refused(store: Store):
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="naive datetime"), store.write() as tx:
        tx.execute(insert(PAUSE), {"tenant_id": "main", "channel": "t", "until": naive})


def test_tenants_do_not_see_each_other(store: Store):
    url = store.url.render_as_string(hide_password=False)
    other = Store(url, tenant="other", synchronous="NORMAL")
    Desk(store, tiny_book, step=echo).handle(event())
    assert Desk(other, tiny_book, step=echo).handle(event()).status == "done"
    assert len(views.transcript(other, "telegram:1")) == 2
    assert [view.id for view in views.recent_conversations(store)] == ["telegram:1"]
    other.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "oracle://x"])
def test_other_databases_are_refused(url: str):
    with pytest.raises(ValueError, match="use sqlite or postgresql"):
        database_url(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_sqlite_without_a_file_is_refused(url: str):
    with pytest.raises(ValueError, match="needs a file"):
        Store(url)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_postgresql_always_means_psycopg_3(scheme: str):
    assert database_url(f"{scheme}://u@h/db").drivername == "postgresql+psycopg"


def test_error_tells_no_parameters(store: Store):
    with pytest.raises(DatabaseError) as caught, store.write() as tx:
        tx.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "customer's words"})
    assert "customer's words" not in str(caught.value)
