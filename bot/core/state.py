"""Where a conversation stands; plain data that survives JSON and a change of the book."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.returns.draft import ReturnDraft, WaybillDraft

Phase = Literal["none", "soothe", "diagnose", "solve", "apologise"]
Mood = Literal["calm", "upset", "furious", "threat"]
BOT = "bot"
QUEUE = "queue"
STAFF = "staff:"
"""How an owner or author that is a person begins; the staff id follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One thing the customer told us: the log is append-only, the last of a slot counts."""

    slot: str
    value: str
    """Choice id, or the value in its normal form (ISO date, digits of a phone)."""
    said: str
    """The words or the button label it came from."""
    update: str
    at: datetime
    message_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A running script; the top of the stack talks, the others wait."""

    script: str
    digest: str
    """Digest of the script this frame was pinned to."""
    step: str
    args: tuple[tuple[str, str], ...] = ()
    trail: tuple[str, ...] = ()
    """Steps already passed, in order."""
    misses: int = 0
    """Bad inputs in a row at this step."""
    details: int = 0
    """Things told at this step that were no answer but may help."""
    waiting: bool = False
    """Whether `step` has been asked and waits for an answer."""
    root: bool = False
    """Begun by a complaint, a danger or a request; False for a script called by another."""
    quiet: tuple[str, ...] = ()
    """Steps whose words were already said, when a correction walks the script again."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """A fault heard but not worked on yet."""

    node: str
    said: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question sent with buttons, so that an old button can be traced to its step."""

    number: int
    script: str
    step: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice the engine itself put to the customer, outside any script."""

    kind: Literal["clarify", "area", "correct", "resume", "cancel", "leave", "unqueue"]
    number: int
    options: tuple[str, ...]
    """What may be chosen: node ids, area ids, or `yes` and `no`."""
    said: str = ""
    """The words the offer is about."""
    slot: str = ""
    value: str = ""
    """What a `correct` offer would change, and to what."""
    details: int = 0
    """Things told at this offer that chose nothing but may help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A colleague's stretch of the conversation, from the moment they own it."""

    staff: str
    """Staff id."""
    name: str
    since: datetime
    waiting_since: datetime | None = None
    """When the customer's oldest unanswered words came."""
    said_at: datetime | None = None
    """When the colleague last wrote to the customer."""
    away_told_until: datetime | None = None
    """The customer knows that nobody is there before then."""
    parked: tuple[Frame, ...] = ()
    """What the bot was doing when the colleague came."""
    running: bool = False
    """The bot puts questions because the colleague asked it to."""
    only: bool = False
    """Just one question, then silence again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The whole of a conversation between two events."""

    pack: str
    lang: str = "zh-CN"
    lang_chosen: bool = False
    """The customer chose the language; what they type no longer changes it."""
    role: str = "customer"
    name: str = ""
    owner: str = BOT
    epoch: int = 0
    mood: Mood = "calm"
    phase: Phase = "none"
    node: str | None = None
    said: str = ""
    """The customer's own words for the fault at hand."""
    frames: tuple[Frame, ...] = ()
    done: Frame | None = None
    """The root script finished last, so that a late correction still finds its questions."""
    answers: tuple[Answer, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    asked: tuple[Asked, ...] = ()
    asks: int = 0
    offer: Offer | None = None
    misses: int = 0
    """Complaints in a row that were not understood."""
    apologies: int = 0
    turns: int = 0
    case: str | None = None
    """Number of the case opened in the conversation at hand."""
    evidence: tuple[str, ...] = ()
    album: str = ""
    """The album whose parts are arriving; only its first part is answered."""
    last_seen: datetime | None = None
    warned: tuple[str, ...] = ()
    """Danger nodes already answered with what to do now."""
    promised: datetime | None = None
    """Until when a person answers, as first told in this wait: later messages do not move it."""
    queued_for: str = ""
    """Why a person is wanted, while the conversation is in the queue."""
    returning: ReturnDraft | None = None
    """What a dealer is about to send back; kept until it is sent in or thrown away."""
    sending: WaybillDraft | None = None
    """A waybill that is not complete yet."""
    stretch: Stretch | None = None
    """Set while a person owns the conversation."""
    survey: str = ""
    """What the customer is to be asked about, or is being asked: case number or `talk:<turn>`."""
    surveyed: tuple[str, ...] = ()
    """What they were asked about before."""
    surveyed_at: datetime | None = None
