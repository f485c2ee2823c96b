"""The dealer's conversation about returns: what a message, a button, a file or a photo means to it (R1).

The dialogue engine asks here first when a dealer speaks; what is not about a return goes on as with
any customer: danger, a complaint, a question in between.
"""

from dataclasses import replace

from bot.core.cases import parse_case_number
from bot.core.engine.buttons import small
from bot.core.engine.talk import Talk
from bot.core.events import CustomerSentMedia, DealerSentTable
from bot.core.intents import HeardIntent
from bot.core.returns import quotes, send_in
from bot.core.returns.asking import SCRIPT, answered, missed, pressed_choice, put
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.drafting import (
    TIMER,
    ask_whether_to_leave,
    begin,
    checked_lines,
    drop_all,
    edit,
    go_on,
    put_back,
    show,
    take_again,
    take_in,
)
from bot.core.returns.edits import read_edit, read_edits, rows_named
from bot.core.returns.listing import Heard, read_list
from bot.core.returns.lost import tell_lost
from bot.core.returns.opening import submit
from bot.core.returns.photos import photo_came, pressed_photo, told_photo_row
from bot.core.returns.reports import send_template, tell_month, tell_status
from bot.core.returns.revising import revised
from bot.core.returns.sending import (
    ask_waybill,
    heard_waybill,
    names_waybill,
    plant_of,
    pressed_sending,
    tell_sent,
    waiting_cases,
)
from bot.core.returns.table import read_rows
from bot.core.returns.waybill import without_case_number
from bot.core.state import BOT
from bot.core.text import bare, normalise

__all__ = [
    "called_off",
    "came_back",
    "came_due",
    "edited",
    "greeted",
    "heard",
    "photo",
    "pressed",
    "status",
    "table_came",
]
_ELSEWHERE = frozenset(
    {"human", "fraud", "danger", "cancel", "restart", "language", "invite", "leave", "profile"}
)
"""What is said beside the list whatever is being asked."""
_STOPS = ("cancel", "restart")
_SHORT = 16  # characters of a line that is nothing but a part
_SHOWN_ADDRESSES = 3
_LEAST_ADDRESS = 6
_LONGEST_ADDRESS = 120
_CUT = 7_990
"""Characters: a message this long was cut off on its way in, so its last line is a half one."""


def greeted(talk: Talk) -> bool:
    """Greet a dealer by name and say what is waiting; False for anybody else."""
    dealer = talk.dealer
    if dealer is None or talk.pack.returns is None:
        return False
    draft = talk.state.returning
    talk.tell(
        "dealer.hello",
        rule="start",
        member=dealer.member_name or dealer.contact,
        dealer=dealer.name,
        drafted=len(draft.lines) if draft is not None else 0,
        unsent=len(waiting_cases(talk)),
        may_submit=dealer.may_submit,
    )
    return True


def heard(talk: Talk, text: str) -> bool:
    """Take a dealer's message that is about returns; False when it is about anything else.

    A line that names part, model and count is no cry for help, whatever is wrong with the part.
    """
    words, dealer = talk.pack.returns, talk.dealer
    if words is None or dealer is None:
        return words is not None and (send_in.heard(talk, text) or _decides(talk, text))
    listed = read_list(text, words, today=talk.today)
    intent = talk.pack.intent_index.find(text)
    certain = _is_certain(listed)
    meant = "" if certain else words.meant(text)
    if not certain:
        act = intent.intent.act if intent is not None else ""
        asks_to_return = act == "invite" and (meant == "start" or listed.is_list)
        if act in _ELSEWHERE and not asks_to_return:
            return act in _STOPS and called_off(talk)
        if _asks_status(talk, text, act) or _asks(talk, meant, text):
            return True
    draft = talk.state.returning
    elsewhere = talk.pending is not None or talk.state.offer is not None
    if elsewhere and (draft is None or draft.number != talk.state.asks):
        return _amid_another(talk, listed, text)
    if not dealer.may_submit:
        return _only_looks(talk, meant, listed)
    if not listed.is_list and (quotes.heard(talk, text) or quotes.withdraw(talk, text)):
        return True
    return _about_list(talk, text, meant=meant, listed=listed, intent=intent)


