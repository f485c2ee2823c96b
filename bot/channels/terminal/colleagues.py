"""Staff members in a terminal: their talk with the product, and what they were shown."""

from collections import defaultdict
from datetime import datetime

from bot.channels.staff_talk.inbox import Inbox
from bot.channels.staff_talk.replies import Replies
from bot.channels.staff_talk.state import load_state
from bot.channels.staff_talk.talk import StaffTalk
from bot.channels.terminal.people import staff_speaks
from bot.core.events import MediaFile
from bot.desk import Desk
from bot.desk.views import MessageView


class Colleagues:
    """Talks of the staff members of one session; what they were shown is forgotten with it."""

    def __init__(self, desk: Desk, *, make_up: bool) -> None:
        self._desk = desk
        self._make_up = make_up
        self._talk = StaffTalk(desk, relays=True)
        self._shown: defaultdict[str, list[MessageView]] = defaultdict(list)
        self._inboxes: dict[str, Inbox] = {}

    def said(
        self, login: str, text: str, *, at: datetime, key: str, files: tuple[MediaFile, ...] = ()
    ) -> None:
        """Take a line from a colleague; raises UnknownPersonError."""
        member = staff_speaks(self._desk.store, login, make_up=self._make_up, now=at)
        self._show(login, self._talk.said(member, text, at=at, key=key, files=files), at=at)
        self._inboxes.setdefault(login, Inbox(self._desk.store, member))

    def pressed(self, login: str, data: str, *, at: datetime, key: str) -> None:
        """Take a pressed button from a colleague; raises UnknownPersonError."""
        member = staff_speaks(self._desk.store, login, make_up=self._make_up, now=at)
        self._show(login, self._talk.pressed(member, data, at=at, key=key), at=at)
        self._inboxes.setdefault(login, Inbox(self._desk.store, member))

    def edited(self, login: str, text: str, *, at: datetime, key: str) -> None:
        """Change the last reply a colleague wrote; raises UnknownPersonError."""
        member = staff_speaks(self._desk.store, login, make_up=self._make_up, now=at)
        self._show(login, self._talk.edited(member, text, at=at, key=key), at=at)

    def catch_up(self, *, at: datetime) -> None:
        """Show every colleague what happened in the conversations they have."""
        for login, inbox in self._inboxes.items():
            self._show(login, tuple(inbox.news(self._desk.books(), lang="", now=at)), at=at)

    def conversation(self, login: str, *, at: datetime) -> str:
        """Return the conversation a colleague has at hand; empty before the first."""
        member = staff_speaks(self._desk.store, login, make_up=self._make_up, now=at)
        return load_state(self._desk.store, member).conversation

    def shown(self, login: str) -> tuple[MessageView, ...]:
        """Return everything a colleague was shown, in order."""
        return tuple(self._shown[login])

    def _show(self, login: str, replies: Replies, *, at: datetime) -> None:
        lines = self._shown[login]
        for reply in replies:
            lines.append(
                MessageView(
                    seq=len(lines) + 1,
                    incoming=False,
                    kind="say",
                    author="bot",
                    text=reply.text,
                    buttons=reply.buttons,
                    files=(),
                    why=None,
                    update_id="",
                    edited=False,
                    internal=False,
                    about=None,
                    deleted=False,
                    at=at,
                    delivery="sent",
                )
            )
