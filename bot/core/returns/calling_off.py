"""A changed mind ("不退了"), of a part or of all: it is withdrawn, or what can still be done is said (R1)."""

from collections.abc import Sequence

from bot.core.cases import Case, parse_case_number
from bot.core.clocks.task import Task, task_id
from bot.core.effects import Button, OpenTask
from bot.core.engine.buttons import payload, person_button, rows, small
from bot.core.engine.talk import Talk
from bot.core.hours import reply_by
from bot.core.returns import quotes
from bot.core.returns.amending import amended
from bot.core.returns.announced import is_open_to_change, is_sent, lines_of
from bot.core.returns.asking import SCRIPT
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.drafting import ask_whether_to_leave, drop_all, go_on, let_be
from bot.core.returns.edits import read_edit
from bot.core.returns.listing import Heard
from bot.core.returns.lost import carrier_of
from bot.core.returns.rights import only_looks
from bot.core.returns.told import find_part
from bot.core.say import FALLBACK_LANGUAGE, render
from bot.core.text import normalise

STEP = "called_off"
_BACK, _OUT, _KEEP = "b:", "o:", "keep"
_WHOLE = 0
_MOST_CASES = 4
_DECLINE = "decline"


def called_off(talk: Talk, text: str, *, listed: Heard) -> bool:
    """Take "不退了"; True, as it is always about a return: if nothing is open, that is said."""
    words = talk.pack.returns
    if words is None or talk.dealer is None:
        return False
    if only_looks(talk):
        return True
    part = find_part(normalise(text), words)
    draft = talk.state.returning
    if draft is not None and (draft.lines or draft.stage == "which"):
        if draft.lines and read_edit(text, draft.lines, words, today=talk.today) is not None:
            return False  # a line of the list at hand
        if not part and draft.stage == "leaving":
            drop_all(talk)
            return True
        if not part:
            let_be(talk) if draft.amends or draft.stage == "which" else ask_whether_to_leave(talk)
            return True
    elif draft is not None:
        talk.change(returning=None)
    number = parse_case_number(text)
    cases = [
        case
        for case in talk.records.cases_of(talk.event.conversation)
        if case.dealer and not case.ended and number in (None, case.number)
    ]
    if part:
        _part_off(talk, text, part, cases, listed=listed)
    else:
        _all_off(talk, cases)
    return True


def _all_off(talk: Talk, cases: Sequence[Case]) -> None:
    waiting = [case for case in cases if is_open_to_change(case) and not is_sent(case)]
    if waiting:
        quotes.ask_withdraw(talk, waiting)
    elif cases:
        _offer_back(talk, cases[0], row=_WHOLE)
    else:
        talk.tell("dealer.nothing_to_withdraw", rule="return_withdraw", part="", cases=())


def _part_off(talk: Talk, text: str, part: str, cases: Sequence[Case], *, listed: Heard) -> None:
    words = talk.pack.returns
    if words is None:
        return
    with_part = [
        (case, row)
        for case in cases
        for row, line in enumerate(lines_of(case, words), start=1)
        if line.part == part
    ]
    unsent = [case for case, _ in with_part if is_open_to_change(case) and not is_sent(case)]
    if unsent and amended(talk, text, listed=listed):
        return
    if with_part:
        case, row = with_part[0]
        _offer_back(talk, case, row=row)
        return
    talk.tell(
        "dealer.nothing_to_withdraw",
        rule="return_withdraw",
        part=words.parts[part].name(talk.state.lang),
        cases=tuple(cases[:_MOST_CASES]),
    )


def _offer_back(talk: Talk, case: Case, *, row: int) -> None:
    """It is on the way or at the factory: say what can still be done, and let the dealer choose."""
    open_now = [one for one in quotes.choices(talk, case.number) if one.action.id == _DECLINE]
    if open_now:
        quotes.offer(talk, list(quotes.choices(talk, case.number)))
        return
    parcel = next((one for one in reversed(case.parcels) if one.direction == "in"), None)
    carrier = carrier_of(talk, parcel.carrier) if parcel is not None else None
    sent = is_open_to_change(case)
    number = talk.next_ask(SCRIPT, STEP)
    talk.tell(
        "dealer.too_late_to_withdraw",
        rule="return_withdraw",
        found=case,
        part=_named(talk, case, row, talk.state.lang),
        sent=sent,
        carrier=carrier.name(talk.state.lang) if carrier is not None else "",
        phone=carrier.phone if carrier is not None else "",
    )
    at = f"{case.number}:{row}"
    buttons = [Button(small(talk, "button.back_unrepaired"), payload(number, f"{_BACK}{at}"))]
    if sent and row != _WHOLE:
        buttons.insert(0, Button(small(talk, "button.not_in_box"), payload(number, f"{_OUT}{at}")))
    buttons.append(Button(small(talk, "button.go_ahead"), payload(number, _KEEP)))
    talk.flush((*rows(buttons), (person_button(talk, number),)))


def pressed(talk: Talk, step: str, choice: str) -> bool:
    """Take a button under that question, however old: the case itself knows what still fits."""
    if step != STEP:
        return False
    verb, at = choice[:2], choice[2:]
    number, _, row = at.rpartition(":")
    case = talk.records.case(number, talk.event.conversation) if number else None
    if choice == _KEEP or case is None or not row.isdecimal():
        talk.tell("dealer.withdraw_kept", rule="return_withdraw")
    elif verb == _OUT and is_open_to_change(case):
        _take_out(talk, case, int(row))
    else:
        _send_back(talk, case, int(row))
    return True


def _take_out(talk: Talk, case: Case, row: int) -> None:
    words = talk.pack.returns
    lines = lines_of(case, words) if words is not None else ()
    left = (*lines[: row - 1], *lines[row:])
    talk.change(
        returning=ReturnDraft(lines=left, amends=case.number, shown=len(left), touched=talk.now)
    )
    go_on(talk)


def _send_back(talk: Talk, case: Case, row: int) -> None:
    """A colleague sees to it that it comes back as it is, and says so."""
    dealer = talk.dealer
    due = reply_by(talk.pack.brand.hours, talk.now)
    part = _named(talk, case, row, FALLBACK_LANGUAGE)
    values = {"found": case, "dealer": dealer.name if dealer is not None else "", "part": part}
    title, _ = render(
        talk.pack, "dealer.back_task", lambda: values, lang=FALLBACK_LANGUAGE, seed=""
    )
    task = Task(
        id=task_id("back_unrepaired", case.number, str(row)),
        kind="callback",
        title=title,
        conversation=case.conversation,
        case=case.number,
        role="agent",
        opened_at=talk.now,
        due_at=due,
        escalate_to="manager",
    )
    talk.effects.append(OpenTask(task))
    talk.tell("dealer.back_asked", rule="return_withdraw", found=case)


def _named(talk: Talk, case: Case, row: int, lang: str) -> str:
    """Return the name of a line's part; empty for the whole case."""
    words = talk.pack.returns
    if words is None or not 0 < row <= len(case.lines):
        return ""
    part = words.parts.get(lines_of(case, words)[row - 1].part)
    return part.name(lang) if part is not None else case.lines[row - 1].part
