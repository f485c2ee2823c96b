"""Whether a database takes writes, without leaving one."""

from contextlib import suppress

from bot.store.engines import Store
from bot.store.statements import insert_or_update
from bot.store.tables import RateSlot, table

_SLOT = table(RateSlot)


class _TakenBackError(Exception):
    """Ends the transaction."""


def probe_write(store: Store) -> None:
    """Write a row and take it back; raises SQLAlchemyError when that cannot be done."""
    row = {"tenant_id": store.tenant, "key": "probe", "tat": 0}
    with suppress(_TakenBackError), store.write() as tx:
        tx.execute(insert_or_update(tx, _SLOT, change=["tat"]), row)
        raise _TakenBackError
