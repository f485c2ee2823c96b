"""A case as a staff member reads it in a chat, with what they can do about it now."""

from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.replies import Reply, rows
from bot.channels.staff_talk.request_card import request_text
from bot.core.effects import Button
from bot.desk import cases
from bot.desk.audit import note_seen
from bot.desk.cases import ActionView, CaseCard, CaseSummary

SHOW, START = "ck", "ca"
"""What the buttons begin with that show a case, and that begin an action."""

_MOVES = 5
"""How many of the latest moves a card shows."""

_JUDGED = ("verdict", "liability", "decision", "money")
"""Axes said of a line as soon as somebody has decided them."""

_KEPT = "file:"
"""What refs of kept files begin with."""

_LABEL = 40
"""Characters of a button."""


def show_case(asked: Asked, number: str) -> Answered:
    """Show a case."""
    store, book = asked.desk.store, asked.desk.books()
    lang = asked.words.lang
    card = cases.case_card(store, book, number, at=asked.at, lang=lang)
    if card is None:
        return asked.say("staff.no_case", number=number)
    note_seen(store, asked.member, at=asked.at, number=number)
    actions = cases.actions_for(store, book, number, asked.member, at=asked.at, lang=lang)
    reply = Reply(text=case_text(asked, card), buttons=action_buttons(number, actions))
    return asked.about(card.summary.conversation).done(reply)


def case_text(asked: Asked, card: CaseCard) -> str:
    """Return a case as a message."""
    words, summary = asked.words, card.summary
    lines = [case_line(asked, summary)]
    lines += [
        words(
            "staff.case_line",
            position=line.position,
            title=line.title,
            count=line.about.quantity,
            received=line.about.received,
            status=line.status_name,
            judged=[
                words.label("staff.liable", who=name) if axis == "liability" else name
                for axis, name in line.axes
                if axis in _JUDGED
                and getattr(line.about, axis) not in ("pending", "none")
                and name != line.status_name
            ],
        )
        for line in card.lines
    ]
    lines += [
        words("staff.case_value", name=name, value=_readable(asked, value))
        for name, value in card.values
    ]
    lines += [
        words("staff.case_parcel", carrier=parcel.carrier, number=parcel.waybill)
        for parcel in card.parcels
        if parcel.waybill
    ]
    lines += [
        words("staff.case_task", title=task.title, due=task.due_at, overdue=task.overdue)
        for task in card.tasks
    ]
    waiting = {one.id for one in card.requests}
    lines += [
        words(
            "staff.case_signature",
            what=one.action_name,
            state=one.state,
            who=one.by_name,
            why=one.why,
        )
        for one in card.signatures
        if one.request not in waiting
    ]
    lines += [request_text(asked, one) for one in card.requests]
    lines += [
        words("staff.case_move", at=move.at, who=move.by_name, what=move.what_name, why=move.why)
        for move in card.history[-_MOVES:]
    ]
    lines += [words("staff.case_document", name=one.name) for one in card.documents]
    return "\n".join(lines)


def _readable(asked: Asked, value: str) -> str:
    """Return what a form noted; of photos how many there are."""
    photos = [one for one in value.splitlines() if one.startswith(_KEPT)]
    return asked.words("staff.form_photos", count=len(photos)) if photos else value


def case_line(asked: Asked, summary: CaseSummary) -> str:
    """Return a case in one line, as lists show it."""
    return asked.words(
        "staff.case_row",
        number=summary.number,
        procedure=summary.procedure_name,
        stage=summary.stage_name,
        status=summary.status_name,
        who=summary.who,
        title=summary.title,
        due=summary.due_at,
        overdue=summary.overdue,
    )


def case_button(number: str) -> Button:
    """Return the button that shows a case."""
    return Button(number, f"{SHOW}:{number}")


def action_buttons(number: str, actions: tuple[ActionView, ...]) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each thing that can be done."""
    return rows(
        tuple(
            Button(action.label[:_LABEL], f"{START}:{number}:{action.id}")
            for action in actions
            if not action.why_not
        )
    )
