"""A staff member's talk with the product: words, commands and buttons, whatever the channel.

The channel gives what was said or pressed with a key of its own and shows the replies. What is done
is committed before a reply is returned; the same key does nothing twice.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.channels.cleaning import clean
from bot.channels.staff_talk import case_form, deeds, finding, owning, task_card
from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.replies import Replies
from bot.channels.staff_talk.state import TalkState, Wanted, keep_state, load_state
from bot.channels.staff_talk.words import StaffWords
from bot.core.events import MediaFile
from bot.core.staff import StaffMember
from bot.core.state import STAFF
from bot.desk import Desk, views

NOTE = "//"
"""How a line begins that the customer must not see."""


class StaffTalk:
    """Answers staff members; safe to use from many threads.

    `relays`: words that are no command go to the customer whose conversation the member has. Where
    conversations have places of their own, such as topics, they do not.
    """

    def __init__(self, desk: Desk, *, relays: bool = False) -> None:
        self._desk = desk
        self._relays = relays

    def said(
        self,
        member: StaffMember,
        text: str,
        *,
        at: datetime,
        key: str,
        files: tuple[MediaFile, ...] = (),
        lang: str = "",
    ) -> Replies:
        """Answer a line, with what was sent along; `lang` is for those who have not chosen one."""
        asked = self.asked(member, at=at, key=key, files=files, lang=lang)
        return self.keep(asked, self._line(asked, clean(text).strip()))

    def pressed(
        self, member: StaffMember, data: str, *, at: datetime, key: str, lang: str = ""
    ) -> Replies:
        """Answer a pressed button."""
        asked = self.asked(member, at=at, key=key, lang=lang)
        return self.keep(asked, deeds.press(asked, data))

    def edited(self, member: StaffMember, text: str, *, at: datetime, key: str) -> Replies:
        """Change the last reply this person wrote in the conversation at hand."""
        asked = self.asked(member, at=at, key=key)
        last = owning.my_last(asked)
        if last is None:
            return self.keep(asked, asked.say("staff.which_conversation"))
        return self.keep(asked, owning.edit(asked, last, clean(text).strip()))

    def asked(
        self,
        member: StaffMember,
        *,
        at: datetime,
        key: str,
        files: tuple[MediaFile, ...] = (),
        lang: str = "",
    ) -> Asked:
        """Return what deeds are given."""
        state = load_state(self._desk.store, member)
        words = self.words(state.lang or lang, at=at)
        return Asked(
            desk=self._desk,
            member=member,
            words=words,
            state=state,
            at=at,
            key=key,
            files=files,
        )

    def words(self, lang: str, *, at: datetime) -> StaffWords:
        """Return the wording in a language."""
        return StaffWords(self._desk.books(), pack=self._desk.pack, lang=lang, now=at)

    def keep(self, asked: Asked, answered: Answered) -> Replies:
        """Keep where the talk stands now; returns what is to be shown."""
        if answered.state != asked.state:
            keep_state(self._desk.store, asked.member, answered.state, now=asked.at)
        return answered.replies

    def _line(self, asked: Asked, text: str) -> Answered:
        if text.startswith(NOTE):
            return owning.note(asked, text.removeprefix(NOTE).strip())
        given = asked.words.command(text, to_customer=self._speaks(asked))
        if given is not None:
            # Any other command leaves our question behind; this one is about it.
            return deeds.command(asked if given[0] == "cancel" else _unasked(asked), *given)
        if (asking := asked.state.asking) is not None:
            return _WAITING[asking.wanted](_unasked(asked), asking.about, text)
        if asked.state.form is not None:
            return case_form.answer(asked, text)
        lost = self._relays and bool(asked.state.conversation)
        if self._speaks(asked) or (lost and not finding.looks_like_one(text)):
            # Words for a conversation somebody else has by now are refused with the reason.
            return owning.say(asked, text)
        return finding.find(asked, text) if finding.looks_like_one(text) else deeds.help_(asked)

    def _speaks(self, asked: Asked) -> bool:
        """Tell whether plain words go to a customer."""
        if not self._relays or asked.state.form is not None or asked.state.asking is not None:
            return False
        seen = views.conversation(self._desk.store, asked.state.conversation)
        return seen is not None and seen.owner == f"{STAFF}{asked.member.id}"


def _unasked(asked: Asked) -> Asked:
    return replace(asked, state=replace(asked.state, asking=None))


_WAITING: dict[Wanted, Callable[[Asked, str, str], Answered]] = {
    "note": lambda asked, _, text: owning.note(asked, text),
    "find": lambda asked, _, text: finding.find(asked, text),
    "later": task_card.put_off,
}
"""What was asked for → who takes the answer, with what it is about."""

__all__ = ["NOTE", "StaffTalk", "TalkState"]
