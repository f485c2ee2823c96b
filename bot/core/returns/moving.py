"""The dealer's own moves in a case: which may be made now, and making one."""

from dataclasses import replace
from typing import cast

from bot.core.cases import Case, amend
from bot.core.effects import AmendCase, RefuseMove
from bot.core.engine.talk import Talk
from bot.core.events import CaseActed
from bot.core.procedures.answers import acted
from bot.core.procedures.procedure import Action, Verb
from bot.core.procedures.scope import holds, scope
from bot.core.returns.showing import PlantView, plant_view
from bot.core.returns.told import known_model
from bot.core.turn import Records


def waiting_cases(talk: Talk) -> tuple[Case, ...]:
    """Return the open cases whose parcel the speaker still has to send, oldest first."""
    cases = talk.records.cases_of(talk.event.conversation)
    moved = {
        effect.number
        for effect in talk.effects
        if isinstance(effect, AmendCase) and effect.change.stage is not None
    }
    waiting = [
        case
        for case in cases
        if not case.ended
        and case.number not in moved
        and action_with(talk, case, "send_in") is not None
    ]
    return tuple(sorted(waiting, key=lambda case: (case.opened_at, case.number)))


def plant_of(talk: Talk, case: Case) -> PlantView | None:
    """Return the plant a case's goods go to: its parcel's, its lines', or that of the model; None: unknown."""
    words = talk.pack.returns
    told = [
        *(parcel.plant for parcel in case.parcels),
        *(line.plant for line in case.lines),
    ]
    models = [*(line.model for line in case.lines), dict(case.contact).get("product", "")]
    if words is not None:
        told += [words.models.get(known_model(model, words), "") for model in models if model]
    key = next((one for one in told if one), "")
    return plant_view(talk.pack, key, lang=talk.state.lang) if key else None


def action_with(talk: Talk, case: Case, verb: Verb) -> Action | None:
    """Return the move of a case's stage that does something, when who speaks may make it now."""
    procedure = talk.pack.procedures.get(case.procedure)
    stage = procedure.present(case.stage) if procedure is not None else None
    if procedure is None or stage is None:
        return None
    role = "customer" if talk.dealer is None else "dealer"
    variables = scope(talk.pack, case, values={}, now=talk.now, by=role)
    return next(
        (
            one
            for one in (*stage.actions, *procedure.actions)
            if one.verb == verb and role in one.by and holds(one.when, variables)
        ),
        None,
    )


def move(talk: Talk, number: str, action: str, values: dict[str, str]) -> tuple[str, ...]:
    """Make a move in one of the dealer's cases; returns why there is none, empty when it was made."""
    event = replace(
        talk.event, what=CaseActed(number=number, action=action, values=tuple(values.items()))
    )
    turn = acted(talk.book, talk.state, event, cast("Records", _Since(talk)))
    refused = next((one for one in turn.effects if isinstance(one, RefuseMove)), None)
    if refused is not None:
        return refused.messages
    talk.flush()
    talk.effects += turn.effects
    return ()


class _Since:
    """The records, with what this turn has changed of a case laid over it: several moves may be made in one."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def __getattr__(self, name: str) -> object:
        return getattr(self._talk.records, name)

    def case(self, number: str, conversation: str) -> Case | None:
        """Return the case as this turn leaves it."""
        case = self._talk.records.case(number, conversation)
        return None if case is None else as_left(self._talk, case)


def as_left(talk: Talk, case: Case) -> Case:
    """Return a case as this turn has left it so far."""
    for effect in talk.effects:
        if isinstance(effect, AmendCase) and effect.number == case.number:
            case = amend(case, effect.change)
    return case
