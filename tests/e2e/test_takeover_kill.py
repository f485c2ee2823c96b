"""Twenty colleagues take over while Telegram stumbles and the program is killed: one voice, nothing lost.

`KILL_ROUNDS=20 pytest tests/e2e/test_takeover_kill.py -s` kills for longer and tells what it counted.
"""

import os
import random
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.core.dispatch import dispatch
from bot.core.markup import plain
from bot.core.staff import StaffMember
from bot.desk import Desk, takeover, views
from bot.desk.staff import add_staff
from bot.desk.takeover import Done, Outcome
from bot.store.engines import Store
from bot.store.tables import Outbox, table
from bot.work.dispatcher import DurableDispatcher, wall_clock
from tests.e2e.crowd import Telegram
from tests.e2e.test_kill import LONGER, book, fake_telegram, killed, the_bot, wait_until
from tests.patience import PATIENCE, TICK

__all__ = ["book"]

AGENTS = 20
CUSTOMERS = tuple(range(6_000_001, 6_000_021))
ROUNDS = {
    backend: int(os.environ.get("KILL_ROUNDS", usual))
    for backend, usual in (("sqlite", "2"), ("postgresql", "1"))
}
"""Kills on each database."""
DEEDS = 5
"""Conversations each colleague goes for between two kills."""

SEED = 20261123
UP_FOR = (1.0, 3.0)
"""Seconds a start may live, shortest and longest."""

BEGIN = frozenset({"claimed", "transferred"})
END = frozenset({"released", "handed_back", "closed", "back_in_queue"})

pytestmark = pytest.mark.slow

OUTBOX = table(Outbox)


@dataclass
class Agent:
    """One colleague; every deed has a key of its own, so one that broke off is simply done again."""

    member: StaffMember
    chance: random.Random
    won: list[tuple[str, int]] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    refused: int = 0
    failed: BaseException | None = None

    def work(self, desk: Desk, others: list[StaffMember]) -> None:
        try:
            for _ in range(DEEDS):
                self._take_one(desk, others)
                time.sleep(self.chance.uniform(0.05, 0.4))
        except BaseException as error:  # noqa: BLE001 — the test tells of it
            self.failed = error

    def _take_one(self, desk: Desk, others: list[StaffMember]) -> None:
        chat = f"telegram:{self.chance.choice(CUSTOMERS)}"
        before = views.conversation(desk.store, chat)
        claimed = self._do("claim", desk, chat)
        mine = f"staff:{self.member.id}"
        if isinstance(claimed, Done) and claimed.state and before and before.owner != mine:
            self.won.append((chat, claimed.state.epoch))
        text = f"{self.member.login} #{len(self.said)}.{self.refused} {chat}"
        if isinstance(self._do("say", desk, chat, text), Done):
            self.said.append((chat, text))
        else:
            self.refused += 1
        match self.chance.randrange(4):
            case 0:
                self._do("release", desk, chat)
            case 1:
                self._do("hand_back", desk, chat)
            case 2:
                self._do("transfer", desk, chat, to=self.chance.choice(others).id)

    def _do(self, verb: str, desk: Desk, chat: str, *args: str, **more: str) -> Outcome:
        key = f"{self.member.login}-{self.chance.random()}"
        while True:
            try:
                act = getattr(takeover, verb)
                return act(desk, self.member, chat, *args, at=wall_clock(), key=key, **more)
            except OperationalError:  # the database was busy: nothing was done
                time.sleep(TICK)


