"""One terminal's conversations on one database, with a clock that can be moved."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.channels.cleaning import clean_event
from bot.channels.commands import read_text
from bot.channels.tables import is_table, table_event
from bot.channels.terminal.people import UnknownPersonError, dealer_speaks
from bot.core.effects import Button
from bot.core.events import (
    CustomerEdited,
    CustomerPressed,
    CustomerSentMedia,
    CustomerSharedContact,
    Event,
    Happening,
    MediaFile,
    Person,
    Role,
)
from bot.core.state import STAFF
from bot.desk import Desk
from bot.desk.accounts import find_staff
from bot.desk.demo import demo_of
from bot.desk.immediate import fire_due
from bot.desk.views import (
    ConversationView,
    MessageView,
    changes,
    conversation,
    last_seq,
    transcript,
)
from bot.documents.cabinet import Cabinet, NoDocumentError
from bot.store.documents import PREFIX
from bot.store.files import FileTooLargeError, keep_file

if TYPE_CHECKING:
    from bot.channels.terminal.colleagues import Colleagues

CHANNEL = "terminal"
_ROLES = ("customer", "dealer", "staff")
_STEP = timedelta(seconds=5)
_TOO_LARGE = "telegram.too_large"


class InputError(Exception):
    """An input cannot be carried out; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is speaking in this terminal, such as `customer:1`."""

    role: Role
    id: str

    @property
    def name(self) -> str:
        """The name used in inputs and outputs."""
        return f"{self.role}:{self.id}"

    @property
    def conversation(self) -> str:
        """The id of this speaker's conversation."""
        return f"{CHANNEL}:{self.name}"


def read_speaker(name: str) -> Speaker:
    """Read `role:id`; raises InputError for anything else."""
    role, colon, id_ = name.partition(":")
    if role not in _ROLES or not colon or not id_:
        raise InputError(f"`as` is {name!r}: write customer:ID, dealer:ID or staff:LOGIN")
    return Speaker(cast("Role", role), id_)


