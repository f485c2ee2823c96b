"""Twenty colleagues at five conversations, all at once: one owner each, one voice, nothing lost."""

import random
from collections import Counter as Count
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.core.dispatch import dispatch
from bot.core.events import CustomerSaid, Event, Person
from bot.core.markup import plain
from bot.core.staff import StaffMember
from bot.desk import Desk, takeover, views
from bot.desk.drafts import drafts_of
from bot.desk.staff import add_staff
from bot.desk.takeover import Done
from tests.core.engine.conversation import MONDAY_TEN

AGENTS = 20
CHATS = tuple(f"telegram:{n}" for n in range(1, 6))
MOVES = 25
SEED = 20261123

BEGIN = frozenset({"claimed", "transferred"})
END = frozenset({"released", "handed_back", "closed", "back_in_queue"})


@dataclass
class Agent:
    """One colleague and what became of everything they tried."""

    member: StaffMember
    claims: list[tuple[str, int]] = field(default_factory=list)
    """Chat and epoch of every claim that was won."""
    said: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def work(self, desk: Desk, others: list[StaffMember]) -> None:
        chance = random.Random(f"{SEED}{self.member.login}")  # noqa: S311 — the same every time
        for move in range(MOVES):
            chat = chance.choice(CHATS)
            at = MONDAY_TEN + timedelta(seconds=move)
            outcome = takeover.claim(desk, self.member, chat, at=at)
            if isinstance(outcome, Done) and outcome.state is not None:
                self.claims.append((chat, outcome.state.epoch))
            text = f"{self.member.login} {move} {chat}"
            outcome = takeover.say(desk, self.member, chat, text, at=at)
            (self.said if isinstance(outcome, Done) else self.refused).append((chat, text))
            match chance.randrange(5):
                case 0:
                    takeover.release(desk, self.member, chat, at=at)
                case 1:
                    takeover.hand_back(desk, self.member, chat, at=at)
                case 2:
                    takeover.transfer(desk, self.member, chat, to=chance.choice(others).id, at=at)
                case 3:
                    takeover.close(desk, self.member, chat, at=at, survey=False)


def customer(desk: Desk, chat: str) -> None:
    channel, _, person = chat.partition(":")
    for n in range(MOVES * 2):
        desk.handle(
            Event(
                channel=channel,
                conversation=chat,
                update_id=f"{chat}-{n}",
                at=MONDAY_TEN + timedelta(seconds=n),
                sender=Person(role="customer", id=person, name=f"客户{person}"),
                what=CustomerSaid(("充电器灯不亮，充不进电", "转人工", "绿灯", "在吗")[n % 4]),
            )
        )


@pytest.fixture
def agents(store, book) -> list[Agent]:
    desk = Desk(store, lambda: book, step=dispatch)
    members = [
        add_staff(
            store,
            login=f"agent{n}",
            name=f"同事{n}",
            roles=("agent",),
            password="long enough 1",
            now=MONDAY_TEN,
        )
        for n in range(AGENTS)
    ]
    for chat in CHATS:
        desk.handle(
            Event(
                channel="telegram",
                conversation=chat,
                update_id=f"{chat}-first",
                at=MONDAY_TEN,
                sender=Person(role="customer", id=chat),
                what=CustomerSaid("转人工"),
            )
        )
    crowd = [Agent(member) for member in members]
    with ThreadPoolExecutor(AGENTS + len(CHATS)) as pool:
        work = [pool.submit(agent.work, desk, members) for agent in crowd]
        work += [pool.submit(customer, desk, chat) for chat in CHATS]
        for done in work:
            done.result()
    return crowd


def test_twenty_agents_own_once_speak_alone_and_lose_nothing(store, agents: list[Agent]):
    nobody_owned_twice(agents)
    nobody_spoke_over_another(store)
    every_word_was_said_once_where_it_was_meant(store, agents)


def nobody_owned_twice(agents: list[Agent]) -> None:
    new_claims = Count(claim for agent in agents for claim in set(agent.claims))
    assert new_claims, "nobody ever claimed anything"
    assert set(new_claims.values()) == {1}
    assert any(agent.refused for agent in agents), "nobody ever lost a race"


def nobody_spoke_over_another(store) -> None:
    for chat in CHATS:
        owner = "bot"
        for line in views.transcript(store, chat, for_staff=True):
            if line.kind in BEGIN:
                owner = ""
            elif line.kind in END:
                owner = "bot"
            elif line.kind == "say" and line.author.startswith("staff:"):
                owner = owner or line.author
                if line.why is not None and line.why.rule == "staff":
                    assert line.author == owner, (chat, line.seq)
            elif line.kind == "say":
                assert owner == "bot", f"the bot spoke over {owner} in {chat}, line {line.seq}"


def every_word_was_said_once_where_it_was_meant(store, agents: list[Agent]) -> None:
    found = Count(
        (chat, plain(line.text))
        for chat in CHATS
        for line in views.transcript(store, chat)
        if line.author.startswith("staff:") and line.why is not None and line.why.rule == "staff"
    )
    assert found == Count(word for agent in agents for word in agent.said)
    for agent in agents:
        for chat in dict(agent.refused):
            last = [text for where, text in agent.refused if where == chat][-1]
            assert drafts_of(store, agent.member, chat) == {"reply": last}
