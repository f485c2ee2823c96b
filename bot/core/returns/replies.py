"""What a dealer says about the list in the making: more lines, corrections, answers, a yes."""

from dataclasses import replace

from bot.core.engine.anger import is_angry
from bot.core.engine.talk import Talk
from bot.core.intents import HeardIntent
from bot.core.returns.amending import added, amended, told_which
from bot.core.returns.asking import answered, missed
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.drafting import (
    ask_whether_to_leave,
    begin,
    drop_all,
    edit,
    go_on,
    put_back,
    show,
    take_in,
    told_row,
)
from bot.core.returns.edits import read_edit, read_edits
from bot.core.returns.listing import Heard
from bot.core.returns.moving import waiting_cases
from bot.core.returns.opening import submit
from bot.core.returns.photos import told_photo_row, told_waybill_photo
from bot.core.returns.repeating import repeat
from bot.core.returns.sending import heard_waybill, names_waybill
from bot.core.returns.summary import checked_lines
from bot.core.returns.words import ReturnWords
from bot.core.text import bare, normalise

_SHORT = 16  # characters of a line that is nothing but a part
_LEAST_ADDRESS = 6
_LONGEST_ADDRESS = 120
_CUT = 7_990
"""Characters: a message this long was cut off on its way in, so its last line is a half one."""


def about_list(
    talk: Talk, text: str, *, meant: str, listed: Heard, intent: HeardIntent | None
) -> bool:
    """Take what a dealer says when nothing but returns is talked about; False when it is something else."""
    draft = talk.state.returning
    if draft is not None and _about_draft(talk, draft, text, meant=meant, listed=listed):
        return True
    words = talk.pack.returns
    if words is not None and _only_asks(listed, text, words):
        return _says(talk, draft, meant) or _unclear(talk, draft, text, intent)
    anew = len(listed.lines) > 1 or any(
        line.part and line.quantity and (line.model or line.bought) for line in listed.lines
    )
    if (added if anew else amended)(talk, text, listed=listed):
        return True
    if told_waybill_photo(talk, text):
        return True
    bare_of_facts = not any(line.quantity or line.model or line.bought for line in listed.lines)
    if bare_of_facts and names_waybill(talk, text) and heard_waybill(talk, text):
        return True
    if listed.is_list or _continues(draft, listed, intent, meant, talk.pack.answers.questions):
        take_in(talk, with_cut(talk, listed, text))
        return True
    if heard_waybill(talk, text):
        return True
    return _says(talk, draft, meant) or _unclear(talk, draft, text, intent)


def _about_draft(talk: Talk, draft: ReturnDraft, text: str, *, meant: str, listed: Heard) -> bool:
    """Take what answers a question about the list or corrects it."""
    words = talk.pack.returns
    if words is None:
        return False
    if draft.stage == "which":
        return told_which(talk, draft, text)
    if draft.stage == "sender" and bare(normalise(text)) and not meant:
        return _told_sender(talk, draft, text)
    if draft.lines and told_photo_row(talk, text):
        return True
    if _corrects(talk, draft, text, listed):
        return True
    if draft.asked is None or meant or _is_longer(listed):
        return False
    lines = answered(talk, draft, draft.asked, text)
    if lines is None:
        return False
    put_back(talk, lines, row=draft.asked.rows[0] if len(draft.asked.rows) == 1 else None)
    return True


def _corrects(talk: Talk, draft: ReturnDraft, text: str, listed: Heard) -> bool:
    """Take a correction of one line, of several, or the answer to which line one was about."""
    words = talk.pack.returns
    if words is None:
        return False
    several = read_edits(text, draft.lines, words, today=talk.today)
    if several:
        put_back(talk, several)
        return True
    made = read_edit(text, draft.lines, words, today=talk.today)
    if made is not None and not (listed.is_list and len(listed.lines) > 1):
        edit(talk, made, said=text)
        return True
    return told_row(talk, text)


def _only_asks(listed: Heard, text: str, words: ReturnWords) -> bool:
    """Whether a message with a part in it asks something and lists nothing: "电池能一块装不"."""
    line = listed.lines[0] if len(listed.lines) == 1 else None
    asks = normalise(text).rstrip(" .!。").endswith(words.asking)
    return asks and line is not None and not (line.model or line.bought or line.serials)


def _is_longer(listed: Heard) -> bool:
    """Whether a message lists something new even while one field is asked for."""
    return listed.is_list and any(
        line.part and (line.model or line.quantity) for line in listed.lines
    )


def _continues(
    draft: ReturnDraft | None,
    listed: Heard,
    intent: HeardIntent | None,
    meant: str,
    questions: tuple[str, ...],
) -> bool:
    """Whether a bare part is the next line of a list that was begun."""
    named = any(line.part for line in listed.lines)
    if meant == "start":
        return named
    short = all(len(line.said) <= _SHORT for line in listed.lines)
    asks = any(word in line.fault for word in questions for line in listed.lines)
    return draft is not None and named and short and intent is None and not asks


