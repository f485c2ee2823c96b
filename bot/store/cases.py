"""Keep cases: draw numbers, open, amend with history, look up."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update

from bot.core.cases import Case, CaseChange, CaseLine, amend, display_status
from bot.core.dealers import serial_key
from bot.store.codec import (
    dumps,
    type_case,
    type_change,
    type_line,
    type_names,
    type_pairs,
)
from bot.store.statements import insert_into
from bot.store.tables import (
    CaseCounter,
    CaseEventRow,
    CaseKey,
    CaseLineRow,
    CaseRow,
    table,
)

_CASE = table(CaseRow)
_LINE = table(CaseLineRow)
_EVENT = table(CaseEventRow)
_COUNTER = table(CaseCounter)
_KEY = table(CaseKey)
_CONTACT_KEYS = ("phone", "name", "dealer_name", "frame_no")
_SHORTEST_KEY = 2
_UPDATE_LINE = update(_LINE).where(
    _LINE.c.tenant_id == bindparam("b_tenant"),
    _LINE.c.number == bindparam("b_number"),
    _LINE.c.position == bindparam("b_position"),
)


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
            "moved_at": case.opened_at,
            "last_event": 1,
            **_changing(case),
        },
    )
    _write_lines(tx, tenant=tenant, case=case)
    _index(tx, tenant=tenant, case=case, before=None)
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
    before = _case(row, _lines(tx, tenant=tenant, numbers=[number]))
    case = amend(before, change)
    seq = row.last_event + 1
    tx.execute(
        update(_CASE)
        .where(_CASE.c.tenant_id == tenant, _CASE.c.number == number)
        .values(last_event=seq, moved_at=change.at, **_changing(case))
    )
    if change.lines is not None:
        tx.execute(delete(_LINE).where(_LINE.c.tenant_id == tenant, _LINE.c.number == number))
        _write_lines(tx, tenant=tenant, case=case)
    elif case.lines != before.lines:
        _update_lines(tx, tenant=tenant, case=case, before=before)
    _index(tx, tenant=tenant, case=case, before=before)
    tx.execute(
        insert(_EVENT),
        {
            "tenant_id": tenant,
            "number": number,
            "seq": seq,
            "at": change.at,
            "by": change.by,
            "what": change.what,
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
    return read_cases(
        tx,
        tenant=tenant,
        statement=select(_CASE).where(
            _CASE.c.tenant_id == tenant, _CASE.c.conversation_id == conversation
        ),
    )


def latest_cases(tx: Connection, *, tenant: str, limit: int) -> tuple[Case, ...]:
    """Return the newest cases of everybody."""
    return read_cases(
        tx, tenant=tenant, statement=select(_CASE).where(_CASE.c.tenant_id == tenant).limit(limit)
    )


def cases_found(tx: Connection, *, tenant: str, text: str, limit: int) -> tuple[Case, ...]:
    """Return the cases whose number, serial, waybill, phone or name holds a text, newest first."""
    key = serial_key(text)
    if len(key) < _SHORTEST_KEY:
        return ()
    by_key = select(_KEY.c.number).where(
        _KEY.c.tenant_id == tenant, _KEY.c.value.contains(key, autoescape=True)
    )
    return read_cases(
        tx,
        tenant=tenant,
        statement=select(_CASE)
        .where(_CASE.c.tenant_id == tenant, _CASE.c.number.in_(by_key))
        .limit(limit),
    )


def read_cases(tx: Connection, *, tenant: str, statement: Select[Any]) -> tuple[Case, ...]:
    """Return the cases a selection of `case_file` rows gives, newest first."""
    ordered = statement.order_by(_CASE.c.opened_at.desc(), _CASE.c.number.desc())
    rows = tx.execute(ordered).all()
    lines = _lines(tx, tenant=tenant, numbers=[row.number for row in rows]) if rows else []
    by_number: dict[str, list[Row[str, str]]] = {}
    for line in lines:
        by_number.setdefault(line.number, []).append(line)
    return tuple(_case(row, by_number.get(row.number, [])) for row in rows)


def case_events(tx: Connection, *, tenant: str, number: str) -> Sequence[Row[Any]]:
    """Return the history rows of a case, oldest first."""
    return tx.execute(
        select(_EVENT)
        .where(_EVENT.c.tenant_id == tenant, _EVENT.c.number == number)
        .order_by(_EVENT.c.seq)
    ).all()


def case_changes(
    tx: Connection, *, tenant: str, number: str
) -> tuple[Case, tuple[CaseChange, ...]] | None:
    """Return a case as it was opened and every change since; None for an unknown number."""
    rows = case_events(tx, tenant=tenant, number=number)
    if not rows:
        return None
    changes = tuple(type_change.validate_json(row.change) for row in rows[1:])
    return type_case.validate_json(rows[0].change), changes


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
        "ended": case.ended,
        "status": display_status(case),
        "dealer": case.dealer,
        "due_at": case.due_at,
        "detail": dumps(type_case, replace(case, lines=())),
    }


def _write_lines(tx: Connection, *, tenant: str, case: Case) -> None:
    rows = [
        {"tenant_id": tenant, "number": case.number, "position": position, **_line_row(line)}
        for position, line in enumerate(case.lines, start=1)
    ]
    if rows:
        tx.execute(insert(_LINE), rows)


def _update_lines(tx: Connection, *, tenant: str, case: Case, before: Case) -> None:
    rows = [
        {"b_tenant": tenant, "b_number": case.number, "b_position": position, **_line_row(line)}
        for position, (line, old) in enumerate(zip(case.lines, before.lines, strict=True), start=1)
        if line != old
    ]
    tx.execute(_UPDATE_LINE, rows)


def _line_row(line: CaseLine) -> dict[str, object]:
    return {
        "node": line.node,
        "cause": line.cause,
        "part": line.part,
        "remedy": line.remedy,
        "quantity": line.quantity,
        "said": line.said,
        "facts": dumps(type_pairs, line.facts),
        "logistics": line.logistics,
        "verdict": line.verdict,
        "decision": line.decision,
        "money": line.money,
        "detail": dumps(type_line, line),
    }


def _index(tx: Connection, *, tenant: str, case: Case, before: Case | None) -> None:
    """Keep what the case is found by; what it was found by before stays."""
    known = set(_keys(before)) if before else set()
    new = [one for one in dict.fromkeys(_keys(case)) if one not in known]
    if new:
        rows = [
            {"tenant_id": tenant, "number": case.number, "kind": kind, "value": value}
            for value, kind in {value: kind for kind, value in new}.items()
        ]
        tx.execute(insert_into(tx.dialect.name, _KEY).on_conflict_do_nothing(), rows)


def _keys(case: Case) -> Iterator[tuple[str, str]]:
    yield "number", serial_key(case.number)
    contact = dict(case.contact)
    for kind in _CONTACT_KEYS:
        if value := serial_key(contact.get(kind, "")):
            yield kind, value
    for parcel in case.parcels:
        if value := serial_key(parcel.waybill):
            yield "waybill", value
    for line in case.lines:
        yield from (("serial", key) for one in line.serials if (key := serial_key(one)))


def _lines(tx: Connection, *, tenant: str, numbers: Sequence[str]) -> Sequence[Row[str, str]]:
    return tx.execute(
        select(_LINE.c.number, _LINE.c.detail)
        .where(_LINE.c.tenant_id == tenant, _LINE.c.number.in_(numbers))
        .order_by(_LINE.c.number, _LINE.c.position)
    ).all()


def _case(row: Row[Any], lines: Sequence[Row[str, str]]) -> Case:
    kept = type_case.validate_json(row.detail)
    return replace(kept, lines=tuple(type_line.validate_json(line.detail) for line in lines))
