"""Something is done about a case: its form as a dialogue, several answers in one message, or one line."""

import re
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.case_card import action_buttons, case_button, show_case
from bot.channels.staff_talk.case_moves import moves, not_offered, why_not
from bot.channels.staff_talk.replies import Reply, rows
from bot.channels.staff_talk.state import CaseForm
from bot.core.cases import parse_case_number
from bot.core.effects import Button
from bot.core.forms import Around, FormField, Misfit, Option, counts, fill, read_value
from bot.core.procedures.saying import Spoken
from bot.core.returns.waybill import without_case_number
from bot.core.text import bare
from bot.desk import cases
from bot.desk.accounts import staff_list
from bot.desk.cases import Acted, ActionView, CaseCard, FieldView, Refused

SUBMIT, PICK, STOP = "cs", "cv", "cx"
"""What the buttons of a form begin with: send it off, an answer, give it up."""

_PAIR = re.compile(r"(?<!\S)([A-Za-z_][\w.]*)=(\"[^\"]*\"|'[^']*'|\S+)")
_ALL = "*"
_OFFERS_ALL = ("lines", "counts")
_KNOWN_BY_LOOKS = ("counts", "choice", "yes_no", "waybill", "date")
_LABEL = 40
"""Characters of a button."""


def command(asked: Asked, line: str) -> Answered:
    """Do `<number> [<action> field=value …]`: without an action the case is shown.

    What is missing is asked for.
    """
    first, _, rest = line.strip().partition(" ")
    number = parse_case_number(first)
    if number is None:
        return asked.say("staff.no_case", number=first)
    if not rest.strip():
        return show_case(asked, number)
    given = {name: value.strip("\"'") for name, value in _PAIR.findall(rest)}
    wanted = _PAIR.sub("", rest).strip()
    action = _named(asked, number, wanted)
    if action is None:
        return not_offered(asked, number, wanted, given)
    return _begin(asked, number, action, given, at_once=bool(given))


def start(asked: Asked, number: str, action_id: str) -> Answered:
    """Begin an action whose button was pressed; one that asks nothing is done at once."""
    action = next((one for one in moves(asked, number) if one.id == action_id), None)
    if action is None:
        return asked.say("staff.no_action", wanted=action_id, known=[], number=number)
    return _begin(asked, number, action, {}, at_once=False)


def answer(asked: Asked, text: str) -> Answered:
    """Take words, or files, as answers to the form that is open."""
    form = asked.state.form
    action = None if form is None else _open_action(asked, form)
    if form is None or action is None:
        return _gone(asked)
    if _is_case_number(text):
        return _shown_between(asked, action, form, text)
    form = _with_photos(asked, action, form)
    if asked.files and not text.strip():
        return _go_on(asked, action, form)
    card = cases.case_card(asked.desk.store, asked.desk.books(), form.number, at=asked.at)
    fields = tuple(_field(one, asked.words.lang) for one in action.form)
    around = _around(asked, action, card)
    meant = form.asked or _fitting(fields, text, around, values=dict(form.values))
    filled = fill(fields, dict(form.values), text, asked=meant, around=around)
    values = _counted(action, dict(form.values), dict(filled.values), around)
    form = replace(form, values=tuple(values.items()), asked=filled.next)
    if filled.misfits:
        said = [_misfit(asked, action, one) for one in filled.misfits]
        return _ask(asked, action, form, before=said)
    if not filled.learned:
        return _review(asked, action, form, before=asked.words("staff.form_unheard"))
    return _go_on(asked, action, form)


def _is_case_number(text: str) -> bool:
    """Whether a line is nothing but a case number, so that nobody answers a form with it."""
    return parse_case_number(text) is not None and not bare(without_case_number(text))


def _shown_between(asked: Asked, action: ActionView, form: CaseForm, text: str) -> Answered:
    """Show the case asked for, and put the form's question again."""
    shown = show_case(asked, parse_case_number(text) or "")
    again = _ask(asked, action, form) if form.asked else _review(asked, action, form)
    return asked.done(*shown.replies, *again.replies, state=again.state)


def _go_on(asked: Asked, action: ActionView, form: CaseForm) -> Answered:
    missing = _missing(action, dict(form.values))
    if missing:
        return _ask(asked, action, replace(form, asked=missing))
    # One answer needs no second look; several do.
    return _send(asked, form) if len(action.form) == 1 else _review(asked, action, form)


def _with_photos(asked: Asked, action: ActionView, form: CaseForm) -> CaseForm:
    """Put what was photographed where the form keeps pictures, whatever is being asked."""
    named = _find(action, form.asked)
    photos = [one for one in action.form if one.kind == "photo"]
    field = named if named is not None and named.kind == "photo" else next(iter(photos), None)
    if field is None or not asked.files:
        return form
    values = dict(form.values)
    refs = [*values.get(field.id, "").splitlines(), *(file.ref for file in asked.files)]
    values[field.id] = "\n".join(dict.fromkeys(refs))
    return replace(form, values=tuple(values.items()))


