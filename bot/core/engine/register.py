"""Opening a case, or amending the one that is open; never two for one conversation."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.cases import FIRST_STAGE, Case, CaseChange, CaseLine, Remedy, amend
from bot.core.dealers import serial_key
from bot.core.effects import AmendCase
from bot.core.engine.scope import Scope
from bot.core.engine.talk import Talk
from bot.core.hours import is_open, reply_by
from bot.core.procedures.actor import Actor
from bot.core.procedures.opening import begin
from bot.core.repeats import flag, repeat_of
from bot.core.script import Ask

CONTACT_SLOTS = ("name", "phone", "frame_no", "bought_on", "product", "place", "order_no", "wish")
_MINUTES = re.compile(r"(\d+)m")
_NO_VALUE = ("unsure", "skipped")


def register(talk: Talk, *, procedure: str, priority: str) -> None:
    """Open a case for the fault at hand, or put the fault into the case already open."""
    existing = talk.open_case()
    line = _of_this_piece(talk, _line(talk), case=existing.number if existing else "")
    contact = _contact(talk)
    if existing is None:
        case = Case(
            number=talk.records.new_case_number(talk.now),
            procedure=procedure,
            stage=FIRST_STAGE,
            conversation=talk.event.conversation,
            opened_at=talk.now,
            lines=(line,),
            contact=contact,
            evidence=talk.state.evidence,
            priority=priority,
            reply_by=_promised(talk),
        )
        sender = talk.event.sender
        opened, effects = begin(
            talk.pack,
            case,
            actor=Actor(kind=sender.role, id=sender.id, name=sender.name),
            people=talk.records,
            at=talk.now,
            lang=talk.state.lang,
            quietly=True,
        )
        talk.draft = opened
        talk.change(case=case.number)
        talk.effects += effects
        return
    others = tuple(old for old in existing.lines if old.node != line.node)
    amend_case(
        talk,
        existing,
        CaseChange(
            at=talk.now,
            by=talk.event.sender.id,
            why="fault_added" if len(others) == len(existing.lines) else "fault_changed",
            lines=(*others, line),
            contact=contact,
            evidence=talk.state.evidence,
        ),
    )


def _promised(talk: Talk) -> datetime:
    """Until when somebody answers; in danger, and while people are there, within the danger call's time."""
    hours = talk.pack.brand.hours
    usual = reply_by(hours, talk.now)
    deadlines = talk.pack.policies.get("deadlines", {}).get("deadlines")
    call = deadlines.get("danger_call") if isinstance(deadlines, Mapping) else None
    within = _MINUTES.fullmatch(str(call.get("within"))) if isinstance(call, Mapping) else None
    if talk.state.queued_for != "danger" or within is None or not is_open(hours, talk.now):
        return usual
    return min(usual, talk.now + timedelta(minutes=int(within[1])))


def amend_case(talk: Talk, case: Case, change: CaseChange) -> None:
    """Change an open case when the change changes anything."""
    changed = amend(case, change)
    if changed == case:
        return
    talk.draft = changed
    talk.effects.append(AmendCase(case.number, change))


def amend_contact(talk: Talk, why: str) -> bool:
    """Bring contact data and evidence of the open case up to date; False when no case is open."""
    case = talk.open_case()
    if case is None:
        return False
    lines = tuple(_of_this_piece(talk, line, case=case.number) for line in case.lines)
    change = CaseChange(
        at=talk.now,
        by=talk.event.sender.id,
        why=why,
        lines=lines if lines != case.lines else None,
        contact=_contact(talk),
        evidence=talk.state.evidence,
    )
    amend_case(talk, case, change)
    return True


def drop_line(talk: Talk, node: str) -> None:
    """Take a fault out of the open case: the customer said that it was not meant."""
    case = talk.open_case()
    if case is None or all(line.node != node for line in case.lines):
        return
    kept = tuple(line for line in case.lines if line.node != node)
    change = CaseChange(at=talk.now, by=talk.event.sender.id, why="fault_withdrawn", lines=kept)
    amend_case(talk, case, change)


def _line(talk: Talk) -> CaseLine:
    frame = talk.top
    args = dict(frame.args) if frame else {}
    node = talk.state.node or ""
    return CaseLine(
        node=node,
        cause=args.get("cause", ""),
        part=args.get("part", ""),
        remedy=_remedy(args.get("remedy", "advice")),
        said=talk.state.said,
        facts=_facts(talk, node),
    )


def _of_this_piece(talk: Talk, line: CaseLine, *, case: str) -> CaseLine:
    """Put the frame number on a customer's line once it is known, and flag a fault that came back (R4)."""
    frame_no = talk.answer("frame_no")
    if line.serials or frame_no is None or frame_no.value in _NO_VALUE:
        return line
    numbered = replace(line, serials=(frame_no.value,))
    claims = talk.records.claims_with({serial_key(frame_no.value)})
    return flag(numbered, repeat_of(claims, numbered, case=case, failed_repairs=0))


def _remedy(name: str) -> Remedy:
    match name:
        case "self_help" | "part" | "on_site" | "return" | "exchange" | "refund" | "paid":
            return name
        case _:
            return "advice"


def _facts(talk: Talk, node: str) -> tuple[tuple[str, str], ...]:
    """Return question and answer of the way walked in this fault, in the customer's own words."""
    facts = []
    for frame in talk.state.frames:
        script = talk.script_of(frame)
        for step_id in frame.trail:
            step = script.step(step_id)
            if (
                step is None
                or not isinstance(step.action, Ask)
                or step.action.slot in CONTACT_SLOTS
            ):
                continue
            answer = talk.answer(step.action.slot)
            if answer is not None and answer.value not in _NO_VALUE and step.action.kind != "photo":
                facts.append(
                    (step.action.slot.removeprefix(f"{node}."), answer.said or answer.value)
                )
    warranty = Scope(talk).cover()
    if warranty.until is not None:
        facts.append(("warranty_until", warranty.until.isoformat()))
    return tuple(facts)


def _contact(talk: Talk) -> tuple[tuple[str, str], ...]:
    known = {slot: talk.answer(slot) for slot in CONTACT_SLOTS}
    out = {
        slot: answer.value
        for slot, answer in known.items()
        if answer and answer.value not in _NO_VALUE
    }
    if talk.state.name:
        out.setdefault("name", talk.state.name)
    return tuple(sorted(out.items()))
