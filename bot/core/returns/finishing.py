"""A change of an announced return is complete: the case is amended, its number stays, its papers are new."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.cases import Case, CaseChange, amend
from bot.core.effects import AmendCase, ClearTimer
from bot.core.engine.buttons import small
from bot.core.engine.talk import Talk
from bot.core.returns.announced import is_open_to_change, is_sent, lines_of, speaker
from bot.core.returns.check import CheckedLine
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.line import ReturnLine
from bot.core.returns.opening import case_line, keep_list, print_papers
from bot.core.returns.quotes import ask_withdraw
from bot.core.returns.showing import Changed, RowView, rows_of
from bot.core.returns.summary import GOING, TIMER, say_reasons
from bot.core.returns.words import ReturnWords

_LONGEST_WHY = 120
_SHOWN = 12


def finish(talk: Talk, draft: ReturnDraft, checked: Sequence[CheckedLine]) -> None:
    """Amend the case, tell what is new, and print its list and label again."""
    words = talk.pack.returns
    case = talk.records.case(draft.amends, talk.event.conversation)
    talk.change(returning=None)
    talk.effects.append(ClearTimer(TIMER))
    if words is None or case is None or not is_open_to_change(case):
        talk.tell("dealer.amend_too_late", rule="return_amend", number=draft.amends)
        return
    plant = next((line.plant for line in case.lines if line.plant), "")
    staying = [one for one in checked if one.stands in GOING and one.plant == plant]
    if not staying:
        ask_withdraw(talk, (case,))
        return
    elsewhere = tuple(
        one.line for one in checked if one.stands in GOING and one.plant not in ("", plant)
    )
    if _amend(talk, case, staying, words):
        _tell(talk, case, [one for one in checked if one.line not in elsewhere], words)
        talk.flush()
        if is_sent(case):
            keep_list(talk, talk.draft or case)
        else:
            print_papers(talk, talk.draft or case)
    if elsewhere:
        talk.change(returning=ReturnDraft(lines=elsewhere, touched=talk.now))
        talk.tell("dealer.other_plant", rule="return_amend", count=len(elsewhere), found=case)


def _amend(talk: Talk, case: Case, staying: Sequence[CheckedLine], words: ReturnWords) -> bool:
    """Put the lines into the case, those untouched as they stand; False when nothing is another now."""
    kept = dict(zip(lines_of(case, words), case.lines, strict=True))
    logistics = case.lines[0].logistics
    lines = tuple(
        kept.get(one.line) or replace(case_line(one, words), logistics=logistics) for one in staying
    )
    if lines == case.lines:
        return False
    reason = small(talk, "dealer.amend_reason")
    why = f"{reason}{talk.said}"[:_LONGEST_WHY]
    change = CaseChange(
        at=talk.now,
        by=speaker(talk),
        why=why,
        rule=f"{case.procedure}/{case.stage}.amend",
        lines=lines,
    )
    talk.effects.append(AmendCase(case.number, change))
    talk.draft = amend(case, change)
    return True


def _tell(talk: Talk, case: Case, checked: Sequence[CheckedLine], words: ReturnWords) -> None:
    """Say what is another now, and what the case holds."""
    before = lines_of(case, words)
    old = _views(talk, before, words)
    new = rows_of(checked, words, lang=talk.state.lang)
    kept = [one.line for one in checked]
    gone = [row for row, line in zip(old, before, strict=True) if line not in kept]
    fresh = [row for row, one in zip(new, checked, strict=True) if one.line not in before]
    changed = []
    for row in list(fresh):
        was = next((one for one in gone if (one.part, one.model) == (row.part, row.model)), None)
        was = was or next((one for one in gone if one.part == row.part), None)
        if was is not None:
            changed.append(Changed(was, row))
            gone.remove(was)
            fresh.remove(row)
    now = talk.draft or case
    talk.tell(
        "dealer.amended",
        rule="return_amend",
        found=now,
        changed=tuple(changed[:_SHOWN]),
        added=tuple(row for row in fresh if row.stands in GOING)[:_SHOWN],
        dropped=tuple(gone[:_SHOWN]),
        count=len(now.lines),
        pieces=sum(line.quantity for line in now.lines),
        sent=is_sent(case),
    )
    touched = [place for place, one in enumerate(checked) if one.line not in before]
    say_reasons(talk, [checked[place] for place in touched], [new[place] for place in touched])


def _views(talk: Talk, lines: Sequence[ReturnLine], words: ReturnWords) -> tuple[RowView, ...]:
    plain = [CheckedLine(line=line, problems=(), cover=None, plant="") for line in lines]
    return rows_of(plain, words, lang=talk.state.lang)
