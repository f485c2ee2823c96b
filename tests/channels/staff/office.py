"""Customers, the public bot, the staff bot and its group on one fake Telegram, with everything real but DBOS."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiogram.utils.backoff import BackoffConfig
from aiohttp import ClientTimeout

from bot.channels.public import PublicBot
from bot.channels.staff import StaffBot
from bot.core.book import Book
from bot.core.dispatch import dispatch
from bot.core.staff import StaffMember
from bot.desk import Desk, NoDispatcher, views
from bot.desk.accounts import find_login, set_on_duty, set_telegram
from bot.desk.staff import add_staff
from bot.store.engines import Store
from bot.store.executors import renew_executor
from bot.store.topics import topic_of
from bot.work.courier import Courier
from bot.work.errands import Errands
from tests.fakes.botapi import FakeBotApi, Message, TelegramUser
from tests.patience import PATIENCE, until
from tests.work.doubles import UNHURRIED

TOKEN = "1000002:FAKE-staff"
WORKER = "worker"
QUICKLY = BackoffConfig(min_delay=0.01, max_delay=0.05, factor=2, jitter=0.001)


class SendsAtOnce(NoDispatcher):
    """What DBOS guarantees in the product is only tried here."""

    errands: Errands | None = None

    def committed(self, conversation: str) -> None:
        errands = self.errands  # taken away from another thread while the post waits
        if errands is not None:
            errands.wake(conversation)


class Office:
    """The company: enter `open`, then let people write and press."""

    def __init__(self, botapi: FakeBotApi, store: Store, book: Book, *, files: Path) -> None:
        self.store = store
        self.botapi = botapi
        self.files = files
        self.dispatcher = SendsAtOnce()
        self.desk = Desk(store, lambda: book, step=dispatch, dispatcher=self.dispatcher)
        self.staff = botapi.add_bot(token=TOKEN, username="staff_bot")
        self.staff.reads_all_group_messages = True
        self.people: dict[str, TelegramUser] = {}
        self.group = botapi.group(title="售后", bots=[self.staff])

    def hire(self, name: str, *roles: str) -> TelegramUser:
        """Register a colleague with a Telegram account in the group."""
        user = self.botapi.user(name=name)
        add_staff(
            self.store,
            login=name,
            name=name,
            roles=roles or ("agent",),
            password="long enough 1",
            now=now(),
        )
        set_telegram(self.store, name, user.id)
        set_on_duty(self.store, name, on_duty=True)
        self.group.chat.members[user.id] = {"status": "member"}
        self.people[name] = user.with_bot(self.staff)
        return self.people[name]

    def member(self, name: str) -> StaffMember:
        found = find_login(self.store, name)
        assert found is not None
        return found

    @asynccontextmanager
    async def open(self, *, group: int | None = None) -> AsyncIterator["Office"]:
        """Run both bots until the block ends."""
        public = PublicBot(
            lambda step: Desk(self.store, self.desk.books, step=step, dispatcher=self.dispatcher),
            step=dispatch,
            token=self.botapi.token,
            api_base=self.botapi.base_url,
            uploads=self.files,
            dialogues=self.files,
            clock=now,
            backoff=QUICKLY,
            timeout=ClientTimeout(total=PATIENCE),
        )
        staff = StaffBot(
            self.desk,
            token=TOKEN,
            api_base=self.botapi.base_url,
            group=group or self.group.id,
            uploads=self.files,
            dialogues=self.files,
            sources={"telegram:": public.fetch},
            clock=now,
            answer=PATIENCE,
            first_pause=0.01,
        )
        with self.store.write() as tx:
            renew_executor(tx, executor=WORKER, until=now() + timedelta(hours=1))
        courier = Courier(
            self.store, {"telegram": public.sender}, name=WORKER, clock=now, pace=UNHURRIED
        )
        errands = self.dispatcher.errands = Errands(courier)
        try:
            async with public.polling(), staff.polling():
                yield self
        finally:
            await errands.stop()
            await public.close()
            await staff.close()

    def topic(self, customer: TelegramUser) -> int:
        """Return the thread of a customer's topic."""
        with self.store.read() as tx:
            found = topic_of(tx, tenant=self.store.tenant, conversation=f"telegram:{customer.id}")
        assert found is not None
        assert found.thread_id is not None
        return found.thread_id

    def shown(self, thread: int) -> list[Message]:
        """Return what the staff bot has written into a topic and is still there, service messages left out."""
        return [
            message
            for message in self.group.messages(thread=thread)
            if message.bot_id == self.staff.id and (message.text or message.file)
        ]

    def card(self, customer: TelegramUser) -> Message:
        """Return the pinned card of a customer's topic."""
        thread = self.topic(customer)
        pinned = [
            self.group.chat.messages[number]
            for number in self.group.chat.pinned
            if not self.group.chat.messages[number].deleted
        ]
        return next(message for message in pinned if message.thread_id == thread)

    async def press(self, who: TelegramUser, label: str, message: Message) -> object:
        """Press a button and wait until it was answered."""
        query = await who.press(label, message=message)
        await until(lambda: query.answer is not None)
        return query.answer

    @asynccontextmanager
    async def post_waiting(self, customer: TelegramUser) -> AsyncIterator[None]:
        """Send nothing to a customer until the block ends.

        The parts of an album wait two seconds for each other; a loaded machine may take longer to
        read the next one.
        """
        await until(lambda: "pending" not in self.deliveries(customer))
        errands, self.dispatcher.errands = self.dispatcher.errands, None
        assert errands is not None
        try:
            yield
        finally:
            self.dispatcher.errands = errands
            errands.wake(f"telegram:{customer.id}")

    until = staticmethod(until)

    def lines(self, customer: TelegramUser) -> tuple[views.MessageView, ...]:
        return views.transcript(self.store, f"telegram:{customer.id}", for_staff=True)

    def deliveries(self, customer: TelegramUser) -> list[str]:
        return [line.delivery for line in self.lines(customer)]

    def owner(self, customer: TelegramUser) -> str:
        found = views.conversation(self.store, f"telegram:{customer.id}")
        return "" if found is None else found.owner

    def to_customer(self, customer: TelegramUser) -> list[Message]:
        return [
            m
            for m in self.botapi.sent(customer.id)
            if not m.deleted and m.bot_id == self.botapi.bot.id
        ]


def now() -> datetime:
    return datetime.now(UTC)
