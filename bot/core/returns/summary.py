"""What is shown of the list in the making: its rows, reasons and doubts, and the question for a yes."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from bot.core.effects import Button
from bot.core.engine.buttons import payload, person_button, rows, small
from bot.core.engine.talk import Talk
from bot.core.returns.asking import SCRIPT
from bot.core.returns.check import CheckedLine, check_lines
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.showing import RowView, groups_of, rows_of
from bot.core.returns.words import ReturnWords
from bot.core.say import render
from bot.core.warranty import reason_phrase

TIMER = "return_draft"
"""Wakes the conversation of a list that lies unfinished."""
SUBMIT, MORE = "submit", "more"
GOING = ("covered", "paid", "unknown")
"""How a line stands that goes into the parcel."""
_ROWS_A_TELL = 20
_SPOKEN_REASONS = 4


def checked_lines(talk: Talk, draft: ReturnDraft) -> tuple[CheckedLine, ...]:
    """Return the draft's lines with everything the rules say of them now."""
    words, dealer = talk.pack.returns, talk.dealer
    if words is None or dealer is None:
        return ()
    return check_lines(
        draft.lines,
        pack=talk.pack,
        words=words,
        records=talk.records,
        dealer=dealer,
        now=talk.now,
        replaces=draft.amends,
    )


def views_of(talk: Talk, draft: ReturnDraft) -> tuple[RowView, ...]:
    """Return the list's rows as they stand."""
    words = talk.pack.returns
    if words is None:
        return ()
    return rows_of(checked_lines(talk, draft), words, lang=talk.state.lang)


def show_rows(
    talk: Talk,
    checked: Sequence[CheckedLine],
    view: Sequence[RowView],
    words: ReturnWords,
) -> None:
    """Show the rows; of a list too long the sums and what is doubtful."""
    if len(view) > words.limits.shown:
        groups = groups_of(checked, words, lang=talk.state.lang)
        doubtful = tuple(row for row in view if row.stands not in ("covered", "wrong") or row.flags)
        talk.tell(
            "dealer.summed_up",
            rule="return_lines",
            groups=groups[:_ROWS_A_TELL],
            count=len(view),
            pieces=sum(row.pieces for row in view),
            rest=max(0, len(groups) - _ROWS_A_TELL),
        )
        view = doubtful[:_ROWS_A_TELL]
    for start in range(0, len(view), _ROWS_A_TELL):
        talk.tell("dealer.rows", rule="return_lines", rows=view[start : start + _ROWS_A_TELL])


def review(
    talk: Talk,
    draft: ReturnDraft,
    checked: Sequence[CheckedLine],
    view: Sequence[RowView],
    *,
    changed: int | None,
) -> None:
    """Give the reasons, and ask for a yes."""
    if draft.explained != len(view):
        say_reasons(talk, checked, view)
    elif changed is not None:
        say_reasons(talk, checked[changed : changed + 1], view[changed : changed + 1])
    pieces = sum(row.pieces for row in view)
    if draft.stated is not None and draft.stated != pieces:
        talk.tell("dealer.total_differs", rule="return_review", stated=draft.stated, pieces=pieces)
    plants = len({one.plant for one in checked if one.plant and one.stands in GOING})
    going = sum(1 for row in view if row.stands in GOING)
    number = talk.next_ask(SCRIPT, "review")
    talk.change(
        returning=replace(draft, stage="review", asked=None, number=number, explained=len(view))
    )
    if not going and not any(one.stays for one in checked):
        talk.tell("dealer.nothing_goes", rule="return_review")
        talk.flush(((person_button(talk, number),),))
        return
    if going:
        talk.tell(
            "dealer.review",
            rule="return_review",
            count=going,
            pieces=sum(row.pieces for row in view if row.stands in GOING),
            refused=len(view) - going,
            plants=plants,
        )
    else:
        talk.tell("dealer.only_stays", rule="return_review")
    buttons = [
        Button(small(talk, "button.return_submit"), payload(number, SUBMIT)),
        Button(small(talk, "button.return_more"), payload(number, MORE)),
    ]
    talk.flush((*rows(buttons), (person_button(talk, number),)))


def say_reasons(talk: Talk, checked: Sequence[CheckedLine], view: Sequence[RowView]) -> None:
    """Say in words why lines are not covered, each reason once, for all the lines it is true of."""
    told: dict[str, list[int]] = {}
    for one, row in zip(checked, view, strict=True):
        cover = one.cover
        if one.stands not in ("paid", "refused") or cover is None:
            continue
        reason, _ = render(
            talk.pack,
            reason_phrase(cover),
            partial(dict, warranty=cover, part=_Part(row.part)),
            lang=talk.state.lang,
            seed=talk.event.conversation,
        )
        told.setdefault(reason, []).append(row.number)
    for reason, numbers in list(told.items())[:_SPOKEN_REASONS]:
        talk.tell(
            "dealer.about_rows",
            rule="return_warranty",
            numbers=tuple(numbers),
            reason=Markup(reason),  # noqa: S704 - rendered with escaping
        )
    flags = {flag for one in checked for flag in one.flags}
    for flag in sorted(flags):
        flagged = tuple(row for row in view if flag in row.flags)
        talk.tell(f"dealer.flag_{flag}", rule="return_flag", rows=flagged)
    staying = tuple(row.number for row in view if row.stands == "stays")
    if staying:
        talk.tell("dealer.stays", rule="return_danger", numbers=staying)
    if any(row.damage for row in view if row.stands != "stays"):
        unsure = tuple(row.number for row in view if row.damage and row.stands != "stays")
        talk.tell("dealer.maybe_damage", rule="return_warranty", numbers=unsure)


class _Part:
    """A part as the phrases of the warranty name it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.key = ""