def with_cut(talk: Talk, listed: Heard, text: str) -> Heard:
    """Take the half line off a message that was cut on its way in, and say so."""
    if len(text) < _CUT or len(listed.lines) < 2:
        return listed
    talk.tell("dealer.cut", rule="return_lines", line_said=listed.lines[-1].said)
    return replace(listed, lines=listed.lines[:-1])


def _says(talk: Talk, draft: ReturnDraft | None, meant: str) -> bool:
    """Do what was said about the list as a whole."""
    match meant:
        case "start":
            begin(talk)
        case "later" if draft is not None and draft.lines:
            talk.tell("dealer.kept", rule="return_leave", count=len(draft.lines))
        case "clear" if draft is not None and draft.stage == "leaving":
            drop_all(talk)
        case "clear" if draft is not None:
            ask_whether_to_leave(talk)
        case "keep" if draft is not None and draft.stage == "leaving":
            talk.change(returning=replace(draft, stage="lines"))
            go_on(talk)
        case "show" | "why" if draft is not None and draft.lines:
            show(talk)
        case "more" if draft is not None:
            more(talk, draft)
        case "submit" if draft is not None and draft.lines:
            agree(talk, draft)
        case "yes" if draft is not None and draft.lines and draft.stage in ("review", "lines"):
            agree(talk, draft)
        case "submit" | "show" if draft is None and waiting_cases(talk):
            talk.tell("dealer.already_open", rule="return_opened", cases=waiting_cases(talk))
        case "not_sent" if waiting_cases(talk):
            talk.tell("dealer.not_sent", rule="return_waybill", found=waiting_cases(talk)[0])
        case _:
            return False
    return True


def agree(talk: Talk, draft: ReturnDraft) -> None:
    """A yes: to the summary it opens the cases, before it shows what is still missing."""
    if draft.stage == "review":
        submit(talk)
    elif draft.stage == "leaving":  # handing in was said, not throwing away
        talk.change(returning=replace(draft, stage="review"))
        show(talk)
    else:
        go_on(talk)


def more(talk: Talk, draft: ReturnDraft) -> None:
    """Wait for further lines."""
    talk.change(returning=replace(draft, stage="lines"))
    talk.tell("dealer.more", rule="return_lines", count=len(draft.lines))


def _unclear(talk: Talk, draft: ReturnDraft | None, text: str, intent: HeardIntent | None) -> bool:
    """Amid a question of the list, ask again; what sounds like a complaint or an aside is not ours."""
    if draft is None or intent is not None:
        return False
    if not draft.lines:
        return False
    if _scolds(talk, text):
        if is_angry(talk):
            return False
        talk.tell("dealer.scolded", rule="return_lines")
        repeat(talk)
        return True
    if (draft.stage == "review" or draft.asked) and _tells_fault(talk, draft, text):
        return True
    found = talk.pack.matcher.match(text)
    asks = any(word in text for word in talk.pack.answers.questions)
    if found.danger or found.decision == "hit" or (asks and draft.asked is None):
        return False
    if draft.asked is None:
        talk.tell("dealer.what_is_wrong", rule="return_review")
        return True
    return missed(talk, draft, checked_lines(talk, draft))


def _scolds(talk: Talk, text: str) -> bool:
    """Whether a message lets off steam, which is answered before anything is asked again."""
    plain = normalise(text)
    return any(
        word in plain for told in talk.pack.moods.values() for word in told if not word.isascii()
    )


def _tells_fault(talk: Talk, draft: ReturnDraft, text: str) -> bool:
    """Take a few words said after a line whose fault is not told yet as that fault, not as a new story."""
    words, row = talk.pack.returns, len(draft.lines) - 1
    if draft.asked is not None and len(draft.asked.rows) == 1:
        row = draft.asked.rows[0]
    last = draft.lines[row] if draft.lines else None
    if words is None or last is None or len(text.strip()) > _SHORT:
        return False
    vague = not last.fault or bare(normalise(last.fault)) in words.vague
    found = talk.pack.matcher.match(text)
    if not vague or found.danger or found.decision == "miss":
        return False
    told = replace(last, fault=" ".join(text.split()))
    put_back(talk, (*draft.lines[:row], told, *draft.lines[row + 1 :]), row=row)
    return True


def _told_sender(talk: Talk, draft: ReturnDraft, text: str) -> bool:
    address = " ".join(text.split())
    if len(address) < _LEAST_ADDRESS or not any(letter.isalnum() for letter in address):
        talk.tell("dealer.sender_short", rule="return_sender")
        return True
    talk.change(returning=replace(draft, sender=address[:_LONGEST_ADDRESS], stage="review"))
    submit(talk)
    return True
