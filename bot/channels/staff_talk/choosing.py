"""Second choices about a conversation: which step, which canned reply, which kind of case."""

from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.conversation_card import (
    CANNED,
    HAND_BACK,
    OPEN,
    RUN,
    card_buttons,
    card_text,
    short_key,
)
from bot.channels.staff_talk.owning import say, told
from bot.channels.staff_talk.replies import Reply, rows
from bot.core.effects import Button
from bot.core.say import in_language
from bot.core.state import STAFF
from bot.desk import takeover
from bot.desk.audit import note_seen
from bot.desk.canned import CannedView, canned_replies
from bot.desk.clocks import clocks_of
from bot.desk.context import ContextCard, Target, context_card

_CHOICES = 12
_NUMBERS = 6
"""Buttons in a row that are numbers of a list."""

_LABEL = 40
SEND = "oqs"
"""What the button begins with that sends a canned reply after its preview."""


def show(asked: Asked, conversation: str = "") -> Answered:
    """Show a conversation's card with what can be done about it."""
    asked = asked.about(conversation or asked.state.conversation)
    card = _card(asked)
    if card is None:
        return asked.say("staff.which_conversation")
    owns = card.owner == f"{STAFF}{asked.member.id}"
    note_seen(asked.desk.store, asked.member, at=asked.at, conversation=card.conversation)
    clocks = clocks_of(asked.desk.store, asked.desk.books(), card.conversation, now=asked.at)
    text = card_text(asked.words, card, clocks, with_phone=owns)
    return asked.done(Reply(text=text, buttons=card_buttons(asked.words, card)))


def hand_back(asked: Asked, line: str) -> Answered:
    """Give the conversation back: `[number or script/step] [what was promised]`; `-` for no step."""
    first, _, promised = line.partition(" ")
    card = _card(asked)
    targets = () if card is None else card.targets
    if not line:
        return _ask_step(asked, targets, "staff.hand_back_ask", HAND_BACK)
    target = _target(targets, first)
    if target is None and first != "-" and "/" not in first:
        promised = line
    script, step = (target.script, target.step) if target else _written(first)
    outcome = takeover.hand_back(
        asked.desk,
        asked.member,
        asked.state.conversation,
        at=asked.at,
        key=asked.key,
        script=script,
        step=step,
        promised=promised.strip(),
    )
    return told(asked, outcome, "staff.handed_back", promised=promised.strip())


def run(asked: Asked, line: str) -> Answered:
    """Have the bot put a question: a number of the list, or `script/step`."""
    card = _card(asked)
    targets = () if card is None else card.targets
    target = _target(targets, line)
    if target is None and not line:
        return _ask_step(asked, targets, "staff.run_ask", RUN)
    script, step = (target.script, target.step) if target else _written(line, bare=True)
    outcome = takeover.run(
        asked.desk,
        asked.member,
        asked.state.conversation,
        script=script,
        step=step,
        at=asked.at,
        key=asked.key,
    )
    return told(asked, outcome, "staff.ran")


def canned(asked: Asked, name: str = "") -> Answered:
    """Offer the canned replies; one that is named is shown as the customer would read it."""
    replies = _canned(asked)
    if not replies:
        return asked.say("staff.canned_none")
    found = next((one for one in replies if name and name in (one.id, short_key(one.id))), None)
    if found is None:
        buttons = tuple(
            Button(one.title[:_LABEL], f"{CANNED}:{short_key(one.id)}")
            for one in replies[:_CHOICES]
        )
        return asked.done(Reply(text=asked.words("staff.canned_ask"), buttons=rows(buttons)))
    send = asked.button("staff.button_send", f"{SEND}:{short_key(found.id)}")
    text = asked.words("staff.canned_preview", text=found.text)
    return asked.done(Reply(text=text, buttons=((send,),)))


def send_canned(asked: Asked, name: str) -> Answered:
    """Send a canned reply to the customer."""
    found = next((one for one in _canned(asked) if name in (one.id, short_key(one.id))), None)
    return asked.say("staff.unknown_choice") if found is None else say(asked, found.text)


def open_case(asked: Asked, name: str = "") -> Answered:
    """Open a case of a kind; without one, offer the kinds there are."""
    kinds = _kinds(asked)
    found = next((one for one, label in kinds if name and name in (one, label)), "")
    if not found:
        if not kinds:
            return asked.say("staff.open_case_none")
        buttons = tuple(Button(label[:_LABEL], f"{OPEN}:{one}") for one, label in kinds)
        return asked.done(Reply(text=asked.words("staff.open_case_ask"), buttons=rows(buttons)))
    outcome = takeover.open_case(
        asked.desk,
        asked.member,
        asked.state.conversation,
        procedure=found,
        at=asked.at,
        key=asked.key,
    )
    number = outcome.state.case if isinstance(outcome, takeover.Done) and outcome.state else ""
    return told(asked, outcome, "staff.case_opened", number=number or "")


def _kinds(asked: Asked) -> tuple[tuple[str, str], ...]:
    """Return the kinds of case this person may open, by id and name."""
    procedures = asked.words.pack.procedures.values()
    may = {*asked.member.roles}
    return tuple(
        (one.id, in_language(one.name, asked.words.lang))
        for one in procedures
        if "admin" in may or may & {*one.opens}
    )


def _ask_step(asked: Asked, targets: tuple[Target, ...], phrase: str, verb: str) -> Answered:
    lines = [asked.words(phrase)]
    buttons = []
    for number, one in enumerate(targets[:_CHOICES], 1):
        lines.append(
            asked.words(
                "staff.step_row", number=number, label=one.label, interrupted=one.interrupted
            )
        )
        key = short_key(f"{one.script}/{one.step}")
        buttons.append(Button(str(number), f"{verb}:{key}"))
    keyboard = rows(tuple(buttons), wide=_NUMBERS)
    if verb == HAND_BACK:
        keyboard = (*keyboard, (asked.button("staff.button_no_step", f"{verb}:-"),))
    return asked.done(Reply(text="\n".join(lines), buttons=keyboard))


def _target(targets: tuple[Target, ...], name: str) -> Target | None:
    if name.isdecimal() and 0 < int(name) <= len(targets):
        return targets[int(name) - 1]
    paths = ((one, f"{one.script}/{one.step}") for one in targets)
    return next((one for one, path in paths if name in (path, short_key(path))), None)


def _written(name: str, *, bare: bool = False) -> tuple[str, str]:
    """Return script and step as typed, even of a script the card does not offer."""
    script, slash, step = name.partition("/")
    return (script, step) if slash or bare else ("", "")


def _card(asked: Asked) -> ContextCard | None:
    if not asked.state.conversation or not asked.member.reads_conversations:
        return None
    return context_card(
        asked.desk.store,
        asked.desk.books(),
        asked.state.conversation,
        asked.at,
        lang=asked.words.lang,
    )


def _canned(asked: Asked) -> tuple[CannedView, ...]:
    """Return the replies that can be filled in for this customer."""
    book = asked.desk.books()
    replies = canned_replies(
        asked.desk.store,
        book,
        asked.state.conversation,
        asked.member,
        now=asked.at,
        lang=asked.words.lang,
    )
    return tuple(one for one in replies if one.text)
