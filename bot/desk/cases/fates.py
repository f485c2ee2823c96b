"""What an edited book means for the cases that are open."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select

from bot.core.book import Book
from bot.core.procedures.migrating import fate
from bot.desk.cases.sight import pack_of
from bot.store.cases import read_cases
from bot.store.engines import Store
from bot.store.tables import CaseRow, table

_CASE = table(CaseRow)


def case_fates(store: Store, book: Book) -> Mapping[str, int]:
    """Count the open cases by what becomes of them; `procedure_gone`: people look after them."""
    found: Counter[str] = Counter()
    with store.read() as tx:
        statement = select(_CASE).where(_CASE.c.tenant_id == store.tenant, _CASE.c.ended == "")
        for case in read_cases(tx, tenant=store.tenant, statement=statement):
            procedure = pack_of(tx, store, book, case).procedures.get(case.procedure)
            found["procedure_gone" if procedure is None else fate(procedure, case)] += 1
    return found
