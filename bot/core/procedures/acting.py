"""Making a move: one door for actions, signatures, parallel tasks, calling off and opening again."""

from collections.abc import Mapping

from bot.core.effects import CloseTask
from bot.core.procedures.checking import (
    carried_duties,
    check_lines,
    check_needs,
    check_turn,
    check_values,
)
from bot.core.procedures.making import Making
from bot.core.procedures.moving import carry_out, close_outcomes, end, move_to
from bot.core.procedures.procedure import Action
from bot.core.procedures.scope import holds
from bot.core.procedures.signing import REASON, approve, ask, refuse, wanted
from bot.core.procedures.stages import announce, duty_task_id, open_duties
from bot.core.say import in_language

__all__ = ["APPROVE", "CANCEL", "DUTY", "REASON", "REFUSE", "REOPEN", "act", "find_action"]

APPROVE, REFUSE, DUTY = "approve:", "refuse:", "task:"
CANCEL, REOPEN = "cancel", "reopen"


def act(m: Making, action_id: str, given: Mapping[str, str]) -> None:
    """Make a move, put it before those who sign, or note in `m.stops` what is missing."""
    if action_id == REOPEN:
        _reopen(m, given)
    elif action_id.startswith(DUTY):
        _do_duty(m, action_id.removeprefix(DUTY), given)
    elif m.case.ended:
        m.stop("case.ended")
    elif action_id == CANCEL:
        _cancel(m, given)
    elif action_id.startswith(APPROVE):
        approve(m, action_id.removeprefix(APPROVE), chains=dict(m.pack.chains))
    elif action_id.startswith(REFUSE):
        refuse(m, action_id.removeprefix(REFUSE), given.get(REASON, "").strip())
    elif action_id.startswith(DUTY):
        _do_duty(m, action_id.removeprefix(DUTY), given)
    else:
        _take(m, action_id, given)


def find_action(m: Making, action_id: str) -> Action | None:
    """Return an action of the stage, or of every stage."""
    every = (*m.stage.actions, *m.procedure.actions)
    return next((one for one in every if one.id == action_id), None)


def _take(m: Making, action_id: str, given: Mapping[str, str]) -> None:
    action = find_action(m, action_id)
    if action is None:
        others = (*m.stage.actions, *m.procedure.actions)
        names = tuple(in_language(one.label, m.lang) for one in others)
        m.stop("case.no_such_action", others=names)
        return
    check_turn(m, action)
    if m.stops:
        return
    values = check_values(m, action.form, given)
    m.values = tuple(values.items())
    if not m.stops:
        check_needs(m, action, before_form=False)
        check_lines(m, action, values)
    if m.stops:
        return
    m.why = values.get(REASON, "")
    chain = m.pack.chains.get(action.approval)
    steps = wanted(m, chain, values) if chain else ()
    if chain is not None and steps:
        ask(m, action, values, chain, steps)
    else:
        carry_out(m, action, values)


def _do_duty(m: Making, duty_id: str, given: Mapping[str, str]) -> None:
    here = () if m.case.ended else open_duties(m)
    duty = next((one for one in here if one.id == duty_id), None)
    carried = next((one for one in carried_duties(m) if one[0].id == duty_id), None)
    if duty is None and carried is not None:
        duty = carried[0]
    if duty is None:
        m.stop("case.ended" if m.case.ended else "case.no_such_task")
        return
    if not m.actor.may((duty.role,)):
        roles = m.role_names((duty.role,), m.lang)
        m.stop("case.not_yours", roles=roles, action=in_language(duty.label, m.lang))
        return
    if duty.done_by:
        action = find_action(m, duty.done_by)
        name = in_language(action.label if action else duty.label, m.lang)
        m.stop("case.duty_by_action", action=name)
        return
    values = check_values(m, duty.form, given)
    if m.stops:
        return
    m.values = tuple(values.items())
    m.change(
        m.new(
            what="task_done",
            rule=m.rule(duty.id),
            values=m.values or None,
            tasks_done=(*m.case.tasks_done, duty.id) if duty in here else None,
            carried=None
            if duty in here or carried is None
            else tuple(one for one in m.case.carried if one != carried[1]),
        )
    )
    visit = m.case.visit if duty in here or carried is None else carried[1].visit
    id_ = duty_task_id(m.case.number, visit, duty.id)
    m.effects.append(CloseTask(id=id_, by=m.actor.id or m.actor.kind))


def _cancel(m: Making, given: Mapping[str, str]) -> None:
    cancel = m.procedure.cancel
    if not m.actor.may(cancel.by):
        m.stop("case.not_yours_to_cancel", roles=m.role_names(cancel.by, m.lang))
    elif not holds(cancel.when, m.scope({})):
        m.stop("case.too_late_to_cancel")
    elif _has_reason(m, given):
        close_outcomes(m)
        end(
            m,
            m.new(
                what="cancelled",
                rule=m.rule(CANCEL),
                was=m.case.stage,
                ended="cancelled",
                pending=(),
            ),
        )
        announce(m, cancel.notices)


def _reopen(m: Making, given: Mapping[str, str]) -> None:
    reopen = m.procedure.reopen
    if not m.case.ended:
        m.stop("case.not_ended")
    elif not m.actor.may(reopen.by):
        m.stop("case.not_yours_to_reopen", roles=m.role_names(reopen.by, m.lang))
    elif _has_reason(m, given):
        change = m.new(what="reopened", rule=m.rule(REOPEN), ended="")
        variables = m.scope({})
        ways = (one.stage for one in reopen.to if holds(one.when, variables))
        move_to(m, next(ways, reopen.to[-1].stage), change)
        announce(m, reopen.notices)


def _has_reason(m: Making, given: Mapping[str, str]) -> bool:
    m.why = given.get(REASON, "").strip()
    if not m.why:
        m.stop("case.reason_missing", at_field=REASON)
    return bool(m.why)
