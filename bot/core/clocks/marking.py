"""Which marks an event leaves: who was wanted, who spoke, what was opened and ended."""

from collections.abc import Iterator

from bot.core.clocks.marks import PROMISED, Mark, MarkKind
from bot.core.effects import AmendCase, MoveTask, OpenCase, OpenTask, Refuse, RefuseMove
from bot.core.events import (
    CaseActed,
    CustomerEdited,
    CustomerPressed,
    CustomerSaid,
    CustomerSentMedia,
    CustomerSharedContact,
    CustomerSharedLocation,
    DealerSentTable,
    Event,
    StaffClosed,
    StaffSaid,
    TaskActed,
)
from bot.core.state import BOT, STAFF, State
from bot.core.turn import Turn

_SPEAKING = (
    CustomerSaid
    | CustomerEdited
    | CustomerPressed
    | CustomerSentMedia
    | CustomerSharedContact
    | CustomerSharedLocation
    | DealerSentTable
)


def marks_left(before: State, event: Event, turn: Turn) -> tuple[Mark, ...]:
    """Return the marks of a turn, in order; an event that was refused leaves none."""
    if any(isinstance(effect, Refuse | RefuseMove) for effect in turn.effects):
        return ()
    kinds = (*_of_event(before, event, turn), *_of_cases(turn), *_of_owner(before, event, turn))
    return tuple(Mark(at=event.at, kind=kind, by=_who(event), about=about) for kind, about in kinds)


def _of_owner(before: State, event: Event, turn: Turn) -> Iterator[tuple[MarkKind, str]]:
    if before.owner == turn.state.owner:
        return
    if before.owner == BOT:
        yield "wanted", ""
    elif turn.state.owner == BOT:
        yield ("closed" if isinstance(event.what, StaffClosed) else "returned"), ""


def _of_event(before: State, event: Event, turn: Turn) -> Iterator[tuple[MarkKind, str]]:
    match event.what:
        case StaffSaid():
            promised = any(
                isinstance(effect, MoveTask)
                or (isinstance(effect, OpenTask) and effect.task.kind in {"promise", "callback"})
                for effect in turn.effects
            )
            yield "staff", PROMISED if promised else ""
        case CaseActed(number=number) if event.sender.role == "staff":
            yield "worked", number
        case TaskActed(action="arrived"):
            yield "arrived", ""
        case what if isinstance(what, _SPEAKING) and before.owner != BOT:
            if turn.state.owner != BOT and not _asked_by_bot(turn.state):
                yield "customer", ""


def _asked_by_bot(state: State) -> bool:
    """Whether a question of the bot waits, put for the owner: its answers are not for them to answer."""
    return bool(state.frames) and state.frames[-1].waiting and state.owner.startswith(STAFF)


def _of_cases(turn: Turn) -> Iterator[tuple[MarkKind, str]]:
    for effect in turn.effects:
        match effect:
            case OpenCase(case):
                yield "case", case.number
            case AmendCase(number, change) if change.ended:
                yield "case_done", number


def _who(event: Event) -> str:
    match event.sender.role:
        case "staff":
            return f"{STAFF}{event.sender.id}"
        case "customer" | "dealer":
            return event.sender.role
        case _:
            return BOT
