"""The list in the making: lines come, are corrected, asked about and shown, until the dealer says yes."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.effects import Button, ClearTimer, SetTimer
from bot.core.engine.buttons import payload, person_button, rows, small
from bot.core.engine.talk import Talk
from bot.core.returns.asking import SCRIPT, next_question, put
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.edits import Drop, Edit, Shift, Unclear, apply_edit, read_edit
from bot.core.returns.finishing import finish
from bot.core.returns.line import ReturnLine
from bot.core.returns.listing import Heard
from bot.core.returns.showing import rows_of
from bot.core.returns.summary import TIMER, checked_lines, review, show_rows, views_of

ROW = "w:"
"""Choice of the line a correction means."""
_MOST_CHOICES = 8
_MOST_ADDED = 3
"""Lines that may come to an announced return by and by; more are a list of their own."""


def begin(talk: Talk) -> None:
    """Tell a dealer how to list what goes back."""
    number = talk.next_ask(SCRIPT, "lines")
    draft = _list_of(talk) or ReturnDraft(touched=talk.now)
    talk.change(
        returning=replace(draft, number=number, asked=None, stage="lines", heard=""), sending=None
    )
    talk.tell("dealer.guide", rule="return_begin")
    template = Button(small(talk, "button.template"), payload(number, "template"))
    talk.flush(((template, person_button(talk, number)),))


def take_in(talk: Talk, heard: Heard) -> None:
    """Add the lines of a message or a spreadsheet."""
    words = talk.pack.returns
    if words is None:
        return
    draft = talk.state.returning or ReturnDraft()
    if draft.stage == "which" or (draft.amends and len(heard.lines) > _MOST_ADDED):
        draft = ReturnDraft()
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
        heard="",
        shown=len(draft.lines) + len(lines) if draft.amends else 0,
        explained=0,
        touched=talk.now,
    )
    if draft.loose and len(draft.lines) == 1:  # pictures came first, then the one line they show
        shown = replace(draft.lines[0], photos=draft.loose[: words.limits.photos])
        draft = replace(draft, lines=(shown,), loose=())
    talk.change(returning=draft)
    left_out = heard.left_out + len(heard.lines) - len(lines)
    if left_out:
        talk.tell("dealer.too_many", rule="return_lines", left_out=left_out, limit=len(lines))
    if before and not draft.amends:
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
        heard="",
        stated=draft.stated if same else None,
        touched=talk.now,
    )
    talk.change(returning=draft)
    if not draft.lines and not draft.amends:
        talk.change(returning=replace(draft, shown=0, explained=0))
        talk.tell("dealer.empty", rule="return_lines")
        return
    go_on(talk, changed=row)


def edit(talk: Talk, made: Edit, *, said: str) -> None:
    """Carry a correction out, or ask what it means and remember what was said."""
    draft = talk.state.returning
    if draft is None:
        return
    match made:
        case Unclear(why="no_row", value=value):
            talk.tell("dealer.no_row", rule="return_edit", value=value, count=len(draft.lines))
        case Unclear(why="which", rows=which):
            _ask_row(talk, draft, which, said)
        case Unclear(rows=which):
            first = views_of(talk, draft)[which[0]]
            talk.tell("dealer.change_to_what", rule="return_edit", row=first)
        case Drop(rows=which):
            kept = apply_edit(made, draft.lines)
            if not draft.amends:
                talk.tell("dealer.dropped", rule="return_edit", count=len(which), total=len(kept))
                talk.change(returning=replace(draft, shown=0, explained=0))
            put_back(talk, kept)
        case _:
            changed = apply_edit(made, draft.lines)
            touched = (made.row,) if isinstance(made, Shift) else made.rows
            only = touched[0] if len(touched) == 1 and len(changed) == len(draft.lines) else None
            if only is None:
                talk.change(returning=replace(draft, shown=0, explained=0))
            put_back(talk, changed, row=only)


def _ask_row(talk: Talk, draft: ReturnDraft, places: Sequence[int], said: str) -> None:
    """Ask which line a correction means, with a button for each."""
    number = talk.next_ask(SCRIPT, "which_row")
    talk.change(returning=replace(draft, heard=said, number=number))
    view = views_of(talk, draft)
    shown = tuple(view[place] for place in places[:_MOST_CHOICES])
    talk.tell("dealer.which_row", rule="return_edit", rows=shown)
    buttons = [
        Button(f"{row.number} {row.part}", payload(number, f"{ROW}{row.number}")) for row in shown
    ]
    talk.flush((*rows(buttons), (person_button(talk, number),)))


def told_row(talk: Talk, text: str) -> bool:
    """Take the answer to "which line": its number or its part, beside what was said before."""
    draft, words = talk.state.returning, talk.pack.returns
    if draft is None or words is None or not draft.heard or not draft.lines:
        return False
    said = f"{text} {draft.heard}"
    made = read_edit(said, draft.lines, words, today=talk.today)
    if made is None or isinstance(made, Unclear):
        return False
    edit(talk, made, said=said)
    return True


def _list_of(talk: Talk) -> ReturnDraft | None:
    """Return the list in the making; the change of an announced one is none."""
    draft = talk.state.returning
    return draft if draft is not None and not draft.amends and draft.stage != "which" else None


def go_on(talk: Talk, *, changed: int | None = None) -> None:
    """Show what there is, then ask for the next thing missing, or for a yes."""
    draft, words = talk.state.returning, talk.pack.returns
    if draft is None or words is None:
        return
    checked = checked_lines(talk, draft)
    if draft.amends and next_question(checked) is None:
        finish(talk, draft, checked)
        if talk.state.returning is not None:  # what goes to another plant
            go_on(talk)
        return
    view = rows_of(checked, words, lang=talk.state.lang)
    question = next_question(checked)
    fresh = draft.shown != len(draft.lines)
    if fresh:
        if question is None or len(view) > 1 or not draft.lines[0].alone:
            show_rows(talk, checked, view, words)
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
            show_rows(talk, checked, view, words)
    review(talk, draft, checked, view, changed=changed)


def show(talk: Talk) -> None:
    """Show the list again, with the question that is open."""
    draft = talk.state.returning
    if draft is not None:
        talk.change(returning=replace(draft, shown=0, explained=0))
        go_on(talk)


def ask_whether_to_leave(talk: Talk) -> None:
    """Somebody wants to stop: keep the list or throw it away?"""
    draft = talk.state.returning
    if draft is None:
        return
    if draft.amends or draft.stage == "which":
        let_be(talk)
        return
    number = talk.next_ask(SCRIPT, "leaving")
    talk.change(returning=replace(draft, stage="leaving", asked=None, number=number))
    talk.tell("dealer.leave_sure", rule="return_leave", count=len(draft.lines))
    buttons = [
        Button(small(talk, "button.return_keep"), payload(number, "keep")),
        Button(small(talk, "button.return_drop"), payload(number, "clear")),
    ]
    talk.flush(rows(buttons))


def let_be(talk: Talk) -> None:
    """Leave an announced return as it is: its change is not to be."""
    talk.change(returning=None)
    talk.effects.append(ClearTimer(TIMER))
    talk.tell("dealer.amend_dropped", rule="return_amend")


def drop_all(talk: Talk) -> None:
    """Throw the list away; nothing of it was registered."""
    talk.change(returning=None)
    talk.effects.append(ClearTimer(TIMER))
    talk.tell("dealer.cleared", rule="return_leave")
