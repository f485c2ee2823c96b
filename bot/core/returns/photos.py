"""Photos of what goes back: each finds its line, by its caption, by the question at hand, or by asking."""

from dataclasses import replace

from bot.core.effects import Button
from bot.core.engine.buttons import payload, rows, small
from bot.core.engine.talk import Talk
from bot.core.events import CustomerSentMedia
from bot.core.returns.asking import SCRIPT
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.edits import rows_named
from bot.core.returns.showing import rows_of
from bot.core.returns.summary import checked_lines

_ROW, _WHOLE = "p:", "all"
_MOST_ROWS = 10
_PICTURES = ("photo", "video")


def photo_came(talk: Talk, media: CustomerSentMedia) -> bool:
    """Put a picture to a line of the list in the making, or to a waybill; False when none is in the making."""
    draft, words = talk.state.returning, talk.pack.returns
    if media.file.kind not in _PICTURES or words is None:
        return False
    if draft is None or not draft.lines:
        return _waybill_photo(talk, media)
    same_album = bool(media.album) and media.album == talk.state.album
    talk.change(album=media.album)
    if same_album and draft.loose and not media.caption:
        talk.change(returning=replace(draft, loose=(*draft.loose, media.file.ref)))
        return True
    row = _row(talk, draft, media.caption)
    if row is None and same_album:
        row = _row_of_last(draft)
    if row is None:
        _ask_row(talk, replace(draft, loose=(*draft.loose, media.file.ref)))
        return True
    _keep(talk, draft, row, (media.file.ref,), quietly=same_album)
    return True


def pressed_photo(talk: Talk, choice: str) -> bool:
    """Take the answer to "which line does it show"."""
    draft = talk.state.returning
    if draft is None or not draft.loose:
        return False
    if choice == _WHOLE:
        talk.tell("dealer.photo_of_all", rule="return_photo")
        return True
    place = choice.removeprefix(_ROW)
    if not choice.startswith(_ROW) or not place.isdecimal() or int(place) >= len(draft.lines):
        return False
    _keep(talk, replace(draft, loose=()), int(place), draft.loose, quietly=False)
    return True


def told_photo_row(talk: Talk, text: str) -> bool:
    """Take a typed answer to that question, such as "第二行"."""
    draft, words = talk.state.returning, talk.pack.returns
    if draft is None or not draft.loose or words is None:
        return False
    named = rows_named(text, draft.lines, words)
    if len(named) != 1:
        return False
    _keep(talk, replace(draft, loose=()), named[0], draft.loose, quietly=False)
    return True


def _row(talk: Talk, draft: ReturnDraft, caption: str) -> int | None:
    words = talk.pack.returns
    named = rows_named(caption, draft.lines, words) if caption and words is not None else ()
    if len(named) == 1:
        return named[0]
    if draft.asked is not None and len(draft.asked.rows) == 1:
        return draft.asked.rows[0]
    return 0 if len(draft.lines) == 1 else None


def _row_of_last(draft: ReturnDraft) -> int | None:
    with_photos = [place for place, line in enumerate(draft.lines) if line.photos]
    return with_photos[-1] if len(with_photos) == 1 else None


def _keep(
    talk: Talk, draft: ReturnDraft, row: int, refs: tuple[str, ...], *, quietly: bool
) -> None:
    words = talk.pack.returns
    if words is None:
        return
    line = draft.lines[row]
    photos = tuple(dict.fromkeys((*line.photos, *refs)))
    if len(photos) > words.limits.photos:
        talk.tell("dealer.photos_enough", rule="return_photo", limit=words.limits.photos)
        return
    lines = tuple(
        replace(one, photos=photos) if place == row else one
        for place, one in enumerate(draft.lines)
    )
    draft = replace(draft, lines=lines, touched=talk.now)
    talk.change(returning=draft)
    if not quietly:
        view = rows_of(checked_lines(talk, draft), words, lang=talk.state.lang)
        talk.tell("dealer.photo_kept", rule="return_photo", row=view[row])


def _ask_row(talk: Talk, draft: ReturnDraft) -> None:
    words = talk.pack.returns
    if words is None:
        return
    number = talk.next_ask(SCRIPT, "photo")
    talk.change(returning=replace(draft, number=number))
    view = rows_of(checked_lines(talk, draft), words, lang=talk.state.lang)
    talk.tell("dealer.ask_photo_row", rule="return_photo", count=len(view))
    buttons = [
        Button(f"{row.number} {row.part}", payload(number, f"{_ROW}{row.number - 1}"))
        for row in view[:_MOST_ROWS]
    ]
    whole = Button(small(talk, "button.photo_all"), payload(number, _WHOLE))
    talk.flush((*rows(buttons), (whole,)))


def _waybill_photo(talk: Talk, media: CustomerSentMedia) -> bool:
    """A picture while a waybill is awaited is the waybill's; its number is still typed."""
    draft = talk.state.sending
    if draft is None or media.caption:
        return False
    talk.change(sending=replace(draft, photo=media.file.ref))
    talk.tell("dealer.waybill_photo", rule="return_photo")
    return True
