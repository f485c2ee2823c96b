"""The dealer's conversation about returns: what a message, a button, a file or a photo means to it (R1).

The dialogue engine asks here first when a dealer speaks; what is not about a return goes on as with
any customer: danger, a complaint, a question in between.
"""

from dataclasses import replace

from bot.core.engine.buttons import small
from bot.core.engine.talk import Talk
from bot.core.events import CustomerSentMedia
from bot.core.returns import deciding, quotes, send_in
from bot.core.returns.amending import amended_surely, corrects, pressed_which
from bot.core.returns.asking import SCRIPT, pressed_choice
from bot.core.returns.bargaining import bargained
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
from bot.core.returns.files import file_came, never_came, table_came
from bot.core.returns.inquiring import asks, asks_status
from bot.core.returns.listing import Heard, read_list
from bot.core.returns.moving import waiting_cases
from bot.core.returns.opening import submit
from bot.core.returns.photos import photo_came, pressed_photo
from bot.core.returns.repeating import repeat
from bot.core.returns.replies import about_list, agree, more, with_cut
from bot.core.returns.reports import send_template
from bot.core.returns.rights import only_looks
from bot.core.returns.sending import (
    heard_waybill,
    names_waybill,
    pressed_sending,
)
from bot.core.returns.statuses import tell_status
from bot.core.returns.summary import TIMER
from bot.core.returns.waybill import without_case_number
from bot.core.state import BOT

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
    listed = read_list(without_case_number(text), words, today=talk.today)
    intent = talk.pack.intent_index.find(text)
    meant = ""
    if not _is_certain(listed):
        meant = words.meant(without_case_number(text))
        act = intent.intent.act if intent is not None else ""
        asks_to_return = act == "invite" and (meant == "start" or listed.is_list)
        if act in _ELSEWHERE and not asks_to_return and meant not in _OURS:
            return act in _STOPS and called_off(talk)
        if not names_waybill(talk, text) and asks_status(talk, text, act, meant):
            return True
        if deciding.heard(talk, text) or asks(talk, meant, text, listed):
            return True
    if not dealer.may_submit:
        return _wants_to_submit(talk, text, meant, listed) and only_looks(talk)
    draft = talk.state.returning
    elsewhere = talk.pending is not None or talk.state.offer is not None
    if elsewhere and (draft is None or draft.number != talk.state.asks):
        return deciding.heard_amid(talk, text) or _amid_another(talk, listed, text)
    decides = not listed.is_list and (quotes.heard(talk, text) or quotes.withdraw(talk, text))
    return decides or about_list(talk, text, meant=meant, listed=listed, intent=intent)


def _decides(talk: Talk, text: str) -> bool:
    """Take a customer's yes or no to a quote, or "too dear"; amid another question only a plain yes or no."""
    words = talk.pack.returns
    if words is None:
        return False
    if talk.pending is not None or talk.state.offer is not None:
        return deciding.heard_amid(talk, text)
    if deciding.heard(talk, text):
        return True
    if words.meant(text) == "bargain" and not words.decided(text):
        return bargained(talk, text)
    return quotes.heard(talk, text)


def _is_certain(listed: Heard) -> bool:
    """Whether a message can be nothing but a list."""
    return any(
        bool(line.part)
        and sum((line.quantity is not None, bool(line.model), line.bought is not None)) > 1
        for line in listed.lines
    )


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
        repeat(talk)
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
            repeat(talk)


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
        repeat(talk)


def came_due(talk: Talk, name: str) -> bool:
    """Remind of a list that lies unfinished; once, and only when nothing else goes on."""
    if never_came(talk, name):
        return True
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
