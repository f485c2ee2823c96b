"""Signatures: a move that needs them waits, and nobody signs what they asked for (R2, R9, R19)."""

from dataclasses import replace
from datetime import datetime

from bot.core.calendar import after
from bot.core.cases import Approval, ApprovalStep, Pending
from bot.core.clocks.task import Task
from bot.core.effects import CloseTask, OpenTask
from bot.core.procedures.actor import assignee, signs_for
from bot.core.procedures.checking import check_needs, check_values, pending_label
from bot.core.procedures.making import Making
from bot.core.procedures.moving import (
    carry_out,
    close_outcomes,
    close_signatures,
    outcome_task_id,
    signature_task_id,
)
from bot.core.procedures.procedure import Action, Chain
from bot.core.procedures.scope import holds
from bot.core.say import FALLBACK_LANGUAGE, in_language
from bot.core.spans import Span

REASON = "reason"
"""Field of a form that says why; a refusal, a calling-off and an opening again want it."""


def wanted(m: Making, chain: Chain, values: dict[str, str]) -> tuple[ApprovalStep, ...]:
    """Return the signatures a move needs, thresholds applied."""
    variables = m.scope(values)
    return tuple(
        ApprovalStep(role=step.role, person=step.person)
        for step in chain.steps
        if holds(step.when, variables)
    )


def ask(
    m: Making, action: Action, values: dict[str, str], chain: Chain, steps: tuple[ApprovalStep, ...]
) -> None:
    """Put a move before those who sign."""
    m.values = tuple(values.items())
    close_outcomes(m)
    asked = sum(1 for one in m.case.approvals) + len(m.case.pending) + 1
    request = Pending(
        id=f"a{m.case.visit}-{asked}",
        action=action.id,
        values=m.values,
        asked_by=m.actor.key,
        asked_at=m.at,
        steps=steps,
        in_order=chain.in_order,
    )
    m.change(
        m.new(what="asked", rule=m.rule(action.id), pending=(*m.case.pending, request), why=m.why)
    )
    _open_tasks(m, request, chain)


def approve(m: Making, request_id: str, *, chains: dict[str, Chain]) -> None:
    """Sign; the last signature carries the move out."""
    found = _request(m, request_id)
    if found is None:
        return
    request, position, for_ = found
    action = _action_of(m, request)
    if action is None:
        m.stop("case.action_gone", action=request.action)
        return
    last = len(request.signed) + 1 == len(request.steps)
    m.values = request.values
    if last:  # what was asked for may have been settled otherwise meanwhile
        check_values(m, action.form, dict(request.values))
        check_needs(m, action, before_form=False)
        if m.stops:
            return
    signature = _signature(m, request, position, for_, approved=True)
    signed = replace(request, signed=(*request.signed, position))
    left = tuple(
        signed if one is request else one
        for one in m.case.pending
        if one is not request or not last
    )
    m.values = ()
    m.change(
        m.new(what="approved", rule=m.rule(request.action), pending=left, approvals=(signature,))
    )
    close = signature_task_id(m.case.number, request.id, position)
    m.effects.append(CloseTask(id=close, by=m.actor.id))
    if last:
        values = dict(request.values)
        m.why = values.get(REASON, "")
        carry_out(m, action, values)
        _tell_asker(m, request, "case.task_approved")
    else:
        _open_tasks(m, signed, chains.get(action.approval))


def refuse(m: Making, request_id: str, why: str) -> None:
    """Refuse a signature, with the reason; the move is off and may be asked for again."""
    found = _request(m, request_id)
    if found is None:
        return
    if not why:
        m.stop("case.reason_missing", at_field="reason")
        return
    request, position, for_ = found
    m.why = why
    signature = _signature(m, request, position, for_, approved=False)
    close_signatures(m, request.id)
    m.change(
        m.new(
            what="refused",
            rule=m.rule(request.action),
            pending=tuple(one for one in m.case.pending if one is not request),
            approvals=(signature,),
        )
    )
    _tell_asker(m, request, "case.task_refused")


def check_signer(m: Making, request: Pending) -> tuple[int, str] | None:
    """Return which signature the actor may give and for whom, or say why none."""
    action = pending_label(m, request.action)
    if m.actor.key == request.asked_by:
        m.stop("case.own_request", action=action)
        return None
    if any(one.request == request.id and one.by == m.actor.key for one in m.case.approvals):
        m.stop("case.signed_already", action=action)
        return None
    for position in request.open_steps:
        for_ = signs_for(request.steps[position], m.actor, m.people, now=m.at)
        if for_ is not None and f"staff:{for_}" != request.asked_by:
            return position, "" if for_ == m.actor.id else for_
    names = tuple(
        m.role_names((step.role,), m.lang)[0] if step.role else step.person
        for step in (request.steps[n] for n in request.open_steps)
    )
    m.stop("case.not_your_signature", action=action, roles=names)
    return None


def _request(m: Making, request_id: str) -> tuple[Pending, int, str] | None:
    request = next((one for one in m.case.pending if one.id == request_id), None)
    if request is None:
        m.stop("case.nothing_to_sign")
        return None
    found = check_signer(m, request)
    return None if found is None else (request, *found)


def _action_of(m: Making, request: Pending) -> Action | None:
    return next(
        (one for one in (*m.stage.actions, *m.procedure.actions) if one.id == request.action), None
    )


def _signature(
    m: Making, request: Pending, position: int, for_: str, *, approved: bool
) -> Approval:
    return Approval(
        request=request.id,
        action=request.action,
        step=request.steps[position],
        by=m.actor.key,
        for_=for_,
        approved=approved,
        why=m.why,
        at=m.at,
    )


def _open_tasks(m: Making, request: Pending, chain: Chain | None) -> None:
    for position in request.open_steps:
        step = request.steps[position]
        due = _later(m, chain.within) if chain else None
        length = chain.remind.fixed if chain and chain.remind else None
        task = Task(
            id=signature_task_id(m.case.number, request.id, position),
            kind="approval",
            title=m.title("case.task_sign", action=_name(m, request)),
            conversation=m.case.conversation,
            case=m.case.number,
            role=step.role or "manager",
            assignee=assignee(step, m.people, now=m.at),
            opened_at=m.at,
            due_at=due,
            remind_at=due - length if due and length and due - length > m.at else None,
            escalate_to=chain.escalate_to if chain else "",
        )
        m.effects.append(OpenTask(task))


def _tell_asker(m: Making, request: Pending, phrase: str) -> None:
    """Tell the colleague who asked what became of it, until the case goes on."""
    kind, _, asker = request.asked_by.partition(":")
    member = m.people.staff(asker) if kind == "staff" else None
    if member is None or m.case.ended:
        return
    task = Task(
        id=outcome_task_id(m.case.number, request.id),
        kind="callback",
        title=m.title(phrase, action=_name(m, request), person=m.actor.name),
        conversation=m.case.conversation,
        case=m.case.number,
        role=member.roles[0],
        assignee=member.id,
        opened_at=m.at,
        due_at=m.case.due_at,
    )
    m.effects.append(OpenTask(task))


def _name(m: Making, request: Pending) -> str:
    action = _action_of(m, request)
    return in_language(action.label, FALLBACK_LANGUAGE) if action else request.action


def _later(m: Making, span: Span) -> datetime:
    return after(m.pack.brand.hours.calendar, m.at, span)
