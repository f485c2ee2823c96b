"""Cases in lists, on the board, and found by what they hold."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, Select, select

from bot.core.book import Book
from bot.core.cases import Case
from bot.core.say import FALLBACK_LANGUAGE, in_language
from bot.desk.cases.naming import Names, summary
from bot.desk.cases.pictures import BoardColumn, CaseFilter, CaseSummary
from bot.store.cases import cases_found, read_cases
from bot.store.engines import Store
from bot.store.tables import CaseRow, Conversation, table

_CASE = table(CaseRow)
_CONVERSATION = table(Conversation)
_EVERYTHING = CaseFilter()
_FOUND = 50


def case_list(
    store: Store,
    book: Book,
    wanted: CaseFilter = _EVERYTHING,
    *,
    at: datetime | None = None,
    lang: str = FALLBACK_LANGUAGE,
) -> tuple[CaseSummary, ...]:
    """Return the cases a filter lets in, newest first."""
    now = at or datetime.now(UTC)
    with store.read() as tx:
        cases = read_cases(tx, tenant=store.tenant, statement=_selected(store, wanted))
        found = _summaries(tx, store, book, cases, now=now, lang=lang)
    return tuple(one for one in found if not wanted.role or one.owner_role == wanted.role)


def board(
    store: Store,
    book: Book,
    *,
    procedure: str = "",
    at: datetime | None = None,
    lang: str = FALLBACK_LANGUAGE,
) -> tuple[BoardColumn, ...]:
    """Return the open cases by stage, stages in the order of their procedures; empty stages too."""
    wanted = CaseFilter(procedure=procedure, ended=False, limit=2000)
    open_cases = case_list(store, book, wanted, at=at, lang=lang)
    known = {name: one for pack in book.packs.values() for name, one in pack.procedures.items()}
    return tuple(
        BoardColumn(
            procedure=one.id,
            procedure_name=in_language(one.name, lang),
            stage=stage.id,
            stage_name=in_language(stage.name, lang),
            owner_role=stage.owner,
            cases=tuple(
                sorted(
                    (
                        case
                        for case in open_cases
                        if (case.procedure, case.stage) == (one.id, stage.id)
                    ),
                    key=lambda case: (case.due_at is None, case.due_at or case.opened_at),
                )
            ),
        )
        for name, one in known.items()
        if not procedure or name == procedure
        for stage in one.stages
    )


def search_cases(
    store: Store,
    text: str,
    *,
    book: Book,
    at: datetime | None = None,
    lang: str = FALLBACK_LANGUAGE,
) -> tuple[CaseSummary, ...]:
    """Return the cases whose number, serial, waybill, phone, name or frame number holds the text."""
    now = at or datetime.now(UTC)
    with store.read() as tx:
        cases = cases_found(tx, tenant=store.tenant, text=text, limit=_FOUND)
        return _summaries(tx, store, book, cases, now=now, lang=lang)


def _selected(store: Store, wanted: CaseFilter) -> Select[tuple[CaseRow]]:
    statement = select(_CASE).where(_CASE.c.tenant_id == store.tenant)
    for column, value in (
        (_CASE.c.procedure, wanted.procedure),
        (_CASE.c.stage, wanted.stage),
        (_CASE.c.status, wanted.status),
        (_CASE.c.dealer, wanted.dealer),
    ):
        if value:
            statement = statement.where(column == value)
    if wanted.ended is not None:
        statement = statement.where(_CASE.c.ended != "" if wanted.ended else _CASE.c.ended == "")
    if wanted.overdue_at is not None:
        statement = statement.where(_CASE.c.ended == "", _CASE.c.due_at < wanted.overdue_at)
    return statement.limit(wanted.limit)


def _summaries(
    tx: Connection,
    store: Store,
    book: Book,
    cases: Iterable[Case],
    *,
    now: datetime,
    lang: str,
) -> tuple[CaseSummary, ...]:
    cases = tuple(cases)
    packs = dict(
        tx.execute(
            select(_CONVERSATION.c.id, _CONVERSATION.c.pack).where(
                _CONVERSATION.c.tenant_id == store.tenant,
                _CONVERSATION.c.id.in_({case.conversation for case in cases}),
            )
        ).all()
    )
    moved = dict(
        tx.execute(
            select(_CASE.c.number, _CASE.c.moved_at).where(
                _CASE.c.tenant_id == store.tenant,
                _CASE.c.number.in_([case.number for case in cases]),
            )
        ).all()
    )
    return tuple(
        summary(
            Names(book.pack(packs.get(case.conversation, book.default)), lang),
            case,
            moved_at=moved.get(case.number) or case.opened_at,
            now=now,
        )
        for case in cases
    )
