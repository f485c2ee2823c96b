"""Somebody hears of a fault that came back, before it is repaired once more (R4)."""

from bot.core.book import Pack
from bot.core.calendar import after
from bot.core.cases import Case, CaseLine, amend
from bot.core.clocks.task import Task, task_id
from bot.core.clocks.wording import staff_line
from bot.core.dealers import serial_key
from bot.core.effects import AmendCase, Effect, Note, OpenCase, OpenTask
from bot.core.events import Event
from bot.core.repeats import REPEAT, Repeat, repeat_of
from bot.core.say import FALLBACK_LANGUAGE, in_language
from bot.core.spans import Span
from bot.core.turn import Records, Turn

_WITHIN = Span(1, "wd")


def tell_of_repeats(pack: Pack, event: Event, turn: Turn, records: Records) -> tuple[Effect, ...]:
    """Return a task for each flagged line of the cases a turn opened or changed; each line once."""
    effects: list[Effect] = []
    for case in _cases(event, turn, records):
        for line in case.lines:
            if REPEAT in line.flags and line.serials:
                effects += _tell(pack, event, case, line, records)
    return tuple(effects)


def _cases(event: Event, turn: Turn, records: Records) -> list[Case]:
    found: list[Case] = []
    for effect in turn.effects:
        match effect:
            case OpenCase(case):
                found.append(case)
            case AmendCase(number, change) if change.lines is not None:
                drawn = next((one for one in found if one.number == number), None)
                known = drawn or records.case(number, event.conversation)
                if known is not None:
                    found = [one for one in found if one.number != number]
                    found.append(amend(known, change))
    return found


def _tell(
    pack: Pack, event: Event, case: Case, line: CaseLine, records: Records
) -> tuple[Effect, ...]:
    id_ = task_id("repeat", case.number, line.node or line.part, *line.serials)
    if records.task(id_) is not None:
        return ()
    rules = pack.warranty_terms(line.model).rules
    claims = records.claims_with({serial_key(serial) for serial in line.serials})
    repeat = repeat_of(claims, line, case=case.number, failed_repairs=rules.failed_repairs)
    if repeat is None:
        return ()
    title = _title(pack, event, line, repeat)
    task = Task(
        id=id_,
        kind="escalation",
        title=title,
        conversation=case.conversation,
        case=case.number,
        role="manager" if repeat.exchange else "tech",
        opened_at=event.at,
        due_at=after(pack.brand.hours.calendar, event.at, _WITHIN),
        escalate_to="gm" if repeat.exchange else "manager",
    )
    return OpenTask(task), Note(kind="notice", text=title)


def _title(pack: Pack, event: Event, line: CaseLine, repeat: Repeat) -> str:
    node = pack.nodes.get(line.node)
    return staff_line(
        pack,
        "task.repeat",
        now=event.at,
        times=repeat.times,
        fault=in_language(node.name, FALLBACK_LANGUAGE) if node else line.part or line.said,
        serial=repeat.serial,
        before=repeat.before,
        exchange=repeat.exchange,
    )
