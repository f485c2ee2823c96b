"""A dealer's case whose chat is no longer the dealership's: nobody there is told; a colleague passes it on."""

from collections.abc import Iterable, Iterator

from bot.core.clocks.task import Task, task_id
from bot.core.effects import Effect, KeepDocument, Note, OpenTask, Say, SendDocument
from bot.core.events import Event
from bot.core.hours import reply_by
from bot.core.markup import plain
from bot.core.procedures.making import Making
from bot.core.procedures.procedure import CONTACT_ROLES
from bot.core.turn import Records

PASSES_ON = "agent"
"""Role that calls the dealership."""


def reached(
    m: Making, effects: Iterable[Effect], event: Event, records: Records
) -> Iterator[Effect]:
    """Yield a move's effects; what its contact may no longer read becomes a note and somebody's task.

    A person taken out of a dealership, or of one that was closed, is a stranger to its cases.
    """
    strange = (
        m.case.dealer
        and event.sender.role not in CONTACT_ROLES
        and records.left_dealer(event.conversation)
    )
    if not strange:
        yield from effects
        return
    unsaid: list[str] = []
    for effect in effects:
        match effect:
            case Say() | SendDocument():
                text = plain(effect.text)
                unsaid += [text] if text else []
                yield Note(
                    kind="notice", text=text, files=effect.media if isinstance(effect, Say) else ()
                )
                if isinstance(effect, SendDocument):
                    yield KeepDocument(
                        form=effect.form, data=effect.data, name=effect.name, case=effect.case
                    )
            case _:
                yield effect
    if unsaid:
        yield OpenTask(_task(m, " ".join(unsaid), event))


def _task(m: Making, text: str, event: Event) -> Task:
    contact = dict(m.case.contact)
    return Task(
        id=task_id(m.case.number, "unreached", event.at.isoformat()),
        kind="callback",
        title=m.title(
            "case.task_unreached",
            person=contact.get("dealer_name") or contact.get("name", ""),
            field=contact.get("phone", ""),
            value=text,
        ),
        conversation=m.case.conversation,
        case=m.case.number,
        role=PASSES_ON,
        opened_at=m.at,
        due_at=reply_by(m.pack.brand.hours, m.at),
        escalate_to="manager",
    )
