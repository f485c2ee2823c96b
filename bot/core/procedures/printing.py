"""Printing: a move fills in forms, for the contact or to lie with the case."""

from bot.core.effects import Why
from bot.core.printing import form_of, keep, send
from bot.core.procedures.making import Making
from bot.core.procedures.paper import filled
from bot.core.procedures.procedure import Print
from bot.core.procedures.scope import holds


def print_form(m: Making, one: Print) -> None:
    """Fill a form in, if its guard lets."""
    if not holds(one.when, m.scope()):
        return
    data = filled(m, form_of(m.pack, one.form))
    if not one.phrase:
        m.effects.append(keep(m.pack, one.form, data, case=m.case.number))
        return
    text, variant = m.for_contact(one.phrase)
    why = Why(
        rule="case",
        phrase=variant,
        step=f"{m.procedure.id}/{m.case.stage}",
        source=f"{one.source.file}:{one.source.line}",
    )
    m.effects.append(send(m.pack, one.form, data, text=text, why=why, case=m.case.number))
