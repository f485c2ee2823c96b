"""What somebody is asked to sign: all that is needed to decide it from a phone."""

from collections.abc import Iterator

from bot.core.cases import Case, CaseLine, Pending
from bot.core.forms import numbers
from bot.core.procedures.moving import signature_task_id
from bot.core.procedures.procedure import Action, Procedure
from bot.core.procedures.signing import REASON
from bot.core.say import in_language
from bot.desk.cases.naming import Names
from bot.desk.cases.pictures import RequestCard, RequestLine, SignatureRow
from bot.desk.cases.sight import Everybody

_OF_LINES = ("lines", "counts")


def signatures(names: Names, case: Case, people: Everybody) -> Iterator[SignatureRow]:
    """Yield every signature of a case: those given or refused, then those still wanted."""
    for one in case.approvals:
        yield SignatureRow(
            request=one.request,
            action_name=action_name(names, case, one.action),
            role=one.step.role,
            person=one.step.person,
            state="approved" if one.approved else "refused",
            by_name=people.name(one.by),
            why=one.why,
            at=one.at,
        )
    for pending in case.pending:
        for position in _outstanding(pending):
            step = pending.steps[position]
            yield SignatureRow(
                request=pending.id,
                action_name=action_name(names, case, pending.action),
                role=step.role,
                person=step.person,
                state="waiting" if position in pending.open_steps else "later",
                by_name=signer(names, people, role=step.role, person=step.person),
            )


def requests(names: Names, case: Case, people: Everybody) -> Iterator[RequestCard]:
    """Yield what waits for signatures."""
    procedure = names.pack.procedures.get(case.procedure)
    every = tuple(signatures(names, case, people))
    for pending in case.pending:
        action = _action(procedure, case.stage, pending.action)
        chain = names.pack.chains.get(action.approval) if action else None
        said = dict(pending.values)
        yield RequestCard(
            id=pending.id,
            action_name=action_name(names, case, pending.action),
            chain_name=in_language(chain.name, names.lang) if chain else "",
            rule=in_language(chain.rule, names.lang) if chain and chain.rule else "",
            asked_by=pending.asked_by,
            asked_by_name=people.name(pending.asked_by),
            asked_at=pending.asked_at,
            why=said.get(REASON, ""),
            lines=tuple(_lines(names, case, action, said)),
            asks=tuple(_asks(names, action, said)),
            signatures=tuple(one for one in every if one.request == pending.id),
            in_order=pending.in_order,
            tasks=tuple(
                signature_task_id(case.number, pending.id, step)
                for step in range(len(pending.steps))
            ),
        )


def still_to_sign(names: Names, people: Everybody, pending: Pending) -> tuple[str, ...]:
    """Return whose signatures a request still wants, in their order."""
    steps = (pending.steps[position] for position in _outstanding(pending))
    return tuple(signer(names, people, role=one.role, person=one.person) for one in steps)


def signer(names: Names, people: Everybody, *, role: str, person: str) -> str:
    """Return whose signature is wanted: a role, with the name of the only one who has it, or a person."""
    if person:
        return next((one.name for one in people.members if one.login == person), person)
    holders = people.staff_with(role)
    called = names.word(f"case.role_{role}")
    return f"{called} {holders[0].name}" if len(holders) == 1 else called


def _outstanding(pending: Pending) -> tuple[int, ...]:
    return tuple(n for n in range(len(pending.steps)) if n not in pending.signed)


def _lines(
    names: Names, case: Case, action: Action | None, said: dict[str, str]
) -> Iterator[RequestLine]:
    chosen = numbers(said.get(action.line_field, "")) if action and action.line_field else ()
    for position in chosen or range(1, len(case.lines) + 1):
        line: CaseLine = case.lines[position - 1]
        yield RequestLine(
            position=position,
            title=names.line(line),
            quantity=line.quantity,
            judged=tuple(_judged(names, line)),
        )


def _judged(names: Names, line: CaseLine) -> Iterator[str]:
    if line.warranty:
        yield names.word(f"case.warranty_{line.warranty.result}")
    if line.verdict != "pending":
        yield names.word(f"case.verdict_{line.verdict}")
    if found := dict(line.values).get("found"):
        yield found
    yield from (names.word(f"case.flag_{flag}") for flag in line.flags)


def _asks(
    names: Names, action: Action | None, said: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield what else the form says: prompt, value as people read it, and the field's kind."""
    for one in action.form if action else ():
        value = said.get(one.id, "")
        if not value or one.id == REASON or one.kind in _OF_LINES:
            continue
        label = next((option.label for option in one.options if option.id == value), None)
        if label is not None:
            value = in_language(label, names.lang)
        elif one.kind == "yes_no":
            value = names.word(f"case.{value}")
        yield in_language(one.ask, names.lang), value, one.kind


def _action(procedure: Procedure | None, stage: str, action_id: str) -> Action | None:
    """Return an action, of the stage itself when it has one of that name."""
    if procedure is None:
        return None
    here = procedure.stage(stage)
    every = (
        *(here.actions if here else ()),
        *procedure.actions,
        *(one for other in procedure.stages for one in other.actions),
    )
    return next((one for one in every if one.id == action_id), None)


def action_name(names: Names, case: Case, action_id: str) -> str:
    """Return what an action is called; its id when the procedure has it no more."""
    action = _action(names.pack.procedures.get(case.procedure), case.stage, action_id)
    return in_language(action.label, names.lang) if action else action_id
