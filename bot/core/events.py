"""What happened: every way into the product, in the past tense.

A channel turns its update into one `Event` and gives it to the desk; nothing else enters.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Role = Literal["customer", "dealer", "staff", "system"]
MediaKind = Literal["photo", "video", "voice", "document", "sticker", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who caused an event, as the channel knows them."""

    role: Role
    id: str
    name: str = ""
    language: str = ""
    """IETF tag the channel reports, such as `zh-hans`; empty when it does not say."""


@dataclass(frozen=True, slots=True)
class CustomerSaid:
    """A text message."""

    text: str


@dataclass(frozen=True, slots=True)
class CustomerEdited:
    """A message sent earlier was changed; counts as a correction of what it answered."""

    text: str
    message_id: str


@dataclass(frozen=True, slots=True)
class CustomerPressed:
    """A button under one of our messages was pressed; `data` is the payload we put there."""

    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """One file as the channel refers to it; the bytes stay with the channel or the store."""

    kind: MediaKind
    ref: str
    name: str = ""
    size: int | None = None
    """Bytes, when known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSentMedia:
    """A photo, video, voice or document, with its caption."""

    file: MediaFile
    caption: str = ""
    album: str = ""
    """Groups the parts of one album; only the first of them gets a full reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSharedContact:
    """A phone number shared through the channel's own contact button."""

    phone: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSharedLocation:
    """A point on the map, degrees WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class ConversationStarted:
    """`/start` or the first opening of the page; `payload` is the deep link's (product or dealer)."""

    payload: str = ""


CommandName = Literal["help", "status", "human", "cancel", "language", "restart"]


@dataclass(frozen=True, slots=True)
class CommandGiven:
    """A slash command of the menu, with what was typed behind it."""

    name: CommandName
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealerSentTable:
    """A spreadsheet, read by the channel; `file` is the document itself, as for any other media."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    """Cells as text, row by row, headings included; days in ISO form."""
    unreadable: str = ""
    """Why it could not be read, as a word; `rows` is empty then."""
    file: MediaFile


@dataclass(frozen=True, slots=True)
class CustomerLeft:
    """The customer blocked the bot: nothing more can be delivered."""


@dataclass(frozen=True, slots=True)
class CustomerReturned:
    """The customer unblocked the bot."""


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer set earlier came due."""

    name: str


Happening = (
    CustomerSaid
    | CustomerEdited
    | CustomerPressed
    | CustomerSentMedia
    | CustomerSharedContact
    | CustomerSharedLocation
    | DealerSentTable
    | ConversationStarted
    | CommandGiven
    | CustomerLeft
    | CustomerReturned
    | TimerFired
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One happening in one conversation; `(channel, update_id)` is unique and dedupes repeats."""

    channel: str
    conversation: str
    """The conversation's id in our store: `<channel>:<chat id>`."""
    update_id: str
    at: datetime
    """Aware UTC."""
    sender: Person
    what: Happening
    message_id: str = ""
    """The channel's own id of the message, so that an edit can be traced to its answer."""
