"""Lists that leave the house as spreadsheets, read from the store."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.core.book import Pack
from bot.core.reships import reship_data
from bot.store.cases import read_cases
from bot.store.engines import Store
from bot.store.tables import CaseRow, table

_CASE = table(CaseRow)


def reships(store: Store, pack: Pack, *, month: date) -> dict[str, Any]:
    """Return what fills the form `reships` for the month of a day (R11)."""
    zone = ZoneInfo(pack.brand.hours.timezone)
    first = datetime(month.year, month.month, 1, tzinfo=zone)
    after = (first + timedelta(days=32)).replace(day=1)
    with store.read() as tx:
        cases = read_cases(
            tx,
            tenant=store.tenant,
            statement=select(_CASE).where(
                _CASE.c.tenant_id == store.tenant,
                _CASE.c.opened_at >= first,
                _CASE.c.opened_at < after,
            ),
        )
    return reship_data(pack, cases, month=month)
