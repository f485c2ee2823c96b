"""A return already announced and not yet sent changes: its list comes back, is corrected, and is announced anew."""

from bot.core.cases import Case, CaseLine, parse_case_number
from bot.core.engine.buttons import small
from bot.core.engine.talk import Talk
from bot.core.procedures.acting import CANCEL, REASON
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.drafting import edit
from bot.core.returns.edits import Change, Drop, read_edit
from bot.core.returns.line import ReturnLine
from bot.core.returns.sending import move, waiting_cases
from bot.core.returns.waybill import without_case_number
from bot.core.returns.words import ReturnWords
from bot.core.say import FALLBACK_LANGUAGE


def revised(talk: Talk, text: str) -> bool:
    """Take a correction of a case that waits to be sent; False when the words are none."""
    words = talk.pack.returns
    if words is None:
        return False
    number = parse_case_number(text)
    cases = [case for case in waiting_cases(talk) if number in (None, case.number)]
    if len(cases) != 1:
        return False
    lines = tuple(_line(line, words) for line in cases[0].lines)
    made = read_edit(without_case_number(text), lines, words, today=talk.today)
    if not isinstance(made, Change | Drop):
        return False
    draft = ReturnDraft(lines=lines, replaces=cases[0].number, touched=talk.now)
    talk.change(returning=draft)
    talk.tell("dealer.revising", rule="return_revise", found=cases[0])
    edit(talk, made)
    return True


def take_place(talk: Talk, draft: ReturnDraft) -> tuple[str, ...]:
    """Call off the case a list takes the place of; returns why that cannot be, empty when it is done."""
    if not draft.replaces:
        return ()
    case: Case | None = talk.records.case(draft.replaces, talk.event.conversation)
    if case is None or case.ended:
        return ()
    return move(talk, draft.replaces, CANCEL, {REASON: small(talk, "dealer.revised_reason")})


def _line(line: CaseLine, words: ReturnWords) -> ReturnLine:
    told = dict(line.facts).get("part", "")
    part = next(
        (one.id for one in words.parts.values() if one.name(FALLBACK_LANGUAGE) == told), line.part
    )
    return ReturnLine(
        said=dict(line.facts).get("told", line.said),
        part=part,
        quantity=line.quantity,
        model=line.model,
        bought=line.bought_on,
        bought_day=line.bought_on is not None and line.bought_on.day > 1,
        bought_unknown=line.bought_on is None,
        fault=line.said,
        serials=line.serials,
        photos=line.photos,
    )
