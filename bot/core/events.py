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
    album: str = ""
    """Names what was sent together; of a colleague's, all parts reach the customer together."""

    @property
    def ending(self) -> str:
        """The ending of its name in small letters, such as `.xlsx`; empty when it has none."""
        stem, _, ending = self.name.rpartition(".")
        return f".{ending.lower()}" if stem and ending else ""


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
    caption: str = ""
    remarks: tuple[tuple[str, str], ...] = ()
    """What its sender should hear, kind and place: `not_calculated`, `long_number`, `cut` and a cell such as
    `C7`, `other_sheet` and a sheet's name."""
    again: bool = False
    """It was told of before, while its bytes were still on their way (`unreadable` was `late`)."""


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


@dataclass(frozen=True, slots=True)
class StaffClaimed:
    """A colleague takes the conversation over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSaid:
    """The owner writes to the customer; anybody else's text is refused and kept as a draft."""

    text: str
    """Plain text, as typed."""
    files: tuple[MediaFile, ...] = ()
    reply_to: int = 0
    """Number of the transcript line it answers; 0: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffNoted:
    """A colleague, owner or not, leaves a note that the customer never sees."""

    text: str
    files: tuple[MediaFile, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffTransferred:
    """The owner, or a manager, gives the conversation to another colleague."""

    to: str
    """Staff id."""


@dataclass(frozen=True, slots=True)
class StaffReleased:
    """The owner puts the conversation back into the queue."""

    reason: str = ""
    """For the colleagues; the customer does not read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffHandedBack:
    """The owner gives the conversation back to the bot, which goes on exactly at a step."""

    script: str = ""
    """Empty: the bot greets and waits for what the customer brings."""
    step: str = ""
    promised: str = ""
    """What the colleague promised, in words the customer may read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRan:
    """The owner has the bot run a script from a step; the owner stays the owner."""

    script: str
    step: str = ""
    """Empty: from the beginning."""
    only: bool = False
    """Put this one question and stop at its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffOpenedCase:
    """The owner registers a case out of what is known in the conversation."""

    procedure: str
    priority: str = "normal"
    node: str = ""
    """The fault; empty: the one at hand."""
    said: str = ""
    """The trouble in a line; empty: the customer's own words."""


@dataclass(frozen=True, slots=True)
class StaffClosed:
    """The owner ends the conversation with a goodbye."""

    survey: bool = True
    """Ask how satisfied the customer is, where the book has a survey."""


@dataclass(frozen=True, slots=True)
class StaffEdited:
    """A reply already written is changed."""

    message: int
    """Number of the transcript line."""
    text: str


@dataclass(frozen=True, slots=True)
class StaffDeleted:
    """A reply already written is taken back."""

    message: int
    """Number of the transcript line."""


StaffDid = (
    StaffClaimed
    | StaffSaid
    | StaffNoted
    | StaffTransferred
    | StaffReleased
    | StaffHandedBack
    | StaffRan
    | StaffOpenedCase
    | StaffClosed
    | StaffEdited
    | StaffDeleted
)
"""What colleagues do in a conversation; `core/takeover` answers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseActed:
    """Somebody, staff or dealer or customer, makes a move in a case of this conversation."""

    number: str
    action: str
    """`receive`, `approve:a1`, `refuse:a1`, `task:phone_call`, `cancel`, `reopen`…"""
    values: tuple[tuple[str, str], ...] = ()
    """What the form says, field id and value as typed."""
    lang: str = ""
    """Language of the actor; empty: the conversation's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRegistered:
    """A colleague registers a case that came by phone, letter or visit (R4, R14)."""

    procedure: str
    said: str
    """The trouble in a line."""
    contact: tuple[tuple[str, str], ...]
    """`name`, `phone`, `address`, `product`, `frame_no`…"""
    part: str = ""
    model: str = ""
    quantity: int = 1
    priority: str = "normal"
    lang: str = ""
    """Language of the colleague; empty: the conversation's."""


TaskAction = Literal["done", "cancel", "take", "give", "later", "arrived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskActed:
    """Staff did something about a task of this conversation."""

    task: str
    action: TaskAction
    note: str = ""
    due_at: datetime | None = None
    """The new time, for `later`."""
    to: str = ""
    """Staff id or role it goes to, for `give`."""


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
    | StaffDid
    | CaseActed
    | CaseRegistered
    | TaskActed
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
