"""The list in the making: lines come, are corrected, asked about and shown, until the dealer says yes."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from bot.core.effects import Button, ClearTimer, SetTimer
from bot.core.engine.buttons import payload, person_button, rows, small
from bot.core.engine.talk import Talk
from bot.core.returns.asking import SCRIPT, next_question, put
from bot.core.returns.check import CheckedLine, check_lines
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.edits import Drop, Edit, Unclear, apply_edit
from bot.core.returns.line import ReturnLine
from bot.core.returns.listing import Heard
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
        replaces=draft.replaces,
    )


def begin(talk: Talk) -> None:
    """Tell a dealer how to list what goes back."""
    talk.change(returning=talk.state.returning or ReturnDraft(touched=talk.now), sending=None)
    number = talk.next_ask(SCRIPT, "lines")
    draft = talk.state.returning
    if draft is not None:
        talk.change(returning=replace(draft, number=number, asked=None, stage="lines"))
    talk.tell("dealer.guide", rule="return_begin")
    template = Button(small(talk, "button.template"), payload(number, "template"))
    talk.flush(((template, person_button(talk, number)),))


def take_in(talk: Talk, heard: Heard) -> None:
    """Add the lines of a message or a spreadsheet."""
    words = talk.pack.returns
    if words is None:
        return
    draft = talk.state.returning or ReturnDraft()
    room = words.limits.lines - len(draft.lines)
    lines = heard.lines[:room]
    alone = len(heard.lines) == 1 and not _is_whole(heard.lines[0])
    told_in = talk.event.message_id
    lines = tuple(replace(line, alone=alone, message=told_in) for line in lines)
    before = len(draft.lines)
    draft = replace(
        draft,
        lines=(*draft.lines, *lines),
        stated=heard.stated if heard.stated is not None else (None if before else draft.stated),
        stage="lines",
        asked=None,
        shown=0,
        explained=0,
        touched=talk.now,
    )
    talk.change(returning=draft)
    left_out = heard.left_out + len(heard.lines) - len(lines)
    if left_out:
        talk.tell("dealer.too_many", rule="return_lines", left_out=left_out, limit=len(lines))
    if before:
        talk.tell("dealer.added", rule="return_lines", count=len(lines), total=len(draft.lines))
    go_on(talk)


def _is_whole(line: ReturnLine) -> bool:
    return bool(line.part and line.model and (line.bought or line.wrong))


def take_again(talk: Talk, heard: Heard, message: str) -> bool:
    """Put the lines of an edited message in the place of those it told before; False when it told none."""
    draft = talk.state.returning
    if draft is None or not heard.lines or not message:
        return False
    places = [place for place, line in enumerate(draft.lines) if line.message == message]
    if not places:
        return False
    new = tuple(replace(line, message=message) for line in heard.lines)
    kept = [line for place, line in enumerate(draft.lines) if place not in places]
    at = places[0]
    talk.change(returning=replace(draft, shown=0, explained=0))
    talk.tell("dealer.edited", rule="return_edit", count=len(new))
    put_back(talk, (*kept[:at], *new, *kept[at:]))
    return True


def put_back(talk: Talk, lines: Sequence[ReturnLine], *, row: int | None = None) -> None:
    """Keep changed lines and go on; `row` is the one whose new state is said in a line."""
    draft = talk.state.returning or ReturnDraft()
    same = sum(one.pieces for one in lines) == sum(one.pieces for one in draft.lines)
    draft = replace(
        draft,
        lines=tuple(lines),
        asked=None,
        stage="lines",
        stated=draft.stated if same else None,
        touched=talk.now,
    )
    talk.change(returning=draft)
    if not draft.lines:
        talk.change(returning=replace(draft, shown=0, explained=0))
        talk.tell("dealer.empty", rule="return_lines")
        return
    go_on(talk, changed=row)


def edit(talk: Talk, made: Edit) -> None:
    """Carry a correction out, or ask what it means."""
    draft = talk.state.returning
    if draft is None:
        return
    match made:
        case Unclear(why="no_row", value=value):
            talk.tell("dealer.no_row", rule="return_edit", value=value, count=len(draft.lines))
        case Unclear(why="which", rows=which):
            found = tuple(_views(talk, draft)[place] for place in which)
            talk.tell("dealer.which_row", rule="return_edit", rows=found)
        case Unclear(rows=which):
            first = _views(talk, draft)[which[0]]
            talk.tell("dealer.change_to_what", rule="return_edit", row=first)
        case Drop(rows=which):
            kept = apply_edit(made, draft.lines)
            talk.tell("dealer.dropped", rule="return_edit", count=len(which), total=len(kept))
            talk.change(returning=replace(draft, shown=0, explained=0))
            put_back(talk, kept)
        case _:
            only = made.rows[0] if len(made.rows) == 1 else None
            if only is None:
                talk.change(returning=replace(draft, shown=0, explained=0))
            put_back(talk, apply_edit(made, draft.lines), row=only)


def go_on(talk: Talk, *, changed: int | None = None) -> None:
    """Show what there is, then ask for the next thing missing, or for a yes."""
    draft, words = talk.state.returning, talk.pack.returns
    if draft is None or words is None:
        return
    checked = checked_lines(talk, draft)
    view = rows_of(checked, words, lang=talk.state.lang)
    question = next_question(checked)
    fresh = draft.shown != len(draft.lines)
    if fresh:
        if question is None or len(view) > 1 or not draft.lines[0].alone:
            _show(talk, checked, view, words)
        draft = replace(draft, shown=len(draft.lines))
        talk.change(returning=draft)
    elif changed is not None and question is not None:
        talk.tell("dealer.row_changed", rule="return_edit", row=view[changed])
    talk.effects.append(SetTimer(TIMER, talk.now + talk.pack.silence.close))
    if question is not None:
        wrong = sum(1 for one in checked if one.problems)
        if fresh and len(checked) > 1:
            talk.tell("dealer.some_wrong", rule="return_lines", wrong=wrong, total=len(checked))
        put(talk, draft, question[0], checked)
        return
    if not fresh:
        if changed is not None:
            talk.tell("dealer.row_changed", rule="return_edit", row=view[changed])
        elif len(view) <= words.limits.shown:
            _show(talk, checked, view, words)
    _review(talk, draft, checked, view, changed=changed)


def show(talk: Talk) -> None:
    """Show the list again, with the question that is open."""
    draft = talk.state.returning
    if draft is not None:
        talk.change(returning=replace(draft, shown=0, explained=0))
        go_on(talk)


def _show(
    talk: Talk,
    checked: Sequence[CheckedLine],
    view: Sequence[RowView],
    words: ReturnWords,
) -> None:
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


def _review(
    talk: Talk,
    draft: ReturnDraft,
    checked: Sequence[CheckedLine],
    view: Sequence[RowView],
    *,
    changed: int | None,
) -> None:
    if draft.explained != len(view):
        _say_reasons(talk, checked, view)
    elif changed is not None:
        _say_reasons(talk, checked[changed : changed + 1], view[changed : changed + 1])
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


def _say_reasons(talk: Talk, checked: Sequence[CheckedLine], view: Sequence[RowView]) -> None:
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


def _views(talk: Talk, draft: ReturnDraft) -> tuple[RowView, ...]:
    words = talk.pack.returns
    if words is None:
        return ()
    return rows_of(checked_lines(talk, draft), words, lang=talk.state.lang)


def ask_whether_to_leave(talk: Talk) -> None:
    """Somebody wants to stop: keep the list or throw it away?"""
    draft = talk.state.returning
    if draft is None:
        return
    number = talk.next_ask(SCRIPT, "leaving")
    talk.change(returning=replace(draft, stage="leaving", asked=None, number=number))
    talk.tell("dealer.leave_sure", rule="return_leave", count=len(draft.lines))
    buttons = [
        Button(small(talk, "button.return_keep"), payload(number, "keep")),
        Button(small(talk, "button.return_drop"), payload(number, "clear")),
    ]
    talk.flush(rows(buttons))


def drop_all(talk: Talk) -> None:
    """Throw the list away; nothing of it was registered."""
    talk.change(returning=None)
    talk.effects.append(ClearTimer(TIMER))
    talk.tell("dealer.cleared", rule="return_leave")
