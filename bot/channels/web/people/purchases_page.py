"""Taking in the sheets with what dealers bought."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Response, UploadFile, status

from bot.channels.web.office import Office
from bot.channels.web.origin import same_origin
from bot.channels.web.people.dealers_page import PATH, dealers_page
from bot.channels.web.people.entrance import Visitor, entrance
from bot.core.purchasing import Problem, read_purchases
from bot.desk import dealers
from bot.documents.sheets import Table, Unreadable, read_table
from bot.documents.tables import MAX_BYTES

_SHOWN_PROBLEMS = 20


def purchase_routes(office: Office) -> APIRouter:
    """Return `/dealers/<id>/purchases`."""
    routes = APIRouter(prefix=PATH)
    boss = Annotated[Visitor, Depends(entrance(office, PATH))]

    @routes.post("/{dealer}/purchases", dependencies=[Depends(same_origin)])
    async def take(visitor: boss, dealer: str, sheet: UploadFile) -> Response:
        """Read an uploaded sheet and keep the good rows; the others are told one by one."""
        data = await sheet.read(MAX_BYTES + 1)
        return await asyncio.to_thread(_take, visitor, dealer, data, sheet.filename or "")

    return routes


def _take(visitor: Visitor, dealer: str, data: bytes, name: str) -> Response:
    office = visitor.office
    pack = office.shelf.book.pack("")
    table = read_table(data, name)
    known = dealers.find_dealer(office.desk.store, dealer, now=visitor.now)
    if known is None or pack.returns is None:
        return _answer(visitor, dealer, bad="refused_no_such_dealer")
    if isinstance(table, Unreadable):
        return _answer(visitor, dealer, bad=f"unreadable_{table.reason}")
    read = read_purchases(
        table.rows,
        numbers=table.numbers,
        dealer=dealer,
        policy=pack.policies.get("purchases", {}),
        words=pack.returns,
        today=visitor.now.astimezone(visitor.zone).date(),
    )
    if read.purchases:
        dealers.note_purchases(office.desk.store, read.purchases, now=visitor.now)
        visitor.log("dealer_purchases", f"{dealer} {len(read.purchases)}")
    told = [_told(visitor, one) for one in read.problems]
    rest = len(told) - _SHOWN_PROBLEMS
    if rest > 0:
        told = [*told[:_SHOWN_PROBLEMS], f"{visitor.own_words['and_more']} {rest}"]
    return dealers_page(
        visitor,
        dealer,
        good=_kept(visitor, table, len(read.purchases)) if read.purchases else "",
        bad="" if read.purchases else visitor.own_words["nothing_kept"],
        problems=told,
        code=status.HTTP_200_OK if read.purchases else status.HTTP_422_UNPROCESSABLE_CONTENT,
    )


def _answer(visitor: Visitor, dealer: str, *, bad: str) -> Response:
    return dealers_page(
        visitor, dealer, bad=visitor.said(bad), code=status.HTTP_422_UNPROCESSABLE_CONTENT
    )


def _kept(visitor: Visitor, table: Table, count: int) -> str:
    return f"{visitor.own_words['purchases_kept']} {count} · {table.name}"


def _told(visitor: Visitor, problem: Problem) -> str:
    words = visitor.own_words
    row = f"{words['row']} {problem.row}: " if problem.row else ""
    return f"{row}{words[f'flaw_{problem.flaw}']} {problem.value}".strip()
