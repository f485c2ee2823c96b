"""What happens in the conversations a staff member has, for channels without topics."""

from collections.abc import Iterator
from datetime import datetime

from bot.channels.staff_talk.lines import Teller
from bot.channels.staff_talk.replies import Reply
from bot.channels.staff_talk.words import StaffWords
from bot.core.book import Book
from bot.core.staff import StaffMember
from bot.core.state import STAFF
from bot.desk.accounts import staff_list
from bot.desk.queue import QueueFilter, queue_list
from bot.desk.views import last_seq, transcript
from bot.store.engines import Store


class Inbox:
    """Remembers what one member has read of each conversation they have."""

    def __init__(self, store: Store, member: StaffMember) -> None:
        self._store = store
        self._member = member
        self._read: dict[str, int] = {}

    def news(self, book: Book, *, lang: str, now: datetime) -> Iterator[Reply]:
        """Yield what others said since the last look; a conversation just got is read from now on."""
        rows = queue_list(self._store, book, self._member, QueueFilter(whose="mine"), now=now)
        self._read = {one.id: self._read.get(one.id, last_seq(self._store, one.id)) for one in rows}
        people = {one.id: one.name for one in staff_list(self._store)}
        mine = f"{STAFF}{self._member.id}"
        for row in rows:
            lines = transcript(self._store, row.id, after=self._read[row.id], for_staff=True)
            if not lines:
                continue
            before = transcript(self._store, row.id, newest=50, for_staff=True)
            self._read[row.id] = lines[-1].seq
            name = row.name or row.id.partition(":")[2]
            words = StaffWords(book, lang=lang, now=now)
            teller = Teller(words=words, customer=name, people=people, masks=False, marks=False)
            for line in lines:
                if line.author != mine:
                    yield Reply(text=teller.tell(line, before=before))
