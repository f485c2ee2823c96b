"""What has to be remembered between two words of a staff member."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from bot.core.staff import StaffMember
from bot.store.engines import Store
from bot.store.staff_talks import keep_talk, talk_of

Wanted = Literal["note", "find", "later"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseForm:
    """A form of a case that is being filled in."""

    number: str
    action: str
    values: tuple[tuple[str, str], ...] = ()
    asked: str = ""
    """The field whose answer is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The next words answer a question of ours."""

    wanted: Wanted
    about: str = ""
    """The conversation, or the task, it is about."""
    prompt: int = 0
    """The message in the group they have to reply to; 0: any words will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkState:
    """Where a talk stands."""

    lang: str = ""
    conversation: str = ""
    """The conversation last claimed or looked at: commands without another are about this one."""
    form: CaseForm | None = None
    asking: Asking | None = None


_STATE: TypeAdapter[TalkState] = TypeAdapter(TalkState)


def load_state(store: Store, member: StaffMember) -> TalkState:
    """Return where a person's talk stands; the beginning when what was kept cannot be read."""
    with store.read() as tx:
        text = talk_of(tx, tenant=store.tenant, staff=member.id)
    try:
        return _STATE.validate_json(text) if text else TalkState()
    except ValidationError:
        return TalkState()


def keep_state(store: Store, member: StaffMember, state: TalkState, *, now: datetime) -> None:
    """Keep where a person's talk stands."""
    text = _STATE.dump_json(state).decode()
    with store.write() as tx:
        keep_talk(tx, tenant=store.tenant, staff=member.id, state=text, now=now)
