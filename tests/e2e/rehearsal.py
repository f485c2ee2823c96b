"""What customers will say, found by talking to the desk alone: it holds whatever managers write."""

import random
from dataclasses import dataclass

from bot.channels.commands import read_text
from bot.core.effects import Button, Say
from bot.core.events import Event, Person
from bot.desk import Desk, views
from bot.work.dispatcher import wall_clock

BEFORE: tuple[tuple[str, ...], ...] = (
    ("/start",),
    ("保修多久", "在吗", "等一下", "你是机器人吗"),
    ("充不进电",),
)
AFTER: tuple[tuple[str, ...], ...] = (("谢谢", "查进度", "再见"),)
PHONE = "13800138000"
SEED = 20261123
WALKS, STEPS = 200, 12


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A script of groups said in one breath each, how many replies each group gets, and the end."""

    script: tuple[tuple[str, ...], ...]
    replies: tuple[int, ...]
    cases: int
    end: tuple[str, str, str | None]
    """Owner, phase and node."""


def rehearse(desk: Desk) -> Rehearsal:
    """Answer questions at random, the same way every time, until a walk has opened a case."""
    chance = random.Random(SEED)  # noqa: S311 — the same walk every time
    for number in range(WALKS):
        found = _walk(desk, f"telegram:{number}", chance)
        if found is not None:
            return found
    raise AssertionError(f"none of {WALKS} walks opened a case")


def end(desk: Desk, conversation: str) -> tuple[str, str, str | None]:
    """Return how a conversation stands."""
    view = views.conversation(desk.store, conversation)
    assert view is not None
    return view.owner, view.state.phase, view.state.node


def _walk(desk: Desk, conversation: str, chance: random.Random) -> Rehearsal | None:
    script: list[tuple[str, ...]] = []
    replies: list[int] = []

    def say(*texts: str) -> tuple[Button, ...]:
        says = [one for text in texts for one in _say(desk, conversation, text)]
        script.append(texts)
        replies.append(len(says))
        return tuple(b for row in says[-1].buttons for b in row) if says else ()

    for group in BEFORE:
        buttons = say(*group)
    for _ in range(STEPS):
        if views.cases_of(desk.store, conversation):
            for group in AFTER:
                say(*group)
            cases = len(views.cases_of(desk.store, conversation))
            return Rehearsal(tuple(script), tuple(replies), cases, end(desk, conversation))
        if not buttons:
            return None
        asked_for_phone = any(button.request for button in buttons)
        buttons = say(PHONE if asked_for_phone else chance.choice(buttons).label)
    return None


def _say(desk: Desk, conversation: str, text: str) -> list[Say]:
    event = Event(
        channel="telegram",
        conversation=conversation,
        update_id=f"{conversation} {wall_clock().timestamp()}",
        at=wall_clock(),
        sender=Person(role="customer", id="1", name="客户", language="zh-hans"),
        what=read_text(text),
    )
    turn = desk.handle(event).turn
    return [] if turn is None else [e for e in turn.effects if isinstance(e, Say)]
