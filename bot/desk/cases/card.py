"""Everything about one case on one card."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.core.book import Book
from bot.core.cases import Case, CaseChange, CaseLine, amend, line_status
from bot.core.procedures.procedure import SYSTEM, Procedure
from bot.core.say import FALLBACK_LANGUAGE, in_language
from bot.desk.cases.naming import Names, summary
from bot.desk.cases.owed import owed
from bot.desk.cases.pictures import (
    CaseCard,
    DocumentRow,
    HistoryRow,
    LineCard,
)
from bot.desk.cases.requests import requests, signatures
from bot.desk.cases.sight import Everybody, everybody, pack_of
from bot.store.cases import case_changes, find_case
from bot.store.documents import documents_of_case
from bot.store.engines import Store
from bot.store.tasks import tasks_of_case

_NOBODY = ("bot", SYSTEM)
_OF_PARCELS = ("carrier", "waybill", "pieces", "waybill_photo")
"""Fields that are seen at the parcel they are of."""


def case_card(
    store: Store,
    book: Book,
    number: str,
    *,
    at: datetime | None = None,
    lang: str = FALLBACK_LANGUAGE,
) -> CaseCard | None:
    """Return everything about a case; None for an unknown number."""
    now = at or datetime.now(UTC)
    with store.read() as tx:
        case = find_case(tx, tenant=store.tenant, number=number)
        if case is None:
            return None
        names = Names(pack_of(tx, store, book, case), lang)
        people = everybody(tx, store)
        kept = case_changes(tx, tenant=store.tenant, number=number)
        tasks = tasks_of_case(tx, tenant=store.tenant, number=number)
        papers = documents_of_case(tx, tenant=store.tenant, case=number)
    opened, changes = kept or (case, ())
    procedure = names.pack.procedures.get(case.procedure)
    prompts, readers = names.fields(procedure), names.readers(procedure)
    moved_at = changes[-1].at if changes else case.opened_at
    return CaseCard(
        summary=summary(names, case, moved_at=moved_at, now=now),
        stages=tuple(
            (stage.id, in_language(stage.name, lang))
            for stage in (procedure.stages if procedure else ())
        ),
        contact=case.contact,
        lines=tuple(_lines(names, case)),
        parcels=case.parcels,
        values=tuple(
            (prompts.get(field, field), readers.get(field, str)(value))
            for field, value in case.values
            if not (case.parcels and field in _OF_PARCELS) and not _is_no_share(field, value)
        ),
        evidence=case.evidence,
        tasks=tuple(owed(names, case, (task for task in tasks if task.state == "open"), now)),
        signatures=tuple(signatures(names, case, people)),
        requests=tuple(requests(names, case, people)),
        history=tuple(_history(names, procedure, opened, changes, people)),
        documents=tuple(
            DocumentRow(id=one.id, form=one.form, name=one.name, at=one.at) for one in papers
        ),
    )


def _lines(names: Names, case: Case) -> Iterator[LineCard]:
    for position, line in enumerate(case.lines, start=1):
        status = line_status(line)
        yield LineCard(
            position=position,
            about=line,
            title=names.line(line),
            status=status,
            status_name=names.word(f"case.status_{status}"),
            axes=tuple(_axes(names, line)),
        )


def _axes(names: Names, line: CaseLine) -> Iterator[tuple[str, str]]:
    yield "logistics", names.word(f"case.logistics_{line.logistics}")
    yield "verdict", names.word(f"case.verdict_{line.verdict}")
    yield "decision", names.word(f"case.decision_{line.decision}")
    yield "money", names.word(f"case.money_{line.money}")
    if line.liability:
        yield "liability", names.word(f"case.liability_{line.liability}")
    if line.warranty:
        yield "warranty", names.word(f"case.warranty_{line.warranty.result}")


def _is_no_share(field: str, value: str) -> bool:
    """Tell whether it is somebody's part of no cost at all."""
    return field.startswith("share.") and not float(value)


def _who(names: Names, case: Case, by: str, people: Everybody) -> str:
    """Return who moved: a colleague by name, who the case belongs to by theirs."""
    kind, _, id_ = by.partition(":")
    if kind in _NOBODY:
        return names.word(f"case.by_{kind}")
    if not id_ and people.staff(by) is None:  # told in a conversation
        kind = "dealer" if case.dealer else "customer"
    if kind not in ("dealer", "customer"):
        return people.name(by if id_ else f"staff:{by}")
    contact = dict(case.contact)
    return contact.get("dealer_name") or contact.get("name") or names.word(f"case.role_{kind}")


def _what(names: Names, procedure: Procedure | None, change: CaseChange) -> str:
    """Return what a move is called: the action's label, with what became of it when it was not made."""
    action, what = names.action(procedure, change.rule), names.word(f"case.what_{change.what}")
    if not action or change.what in ("moved", "task_done"):
        return action or what
    return names.word("case.what_of_action").format(what=what, action=action)


def _why(names: Names, change: CaseChange) -> str:
    """Return why, in words: the engine gives a reason of its own by name, people in theirs."""
    if change.what == "reminded":
        return ""  # what was said stands in the chat
    if change.what == "overdue":
        return names.word(f"case.role_{change.why}") if change.why else ""
    phrase = f"case.why_{change.why}"
    return names.word(phrase) if phrase in names.pack.phrases else change.why


def _history(
    names: Names,
    procedure: Procedure | None,
    opened: Case,
    changes: tuple[CaseChange, ...],
    people: Everybody,
) -> Iterator[HistoryRow]:
    prompts, readers = names.fields(procedure), names.readers(procedure)
    yield HistoryRow(
        seq=1,
        at=opened.opened_at,
        by="",
        by_name="",
        what="opened",
        what_name=names.word("case.what_opened"),
        was="",
        to=names.stage(opened, opened.stage),
        why="",
        rule=opened.procedure,
        values=(),
    )
    case = opened
    for seq, change in enumerate(changes, start=2):
        was = case.stage
        case = amend(case, change)
        moved = change.stage is not None
        yield HistoryRow(
            seq=seq,
            at=change.at,
            by=change.by,
            by_name=_who(names, case, change.by, people),
            what=change.what,
            what_name=_what(names, procedure, change),
            was=names.stage(case, was) if moved else "",
            to=names.stage(case, case.stage) if moved else "",
            why=_why(names, change),
            rule=change.rule,
            values=tuple(
                (prompts.get(field, field), readers.get(field, str)(value))
                for field, value in change.said
            ),
        )
