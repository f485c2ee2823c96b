"""Keep what dealers bought: quantities, invoice dates, and the serials of single units."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select

from bot.core.dealers import Purchase
from bot.store.codec import dumps, type_names
from bot.store.statements import insert_or_update
from bot.store.tables import PurchaseRow, PurchaseSerial, table

_PURCHASE = table(PurchaseRow)
_SERIAL = table(PurchaseSerial)

_AT_ONCE = 500
"""Serials asked for in one statement."""


def keep_purchases(
    tx: Connection, *, tenant: str, purchases: Iterable[Purchase], now: datetime
) -> int:
    """Write purchases, a line of an invoice that is there already anew; returns how many lines."""
    count = 0
    for purchase in purchases:
        id_ = _key(purchase)
        tx.execute(
            insert_or_update(tx, _PURCHASE, change=["quantity", "serials", "added_at"]),
            {
                "tenant_id": tenant,
                "id": id_,
                "dealer_id": purchase.dealer,
                "model": purchase.model,
                "part": purchase.part,
                "quantity": purchase.quantity,
                "invoice": purchase.invoice,
                "invoice_date": purchase.invoice_date,
                "serials": dumps(type_names, purchase.serials),
                "added_at": now,
            },
        )
        tx.execute(
            delete(_SERIAL).where(_SERIAL.c.tenant_id == tenant, _SERIAL.c.purchase_id == id_)
        )
        rows = [
            {"tenant_id": tenant, "serial": serial, "purchase_id": id_}
            for serial in dict.fromkeys(purchase.serials)
        ]
        if rows:
            tx.execute(insert(_SERIAL), rows)
        count += 1
    return count


def purchases_of(
    tx: Connection, *, tenant: str, dealer: str, model: str = "", part: str = ""
) -> tuple[Purchase, ...]:
    """Return what a dealer bought, newest invoice first; of one model or part when they are given."""
    wanted = [_PURCHASE.c.tenant_id == tenant, _PURCHASE.c.dealer_id == dealer]
    if model:
        wanted.append(_PURCHASE.c.model == model)
    if part:
        wanted.append(_PURCHASE.c.part == part)
    rows = tx.execute(
        select(_PURCHASE)
        .where(*wanted)
        .order_by(_PURCHASE.c.invoice_date.desc(), _PURCHASE.c.invoice, _PURCHASE.c.id)
    )
    return tuple(_purchase(row) for row in rows)


def purchases_with(
    tx: Connection, *, tenant: str, serials: Collection[str]
) -> tuple[Purchase, ...]:
    """Return the purchases that hold any of some serials (`serial_key` form), whoever bought them."""
    found: dict[str, Purchase] = {}
    for some in in_portions(sorted(set(serials))):
        rows = tx.execute(
            select(_PURCHASE)
            .join(
                _SERIAL,
                and_(
                    _SERIAL.c.tenant_id == _PURCHASE.c.tenant_id,
                    _SERIAL.c.purchase_id == _PURCHASE.c.id,
                ),
            )
            .where(_SERIAL.c.tenant_id == tenant, _SERIAL.c.serial.in_(some))
            .order_by(_PURCHASE.c.invoice_date.desc(), _PURCHASE.c.id)
        )
        for row in rows:
            found.setdefault(row.id, _purchase(row))
    return tuple(found.values())


def purchase_counts(tx: Connection, *, tenant: str) -> dict[str, int]:
    """Return how many units each dealer bought altogether."""
    rows = tx.execute(
        select(_PURCHASE.c.dealer_id, func.sum(_PURCHASE.c.quantity))
        .where(_PURCHASE.c.tenant_id == tenant)
        .group_by(_PURCHASE.c.dealer_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def in_portions(serials: Sequence[str]) -> Iterator[list[str]]:
    """Cut a long list into what one statement takes."""
    rest = iter(serials)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _key(purchase: Purchase) -> str:
    line = (
        purchase.dealer,
        purchase.invoice,
        purchase.model,
        purchase.part,
        purchase.invoice_date.isoformat(),
    )
    return hashlib.sha256(json.dumps(line).encode()).hexdigest()[:24]


def _purchase(row: Row[Any]) -> Purchase:
    return Purchase(
        dealer=row.dealer_id,
        model=row.model,
        part=row.part,
        quantity=row.quantity,
        invoice=row.invoice,
        invoice_date=row.invoice_date,
        serials=type_names.validate_json(row.serials),
    )
