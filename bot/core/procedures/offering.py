"""What can be done about a case now, by whom it is asked, and why not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.core.forms import FieldKind, Form, FormField
from bot.core.procedures.acting import APPROVE, CANCEL, DUTY, REFUSE, REOPEN
from bot.core.procedures.checking import (
    carried_duties,
    check_needs,
    check_turn,
    is_asked,
    is_offered,
    pending_label,
    waiting_lines,
)
from bot.core.procedures.making import Making
from bot.core.procedures.procedure import Action
from bot.core.procedures.saying import line_title
from bot.core.procedures.scope import chosen, holds
from bot.core.procedures.signing import REASON, check_signer
from bot.core.procedures.stages import open_duties
from bot.core.say import in_language

OfferKind = Literal["action", "approve", "refuse", "task", "cancel", "reopen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedField:
    """One field of an offered form, in the actor's language."""

    id: str
    kind: FieldKind
    prompt: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    """Value and label: options, yes and no, or the lines to choose from."""
    value: str = ""
    """What stands in it to begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Something that can be done, or not yet."""

    id: str
    kind: OfferKind
    label: str
    form: tuple[OfferedField, ...]
    why_not: tuple[str, ...]


def offered(fresh: Callable[[], Making]) -> tuple[Offered, ...]:
    """Return everything the stage offers, what this actor can do first; `fresh` lays the case out anew."""
    m = fresh()
    if m.case.ended:
        return (*_duties(fresh), _reopen(fresh))
    found = [
        *_signatures(fresh),
        *_actions(fresh),
        *_duties(fresh),
        _cancel(fresh),
    ]
    return tuple(sorted(found, key=lambda one: bool(one.why_not)))


def _actions(fresh: Callable[[], Making]) -> Iterator[Offered]:
    m = fresh()
    for action in (*m.stage.actions, *m.procedure.actions):
        if not is_offered(m, action) or _all_wait(m, action):
            continue
        trying = fresh()
        check_turn(trying, action)
        if not trying.stops:
            check_needs(trying, action, before_form=True)
        yield Offered(
            id=action.id,
            kind="action",
            label=in_language(action.label, m.lang),
            form=_form(m, action.form),
            why_not=tuple(trying.stops),
        )


def _all_wait(m: Making, action: Action) -> bool:
    """Return whether every line the action could be about waits for a signature already."""
    one = next((field for field in action.form if field.kind == "lines"), None)
    waiting = frozenset[int]().union(*(waiting_lines(m, each) for each in m.case.pending))
    return (
        one is not None and bool(waiting) and waiting.issuperset(chosen(one.of, m.case, m.scope()))
    )


def _signatures(fresh: Callable[[], Making]) -> Iterator[Offered]:
    for pending in fresh().case.pending:
        trying = fresh()
        check_signer(trying, pending)
        name = pending_label(trying, pending.action)
        for prefix, kind, phrase in (
            (APPROVE, "approve", "case.act_approve"),
            (REFUSE, "refuse", "case.act_refuse"),
        ):
            yield Offered(
                id=f"{prefix}{pending.id}",
                kind="approve" if kind == "approve" else "refuse",
                label=f"{trying.words(phrase)} · {name}",
                form=_reason(trying) if kind == "refuse" else (),
                why_not=tuple(trying.stops),
            )


def _duties(fresh: Callable[[], Making]) -> Iterator[Offered]:
    m = fresh()
    here = () if m.case.ended else open_duties(m)
    known = {duty.id: duty for duty in (*(one for one, _ in carried_duties(m)), *here)}
    for duty in known.values():
        if duty.done_by:  # its action is offered
            continue
        trying = fresh()
        name = in_language(duty.label, m.lang)
        if not m.actor.may((duty.role,)):
            trying.stop("case.not_yours", roles=m.role_names((duty.role,), m.lang), action=name)
        yield Offered(
            id=f"{DUTY}{duty.id}",
            kind="task",
            label=name,
            form=_form(m, duty.form),
            why_not=tuple(trying.stops),
        )


def _cancel(fresh: Callable[[], Making]) -> Offered:
    m = fresh()
    cancel = m.procedure.cancel
    if not m.actor.may(cancel.by):
        m.stop("case.not_yours_to_cancel", roles=m.role_names(cancel.by, m.lang))
    elif not holds(cancel.when, m.scope({})):
        m.stop("case.too_late_to_cancel")
    return Offered(
        id=CANCEL,
        kind="cancel",
        label=m.words("case.act_cancel"),
        form=_reason(m),
        why_not=tuple(m.stops),
    )


def _reopen(fresh: Callable[[], Making]) -> Offered:
    m = fresh()
    if not m.actor.may(m.procedure.reopen.by):
        roles = m.role_names(m.procedure.reopen.by, m.lang)
        m.stop("case.not_yours_to_reopen", roles=roles)
    return Offered(
        id=REOPEN,
        kind="reopen",
        label=m.words("case.act_reopen"),
        form=_reason(m),
        why_not=tuple(m.stops),
    )


def _reason(m: Making) -> tuple[OfferedField, ...]:
    return (OfferedField(id=REASON, kind="text", prompt=m.words("case.ask_reason"), required=True),)


def _form(m: Making, form: Form) -> tuple[OfferedField, ...]:
    return tuple(_field(m, one) for one in form if _may_apply(m, form, one))


def _may_apply(m: Making, form: Form, one: FormField) -> bool:
    """Return whether a field is asked, or depends on what another field of the form will say."""
    others = any(f"values.{other.id}" in one.when.text for other in form) if one.when else False
    return others or is_asked(m, one, {})


def _field(m: Making, one: FormField) -> OfferedField:
    return OfferedField(
        id=one.id,
        kind=one.kind,
        prompt=in_language(one.ask, m.lang),
        required=one.required and not one.default and one.when is None,
        choices=_choices(m, one),
        value=(m.case.value(one.id) if _lasts(one) else "") or one.default,
    )


def _lasts(one: FormField) -> bool:
    """Whether an answer given earlier stands here too, as a subsidy drawn or a cost worked out does.

    Words, photos and numbers of a parcel belong to the move they were said in: the waybill that came
    is not the waybill that goes.
    """
    return one.kind == "yes_no" or (one.kind == "money" and bool(one.default))


def _choices(m: Making, one: FormField) -> tuple[tuple[str, str], ...]:
    if one.kind == "yes_no" and not one.options:
        return (("yes", m.words("case.yes")), ("no", m.words("case.no")))
    if one.kind not in ("lines", "counts"):
        return tuple((option.id, in_language(option.label, m.lang)) for option in one.options)
    return tuple(
        (str(n), f"{n}. {line_title(m.pack, line, m.lang)} × {line.quantity}")
        for n in chosen(one.of, m.case, m.scope())
        for line in (m.case.lines[n - 1],)
    )
