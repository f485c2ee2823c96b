"""Which files stand on a case: everybody on the staff works with those, whoever may read the chat."""

from sqlalchemy import ColumnElement, and_, exists, or_, select

from bot.core.staff import StaffMember
from bot.desk.views import was_sent
from bot.store.engines import Store
from bot.store.tables import CaseLineRow, CaseRow, table

_CASE = table(CaseRow)
_LINE = table(CaseLineRow)


def may_see(store: Store, member: StaffMember | None, conversation: str, ref: str) -> bool:
    """Tell whether somebody of the staff may look at a file of a conversation."""
    if member is None:
        return False
    sent = member.reads_conversations and was_sent(store, conversation, ref, for_staff=True)
    return sent or stands_on_case(store, conversation, ref)


def stands_on_case(store: Store, conversation: str, ref: str) -> bool:
    """Tell whether a case of a conversation shows a file: as evidence, in a form, or with a line."""
    if not ref:
        return False
    on_line = exists().where(
        and_(
            _LINE.c.tenant_id == _CASE.c.tenant_id,
            _LINE.c.number == _CASE.c.number,
            _names(_LINE.c.detail, ref),
        )
    )
    found = select(_CASE.c.number).where(
        _CASE.c.tenant_id == store.tenant,
        _CASE.c.conversation_id == conversation,
        or_(_names(_CASE.c.evidence, ref), _names(_CASE.c.detail, ref), on_line),
    )
    with store.read() as tx:
        return tx.execute(found.limit(1)).first() is not None


def _names(column: ColumnElement[str], ref: str) -> ColumnElement[bool]:
    return column.contains(ref, autoescape=True)
