"""What a staff member does with a conversation: claim, write, note, transfer, hand back, close."""

import html
from dataclasses import replace

from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.lists import first_waiting
from bot.channels.staff_talk.replies import Reply, rows
from bot.channels.staff_talk.state import Asking
from bot.core.clocks import wording
from bot.core.effects import Button
from bot.core.state import STAFF
from bot.desk import takeover, views
from bot.desk.accounts import staff_list
from bot.desk.takeover import Outcome, Refused

CLAIM, TRANSFER, RELEASE, CLOSE, NOTE = "oc", "ot", "or", "ox", "on"
"""What the buttons begin with; behind a colon stands whom or what."""

"""Lines among which one's own last reply is looked for."""

_PEOPLE = 12
"""How many colleagues are offered as buttons."""


def claim(asked: Asked, who: str = "") -> Answered:
    """Take over the conversation named, the one at hand, or else the first of the queue."""
    conversation = find_conversation(asked, who) or ("" if who else first_waiting(asked))
    if not conversation:
        return asked.say("staff.no_conversation" if who else "staff.queue_empty", who=who)
    outcome = takeover.claim(asked.desk, asked.member, conversation, at=asked.at, key=asked.key)
    return told(asked.about(conversation), outcome, "staff.claimed", claim_too=False)


def say(asked: Asked, text: str, *, reply_to: int = 0) -> Answered:
    """Write to the customer; silent when it was done, since the channel marks the delivery."""
    outcome = takeover.say(
        asked.desk,
        asked.member,
        asked.state.conversation,
        text,
        at=asked.at,
        key=asked.key,
        files=asked.files,
        reply_to=reply_to,
    )
    return told(asked, outcome, "")


def note(asked: Asked, text: str) -> Answered:
    """Leave a note; without words, ask for them."""
    if not asked.state.conversation:
        return asked.say("staff.which_conversation")
    if not text and not asked.files:
        asking = Asking(wanted="note", about=asked.state.conversation)
        words = Reply(text=asked.words("staff.note_ask"))
        return asked.done(words, state=replace(asked.state, asking=asking))
    outcome = takeover.note(
        asked.desk,
        asked.member,
        asked.state.conversation,
        text,
        at=asked.at,
        key=asked.key,
        files=asked.files,
    )
    return told(asked, outcome, "staff.noted")


def transfer(asked: Asked, to: str = "") -> Answered:
    """Give the conversation to a colleague, by login or name; without one, offer those on duty."""
    people = [
        one
        for one in staff_list(asked.desk.store)
        if one.active and one.reads_conversations and one != asked.member
    ]
    found = next((one for one in people if to and to in (one.login, one.name, one.id)), None)
    if found is None:
        offered = [one for one in people if one.on_duty and not one.is_away(asked.at)] or people
        buttons = tuple(Button(one.name, f"{TRANSFER}:{one.login}") for one in offered[:_PEOPLE])
        phrase = "staff.transfer_unknown" if to else "staff.transfer_ask"
        return asked.done(Reply(text=asked.words(phrase, who=to), buttons=rows(buttons)))
    outcome = takeover.transfer(
        asked.desk,
        asked.member,
        asked.state.conversation,
        to=found.id,
        at=asked.at,
        key=asked.key,
    )
    return told(asked, outcome, "staff.transferred", who=found.name)


def release(asked: Asked, reason: str = "") -> Answered:
    """Put the conversation back into the queue."""
    outcome = takeover.release(
        asked.desk,
        asked.member,
        asked.state.conversation,
        at=asked.at,
        key=asked.key,
        reason=reason,
    )
    return told(asked, outcome, "staff.released")


def close(asked: Asked) -> Answered:
    """End the conversation with a goodbye."""
    outcome = takeover.close(
        asked.desk, asked.member, asked.state.conversation, at=asked.at, key=asked.key
    )
    return told(asked, outcome, "staff.closed")


def confirm_close(asked: Asked) -> Answered:
    """Ask before the customer reads a goodbye."""
    yes = asked.button("staff.button_close_now", f"{CLOSE}:yes")
    return asked.done(Reply(text=asked.words("staff.close_ask"), buttons=((yes,),)))


def edit(asked: Asked, line: int, text: str) -> Answered:
    """Change a reply that was sent."""
    outcome = takeover.edit(
        asked.desk,
        asked.member,
        asked.state.conversation,
        line,
        text,
        at=asked.at,
        key=asked.key,
    )
    return told(asked, outcome, "staff.edited")


def my_last(asked: Asked) -> int | None:
    """Return the line number of the last reply this person wrote in the conversation at hand."""
    last = takeover.last_reply(asked.desk.store, asked.member, asked.state.conversation)
    return None if last is None else last.seq


def delete_last(asked: Asked) -> Answered:
    """Take back the last reply this person wrote, and say which."""
    last = takeover.last_reply(asked.desk.store, asked.member, asked.state.conversation)
    if last is None:
        return asked.say("staff.delete_nothing")
    return delete(asked, last.seq, text=html.unescape(last.text))


def delete(asked: Asked, line: int, *, text: str = "") -> Answered:
    """Take back a reply that was sent; `text` is what it says, when that has to be told."""
    outcome = takeover.delete(
        asked.desk, asked.member, asked.state.conversation, line, at=asked.at, key=asked.key
    )
    return told(asked, outcome, "staff.deleted", text=text)


def told(
    asked: Asked, outcome: Outcome, phrase: str, *, claim_too: bool = True, **values: object
) -> Answered:
    """Return what became of it; whoever is refused for not being the owner is offered to claim."""
    conversation = asked.state.conversation
    if isinstance(outcome, Refused):
        free = not outcome.owner.startswith(STAFF)
        offer = claim_too and outcome.reason == "not_owner" and free
        buttons = ((asked.button("staff.button_claim", f"{CLAIM}:{conversation}"),),)
        reason = takeover.why_not(
            asked.words.pack,
            outcome.reason,
            lang=asked.words.lang,
            owner=outcome.owner,
            owner_name=outcome.owner_name,
        )
        reply = Reply(text=reason, buttons=buttons if offer else ())
        return Answered((reply,), asked.state, refused=True)
    if not phrase:
        return asked.done()
    who = customer_name(asked, conversation)
    return asked.done(Reply(text=asked.words(phrase, customer=who, **values)))


def find_conversation(asked: Asked, who: str) -> str:
    """Return the conversation of that id, or whose chat has that id; empty when there is none."""
    if not who:
        return asked.state.conversation
    for candidate in (who, f"terminal:{who}", f"telegram:{who}", f"web:{who}"):
        if views.conversation(asked.desk.store, candidate) is not None:
            return candidate
    return ""


def customer_name(asked: Asked, conversation: str) -> str:
    """Return what the customer of a conversation is called."""
    seen = views.conversation(asked.desk.store, conversation)
    return "" if seen is None else wording.customer_name(seen.name, seen.id)