def _decides(talk: Talk, text: str) -> bool:
    """Take a customer's yes or no to a quote, unless another question waits for it."""
    return talk.pending is None and talk.state.offer is None and quotes.heard(talk, text)


def _asks_status(talk: Talk, text: str, act: str) -> bool:
    """Answer a question how things stand; a bare case number is one."""
    number = parse_case_number(text)
    alone = number is not None and not bare(normalise(without_case_number(text)))
    return (act == "status" or alone) and tell_status(talk, number)


def _is_certain(listed: Heard) -> bool:
    """Whether a message can be nothing but a list."""
    return any(
        bool(line.part)
        and sum((line.quantity is not None, bool(line.model), line.bought is not None)) > 1
        for line in listed.lines
    )


def _asks(talk: Talk, meant: str, text: str) -> bool:
    """Answer a question about returns, which anybody of the dealership may put."""
    match meant:
        case "month":
            tell_month(talk)
        case "template":
            send_template(talk)
        case "packing":
            talk.tell("dealer.packing", rule="return_packing")
        case "address":
            return _tell_addresses(talk)
        case "lost":
            return tell_lost(talk, text)
        case "sent" if talk.dealer is not None and talk.dealer.may_submit:
            _hear_sent(talk)
        case _:
            return False
    return True


def _hear_sent(talk: Talk) -> None:
    """Ask for the waybill of what was sent; a list that was not handed in comes first."""
    if waiting_cases(talk):
        tell_sent(talk)
        return
    draft = talk.state.returning
    talk.tell(
        "dealer.sent_unannounced",
        rule="return_waybill",
        count=len(draft.lines) if draft is not None else 0,
    )
    _repeat(talk)


def _only_looks(talk: Talk, meant: str, listed: Heard) -> bool:
    if meant == "start" or listed.is_list:
        talk.tell("dealer.look_only", rule="return_rights")
        return True
    return False


def _amid_another(talk: Talk, listed: Heard, text: str) -> bool:
    """Amid a diagnosis only a list, a waybill, a numbered line or the button's word is about a return."""
    draft, words = talk.state.returning, talk.pack.returns
    if draft is not None and draft.lines and words is not None:
        if rows_named(text, draft.lines, words):
            made = read_edit(text, draft.lines, words, today=talk.today)
            if made is not None:
                edit(talk, made)
                return True
        if small(talk, "button.return_submit") in text and words.meant(text) == "submit":
            _agree(talk, draft)
            return True
    if listed.is_list and any(line.part and line.model for line in listed.lines):
        take_in(talk, _with_cut(talk, listed, text))
        return True
    return heard_waybill(talk, text)


def _about_list(
    talk: Talk, text: str, *, meant: str, listed: Heard, intent: HeardIntent | None
) -> bool:
    draft = talk.state.returning
    if draft is not None and _about_draft(talk, draft, text, meant=meant, listed=listed):
        return True
    if draft is None and not listed.is_list and revised(talk, text):
        return True
    bare_of_facts = not any(line.quantity or line.model or line.bought for line in listed.lines)
    if bare_of_facts and names_waybill(talk, text) and heard_waybill(talk, text):
        return True
    if listed.is_list or _continues(draft, listed, intent, meant, talk.pack.answers.questions):
        take_in(talk, _with_cut(talk, listed, text))
        return True
    if heard_waybill(talk, text):
        return True
    return _says(talk, draft, meant) or _unclear(talk, draft, text, intent)


def _about_draft(talk: Talk, draft: ReturnDraft, text: str, *, meant: str, listed: Heard) -> bool:
    """Take what answers a question about the list or corrects it."""
    words = talk.pack.returns
    if words is None:
        return False
    if draft.stage == "sender" and bare(normalise(text)) and not meant:
        return _told_sender(talk, draft, text)
    if draft.lines and told_photo_row(talk, text):
        return True
    several = read_edits(text, draft.lines, words, today=talk.today)
    if several:
        put_back(talk, several)
        return True
    made = read_edit(text, draft.lines, words, today=talk.today)
    if made is not None and not (listed.is_list and len(listed.lines) > 1):
        edit(talk, made)
        return True
    if draft.asked is None or meant or _is_longer(listed):
        return False
    lines = answered(talk, draft, draft.asked, text)
    if lines is None:
        return False
    put_back(talk, lines, row=draft.asked.rows[0] if len(draft.asked.rows) == 1 else None)
    return True


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