def _fitting(
    fields: tuple[FormField, ...], text: str, around: Around, *, values: Mapping[str, str]
) -> str:
    """Return the field words mean that answer no question.

    The first they fit, else the only one for words that is still empty.
    """
    empty = [one.id for one in fields if one.kind == "text" and not values.get(one.id)]
    return next(
        (
            one.id
            for one in fields
            if one.kind in _KNOWN_BY_LOOKS and isinstance(read_value(one, text, around), str)
        ),
        empty[0] if len(empty) == 1 else "",
    )


def _counted(
    action: ActionView, before: Mapping[str, str], after: dict[str, str], around: Around
) -> dict[str, str]:
    """Return the answers; where everything stood as announced, a count of some lines leaves the others so."""
    for view in action.form:
        known, now = before.get(view.id, view.value), after.get(view.id, "")
        if view.kind == "counts" and view.value == _ALL and known and now not in ("", known):
            lines = around.offered.get(view.id, around.pieces)
            base = (
                {line: around.pieces.get(line, 0) for line in lines}
                if known == _ALL
                else counts(known)
            )
            told = base | counts(now)
            after[view.id] = ",".join(f"{line}={n}" for line, n in sorted(told.items()))
    return after


def pick(asked: Asked, field_id: str, index: str) -> Answered:
    """Take a pressed answer; when nothing is missing any more, the form is sent off."""
    form = asked.state.form
    action = None if form is None else _open_action(asked, form)
    field = None if action is None else _find(action, field_id)
    if form is None or action is None or field is None:
        return _gone(asked)
    choices = _choices(asked, field)
    if not index.isdecimal() or int(index) >= len(choices):
        return _gone(asked)
    values = dict(form.values) | {field.id: choices[int(index)][0]}
    form = replace(form, values=tuple(values.items()))
    missing = _missing(action, values)
    if missing:
        return _ask(asked, action, replace(form, asked=missing))
    return _send(asked, form)


def submit(asked: Asked) -> Answered:
    """Send the open form off."""
    form = asked.state.form
    return _gone(asked) if form is None else _send(asked, form)


def stop(asked: Asked) -> Answered:
    """Give the open form up; nothing was changed."""
    number = asked.state.form.number if asked.state.form else ""
    words = Reply(text=asked.words("staff.form_stopped", number=number))
    return asked.done(words, state=replace(asked.state, form=None))


def _begin(
    asked: Asked, number: str, action: ActionView, given: Mapping[str, str], *, at_once: bool
) -> Answered:
    if action.why_not:
        return asked.done(why_not(asked, number, action.why_not))
    known = {one.id: one.value for one in action.form if one.value} | dict(given)
    form = CaseForm(number=number, action=action.id, values=tuple(known.items()))
    missing = _missing(action, known)
    if missing:
        return _ask(asked, action, replace(form, asked=missing))
    if at_once or not action.form:
        return _send(asked, form, again=not at_once)
    return _review(asked, action, form)


def _send(asked: Asked, form: CaseForm, *, again: bool = True) -> Answered:
    """Make the move; `again`: a form that is refused may be completed."""
    acted = cases.act(
        asked.desk,
        asked.member,
        form.number,
        form.action,
        dict(form.values),
        at=asked.at,
        key=asked.key,
        lang=asked.words.lang,
    )
    if isinstance(acted, Refused):
        wrong = next((field for field, _ in acted.fields), "")
        open_form = replace(form, asked=wrong) if wrong else None
        refusal = why_not(asked, form.number, acted.messages)
        action = _open_action(asked, form)
        if open_form is not None and action is not None:
            return _ask(asked, action, open_form, before=[refusal.text])
        if not wrong and again and action is not None and action.form:
            # What is lacking can still be said: the form stays open.
            review = _review(asked, action, replace(form, asked=""))
            return asked.done(refusal, *review.replies, state=review.state)
        return asked.done(refusal, state=replace(asked.state, form=open_form))
    moved = asked.words(
        _outcome(acted),
        number=acted.number,
        stage=acted.stage_name,
        outstanding=list(acted.outstanding),
        in_order=acted.in_order,
        asker=acted.sent_back_to,
    )
    buttons = action_buttons(acted.number, moves(asked, acted.number))
    ways = (*buttons, (case_button(acted.number),))
    return asked.done(Reply(text=moved, buttons=ways), state=replace(asked.state, form=None))


def _outcome(acted: Acted) -> str:
    """Return the phrase that says what became of a move."""
    if acted.asked:
        return "staff.case_asked"
    if acted.outstanding:
        return "staff.case_signed"
    return "staff.case_sent_back" if acted.sent_back_to else "staff.case_moved"


