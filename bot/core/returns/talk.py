"""The dealer's conversation about returns: what a message, a button, a file or a photo means to it (R1).

The dialogue engine asks here first when a dealer speaks; what is not about a return goes on as with
any customer: danger, a complaint, a question in between.
"""

from dataclasses import replace

from bot.core.cases import parse_case_number
from bot.core.engine.asides import aside
from bot.core.engine.buttons import small
from bot.core.engine.talk import Talk
from bot.core.events import CustomerSentMedia, DealerSentTable
from bot.core.returns import quotes, send_in
from bot.core.returns.amending import amended_surely, corrects, pressed_which
from bot.core.returns.asking import SCRIPT, pressed_choice, put
from bot.core.returns.bargaining import bargained
from bot.core.returns.calling_off import called_off as called_off_words
from bot.core.returns.calling_off import pressed as pressed_off
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.drafting import (
    ROW,
    ask_whether_to_leave,
    drop_all,
    edit,
    put_back,
    take_again,
    take_in,
    told_row,
)
from bot.core.returns.edits import read_edit, rows_named
from bot.core.returns.files import file_came
from bot.core.returns.listing import Heard, read_list
from bot.core.returns.lost import tell_found, tell_lost
from bot.core.returns.opening import submit
from bot.core.returns.photos import photo_came, pressed_photo
from bot.core.returns.replies import about_list, agree, more, with_cut
from bot.core.returns.reports import send_template, tell_month
from bot.core.returns.rights import only_looks
from bot.core.returns.sending import (
    ask_waybill,
    heard_waybill,
    names_waybill,
    plant_of,
    pressed_sending,
    tell_sent,
    waiting_cases,
)
from bot.core.returns.statuses import tell_status
from bot.core.returns.summary import TIMER, checked_lines
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
_SUBMITTERS = ("start", "submit", "withdraw", "sent", "clear")
"""What only those say who may submit."""
_OURS = ("not_back", "stranger")
"""What a dealer says of returns in words that would mean something else from others."""
_STOPS = ("cancel", "restart")
LATE = "late"
"""Why a spreadsheet is not read yet: its bytes are on their way."""
_REMARKS = ("not_calculated", "long_number", "cut", "other_sheet")
_SHOWN_ADDRESSES = 3


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
        drafted=len(draft.lines) if draft is not None and not draft.amends else 0,
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
    meant = ""
    if not _is_certain(listed):
        meant = words.meant(without_case_number(text))
        act = intent.intent.act if intent is not None else ""
        asks_to_return = act == "invite" and (meant == "start" or listed.is_list)
        if act in _ELSEWHERE and not asks_to_return and meant not in _OURS:
            return act in _STOPS and called_off(talk)
        if not names_waybill(talk, text) and _asks_status(talk, text, act, meant):
            return True
        if _asks(talk, meant, text, listed):
            return True
    if not dealer.may_submit:
        return _wants_to_submit(talk, text, meant, listed) and only_looks(talk)
    draft = talk.state.returning
    elsewhere = talk.pending is not None or talk.state.offer is not None
    if elsewhere and (draft is None or draft.number != talk.state.asks):
        return _amid_another(talk, listed, text)
    decides = not listed.is_list and (quotes.heard(talk, text) or quotes.withdraw(talk, text))
    return decides or about_list(talk, text, meant=meant, listed=listed, intent=intent)


def _decides(talk: Talk, text: str) -> bool:
    """Take a customer's yes or no to a quote, or "too dear", unless another question waits for an answer."""
    words = talk.pack.returns
    if words is None or talk.pending is not None or talk.state.offer is not None:
        return False
    if words.meant(text) == "bargain" and not words.decided(text):
        return bargained(talk, text)
    return quotes.heard(talk, text)


def _asks_status(talk: Talk, text: str, act: str, meant: str) -> bool:
    """Answer a question how things stand; a bare case number is one."""
    number = parse_case_number(text)
    alone = number is not None and not bare(normalise(without_case_number(text)))
    return (act == "status" or meant == "status" or alone) and tell_status(talk, text)


def _is_certain(listed: Heard) -> bool:
    """Whether a message can be nothing but a list."""
    return any(
        bool(line.part)
        and sum((line.quantity is not None, bool(line.model), line.bought is not None)) > 1
        for line in listed.lines
    )


def _asks(talk: Talk, meant: str, text: str, listed: Heard) -> bool:
    """Answer what is asked or said of returns whatever else is being talked about."""
    match meant:
        case "bargain" if not _chooses(talk, text):
            return bargained(talk, text)
        case "stranger":
            _report_stranger(talk)
        case "freight":
            talk.tell("dealer.freight", rule="return_freight")
        case "found":
            return tell_found(talk, text)
        case "not_back":
            return called_off_words(talk, text, listed=listed)
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


