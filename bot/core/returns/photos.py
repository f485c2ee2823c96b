"""Photos of what goes back: each finds its line, by its caption, by the question at hand, or by asking."""

from dataclasses import replace

from bot.core.cases import CaseChange, LineChange
from bot.core.effects import AmendCase, Button
from bot.core.engine.buttons import payload, rows, small
from bot.core.engine.talk import Talk
from bot.core.events import CustomerSentMedia
from bot.core.returns.announced import lines_of, speaker
from bot.core.returns.asking import SCRIPT
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.edits import rows_named
from bot.core.returns.showing import part_name, rows_of
from bot.core.returns.summary import checked_lines
from bot.core.returns.told import find_part
from bot.core.returns.which import ask_case
from bot.core.text import normalise

_ROW, _WHOLE = "p:", "all"
_MOST_ROWS = 10
_PICTURES = ("photo", "video")
_PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".heic", ".webp", ".bmp", ".gif", ".mp4", ".mov")
_SHORT = 16
"""Characters of a message that only says what a picture shows."""


def photo_came(talk: Talk, media: CustomerSentMedia) -> bool:
    """Put a picture to a line of the list in the making, or to a waybill; False when none is in the making."""
    draft, words = talk.state.returning, talk.pack.returns
    if not _is_picture(media) or words is None:
        return False
    if draft is None or not draft.lines:
        return _without_list(talk, media)
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


def _is_picture(media: CustomerSentMedia) -> bool:
    """Whether it shows something, sent as a picture or as a file."""
    ending = media.file.ending
    return media.file.kind in _PICTURES or (
        media.file.kind == "document" and ending in _PICTURE_ENDINGS
    )


def keep_photo(talk: Talk, media: CustomerSentMedia) -> None:
    """Put a picture to the line its caption names without a word, while a colleague has the conversation."""
    draft, words = talk.state.returning, talk.pack.returns
    if draft is None or words is None or not _is_picture(media) or not media.caption:
        return
    row = _row(talk, draft, media.caption)
    if row is not None:
        _keep(talk, draft, row, (media.file.ref,), quietly=True)


def pressed_photo(talk: Talk, choice: str) -> bool:
    """Take the answer to "which line does it show"."""
    draft = talk.state.returning
    if draft is None or not draft.loose:
        return False
    if choice == _WHOLE:
        whole = (*draft.whole, *draft.loose)
        talk.change(returning=replace(draft, loose=(), whole=whole))
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


def ask_loose(talk: Talk, plants: int) -> bool:
    """Before parcels part: ask whose the photos are that nobody put to a line; False when that is clear."""
    draft = talk.state.returning
    if draft is None or not draft.loose:
        return False
    if plants > 1:
        _ask_row(talk, draft)
        return True
    talk.change(returning=replace(draft, loose=(), whole=(*draft.whole, *draft.loose)))
    return False


def _without_list(talk: Talk, media: CustomerSentMedia) -> bool:
    """No list is in the making: the waybill's, a line's or a case's picture, or the first of a new list."""
    if announced_photo(talk, media.file.ref, media.caption) or _waybill_photo(talk, media):
        return True
    elsewhere = bool(talk.state.frames) or talk.state.offer is not None
    if elsewhere or (media.caption and not _names_part(talk, media.caption)):
        return False
    cases = [case for case in talk.records.cases_of(talk.event.conversation) if case.dealer]
    still_open = [case for case in cases if not case.ended]
    draft = talk.state.returning
    if draft is None and len(still_open) == 1:
        return False  # the one case takes it as evidence
    if draft is None and still_open:
        held = ReturnDraft(stage="which", loose=(media.file.ref,), touched=talk.now)
        ask_case(talk, held, still_open, phrase="dealer.photo_which_case")
        return True
    same_album = bool(media.album) and media.album == talk.state.album
    talk.change(album=media.album)
    draft = draft or ReturnDraft()
    loose = (*draft.loose, media.file.ref)
    talk.change(returning=replace(draft, loose=loose, touched=talk.now))
    if media.caption:
        return False  # its words are the first line
    if not same_album:
        talk.tell("dealer.photo_first", rule="return_photo")
    return True


def _names_part(talk: Talk, caption: str) -> bool:
    words = talk.pack.returns
    return words is not None and bool(find_part(normalise(caption), words))


def announced_photo(talk: Talk, ref: str, said: str) -> bool:
    """Put a picture to the one announced line its words name, and to no other case; False when they name none."""
    words = talk.pack.returns
    if words is None or not said:
        return False
    part = find_part(normalise(said), words)
    cases = [case for case in talk.records.cases_of(talk.event.conversation) if case.dealer]
    named = [
        (case, row)
        for case in cases
        if not case.ended
        for row, line in enumerate(lines_of(case, words), start=1)
        if part and line.part == part
    ]
    if not named and len(cases) == 1 and not cases[0].ended:
        rows_there = rows_named(said, lines_of(cases[0], words), words)
        named = [(cases[0], row + 1) for row in rows_there]
    if len(named) != 1:
        return False
    case, row = named[0]
    line = case.lines[row - 1]
    photos = tuple(dict.fromkeys((*line.photos, ref)))[: words.limits.photos]
    change = CaseChange(
        at=talk.now,
        by=speaker(talk),
        why=small(talk, "dealer.photo_reason"),
        line_changes=(LineChange(line=row, photos=photos),),
    )
    talk.effects.append(AmendCase(case.number, change))
    name = part_name(lines_of(case, words)[row - 1], words, lang=talk.state.lang)
    talk.tell("dealer.photo_to_line", rule="return_photo", found=case, part=name, count=len(photos))
    return True


def told_waybill_photo(talk: Talk, text: str) -> bool:
    """Take "这张是充电器的" said of a picture that was taken for the waybill's."""
    sending = talk.state.sending
    if sending is None or not sending.photo or len(text.strip()) > _SHORT:
        return False
    if not announced_photo(talk, sending.photo, text):
        return False
    talk.change(sending=replace(sending, photo=""))
    return True


def _waybill_photo(talk: Talk, media: CustomerSentMedia) -> bool:
    """A picture while a waybill is awaited is the waybill's; its number is still typed."""
    draft = talk.state.sending
    if draft is None or media.caption or talk.state.returning is not None:
        return False
    talk.change(sending=replace(draft, photo=media.file.ref))
    talk.tell("dealer.waybill_photo", rule="return_photo")
    return True
