"""A return already announced changes by saying so, until the factory has it (R1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.core.cases import Case, parse_case_number
from bot.core.engine.talk import Talk
from bot.core.returns import deciding
from bot.core.returns.announced import is_open_to_change, is_sent, lines_of
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.drafting import edit, go_on
from bot.core.returns.edits import (
    Change,
    Drop,
    Shift,
    Unclear,
    apply_edit,
    read_edit,
    read_edits,
)
from bot.core.returns.line import ReturnLine
from bot.core.returns.listing import Heard, read_list
from bot.core.returns.told import find_part
from bot.core.returns.waybill import without_case_number
from bot.core.returns.which import CASE, ask_case, named_case, plant_key, put_photos
from bot.core.returns.words import ReturnWords
from bot.core.text import normalise

_MOST_ADDED = 3
"""Lines; a longer message is a new list, whatever it begins with."""
_OPENING = 8
"""Characters within which a word of adding stands; further on it belongs to the fault, as in 加装."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A case that words may change: its lines as the list had them, and what becomes of them."""

    case: Case
    lines: tuple[ReturnLine, ...]
    after: tuple[ReturnLine, ...]
    unclear: Unclear | None = None


def changeable(talk: Talk) -> tuple[Case, ...]:
    """Return the dealer's cases whose list may still change, newest first."""
    cases = talk.records.cases_of(talk.event.conversation)
    return tuple(case for case in cases if is_open_to_change(case))


def amended(talk: Talk, text: str, *, listed: Heard) -> bool:
    """Take a correction of an announced return, or a line left out of it; False when the words are none."""
    words = talk.pack.returns
    if words is None or "\n" in text.strip():
        return False
    number = parse_case_number(text)
    cases = [case for case in changeable(talk) if number in (None, case.number)]
    every = [one for case in cases if (one := _found(talk, text, case, words)) is not None]
    vague = not find_part(normalise(without_case_number(text)), words)
    found = every if vague else [one for one in every if one.unclear is None] or every
    if not found:
        return added(talk, text, listed=listed)
    if len(found) > 1:
        _ask_which(talk, text, [one.case for one in found])
        return True
    one = found[0]
    if one.unclear is None:
        _lay_down(talk, one.case, one.lines, one.after)
    else:
        talk.change(returning=_draft(talk, one.case, one.lines))
        edit(talk, one.unclear, said=without_case_number(text))
    return True


def amended_surely(talk: Talk, text: str, *, listed: Heard) -> bool:
    """Take a correction of an announced return amid talk of something else: only one that can mean nothing else."""
    return corrects(talk, text) and amended(talk, text, listed=listed)


def corrects(talk: Talk, text: str) -> bool:
    """Whether a text can only be a correction of an announced return."""
    words = talk.pack.returns
    return words is not None and _is_sure(text, changeable(talk), words, talk.today)


def _is_sure(text: str, cases: Sequence[Case], words: ReturnWords, today: date) -> bool:
    """Whether a text counts, drops or dates a line of one of the cases, or adds one, and names its part."""
    said = without_case_number(text)
    if not find_part(normalise(said), words):
        return False
    for case in cases:
        match read_edit(said, lines_of(case, words), words, today=today):
            case Drop() | Shift() | Unclear(why="which"):
                return True
            case Change(told=told) if told.facts:
                return True
    listed = read_list(said, words, today=today)
    begins = words.more.search(words.unopened(normalise(said))[:_OPENING]) is not None
    return begins and bool(cases) and any(line.quantity for line in listed.lines)


def _found(talk: Talk, text: str, case: Case, words: ReturnWords) -> _Found | None:
    lines = lines_of(case, words)
    said = without_case_number(text)
    several = read_edits(said, lines, words, today=talk.today)
    if several:
        return _Found(case, lines, several)
    made = read_edit(said, lines, words, today=talk.today)
    match made:
        case Change() | Shift() | Drop():
            return _Found(case, lines, apply_edit(made, lines))
        case Unclear(why="which"):
            return _Found(case, lines, lines, made)
    return None


def _draft(talk: Talk, case: Case, lines: tuple[ReturnLine, ...]) -> ReturnDraft:
    return ReturnDraft(lines=lines, amends=case.number, shown=len(lines), touched=talk.now)


def _lay_down(
    talk: Talk, case: Case, before: Sequence[ReturnLine], after: Sequence[ReturnLine]
) -> None:
    """Check the changed list, ask what it lacks, and amend the case once nothing is missing."""
    told_in = talk.event.message_id
    lines = tuple(line if line in before else replace(line, message=told_in) for line in after)
    talk.change(returning=_draft(talk, case, lines))
    go_on(talk)


def added(talk: Talk, text: str, *, listed: Heard) -> bool:
    """Put lines left out into the return that waits to be sent: "再加一个电机"; False for any other list."""
    words = talk.pack.returns
    lines = listed.lines
    if words is None or not lines or len(lines) > _MOST_ADDED or not all(x.part for x in lines):
        return False
    if words.more.search(words.unopened(normalise(text))[:_OPENING]) is None:
        return False
    number = parse_case_number(text)
    cases = [case for case in changeable(talk) if number in (None, case.number)]
    plants = {words.models[line.model] for line in lines if line.model in words.models}
    going = [case for case in cases if not is_sent(case)]
    going = [case for case in going if not plants or plant_key(case) in plants]
    if not going:
        return False
    if len(going) > 1:
        _ask_which(talk, text, going)
        return True
    before = lines_of(going[0], words)
    alone = tuple(replace(line, alone=True) for line in lines)
    _lay_down(talk, going[0], before, (*before, *alone))
    return True


def _ask_which(talk: Talk, text: str, cases: Sequence[Case]) -> None:
    """Ask which return is meant, and keep what was said of it."""
    held = ReturnDraft(heard=text, touched=talk.now)
    ask_case(talk, held, cases, phrase="dealer.amend_which")


def told_which(talk: Talk, draft: ReturnDraft, text: str) -> bool:
    """Take the typed answer to "which return": its number or its plant; False when it is none."""
    cases = [case for case in talk.records.cases_of(talk.event.conversation) if not case.ended]
    number = named_case(talk, text, cases)
    return bool(number) and _again(talk, draft, number)


def pressed_which(talk: Talk, draft: ReturnDraft, choice: str) -> bool:
    """Take a button of that question; False for another."""
    return choice.startswith(CASE) and _again(talk, draft, choice.removeprefix(CASE))


def _again(talk: Talk, draft: ReturnDraft, number: str) -> bool:
    """Hear what was said before once more, of the one case."""
    words = talk.pack.returns
    if words is None or draft.stage != "which":
        return False
    if draft.loose:
        return put_photos(talk, draft, number)
    listed = read_list(without_case_number(draft.heard), words, today=talk.today)
    talk.change(returning=None)
    again = f"{without_case_number(draft.heard)} {number}"
    if amended(talk, again, listed=listed) or deciding.heard(talk, again):
        return True
    talk.change(returning=draft)
    return False
