"""What a dealer or customer decides in a case: agree to a quote, have goods sent back unrepaired, call it off (R12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.cases import Case, parse_case_number
from bot.core.effects import Button
from bot.core.engine.buttons import payload, person_button, rows, small
from bot.core.engine.talk import Talk
from bot.core.procedures.acting import CANCEL, REASON
from bot.core.procedures.procedure import Action
from bot.core.procedures.scope import holds, scope
from bot.core.returns.asking import SCRIPT
from bot.core.returns.moving import move
from bot.core.returns.rights import only_looks
from bot.core.returns.waybill import without_case_number
from bot.core.say import in_language
from bot.core.text import bare, normalise

STEP, WITHDRAW = "decide", "withdraw"
_MOST_CASES = 4
_ACT = "a:"
_DEALER = "dealer"
_SEND_VERBS = ("send_in", "trace", "found")
"""Moves that have their own part of the conversation."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A move open to the dealer in one of their cases."""

    case: Case
    action: Action


def choices(talk: Talk, number: str | None = None) -> Iterator[Choice]:
    """Yield the moves the dealer or customer may make now without filling a form in, newest case first."""
    party = "customer" if talk.dealer is None else "dealer"
    for case in talk.records.cases_of(talk.event.conversation):
        procedure = talk.pack.procedures.get(case.procedure)
        stage = procedure.present(case.stage) if procedure is not None else None
        if case.ended or procedure is None or stage is None or number not in (None, case.number):
            continue
        variables = scope(talk.pack, case, values={}, now=talk.now, by=party)
        for action in (*stage.actions, *procedure.actions):
            asks = any(one.required and not one.default for one in action.form)
            if (
                party in action.by
                and action.verb not in _SEND_VERBS
                and not asks
                and holds(action.when, variables)
            ):
                yield Choice(case, action)


def heard(talk: Talk, text: str) -> bool:
    """Take words that name one of those moves, such as "同意"; False when they name none."""
    words = talk.pack.returns
    if words is None:
        return False
    rest = without_case_number(text)
    decided = words.decided(rest)
    plain = bare(normalise(rest))
    named = [
        one
        for one in choices(talk, parse_case_number(text))
        if one.action.id == decided
        or any(bare(normalise(label)) == plain for label in one.action.label.values())
    ]
    if not named:
        return bool(decided) and _nothing_to_decide(talk)
    cases = {one.case.number for one in named}
    if len(cases) > 1:
        offer(talk, named)
        return True
    _make(talk, named[0])
    return True


def _nothing_to_decide(talk: Talk) -> bool:
    """Answer a yes or no to a quote that is not there; amid a list the word is about the list."""
    cases = talk.records.cases_of(talk.event.conversation)
    if talk.state.returning is not None or not any(c.dealer and not c.ended for c in cases):
        return False
    talk.tell("dealer.nothing_to_decide", rule="return_decide")
    return True


def withdraw(talk: Talk, text: str) -> bool:
    """Ask for a yes before a case is called off; False when the words mean nothing of the kind."""
    words = talk.pack.returns
    if words is None or words.meant(without_case_number(text)) != "withdraw":
        return False
    wanted = parse_case_number(text)
    cases = [
        case
        for case in talk.records.cases_of(talk.event.conversation)
        if not case.ended and case.dealer and wanted in (None, case.number)
    ]
    if not cases:
        return False
    ask_withdraw(talk, cases)
    return True


def ask_withdraw(talk: Talk, cases: Sequence[Case]) -> None:
    """Ask for a yes before a case is called off, or which one of several."""
    number = talk.next_ask(SCRIPT, WITHDRAW)
    talk.tell("dealer.withdraw_sure", rule="return_withdraw", cases=tuple(cases[:_MOST_CASES]))
    yes = small(talk, "button.withdraw")
    buttons = [
        Button(f"{yes} {case.number[-4:]}" if len(cases) > 1 else yes, payload(number, case.number))
        for case in cases[:_MOST_CASES]
    ]
    keep = Button(small(talk, "button.return_keep"), payload(number, "keep"))
    talk.flush((*rows(buttons), (keep,)))


def _withdrawn(talk: Talk, choice: str) -> None:
    if choice == "keep":
        talk.tell("dealer.withdraw_kept", rule="return_withdraw")
        return
    reason = small(talk, "dealer.withdraw_reason")
    told = move(talk, choice, CANCEL, {REASON: reason})
    if told:
        talk.tell("dealer.not_noted", rule="return_withdraw", messages=told)
    elif talk.state.sending is not None and talk.state.sending.case in ("", choice):
        talk.change(sending=None)


def offer(talk: Talk, open_now: list[Choice]) -> None:
    """Put the open moves to the dealer as buttons."""
    number = talk.next_ask(SCRIPT, STEP)
    talk.tell(
        "dealer.decide",
        rule="return_decide",
        cases=tuple({c.case.number: c.case for c in open_now}.values()),
    )
    several = len({one.case.number for one in open_now}) > 1
    lang = talk.state.lang
    buttons = [
        Button(
            f"{one.case.number[-4:]} {in_language(one.action.label, lang)}"
            if several
            else in_language(one.action.label, lang),
            payload(number, f"{_ACT}{one.case.number}:{one.action.id}"),
        )
        for one in open_now
    ]
    talk.flush((*rows(buttons), (person_button(talk, number),)))


def offer_below(talk: Talk, number: str) -> None:
    """Put a case's open moves as buttons under what was just said."""
    open_now = list(choices(talk, number))
    if not open_now:
        return
    asked, lang = talk.next_ask(SCRIPT, STEP), talk.state.lang
    buttons = [
        Button(
            in_language(one.action.label, lang),
            payload(asked, f"{_ACT}{one.case.number}:{one.action.id}"),
        )
        for one in open_now
    ]
    talk.flush((*rows(buttons), (person_button(talk, asked),)))


def pressed(talk: Talk, step: str, choice: str) -> bool:
    """Take a button under such an offer, however old: the case itself knows whether the move still fits."""
    if step == WITHDRAW:
        _withdrawn(talk, choice)
        return True
    if step != STEP or not choice.startswith(_ACT):
        return False
    number, _, action_id = choice.removeprefix(_ACT).partition(":")
    found = next((one for one in choices(talk, number) if one.action.id == action_id), None)
    if found is None:
        talk.tell("dealer.decided_before", rule="stale_button", number=number)
        return True
    _make(talk, found)
    return True


def _make(talk: Talk, choice: Choice) -> None:
    if only_looks(talk):
        return
    told = move(talk, choice.case.number, choice.action.id, {})
    if told:
        talk.tell("dealer.not_noted", rule="return_decide", messages=told)
    elif not talk.has_words():
        label = in_language(choice.action.label, talk.state.lang)
        talk.tell("dealer.decided", rule="return_decide", found=choice.case, action=label)
