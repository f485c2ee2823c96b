"""Colleagues and customers of the running site, acting from another process than the site's own."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.core.book import Book
from bot.core.dispatch import dispatch
from bot.core.events import CustomerSaid, Event, Person
from bot.core.staff import StaffMember
from bot.desk import Desk
from bot.desk.accounts import find_login
from bot.desk.staff import add_staff
from bot.store.engines import Store

PASSWORD = "a long test password"
PEOPLE = {
    "wang": ("王芳", ("agent",)),
    "li": ("李强", ("agent", "tech")),
    "zong": ("郑总", ("gm",)),
    "cang": ("老仓", ("warehouse",)),
}


@dataclass
class Crew:
    """What happens beside the browser."""

    store: Store
    book: Book
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.store, lambda: self.book, step=dispatch)
        for login, (name, roles) in PEOPLE.items():
            if find_login(self.store, login) is None:
                add_staff(
                    self.store,
                    login=login,
                    name=name,
                    roles=roles,
                    password=PASSWORD,
                    now=self.now,
                )

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def member(self, login: str) -> StaffMember:
        found = find_login(self.store, login)
        assert found is not None
        return found

    def customer(self, name: str, *words: str) -> str:
        """Begin a conversation on the web with what the customer says; returns its id."""
        chat = f"web:{secrets.token_hex(16)}"
        for said in words:
            self.says(chat, name, said)
        return chat

    def says(self, chat: str, name: str, words: str) -> None:
        update = secrets.token_hex(8)
        self.desk.handle(
            Event(
                channel="web",
                conversation=chat,
                update_id=update,
                at=self.now,
                sender=Person(role="customer", id=chat.partition(":")[2], name=name),
                what=CustomerSaid(words),
                message_id=update,
            )
        )
