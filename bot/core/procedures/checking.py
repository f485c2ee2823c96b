"""What stands in the way of an action: each thing missing is said, none is hidden behind another."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.core.cases import Carried, Pending
from bot.core.forms import Around, Checked, Form, FormField, Misfit, check_form, numbers
from bot.core.procedures.making import Making
from bot.core.procedures.moving import leads_on
from bot.core.procedures.procedure import Action, Duty
from bot.core.procedures.scope import any_line, chosen, holds
from bot.core.procedures.stages import open_duties
from bot.core.say import in_language


def check_turn(m: Making, action: Action) -> None:
    """Say why this person may not do it now, whatever the form says."""
    if not m.actor.may(action.by):
        m.stop("case.not_yours", roles=m.role_names(action.by, m.lang), action=label(m, action))
        return
    if not is_offered(m, action):
        m.stop("case.not_now", action=label(m, action))
        return
    for pending in m.case.pending:
        same = pending.action == action.id and not action.line_field
        if same or leads_on(m, action):
            m.stop("case.waits_for_signature", action=pending_label(m, pending.action))
            return
    if leads_on(m, action):
        for duty in open_duties(m):
            if duty.blocking:
                name = in_language(duty.label, m.lang)
                m.stop("case.duty_open", action=name, roles=m.role_names((duty.role,), m.lang))


def is_offered(m: Making, action: Action) -> bool:
    """Return whether the stage offers an action now: its guard holds, and there are lines it could be about."""
    variables = m.scope()
    return holds(action.when, variables) and all(
        any_line(one.of, m.case, variables)
        for one in action.form
        if one.kind == "lines" and one.required
    )


def check_lines(m: Making, action: Action, values: Mapping[str, str]) -> None:
    """Say which of the chosen lines wait for a signature already."""
    chosen_now = frozenset(numbers(values.get(action.line_field, ""))) if action.line_field else ()
    for pending in m.case.pending:
        if not waiting_lines(m, pending).isdisjoint(chosen_now):
            m.stop("case.waits_for_signature", action=pending_label(m, pending.action))


def waiting_lines(m: Making, pending: Pending) -> frozenset[int]:
    """Return the lines a request for signatures is about; none when it is about the whole case."""
    asked = next((one for one in _actions(m) if one.id == pending.action), None)
    field = asked.line_field if asked else ""
    return frozenset(numbers(dict(pending.values).get(field, "")))


def check_needs(m: Making, action: Action, *, before_form: bool) -> None:
    """Say what is missing; before the form is filled in, only what the form cannot bring."""
    variables = m.scope()
    for need in action.needs:
        asked = any(f"values.{one.id}" in need.test.text for one in action.form)
        if not (before_form and asked) and not holds(need.test, variables):
            m.stop_saying(in_language(need.missing, m.lang))


def check_values(m: Making, form: Form, given: Mapping[str, str]) -> dict[str, str]:
    """Return the form's values in their normal form, and say what is wrong with the others."""
    asked = tuple(one for one in form if is_asked(m, one, given))
    found: Checked = check_form(asked, given, around(m, asked))
    for misfit in found.misfits:
        _say(m, form, misfit)
    return dict(found.values)


def is_asked(m: Making, one: FormField, given: Mapping[str, str]) -> bool:
    """Return whether a field applies, given what the other fields say."""
    return one.when is None or holds(one.when, m.scope(given))


def around(m: Making, form: Form) -> Around:
    """Return what the values of a form are checked against."""
    zone = ZoneInfo(m.pack.brand.hours.timezone)
    variables = m.scope()
    return Around(
        today=m.at.astimezone(zone).date(),
        pieces={n: line.quantity for n, line in enumerate(m.case.lines, start=1)},
        offered={
            one.id: chosen(one.of, m.case, variables)
            for one in form
            if one.kind in ("lines", "counts")
        },
    )


def carried_duties(m: Making) -> tuple[tuple[Duty, Carried], ...]:
    """Return the parallel tasks of earlier stages that are still to be done."""
    found = []
    for one in m.case.carried:
        stage = m.procedure.present(one.stage)
        duty = next((d for d in stage.duties if d.id == one.duty), None) if stage else None
        if duty is not None:
            found.append((duty, one))
    return tuple(found)


def label(m: Making, action: Action) -> str:
    """Return what an action is called, for the actor."""
    return in_language(action.label, m.lang)


def pending_label(m: Making, action_id: str) -> str:
    """Return what an action is called that waits for signatures; its id when the stage has it no more."""
    found = next((one for one in _actions(m) if one.id == action_id), None)
    return label(m, found) if found else action_id


def _actions(m: Making) -> tuple[Action, ...]:
    return (*m.stage.actions, *m.procedure.actions)


def _say(m: Making, form: Form, misfit: Misfit) -> None:
    one = next(field for field in form if field.id == misfit.field)
    bound = {"too_small": one.low if one.low is not None else 0, "too_large": one.high}
    m.stop(
        f"case.field_{misfit.problem}",
        at_field=misfit.field,
        field=in_language(one.ask, m.lang),
        value=misfit.value,
        bound=str(bound.get(misfit.problem, "")),
        others=tuple(in_language(option.label, m.lang) for option in one.options),
    )
