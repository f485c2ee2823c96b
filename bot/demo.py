"""`python -m bot demo`: an invented company, played through the product's own door so that its history is true."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.channels.guests import guest_chat, guest_path
from bot.core.book import Book
from bot.core.dispatch import dispatch
from bot.database import open_store
from bot.desk import Desk
from bot.desk.accounts import find_login, new_account, set_on_duty
from bot.desk.dealers import add_dealer, find_dealer, note_purchases
from bot.desk.demo import Demo, DemoError, demo_of
from bot.desk.immediate import fire_due
from bot.desk.membership import invite
from bot.desk.views import conversation
from bot.greeting import address
from bot.opening import read_book
from bot.playing import Player, PlayError
from bot.settings import Settings
from bot.store.engines import Store

_BEFORE = timedelta(days=30)
"""How long ago the dealers' people joined."""


class DemoRefusedError(Exception):
    """There is no invented company to fill in; the message says why."""


def fill(settings: Settings) -> Iterator[str]:
    """Fill the database with the pack's invented company and yield what to tell the reader.

    What is there already stays as it is. Raises SettingsError, BookRefusedError and DemoRefusedError.
    """
    book = read_book(settings)
    try:
        demo = demo_of(book.pack(settings.pack))
    except DemoError as wrong:
        raise DemoRefusedError(str(wrong)) from None
    if demo is None:
        raise DemoRefusedError(f"the pack {settings.pack} has no policies/demo.yaml")
    store = open_store(settings)
    now = datetime.now(UTC)
    try:
        yield from add_people(store, demo, now=now)
        desk = Desk(store, lambda: book, step=dispatch, pack=settings.pack)
        secret = settings.session_secret()
        yield from play(desk, demo, now=now, secret=secret)
        yield from links(demo, secret=secret, site=address(settings, ""))
    except PlayError as wrong:
        raise DemoRefusedError(f"policies/demo.yaml: {wrong}") from None
    finally:
        store.close()


def add_people(store: Store, demo: Demo, *, now: datetime) -> Iterator[str]:
    """Create staff and dealers that are not there yet; passwords are shown this once."""
    for one in demo.staff:
        if find_login(store, one.login) is not None:
            yield f"staff\t{one.login}\tis there already"
            continue
        member, password = new_account(
            store, login=one.login, name=one.name, roles=one.roles, now=now
        )
        set_on_duty(store, member.login, on_duty=one.on_duty)
        yield f"staff\t{one.login}\t{','.join(one.roles)}\tpassword {password}"
    for shop in demo.dealers:
        if find_dealer(store, shop.id, now=now) is not None:
            yield f"dealer\t{shop.id}\tis there already"
            continue
        add_dealer(store, demo.profile_of(shop.id), now=now - _BEFORE, dealer=shop.id)
        lines = note_purchases(store, demo.purchases_of(shop.id, today=now.date()), now=now)
        code = invite(store, shop.id, now=now).code
        yield f"dealer\t{shop.id}\t{shop.name}\t{lines} purchases\tinvite code {code}"


def links(demo: Demo, *, secret: str, site: str) -> Iterator[str]:
    """Tell where each invented customer's and dealer's own chat page is, to be opened beside the desk."""
    people = {one.chat: one.name for shop in demo.dealers for one in shop.people}
    people |= {talk.who.rpartition(":")[2]: talk.name for talk in demo.talks if talk.name}
    for who, name in people.items():
        path = guest_path(guest_chat(who, secret=secret), secret=secret)
        yield f"chat\t{name}\t{site}{path}"


def play(desk: Desk, demo: Demo, *, now: datetime, secret: str) -> Iterator[str]:
    """Play every talk that has not begun yet, in the order of their times, then what is due by now."""
    player = Player(desk, secret=secret)
    for shop in demo.dealers:
        for person in shop.people:
            chat = player.chat(person.chat)
            if conversation(desk.store, chat) is None:
                code = invite(
                    desk.store, shop.id, now=now - _BEFORE, right=person.right, name=person.name
                )
                player.join(person.chat, code.payload, name=person.name, at=now - _BEFORE)
    zone = ZoneInfo(_book(desk).pack(desk.pack).brand.hours.timezone)
    fresh = []
    for talk in demo.talks:
        begins = now - timedelta(minutes=talk.minutes)
        if not talk.minutes:
            begins = _begins(talk.days, talk.at, zone=zone, now=now)
        if not player.has_happened(talk):
            fresh.append((begins, talk))
    for begins, talk in sorted(fresh, key=lambda one: one[0]):
        player.play(talk, begins)
        yield f"talk\t{talk.name or talk.who}\t{player.outcome(talk)}"
    for _ in fire_due(desk, until=now):
        pass


def _begins(days: int, clock: str, *, zone: ZoneInfo, now: datetime) -> datetime:
    """Return that time so many days ago; never still to come."""
    day = now.astimezone(zone).date() - timedelta(days=days)
    at = datetime.combine(day, time.fromisoformat(clock), tzinfo=zone).astimezone(UTC)
    return min(at, now - timedelta(minutes=30))


def _book(desk: Desk) -> Book:
    return desk.books()
