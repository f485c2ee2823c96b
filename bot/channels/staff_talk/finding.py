"""Find a case or a conversation by its number, the end of a phone, a serial, a name or words."""

from dataclasses import replace

from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.case_card import case_button, show_case
from bot.channels.staff_talk.conversation_card import SHOW
from bot.channels.staff_talk.replies import Reply, rows
from bot.channels.staff_talk.state import Asking
from bot.core.effects import Button
from bot.desk.audit import note_done
from bot.desk.search import Found, search

_LONGEST = 8
_LABEL = 30
_FEWEST = 4
"""Digits that make a line without words something to be found."""


def find(asked: Asked, text: str) -> Answered:
    """Show what was found; the case of a number at once. Without words, ask for them."""
    text = text.strip()
    if not text:
        asking = Asking(wanted="find")
        words = Reply(text=asked.words("staff.find_ask"))
        return asked.done(words, state=replace(asked.state, asking=asking))
    found = search(asked.desk.store, asked.member, text, limit=_LONGEST)
    note_done(asked.desk.store, asked.member, "searched", at=asked.at)
    if not found:
        return asked.say("staff.found_none", text=text)
    if found[0].kind == "case" and found[0].why == "number":
        return show_case(asked, found[0].id)
    lines = [asked.words("staff.found_head", count=len(found))]
    lines += [
        asked.words("staff.found_conversation", number=number, who=one.title, about=one.snippet)
        for number, one in enumerate(found, 1)
    ]
    buttons = tuple(_button(number, one) for number, one in enumerate(found, 1))
    return asked.done(Reply(text="\n".join(lines), buttons=rows(buttons)))


def looks_like_one(text: str) -> bool:
    """Tell whether a line is a number to be found rather than a sentence."""
    figures = sum(sign.isdecimal() for sign in text)
    return figures >= _FEWEST and figures * 2 >= len(text.replace(" ", ""))


def _button(number: int, one: Found) -> Button:
    if one.kind == "case":
        return case_button(one.id)
    return Button(f"{number} {one.title or one.id}"[:_LABEL], f"{SHOW}:{one.id}")
