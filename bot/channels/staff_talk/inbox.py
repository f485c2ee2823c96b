"""What happens in the conversations a staff member has, for channels without topics."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.channels.staff_talk.lines import Teller
from bot.channels.staff_talk.replies import Reply
from bot.channels.staff_talk.words import StaffWords
from bot.core.book import Book
from bot.core.clocks.wording import customer_name
from bot.core.staff import StaffMember
from bot.core.state import STAFF
from bot.desk.accounts import staff_list
from bot.desk.queue import QueueFilter, queue_list
from bot.desk.views import MessageView, last_seq, transcript
from bot.desk.views import conversation as find_conversation
from bot.store.engines import Store

_BEFORE = 50
"""Lines among which the button is looked for that was pressed."""

_TAKEN = frozenset({"transferred", "back_in_queue"})
"""How a conversation leaves its owner without their doing."""
_HANDS = frozenset({"claimed", "transferred"})
"""How it comes to one."""


class Inbox:
    """Remembers what one member has read of each conversation they have."""

    def __init__(self, store: Store, member: StaffMember) -> None:
        self._store = store
        self._member = member
        self._read: dict[str, int] = {}

    def news(self, book: Book, *, lang: str, now: datetime) -> Iterator[Reply]:
        """Yield what others said since the last look; a conversation just got is read from now on.

        Of one that was taken away, how that came is the last that is told.
        """
        rows = queue_list(self._store, book, self._member, QueueFilter(whose="mine"), now=now)
        mine = [row.id for row in rows]
        words = StaffWords(book, lang=lang, now=now)
        people = {one.id: one.name for one in staff_list(self._store)}
        for one in [*mine, *(gone for gone in list(self._read) if gone not in mine)]:
            after = self._read.get(one, self._just_got(one))
            lines = transcript(self._store, one, after=after, for_staff=True)
            self._read[one] = lines[-1].seq if lines else after
            told = [line for line in lines if line.author != f"{STAFF}{self._member.id}"]
            if one not in mine:
                del self._read[one]
                told = [line for line in told if line.kind in _TAKEN]
            if told:
                yield from self._tell(one, told, words, people)

    def _just_got(self, conversation: str) -> int:
        """Return up to which line somebody knows a conversation that became theirs: a transfer is news."""
        given = given_by(self._store, conversation)
        return last_seq(self._store, conversation) if given is None else given.seq - 1

    def _tell(
        self,
        conversation: str,
        lines: Sequence[MessageView],
        words: StaffWords,
        people: Mapping[str, str],
    ) -> Iterator[Reply]:
        seen = find_conversation(self._store, conversation)
        name = "" if seen is None else customer_name(seen.name, seen.id)
        before = transcript(self._store, conversation, newest=_BEFORE, for_staff=True)
        teller = Teller(words=words, customer=name, people=people, masks=False, marks=False)
        for line in lines:
            told = teller.tell(line, before=before)
            # What colleagues do is told without the customer's name, where each has a topic.
            whose = words("staff.line_of", who=name, text=Markup(told))  # noqa: S704
            yield Reply(text=told if line.incoming else whose)


def given_by(store: Store, conversation: str) -> MessageView | None:
    """Return the line by which a colleague gave a conversation to its owner; None: the owner took it."""
    lines = transcript(store, conversation, newest=_BEFORE, for_staff=True)
    hands = [line for line in lines if line.kind in _HANDS]
    return hands[-1] if hands and hands[-1].kind == "transferred" else None