def _with_cut(talk: Talk, listed: Heard, text: str) -> Heard:
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
        case "clear" if draft is not None:
            ask_whether_to_leave(talk)
        case "keep" if draft is not None and draft.stage == "leaving":
            talk.change(returning=replace(draft, stage="lines"))
            go_on(talk)
        case "show" if draft is not None and draft.lines:
            show(talk)
        case "more" if draft is not None:
            _more(talk, draft)
        case "submit" if draft is not None and draft.lines:
            _agree(talk, draft)
        case "not_sent" if waiting_cases(talk):
            talk.tell("dealer.not_sent", rule="return_waybill", found=waiting_cases(talk)[0])
        case _:
            return False
    return True


def _agree(talk: Talk, draft: ReturnDraft) -> None:
    """A yes: to the summary it opens the cases, before it shows what is still missing."""
    if draft.stage == "review":
        submit(talk)
    elif draft.stage == "leaving":
        drop_all(talk)
    else:
        go_on(talk)


def _more(talk: Talk, draft: ReturnDraft) -> None:
    talk.change(returning=replace(draft, stage="lines"))
    talk.tell("dealer.more", rule="return_lines", count=len(draft.lines))


def _unclear(talk: Talk, draft: ReturnDraft | None, text: str, intent: HeardIntent | None) -> bool:
    """Amid a question of the list, ask again; what sounds like a complaint or an aside is not ours."""
    if draft is None or intent is not None:
        return False
    if not draft.lines:
        return False
    if draft.stage == "review" and _tells_fault(talk, draft, text):
        return True
    found = talk.pack.matcher.match(text)
    if found.danger or found.decision == "hit":
        return False
    if draft.asked is None:
        talk.tell("dealer.what_is_wrong", rule="return_review")
        return True
    return missed(talk, draft, checked_lines(talk, draft))


def _tells_fault(talk: Talk, draft: ReturnDraft, text: str) -> bool:
    """Take a few words said after a line whose fault is not told yet as that fault, not as a new story."""
    words, last = talk.pack.returns, draft.lines[-1] if draft.lines else None
    if words is None or last is None or len(text.strip()) > _SHORT:
        return False
    vague = not last.fault or bare(normalise(last.fault)) in words.vague
    found = talk.pack.matcher.match(text)
    if not vague or found.danger or found.decision == "miss":
        return False
    told = replace(last, fault=" ".join(text.split()))
    put_back(talk, (*draft.lines[:-1], told), row=len(draft.lines) - 1)
    return True


def _told_sender(talk: Talk, draft: ReturnDraft, text: str) -> bool:
    address = " ".join(text.split())
    if len(address) < _LEAST_ADDRESS or not any(letter.isalnum() for letter in address):
        talk.tell("dealer.sender_short", rule="return_sender")
        return True
    talk.change(returning=replace(draft, sender=address[:_LONGEST_ADDRESS], stage="review"))
    submit(talk)
    return True


def _tell_addresses(talk: Talk) -> bool:
    """Tell where the announced parcels go, and nowhere else (R13); before that, nothing is to be sent."""
    cases = talk.records.cases_of(talk.event.conversation)
    under_way = waiting_cases(talk) or tuple(
        case for case in cases if not case.ended and case.dealer and case.parcels
    )
    if not under_way:
        talk.tell("dealer.address_later", rule="return_address")
        return True
    for case in under_way[:_SHOWN_ADDRESSES]:
        plant = plant_of(talk, case)
        if plant is not None:
            talk.tell("dealer.parcel", rule="return_address", found=case, plant=plant)
    return True


def edited(talk: Talk, text: str, message_id: str) -> bool:
    """Take an edited message that told lines of the list; False when it told none."""
    words = talk.pack.returns
    if words is None or talk.dealer is None:
        return False
    return take_again(talk, read_list(text, words, today=talk.today), message_id)