def _ask(
    asked: Asked, action: ActionView, form: CaseForm, *, before: list[str] | None = None
) -> Answered:
    field = _find(action, form.asked)
    if field is None:
        return _gone(asked)
    choices = _choices(asked, field)
    buttons = tuple(
        Button(label[:_LABEL], f"{PICK}:{field.id}:{number}")
        for number, (_, label) in enumerate(choices)
    )
    question = asked.words(
        "staff.form_ask",
        action=action.label,
        number=form.number,
        prompt=field.prompt,
        kind=field.kind,
        choices=[label for _, label in field.choices] if field.kind in _OFFERS_ALL else [],
    )
    text = "\n".join([*(before or []), question])
    ways = (*rows(buttons), (asked.button("staff.button_stop", STOP),))
    return asked.done(Reply(text=text, buttons=ways), state=replace(asked.state, form=form))


def _review(asked: Asked, action: ActionView, form: CaseForm, *, before: str = "") -> Answered:
    values = dict(form.values)
    said = [(one, _shown(asked, one, values.get(one.id, ""))) for one in action.form]
    text = asked.words(
        "staff.form_review",
        action=action.label,
        number=form.number,
        entered=[(one.prompt, value) for one, value in said if value],
        left=[
            asked.words.label("staff.form_photo_left", prompt=one.prompt)
            if one.kind == "photo"
            else one.prompt
            for one, value in said
            if not value
        ],
    )
    ways = ((asked.button("staff.button_submit", SUBMIT), asked.button("staff.button_stop", STOP)),)
    shown = "\n".join(part for part in (before, text) if part)
    return asked.done(Reply(text=shown, buttons=ways), state=replace(asked.state, form=form))


def _gone(asked: Asked) -> Answered:
    words = Reply(text=asked.words("staff.form_gone"))
    return asked.done(words, state=replace(asked.state, form=None))


def _open_action(asked: Asked, form: CaseForm) -> ActionView | None:
    return next((one for one in moves(asked, form.number) if one.id == form.action), None)


def _named(asked: Asked, number: str, wanted: str) -> ActionView | None:
    known = moves(asked, number)
    named = wanted.casefold()
    for one in known:
        if named in (one.id.casefold(), one.label.casefold()):
            return one
    # `approve` alone is enough while there is one thing to approve.
    begun = [one for one in known if one.id.casefold().split(":")[0] == named]
    return begun[0] if len(begun) == 1 else None


def _find(action: ActionView, field_id: str) -> FieldView | None:
    return next((one for one in action.form if one.id == field_id), None)


def _missing(action: ActionView, known: Mapping[str, str]) -> str:
    return next((one.id for one in action.form if one.required and not known.get(one.id)), "")


def _choices(asked: Asked, field: FieldView) -> tuple[tuple[str, str], ...]:
    if field.kind in ("choice", "yes_no"):
        return field.choices
    if field.kind in _OFFERS_ALL:
        return ((_ALL, asked.words.label("staff.button_all")),)
    if field.kind == "person" and not field.choices:
        people = staff_list(asked.desk.store)
        return tuple((one.login, one.name) for one in people if one.active)
    return field.choices


def _field(view: FieldView, lang: str) -> FormField:
    options = tuple(Option(id=value, label={lang: label}) for value, label in view.choices)
    return FormField(
        id=view.id,
        kind=view.kind,
        ask={lang: view.prompt},
        options=options,
        required=view.required,
        default=view.value,
    )


def _around(asked: Asked, action: ActionView, card: CaseCard | None) -> Around:
    zone = ZoneInfo(asked.words.pack.brand.hours.timezone)
    lines = () if card is None else card.lines
    offered = {
        one.id: tuple(int(value) for value, _ in one.choices if value.isdecimal())
        for one in action.form
        if one.kind in _OFFERS_ALL and one.choices
    }
    return Around(
        today=asked.at.astimezone(zone).date(),
        pieces={line.position: line.about.quantity for line in lines},
        offered=offered,
    )


def _misfit(asked: Asked, action: ActionView, misfit: Misfit) -> str:
    field = _find(action, misfit.field)
    choices = () if field is None else _choices(asked, field)
    spoken = Spoken(
        field=misfit.field if field is None else field.prompt,
        value=misfit.value,
        others=[label for _, label in choices],
    )
    return asked.words(f"case.field_{misfit.problem}", move=spoken)


def _shown(asked: Asked, field: FieldView, value: str) -> str:
    """Return an answer as a person reads it."""
    if not value:
        return ""
    if value == _ALL:
        return asked.words.label("staff.button_all")
    if field.kind == "photo":
        return asked.words("staff.form_photos", count=len(value.splitlines()))
    if field.kind == "counts":
        return asked.words("staff.form_counts", counts=list(counts(value).items()))
    return next((label for known, label in field.choices if known == value), value)