def _report_stranger(talk: Talk) -> None:
    """Somebody else names an address or asks for money: colleagues hear of it at once (R13)."""
    found = next((one for one in talk.pack.intents if one.act == "fraud"), None)
    if found is not None:
        aside(talk, found)
        _tell_addresses(talk)


def _chooses(talk: Talk, text: str) -> bool:
    """Whether the words about a price are a plain yes or no to it."""
    words = talk.pack.returns
    return words is not None and bool(words.decided(text))


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


def _wants_to_submit(talk: Talk, text: str, meant: str, listed: Heard) -> bool:
    """Whether a message is for those to say who may submit: a list, a waybill, a yes to a quote, a correction."""
    words = talk.pack.returns
    return (
        listed.is_list
        or meant in _SUBMITTERS
        or names_waybill(talk, text)
        or (words is not None and bool(words.decided(text)))
        or corrects(talk, text)
    )


def _amid_another(talk: Talk, listed: Heard, text: str) -> bool:
    """Amid a diagnosis only a list, a waybill, a numbered line or the button's word is about a return."""
    draft, words = talk.state.returning, talk.pack.returns
    if draft is not None and draft.lines and words is not None:
        if rows_named(text, draft.lines, words):
            made = read_edit(text, draft.lines, words, today=talk.today)
            if made is not None:
                edit(talk, made, said=text)
                return True
        if small(talk, "button.return_submit") in text and words.meant(text) == "submit":
            agree(talk, draft)
            return True
    if listed.is_list and any(line.part and line.model for line in listed.lines):
        take_in(talk, with_cut(talk, listed, text))
        return True
    return heard_waybill(talk, text) or amended_surely(talk, text, listed=listed)


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
    if quotes.pressed(talk, asked.step, choice) or pressed_off(talk, asked.step, choice):
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
    if pressed_photo(talk, choice) or pressed_which(talk, draft, choice):
        return
    if choice.startswith(ROW) and told_row(talk, f"line {choice.removeprefix(ROW)}"):
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
            more(talk, draft)
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
        return sent.again  # kept as a file when it was first told of
    if only_looks(talk):
        return True
    if sent.unreadable == LATE:
        talk.tell("dealer.table_late", rule="return_table", file=sent.name)
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
        _tell_remarks(talk, sent)
        return True
    talk.tell("dealer.table_read", rule="return_table", file=sent.name, count=len(listed.lines))
    _tell_remarks(talk, sent)
    take_in(talk, listed)
    return True


def _tell_remarks(talk: Talk, sent: DealerSentTable) -> None:
    """Say what of a spreadsheet was not read as its sender may think."""
    if not sent.remarks:
        return
    places = {
        kind: tuple(dict.fromkeys(where for one, where in sent.remarks if one == kind))
        for kind in _REMARKS
    }
    talk.tell("dealer.table_remarks", rule="return_table", **places)


def photo(talk: Talk, media: CustomerSentMedia) -> bool:
    """Take a picture that belongs to a return, or say what a list in another kind of file should be instead."""
    dealer = talk.dealer
    if dealer is None or talk.pack.returns is None or not dealer.may_submit:
        return False
    return photo_came(talk, media) or file_came(talk, media)


def status(talk: Talk) -> bool:
    """Say how the dealer's returns stand."""
    return talk.dealer is not None and tell_status(talk, "")


def called_off(talk: Talk) -> bool:
    """Somebody says to stop: a list in the making is kept or thrown away, as they choose."""
    draft = talk.state.returning
    if talk.dealer is None or talk.state.frames or talk.state.offer is not None:
        return False
    if draft is None:
        return _leaves_as_is(talk)
    if not draft.lines:
        talk.change(returning=None)
        talk.tell("dealer.cleared", rule="return_leave")
        return True
    ask_whether_to_leave(talk)
    return True


def _leaves_as_is(talk: Talk) -> bool:
    """Nothing is in the making: what is announced stays, and how to call it off is told."""
    waiting = waiting_cases(talk)
    if not waiting:
        return False
    talk.tell("dealer.stays_announced", rule="return_leave", cases=waiting)
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
        if draft.amends:
            talk.tell("dealer.amend_open", rule="return_amend", number=draft.amends)
        put(talk, draft, draft.asked, checked_lines(talk, draft))
    elif draft.amends or draft.stage == "which":
        return
    elif draft.lines:
        talk.tell(
            "dealer.still_here", rule="return_lines", count=len(draft.lines), stage=draft.stage
        )


def came_due(talk: Talk, name: str) -> bool:
    """Remind of a list that lies unfinished; once, and only when nothing else goes on."""
    if name != TIMER:
        return False
    draft = talk.state.returning
    if draft is not None and (draft.amends or draft.stage == "which"):
        talk.change(returning=None)
        if draft.amends:
            talk.tell("dealer.amend_lapsed", rule="return_reminder", number=draft.amends)
    elif draft is not None and draft.lines and not talk.state.frames:
        talk.tell("dealer.unfinished", rule="return_reminder", count=len(draft.lines))
    return True
