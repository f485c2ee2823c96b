"""Making a move: lines, verbs and values change, and the case goes on to the stage the action leads to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.cases import CaseChange, LineChange, Pairs, amend
from bot.core.clocks.task import task_id
from bot.core.effects import CloseTask
from bot.core.forms import fen, numbers
from bot.core.procedures.making import Making
from bot.core.procedures.printing import print_form
from bot.core.procedures.procedure import Action, Branch, LineUpdate
from bot.core.procedures.scope import chosen, holds
from bot.core.procedures.stages import (
    announce,
    deadline_of,
    enter,
    leave,
    open_duties,
    open_new_duties,
)
from bot.core.procedures.verbs import run

_OWN_KINDS = ("lines", "counts")
"""Fields that speak of lines; they are in the history and on the lines, not among the case's values."""


def carry_out(m: Making, action: Action, values: Mapping[str, str]) -> None:
    """Make a move that nothing stops any more."""
    m.values = tuple(values.items())
    close_outcomes(m)
    picked = _picked(m, action, values)
    done = run(action.verb, m, values, picked)
    change = m.new(
        what="moved",
        rule=m.rule(action.id),
        line_changes=(*done.lines, *_updates(m, action, values)),
        parcels=done.parcels,
        values=(*_noted(action, values), *done.values) or None,
        evidence=_evidence(m, action, values),
    )
    target = _target(m, action, change)
    if action.ends:
        _end(m, action, change)
        return
    if target is None:
        before = open_duties(m)
        m.change(change)
        open_new_duties(m, before)
        announce(m, action.notices)
    else:
        move_to(m, target, change, action=action)
    for one in action.prints:
        print_form(m, one)


def move_to(m: Making, stage_id: str, change: CaseChange, *, action: Action | None = None) -> None:
    """Leave the stage and enter another."""
    stage = m.procedure.stage(stage_id)
    if stage is None:
        raise LookupError(f"procedure {m.procedure.id} has no stage {stage_id}")
    carried = leave(m, m.stage, to=stage_id)
    kept = m.case.due_at if action is not None and action.keeps_deadline else None
    m.change(_with(_moved(m, change, stage_id, due_at=kept), carried=carried))
    if action is not None:
        announce(m, action.notices)
    enter(m)


def end(m: Making, change: CaseChange) -> None:
    """End a case: nothing of it stays open but parallel tasks that outlive it."""
    carried = leave(m, m.stage, for_good=change.ended == "cancelled")
    close_signatures(m)
    m.change(_with(change, carried=carried))


def close_signatures(m: Making, request: str = "") -> None:
    """Take back the tasks of signatures still wanted; of one request only when given."""
    for pending in m.case.pending:
        if request in ("", pending.id):
            for step in range(len(pending.steps)):
                id_ = signature_task_id(m.case.number, pending.id, step)
                m.effects.append(
                    CloseTask(id=id_, by=m.actor.id or m.actor.kind, state="cancelled")
                )


def signature_task_id(number: str, request: str, step: int) -> str:
    """Return the id of the task of one signature."""
    return task_id(number, "sign", request, str(step))


def outcome_task_id(number: str, request: str) -> str:
    """Return the id of the task that tells who asked what became of a request."""
    return task_id(number, "outcome", request)


def close_outcomes(m: Making) -> None:
    """Take back what told of signatures of this stay: the case goes on."""
    since = m.case.entered_at or m.case.opened_at
    told = dict.fromkeys(one.request for one in m.case.approvals if one.at >= since)
    m.effects += (
        CloseTask(id=outcome_task_id(m.case.number, one), by=m.actor.id or m.actor.kind)
        for one in told
    )


def leads_on(m: Making, action: Action) -> bool:
    """Return whether an action can lead out of the stage."""
    return bool(action.ends) or any(branch.stage != m.case.stage for branch in action.to)


def _moved(m: Making, change: CaseChange, stage_id: str, *, due_at: datetime | None) -> CaseChange:
    stage = m.procedure.stage(stage_id)
    if stage is None:
        raise LookupError(stage_id)
    return _with(
        change,
        was=m.case.stage,
        stage=stage_id,
        due_at=due_at or deadline_of(m, stage.deadline),
    )


def _end(m: Making, action: Action, change: CaseChange) -> None:
    end(m, _with(change, ended=action.ends, was=m.case.stage, pending=()))
    announce(m, action.notices)
    for one in action.prints:
        print_form(m, one)


def _target(m: Making, action: Action, change: CaseChange) -> str | None:
    if not action.to:
        return None
    after = m.scope(case=amend(m.case, change))
    branch: Branch | None = next((one for one in action.to if holds(one.when, after)), None)
    return branch.stage if branch else None


def _picked(m: Making, action: Action, values: Mapping[str, str]) -> tuple[int, ...]:
    if action.line_field:
        return numbers(values.get(action.line_field, ""))
    return tuple(range(1, len(m.case.lines) + 1))


def _updates(m: Making, action: Action, values: Mapping[str, str]) -> tuple[LineChange, ...]:
    variables = m.scope()
    noted = _line_values(action, values)
    photos = _photos(action, values)
    changes: list[tuple[tuple[int, ...], dict[str, Any]]] = []
    if noted and photos:
        changes += (
            ((n,), {"values": noted, "photos": _with_photos(m, n, photos)})
            for n in _picked(m, action, values)
        )
    elif noted:
        changes.append((_picked(m, action, values), {"values": noted}))
    for update in action.lines:
        which, sets = _which(m, update, values, variables), _filled(update, values)
        if changes and changes[-1][0] == which:
            changes[-1][1].update(sets)
        else:
            changes.append((which, sets))
    return tuple(one for which, sets in changes for one in LineChange.of(which, **sets))


def _which(
    m: Making, update: LineUpdate, values: Mapping[str, str], variables: Mapping[str, Any]
) -> tuple[int, ...]:
    let_in = chosen(update.of, m.case, variables)
    if not update.chosen_by:
        return let_in
    named = frozenset(numbers(values.get(update.chosen_by, "")))
    return tuple(n for n in let_in if n in named)


def _filled(update: LineUpdate, values: Mapping[str, str]) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for axis, written in update.sets.items():
        value = values.get(written[1:-1], "") if written.startswith("{") else written
        if value:
            filled["price_fen" if axis == "price" else axis] = (
                fen(value) if axis == "price" else value
            )
    return filled


def _line_values(action: Action, values: Mapping[str, str]) -> Pairs:
    """Return what a form that chooses lines says about just those lines."""
    if not action.line_field:
        return ()
    kinds = {one.id: one.kind for one in action.form}
    return tuple((k, v) for k, v in values.items() if kinds.get(k) not in _OWN_KINDS)


def _photos(action: Action, values: Mapping[str, str]) -> tuple[str, ...]:
    fields = (one.id for one in action.form if one.kind == "photo")
    return tuple(ref for field in fields for ref in values.get(field, "").split())


def _with_photos(m: Making, line: int, new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*m.case.lines[line - 1].photos, *new)))


def _evidence(m: Making, action: Action, values: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the case's photos with those of this form; those about lines lie with the lines."""
    new = () if action.line_field else _photos(action, values)
    return tuple(dict.fromkeys((*m.case.evidence, *new))) if new else None


def _noted(action: Action, values: Mapping[str, str]) -> Pairs:
    if action.line_field:
        return ()
    kinds = {one.id: one.kind for one in action.form}
    return tuple((k, v) for k, v in values.items() if kinds.get(k) not in _OWN_KINDS)


def _with(change: CaseChange, **fields: Any) -> CaseChange:
    return replace(change, **fields)
