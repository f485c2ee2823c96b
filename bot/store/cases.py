"""Keep cases: draw numbers, open, amend with history, look up."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from bot.core.cases import Case, CaseChange, CaseLine, Remedy, amend
from bot.store.codec import dumps, type_case, type_change, type_names, type_pairs
from bot.store.statements import insert_into
from bot.store.tables import CaseCounter, CaseEventRow, CaseLineRow, CaseRow, table

_CASE = table(CaseRow)
_LINE = table(CaseLineRow)
_EVENT = table(CaseEventRow)
_COUNTER = table(CaseCounter)


def next_case_sequence(tx: Connection, *, tenant: str, day: date) -> int:
    """Draw the next sequence number of a local day; two workers never draw the same."""
    row = {"tenant_id": tenant, "day": day, "last": 1}
    return int(tx.execute(_draw(tx.dialect.name), row).scalar_one())


def open_case(tx: Connection, *, tenant: str, case: Case, by: str) -> None:
    """Write a new case, its lines and the first row of its history."""
    tx.execute(
        insert(_CASE),
        {
            "tenant_id": tenant,
            "number": case.number,
            "conversation_id": case.conversation,
            "procedure": case.procedure,
            "opened_at": case.opened_at,
            "last_event": 1,
            **_changing(case),
        },
    )
    _write_lines(tx, tenant=tenant, case=case)
    tx.execute(
        insert(_EVENT),
        {
            "tenant_id": tenant,
            "number": case.number,
            "seq": 1,
            "at": case.opened_at,
            "by": by,
            "what": "opened",
            "why": "",
            "change": dumps(type_case, case),
        },
    )


def amend_case(tx: Connection, *, tenant: str, number: str, change: CaseChange) -> None:
    """Change a case and append the change to its history; raises LookupError for an unknown number."""
    row = tx.execute(_of_number(tenant, number).with_for_update()).first()
    if row is None:
        raise LookupError(f"no case {number}")
    case = amend(_case(row, _lines(tx, tenant=tenant, numbers=[number])), change)
    seq = row.last_event + 1
    tx.execute(
        update(_CASE)
        .where(_CASE.c.tenant_id == tenant, _CASE.c.number == number)
        .values(last_event=seq, **_changing(case))
    )
    if change.lines is not None:
        tx.execute(delete(_LINE).where(_LINE.c.tenant_id == tenant, _LINE.c.number == number))
        _write_lines(tx, tenant=tenant, case=case)
    tx.execute(
        insert(_EVENT),
        {
            "tenant_id": tenant,
            "number": number,
            "seq": seq,
            "at": change.at,
            "by": change.by,
            "what": "amended",
            "why": change.why,
            "change": dumps(type_change, change),
        },
    )


def find_case(tx: Connection, *, tenant: str, number: str) -> Case | None:
    """Return a case by its number."""
    row = tx.execute(_of_number(tenant, number)).first()
    return None if row is None else _case(row, _lines(tx, tenant=tenant, numbers=[number]))


def cases_of(tx: Connection, *, tenant: str, conversation: str) -> tuple[Case, ...]:
    """Return the cases of a conversation, newest first."""
    return _cases(
        tx,
        tenant,
        select(_CASE)
        .where(_CASE.c.tenant_id == tenant, _CASE.c.conversation_id == conversation)
        .order_by(_CASE.c.opened_at.desc(), _CASE.c.number.desc()),
    )


def latest_cases(tx: Connection, *, tenant: str, limit: int) -> tuple[Case, ...]:
    """Return the newest cases of everybody."""
    return _cases(
        tx,
        tenant,
        select(_CASE)
        .where(_CASE.c.tenant_id == tenant)
        .order_by(_CASE.c.opened_at.desc(), _CASE.c.number.desc())
        .limit(limit),
    )


def case_events(tx: Connection, *, tenant: str, number: str) -> Sequence[Row[Any]]:
    """Return the history rows of a case, oldest first."""
    return tx.execute(
        select(_EVENT)
        .where(_EVENT.c.tenant_id == tenant, _EVENT.c.number == number)
        .order_by(_EVENT.c.seq)
    ).all()


@cache
def _draw(dialect: str) -> Any:
    statement = insert_into(dialect, _COUNTER)
    return statement.on_conflict_do_update(
        index_elements=[_COUNTER.c.tenant_id, _COUNTER.c.day],
        set_={"last": _COUNTER.c.last + 1},
    ).returning(_COUNTER.c.last)


def _of_number(tenant: str, number: str) -> Select[Any]:
    return select(_CASE).where(_CASE.c.tenant_id == tenant, _CASE.c.number == number)


def _changing(case: Case) -> dict[str, object]:
    return {
        "stage": case.stage,
        "priority": case.priority,
        "reply_by": case.reply_by,
        "contact": dumps(type_pairs, case.contact),
        "evidence": dumps(type_names, case.evidence),
    }


def _write_lines(tx: Connection, *, tenant: str, case: Case) -> None:
    rows = [
        {
            "tenant_id": tenant,
            "number": case.number,
            "position": position,
            "node": line.node,
            "cause": line.cause,
            "part": line.part,
            "remedy": line.remedy,
            "quantity": line.quantity,
            "said": line.said,
            "facts": dumps(type_pairs, line.facts),
        }
        for position, line in enumerate(case.lines, start=1)
    ]
    if rows:
        tx.execute(insert(_LINE), rows)


def _cases(tx: Connection, tenant: str, statement: Select[Any]) -> tuple[Case, ...]:
    rows = tx.execute(statement).all()
    lines = _lines(tx, tenant=tenant, numbers=[row.number for row in rows]) if rows else []
    return tuple(_case(row, [line for line in lines if line.number == row.number]) for row in rows)


def _lines(tx: Connection, *, tenant: str, numbers: Sequence[str]) -> Sequence[Row[Any]]:
    return tx.execute(
        select(_LINE)
        .where(_LINE.c.tenant_id == tenant, _LINE.c.number.in_(numbers))
        .order_by(_LINE.c.number, _LINE.c.position)
    ).all()


def _case(row: Row[Any], lines: Sequence[Row[Any]]) -> Case:
    return Case(
        number=row.number,
        procedure=row.procedure,
        stage=row.stage,
        conversation=row.conversation_id,
        opened_at=row.opened_at,
        lines=tuple(
            CaseLine(
                node=line.node,
                cause=line.cause,
                part=line.part,
                remedy=cast("Remedy", line.remedy),
                quantity=line.quantity,
                said=line.said,
                facts=type_pairs.validate_json(line.facts),
            )
            for line in lines
        ),
        contact=type_pairs.validate_json(row.contact),
        evidence=type_names.validate_json(row.evidence),
        priority=row.priority,
        reply_by=row.reply_by,
    )
