"""What Alembic looks at and how it writes it down: DBOS keeps its tables in the same database."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlmodel import AutoString

from bot.store.schema import OURS
from bot.store.tables.moment import Moment


def is_ours(name: str | None, type_: str, _parents: Mapping[Any, str | None]) -> bool:
    """Tell Alembic to look at our tables only; without this it would drop everybody else's."""
    return type_ != "table" or name in OURS


def render_plain(type_: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as plain SQLAlchemy ones, so that old revisions import nothing of ours."""
    if type_ == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if type_ == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False