def pressed(talk: Talk, number: int, choice: str) -> bool:
    """Take a button of a return's question; False when it is none, or not the present one's."""
    asked = next((one for one in talk.state.asked if one.number == number), None)
    if asked is None or asked.script != SCRIPT:
        return False
    draft, sending = talk.state.returning, talk.state.sending
    if quotes.pressed(talk, asked.step, choice):
        return True
    if sending is not None and sending.number == number:
        return pressed_sending(talk, choice)
    if draft is None or draft.number != number:
        talk.tell("dealer.button_old", rule="stale_button")
        _repeat(talk)
        return True
    _press(talk, draft, choice)
    return True


def _press(talk: Talk, draft: ReturnDraft, choice: str) -> None:
    if pressed_photo(talk, choice):
        return
    if draft.asked is not None:
        lines = pressed_choice(draft, draft.asked, choice)
        if lines is not None:
            kept = len(lines) == len(draft.lines)
            row = draft.asked.rows[0] if kept and len(draft.asked.rows) == 1 else None
            if not kept:
                talk.change(returning=replace(draft, shown=len(lines)))
            put_back(talk, lines, row=row)
            return
    match choice:
        case "template":
            send_template(talk)
        case "submit":
            submit(talk)
        case "more":
            _more(talk, draft)
        case "clear":
            drop_all(talk)
        case "keep":
            talk.change(returning=replace(draft, stage="lines"))
            talk.tell("dealer.kept", rule="return_leave", count=len(draft.lines))
        case _:
            _repeat(talk)


def table_came(talk: Talk, sent: DealerSentTable) -> bool:
    """Take a spreadsheet in, or say what can be done about one that cannot be read; False for a customer's."""
    words, dealer = talk.pack.returns, talk.dealer
    if words is None or dealer is None:
        return False
    if not dealer.may_submit:
        talk.tell("dealer.look_only", rule="return_rights")
        return True
    if sent.unreadable:
        talk.tell(
            "dealer.table_unreadable",
            rule="return_table",
            unreadable=sent.unreadable,
            file=sent.name,
        )
        return True
    listed = read_rows(sent.rows, words, today=talk.today)
    if not listed.lines:
        talk.tell("dealer.table_empty", rule="return_table", file=sent.name)
        return True
    talk.tell("dealer.table_read", rule="return_table", file=sent.name, count=len(listed.lines))
    take_in(talk, listed)
    return True


def photo(talk: Talk, media: CustomerSentMedia) -> bool:
    """Take a picture that belongs to a return."""
    dealer = talk.dealer
    return dealer is not None and dealer.may_submit and photo_came(talk, media)


def status(talk: Talk, number: str | None) -> bool:
    """Say how the dealer's returns stand."""
    return talk.dealer is not None and tell_status(talk, number)


def called_off(talk: Talk) -> bool:
    """Somebody says to stop: a list in the making is kept or thrown away, as they choose."""
    draft = talk.state.returning
    if draft is None or talk.dealer is None or talk.state.frames:
        return False
    if not draft.lines:
        talk.change(returning=None)
        talk.tell("dealer.cleared", rule="return_leave")
        return True
    ask_whether_to_leave(talk)
    return True


def came_back(talk: Talk) -> None:
    """After a question in between, come back to the list in a line or to the open question."""
    if talk.dealer is None or talk.state.frames or talk.state.offer is not None:
        return
    if talk.state.returning is not None and talk.state.owner == BOT:
        _repeat(talk)


def _repeat(talk: Talk) -> None:
    draft = talk.state.returning
    if draft is None:
        ask_waybill(talk)
    elif draft.asked is not None:
        put(talk, draft, draft.asked, checked_lines(talk, draft))
    elif draft.lines:
        talk.tell(
            "dealer.still_here", rule="return_lines", count=len(draft.lines), stage=draft.stage
        )


def came_due(talk: Talk, name: str) -> bool:
    """Remind of a list that lies unfinished; once, and only when nothing else goes on."""
    if name != TIMER:
        return False
    draft = talk.state.returning
    if draft is not None and draft.lines and not talk.state.frames:
        talk.tell("dealer.unfinished", rule="return_reminder", count=len(draft.lines))
    return True