@pytest.fixture
def address(backend: str, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the killed program and the colleagues keep everything."""
    if backend == "sqlite":
        (tmp_path / "data").mkdir()
        return f"sqlite:///{tmp_path}/data/shouhou.db"
    monkeypatch.setenv("DATABASE_URL", empty_url)
    return empty_url


def test_killed_with_twenty_agents_keeps_one_voice_and_every_word(
    book, address: str, backend: str, tmp_path: Path
):
    chance = random.Random(SEED)  # noqa: S311 — the same moments every time
    store = Store(address, synchronous="NORMAL")
    half_sent: set[tuple[str, int, int]] = set()
    crowd: list[Agent] = []
    dispatcher = DurableDispatcher(store)
    desk = Desk(store, lambda: book, step=dispatch, dispatcher=dispatcher)
    with fake_telegram() as telegram:

        def talk() -> None:
            text = chance.choice(("在吗", "充电器灯不亮，充不进电", "绿灯", "谢谢"))
            telegram.act(do="say", user=chance.choice(CUSTOMERS), text=text)

        for _ in range(ROUNDS[backend]):
            with the_bot(telegram, tmp_path / "data") as process:
                if not crowd:
                    everybody_wants_a_person(telegram, store)
                    crowd = hire(store)
                    stumble(telegram)
                members = [agent.member for agent in crowd]
                threads = [threading.Thread(target=one.work, args=(desk, members)) for one in crowd]
                for thread in threads:
                    thread.start()
                up_until = time.monotonic() + chance.uniform(*UP_FOR)
                while time.monotonic() < up_until:
                    talk()
                    time.sleep(chance.uniform(0.04, 0.2))
                half_sent |= killed(process, store, within=LONGER, meanwhile=talk)
            for thread in threads:
                thread.join(PATIENCE)
        with the_bot(telegram, tmp_path / "data") as process:
            wait_until(lambda: not telegram.unconfirmed(), "every update was confirmed")
            wait_until(lambda: not views.counts(store)["pending"], "every reply was sent")
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        dispatcher.close()
        messages = telegram.messages()
    assert [agent.failed for agent in crowd if agent.failed] == []
    nobody_owned_twice(crowd)
    the_bot_never_spoke_over_anybody(store)
    states = every_word_has_one_row(store, crowd)
    doubled = every_word_arrived_where_it_was_meant(crowd, messages, states)
    assert half_sent, "no kill came in the middle of a send"
    assert doubled <= len(half_sent)
    claims = sum(len(agent.won) for agent in crowd)
    print(  # noqa: T201 — figures for whoever runs it with -s
        f"{backend}: {ROUNDS[backend]} kills, {AGENTS} agents, {claims} claims won,"
        f" {sum(a.refused for a in crowd)} texts of losers refused, {len(states)} said:"
        f" 0 lost, 0 astray; {Counter(states.values())}; {doubled} sent twice,"
        f" {len(half_sent)} in flight at kills; {fenced(store)} of the bot's words fenced"
    )
    store.close()


def everybody_wants_a_person(telegram: Telegram, store: Store) -> None:
    for customer in CUSTOMERS:
        telegram.act(do="say", user=customer, text="转人工")
    wait_until(lambda: len(views.queue(store)) == len(CUSTOMERS), "everybody was queued")


def hire(store: Store) -> list[Agent]:
    return [
        Agent(
            add_staff(
                store,
                login=f"agent{n}",
                name=f"同事{n}",
                roles=("agent",),
                password="long enough 1",
                now=wall_clock(),
            ),
            random.Random(f"{SEED} {n}"),  # noqa: S311 — the same choices every time
        )
        for n in range(AGENTS)
    ]


def stumble(telegram: Telegram) -> None:
    """Let Telegram refuse, break off before and after the effect, and answer late, now and then."""
    where = {"method": "sendMessage"}
    telegram.fault(kind="rate_limited", nth=15, **where)
    telegram.fault(kind="bad_gateway", nth=23, times=2, **where)
    telegram.fault(kind="reset", nth=31, applied=True, **where)
    telegram.fault(kind="reset", nth=47, **where)
    telegram.fault(kind="slow", nth=52, times=3, seconds=0.5, **where)
    telegram.fault(kind="duplicate_updates", nth=5)


def nobody_owned_twice(crowd: list[Agent]) -> None:
    won = Counter(claim for agent in crowd for claim in agent.won)
    assert won, "nobody ever claimed anything"
    assert set(won.values()) == {1}


def the_bot_never_spoke_over_anybody(store: Store) -> None:
    for customer in CUSTOMERS:
        owned = False
        for line in views.transcript(store, f"telegram:{customer}", for_staff=True):
            owned = line.kind in BEGIN or (owned and line.kind not in END)
            assert not (owned and line.kind == "say" and line.author == "bot"), line


def every_word_has_one_row(store: Store, crowd: list[Agent]) -> dict[tuple[str, str], str]:
    """Return the delivery of every accepted word."""
    found: dict[tuple[str, str], str] = {}
    for customer in CUSTOMERS:
        chat = f"telegram:{customer}"
        for line in views.transcript(store, chat):
            if line.why is not None and line.why.rule == "staff":
                assert (chat, plain(line.text)) not in found
                found[chat, plain(line.text)] = line.delivery
    assert set(found) == {word for agent in crowd for word in agent.said}
    return found


def every_word_arrived_where_it_was_meant(
    crowd: list[Agent], messages: list[dict[str, object]], states: dict[tuple[str, str], str]
) -> int:
    """Return how many arrived twice."""
    logins = tuple(f"{agent.member.login} #" for agent in crowd)
    arrived = Counter(
        (f"telegram:{message['chat_id']}", str(message["text"]))
        for message in messages
        if str(message["text"]).startswith(logins)
    )
    assert set(arrived) <= set(states), "a word arrived that nobody said there"
    for word, state in states.items():
        assert state in ("sent", "unknown"), (word, state)
        assert state == "unknown" or arrived[word], f"{word} was lost"
    return sum(times - 1 for times in arrived.values())


def fenced(store: Store) -> int:
    with store.read() as tx:
        rows = tx.execute(select(OUTBOX.c.seq).where(OUTBOX.c.reason == "fenced"))
        return len(rows.all())
