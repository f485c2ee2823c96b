"""The conversation that is open on a desk: its head, its lines, and who may write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.channels.web.desk.floor import Floor
from bot.channels.web.desk.lines import LineView, line_views
from bot.channels.web.desk.rows import OwnerKind, owner_of
from bot.channels.web.desk.talk_words import channel_name
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.staff import StaffMember
from bot.desk.titles import notices_in
from bot.desk.views import ConversationView, MessageView, conversation, last_seq, transcript
from bot.store.engines import Store

PAGE = 80
"""Lines shown at first, and more each time older ones are asked for."""
MANAGERS = frozenset({"manager", "gm", "admin"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A conversation as read for the desk."""

    about: ConversationView
    lines: tuple[MessageView, ...]
    more: bool
    """There are older lines."""
    notices: Mapping[str, str] = field(default_factory=dict)
    """What the system noted in the company's language, in the reader's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above the lines."""

    name: str
    owner_kind: OwnerKind
    standing: str
    channel: str
    dealer: str = ""
    due: datetime | None = None
    due_title: str = ""
    soon: int = 600


def look(floor: Floor, id_: str, *, newest: int, lang: str, now: datetime) -> Seen | None:
    """Read a conversation with its newest lines; None when there is none."""
    store = floor.store
    about = conversation(store, id_)
    if about is None:
        return None
    lines = transcript(store, id_, newest=newest + 1, for_staff=True)
    notices = notices_in(store, floor.book, id_, lang=lang, now=now)
    return Seen(about=about, lines=lines[-newest:], more=len(lines) > newest, notices=notices)


def is_unsettled(seen: Seen) -> bool:
    """Tell whether a line shown is still on its way: its delivery changes without anybody speaking."""
    return any(line.delivery == "pending" for line in seen.lines)


def moved(store: Store, seen: Seen) -> bool:
    """Tell whether lines came since a conversation was read."""
    return last_seq(store, seen.about.id) != (seen.lines[-1].seq if seen.lines else 0)


class Drawing:
    """Turns what was read into HTML, for one member."""

    def __init__(self, floor: Floor, words: Words) -> None:
        """Take the words of the page."""
        self._floor = floor
        self._words = words

    def lines(self, seen: Seen, *, names: Mapping[str, str], member: StaffMember) -> dict[str, str]:
        """Return the lines by key, in order."""
        views: Sequence[LineView] = line_views(
            seen.lines,
            conversation=seen.about.id,
            words=self._words,
            zone=self._floor.zone(seen.about.pack),
            names=names,
            me=member.id,
            notices=seen.notices,
        )
        rows = {
            f"m{view.seq}": render("desk/line.html", line=view, words=self._words) for view in views
        }
        if seen.more:
            older = render("desk/older.html", words=self._words)
            return {"older": older, **rows}
        return rows

    def head(self, head: Head, *, member: StaffMember) -> str:
        """Return what stands above the lines."""
        kind = head.owner_kind
        standing = {
            "bot": self._words["owner_bot"],
            "queue": self._words["owner_queue"],
            "me": self._words["owner_me"],
            "other": self._words["owner_other"].replace("{name}", head.standing),
        }[kind]
        return render(
            "desk/head.html",
            words=self._words,
            it=replace(head, standing=standing),
            manager=not MANAGERS.isdisjoint(member.roles),
        )

    def plain_head(self, seen: Seen, *, names: Mapping[str, str], member: StaffMember) -> Head:
        """Return the head of a conversation, without its clocks."""
        kind, who = owner_of(seen.about.owner, me=member.id, names=names)
        return Head(
            name=seen.about.name or self._words["nameless"],
            owner_kind=kind,
            standing=who,
            channel=channel_name(seen.about.channel, self._words),
        )