class Session:
    """Turns inputs into events and reads back what was said."""

    def __init__(
        self,
        desk: Desk,
        *,
        files: Path,
        start: datetime | None = None,
        documents: Path | None = None,
        make_up: bool = False,
    ) -> None:
        """Begin at `start` (aware); None: the wall clock, moved by every `wait`.

        `documents` is where printed forms are written; None: they are only named. `make_up`: dealers and
        colleagues nobody knows are created when they speak; only for a database that is no company's.
        """
        self.desk = desk
        self._make_up = make_up
        self._files = files
        self._documents = documents
        self._start = start
        self._clock = start or datetime.now(UTC)
        self._shift = timedelta()
        self._inputs = 0

    @cached_property
    def _colleagues(self) -> "Colleagues":
        # Most talks in a terminal are a customer's alone, and start faster without the staff's part.
        from bot.channels.terminal.colleagues import Colleagues  # noqa: PLC0415

        return Colleagues(self.desk, make_up=self._make_up)

    def _catch_up(self, *, at: datetime) -> None:
        """Show colleagues what happened, once one of them has spoken."""
        if "_colleagues" in vars(self):
            self._colleagues.catch_up(at=at)

    @property
    def now(self) -> datetime:
        """The time of the next event."""
        return self._clock if self._start else datetime.now(UTC) + self._shift

    def say(self, speaker: Speaker, text: str) -> None:
        """Send a line, which may be a slash command."""
        if speaker.role == "staff":
            self._colleague_does(
                lambda at, key: self._colleagues.said(speaker.id, text, at=at, key=key)
            )
        else:
            self._send(speaker, read_text(text))

    def edit(self, speaker: Speaker, text: str) -> None:
        """Change the speaker's last text message."""
        if speaker.role == "staff":
            self._colleague_does(
                lambda at, key: self._colleagues.edited(speaker.id, text, at=at, key=key)
            )
            return
        sent = [line for line in self.lines(speaker) if line.incoming and line.kind == "said"]
        if not sent:
            raise InputError("there is no message to edit yet")
        self._send(speaker, CustomerEdited(text, sent[-1].update_id))

    def press(self, speaker: Speaker, button: str) -> None:
        """Press a button by its label or by its number under the last message that has buttons."""
        data = self._find(speaker, button).data
        if speaker.role == "staff":
            self._colleague_does(
                lambda at, key: self._colleagues.pressed(speaker.id, data, at=at, key=key)
            )
        else:
            self._send(speaker, CustomerPressed(data))

    def photo(self, speaker: Speaker, path: Path, *, caption: str = "") -> None:
        """Send a file from this machine."""
        try:
            data = path.read_bytes()
            kept = keep_file(self._files, data, name=path.name)
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise InputError(f"{str(path)!r} is no path: {error}") from error
        except FileTooLargeError as error:
            if speaker.role == "staff":
                raise InputError(f"{path} is larger than 20 MB: send a smaller one") from error
            self._send_too_large(speaker, path, size=len(data))
            return
        if speaker.role == "staff":
            self._colleague_does(
                lambda at, key: self._colleagues.said(
                    speaker.id, caption, at=at, key=key, files=(kept,)
                )
            )
        elif is_table(kept):
            self._send(speaker, table_event(kept, data))
        else:
            self._send(speaker, CustomerSentMedia(file=kept, caption=caption))

    def _send_too_large(self, speaker: Speaker, path: Path, *, size: int) -> None:
        """Let the product say what it does with a file nobody can fetch."""
        from bot.channels.public.notices import saying  # noqa: PLC0415 - brings a framework along

        file = MediaFile(kind="document", ref="", name=path.name, size=size)
        if is_table(file):
            self._send(speaker, table_event(file, None))
            return
        desk = Desk(self.desk.store, self.desk.books, step=saying(_TOO_LARGE), pack=self.desk.pack)
        self._send(speaker, CustomerSentMedia(file=file), desk=desk)

    def contact(self, speaker: Speaker, phone: str, *, name: str = "") -> None:
        """Share a phone number."""
        self._send(speaker, CustomerSharedContact(phone=phone, name=name))

    def wait(self, time: timedelta) -> None:
        """Move the clock and fire every timer that comes due."""
        until = self.now + time
        for _ in fire_due(self.desk, until=until):
            pass
        self._catch_up(at=until)
        self._shift += time
        self._clock = until

    def lines(self, speaker: Speaker, *, after: int = 0) -> tuple[MessageView, ...]:
        """Return what a speaker said and was told behind a sequence number."""
        if speaker.role == "staff":
            return tuple(line for line in self._colleagues.shown(speaker.id) if line.seq > after)
        return transcript(self.desk.store, speaker.conversation, after=after)

    def changes(self, speaker: Speaker, *, after: int) -> tuple[MessageView, ...]:
        """Return the lines a speaker had read that were changed or taken back since `after` was the last."""
        if not after or speaker.role == "staff":
            return ()
        return changes(self.desk.store, speaker.conversation, after=after)

    def last_line(self, speaker: Speaker) -> int:
        """Return the number of the last line, 0 before the first."""
        if speaker.role == "staff":
            return len(self._colleagues.shown(speaker.id))
        return last_seq(self.desk.store, speaker.conversation)

    def view(self, speaker: Speaker) -> ConversationView | None:
        """Return the conversation as it stands; a colleague's is the one at hand."""
        return conversation(self.desk.store, self.conversation(speaker))

    def conversation(self, speaker: Speaker) -> str:
        """Return the id of a speaker's conversation; a colleague's is the one at hand."""
        if speaker.role != "staff":
            return speaker.conversation
        return self._colleagues.conversation(speaker.id, at=self.now)

    def owner(self, view: ConversationView) -> str:
        """Return who has a conversation, a colleague by login."""
        found = find_staff(self.desk.store, view.owner.removeprefix(STAFF))
        return view.owner if found is None else f"{STAFF}{found.login}"

    def document(self, media: MediaFile) -> Path | None:
        """Write a document into the folder of documents, under its own name; None without a folder."""
        if self._documents is None or not media.ref.startswith(PREFIX):
            return None
        cabinet = Cabinet(self.desk.store, self.desk.books, files=self._files)
        try:
            document, path = cabinet.fetch(media.ref)
        except NoDocumentError as error:
            raise InputError(str(error)) from error
        self._documents.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(path, self._documents / Path(document.name).name))

    def _send(self, speaker: Speaker, what: Happening, *, desk: Desk | None = None) -> None:
        if speaker.role == "staff":
            raise InputError("a colleague writes lines and presses buttons, nothing else")
        at, update = self._next()
        if speaker.role == "dealer":
            self._introduce(speaker)
        event = Event(
            channel=CHANNEL,
            conversation=speaker.conversation,
            update_id=update,
            at=at,
            sender=Person(role=speaker.role, id=speaker.id),
            what=what,
            message_id=update,
        )
        (desk or self.desk).handle(clean_event(event))
        self._catch_up(at=at)
        self._clock = at + _STEP

    def _colleague_does(self, deed: Callable[[datetime, str], None]) -> None:
        at, key = self._next()
        try:
            deed(at, key)
        except UnknownPersonError as error:
            raise InputError(str(error)) from error
        self._catch_up(at=at)
        self._clock = at + _STEP

    def _introduce(self, speaker: Speaker) -> None:
        pack = self.desk.books().pack(self.desk.pack)
        try:
            dealer_speaks(
                self.desk.store,
                speaker.id,
                conversation=speaker.conversation,
                demo=demo_of(pack) if self._make_up else None,
                now=self.now,
            )
        except UnknownPersonError as error:
            raise InputError(str(error)) from error

    def _next(self) -> tuple[datetime, str]:
        """Return the time of the next input and a key of its own."""
        self._inputs += 1
        at = self.now
        return at, f"{at.timestamp():.3f}-{self._inputs}"

    def _find(self, speaker: Speaker, button: str) -> Button:
        wanted = button.strip()
        rows = [line.buttons for line in reversed(self.lines(speaker)) if line.buttons]
        flat = list(_flat(rows))
        found = next((b for b in flat if b.label == wanted), None)
        newest = list(_flat(rows[:1]))
        if found is None and wanted.isdecimal() and 0 < int(wanted) <= len(newest):
            found = newest[int(wanted) - 1]
        if found is None:
            known = ", ".join(b.label for b in newest) or "none"
            raise InputError(f"there is no button {wanted!r}; the buttons now: {known}")
        return found


def _flat(messages: list[tuple[tuple[Button, ...], ...]]) -> Iterator[Button]:
    for rows in messages:
        for row in rows:
            yield from row
